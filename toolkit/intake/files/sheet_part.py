"""The XML of one sheet, or of the texts that sheets share, read piece by piece: how far it reaches, and what it hides.

No parser stands between: calamine's own would set the memory aside that is to be saved. What the patterns here do not
know for sure is damage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import IO

import numpy as np

from toolkit.intake.files.content import UTF16
from toolkit.intake.telling import LISTED

PIECE = 1 << 20
# A tag and, but for one long text, a cell are shorter than this.
AHEAD = 1 << 16
LONGEST_TEXT = 1 << 23
# calamine needs some 80 bytes for each filled cell while it reads; rows and cells without a value cost time only.
MAX_FILLED = 25_000_000
MAX_TAGS = 60_000_000
LONGEST_CELL = 131_072

PREFIX = rb"(?:[^\s<>/:\"'=]+:)?"
INSIDE = rb"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)"
# Cells and rows as nearly all software writes them, and then as anything may write them.
CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: (?:s|t|cm|vm|ph)="[^"<>]*")*>')
EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: (?:s|cm|vm|ph)="[^"<>]*")* ?/>')
ROW = re.compile(rb'<row r="([0-9]{1,7})"')
OPENING = {tag: re.compile(rb"<" + PREFIX + tag + rb"[\s/>]") for tag in (b"c", b"row", b"f", b"si")}
WHOLE = {tag: re.compile(rb"<" + PREFIX + tag + rb"(?=[\s/>])" + INSIDE + rb">") for tag in (b"c", b"row")}
ATTRIBUTE = re.compile(rb"\s([^\s=\"'/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
PLACES = {b"c": re.compile(rb"[A-Za-z]{1,3}[0-9]{1,7}"), b"row": re.compile(rb"[0-9]{1,7}")}
VALUE = re.compile(rb"<" + PREFIX + rb"(?:v|t)(?:\s[^<>]*)?>[^<]")
SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")
SHARED_VALUE = re.compile(rb'\st="s"[^<>]*>\s*<v>([0-9]{1,9})</v>')
ERROR = re.compile(rb"(<" + PREFIX + rb"c(?=\s)[^<>]*?\st\s*=\s*)(?:\"e\"|'e')([^<>]*>)")
REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3}[0-9]{1,7})")
UNSAVED = re.compile(
    rb"<" + PREFIX + rb"c((?:\s[^<>]*)?)>\s*<" + PREFIX + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</[^<>]*>)\s*"
    rb"(?:<" + PREFIX + rb"v(?:\s[^<>]*)?(?:/>|>\s*</[^<>]*>)\s*)?</" + PREFIX + rb"c\s*>"
)
TEXT_RESULT = re.compile(rb"\st\s*=\s*[\"']str[\"']")


class LongCellError(ValueError):
    """A text goes on for longer than any cell may."""


@dataclass(slots=True)
class Noted:
    """Some cells: how many they are, and the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def note(self, tags: Iterable[re.Match[bytes]], count: int) -> None:
        """Count cells; the first of these matches are looked at for where they stand."""
        self.count += count
        for tag in islice(tags, LISTED - len(self.first)):
            found = REFERENCE.search(tag[0])
            self.first.append(found[1].decode("ascii").upper() if found else "?")

    def __str__(self) -> str:
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return f"cell{'s' * (self.count > 1)} {', '.join(self.first)}{more}"


@dataclass(slots=True)
class Sheet:
    """What the part of a sheet holds.

    `tags` counts rows and cells, `cells` those that are filled. `errors` and `unsaved` are the cells with an error, and
    those with a formula but without its result. `bare` is how many cells a row has at most, where some do not say in
    which column they stand; `bare_rows` counts the rows that do not say their number.
    """

    filled: bool = False
    tags: int = 0
    cells: int = 0
    rows: int = 0
    columns: int = 0
    bare: int = 0
    bare_rows: int = 0
    left: int = 0
    text: int = 0
    formulas: int = 0
    errors: Noted = field(default_factory=Noted)
    unsaved: Noted = field(default_factory=Noted)


@dataclass(frozen=True, slots=True)
class Strings:
    """The bytes of each shared text, and of the longest; `sure` says that it is known which text is which."""

    lengths: np.ndarray
    longest: int = 0
    sure: bool = True


def measured_strings(part: IO[bytes], made: IO[bytes]) -> Strings:
    """Copy the part of shared texts, and measure them."""
    # What stands before the first opening in a piece belongs to the last text before it, at first to none.
    lengths = [np.zeros(1, dtype=np.int64)]
    sure = True
    for body, _ in _bodies(part):
        made.write(body)
        sure = sure and b"<!" not in body
        sizes = np.fromiter(map(len, OPENING[b"si"].split(body)), dtype=np.int64)
        lengths[-1][-1] += sizes[0]
        if len(sizes) > 1:
            lengths.append(sizes[1:])
    each = np.concatenate(lengths)[1:]
    return Strings(each, int(each.max(initial=0)), sure)


