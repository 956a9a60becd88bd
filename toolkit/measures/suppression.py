"""Which cells of a table may not be shown, because too few respondents stand behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd


def hidden_cells(counts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Say per cell of `counts` whether to hide it; each row adds up to a total that the reader knows.

    `counts`: rows × cells, whole numbers of respondents, at least 0. Returns booleans of the same shape.
    A cell from 1 up to but not including `minimum` is hidden; an empty cell points at nobody and stays.
    The total gives away what the hidden cells of a row hold together: one alone is known exactly, and a few small
    ones are a small group again. So the smallest other filled cell is hidden too (complementary suppression), and
    the next, until at least two cells are hidden that together hold at least `minimum`, or all filled ones are.

    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.

    >>> hidden_cells(pd.DataFrame([[900, 40, 3, 2, 0]], columns=list("abcde")), 10).to_numpy().tolist()
    [[False, True, True, True, False]]
    """
    values = counts.to_numpy(dtype=np.float64)
    small = (values > 0) & (values < minimum)
    # In the order of hiding, smallest first and empty last: is too little hidden before it is this cell's turn?
    order = np.argsort(np.where(values > 0, values, np.inf), axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    before = np.cumsum(ordered, axis=1) - ordered
    turn = np.arange(values.shape[1])
    more = (ordered > 0) & (turn > 0) & ((turn < 2) | (before < minimum)) & small.any(axis=1, keepdims=True)
    hidden = small.copy()
    np.put_along_axis(hidden, order, more | np.take_along_axis(small, order, axis=1), axis=1)
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)
