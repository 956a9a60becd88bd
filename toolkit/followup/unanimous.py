"""The change of a net promoter score where each wave answers with one voice, so that no standard error exists."""

from __future__ import annotations

import math

import numpy as np
from scipy import special
from scipy.optimize import brentq

from toolkit.followup.waves import Sample
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.weights import effective_n

_WIDEST = 2.0**60


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

    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, and Zou & Donner (2008), Statistics in Medicine 27,
    1693–1702, for square and add; Tango (1998), Statistics in Medicine 17, 891–908, for the limits of a wave.
    """
    d = float(after.values[0] - before.values[0])
    low, high = _limits(before, after, normal_quantile(confidence))
    above_lower = special.ndtr(-_distance(before, after, d, -margin))
    below_upper = special.ndtr(_distance(before, after, d, margin))
    return {
        "low": low,
        "high": high,
        "p": 2 * float(special.ndtr(-abs(_distance(before, after, d, 0.0)))),
        "p_equivalence": float(max(above_lower, below_upper)),
    }


def _limits(before: Sample, after: Sample, z: float) -> tuple[float, float]:
    first, second = float(before.values[0]), float(after.values[0])
    low_1, high_1 = _wave_limits(before, z)
    low_2, high_2 = _wave_limits(after, z)
    d = second - first
    return d - math.hypot(second - low_2, high_1 - first), d + math.hypot(high_2 - second, first - low_1)


def _wave_limits(sample: Sample, z: float) -> tuple[float, float]:
    """Tango's limits of one wave in closed form, in points; `tango_interval` has them for any wave."""
    n = float(sample.n) if sample.weights is None else effective_n(sample.weights)
    score, reach = float(sample.values[0]), 100 * z**2 / (n + z**2)
    if score == 0:
        return -reach, reach
    return (score - 2 * reach, score) if score > 0 else (score, score + 2 * reach)


def _distance(before: Sample, after: Sample, d: float, value: float) -> float:
    """How many standard errors wide the interval is that just reaches `value`; below 0 where that is above `d`."""
    if value == d:
        return 0.0
    side = 0 if value < d else 1

    def short(z: float) -> float:
        """How far the limit is still from the value."""
        return abs(value - d) - abs(_limits(before, after, z)[side] - d)

    widest = 1.0
    while short(widest) > 0:
        widest *= 2
        if widest > _WIDEST:
            # No interval reaches it: the change cannot lie there.
            return math.inf if value < d else -math.inf
    z = float(brentq(short, 0.0, widest, xtol=1e-12, rtol=1e-14))
    return z if value < d else -z
