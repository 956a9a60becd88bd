"""Net promoter score, with an interval that holds for few answers and at the ends of the scale."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.thresholds import (
    ADDED_DETRACTORS,
    ADDED_PASSIVES,
    ADDED_PROMOTERS,
    DETRACTOR_UP_TO,
    PROMOTER_FROM,
    RECOMMENDATION_SCALE,
)
from toolkit.measures.weights import (
    FloatArray,
    answered,
    as_numbers,
    effective_n,
    mean_variance,
    same_rows,
    weighted_mean,
)

METHODS = ("score", "wald", "adjusted_wald", "linearised")

# Below this variance of the scores (on −1, 0, 1) all answers are in one group; one answer apart among a
# thousand million would still give more.
_NO_SPREAD = 1e-12


class _Counts(NamedTuple):
    """Promoters, detractors and all, as (effective) numbers of respondents."""

    promoters: float
    detractors: float
    n: float

    @property
    def difference(self) -> float:
        """Share of promoters less share of detractors, −1 to 1."""
        return (self.promoters - self.detractors) / self.n

    @property
    def variance(self) -> float:
        """Variance p + d − (p − d)² of one score on −1, 0, 1."""
        return max(0.0, (self.promoters + self.detractors) / self.n - self.difference**2)


def nps_scores(ratings: npt.ArrayLike) -> FloatArray:
    """Turn ratings of 0 to 10 into scores: 100 for a promoter (9–10), 0 for 7–8, −100 for a detractor (0–6).

    `ratings` has shape (n,), NaN where there is no answer, which stays NaN. The mean of the scores is the
    net promoter score. Unit: points.
    Raises StatisticsError where a rating is not a whole number from 0 to 10.
    Source: Reichheld (2003), Harvard Business Review 81(12), 46–54.
    In R this is `ifelse(v >= 9, 100, ifelse(v <= 6, -100, 0))`.

    >>> nps_scores([10, 8, 6]).tolist()
    [100.0, 0.0, -100.0]
    """
    x = as_numbers(ratings, "ratings")
    if x.ndim != 1:
        raise StatisticsError("ratings: one column expected, got a table")
    lowest, highest = RECOMMENDATION_SCALE
    given = x[~np.isnan(x)]
    wrong = given[(given < lowest) | (given > highest) | (given != np.round(given))]
    if len(wrong):
        raise StatisticsError(
            f"ratings: {wrong[0]:g} is not a whole number from {lowest} to {highest}. Set missing codes to "
            f"missing; only a question on {lowest}–{highest} gives a net promoter score, one on 1–10 does not"
        )
    scores = np.where(x >= PROMOTER_FROM, 100.0, np.where(x <= DETRACTOR_UP_TO, -100.0, 0.0))
    return np.where(np.isnan(x), np.nan, scores)


def net_promoter_score(
    ratings: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
    method: str = "score",
) -> Estimate:
    """Net promoter score 100·(P − D)/n with its interval, in points of −100 to 100.

    `ratings` has shape (n,): whole numbers of 0 to 10, NaN where there is no answer. P counts 9–10, D 0–6.
    The variance is p + d − (p − d)², never that of the ratings. `method` chooses the interval:

    - "score": Tango's score interval for the difference of two shares of one sample (`tango_interval`).
      It has no zero width and does not pass ±100. With unequal weights the linearised interval takes its
      place, cut at ±100; where that has no width (all in one group) Tango's on effective numbers, which
      `Estimate.method` tells as "score_effective_n".
    - "wald": ± z·√(var/n). No width when all are in one group.
    - "adjusted_wald": the same after adding 3 imagined answers (¾, 1½, ¾). May pass ±100.
    - "linearised": ± z·√`mean_variance` of the scores, with or without weights. May pass ±100.

    With unequal weights "wald" and "adjusted_wald" use weighted shares and Kish's effective n, told as
    "wald_effective_n" and "adjusted_wald_effective_n". Weights that are all equal change nothing.
    Raises StatisticsError for a rating outside 0–10, no rating at all, one rating with "linearised",
    unusable weights or an unknown method.
    Source: Reichheld (2003); Tango (1998), Statistics in Medicine 17, 891–908; Rocks (2016), The American
    Statistician 70, 365–372. In R the weighted one is `confint(survey::svymean(~score, design))`.

    >>> estimate = net_promoter_score([10] * 5 + [8] * 3 + [3] * 2)
    >>> estimate.value, round(estimate.low, 2), round(estimate.high, 2)
    (30.0, -21.66, 67.53)
    """
    if method not in METHODS:
        raise StatisticsError(f"method {method!r} is unknown; choose one of {', '.join(METHODS)}")
    same_rows(ratings, weights)
    scores, w = answered(nps_scores(ratings), weights, name="ratings")
    if not len(scores):
        raise StatisticsError("ratings: there is none to compute a net promoter score from")
    counts = _counts(scores, w)
    low, high, used = _limits(scores, w, counts, normal_quantile(confidence), method)
    return Estimate(
        value=100 * counts.difference,
        low=low,
        high=high,
        n=len(scores),
        unit="points",
        method=used,
        confidence=confidence,
        n_effective=None if w is None else effective_n(w),
    )


def _limits(
    scores: FloatArray, w: FloatArray | None, counts: _Counts, z: float, method: str
) -> tuple[float, float, str]:
    """Limits in points, and the name of the interval that was used."""
    suffix = "" if w is None else "_effective_n"
    if method == "linearised":
        return *_linearised(scores, w, z), method
    if method == "wald":
        return *_wald(counts, z), method + suffix
    if method == "adjusted_wald":
        added = ADDED_PROMOTERS + ADDED_PASSIVES + ADDED_DETRACTORS
        more = _Counts(
            counts.promoters + ADDED_PROMOTERS, counts.detractors + ADDED_DETRACTORS, counts.n + added
        )
        return *_wald(more, z), method + suffix
    if w is not None and counts.variance >= _NO_SPREAD:
        low, high = _linearised(scores, w, z)
        return max(low, -100.0), min(high, 100.0), "linearised"
    low, high = _tango(counts, z)
    return 100 * low, 100 * high, method + suffix


def _counts(scores: FloatArray, w: FloatArray | None) -> _Counts:
    """Promoters and detractors, counted or as weighted shares of Kish's effective n."""
    if w is None:
        return _Counts(float((scores > 0).sum()), float((scores < 0).sum()), float(len(scores)))
    n = effective_n(w)
    return _Counts(n * weighted_mean(scores > 0, w), n * weighted_mean(scores < 0, w), n)


