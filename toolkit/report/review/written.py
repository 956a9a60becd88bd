"""Remarks as a file: Markdown to read, CSV to work through. What a reviewer wrote is text in both, never markup."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from toolkit.report.review.annotations import Note
from toolkit.report.review.remarks import Place, Remark, Review

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
_LIST: Final = re.compile(r"^(\s*\d*)([-+.)])(?=\s)", re.MULTILINE)
# A spreadsheet begins a cell behind a line end, and where its language takes another sign for the comma behind that.
_FORMULA: Final = re.compile(r"(^|[;,|\t\r\n])([\s\"']*)(?=[=+\-@\uff0b\uff0d\uff1d\uff20])")
_RULE: Final = re.compile(
    r"^(\s*)(?=(?:=+|-+)\s*$)", re.MULTILINE
)  # under words it would make them a heading
COLUMNS: Final = (
    "number",
    "reply_to",
    "page",
    "about",
    "of",
    "text",
    "kind",
    "marked",
    "author",
    "date",
    "remark",
)


def as_markdown(review: Review, told: str = "") -> str:
    """Write the remarks as Markdown, under the finding, figure, table or section they are about.

    `told` is a line about the run, under the title.
    """
    count = len(review.remarks)
    counted = f"{count} remark" if count == 1 else f"{count} remarks"
    parts = [f"# Remarks on {_plain(review.title)}", f"Run {review.run}, {counted}. {told}".strip()]
    before: Place | None = None
    for number, one in enumerate(review.remarks, start=1):
        if one.place != before:
            parts += list(_about(one))
            before = one.place
        parts.append(
            "\n".join([_line(f"{number}.", one.note, one.page, one.marked), *_replies(one.note, "   ")])
        )
    return "\n\n".join(parts) + "\n"


def as_csv(review: Review) -> str:
    """Write the remarks as CSV, a row each and a row per reply; a cell never begins as a formula does."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(review.remarks, start=1):
        for row in _rows(one, one.note, str(number), ""):
            writer.writerow([_cell(cell) for cell in row])
    return target.getvalue()


def name_of(place: Place) -> str:
    """Name what a remark is about: "Finding B3", "Management summary"."""
    return f"{place.kind.capitalize()} {place.number}" if place.number else place.text


def _about(one: Remark) -> Iterator[str]:
    yield f"## {_plain(name_of(one.place))}"
    if one.place.text and one.place.number:
        yield f"> {_plain(one.place.text)}"


def _line(mark: str, note: Note, page: int, marked: str) -> str:
    words = f' of "{_plain(marked)}"' if marked else ""
    indent = " " * (len(mark) + 1)
    by = _by(note, f"page {page}", note.kind)
    return f"{mark} {by}{words}:\n{indent}{_said(note, indent)}"


def _replies(note: Note, indent: str) -> Iterator[str]:
    for one in note.replies:
        yield f"{indent}- {_by(one, 'reply')}: {_said(one, f'{indent}  ')}"
        yield from _replies(one, f"{indent}  ")


def _by(note: Note, *more: str) -> str:
    return ", ".join(filter(None, (f"**{_plain(note.author)}**" if note.author else "", note.date, *more)))


def _said(note: Note, indent: str) -> str:
    return (_plain(note.text) if note.text else "(no words)").replace("\n", f"  \n{indent}")


def _rows(remark: Remark, note: Note, number: str, parent: str) -> Iterator[tuple[str, ...]]:
    place = remark.place
    marked = remark.marked if not parent else ""
    kind = note.kind if not parent else "reply"
    yield (
        *(number, parent, str(remark.page), place.kind, place.number, place.text),
        *(kind, marked, note.author, note.date, note.text),
    )
    for at, one in enumerate(note.replies, start=1):
        yield from _rows(remark, one, f"{number}.{at}", number)


def _plain(text: str) -> str:
    """Take from text what Markdown would read as its own."""
    return _LIST.sub(r"\1\\\2", _RULE.sub(r"\1\\", _MARKUP.sub(r"\\\1", text)))


def _cell(text: str) -> str:
    """Keep text from being read as a formula, also by a spreadsheet that splits the line in other places."""
    told = _FORMULA.sub(r"\1'\2", text)
    return f"'{told}" if told.startswith(("\t", "\r")) else told
