"""Reads separated text: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252; whatever the file's name."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.content import UTF16
from toolkit.intake.table import tabulated

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab"}
OTHER_SEPARATORS = ("|", "^", "~", "¦", "\x1f")
UNEXPECTED_END = "unexpected end"
TRIED = 200
HEAD = 60
# No file holds this as a row of its own: it is not even a character.
END = "\uffff end of file"
RESAVE = "Save it as .xlsx or as CSV UTF-8, with ; or , between the cells."


@dataclass(frozen=True, slots=True, eq=False)
class OpenText:
    """A text file whose encoding and separator are known; `head` holds its first records as received."""

    file: str
    data: bytes
    encoding: str
    separator: str
    declared: bool
    head: tuple[tuple[str, ...], ...]


def read_text(file: str, data: bytes) -> tuple[pd.DataFrame, tuple[str, ...]] | Fault:
    """Read a separated text file: the frame as received and warnings, or the fault that stops it."""
    opened = open_text(file, data)
    return opened if isinstance(opened, Fault) else text_table(opened)


def open_text(file: str, data: bytes) -> OpenText | Fault:
    """Find out how a text file is written, and read its first records."""
    encoding = _encoding(file, data)
    if isinstance(encoding, Fault):
        return encoding
    declared = _declared_separator(data, encoding)
    separator = declared or _separator(file, data, encoding)
    if isinstance(separator, Fault):
        return separator
    head: list[list[str]] = []
    with suppress(csv.Error):
        head.extend(islice(_records(data, encoding, separator), HEAD + bool(declared)))
    shown = tuple(tuple(record) for record in head[bool(declared) :] if record != [END])
    return OpenText(file, data, encoding, separator, bool(declared), shown)


def text_table(
    opened: OpenText,
    *,
    names: Sequence[str] | None = None,
    header_rows: int = 1,
    trimmed: Callable[[list[list[str]]], tuple[list[list[str]], tuple[str, ...]]] | None = None,
) -> tuple[pd.DataFrame, tuple[str, ...]] | Fault:
    """Read the rows under the header: the frame as received and warnings, or the fault that stops it.

    `names` stand in place of the file's own; `header_rows` is how many records the header has; `trimmed` takes away
    records that are no data, such as a footer, and says so.
    """
    first_row = 1 - opened.declared
    records = _read(opened.file, opened.data, opened.encoding, opened.separator, first_row=first_row)
    if isinstance(records, Fault):
        return records
    records = records[opened.declared :]
    told: tuple[str, ...] = ()
    if trimmed is not None:
        records, told = trimmed(records)
    made = tabulated(opened.file, records, separator=opened.separator, names=names, header_rows=header_rows)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    return frame, (*_encoding_warnings(opened.encoding, opened.data), *told, *warnings)


def _read(
    file: str, data: bytes, encoding: str, separator: str, *, first_row: int
) -> list[list[str]] | Fault:
    """Read all records, or tell the row where quotation marks make the rest unsure."""
    records: list[list[str]] = []
    try:
        # `extend` keeps what it read before an error, which gives the row.
        records.extend(_records(data, encoding, separator))
    except csv.Error as error:
        return _unreadable(f"{file}, row {len(records) + first_row}", str(error))
    if records.pop() != [END]:
        return _unreadable(f"{file}, row {len(records) + first_row}", UNEXPECTED_END)
    # Only a file with line ends inside cells has fewer records than lines.
    swallowed = len(records) < data.count(b"\n") and _swallowed(file, records, separator, first_row)
    return swallowed or records


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


def _records(data: bytes, encoding: str, separator: str) -> Iterator[list[str]]:
    """Give the records and then [END]; where that is swallowed, a quotation mark was left open."""
    # Decoded piece by piece, and `newline=""` because cells may hold line ends of their own.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    # Strict: a stray quotation mark is an error, where it would else swallow the rows up to the next one.
    return csv.reader(chain(lines, [END]), delimiter=separator, strict=True)


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


def _sample(data: bytes, encoding: str, separator: str) -> list[list[str]]:
    """Give the first records that are not blank, up to one that cannot be read."""
    records: list[list[str]] = []
    with suppress(csv.Error):
        records.extend(islice(_records(data, encoding, separator), TRIED))
    return [record for record in records if any(record) and record != [END]]


def _encoding(file: str, data: bytes) -> str | Fault:
    """Find the encoding: by its mark, else UTF-8 where that fits, else Windows-1252."""
    tried = ["utf-16"] if data.startswith(UTF16) else ["utf-8-sig", "cp1252"]
    where = 0
    for encoding in tried:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            where = error.start
        else:
            return encoding
    line = data.count(b"\n", 0, where) + 1
    return Fault(f"{file}, line {line}", "holds bytes of no known encoding", RESAVE)


def _encoding_warnings(encoding: str, data: bytes) -> tuple[str, ...]:
    if encoding == "cp1252" and re.search(rb"\xc3[\x80-\xbf]", data):
        return ("the file mixes two encodings (UTF-8 and Windows-1252): letters such as é may be garbled",)
    return ()


def _declared_separator(data: bytes, encoding: str) -> str | None:
    """Read Excel's own first line, `sep=;`, which it does not count as a row."""
    first = data[:40].decode(encoding, errors="ignore").split("\n")[0].strip('"\r ')
    found = re.fullmatch(r"sep=([;,\t|])", first, re.IGNORECASE)
    return found[1] if found else None


