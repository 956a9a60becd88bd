"""What is no table of answers, or a damaged or a hostile one: one clear message, little memory, nothing written."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from benchmarks.fuzzing.files import made_files
from tests.cli.test_cli import loyalty
from tests.conftest import ROOT
from tests.intake.bad_files import (
    JPEG,
    LAUGHS,
    OUTSIDE,
    PDF,
    PNG,
    SHEET,
    archive_of,
    bomb,
    old_office,
    with_sheet,
    workbook,
)
from tests.intake.conftest import Client, as_csv, as_xlsx, people
from toolkit.errors import IntakeError
from toolkit.intake import read as reading
from toolkit.intake import read_export

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits and tells memory in this way")
TEXT = "klantnr;cijfer;waarom\n001;7;café\n002;8;goed\n003;;\n"
AS_TABLE = "Save or export the table as .xlsx or .csv."
AS_UTF8 = "Save it as CSV UTF-8, or as .xlsx."
AS_XLSX = "Open it in Excel and save it as .xlsx."
DAMAGED = "is a damaged workbook. Open it in Excel and save it again as .xlsx."
NUL = "holds NUL bytes: it is no text file, or was damaged. Export it again, as .xlsx or as CSV UTF-8."
STRUCTURE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "{}<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{}</document>"
)
LSS = "is a damaged .lss file. Export the structure from LimeSurvey again, as .lss."

BAD: dict[str, tuple[str, bytes, str]] = {
    "0 bytes": ("x.csv", b"", "is empty: it has 0 bytes. Export or copy it again."),
    "blank lines": ("x.csv", b"\r\n \r\n\t\r\n", "is empty: it holds nothing but blanks. Export or copy it again."),
    "a ZIP": ("x.csv", archive_of("a.csv"), "is a ZIP archive, not a table. Unpack it, and name the table in it."),
    "an image": ("x.csv", PNG, "is a PNG image, not a table. Ask for the table itself."),
    "a photograph": ("x.csv", JPEG, "is a JPEG image, not a table. Ask for the table itself."),
    "a PDF": ("x.csv", PDF, f"is a PDF, not a table. {AS_TABLE}"),
    "an .xlsb": ("x.xlsx", archive_of("xl/workbook.bin"), f"is a binary workbook (.xlsb). {AS_XLSX}"),
    "an .ods": ("x.xlsx", archive_of("content.xml"), "is an OpenDocument file. Open it and save it as .xlsx."),
    "a .docx": ("x.xlsx", archive_of("word/document.xml"), f"is a Word or PowerPoint file, not a table. {AS_TABLE}"),
    "a workbook with a password": (
        "x.xlsx",
        old_office("EncryptionInfo", "EncryptedPackage"),
        "is protected by a password. Open it in Excel, take the password off, and save it as .xlsx.",
    ),
    "an .xls": ("x.xlsx", old_office("Workbook"), f"is an old .xls workbook. {AS_XLSX}"),
    "a very old .xls": ("x.xls", old_office("Book"), f"is an old .xls workbook. {AS_XLSX}"),
    "a .doc": ("x.xls", old_office("WordDocument"), f"is an old Word document, not a table. {AS_TABLE}"),
    "a ZIP with a password": (
        "x.xlsx",
        workbook().replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"),
        "is protected by a password. Take the password off, and save or pack it again.",
    ),
    "NUL bytes": ("x.csv", TEXT.replace("goed", "go\0d").encode(), NUL),
    "NUL characters in UTF-16": ("x.csv", TEXT.replace("goed", "go\0d").encode("utf-16"), NUL),
    "UTF-16 without its mark": (
        "x.csv",
        TEXT.encode("utf-16-le"),
        f"is text in UTF-16, but lacks the mark at its start that says so. {AS_UTF8}",
    ),
    "UTF-16 without its mark, turned": (
        "x.csv",
        TEXT.encode("utf-16-be"),
        f"is text in UTF-16, but lacks the mark at its start that says so. {AS_UTF8}",
    ),
    "UTF-32": ("x.csv", TEXT.encode("utf-32"), f"is text in UTF-32, which cannot be read. {AS_UTF8}"),
    "UTF-7": ("x.csv", b"+/v8-" + TEXT.encode("utf-7"), f"is text in UTF-7, which cannot be read. {AS_UTF8}"),
    "bytes": ("x.csv", bytes(range(1, 256)) * 9, f"is no text file, whatever its name says. {AS_TABLE}"),
    "a workbook with entities": ("x.xlsx", workbook({"xl/workbook.xml": f"{LAUGHS}<a>&l11;</a>"}), DAMAGED),
    "a cut workbook": ("x.xlsx", workbook()[:-30], "is a damaged .xlsx or ZIP file. Export or copy it again."),
    "no rows": ("x.csv", b"a;b\r\n", "has a header and no rows. Export it again, with the answers."),
    "a structure with many entities": ("x.lss", STRUCTURE.format(LAUGHS, "<a>&l11;</a>").encode(), LSS),
    "a structure with an outside entity": ("x.lss", STRUCTURE.format(OUTSIDE, "<a>&l11;</a>").encode(), LSS),
    "a structure without end": ("x.lss", STRUCTURE.format("", "<a>" * 9000).encode(), LSS),
}  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Checked:
    """What `loyalty check` said of a file as the only wave of a client."""

    client: Client

    def says(self, name: str, content: bytes) -> str:
        """The one fault that is told; nothing else may be written, on the screen or in the folder."""
        (self.client.folder / "data").mkdir(exist_ok=True)
        (self.client.folder / "data" / name).write_bytes(content)
        self.client.engagement(file=f"data/{name}")
        before = files_of(self.client.folder.parents[1])
        result = loyalty("check", "klant", "--workspace", self.client.folder.parents[1])
        assert files_of(self.client.folder.parents[1]) == before
        assert result.exit_code == 1
        assert "Traceback" not in result.output
        lines = result.stderr.splitlines()
        assert all(map(str.isprintable, lines))
        assert lines[0] == f'Error: Wave "baseline": data/{name} cannot be used: 1 fault'
        assert len(lines) == 2
        return lines[1].removeprefix(f"  - {name}: ")


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    folder = tmp_path / "clients" / "klant"
    folder.mkdir(parents=True)
    return Checked(Client(folder))


@pytest.mark.parametrize("kind", BAD)
def test_one_clear_message_and_nothing_written(checked: Checked, kind: str) -> None:
    name, content, told = BAD[kind]
    assert checked.says(name, content) == told


def refused(path: Path | str) -> str:
    with pytest.raises(IntakeError) as caught:
        read_export(path)
    (fault,) = caught.value.faults
    return str(fault)


SAMPLES = {sample.name: sample for sample in made_files()}
PACKED = (".xlsx", ".sav", ".zsav", ".parquet")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_truncated_file_is_read_or_refused_in_one_message(tmp_path: Path, name: str) -> None:
    sample = SAMPLES[name]
    path = tmp_path / sample.name
    beside = [tmp_path / one for one in sample.companions]
    for one in beside:
        one.write_bytes(sample.companions[one.name])
    path.write_bytes(sample.content)
    rows = len(read_export(path, companions=beside).frame)
    for part in range(1, 24):
        path.write_bytes(sample.content[: part * len(sample.content) // 24])
        try:
            assert len(read_export(path, companions=beside).frame) <= rows
            # What tells how many rows it has cannot be cut off unseen.
            assert path.suffix not in PACKED
        except IntakeError as error:
            (fault,) = error.faults
            assert str(fault).isprintable()
            assert fault.where.startswith((name, *sample.companions))


@pytest.mark.parametrize("suffix", PACKED)
def test_a_truncated_binary_file_is_called_damaged(tmp_path: Path, suffix: str) -> None:
    sample = next(one for one in SAMPLES.values() if one.name.endswith(suffix))
    path = tmp_path / "x.csv"
    for part in (1, 2, 3):
        path.write_bytes(sample.content[: part * len(sample.content) // 4])
        assert any(word in refused(path) for word in ("damaged", "was cut off", "ends before them"))


def test_a_sav_with_broken_labels(tmp_path: Path) -> None:
    content = SAMPLES["antwoorden.sav"].content
    path = tmp_path / "x.sav"
    told = set()
    place = content.index(b"Slecht")
    for damage in (b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\xff" * 4):
        for start in range(place - 24, place + 32, 4):
            path.write_bytes(content[:start] + damage + content[start + 4 :])
            try:
                export = read_export(path)
                assert export.frame["NPS"].notna().all()
            except IntakeError as error:
                (fault,) = error.faults
                told.add(str(fault))
    assert told
    assert all(line.startswith("x.sav: is a damaged SPSS file, or was cut off. ") for line in told)


def test_formulas_in_a_text_stay_texts(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1+2", "@SUM(A1:A9)", '=HYPERLINK("http://x.example")', "=cmd|' /C calc'!A0"]
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([["a", "b"], *([cell, 1] for cell in cells)]))
    assert read_export(path).frame["a"].tolist() == cells


def test_two_encodings_in_one_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a;b\né;1\n".encode() + "é;2\n".encode("cp1252"))
    assert read_export(path).warnings == (
        "the file mixes two encodings (UTF-8 and Windows-1252): letters such as é may be garbled",
    )
    path.write_bytes("a;b\né;1\n".encode() + b"\x81;2\n")
    assert refused(path).startswith("x.csv, line 3: holds bytes of no known encoding. ")
    path.write_bytes(TEXT.encode("utf-16")[:-1])
    assert "holds bytes of no known encoding" in refused(path)
    path.write_bytes(TEXT.encode("utf-16").replace("g".encode("utf-16-le"), b"\x00\xd8"))
    assert "holds bytes of no known encoding" in refused(path)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_line_end_and_encoding_is_read(tmp_path: Path, end: str, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT.replace("\n", end).encode(encoding))
    frame = read_export(path).frame
    assert frame["klantnr"].tolist() == ["001", "002", "003"]
    assert frame["waarom"].tolist()[:2] == ["café", "goed"]


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_double_headers_are_a_fault_only_where_they_are_read(
    client: Client, make: Callable[[list[list[Any]]], bytes]
) -> None:
    table = people({}, ("a", "b", "x", "x"))
    assert client.survey(make(table)).items.shape == (12, 2)
    assert client.faults(make([["a", "b", "a", "x"], *table[1:]])) == [
        'answers.csv: has 2 columns "a" (item a). In a corrected copy of the file, rename or delete '
        "the one that is not meant."
    ]


def test_signs_that_steer_a_terminal_are_never_printed(checked: Checked) -> None:
    header = ["a", "q\x1b[2J", "r\x07\u202e", "c" * 5000, "d\ne"]
    assert checked.says("x.csv", as_csv([header, *([[1] * 5] * 20)])) == (
        'has no column "b" (item b). Map it in [columns], or write columns = { b = "" } in the wave if it was not '
        f"asked. Columns not read yet: q·[2J, r··, {'c' * 60}…, d e."
    )


@pytest.mark.parametrize(
    "name", ["a b.csv", "é€.csv", "'q\"`$(x).csv", "-rf.csv", "…" * 60 + ".csv", "%s{0}.csv"]
)
def test_names_with_odd_signs(tmp_path: Path, name: str) -> None:
    if os.name != "posix":
        name = name.replace('"', "")
    (tmp_path / name).write_bytes(TEXT.encode())
    assert read_export(tmp_path / name).file == name
    (tmp_path / name).write_bytes(b"")
    assert refused(tmp_path / name) == f"{name}: is empty: it has 0 bytes. Export or copy it again."


@POSIX
def test_names_that_cannot_be_printed(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/x\xff\n\x1b[2J.csv"))
    assert refused(path) == (
        f"x···[2J.csv: is not there; the folder {tmp_path.name} holds no table. Copy the file into it."
    )
    path.write_bytes(TEXT.encode())
    assert read_export(path).file == "x···[2J.csv"
    assert refused(tmp_path / "x.csv").endswith(f"In {tmp_path.name}: x···[2J.csv.")


def test_a_folder_in_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path) == f"{tmp_path.name}: is a folder. Name the file in it."
    monkeypatch.chdir(tmp_path)
    assert refused(".") == ".: is a folder. Name the file in it."


@POSIX
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    assert refused(tmp_path / "x.csv") == "x.csv: is no file, but a pipe or a device. Name the file itself."
    assert refused("/dev/zero") == "zero: is no file, but a pipe or a device. Name the file itself."


@POSIX
def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to(tmp_path / "x.csv")
    told = refused(tmp_path / "x.csv")
    assert told.startswith("x.csv: cannot be read (")
    assert told.endswith("). Copy it again.")
    assert str(tmp_path) not in told


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    told = refused(tmp_path / ("x" * 5000 + ".csv"))
    assert told.startswith("x" * 5000)
    assert str(tmp_path) not in told
    assert "cannot be read" in refused("\0.csv")


READER = """
import os, sys
from pathlib import Path
from toolkit.errors import IntakeError
from toolkit.intake import read_export
if os.geteuid() == 0:  # root may read all
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for name in sys.argv[1:]:
    try:
        print(read_export(name))
    except IntakeError as error:
        print(*error.faults)
