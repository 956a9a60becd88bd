"""Every table and finding of a report as a workbook, for who wants to reckon on: what is printed, and nothing more.

A cell that is a number as the report writes it becomes one, with the decimals that are printed; all else is text, also
what looks like a formula or an address: a customer's words may stand in it.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import MINUS, Language
from toolkit.report.document import Document

View = dict[str, Any]

_WIDEST, _NARROWEST = 60, 8
_HEAD_ROW: Final = 2  # under the title of the table and an empty row
_LONGEST_CELL: Final = 32_767  # signs that Excel takes in one cell; more and it calls the file damaged
_LONGEST_SHEET: Final = 31
_LONGEST_FOOT: Final = 100  # of the 255 signs that header and footer have together
_PAPER: Final = 9  # A4
_LINE, _HIGHEST = 15.0, 409.0  # points: a line, and the highest row that Excel takes
_NARROWEST_TEXT: Final = 80  # signs: a note over a narrow table is at least so wide
_WIDE: Final = 90  # signs beside each other from which a page is better laid on its side
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet
_NUMBER: Final = re.compile(rf"([+{MINUS}]?)(?:([^\s\d.,%+{MINUS}]{{1,4}})\u00a0)?(\d[\d.,]*)(\u00a0?%)?")
_FINDING_WIDTHS: Final = (9, 24, 70, 26, 44, 30)


@dataclass(frozen=True)
class Number:
    """A number as it was printed, and how Excel is to write it."""

    value: float
    shape: str


def safe_workbook(target: io.BytesIO) -> Any:
    """Open a workbook to write that runs and fetches nothing: a text stays text, whatever it looks like."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    options = {
        **{"in_memory": True, "strings_to_formulas": False},
        **{"strings_to_urls": False, "strings_to_numbers": False},
    }
    return xlsxwriter.Workbook(target, options)


def workbook(document: Document) -> bytes:
    """Give the tables and findings of a report as an XLSX file.

    First a list of what is in it, then the findings, then a sheet per table, named by its number.
    Bases, letters and hidden cells stand in it as they are printed. The same document gives the same bytes.
    """
    meta = document["meta"]
    tables = [one for one in document["blocks"] if one["kind"] == "table"]
    findings = [
        one for block in document["blocks"] if block["kind"] == "findings" for one in block["findings"]
    ]
    target = io.BytesIO()
    with safe_workbook(target) as book:
        day = datetime.date.fromisoformat(meta["date"])
        made = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
        book.set_properties(
            {"title": meta["title"][:255], "author": meta["organisation"][:255], "created": made}
        )
        pen = _Pen(book, document, Language(meta["language"]))
        pen.contents(tables, findings)
        if findings:
            pen.findings(findings, {one["number"] for one in tables})
        for one in tables:
            pen.table(one)
    return target.getvalue()


