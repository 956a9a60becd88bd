"""What stands where on the pages of a report: its headings, findings, figures, tables and plain text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import Language
from toolkit.report.fonts import text_width
from toolkit.report.text import clean

_FINDING: Final = re.compile(r"[BDF][1-9]\d*")
_SECTION: Final = re.compile(r"(\d+(?:\.\d+)*) (.+)")
_SOFT_HYPHEN: Final = "\u00ad"  # ends a line within a word
_JOINS: Final = 6.0  # points between two runs of one line that belong together
_SAME_LINE: Final = 1.5  # points between the feet of what stands on one line
_SAME_SIZE: Final = 0.3  # points
_BODY: Final = 10.0  # points: the size of running text, as templates/report/typst/theme.typ sets it
_MARGIN: Final = 3.0  # points that the text may stand from the left edge of the page's text
_CHIP: Final = 24.0  # points from that edge within which the number of a finding stands, in its chip
_TALLEST_GAP: Final = 16.0  # points between two lines of one title or sentence


@dataclass(frozen=True, slots=True)
class Words:
    """Words on one line: where they begin, the foot of the line, and the size of their letters."""

    x: float
    y: float
    size: float
    text: str

    @property
    def end(self) -> float:
        """Where they end."""
        return self.x + text_width(self.text, self.size)


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of something on a page, `top` points from its foot: "finding" B3, "section" 2.1, plain "text"."""

    page: int
    top: float
    kind: str
    number: str
    text: str


def words_on(page: Any) -> list[Words]:
    """Give the words on a page in the order of the file, those of one line joined."""
    found: list[Words] = []

    def visit(text: str, matrix: Sequence[float], place: Sequence[float], _font: Any, size: float) -> None:
        told = clean(text)
        if not told.strip():
            return
        x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
        y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
        scale = math.sqrt(abs(_area(matrix) * _area(place)))
        _join(found, Words(x, y, abs(size) * scale, told.strip()), spaced=told[0] == " ")

    page.extract_text(visitor_text=visit)
    return found


def headings_in(reader: Any, outline: Sequence[Any]) -> Iterator[Mark]:
    """Give the headings that the report's bookmarks lead to."""
    for one in outline:
        if isinstance(one, list):
            yield from headings_in(reader, one)
        else:
            page = reader.get_destination_page_number(one)
            top = one.top
            numbered = _SECTION.fullmatch(clean(str(one.title)).strip())
            number, title = numbered.groups() if numbered else ("", clean(str(one.title)).strip())
            if page is not None and isinstance(top, int | float):
                yield Mark(page, float(top), "section", number, title)


def marks_of(headings: Sequence[Mark], words: Sequence[Sequence[Words]], language: Language) -> list[Mark]:
    """Give everything that a remark may be about, page by page and from top to bottom."""
    names = {language.pattern("Figure"): "figure", language.pattern("Table"): "table"}
    first = min((one.page for one in headings), default=0)
    marks = [*headings]
    for place, on_page in enumerate(words):
        if place >= first:
            marks += _marks_on(place, on_page, names)
    return sorted(marks, key=lambda one: (one.page, -one.top))


def _area(matrix: Sequence[float]) -> float:
    return matrix[0] * matrix[3] - matrix[1] * matrix[2]


def _join(found: list[Words], new: Words, *, spaced: bool) -> None:
    """Add words, to those before them where they go on on the same line."""
    last = found[-1] if found else None
    if last and abs(last.y - new.y) <= _SAME_LINE and abs(last.size - new.size) <= _SAME_SIZE:
        gap = new.x - last.end
        if -_JOINS < gap < _JOINS:
            between = " " if spaced and gap > -_SAME_LINE and gap + new.size / 5 > 1 else ""
            found[-1] = Words(last.x, last.y, last.size, f"{last.text}{between}{new.text}")
            return
    found.append(new)


def _marks_on(page: int, words: Sequence[Words], names: dict[str, str]) -> Iterator[Mark]:
    left = min((one.x for one in words), default=0.0)
    for at, one in enumerate(words):
        rest = words[at + 1 :]
        name, _, number = one.text.rpartition(" ")
        top = one.y + one.size
        if _FINDING.fullmatch(one.text) and _MARGIN < one.x - left <= _CHIP:
            yield Mark(page, top + 2, "finding", one.text, _paragraph(rest))
        elif name in names and number.isdecimal() and one.x - left <= _MARGIN:
            yield Mark(page, top, names[name], number, _paragraph(rest))
        elif one.x - left <= _MARGIN and abs(one.size - _BODY) <= _SAME_SIZE:
            yield Mark(page, top, "text", "", "")


def _paragraph(words: Sequence[Words]) -> str:
    """Give the words that go on in the size of the first, line under line."""
    lines: list[Words] = []
    for one in words:
        if lines and (
            abs(one.size - lines[0].size) > _SAME_SIZE or not 0 <= lines[-1].y - one.y <= _TALLEST_GAP
        ):
            break
        lines.append(one)
    return " ".join(one.text for one in lines).replace(f"{_SOFT_HYPHEN} ", "").replace(_SOFT_HYPHEN, "")