"""


@POSIX
def test_a_file_that_may_not_be_read() -> None:
    # Not the folder of the test: those above it are closed to others.
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("dicht", "ongezien"):
            (folder / name).mkdir()
        for path in (folder / "x.csv", folder / "dicht" / "x.csv"):
            path.write_bytes(TEXT.encode())
        (folder / "x.csv").chmod(0o000)
        (folder / "dicht").chmod(0o600)
        (folder / "ongezien").chmod(0o311)
        folder.chmod(0o755)
        names = [folder / "x.csv", folder / "dicht" / "x.csv", folder / "ongezien" / "y.csv"]
        done = subprocess.run(
            [sys.executable, "-c", READER, *map(str, names)],
            capture_output=True, text=True, check=False, cwd=ROOT, encoding="utf-8",
        )  # fmt: skip
    mend = "Close it in Excel, or ask for the right to read it."
    assert done.stdout.splitlines() == [
        f"x.csv: may not be read. {mend}",
        f"x.csv: may not be read. {mend}",
        "y.csv: is not there. Copy the file into its folder.",
    ]
    assert done.stderr == ""


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT.encode())
    told = "x.csv: changed while it was read. Wait until it has been written whole, and try again."
    check = reading._not_to_be_read

    def written_to(file: str, about: os.stat_result) -> object:
        path.write_bytes(TEXT.encode() * size)
        return check(file, about)

    monkeypatch.setattr(reading, "_not_to_be_read", written_to)
    size = 0
    assert refused(path) == told
    size = 2
    assert refused(path) == told


def rows_of(row: str, count: int) -> str:
    return "".join(row.format(number) for number in range(2, count + 2))


def heavy_files() -> Mapping[str, Callable[[], bytes]]:
    """Files that unpack to much, or that a reader without bounds would make much of."""
    cells = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    name = "xl/worksheets/sheet1.xml"
    strings = "<sst><si><t>" + "x" * 32_000 + "</t></si></sst>"
    texts = {"xl/sharedStrings.xml": strings, name: SHEET.format(rows_of(cells, 100_000))}
    wide = [[f"v{number}" for number in range(10_000)], *([[1] * 10_000] * 20)]
    long = "x" * 50_000_000
    return {
        "bomb.xlsx": lambda: bomb(name),
        "bomb_strings.xlsx": lambda: bomb("xl/sharedStrings.xml"),
        "bomb_within.xlsx": lambda: bomb("xl/embeddings/within.zip"),
        "bomb_just_allowed.xlsx": lambda: bomb("xl/sharedStrings.xml", size=1_900_000_000),
        "bomb_styles.xlsx": lambda: bomb("xl/styles.xml", size=1_900_000_000),
        "liar.xlsx": lambda: bomb(name, said=100),
        "texts.xlsx": lambda: workbook(texts),
        "columns.csv": lambda: as_csv(wide, ";"),
        "columns.xlsx": lambda: as_xlsx(wide),
        "more_columns.csv": lambda: as_csv([["a"] * 100_000, *([[1] * 100_000] * 9)]),
        "cell.csv": f"a;b\n1;{long}\n".encode,
        "quoted_cell.csv": f'a;b\n1;"{long}"\n'.encode,
        "cell.xlsx": lambda: with_sheet(f'{first}<row r="2"><c r="A2" t="inlineStr"><is><t>{long}</t></is></c></row>'),
        "shared_cell.xlsx": lambda: workbook({"xl/sharedStrings.xml": f"<sst><si><t>{long}</t></si></sst>"}),
        "rows.xlsx": lambda: with_sheet(first + rows_of('<row r="{0}"><c r="A{0}" s="1"/></row>', 1_000_000)),
        "rows.csv": lambda: b"a;b\n1;2\n" + b";\n" * 1_000_000,
        "cases.sav": lambda: _with_cases(SAMPLES["antwoorden.sav"].content, 1_000_000_000),
        "cases.zsav": lambda: _with_cases(SAMPLES["antwoorden.zsav"].content, 500_000_000),
        "nulls.parquet": _nulls,
        "depth.lss": lambda: STRUCTURE.format("", "<a>" * 400_000 + "</a>" * 400_000).encode(),
    }  # fmt: skip


def _with_cases(content: bytes, cases: int) -> bytes:
    return content[:80] + cases.to_bytes(4, "little") + content[84:]


def _nulls() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    column = pa.nulls(10_000_000, pa.int8())
    made = pa.BufferOutputStream()
    parquet.write_table(pa.table({f"v{number}": column for number in range(26)}), made)
    return made.getvalue().to_pybytes()


LONG = "is longer than 10,000,000 characters"
NO_ANSWER = "No answer is that long: check that this is the right file, and export it again."
HEAVY = {
    "bomb.xlsx": "bomb.xlsx: unpacks to more than 2 GB. Export it as CSV.",
    "bomb_strings.xlsx": "bomb_strings.xlsx: unpacks to more than 2 GB. Export it as CSV.",
    "bomb_within.xlsx": "bomb_within.xlsx: unpacks to more than 2 GB. Export it as CSV.",
    "bomb_just_allowed.xlsx": f"bomb_just_allowed.xlsx: has a cell of more than 131,072 characters. {NO_ANSWER}",
    "bomb_styles.xlsx": f"bomb_styles.xlsx: {DAMAGED}",
    "liar.xlsx": "liar.xlsx: is ",
    "texts.xlsx": "texts.xlsx: holds more text than can be held. Export it as CSV.",
    "columns.csv": "20 × 10,000",
    "columns.xlsx": "20 × 10,000",
    "more_columns.csv": "more_columns.csv: has 100,000 cells in a row, where a sheet has 16,384 at most. "
    "Probably its line ends were lost: export it again.",
    "cell.csv": "cell.csv, ",
    "quoted_cell.csv": "quoted_cell.csv, ",
    "cell.xlsx": f"cell.xlsx: has a cell of more than 131,072 characters. {NO_ANSWER}",
    "shared_cell.xlsx": f"shared_cell.xlsx: has a cell of more than 131,072 characters. {NO_ANSWER}",
    "rows.xlsx": "0 × 2",
    "rows.csv": "1 × 2",
    "cases.sav": "cases.sav: says that it has 1,000,000,000 cases, but ends before them. Export it again.",
    "cases.zsav": "cases.zsav: says that it has 500,000,000 cases, but ends before them. Export it again.",
    "nulls.parquet": "nulls.parquet: has 10,000,000 rows of 26 columns, more than can be held. ",
    "depth.lss": "depth.lss: is a LimeSurvey structure without questions. ",
}


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], float, float]]:
    """What became of each heavy file, read in one process that is given little memory."""
    folder = tmp_path_factory.mktemp("heavy")
    made = heavy_files()
    for name, make in made.items():
        (folder / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.intake.bounded", *(str(folder / name) for name in made)],
        capture_output=True, text=True, check=False, cwd=ROOT, encoding="utf-8", timeout=600,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(made)
    return dict(zip(made, map(json.loads, done.stdout.splitlines()), strict=True))


@LINUX
@pytest.mark.parametrize("name", HEAVY)
def test_memory_and_time_are_bounded(bounded: dict[str, tuple[list[str], float, float]], name: str) -> None:
    (told, *_), seconds, megabytes = bounded[name]
    assert told.startswith(HEAVY[name])
    assert told.isprintable()
    assert seconds < 10
    assert megabytes < 600
