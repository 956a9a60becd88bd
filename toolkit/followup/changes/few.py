"""The change of a net promoter score where a wave has few promoters or few detractors, which its variance misjudges."""

from __future__ import annotations

import numpy as np
from scipy import special

from toolkit.followup.changes.change import influences
from toolkit.followup.thresholds import FEW_AT_AN_END
from toolkit.followup.waves import IntArray, Sample
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.nps import tango_limits
from toolkit.measures.square_and_add import LimitsAt, reach, square_and_add, two_sided
from toolkit.measures.weights import effective_n, mean_variance, weighted_mean

_POINTS = 100.0


def rests_on_few(sample: Sample) -> bool:
    """Say whether fewer than FEW_AT_AN_END answers of a wave are promoters, or detractors; weighted after Kish.

    `sample`: scores of −100, 0 or 100.
    """
    n, promoters, detractors = _parts(sample)
    return min(n * promoters, n * detractors) < FEW_AT_AN_END


def few_change(
    before: Sample, after: Sample, pairs: tuple[IntArray, IntArray], margin: float, confidence: float
) -> dict[str, float]:
    """Give `low, high, p, p_equivalence` of the difference of two net promoter scores by their score limits.

    `before`, `after`: scores of −100, 0 or 100; `pairs`: positions in each of who answered both; `margin` in points.
    With d the difference, l and u Tango's limits of each wave (weighted: on the number of answers that the linearised
    variance stands for, at most Kish's), and r = Σu₁u₂/√(Σu₁²·Σu₂²) the correlation of both scores, u what an answer
    adds to the error, the sum over the pairs, the limits are
    d − √((s₂ − l₂)² + (u₁ − s₁)² − 2r(s₂ − l₂)(u₁ − s₁)) and
    d + √((u₂ − s₂)² + (s₁ − l₁)² − 2r(u₂ − s₂)(s₁ − l₁)): square and add. p is the smallest error at which the
    limits leave out 0; p_equivalence the smallest at which the limits of twice that error lie within the margin.
    Where a wave answers with one voice r is 0: without spread there is no correlation.

    Source: as `square_and_add`; Tango (1998), Statistics in Medicine 17, 891–908, for the limits of a wave.
    """
    first, second = (weighted_mean(sample.values, sample.weights) for sample in (before, after))
    first_limits, second_limits = _limits_of(before), _limits_of(after)
    r, z = _correlation(before, after, pairs), normal_quantile(confidence)
    low, high = square_and_add(second, second_limits(z), first, first_limits(z), r)

    def distance(target: float) -> float:
        return reach(second, second_limits, first, first_limits, target, r)

    above_lower, below_upper = special.ndtr(-distance(-margin)), special.ndtr(distance(margin))
    return {
        "low": low,
        "high": high,
        "p": two_sided(distance(0.0)),
        "p_equivalence": float(max(above_lower, below_upper)),
    }


def _parts(sample: Sample) -> tuple[float, float, float]:
    """The number of answers (Kish), and the shares of promoters and detractors."""
    n = float(sample.n) if sample.weights is None else effective_n(sample.weights)
    promoters, detractors = (
        weighted_mean(kind.astype(float), sample.weights) for kind in (sample.values > 0, sample.values < 0)
    )
    return n, promoters, detractors


def _limits_of(sample: Sample) -> LimitsAt:
    """Tango's limits of one wave at z standard errors, in points."""
    n, promoters, detractors = _parts(sample)
    if sample.weights is not None and np.ptp(sample.values) > 0:
        single = _POINTS**2 * (promoters + detractors - (promoters - detractors) ** 2)
        variance = mean_variance(sample.values, sample.weights)
        # Never above Kish's: on a few answers of small weight the linearised variance is too small by chance.
        n = min(n, single / variance) if variance > 0 else n

    def limits(z: float) -> tuple[float, float]:
        low, high = tango_limits(n * promoters, n * detractors, n, z)
        return _POINTS * low, _POINTS * high

    return limits


def _correlation(before: Sample, after: Sample, pairs: tuple[IntArray, IntArray]) -> float:
    u, v = (influences(sample, corrected=False) for sample in (before, after))
    both = float(np.sum(u**2) * np.sum(v**2))
    if not both > 0:
        return 0.0
    return float(np.clip(np.sum(u[pairs[0]] * v[pairs[1]]) / np.sqrt(both), -1.0, 1.0))
