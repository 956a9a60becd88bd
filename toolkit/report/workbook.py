"""Every table of a report as a workbook, for who wants to reckon on: what is printed, and nothing more.

A cell that is a number as the report writes it becomes one, with the decimals that are printed; all else is text, also
what looks like a formula or an address: a customer's words may stand in it.
"""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import MINUS, Language
from toolkit.report.document import Document

# Excel knows no more signs in the name of a sheet, and no number of a table comes near.
_WIDEST, _NARROWEST = 60, 8
_NUMBER: Final = re.compile(rf"([+{MINUS}]?)(\d[\d.,]*)(%?)")


@dataclass(frozen=True)
class Number:
    """A number as it was printed, and how Excel is to write it."""

    value: float
    shape: str


def workbook(document: Document) -> bytes:
    """Give the tables of a report as an XLSX file: a sheet per table, named by its number, and a list of them first.

    Bases, letters and hidden cells stand in it as they are printed. The same document gives the same bytes.
    """
    import xlsxwriter  # noqa: PLC0415 - slow to import

    meta = document["meta"]
    tables = [one for one in document["blocks"] if one["kind"] == "table"]
    target = io.BytesIO()
    options = {
        **{"in_memory": True, "strings_to_formulas": False},
        **{"strings_to_urls": False, "strings_to_numbers": False},
    }
    with xlsxwriter.Workbook(target, options) as book:
        day = datetime.date.fromisoformat(meta["date"])
        made = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
        book.set_properties({"title": meta["title"], "author": meta["organisation"], "created": made})
        styles = {
            "bold": book.add_format({"bold": True}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
            "note": book.add_format({"font_color": "#555555"}),
        }
        shapes: dict[str, Any] = {}
        _contents(book.add_worksheet(document["labels"]["contents"][:31]), document, tables, styles)
        language = Language(meta["language"])
        for one in tables:
            _sheet(book, one, document, language, styles, shapes)
    return target.getvalue()


def _contents(sheet: Any, document: Document, tables: list[dict[str, Any]], styles: dict[str, Any]) -> None:
    meta, labels = document["meta"], document["labels"]
    sheet.write_string(0, 0, f"{meta['client']}: {meta['title']}", styles["bold"])
    sheet.write_string(1, 0, f"{meta['wave_label']} · {labels['run']} {meta['run']}", styles["note"])
    for place, one in enumerate(tables, start=3):
        link = f"internal:'{one['number']}'!A1"
        sheet.write_url(place, 0, link, string=f"{labels['table']} {one['number']}")
        sheet.write_string(place, 1, one["title"])
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, _WIDEST)


def _sheet(
    book: Any,
    one: dict[str, Any],
    document: Document,
    language: Language,
    styles: dict[str, Any],
    shapes: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(one["number"])
    sheet.write_string(0, 0, f"{document['labels']['table']} {one['number']}. {one['title']}", styles["bold"])
    for column, head in enumerate(one["columns"]):
        texts = [row[column] for row in one["rows"]]
        sheet.write_string(2, column, head["label"], styles["head"])
        for place, text in enumerate(texts, start=3):
            _write(book, sheet, (place, column), text, language, shapes)
        longest = max(map(len, [head["label"], *texts]), default=0)
        sheet.set_column(column, column, min(max(longest + 1, _NARROWEST), _WIDEST))
    sheet.freeze_panes(3, 1)
    if one["note"]:
        sheet.write_string(len(one["rows"]) + 4, 0, one["note"], styles["note"])


def _write(
    book: Any, sheet: Any, place: tuple[int, int], text: str, language: Language, shapes: dict[str, Any]
) -> None:
    number = number_in(text, language)
    if number is None:
        sheet.write_string(*place, text)
        return
    if number.shape not in shapes:
        shapes[number.shape] = book.add_format({"num_format": number.shape})
    sheet.write_number(*place, number.value, shapes[number.shape])


def number_in(text: str, language: Language) -> Number | None:
    """Read a number that the report wrote in its language; None for whatever it would not write so itself.

    >>> number_in("1.234,5", Language("nl"))
    Number(value=1234.5, shape='#,##0.0')
    >>> number_in("+12%", Language("en")), number_in("2025", Language("en")), number_in("=1+1", Language("en"))
    (Number(value=0.12, shape='+0%;-0%;0%'), None, None)
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, digits, percent = found.groups()
    point = "," if language.number(0.5, 1)[1] == "," else "."
    whole, _, part = digits.partition(point)
    bare = re.sub(r"\D", "", whole)
    if not bare or not (part.isdigit() or not part):
        return None
    decimals = len(part)
    value = float(f"{bare}.{part or 0}") * (-1 if sign == MINUS else 1)
    value = round(value / 100, decimals + 2) if percent else value
    plain = language.percent(value, decimals) if percent else language.number(value, decimals)
    # Only what would be printed just so again: a year, a code or "1,5,0" is none.
    if text != (f"+{plain}" if sign == "+" else plain):
        return None
    shape = "0" if percent else "#,##0"
    shape += (f".{'0' * decimals}" if decimals else "") + percent
    return Number(value, f"+{shape};-{shape};{shape}" if sign == "+" else shape)
