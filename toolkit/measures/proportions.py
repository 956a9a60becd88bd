"""Shares with Wilson's interval: the 9+ share, the top-two box, or any yes or no."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.thresholds import NINE_PLUS_FROM, REPORT_MARK_SCALE
from toolkit.measures.weights import FloatArray, answered, as_numbers, effective_n, same_rows, weighted_mean
from toolkit.measures.wilson import wilson_limits


def wilson_interval(share: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a share of 0 to 1 among `n` > 0, which may be an effective number.

    Limits (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n): never without width, never outside 0 to 1.
    Raises StatisticsError where `share` or `n` cannot be.
    Source: Wilson (1927), Journal of the American Statistical Association 22, 209–212.
    In R this is `prop.test(x, n, correct = FALSE)$conf.int`.

    >>> low, high = wilson_interval(0.5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2366, 0.7634)
    """
    if not (0 <= share <= 1 and n > 0):
        raise StatisticsError(f"a share of {share:g} among {n:g} cannot be")
    return wilson_limits(share, n, normal_quantile(confidence))


def proportion(
    hits: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> Estimate:
    """Share of the answered that are a hit, Σwx/Σw, with Wilson's interval; unit "share" of 0 to 1.

    `hits` has shape (n,): 1 or True for a hit, 0 or False for none, NaN where there is no answer.
    With unequal weights the share is the weighted one and the interval uses Kish's effective n, method
    "wilson_effective_n"; else "wilson".
    Raises StatisticsError where a value is another number, there is none at all, or for unusable weights.
    Source: Wilson (1927); effective n in it: Franco et al. (2019), Journal of Survey Statistics and
    Methodology 7, 334–364. In R this is `prop.test(x, n, correct = FALSE)`.

    >>> estimate = proportion([1, 1, 1, 0])
    >>> estimate.value, round(estimate.low, 4), round(estimate.high, 4)
    (0.75, 0.3006, 0.9544)
    """
    x, w = answered(hits, weights, name="hits")
    if not len(x):
        raise StatisticsError("hits: no answer to take a share of")
    checked_hits(x)
    share = weighted_mean(x, w)
    low, high = wilson_interval(share, len(x) if w is None else effective_n(w), confidence=confidence)
    return Estimate(
        value=share,
        low=low,
        high=high,
        n=len(x),
        unit="share",
        method="wilson" if w is None else "wilson_effective_n",
        confidence=confidence,
        n_effective=None if w is None else effective_n(w),
    )


def checked_hits(x: FloatArray) -> None:
    """Refuse answers that are neither 0 (no hit) nor 1, with the first of them."""
    wrong = x[(x != 0) & (x != 1)]
    if wrong.size:
        raise StatisticsError(f"hits: {wrong.flat[0]:g} is neither 0 nor 1")


def nine_plus_share(
    marks: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> Estimate:
    """Share of report marks of 9 or 10 (the "9+ share") with Wilson's interval; unit "share" of 0 to 1.

    `marks` has shape (n,): marks of 1 to 10, NaN where there is none; a half mark of 8.5 is no 9.
    Weights and methods as `proportion`.
    Raises StatisticsError where a mark is outside 1 to 10, and as `proportion` does.
    In R this is `prop.test(sum(x >= 9), length(x), correct = FALSE)`.

    >>> nine_plus_share([10, 9, 8, 6]).value
    0.5
    """
    same_rows(marks, weights)
    x = _within(marks, *REPORT_MARK_SCALE, "marks")
    return proportion(_hit(x, x >= NINE_PLUS_FROM), weights, confidence=confidence)


def top_two_share(
    ratings: npt.ArrayLike,
    maximum: int,
    weights: npt.ArrayLike | None = None,
    *,
    minimum: int = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Share in the two highest answers of a scale of whole numbers, with Wilson's interval; unit "share".

    `ratings` has shape (n,): whole numbers of `minimum` to `maximum`, NaN where there is no answer.
    Weights and methods as `proportion`.
    Raises StatisticsError where an answer is outside the scale or not whole, the scale has fewer than three
    answers, and as `proportion` does.
    In R this is `prop.test(sum(x >= maximum - 1), length(x), correct = FALSE)`.

    >>> top_two_share([5, 4, 3, 1], 5).value
    0.5
    """
    if maximum - minimum < 2:
        raise StatisticsError(f"a scale of {minimum} to {maximum} is too short for a top-two box")
    same_rows(ratings, weights)
    x = _within(ratings, minimum, maximum, "ratings")
    broken = x[~np.isnan(x) & (x != np.round(x))]
    if broken.size:
        raise StatisticsError(f"ratings: {broken.flat[0]:g} is not a whole number")
    return proportion(_hit(x, x >= maximum - 1), weights, confidence=confidence)


def _within(values: npt.ArrayLike, lowest: float, highest: float, name: str) -> FloatArray:
    """Give the values as one column of floats, or refuse them with the first that is outside the scale."""
    x = as_numbers(values, name)
    if x.ndim != 1:
        raise StatisticsError(f"{name}: one column expected, got a table")
    outside = x[(x < lowest) | (x > highest)]
    if len(outside):
        raise StatisticsError(
            f"{name}: {outside[0]:g} is outside the scale of {lowest:g} to {highest:g}. "
            "Set missing codes to missing, or correct the scale"
        )
    return x


def _hit(x: FloatArray, condition: npt.NDArray[np.bool_]) -> FloatArray:
    """1 where the condition holds, 0 where not, NaN where there is no answer."""
    return np.where(np.isnan(x), np.nan, condition.astype(np.float64))
