"""Files damaged at random end in a Survey or an IntakeError, never in anything else."""

import io
import random
import zipfile
from collections import Counter

import pytest

from tests.intake.conftest import Client, as_csv, as_xlsx, people
from toolkit.errors import IntakeError
from toolkit.intake import Survey, read_survey

PIECES = [b'"', b";", b",", b"\n", b"\r", b"\t", b"\0", b"\xff", b"99", b"-1", b"<", b"&#0;", b"1e400", b"=1+1",
          b"\xc3\xa9", b"sep=;\n", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xff\xfe", b'r="ZZ9"', b""]  # fmt: skip


def damaged(source: random.Random, content: bytes) -> bytes:
    for _ in range(source.randint(1, 5)):
        place = source.randrange(len(content) + 1)
        other = source.randrange(len(content) + 1)
        content = source.choice(
            [
                content[:place] + source.choice(PIECES) + content[place:],
                content[:place] + source.randbytes(1) + content[place + 1 :],
                content[:place] + content[place + source.randint(1, 30) :],
                content[:place],
                content[:place] + content[other : other + 50] + content[place:],
            ]
        )
    return content


def damaged_within(source: random.Random, workbook: bytes) -> bytes:
    """Damage the parts of a workbook and pack it properly again."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as good, zipfile.ZipFile(content, "w") as bad:
        for name in good.namelist():
            part = good.read(name)
            bad.writestr(name, damaged(source, part) if source.random() < 0.2 else part)
    return content.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_ends_in_a_survey_or_an_intake_error(client: Client, seed: int) -> None:
    source = random.Random(seed)
    columns = ("nr", "a", "b", "s", "w", "tekst")
    cells = {(row, "tekst"): 'hij zei: "één;\ntwee"' for row in range(2, 32)} | {
        (row, "nr"): f"{row:05d}" for row in range(2, 32)
    }
    table = people(cells, columns, n=30)
    workbook = as_xlsx(table)
    files = [as_csv(table, ";", "cp1252"), as_csv(table), as_csv(table, "\t", "utf-16"), workbook]
    engagement = client.engagement('key = "nr"\nweight = "w"', '[segments.channel]\ncolumn = "s"')
    path = client.folder / "data" / "answers.csv"
    path.parent.mkdir()
    ends: Counter[str] = Counter()
    for number in range(150):
        packed = number % 3 == 0
        content = damaged_within(source, workbook) if packed else damaged(source, source.choice(files))
        path.write_bytes(content)
        try:
            survey = read_survey(engagement, "baseline")
        except IntakeError as error:
            ends["refused"] += bool(error.faults)
        else:
            ends["read"] += isinstance(survey, Survey)
    assert ends.total() == 150
    assert min(ends["refused"], ends["read"]) > 0
