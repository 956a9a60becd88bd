"""Which cells of a table may not be shown, because too few respondents stand behind them: the gate of every table."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray

BoolArray = npt.NDArray[np.bool_]

# Limits that linear programming finds are exact to far less than this part of a respondent.
_ROUNDING = 1e-6
# How many unknowns a linear program has at most.
_PROGRAM = 2000


def gate(
    sizes: FloatArray,
    minimum: int,
    *,
    across: bool = False,
    down: bool = False,
    whole_rows: bool = False,
    harmless: BoolArray | None = None,
    parts: pd.Series | None = None,
) -> BoolArray:
    """Say which cells of a table may not be shown, as `hidden_places` does.

    `sizes`: the respondents behind the table, rows × cells. `parts`: names per row the table that it belongs to, where
    several stand under each other, each with totals of its own.
    Raises StatisticsError as `hidden_cells` does.

    >>> gate(np.array([[380.0], [16.0], [4.0]]), 10, down=True).ravel().tolist()
    [False, True, True]
    """
    hidden = np.zeros(sizes.shape, dtype=np.bool_)
    for place in [np.arange(len(sizes))] if parts is None else _places(parts):
        hidden[place] = hidden_places(
            sizes[place], minimum, across=across, down=down, whole_rows=whole_rows, harmless=harmless
        )
    return hidden


def _places(parts: pd.Series) -> list[npt.NDArray[np.int64]]:
    codes = pd.factorize(parts)[0]
    return [np.flatnonzero(codes == code) for code in np.unique(codes)]


def hidden_cells(
    counts: pd.DataFrame,
    minimum: int,
    *,
    across: bool = True,
    down: bool = False,
    whole_rows: bool = False,
    harmless: Collection[str] = (),
) -> pd.DataFrame:
    """Say per cell of `counts` whether to hide it.

    `counts`: rows × cells, numbers of respondents, at least 0; weighted, the smaller of number and effective number
    (Kish), or both side by side with `whole_rows`. `across`, `down`: the cells of a row, of a column, add up to a
    total that the reader knows. `whole_rows`: the columns count for one and the same row, which is hidden whole where
    any of them is too small. `harmless`: columns whose small numbers tell nothing about anybody, and which are only
    hidden to protect another cell. Returns booleans of the same shape.

    Primary: a cell from 1 up to but not including `minimum`; an empty cell points at nobody and stays.
    Complementary: a total gives away what the hidden cells of its line hold together: one alone is known exactly, and
    a few small ones are a small group again. So the smallest other filled cell is hidden too, and the next, until at
    least two are hidden that together hold at least `minimum`, or all filled ones are. Rows and columns take turns
    until neither asks for more. Where both add up, subtracting rows from columns may still close in on a cell; so the
    range that each hidden cell can have, given all that is shown, is computed (linear programming), and more is
    hidden until each range is `minimum` wide, or as wide as what its row or column hides together, or as wide as it
    would be with all filled cells hidden. Of the only filled cell of a line the total tells all, whatever else is
    hidden: where it is small it is hidden, and nothing else for its sake.

    It protects within one table against whoever has the shown cells and the totals. It does not protect against
    what other tables of the same respondents tell, nor against who knows the rule and so that a hidden cell holds at
    least 1, nor against a respondent who subtracts herself. A total must not be printed where it is too small itself.

    Raises StatisticsError where a count is missing or below 0.
    Sources: Hundepool et al. (2012), Statistical Disclosure Control, chapters 4 and 5; Gusfield (1988), SIAM Journal on
    Computing 17, 552–571, on cells that rows and columns together give away. In R, package sdcTable has such rules.

    >>> hidden_cells(pd.DataFrame([[900, 40, 3, 2, 0]], columns=list("abcde")), 10).to_numpy().tolist()
    [[False, True, True, True, False]]
    """
    hidden = hidden_places(
        counts.to_numpy(dtype=np.float64),
        minimum,
        across=across,
        down=down,
        whole_rows=whole_rows,
        harmless=np.asarray(counts.columns.isin(list(harmless))) if harmless else None,
    )
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)


def hidden_places(
    sizes: FloatArray,
    minimum: int,
    *,
    across: bool = True,
    down: bool = False,
    whole_rows: bool = False,
    harmless: BoolArray | None = None,
) -> BoolArray:
    """Say per cell whether to hide it: `hidden_cells` on an array, rows × cells; `harmless`, bool per column."""
    if np.isnan(sizes).any() or (sizes < 0).any():
        raise StatisticsError(
            "the respondents behind a cell are not known, or fewer than 0: it cannot be judged"
        )
    hidden = (sizes > 0) & (sizes < minimum)
    if harmless is not None:
        hidden &= ~harmless
    if not hidden.any():
        return hidden  # what hides nothing of itself gives nothing away
    if whole_rows:
        hidden |= hidden.any(axis=1, keepdims=True)
    across = across and not whole_rows  # of a row that is hidden whole its own total is hidden too
    given = _given(sizes) if across and down else np.zeros_like(hidden)
    given_small, hidden = hidden & given, hidden & ~given
    sizes = np.where(given, 0.0, sizes)
    lines = [
        *(zip(sizes, hidden, strict=True) if across else ()),
        *(zip(sizes.T, hidden.T, strict=True) if down else ()),
    ]
    while True:
        before = hidden.copy()
        for line, out in lines:
            _cover(line, out, minimum)
            if whole_rows:
                hidden |= hidden.any(axis=1, keepdims=True)
        if (hidden == before).all() and not (across and down and _widen(sizes, hidden, minimum)):
            return np.asarray(hidden | given_small)


def _given(sizes: FloatArray) -> BoolArray:
    """Say which cells follow from a total whatever is hidden: the only filled one of a line, and what that leaves."""
    filled = sizes > 0
    while True:
        alone = (filled.sum(axis=1, keepdims=True) == 1) | (filled.sum(axis=0, keepdims=True) == 1)
        if not (alone & filled).any():
            return (sizes > 0) & ~filled
        filled &= ~alone


def _cover(sizes: FloatArray, hidden: BoolArray, minimum: int) -> None:
    """Hide more of one line in place, smallest first, until what is hidden is two cells and `minimum` respondents."""
    while hidden.any() and (hidden.sum() < 2 or sizes[hidden].sum() < minimum):
        others = ~hidden & (sizes > 0)
        if not others.any():
            return
        hidden[np.where(others, sizes, np.inf).argmin()] = True


def _widen(sizes: FloatArray, hidden: BoolArray, minimum: int) -> bool:
    """Hide one more cell where a hidden one lies in too narrow a range; tell whether that was so."""
    others = ~hidden & (sizes > 0)
    if not hidden.any() or not others.any():
        return False
    widths, rows, columns = _ranges(sizes, hidden)
    together = np.where(hidden, sizes, 0.0)
    most = np.minimum(together.sum(axis=1)[rows], together.sum(axis=0)[columns])
    narrow = np.flatnonzero(widths < np.minimum(minimum, most) - _ROUNDING)
    if narrow.size:
        # What no hiding widens must not take the whole table with it.
        ends, filled_rows, filled_columns = _ranges(sizes, sizes > 0)
        widest = np.zeros_like(sizes)
        widest[filled_rows, filled_columns] = ends
        reached = widths[narrow] >= widest[rows, columns][narrow] - _ROUNDING
        narrow = narrow[~reached]
    if not narrow.size:
        return False
    beside = np.zeros_like(hidden)
    beside[rows[narrow[0]], :] = beside[:, columns[narrow[0]]] = True
    chosen = others & beside if (others & beside).any() else others
    hidden[np.unravel_index(np.where(chosen, sizes, np.inf).argmin(), sizes.shape)] = True
    return True


def _ranges(
    sizes: FloatArray, hidden: BoolArray
) -> tuple[FloatArray, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give how wide the range of each hidden cell is when rows and columns add up, and where it stands."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import
    from scipy.sparse import csc_array, eye_array, kron  # noqa: PLC0415 - slow to import

    rows, columns = np.nonzero(hidden)
    lines = csc_array(
        np.vstack([np.unique(rows)[:, None] == rows, np.unique(columns)[:, None] == columns]).astype(float)
    )
    sums, number = lines @ sizes[hidden], len(rows)
    ends = np.vstack([np.eye(number), -np.eye(number)])  # the lowest of each cell, and the highest
    found = np.empty(2 * number)
    # Several at a time, each on cells of its own, for a program costs more to pose than to solve.
    most = max(1, _PROGRAM // number)
    for start in range(0, 2 * number, most):
        goals = ends[start : start + most]
        apart = kron(eye_array(len(goals)), lines, format="csc")
        solved = linprog(goals.ravel(), A_eq=apart, b_eq=np.tile(sums, len(goals)), method="highs")
        found[start : start + most] = (solved.x.reshape(goals.shape) * goals).sum(axis=1)
    return -found[number:] - found[:number], rows, columns
