"""What the tests of the readers of survey platforms share."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.fuzzing.damage import damaged
from toolkit.errors import IntakeError
from toolkit.intake import Export, read_export
from toolkit.intake.formats import reader
from toolkit.intake.received import Received, opened

# Tables that no reader of a platform may take for its own.
PLAIN_TABLES = {
    "Dutch": "klantnr;naam;datum;cijfer\n00123;Zoë;1-2-2026;7,5\n00124;Jan;2-2-2026;8\n",
    "answers": "id,Q1,Q2_1,Q2_2,Q3\n1,5,4,,tekst\n2,4,,3,tekst\n",
    "statistics": "V1;V2;V3;V4;V5;V6;V7;V8;V9;V10\n1;2;3;4;5;6;7;8;9;10\n",
    "numbered": "#,naam,start,einde\n1,a,2026-01-01,2026-01-02\n",
    "times": "Start Date,End Date,Status,Name\n2026-01-01,2026-01-02,1,a\n",
    "client": "ResponseId,Vraag 1,Vraag 2\nR_1,5,4\nR_2,4,3\n",
    "respondents": "Respondent ID,Vraag 1,Vraag 2\n1,5,4\n2,4,3\n",
    "mapped": "RespondentID;Kanaal;MOT_1;MOT_2\n;web;7;6\n2;winkel;5;4\n",
    "one column": "cijfer\n7\n8\n",
    "header alone": "StartDate,EndDate\n",
    "a cell": "x\n",
}


def read(folder: Path, content: bytes, name: str = "export.csv", format: str = "auto") -> Export:
    path = folder / name
    path.write_bytes(content)
    return read_export(path, format=format)


def faults(folder: Path, content: bytes, format: str = "auto") -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read(folder, content, format=format)
    return [str(fault) for fault in caught.value.faults]


def received(name: str, content: bytes) -> Received:
    made = opened(name, content)
    assert isinstance(made, Received)
    return made


def fitting(format: str, shared: Path) -> list[str]:
    """List the sample exports that a reader takes for its own."""
    found = []
    for path in sorted((shared / "exports").rglob("*")):
        if path.is_file() and path.suffix != ".md":
            one = opened(path.name, path.read_bytes())
            if isinstance(one, Received) and reader(format).fits(one):
                found.append(path.name)
    return found


def ends_of_damaged(folder: Path, contents: Sequence[bytes], format: str, times: int = 200) -> Counter[str]:
    """Damage files at random and count what becomes of them: the name of a format, or "refused"."""
    source = random.Random(format)
    ends: Counter[str] = Counter()
    for number in range(times):
        content = damaged(source, contents[number % len(contents)])
        try:
            # Half of them by force, so that the reader sees headers that it would not take for its own.
            export = read(folder, content, format=format if source.random() < 0.5 else "auto")
        except IntakeError as error:
            ends["refused" if error.faults else "refused for nothing"] += 1
        else:
            assert export.frame.columns.is_unique or export.format in ("csv", "xlsx")
            assert export.paradata.index.equals(export.frame.index)
            ends[export.format] += 1
    return ends