def measured_sheet(part: IO[bytes], made: IO[bytes], strings: Strings | None) -> Sheet:
    """Copy the part of a sheet, its errors as text, and measure it, up to where it holds too much.

    With `strings` it is also weighed how much text the sheet shows.
    """
    sheet = Sheet()
    for body, further in _bodies(part):
        _measure(body, sheet)
        sheet.filled = sheet.filled or VALUE.search(body) is not None
        sheet.text += 0 if strings is None else _shared_text(body, strings)
        _note_formulas(body, further, sheet)
        made.write(_with_errors_as_text(body, sheet))
        if sheet.cells > MAX_FILLED or sheet.tags > MAX_TAGS:
            break
    return sheet


def _bodies(part: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Cut a part into pieces that end where a tag begins, best that of a cell or a text.

    With each piece comes the text from its start on, read further.
    """
    text = part.read(AHEAD)
    if text.startswith(UTF16):
        raise ValueError
    while piece := part.read(PIECE):
        text += piece
        cuts = (text.rfind(mark, 0, len(text) - AHEAD) for mark in (b"<c", b"<si", b"<"))
        cut = next((cut for cut in cuts if cut > 0), 0)
        if cut:
            yield text[:cut], text
            text = text[cut:]
        elif len(text) > LONGEST_TEXT:
            raise LongCellError
    yield text, text


def _measure(body: bytes, sheet: Sheet) -> None:
    """Find how far the cells of a piece reach."""
    cells = CELL.findall(body)
    opened = len(cells)
    if body.count(b"<c") + body.count(b":c") != opened:
        opened = len(OPENING[b"c"].findall(body))
        if opened not in (len(cells), len(cells) + len(EMPTY.findall(body))):
            cells = _placed(body, b"c")
    rows = ROW.findall(body)
    if len(OPENING[b"row"].findall(body)) != len(rows):
        rows = _placed(body, b"row")
    if b"" in cells:
        per_row = [len(OPENING[b"c"].findall(row)) for row in OPENING[b"row"].split(body)]
        per_row[0] += sheet.left
        sheet.bare, sheet.left = max(sheet.bare, *per_row), per_row[-1]
    last, column = _furthest([*(cell for cell in cells if cell), *(row for row in rows if row)])
    sheet.tags += opened + len(rows)
    sheet.cells += len(cells)
    sheet.rows, sheet.columns = max(sheet.rows, last), max(sheet.columns, column)
    sheet.bare_rows += rows.count(b"")


def _placed(body: bytes, tag: bytes) -> list[bytes]:
    """Give the place that each cell or row names, b"" where it names none; ValueError where that is not sure."""
    places = []
    tags = WHOLE[tag].findall(body)
    if len(tags) != len(OPENING[tag].findall(body)):
        raise ValueError
    for inside in tags:
        if ATTRIBUTE.sub(b"", inside).strip(b" \t\r\n/"):
            raise ValueError
        named = [value[1:-1] for name, value in ATTRIBUTE.findall(inside) if name == b"r"]
        # Of two places in one tag the last counts for calamine; no XML may have them.
        if len(named) > 1 or not all(map(PLACES[tag].fullmatch, named)):
            raise ValueError
        places.append(named[0].upper() if named else b"")
    return places


def _furthest(places: list[bytes]) -> tuple[int, int]:
    """Give the last row and the last column of places such as b"AB12" or b"12".

    >>> _furthest([b"B7", b"AA3", b"9"])
    (9, 27)
    """
    signs = np.array(places, dtype="S10").view(np.uint8).reshape(-1, 10).astype(np.int64)
    row = np.zeros(len(signs), dtype=np.int64)
    column = np.zeros(len(signs), dtype=np.int64)
    for sign in signs.T:
        row = np.where((sign >= 48) & (sign < 58), row * 10 + sign - 48, row)
        column = np.where(sign >= 65, column * 26 + sign - 64, column)
    return int(row.max(initial=0)), int(column.max(initial=0))


def _shared_text(body: bytes, strings: Strings) -> int:
    """Give at most how many bytes of shared texts the cells of a piece show."""
    shown = len(SHARED.findall(body))
    if not strings.sure:
        return shown * strings.longest
    known = np.array(SHARED_VALUE.findall(body), dtype=np.int64)
    known = known[known < len(strings.lengths)]
    return int(strings.lengths[known].sum()) + (shown - len(known)) * strings.longest


def _note_formulas(body: bytes, further: bytes, sheet: Sheet) -> None:
    """Count the formulas of a piece, and find those whose result is not there."""
    formulas = len(OPENING[b"f"].findall(body)) if b"<f" in body or b":f" in body else 0
    if not formulas:
        return
    sheet.formulas += formulas
    within = takewhile(lambda found: found.start() < len(body), UNSAVED.finditer(further))
    # A formula may have no text for its result.
    unsaved = [found for found in within if not TEXT_RESULT.search(found[1])]
    sheet.unsaved.note(unsaved, len(unsaved))


def _with_errors_as_text(body: bytes, sheet: Sheet) -> bytes:
    if b'"e"' not in body and b"'e'" not in body:
        return body
    made, count = ERROR.subn(rb'\1"str"\2', body)
    sheet.errors.note(ERROR.finditer(body), count)
    return made
