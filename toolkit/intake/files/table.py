"""From records to a frame: header, row numbers, row lengths, blank rows and columns without a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.telling import LISTED, listed

FIRST_ROWS = 4096
BLOCK = 1 << 15


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

    `names` stand in place of the header's own. Returns the frame (text, NaN where empty; index = row number as a
    spreadsheet shows it) and warnings, or the fault that rows do not fit the header.
    """
    found = header_of(records, names, header_rows)
    if found is None:
        return Fault(file, "is empty: no cell is filled", "Export or copy it again.")
    header, below = found
    body = records[below:]
    numbers = range(first_row + below, first_row + below + len(body))
    lengths = np.fromiter(map(len, body), dtype=np.int64, count=len(body))
    odd = np.flatnonzero(lengths != len(header))
    if len(odd):
        body = list(body)
        unfit = [place for place in odd.tolist() if not _made_fit(body, place, len(header))]
        if unfit:
            return _unequal(
                file, len(header), [(numbers[place], len(body[place])) for place in unfit], separator
            )
    frame = _frame(header, body, numbers)
    return without_blanks(frame)


def header_of(
    records: Sequence[Sequence[str]], names: Sequence[str] | None, header_rows: int
) -> tuple[list[str], int] | None:
    """Find the names of columns and the place of the first record under them; None where no cell is filled.

    Line ends and hard blanks in names count as blanks, and trailing empty names not at all. Composed (NFC), for macOS
    writes é as two signs and the engagement as one.
    """
    start = next((place for place, record in enumerate(records) if _filled(record)), None)
    if start is None:
        return None
    received = records[start] if names is None else names
    header = [unicodedata.normalize("NFC", " ".join(name.split())) for name in received]
    while header and not header[-1]:
        header.pop()
    return header, start + header_rows


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
    mend = (
        f"A text that holds the separator ({name}), a quotation mark or a line end needs quotes around it: "
        "export the file again, best as .xlsx."
    )
    if not separator:
        # The sheet of a workbook: above the names stands a title, or beside the table something else.
        mend = (
            "The first row must name each column: in a copy of the file, delete what stands above the names, "
            "such as a title, or beside the table."
        )
    return Fault(file, f"the header has {width} cell{'s' * (width > 1)}, but {first}{more}", mend)


def _frame(header: list[str], body: Sequence[Sequence[str]], numbers: range) -> pd.DataFrame:
    columns = zip(*body, strict=True) if len(body) else iter([()] * len(header))
    arrays = []
    for cells in columns:
        array = np.empty(len(cells), dtype=object)
        array[:] = cells
        array[array == ""] = np.nan
        arrays.append(pd.array(array, dtype="str"))
    return framed(header, arrays, numbers)


def framed(
    header: Sequence[str], columns: Sequence[pd.api.extensions.ExtensionArray], numbers: range
) -> pd.DataFrame:
    """Put columns of cells under their names, double ones included; `numbers` are those of the rows."""
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(numbers, name="row"), copy=False)
    frame.columns = pd.Index(header, dtype=object)
    return frame


def without_blanks(frame: pd.DataFrame, below: Sequence[int] = ()) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out blank rows and nameless columns, and say so; `below` are the numbers of blank rows under the frame."""
    warnings = []
    unnamed = np.array([name == "" for name in frame.columns], dtype=bool)
    if unnamed.any():
        filled = [
            place + 1 for place in np.flatnonzero(unnamed).tolist() if frame.iloc[:, place].notna().any()
        ]
        if filled:
            warnings.append(f"columns without a name were not read ({listed(filled, 'column')})")
        frame = frame.loc[:, ~unnamed]
    blank = _blank(frame)
    rows = [*frame.index[blank].tolist(), *below]
    if rows:
        warnings.append(f"blank rows were left out ({listed(rows)})")
    return _kept(frame, ~blank), tuple(warnings)


def _kept(frame: pd.DataFrame, kept: np.ndarray) -> pd.DataFrame:
    """Keep some rows; to keep all, or to take some off the end, copies nothing."""
    if kept.all():
        return frame
    last = int(np.flatnonzero(kept).max(initial=-1)) + 1
    return frame.iloc[:last] if kept[:last].all() else frame.loc[kept]


def _blank(frame: pd.DataFrame) -> np.ndarray:
    """Say of each row whether all its cells are empty."""
    blank = np.ones(len(frame), dtype=bool)
    for place in range(frame.shape[1]):
        blank &= frame.iloc[:, place].isna().to_numpy()
        if not blank.any():
            break
    return blank


def coded(cells: pd.Series) -> tuple[np.ndarray, pd.Series]:
    """Give the place of each cell among the different texts of a column (-1 where empty), and these texts (`str`).

    The texts stand in the order in which they first occur, whether the column is categorical or of texts; categories
    that no cell has are no texts of it. The places are of any integer type.

    >>> places, texts = coded(pd.Series(["b", None, "a", "b"], dtype="str"))
    >>> places.tolist(), texts.tolist()
    ([0, -1, 1, 0], ['b', 'a'])
    """
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        places, different = pd.factorize(cells)
        return places, pd.Series(different, dtype="str")
    categories = cells.cat.categories
    codes = cells.cat.codes.to_numpy()
    first = _first_places(codes, len(categories))
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(codes))]
    ranks = np.full(len(categories), -1, dtype=codes.dtype)
    ranks[order] = np.arange(len(order))
    return spread(ranks, codes, -1), pd.Series(categories.take(order), dtype="str")


def spread(values: np.ndarray, places: np.ndarray, empty: object) -> np.ndarray:
    """Give each cell the value of its text, or `empty`; `places` are those that `coded` gives.

    >>> spread(np.array([2.0, 7.0]), np.array([1, -1, 0]), np.nan).tolist()
    [7.0, nan, 2.0]
    """
    last = np.array(empty, dtype=values.dtype)
    if places.dtype != np.int8:
        return np.append(values, last)[places]
    # Bytes are looked up faster than numbers that may be off either end (-1 is the last of them), and blocks that
    # stay in the processor's cache faster than a whole column.
    table = np.full(256, last)
    table[: len(values)] = values
    result = np.empty(len(places), dtype=values.dtype)
    for start in range(0, len(places), BLOCK):
        block = slice(start, start + BLOCK)
        np.take(table, places.view(np.uint8)[block], out=result[block], mode="clip")
    return result


def _first_places(codes: np.ndarray, most: int) -> np.ndarray:
    """Find where each code from 0 to `most` first stands; the number of codes where nowhere."""
    first = np.full(most + 1, len(codes))
    # Most columns show all their codes in the first rows.
    for rows in (slice(0, FIRST_ROWS), slice(FIRST_ROWS, None)):
        np.minimum.at(first, codes[rows], np.arange(*rows.indices(len(codes))))
        if (first[:most] < len(codes)).all():
            break
    return first[:most]
