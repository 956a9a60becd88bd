"""Reads separated text, whatever the file's name: comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.files.table import framed, header_of, tabulated, without_blanks
from toolkit.intake.files.text_dialect import (
    END,
    declared_separator,
    encoding_of,
    overlong,
    records_of,
    separator_of,
)
from toolkit.intake.files.text_fast import quick_columns

UNEXPECTED_END = "unexpected end"
HEAD = 60
PIECE = 1 << 20
# From so many bytes on it pays to try the quick way first: the strict one takes a second per 10 MB.
LARGE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class OpenText:
    """A text file whose encoding and separator are known.

    `head` holds its first records as received, `ends` the number of lines up to the end of each of them. `declared`
    says that Excel's own first line names the separator; it is no record, but a line.
    """

    file: str
    data: bytes
    encoding: str
    separator: str
    declared: bool
    head: tuple[tuple[str, ...], ...]
    ends: tuple[int, ...]


def open_text(file: str, data: bytes) -> OpenText | Fault:
    """Find out how a text file is written, and read its first records."""
    encoding = overlong(file, data) or encoding_of(file, data)
    if isinstance(encoding, Fault):
        return encoding
    declared = declared_separator(data, encoding)
    separator = declared or separator_of(file, data, encoding)
    if isinstance(separator, Fault):
        return separator
    head: list[tuple[str, ...]] = []
    ends: list[int] = []
    reader = records_of(data, encoding, separator)
    with suppress(csv.Error):
        for record in islice(reader, HEAD + bool(declared)):
            head.append(tuple(record))
            ends.append(reader.line_num)
    if head[-1:] == [(END,)]:
        head.pop()
    first = int(bool(declared))
    return OpenText(file, data, encoding, separator, bool(declared), tuple(head[first:]), tuple(ends[first:]))


def text_table(
    opened: OpenText,
    *,
    names: Sequence[str] | None = None,
    header_rows: int = 1,
    trimmed: Callable[[list[list[str]]], tuple[list[list[str]], tuple[str, ...]]] | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]] | Fault:
    """Read the rows under the header: the frame as received and warnings, or the fault that stops it.

    `names` stand in place of the file's own; `header_rows` is how many records the header has; `trimmed` takes away
    records that are no data, such as a footer, and says so. The columns of a large file may be categorical.
    """
    warnings = _encoding_warnings(opened.encoding, opened.data)
    if trimmed is None and len(opened.data) >= LARGE:
        quick = _quick(opened, names, header_rows)
        if quick is not None:
            return quick[0], (*warnings, *quick[1])
    records = _read(opened)
    if isinstance(records, Fault):
        return records
    if trimmed is not None:
        records, told = trimmed(records)
        warnings = (*warnings, *told)
    made = tabulated(opened.file, records, separator=opened.separator, names=names, header_rows=header_rows)
    return made if isinstance(made, Fault) else (made[0], (*warnings, *made[1]))


def _quick(
    opened: OpenText, names: Sequence[str] | None, header_rows: int
) -> tuple[pd.DataFrame, tuple[str, ...]] | None:
    """Read the rows under the header the quick way, or give None where there is any doubt."""
    found = header_of(opened.head, names, header_rows)
    if found is None or found[1] >= len(opened.head):
        return None
    header, below = found
    width = len(opened.head[below])
    text = _as_utf8(opened)
    body = _body(text, opened.ends[below - 1] if below else int(opened.declared))
    if body is None or width < len(header):
        return None
    start, stop, blanks = body
    widest = max(map(len, opened.head))
    columns = quick_columns(memoryview(text)[start:stop], opened.separator, width, widest)
    # A row may end in empty cells without a name, but in no others.
    if columns is None or not all(one.isna().all() for one in columns[len(header) :]):
        return None
    after = below + 1 + len(columns[0])
    frame = framed(header, columns[: len(header)], range(below + 1, after))
    return without_blanks(frame, range(after, after + blanks))


def _as_utf8(opened: OpenText) -> bytes:
    if opened.encoding == "utf-8-sig":
        return opened.data
    decoder = codecs.getincrementaldecoder(opened.encoding)()
    pieces = (opened.data[start : start + PIECE] for start in range(0, len(opened.data), PIECE))
    return b"".join(decoder.decode(piece).encode("utf-8") for piece in pieces)


def _body(text: bytes, lines: int) -> tuple[int, int, int] | None:
    """Find where the rows under so many lines start and stop, and how many blank lines follow; None if in doubt."""
    start = 0
    for _ in range(lines):
        start = text.find(b"\n", start) + 1
        if not start:
            return None
    tail = text[max(start, len(text) - PIECE) :]
    filled = tail.rstrip(b"\r\n")
    ends = tail[len(filled) :]
    stop = len(text) - len(ends) + ends.find(b"\n") + 1
    # A carriage return by itself ends a line too, and pyarrow skips a byte order mark wherever a text starts.
    around = text[:start] + ends
    if around.count(b"\r") > around.count(b"\r\n") or text[start : start + 3] == codecs.BOM_UTF8:
        return None
    if not filled or b"\0" in text:
        return None
    return start, stop, max(ends.count(b"\n") - 1, 0)


def _read(opened: OpenText) -> list[list[str]] | Fault:
    """Read all records, or tell the row where quotation marks make the rest unsure."""
    file, first_row = opened.file, 1 - opened.declared
    records: list[list[str]] = []
    try:
        # `extend` keeps what it read before an error, which gives the row.
        records.extend(records_of(opened.data, opened.encoding, opened.separator))
    except csv.Error as error:
        return _unreadable(f"{file}, row {len(records) + first_row}", str(error))
    if records.pop() != [END]:
        return _unreadable(f"{file}, row {len(records) + first_row}", UNEXPECTED_END)
    # Only a file with line ends inside cells has fewer records than lines.
    if len(records) < opened.data.count(b"\n"):
        swallowed = _swallowed(file, records, opened.separator, first_row)
        if swallowed is not None:
            return swallowed
    return records[opened.declared :]


def _unreadable(where: str, error: str) -> Fault:
    if UNEXPECTED_END in error:
        what = "a quotation mark in this row never closes, or the file was cut off"
        return Fault(where, what, "Export the file again.")
    if "field larger" in error:
        what = f"has a cell of more than {csv.field_size_limit():,} characters"
        return Fault(where, what, "Probably a quotation mark above it never closes: export the file again.")
    what = "a quotation mark stands in the middle of an answer, so that it is not sure where the answer ends"
    mend = "Take it out, or write two of them in a quoted answer; or export the file again, best as .xlsx."
    return Fault(where, what, mend)


def _swallowed(file: str, records: list[list[str]], separator: str, first_row: int) -> Fault | None:
    """Find a cell that holds whole rows: a quotation mark was opened in one row and closed in another."""
    width = max((len(record) for record in records), default=0)
    for place, record in enumerate(records):
        if any("\n" in cell and _holds_a_row(cell, separator, width) for cell in record):
            what = "holds the rows after it in one cell: a quotation mark opens here and closes further down"
            mend = "Take that quotation mark out of the answer, or export the file again, best as .xlsx."
            return Fault(f"{file}, row {place + first_row}", what, mend)
    return None


def _holds_a_row(cell: str, separator: str, width: int) -> bool:
    """Tell whether a line inside a cell has as many filled cells as a row of the file."""
    pieces = (line.split(separator) for line in cell.splitlines()[1:])
    return width > 2 and any(
        len(parts) >= width - 1 and sum(bool(part.strip()) for part in parts) > width / 2 for parts in pieces
    )


def _encoding_warnings(encoding: str, data: bytes) -> tuple[str, ...]:
    if encoding == "cp1252" and re.search(rb"\xc3[\x80-\xbf]", data):
        return ("the file mixes two encodings (UTF-8 and Windows-1252): letters such as é may be garbled",)
    return ()
