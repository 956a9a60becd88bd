"""From records to a frame: header, row numbers, row lengths, blank rows and columns without a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.telling import LISTED, listed


def tabulated(
    file: str,
    records: Sequence[Sequence[str]],
    first_row: int = 1,
    separator: str = "",
    *,
    names: Sequence[str] | None = None,
    header_rows: int = 1,
) -> tuple[pd.DataFrame, tuple[str, ...]] | Fault:
    """Make the frame of a table from its records, the first `header_rows` of which are the header.

    `names` stand in place of the header's own. Returns the frame (text or NaN; index = row number as a spreadsheet shows it) and warnings, or the fault that
    rows do not fit the header.
    """
    start = next((place for place, record in enumerate(records) if _filled(record)), None)
    if start is None:
        return Fault(file, "is empty: no cell is filled", "Export or copy it again.")
    header = _header(records[start] if names is None else names)
    below = start + header_rows
    body = records[below:]
    numbers = np.arange(first_row + below, first_row + below + len(body))
    lengths = np.fromiter(map(len, body), dtype=np.int64, count=len(body))
    odd = np.flatnonzero(lengths != len(header))
    if len(odd):
        body = list(body)
        unfit = [place for place in odd.tolist() if not _made_fit(body, place, len(header))]
        if unfit:
            return _unequal(
                file, len(header), [(int(numbers[place]), len(body[place])) for place in unfit], separator
            )
    frame = _frame(header, body, numbers)
    return _without_blanks(frame)


def _header(record: Sequence[str]) -> list[str]:
    """Take the names: line ends and hard blanks in them count as blanks, and trailing empty ones not at all.

    Composed (NFC), for macOS writes é as two signs and the engagement as one.
    """
    names = [unicodedata.normalize("NFC", " ".join(name.split())) for name in record]
    while names and not names[-1]:
        names.pop()
    return names


def _filled(record: Sequence[str]) -> bool:
    return any(cell.strip() for cell in record)


def _made_fit(body: list[Sequence[str]], place: int, width: int) -> bool:
    """Trim empty cells beyond the header, and widen blank lines; other odd rows do not fit."""
    record = body[place]
    if _filled(record[width:]) or (len(record) < width and _filled(record)):
        return False
    body[place] = [*record[:width], *[""] * (width - len(record))]
    return True


def _unequal(file: str, width: int, unfit: list[tuple[int, int]], separator: str) -> Fault:
    first = ", ".join(f"row {row} has {length}" for row, length in unfit[:LISTED])
    more = f" and {len(unfit) - LISTED:,} more rows differ" if len(unfit) > LISTED else ""
    name = {"\t": "tab"}.get(separator, separator)
    return Fault(
        file,
        f"the header has {width} cell{'s' * (width > 1)}, but {first}{more}",
        f"A text that holds the separator ({name}), a quotation mark or a line end needs quotes around it: "
        "export the file again, best as .xlsx.",
    )


def _frame(header: list[str], body: Sequence[Sequence[str]], numbers: np.ndarray) -> pd.DataFrame:
    columns = zip(*body, strict=True) if len(body) else iter([()] * len(header))
    arrays = {}
    for place, cells in enumerate(columns):
        array = np.empty(len(cells), dtype=object)
        array[:] = cells
        array[array == ""] = np.nan
        arrays[place] = pd.array(array, dtype="str")
    frame = pd.DataFrame(arrays, index=pd.Index(numbers, name="row"))
    frame.columns = pd.Index(header, dtype=object)
    return frame


def _without_blanks(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out blank rows and nameless columns, and say so."""
    warnings = []
    unnamed = np.array([name == "" for name in frame.columns], dtype=bool)
    if unnamed.any():
        filled = (np.flatnonzero(unnamed & frame.notna().any().to_numpy()) + 1).tolist()
        if filled:
            warnings.append(f"columns without a name were not read ({listed(filled, 'column')})")
        frame = frame.loc[:, ~unnamed]
    blank = frame.isna().all(axis="columns").to_numpy()
    if blank.any():
        rows = frame.index[blank].tolist()
        warnings.append(f"blank rows were left out ({listed(rows)})")
        frame = frame.loc[~blank]
    return frame, tuple(warnings)
