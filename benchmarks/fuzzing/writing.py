"""What the files that are made for the fuzz run share: their answers, and how a table is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

PEOPLE = 24
START = dt.datetime(2026, 2, 2, 9, 0, tzinfo=dt.UTC)
CHANNELS = ("Winkel", "Webshop", "Telefoon")
WHY = ("Goed, snel", 'Zei "prima"', "Regel 1\nregel 2", "Geen mening; echt niet", "Café België", "", "=1+1")
QUESTIONS = {
    "NPS": "Zou u ons aanbevelen?",
    "SAT_1": "Hoe tevreden bent u over de prijs?",
    "SAT_2": "Hoe tevreden bent u over de service?",
    "KANAAL": "Waar koopt u meestal?",
    "WAAROM": "Waarom?",
}
AGREE = ("Helemaal mee oneens", "Oneens", "Neutraal", "Eens", "Helemaal mee eens")
Table = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole file: its name, its bytes, and the files that explain it, by name."""

    name: str
    content: bytes
    companions: Mapping[str, bytes] = field(default_factory=dict)


def drawn_answers(source: random.Random) -> Table:
    """Draw what people answered: a number, a mark of 0–10, two answers of 1–5, a channel and a text."""
    return [
        [
            f"{1000 + row:05d}",
            source.randint(0, 10),
            source.randint(1, 5),
            source.choice([1, 2, 3, 4, 5, ""]),
            source.choice(CHANNELS),
            source.choice(WHY),
        ]
        for row in range(PEOPLE)
    ]


def moment(row: int, minutes: int = 0, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (START + dt.timedelta(hours=row, minutes=minutes)).strftime(form)


def as_text(
    table: Sequence[Sequence[Any]],
    separator: str = ",",
    encoding: str = "utf-8",
    line_end: str = "\r\n",
    *,
    quoted: bool = False,
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=separator,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows(table)
    return text.getvalue().encode(encoding)


def as_workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], formulas: Mapping[str, Any] | None = None
) -> bytes:
    """Write sheets; formulas, each with its result, stand under the first."""
    content = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "d-m-yyyy"}
    with xlsxwriter.Workbook(content, settings) as workbook:
        workbook.set_properties({"created": START})
        for name, table in sheets.items():
            page = workbook.add_worksheet(name)
            for row, cells in enumerate(table):
                page.write_row(row, 0, cells)
        for column, (formula, result) in enumerate((formulas or {}).items()):
            workbook.worksheets()[0].write_formula(PEOPLE + 1, column, formula, None, result)
    return content.getvalue()
