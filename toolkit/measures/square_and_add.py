"""A difference of two numbers of which only the limits are known, each by a method of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from scipy import special
from scipy.optimize import brentq

# Gives the limits of a number that lie so many standard errors to either side.
LimitsAt: TypeAlias = Callable[[float], tuple[float, float]]

_WIDEST = 2.0**60


def square_and_add(
    value: float,
    limits: tuple[float, float],
    other: float,
    other_limits: tuple[float, float],
    correlation: float = 0.0,
) -> tuple[float, float]:
    """Limits of `value − other` from the limits of each; `correlation` of the two, 0 for different respondents.

    With d the difference, l, u and l′, u′ the limits, r the correlation:
    d − √((value − l)² + (u′ − other)² − 2r(value − l)(u′ − other)) and
    d + √((u − value)² + (other − l′)² − 2r(u − value)(other − l′)). Unit: that of the numbers. With Wilson's limits of
    two shares this is Newcombe's interval; with r = 0 it has width wherever one of the four limits lies off its number.
    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, and 2635–2650 for the same respondents; Zou & Donner
    (2008), Statistics in Medicine 27, 1693–1702. In R, for shares of different respondents, this is
    `DescTools::BinomDiffCI(x1, n1, x2, n2, method = "score")`.

    >>> low, high = square_and_add(0.7, (0.6, 0.8), 0.5, (0.4, 0.6))
    >>> round(low, 4), round(high, 4)
    (0.0586, 0.3414)
    """
    d = value - other
    (low, high), (other_low, other_high) = limits, other_limits
    return (
        d - _third_side(value - low, other_high - other, correlation),
        d + _third_side(high - value, other - other_low, correlation),
    )


def _third_side(one: float, two: float, cosine: float) -> float:
    """√(one² + two² − 2·cosine·one·two), without rounding below 0."""
    return math.hypot(one - cosine * two, math.sqrt(1 - cosine**2) * two)


def reach(
    value: float,
    limits: LimitsAt,
    other: float,
    other_limits: LimitsAt,
    target: float,
    correlation: float = 0.0,
) -> float:
    """How many standard errors wide the interval of `value − other` is that just reaches `target`.

    Below 0 where `target` lies above the difference; infinite where no interval reaches it.
    `limits`, `other_limits`: the limits of each number at z standard errors, wider as z grows; `correlation` as
    `square_and_add` has it.
    The upper tail of the normal distribution beyond the reach of 0 is half the p-value of "no difference".
    """
    d = value - other
    if target == d:
        return 0.0
    side = 0 if target < d else 1

    def short(z: float) -> float:
        """How far the limit is still from the target."""
        reached = square_and_add(value, limits(z), other, other_limits(z), correlation)[side]
        return abs(target - d) - abs(reached - d)

    if short(0.0) <= 0:
        return 0.0  # apart by rounding alone
    widest = 1.0
    while short(widest) > 0:
        widest *= 2
        if widest > _WIDEST:
            # No interval reaches it: the difference cannot lie there.
            return math.inf if target < d else -math.inf
    z = float(brentq(short, 0.0, widest, xtol=1e-12, rtol=1e-14))
    return z if target < d else -z


def two_sided(z: float) -> float:
    """Two-sided p-value of a distance of z standard errors.

    >>> round(two_sided(1.959964), 6)
    0.05
    """
    return 2 * float(special.ndtr(-abs(z)))
