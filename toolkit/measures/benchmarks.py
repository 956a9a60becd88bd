"""Ours against a benchmark: the difference with its interval and its test, for means, shares and the NPS.

A benchmark is a published number, sometimes with the number of answers behind it. Without that number it is taken as
it stands, and only our own uncertainty counts; with it the two are independent samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.differences import Summary, difference, summarise
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import t_quantile
from toolkit.measures.nps import net_promoter_score, tango_limits
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_degrees, mean_estimate
from toolkit.measures.square_and_add import LimitsAt, reach, two_sided
from toolkit.measures.weights import FloatArray, answered, mean_variance, weighted_mean


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours less a benchmark: `difference` with its limits, in the unit of `ours`, and the two-sided `p` of none.

    `n_benchmark` is the number of answers behind the benchmark, None where it was taken as a fixed number.
    `low`, `high` and `p` are NaN where our answers show no spread to judge by.
    """

    ours: Estimate
    benchmark: float
    difference: float
    low: float
    high: float
    p: float
    n_benchmark: int | None


def share_against(
    hits: npt.ArrayLike,
    benchmark: float,
    *,
    n: int | None = None,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Comparison:
    """Our share less a published share; unit "share" of 0 to 1.

    `hits` and `weights` as for `proportion`, whose interval (Wilson's, on Kish's effective n with unequal weights) is
    ours. `benchmark` is a share of 0 to 1. Without `n`: Wilson's limits less the benchmark, and the score test
    z = (s − b)/√(b(1 − b)/n). With `n`: Newcombe's limits and the score test, as `share_difference`.
    Raises StatisticsError where the benchmark is no share, `n` is below 1, and as `proportion` does.
    Sources: Wilson (1927), Journal of the American Statistical Association 22, 209–212; Newcombe (1998), Statistics in
    Medicine 17, 873–890, method 10. In R this is `prop.test(x, n, p = b, correct = FALSE)` without `n`, and
    `prop.test(c(x1, x2), c(n1, n2), correct = FALSE)$p.value` with it.

    >>> found = share_against([1] * 56 + [0] * 14, 0.6, n=80)
    >>> round(found.difference, 4), round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (0.2, 0.0524, 0.3339, 0.008)
    """
    _checked(benchmark, 0, 1, n)
    ours = proportion(hits, weights, confidence=confidence)
    if n is None:
        size = float(ours.n) if ours.n_effective is None else ours.n_effective
        p = _score_p(ours.value, benchmark, size)
        return _fixed(ours, benchmark, p)
    return _sampled(ours, summarise(hits, weights, kind="share"), benchmark, n)


def _score_p(share: float, benchmark: float, n: float) -> float:
    if share == benchmark:
        return 1.0
    variance = benchmark * (1 - benchmark) / n
    # Where the benchmark is none or all, one answer apart is impossible.
    return two_sided((share - benchmark) / math.sqrt(variance)) if variance > 0 else 0.0


def mean_against(
    scores: npt.ArrayLike,
    benchmark: float,
    *,
    n: int | None = None,
    weights: npt.ArrayLike | None = None,
    unit: str = "points",
    confidence: float = 0.95,
) -> Comparison:
    """Our mean less a published mean, in the unit of the scores.

    `scores` and `weights` as for `mean_estimate`, whose interval (Student's t) is ours. Without `n`: that interval
    less the benchmark, and the t test of one sample. With `n` the benchmark's spread is not known: it is taken to be
    that of our scores, s, so that se² = se_ours² + s²/n, with the degrees of freedom of ours. Without weights that is
    the t test of two samples of which only ours tells the spread. Where the benchmark's was in truth larger, the
    interval is too narrow.
    Raises StatisticsError where `n` is below 1, and as `mean_estimate` does.
    Source: Student (1908), Biometrika 6, 1–25. In R this is `t.test(x, mu = b)` without `n`, and
    `2 * pt(-abs(mean(x) - b) / (sd(x) * sqrt(1 / length(x) + 1 / n)), length(x) - 1)` with it.

    >>> found = mean_against([60, 70, 80, 70], 65, n=12)
    >>> found.difference, round(found.low, 3), round(found.high, 3), round(found.p, 4)
    (5.0, -10.002, 20.002, 0.3667)
    """
    _checked(benchmark, -math.inf, math.inf, n)
    x, w = answered(scores, weights, name="scores")
    ours = mean_estimate(x, w, unit=unit, confidence=confidence)
    d, degrees, variance = ours.value - benchmark, mean_degrees(len(x), w), mean_variance(x, w)
    if not np.ptp(x) > 0:
        return Comparison(ours, benchmark, d, math.nan, math.nan, math.nan, n)
    se = math.sqrt(variance + (0.0 if n is None else _variance(x, w) / n))
    margin = t_quantile(confidence, degrees) * se
    p = 2 * float(special.stdtr(degrees, -abs(d / se)))
    return Comparison(ours, benchmark, d, d - margin, d + margin, p, n)


def _variance(x: FloatArray, w: FloatArray | None) -> float:
    """Variance of one score: s², weighted as the spread among the customers that the weights stand for."""
    return weighted_mean((x - weighted_mean(x, w)) ** 2, w) * len(x) / (len(x) - 1)


def nps_against(
    ratings: npt.ArrayLike,
    benchmark: float,
    *,
    n: int | None = None,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Comparison:
    """Our net promoter score less a published one, in points of −200 to 200.

    `ratings` and `weights` as for `net_promoter_score`, whose interval (Tango's; weighted the linearised one) is ours.
    Without `n`: that interval less the benchmark, and the test that it goes with (Tango's score test). With `n` the
    benchmark's spread does not follow from its value: it is taken to be the largest that its value allows, as if
    there were no passives, 100² − b², so that the interval is never too narrow; then as `nps_difference`.
    Raises StatisticsError where the benchmark is outside −100 to 100, `n` is below 1, and as `net_promoter_score`.
    Sources: Tango (1998), Statistics in Medicine 17, 891–908; Rocks (2016), The American Statistician 70, 365–372.

    >>> found = nps_against([10] * 50 + [8] * 30 + [3] * 20, 15)
    >>> found.difference, round(found.low, 2), round(found.high, 2), round(found.p, 4)
    (15.0, -1.04, 29.34, 0.0663)
    """
    _checked(benchmark, -100, 100, n)
    ours = net_promoter_score(ratings, weights, confidence=confidence)
    own = summarise(ratings, weights, kind="nps")
    if n is not None:
        return _sampled(ours, own, benchmark, n)
    distance = reach(own.value, _nps_limits(own), benchmark, lambda _: (benchmark, benchmark), 0.0)
    return _fixed(ours, benchmark, two_sided(distance))


def _nps_limits(own: Summary) -> LimitsAt:
    """Limits of our score at z standard errors, as `net_promoter_score` has them."""

    def limits(z: float) -> tuple[float, float]:
        if own.weighted and own.spread:
            margin = z * math.sqrt(own.variance)
            return own.value - margin, own.value + margin
        low, high = tango_limits(own.high, own.low, own.n_effective, z)
        return 100 * low, 100 * high

    return limits


def _checked(benchmark: float, lowest: float, highest: float, n: int | None) -> None:
    if not lowest <= benchmark <= highest:
        raise StatisticsError(f"benchmark: {benchmark:g} does not lie from {lowest:g} to {highest:g}")
    if n is not None and n < 1:
        raise StatisticsError(f"n: a benchmark on {n} answers cannot be")


def _fixed(ours: Estimate, benchmark: float, p: float) -> Comparison:
    d = ours.value - benchmark
    return Comparison(ours, benchmark, d, ours.low - benchmark, ours.high - benchmark, p, None)


def _sampled(ours: Estimate, own: Summary, benchmark: float, n: int) -> Comparison:
    found = difference(own, _published(own, benchmark, n), confidence=ours.confidence)
    return Comparison(ours, benchmark, found.value, found.low, found.high, found.p, n)


def _published(own: Summary, benchmark: float, n: int) -> Summary:
    """What is known of a published share or score: of the latter, at most so many promoters and detractors."""
    end = 100 if own.kind == "nps" else 1
    lowest = -end if own.kind == "nps" else 0
    high = n * (benchmark - lowest) / (end - lowest)
    variance = (end - benchmark) * (benchmark - lowest) / n
    return Summary(
        kind=own.kind,
        value=benchmark,
        variance=variance,
        n=n,
        n_effective=float(n),
        weighted=False,
        spread=variance > 0,
        degrees=float(n - 1),
        uneven=variance,
        high=high,
        low=n - high,
    )