def _separator(file: str, data: bytes, encoding: str) -> str | Fault:
    """Choose the separator by which the rows fit the header best."""
    best: tuple[float, int, str] = (0.0, 1, "\t")
    widths: dict[str, list[int]] = {}
    for separator in SEPARATORS:
        sample = _sample(data, encoding, separator)
        widths[separator] = [len(record) for record in sample]
        width = widths[separator][0] if sample else 1
        if width > 1:
            best = max(best, (widths[separator].count(width) / len(sample), width, separator))
    return _misfit(file, data, encoding, best, widths) or best[2]


def _misfit(
    file: str, data: bytes, encoding: str, best: tuple[float, int, str], widths: dict[str, list[int]]
) -> Fault | None:
    """Tell a header and rows that no one separator fits."""
    share, width, chosen = best
    for separator, counts in widths.items():
        if (separator == chosen and width > 1) or len(counts) < 2:
            continue
        (usual, times), rows = Counter(counts[1:]).most_common(1)[0], len(counts) - 1
        if share >= 0.5 or usual < 2 or times < 0.9 * rows:
            continue
        if width > 1:
            names = f"{SEPARATORS[chosen]}s in the header but by {SEPARATORS[separator]}s below it"
            return Fault(file, f"cells are separated by {names}", RESAVE)
        if counts[0] == 1 and not (separator == "," and _decimal_column(data, encoding)):
            return Fault(
                f"{file}, row 1",
                f"has 1 cell where the rows below it have {usual}",
                "The first row must hold the names of the columns: delete what stands above them.",
            )
    if width == 1:
        return _other_separator(file, data, encoding)
    return None


def _decimal_column(data: bytes, encoding: str) -> bool:
    """Say whether the file is one column of numbers with a decimal comma."""
    return all(re.fullmatch(r"\s*-?\d+(,\d+)?\s*", record[0]) for record in _sample(data, encoding, "\t")[1:])


def _other_separator(file: str, data: bytes, encoding: str) -> Fault | None:
    header = next(iter(_sample(data, encoding, "\t")), [""])[0]
    for separator in OTHER_SEPARATORS:
        if separator in header:
            shown = separator if separator.isprintable() else f"U+{ord(separator):04X}"
            return Fault(
                f"{file}, row 1",
                f"is one cell in which {shown} seems to separate the names of columns",
                RESAVE,
            )
    return None
