"""Which cells of a table may not be shown, because too few respondents stand behind them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def hidden_cells(counts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Say per cell of `counts` whether to hide it; each row adds up to a total that the reader knows.

    `counts`: rows × cells, whole numbers of respondents, at least 0. Returns booleans of the same shape.
    A cell from 1 up to but not including `minimum` is hidden; an empty cell points at nobody and stays.
    Where one cell of a row is hidden alone, the total gives it away: the smallest other filled cell of that row is
    hidden with it (complementary suppression).

    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.

    >>> hidden_cells(pd.DataFrame([[900, 40, 3, 0]], columns=list("abcd")), 10).to_numpy().tolist()
    [[False, True, True, False]]
    """
    values = counts.to_numpy(dtype=np.float64)
    hidden = (values > 0) & (values < minimum)
    alone = hidden.sum(axis=1) == 1
    candidates = np.where(hidden | (values == 0), np.inf, values)
    partner = candidates.argmin(axis=1)
    rows: npt.NDArray[np.intp] = np.flatnonzero(alone & np.isfinite(candidates.min(axis=1)))
    hidden[rows, partner[rows]] = True
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)
