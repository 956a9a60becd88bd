"""Loyalty → results: what the customers highest in attitude did later, against the lowest; as a ratio with limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.drivers.bootstrap import checked_options, fewest_resamples
from toolkit.errors import StatisticsError
from toolkit.followup.resampled import limits
from toolkit.measures.differences import Summary, design_n, summarise
from toolkit.measures.intervals import normal_quantile, t_quantile
from toolkit.measures.resampling import Rows, drawn_sums, row_sums
from toolkit.measures.weights import FloatArray, answered, same_rows


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as much the first group has as the second, with limits; 1 is as much."""

    value: float
    low: float
    high: float
    n_first: int
    n_second: int
    method: str
    confidence: float


def risk_ratio(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights_first: npt.ArrayLike | None = None,
    weights_second: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Ratio:
    """Ratio of two shares of different respondents, with Katz's limits on the logarithm.

    `first`, `second`: shapes (n,) and (m,): 1 for a hit, 0 for none, NaN where there is no answer.
    log(p/p′) ± z·√((1 − p)/(n·p) + (1 − p′)/(m·p′)). With unequal weights n and m are p(1 − p)/v with v the linearised
    variance, at most Kish's effective n, as in `toolkit.measures.differences.share_difference`.
    Raises StatisticsError as that does, where a group has no hit, of which the logarithm does not exist, and where both
    have nothing else, so that nothing tells how far the ratio may be off.
    Source: Katz, Baptista, Azen & Pike (1978), Biometrics 34, 469–474; Rao & Scott (1992), Biometrics 48, 577–585.
    In R this is `epitools::riskratio.wald`.

    >>> ratio = risk_ratio([1] * 56 + [0] * 14, [1] * 48 + [0] * 32)
    >>> round(ratio.value, 4), round(ratio.low, 4), round(ratio.high, 4)
    (1.3333, 1.0766, 1.6512)
    """
    sides = (summarise(first, weights_first, kind="share"), summarise(second, weights_second, kind="share"))
    if not all(side.value > 0 for side in sides):
        raise StatisticsError("a ratio of shares needs a hit in both groups; tell the difference instead")
    if all(side.value >= 1 for side in sides):
        raise StatisticsError(
            "a ratio of shares needs a group with somebody without a hit; tell the difference instead"
        )
    margin = normal_quantile(confidence) * math.sqrt(sum(_relative_variance(side) for side in sides))
    value = sides[0].value / sides[1].value
    low, high = value * math.exp(-margin), value * math.exp(margin)
    return Ratio(value, low, high, sides[0].n, sides[1].n, "katz_log", confidence)


def _relative_variance(side: Summary) -> float:
    """The variance of the logarithm of a share."""
    return (1 - side.value) / (design_n(side) * side.value)


def mean_ratio(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights_first: npt.ArrayLike | None = None,
    weights_second: npt.ArrayLike | None = None,
    *,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int | list[int] = 0,
) -> Ratio:
    """Ratio of two means of amounts of different respondents, with bootstrap limits.

    `first`, `second`: shapes (n,) and (m,), at least two amounts each, NaN where not known; unit: any, 0 is nothing.
    Respondents of each group are drawn with replacement and bring their weight along; of more than `RESAMPLED_ROWS`,
    random groups of respondents are (`toolkit.measures.resampling.row_sums`). Limits are expanded percentiles:
    of the tail P(Z < −√(k/(k − 1))·t), t of k − 1 degrees of freedom, k the smaller (effective) number, because
    resamples of few respondents spread too little.
    Raises StatisticsError where a mean is not above 0, or in so many resamples that the ratio has no upper limit, with
    fewer than two amounts or too few resamples, and for unusable weights.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; Hesterberg (2015), The American
    Statistician 69, 371–386, section 5.3. In R this is `boot::boot.ci(type = "perc")` on the ratio.

    >>> ratio = mean_ratio([10, 20, 30, 40] * 10, [10, 10, 20, 10] * 10, resamples=999)
    >>> ratio.value, round(ratio.low, 1), round(ratio.high, 1)
    (2.0, 1.6, 2.4)
    """
    checked_options(resamples, confidence, 0)
    if not resamples:
        raise StatisticsError(
            f"resamples is 0; the limits of a ratio need at least {fewest_resamples(confidence)}"
        )
    generator = np.random.default_rng(seed)
    sides = [_amounts(first, weights_first), _amounts(second, weights_second)]
    means = [float(one[0].sum() / one[1].sum()) for one in sides]
    if min(means) <= 0:
        raise StatisticsError("a ratio of means needs means above 0; tell the difference instead")
    sums = [_drawn(one, resamples, generator) for one in sides]
    top, bottom = (one[0] / one[1] for one in sums)
    # Where nobody who was drawn spent anything the ratio is beyond any limit.
    ratios = np.divide(top, bottom, out=np.full(resamples, np.inf), where=bottom > 0)
    fewest = min(_effective(one[1]) for one in sides)
    with np.errstate(invalid="ignore"):
        low, high = limits(ratios[None], _tail(confidence, fewest))
    if not np.isfinite(high[0]):
        raise StatisticsError(
            "a ratio of means has no upper limit where too few spent anything; tell the difference instead"
        )
    value = means[0] / means[1]
    return Ratio(
        value,
        float(low[0]),
        float(high[0]),
        sides[0].shape[1],
        sides[1].shape[1],
        "bootstrap_percentile",
        confidence,
    )


def _amounts(amounts: npt.ArrayLike, weights: npt.ArrayLike | None) -> FloatArray:
    """Give weight × amount and weight of each respondent, shape (2, n)."""
    same_rows(amounts, weights)
    x, w = answered(amounts, weights, name="amounts")
    if len(x) < 2:
        raise StatisticsError("amounts: a mean with limits needs at least two respondents in each group")
    own = np.ones(len(x)) if w is None else w / w.mean()
    return np.stack([own * x, own])


def _drawn(amounts: FloatArray, resamples: int, generator: np.random.Generator) -> FloatArray:
    """Give the sums of `_amounts` in each resample, shape (2, resamples)."""

    def products(rows: Rows) -> FloatArray:
        return amounts[:, rows]

    return drawn_sums(row_sums(products, amounts.shape[1], generator), resamples, generator)


def _effective(weights: FloatArray) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def _tail(confidence: float, n: float) -> float:
    return float(special.ndtr(-math.sqrt(n / (n - 1)) * t_quantile(confidence, n - 1)))


def parts_of(scores: npt.ArrayLike, weights: npt.ArrayLike | None, parts: int) -> npt.NDArray[np.int64]:
    """Put respondents into so many parts of a score, lowest first, as nearly of one size as its values allow.

    `scores` shape (n,), all known; returns shape (n,), from 0 on. Respondents of one score stay together: they go
    where the middle of their share of all, Σw up to and half of theirs, lies. So there may be fewer parts.

    >>> parts_of([1, 2, 2, 3, 4, 5, 6, 6, 6, 6], None, 3).tolist()
    [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
    """
    values, place = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True)
    own = np.bincount(place, weights=None if weights is None else np.asarray(weights, dtype=np.float64))
    middle = (np.cumsum(own) - own / 2) / own.sum()
    part = np.minimum((middle * parts).astype(np.int64), parts - 1)
    return np.unique(part, return_inverse=True)[1][place] if len(values) else place
