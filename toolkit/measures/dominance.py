"""Which sums of money may not be shown, because one or two customers make up most: enough customers are no cover then.

Beside `suppression.py`, which counts customers: who knows that one customer buys more than all others together reads
from the sum what that customer spends; and one of two large ones takes off its own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.suppression import BoolArray
from toolkit.measures.thresholds import MOST_OF_ONE, MOST_OF_TWO
from toolkit.measures.weights import FloatArray


def dominated(amounts: npt.ArrayLike, minimum: int) -> bool:
    """Tell whether a sum, or a mean, of these amounts may not be shown.

    `amounts`, shape (n,): one per customer, NaN where not known. Not shown is a sum to which from 1 up to but not
    including `minimum` customers contribute (an amount other than 0), or of which one makes up more than `MOST_OF_ONE`
    or two more than `MOST_OF_TWO`. Amounts below 0 count by their size, for they would else hide how large the others
    are. A sum to which nobody contributes is 0 and tells of nobody.
    Source: Bond, Brandt & de Wolf (2015), Guidelines for output checking (Data without Boundaries, D11.8); Hundepool et
    al. (2012), Statistical Disclosure Control, chapter 4, on (n, k)-dominance.

    >>> dominated([1000.0] + [10.0] * 50, 10), dominated([10.0] * 51, 10), dominated([10.0] * 5 + [0.0] * 46, 10)
    (True, False, True)
    """
    return _of_few(_sizes(amounts), minimum)


def hidden_sums(cells: npt.NDArray[np.int64], amounts: npt.ArrayLike, size: int, minimum: int) -> BoolArray:
    """Say per cell whether to hide the sum of its amounts, given that the sum over all cells is known.

    `cells`, shape (n,): the cell of each customer, from 0 up to but not including `size`; `amounts` as for `dominated`.
    Primary: the sums that `dominated` names. Complementary: as the total gives away what the hidden cells hold
    together, the smallest other sum is hidden too, and the next, until at least two are and their sum is one that may
    be shown, or all are hidden. Then the total itself must not be printed either.
    Raises StatisticsError where a cell lies outside `size`.

    >>> cells = np.repeat([0, 1, 2], 20)
    >>> hidden_sums(cells, np.r_[[900.0], np.full(19, 1.0), np.full(20, 60.0), np.full(20, 50.0)], 3, 10).tolist()
    [True, False, True]
    """
    known = _sizes(amounts)
    if len(cells) and (cells.min() < 0 or cells.max() >= size):
        raise StatisticsError(f"cells: there are {size}, numbered from 0")
    own = [known[cells == cell] for cell in range(size)]
    total = np.array([one.sum() for one in own])
    hidden = np.array([_of_few(one, minimum) for one in own], dtype=np.bool_)
    while hidden.any() and not hidden[total > 0].all():
        together = np.concatenate([own[cell] for cell in np.flatnonzero(hidden)])
        if hidden.sum() > 1 and not _of_few(together, minimum):
            break
        hidden[np.where(~hidden & (total > 0), total, np.inf).argmin()] = True
    return hidden


def _sizes(amounts: npt.ArrayLike) -> FloatArray:
    return np.nan_to_num(np.abs(np.asarray(amounts, dtype=np.float64)))


def _of_few(sizes: FloatArray, minimum: int) -> bool:
    some = sizes[sizes > 0]
    if not len(some):
        return False
    largest = np.sort(some)[-2:]
    few = len(some) < minimum
    return bool(few or largest[-1] > MOST_OF_ONE * some.sum() or largest.sum() > MOST_OF_TWO * some.sum())