class _Pen:
    """Writes the sheets of one workbook; Excel knows a format only by the book that it was added to."""

    def __init__(self, book: Any, document: Document, language: Language) -> None:
        self._book, self._document, self._language = book, document, language
        self._labels = document["labels"]
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._findings_sheet = _sheet_name(language.say("Findings"))

    def contents(self, tables: Sequence[View], findings: Sequence[View]) -> None:
        """Write the first sheet: what the report is, and a list of the others, each a link."""
        meta, labels = self._document["meta"], self._labels
        sheet = self._sheet(_sheet_name(labels["contents"]))
        _text(sheet, 0, 0, f"{meta['client']}: {meta['title']}", self._format(bold=True, font_size=14))
        facts = (
            meta["wave_label"],
            meta["date_text"],
            labels[meta["status"]],
            f"{labels['run']} {meta['run']}",
        )
        _text(sheet, 1, 0, " · ".join(one for one in facts if one), self._note)
        place = 3
        if findings:
            self._link(sheet, place, self._findings_sheet, self._findings_sheet)
            place += 1
        for one in tables:
            self._link(sheet, place, one["number"], f"{labels['table']} {one['number']}")
            _text(sheet, place, 1, one["title"], self._format(text_wrap=True, valign="top"))
            place += 1
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 80)

    def findings(self, findings: Sequence[View], numbers: set[str]) -> None:
        """Write the sheet of the findings: number, strength, sentence, the tables it rests on, method and section.

        `numbers` are those of the tables that have a sheet: the first that a finding rests on is a link to it.
        """
        say, labels = self._language.say, self._labels
        sheet = self._sheet(self._findings_sheet, wide=True)
        _text(sheet, 0, 0, say("Findings"), self._format(bold=True))
        heads = (
            labels["finding"],
            say("Strength"),
            say("Sentence"),
            say("Rests on"),
            say("Method"),
            say("Section"),
        )
        wrapped = self._format(text_wrap=True, valign="top")
        for column, (head, width) in enumerate(zip(heads, _FINDING_WIDTHS, strict=True)):
            _text(sheet, _HEAD_ROW, column, head, self._head)
            sheet.set_column(column, column, width)
        for place, one in enumerate(findings, start=_HEAD_ROW + 1):
            sources = "; ".join(source["text"] for source in one["sources"])
            cells = (one["number"], labels[f"strength_{one['strength']}"], _whole(one), sources)
            texts = (*cells, one["evidence"], one["section"])
            for column, text in enumerate(texts):
                _text(sheet, place, column, text, wrapped)
            _grow(sheet, place, texts, _FINDING_WIDTHS)
            first = next((rest["table"] for rest in one["rests_on"]), "")
            if first in numbers and len(sources) <= _LONGEST_LINK:
                self._link(sheet, place, first, sources, column=3)
        self._finish(sheet, len(findings), len(heads), frozen=1)

    def table(self, one: View) -> None:
        """Write the sheet of a table: its title, its columns, its rows, and its note."""
        sheet = self._sheet(one["number"], wide=_is_wide(one))
        widths = _widths(one)
        for column, (head, width) in enumerate(zip(one["columns"], widths, strict=True)):
            align = _ALIGN[head["align"]]
            sheet.set_column(column, column, width)
            _text(sheet, _HEAD_ROW, column, head["label"], self._format(**_HEAD, align=align))
            for place, row in enumerate(one["rows"], start=_HEAD_ROW + 1):
                self._cell(sheet, place, column, row[column], align)
        for place, row in enumerate(one["rows"], start=_HEAD_ROW + 1):
            _grow(sheet, place, row, widths)
        _grow(sheet, _HEAD_ROW, [head["label"] for head in one["columns"]], widths)
        title = f"{self._labels['table']} {one['number']}. {one['title']}"
        self._across(sheet, 0, title, widths, self._format(bold=True, text_wrap=True, valign="top"))
        self._finish(sheet, len(one["rows"]), len(one["columns"]), frozen=1)
        if one["note"]:
            look = self._format(font_color="#555555", text_wrap=True, valign="top")
            self._across(sheet, len(one["rows"]) + _HEAD_ROW + 2, one["note"], widths, look)

    def _across(self, sheet: Any, row: int, text: str, widths: Sequence[int], look: Any) -> None:
        """Write a text over the columns of a table, and over some more where it is narrow, in lines."""
        over = list(widths)
        while sum(over) < _NARROWEST_TEXT:
            over.append(_NARROWEST)
        if len(over) > 1:
            sheet.merge_range(row, 0, row, len(over) - 1, "", look)
        _text(sheet, row, 0, text, look)
        _grow(sheet, row, [text], [sum(over)])

    def _cell(self, sheet: Any, row: int, column: int, text: str, align: str) -> None:
        number = number_in(text, self._language)
        if number is not None:
            sheet.write_number(
                row, column, number.value, self._format(num_format=number.shape, align=align, valign="top")
            )
        elif text:
            _text(
                sheet,
                row,
                column,
                text,
                self._format(align=align, text_wrap=len(text) > _WIDEST, valign="top"),
            )

    def _link(self, sheet: Any, row: int, name: str, text: str, column: int = 0) -> None:
        look = self._format(font_color="#1a4f8a", underline=1, text_wrap=bool(column), valign="top")
        sheet.write_url(row, column, f"internal:'{name}'!A1", look, text)

    def _sheet(self, name: str, *, wide: bool = False) -> Any:
        """Add a sheet, ready to print: A4, as wide as one page, with the run and the page at its foot."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(_PAPER)
        sheet.fit_to_pages(1, 0)
        if wide:
            sheet.set_landscape()
        meta = self._document["meta"]
        # An ampersand begins a code there.
        told = f"{meta['client']} · {self._labels['run']} {meta['run']}".replace("&", "&&")[:_LONGEST_FOOT]
        sheet.set_footer(f"&L{told}&R&P / &N")
        return sheet

    def _finish(self, sheet: Any, rows: int, columns: int, *, frozen: int) -> None:
        """Keep the head in sight and on every page, and let who reads it filter the rows."""
        sheet.freeze_panes(_HEAD_ROW + 1, frozen)
        sheet.repeat_rows(_HEAD_ROW)
        if rows:
            sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + rows, columns - 1)

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    @property
    def _head(self) -> Any:
        return self._format(**_HEAD)

    @property
    def _note(self) -> Any:
        return self._format(font_color="#555555")


_HEAD: Final = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
_ALIGN: Final = {"left": "left", "centre": "center", "right": "right"}
_LONGEST_LINK: Final = 255  # signs that Excel takes in the text of a link


def _text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write a text as text; one that is longer than Excel takes ends in an ellipsis."""
    sheet.write_string(
        row, column, text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…", look
    )


