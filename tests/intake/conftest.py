"""A small engagement in a temporary folder, tables for it, and the lines of its faults."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import IntakeError
from toolkit.intake import Survey, read_survey

Table = list[list[Any]]


def people(
    cells: Mapping[tuple[int, str], Any] = {}, columns: Sequence[str] = ("a", "b"), n: int = 12
) -> Table:
    """A header and n rows of answers 1–7; `cells` changes single cells, by spreadsheet row and column."""
    table: Table = [
        list(columns),
        *([(row + place) % 7 + 1 for place in range(len(columns))] for row in range(n)),
    ]
    for (row, column), value in cells.items():
        table[row - 1][table[0].index(column)] = value
    return table


def as_csv(table: Table, separator: str = ",", encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(table)
    return text.getvalue().encode(encoding)


def as_xlsx(table: Table, sheet: str = "Blad1") -> bytes:
    """A workbook; numbers are written as numbers and text as text, an empty text as an empty cell."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"strings_to_numbers": False, "strings_to_formulas": False})
    page = workbook.add_worksheet(sheet)
    for row, cells in enumerate(table):
        page.write_row(row, 0, cells)
    workbook.close()
    return content.getvalue()


@dataclass(frozen=True)
class Client:
    """A client's folder with one wave, in `data/answers.csv`."""

    folder: Path

    def engagement(self, wave: str = "", extra: str = "", file: str = "data/answers.csv") -> Engagement:
        (self.folder / "engagement.toml").write_text(
            f"""\
[client]
name = "K"
[author]
name = "A"
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["a", "b"]
{extra}
[[waves]]
id = "baseline"
file = "{file}"
start = 2026-02-02
end = 2026-02-20
{wave}
""",
            encoding="utf-8",
        )
        return load_engagement(self.folder)

    def survey(self, content: bytes | Table, wave: str = "", extra: str = "") -> Survey:
        path = self.folder / "data" / "answers.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else as_csv(content))
        return read_survey(self.engagement(wave, extra), "baseline")

    def faults(self, content: bytes | Table, wave: str = "", extra: str = "") -> list[str]:
        with pytest.raises(IntakeError) as caught:
            self.survey(content, wave, extra)
        assert caught.value.headline.startswith('Wave "baseline": data/answers.csv cannot be used: ')
        return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def client(tmp_path: Path) -> Client:
    folder = tmp_path / "klant"
    folder.mkdir()
    return Client(folder)
