"""How a text file is written: its encoding, the separator of its cells, and its records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from toolkit.errors import Fault
from toolkit.intake.files.content import UTF16

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
OTHER_SEPARATORS = ("^", "~", "¦", "\x1f")
TRIED = 200
MOST_CELLS_TRIED = 500_000
PIECE = 1 << 20
# No row of a survey is longer; one that were would take its size many times over in memory.
LONGEST_LINE = 10_000_000
# No file holds this as a row of its own: it is not even a character.
END = "\uffff end of file"
RESAVE = "Save it as .xlsx or as CSV UTF-8, with ; or , between the cells."


def encoding_of(file: str, data: bytes) -> str | Fault:
    """Find the encoding: by its mark, else UTF-8 where that fits, else Windows-1252."""
    if data.isascii():
        return "utf-8-sig"
    where = None
    for encoding in ["utf-16"] if data.startswith(UTF16) else ["utf-8-sig", "cp1252"]:
        where = _undecodable(data, encoding)
        if where is None:
            return encoding
    line = data.count(b"\n", 0, where) + 1
    return Fault(f"{file}, line {line}", "holds bytes of no known encoding", RESAVE)


def _undecodable(data: bytes, encoding: str) -> int | None:
    """Find the first byte that does not fit an encoding, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), PIECE):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + PIECE], final=start + PIECE >= len(data))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


def overlong(file: str, data: bytes) -> Fault | None:
    """Find a line too long to be a row."""
    start = 0
    while len(data) - start > LONGEST_LINE:
        ends = (data.rfind(mark, start, start + LONGEST_LINE) for mark in (b"\n", b"\r"))
        stop = max(ends)
        if stop < 0:
            line = data.count(b"\n", 0, start) + 1
            mend = "Probably its line ends or a quotation mark were lost: export the file again."
            return Fault(f"{file}, line {line}", f"is longer than {LONGEST_LINE:,} characters", mend)
        start = stop + 1
    return None


def declared_separator(data: bytes, encoding: str) -> str | None:
    """Read Excel's own first line, `sep=;`, which it does not count as a row."""
    first = data[:40].decode(encoding, errors="ignore").split("\n")[0].strip('"\r ')
    found = re.fullmatch(r"sep=([;,\t|])", first, re.IGNORECASE)
    return found[1] if found else None


def separator_of(file: str, data: bytes, encoding: str) -> str | Fault:
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
    """Tell a separator that is not read, where header and rows have it equally often."""
    lines = [record[0] for record in _sample(data, encoding, "\t")] or [""]
    for separator in OTHER_SEPARATORS:
        times = [line.count(separator) for line in lines]
        if times[0] and times.count(times[0]) >= 0.9 * len(times):
            shown = separator if separator.isprintable() else f"U+{ord(separator):04X}"
            return Fault(
                f"{file}, row 1",
                f"is one cell in which {shown} seems to separate the names of columns",
                RESAVE,
            )
    return None


def _sample(data: bytes, encoding: str, separator: str) -> list[list[str]]:
    """Give the first records that are not blank, up to one that cannot be read."""
    records: list[list[str]] = []
    cells = 0
    with suppress(csv.Error):
        for record in islice(records_of(data, encoding, separator), TRIED):
            records.append(record)
            cells += len(record)
            if cells > MOST_CELLS_TRIED:
                break
    return [record for record in records if any(record) and record != [END]]


def records_of(data: bytes, encoding: str, separator: str) -> Any:
    """Give the records and then [END]; where that is swallowed, a quotation mark was left open."""
    # Decoded piece by piece, and `newline=""` because cells may hold line ends of their own.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    # Strict: a stray quotation mark is an error, where it would else swallow the rows up to the next one.
    return csv.reader(chain(lines, [END]), delimiter=separator, strict=True)