def _whole(finding: View) -> str:
    """Give the sentence of a finding, and what the consultant says of the red flag that it is."""
    return " ".join([finding["text"], *finding.get("answers", ())])


def _sheet_name(text: str) -> str:
    """Give a name that Excel takes for a sheet."""
    return _FORBIDDEN.sub(" ", text).strip()[:_LONGEST_SHEET] or "-"


def _widths(table: View) -> list[int]:
    """Give how many signs wide each column of a table is."""
    texts = ([head["label"], *cells] for head, cells in zip(table["columns"], _columns(table), strict=True))
    return [min(max(max(map(len, one)) + 2, _NARROWEST), _WIDEST) for one in texts]


def _columns(table: View) -> list[list[str]]:
    return [[row[at] for row in table["rows"]] for at in range(len(table["columns"]))]


def _is_wide(table: View) -> bool:
    return sum(_widths(table)) > _WIDE


def _grow(sheet: Any, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """Make a row as high as the lines that its texts take: not every program does so by itself."""
    lines = max(-(-len(text) // max(width - 1, 1)) for text, width in zip(texts, widths, strict=True))
    if lines > 1:
        # A word more on some lines than on others: one line to spare for every eight.
        sheet.set_row(row, min(_LINE * (lines + lines // 8), _HIGHEST))


def number_in(text: str, language: Language) -> Number | None:
    """Read a number or an amount that the report wrote in its language; None for whatever it would not write so.

    >>> number_in("1.234,5", Language("nl"))
    Number(value=1234.5, shape='#,##0.0')
    >>> number_in("+12%", Language("en")), number_in("2025", Language("en")), number_in("=1+1", Language("en"))
    (Number(value=0.12, shape='+0%;-0%;0%'), None, None)
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, currency, digits, percent = found.groups()
    if currency and (percent or not _is_currency(currency)):
        return None
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
    if currency:
        plain = f"{MINUS if sign == MINUS else ''}{currency}\u00a0{language.number(abs(value), decimals)}"
    if text != (f"+{plain}" if sign == "+" else plain):
        return None
    shape = "0" if percent else "#,##0"
    shape += (f".{'0' * decimals}" if decimals else "") + (percent or "")
    shape = f'"{currency}\u00a0"{shape}' if currency else shape
    return Number(value, f"+{shape};-{shape};{shape}" if sign == "+" else shape)


def _is_currency(text: str) -> bool:
    """Say whether a text is the sign of a currency, or its three capitals."""
    letters = text.isascii() and text.isupper() and len(text) == 3
    return letters or unicodedata.category(text[-1]) == "Sc"
