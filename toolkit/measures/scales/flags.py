"""Columns that say the same thing twice: near duplicates, and columns that follow from others."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.measures.thresholds import CONSTANT_WITHIN, DEPENDENT_WITHIN, DUPLICATE_CORRELATION
from toolkit.measures.weights import FloatArray, answered

# Weights in the vector that shows a dependence, as a part of the largest, up to which a column has no part in it.
_NO_PART = 1e-4


def near_duplicates(
    names: Sequence[Hashable], correlation: npt.ArrayLike
) -> Iterator[tuple[Hashable, Hashable]]:
    """Give pairs of columns that correlate more than two measures of different things do, to either side.

    `correlation` has shape (k, k), in the order of `names`; NaN is no duplicate. The line is `DUPLICATE_CORRELATION`.

    >>> list(near_duplicates(["a", "b", "c"], [[1, 0.96, 0.2], [0.96, 1, 0.3], [0.2, 0.3, 1]]))
    [('a', 'b')]
    """
    r = np.asarray(correlation, dtype=np.float64)
    for (i, first), (j, second) in combinations(enumerate(names), 2):
        if abs(r[i, j]) > DUPLICATE_CORRELATION:
            yield first, second


def dependent_part(correlation: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Give the places of columns of which each follows exactly from the others; empty where none does.

    `correlation` has shape (k, k). They are the columns with a part in the eigenvector of its least eigenvalue, where
    that is 0 up to rounding (`DEPENDENT_WITHIN`).

    >>> dependent_part([[1, 0.6, 0.0], [0.6, 1, 0.8], [0.0, 0.8, 1]]).tolist()
    [0, 1, 2]
    """
    values, vectors = np.linalg.eigh(np.asarray(correlation, dtype=np.float64))
    if values[0] > DEPENDENT_WITHIN:
        return np.zeros(0, dtype=np.intp)
    part = np.abs(vectors[:, 0])
    return np.flatnonzero(part > _NO_PART * part.max())


def dependent_columns(
    frame: pd.DataFrame, weights: npt.ArrayLike | None = None
) -> tuple[tuple[Hashable, ...], ...]:
    """Find sets of columns of which each is a linear function of the others: x = a + b·y + c·z + …

    `frame` has shape (n, k); rows with a missing answer are left out (listwise), as are columns that do not vary.
    Returns a set per column that follows from those before it: these and, last, the column itself. Empty where the
    complete rows are too few to tell: at least 2k are asked, for k columns always follow from each other in k rows.
    Raises StatisticsError for unusable answers or weights.
    Source: Belsley, Kuh & Welsch (1980), Regression Diagnostics. In R this is `caret::findLinearCombos`.

    >>> a, b = np.array([1.0, 2, 3, 5, 4, 1, 2, 2]), np.array([2.0, 1, 4, 3, 5, 2, 1, 3])
    >>> dependent_columns(pd.DataFrame({"a": a, "b": b, "mean": (a + b) / 2}))
    (('a', 'b', 'mean'),)
    """
    x, w = answered(frame, weights, name="items")
    spread = np.ptp(x, axis=0) if len(x) else np.zeros(frame.shape[1])
    varied = np.flatnonzero(spread > CONSTANT_WITHIN * np.abs(x).max(axis=0, initial=0.0))
    if len(varied) < 2 or len(x) < 2 * len(varied):
        return ()
    correlation = _correlation(x[:, varied], w)
    found: list[tuple[Hashable, ...]] = []
    free: list[int] = []
    for place in range(len(varied)):
        # Those before do not follow from each other, so that there is one way at most in which this one does.
        here = [*free, place]
        part = dependent_part(correlation[np.ix_(here, here)])
        if part.size:
            found.append(tuple(frame.columns[varied[here[at]]] for at in part))
        else:
            free.append(place)
    return tuple(found)


def _correlation(x: FloatArray, w: FloatArray | None) -> FloatArray:
    part = np.full(len(x), 1 / len(x)) if w is None else w / w.sum()
    centred = x - part @ x
    scaled = centred / np.sqrt(part @ centred**2)
    return np.asarray((scaled * part[:, None]).T @ scaled)
