"""Loyalty at each report mark: satisfied is not the same as loyal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import BoolArray, with_all_scores
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import REPORT_MARK_SCALE
from toolkit.measures.weights import FloatArray, effective_n, weighted_mean


def mark_curve(
    marks: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    minimum: int = 1,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean score at each report mark, with Student's t interval, and the best fit that never falls.

    `marks` (1 to 10) and `scores` (such as attitude, points of 0 to 100) have shape (n,), of the same respondents,
    NaN where there is none; only who has both takes part. A half mark counts with the whole one below it.
    A mark that fewer than `minimum` respondents gave (also weighted, Kish) is taken together with its neighbours:
    marks are joined from the lowest upward until there are enough, what remains at the top joins those below it.
    Returns a frame of one row per mark or joined marks, from low to high: `first` and `last` mark of the row, `mark`
    (their weighted mean), `estimate, low, high` as `mean_estimate` (points), `monotone` (the weighted isotonic fit to
    the estimates), `n` and `n_effective`.
    Raises StatisticsError where nobody has both, a mark is outside 1 to 10, or for unusable weights.
    Source: isotonic regression by pool-adjacent-violators, Barlow, Bartholomew, Bremner & Brunk (1972), Statistical
    Inference under Order Restrictions. In R this is `tapply(y, floor(x), mean)` and `isoreg`.

    >>> curve = mark_curve([6, 7, 7, 8, 8, 9], [40, 55, 65, 50, 60, 90])
    >>> curve["estimate"].tolist(), curve["monotone"].tolist()
    ([40.0, 60.0, 55.0, 90.0], [40.0, 57.5, 57.5, 90.0])
    """
    both, w = with_all_scores(weights, marks=marks, scores=scores)
    _refuse_outside(both[:, 0])
    whole = np.floor(both[:, 0])
    joined = _joined(whole, w, minimum)
    rows = [_row(both, whole, w, (whole >= first) & (whole <= last), confidence) for first, last in joined]
    columns = ["first", "last", "mark", "estimate", "low", "high", "n", "n_effective", "weight"]
    table = pd.DataFrame(rows, columns=columns)
    monotone = isotonic(table["estimate"], table["weight"])
    table.insert(6, "monotone", monotone)
    return table.drop(columns="weight")


def isotonic(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> FloatArray:
    """Give the never-falling row of numbers that is nearest to `values`, weighted least squares.

    `values` and `weights` (above 0) have shape (m,); so has the result, in the unit of `values`.
    Source: as `mark_curve`. In R this is `isoreg(x)$yf`, weighted `monotone::monotone(x, w)`.

    >>> isotonic([1, 3, 2, 4], [1, 3, 1, 1]).tolist()
    [1.0, 2.75, 2.75, 4.0]
    """
    from scipy.optimize import isotonic_regression  # noqa: PLC0415 - slow to import

    return np.asarray(isotonic_regression(values, weights=weights).x, dtype=np.float64)


def _refuse_outside(marks: FloatArray) -> None:
    lowest, highest = REPORT_MARK_SCALE
    outside = marks[(marks < lowest) | (marks > highest)]
    if len(outside):
        raise StatisticsError(f"marks: {outside[0]:g} is outside the scale of {lowest} to {highest}")


def _joined(whole: FloatArray, w: FloatArray | None, minimum: int) -> list[tuple[float, float]]:
    """Give the first and last mark of each row, so that every row has enough respondents."""
    found: list[tuple[float, float]] = []
    start: float | None = None
    for mark in np.unique(whole):
        start = mark if start is None else start
        if _enough((whole >= start) & (whole <= mark), w, minimum):
            found.append((float(start), float(mark)))
            start = None
    if start is None:
        return found
    top = float(whole.max())
    return [*found[:-1], (found[-1][0], top)] if found else [(float(start), top)]


def _enough(here: BoolArray, w: FloatArray | None, minimum: int) -> bool:
    n = int(here.sum())
    return n >= minimum and (w is None or effective_n(w[here]) >= minimum)


def _row(
    both: FloatArray, whole: FloatArray, w: FloatArray | None, here: BoolArray, confidence: float
) -> tuple[float, ...]:
    theirs = None if w is None else w[here]
    mean = mean_estimate(both[here, 1], theirs, confidence=confidence)
    n_effective = float(mean.n) if mean.n_effective is None else mean.n_effective
    weight = float(mean.n) if theirs is None else float(theirs.sum())
    ends = float(whole[here].min()), float(whole[here].max())
    place = weighted_mean(both[here, 0], theirs)
    return (*ends, place, mean.value, mean.low, mean.high, mean.n, n_effective, weight)
