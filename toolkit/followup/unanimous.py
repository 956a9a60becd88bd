"""The change of a net promoter score where each wave answers with one voice, so that no standard error exists."""

from __future__ import annotations

import numpy as np
from scipy import special

from toolkit.followup.waves import Sample
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.nps import tango_limits
from toolkit.measures.square_and_add import LimitsAt, reach, square_and_add, two_sided
from toolkit.measures.weights import effective_n


def is_unanimous(sample: Sample) -> bool:
    """Say whether all scores of a wave are the same."""
    return bool(np.ptp(sample.values) == 0)


def unanimous_change(before: Sample, after: Sample, margin: float, confidence: float) -> dict[str, float]:
    """Give `low, high, p, p_equivalence` of the difference of two net promoter scores without any spread.

    `before`, `after`: scores of −100, 0 or 100, the same within each wave; `margin` in points.
    With d the difference and l, u Tango's limits of each wave (on Kish's effective n where weights differ), the
    limits are d − √((s2 − l2)² + (u1 − s1)²) and d + √((u2 − s2)² + (s1 − l1)²): square and add. p is the smallest
    error at which the limits leave out 0; p_equivalence the smallest at which the limits of twice that error lie
    within the margin. Respondents in both waves count as if they were not matched: without spread they have no
    correlation, and a positive one would make the interval narrower.

    Source: as `square_and_add`; Tango (1998), Statistics in Medicine 17, 891–908, for the limits of a wave.
    """
    first, second = float(before.values[0]), float(after.values[0])
    first_limits, second_limits = _limits_of(before), _limits_of(after)
    z = normal_quantile(confidence)
    low, high = square_and_add(second, second_limits(z), first, first_limits(z))

    def distance(target: float) -> float:
        return reach(second, second_limits, first, first_limits, target)

    above_lower, below_upper = special.ndtr(-distance(-margin)), special.ndtr(distance(margin))
    return {
        "low": low,
        "high": high,
        "p": two_sided(distance(0.0)),
        "p_equivalence": float(max(above_lower, below_upper)),
    }


def _limits_of(sample: Sample) -> LimitsAt:
    """Tango's limits of one wave at z standard errors, in points."""
    n = float(sample.n) if sample.weights is None else effective_n(sample.weights)
    score = float(sample.values[0])
    promoters, detractors = n * (score > 0), n * (score < 0)

    def limits(z: float) -> tuple[float, float]:
        low, high = tango_limits(promoters, detractors, n, z)
        return 100 * low, 100 * high

    return limits