def _linearised(scores: FloatArray, w: FloatArray | None, z: float) -> tuple[float, float]:
    """Normal interval with the linearised standard error, in points."""
    if len(scores) < 2:
        raise StatisticsError('ratings: the linearised interval needs two at least; method="score" needs one')
    value, margin = weighted_mean(scores, w), z * math.sqrt(mean_variance(scores, w))
    return value - margin, value + margin


def _wald(counts: _Counts, z: float) -> tuple[float, float]:
    """Normal interval with the variance p + d − (p − d)², in points."""
    margin = z * math.sqrt(counts.variance / counts.n)
    return 100 * (counts.difference - margin), 100 * (counts.difference + margin)


def tango_interval(
    promoters: float, detractors: float, n: float, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Tango's score interval for the difference of two shares of one sample, (b − c)/n, on −1 to 1.

    The limits are those differences Δ at which |b − c − nΔ| / √(n(2q + Δ(1 − Δ))) is the normal quantile z;
    q is the share of c that fits best when the difference is Δ: the root of 2q² + Bq + C = 0 with
    B = −(b + c)/n + (2 − (b − c)/n)Δ and C = −cΔ(1 − Δ)/n. Solved to 1e-14; in closed form when all
    are in one group. Numbers may be effective ones, so need not be whole.
    Raises StatisticsError where b, c ≥ 0, b + c ≤ n and n > 0 do not hold.
    Source: Tango (1998), Statistics in Medicine 17, 891–908.
    In R this is `PropCIs::scoreci.mp(b, c, n, .95)` up to that function's step.

    >>> low, high = tango_interval(3, 3, 10)
    >>> round(low, 6), round(high, 6)
    (-0.444218, 0.444218)
    """
    return tango_limits(promoters, detractors, n, normal_quantile(confidence))


def tango_limits(promoters: float, detractors: float, n: float, z: float) -> tuple[float, float]:
    """Give the limits of `tango_interval` at `z` standard errors instead of at a confidence.

    Raises StatisticsError as it does.

    >>> low, high = tango_limits(10, 0, 10, 2.0)
    >>> round(low, 4), high
    (0.4286, 1.0)
    """
    # Effective numbers are products of rounded floats, so that b + c may pass n by a rounding error.
    if not (n > 0 and promoters >= 0 and detractors >= 0 and promoters + detractors <= n * (1 + 1e-9)):
        raise StatisticsError(f"{promoters:g} promoters and {detractors:g} detractors of {n:g} cannot be")
    return _tango(_Counts(promoters, detractors, n), z)


def _tango(counts: _Counts, z: float) -> tuple[float, float]:
    """Both limits; the upper one is the lower one of the mirrored sample."""
    turned = _Counts(counts.detractors, counts.promoters, counts.n)
    return _tango_lower(counts, z), -_tango_lower(turned, z)


def _tango_lower(counts: _Counts, z: float) -> float:
    """Lower limit: where the score statistic is z, left of the observed difference."""
    n, observed = counts.n, counts.difference
    if counts.variance < _NO_SPREAD:
        # The statistic's trivial root is then the observed difference itself; the other one is explicit.
        if observed > 0.5:
            return (n - z**2) / (n + z**2)
        return -1.0 if observed < -0.5 else -(z**2) / (n + z**2)
    b, c = counts.promoters / n, counts.detractors / n

    def excess(delta: float) -> float:
        return observed - delta - z * math.sqrt(max(0.0, _tango_variance(b, c, delta)) / n)

    # With next to none but detractors the statistic at −1 is smaller than its rounding.
    if excess(-1.0) <= 0:
        return -1.0
    return float(brentq(excess, -1.0, observed, xtol=1e-14, rtol=1e-15))


def _tango_variance(b: float, c: float, delta: float) -> float:
    """Variance of one score when the difference of shares is `delta` and the rest fits best."""
    linear = (2 - b + c) * delta - b - c
    constant = -c * delta * (1 - delta)
    root = math.sqrt(max(0.0, linear**2 - 8 * constant))
    return (root - linear) / 2 + delta * (1 - delta)
