"""How the answers to one question are spread, in bins that are large enough to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.proportions import proportion
from toolkit.measures.weights import FloatArray, answered, effective_n

COLUMNS = ("first", "last", "estimate", "low", "high", "count", "count_effective", "n", "n_effective")


def distribution(
    answers: npt.ArrayLike,
    scale: tuple[int, int],
    minimum: int,
    weights: npt.ArrayLike | None = None,
    *,
    starts: Sequence[int] = (),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of each answer of a scale of whole numbers, answers merged until no bin is smaller than `minimum`.

    `answers`: shape (n,), NaN where there is none; half marks count with the whole one below. `scale`: its lowest and
    highest answer. `starts`: answers at which a new class begins (7 and 9 keep detractors, passives and promoters
    apart); bins do not reach over these as long as each class itself is large enough.
    Within a class neighbours are merged from its low end on until the bin holds `minimum` respondents, effective ones
    where weighted; what is left at its high end joins the last bin. An answer that nobody gave may stand alone.
    Returns a row per bin, from low to high: COLUMNS; `first` and `last` answer of it, its share with Wilson's limits,
    how many are in it, and the base. Raises StatisticsError for answers outside the scale, none at all or fewer than
    `minimum`, or unusable weights. In R the shares are `prop.table(table(cut(x, breaks)))`.

    >>> found = distribution([1] * 2 + [2] * 9 + [3] * 10 + [5] * 12, (1, 5), 10)
    >>> found[["first", "last", "count"]].to_numpy().tolist()
    [[1, 2, 11], [3, 3, 10], [4, 4, 0], [5, 5, 12]]
    """
    x, w = answered(answers, weights)
    lowest, highest = scale
    if ((x < lowest) | (x > highest)).any():
        raise StatisticsError(f"an answer lies outside the scale of {lowest} to {highest}")
    whole = np.floor(x)
    if len(x) < minimum or (w is not None and effective_n(w) < minimum):
        raise StatisticsError(f"fewer than {minimum} answers: no distribution can be shown")
    bins = _bins(whole, w, range(lowest, highest + 1), minimum, frozenset(starts))
    rows = [_row(whole, w, first, last, confidence) for first, last in bins]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(x: FloatArray, w: FloatArray | None, first: int, last: int, confidence: float) -> dict[str, float]:
    inside = (x >= first) & (x <= last)
    share = proportion(inside, w, confidence=confidence)
    count, effective = _size(inside, w)
    return {
        "first": first,
        "last": last,
        "estimate": share.value,
        "low": share.low,
        "high": share.high,
        "count": count,
        "count_effective": effective,
        "n": share.n,
        "n_effective": float(share.n) if share.n_effective is None else share.n_effective,
    }


def _size(inside: npt.NDArray[np.bool_], w: FloatArray | None) -> tuple[int, float]:
    count = int(inside.sum())
    return count, float(count) if w is None or not count else effective_n(w[inside])


def _bins(
    x: FloatArray, w: FloatArray | None, scale: range, minimum: int, starts: frozenset[int]
) -> list[tuple[int, int]]:
    """Merge neighbours from the low end of each class on; a class that is too small itself loses its border."""

    def size(first: int, last: int) -> float:
        return min(_size((x >= first) & (x <= last), w))

    def small(one: tuple[int, int]) -> bool:
        return 0 < size(*one) < minimum

    starts = _large_classes(scale, starts, small)
    bins: list[tuple[int, int]] = []
    for answer in scale:
        if bins and answer not in starts and small(bins[-1]):
            bins[-1] = (bins[-1][0], answer)
        else:
            bins.append((answer, answer))
    # What is left at the high end of a class joins the bin below it.
    while any(small(one) for one in bins):
        place = next(i for i, one in enumerate(bins) if small(one))
        bins[place - 1 : place + 1] = [(bins[place - 1][0], bins[place][1])]
    return bins


def _large_classes(
    scale: range, starts: frozenset[int], small: Callable[[tuple[int, int]], bool]
) -> frozenset[int]:
    """Keep the borders of classes that are large enough; a small one joins the class above, the last the one below."""
    borders = [scale.start, *sorted(starts), scale.stop]
    while True:
        classes = [(first, after - 1) for first, after in pairwise(borders)]
        place = next((i for i, one in enumerate(classes) if small(one)), None)
        if place is None or len(classes) == 1:
            return frozenset(borders[1:-1])
        del borders[place + 1 if place + 2 < len(borders) else place]
