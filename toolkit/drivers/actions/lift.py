"""How much an action adds to its driver, as a distribution over the three numbers that an adviser gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.drivers.thresholds import PERT_WEIGHT
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray

Lift = tuple[float, float, float]


def pert_mean(low: float, likely: float, high: float) -> float:
    """Mean of the PERT distribution, (low + 4·likely + high)/6, in the unit of its limits.

    Source: Malcolm, Roseboom, Clark & Fazar (1959), Operations Research 7, 646–669.

    >>> pert_mean(2, 5, 9)
    5.166666666666667
    """
    return (low + PERT_WEIGHT * likely + high) / (PERT_WEIGHT + 2)


def pert_quantile(probability: npt.ArrayLike, low: float, likely: float, high: float) -> FloatArray:
    """Quantiles of the PERT distribution: a beta distribution stretched from `low` to `high`.

    `probability` has any shape, each from 0 to 1; the result has the same, in the unit of the limits.
    With r = high − low: Beta(1 + 4(likely − low)/r, 1 + 4(high − likely)/r), of which `likely` is the mode; where
    low and high are equal every quantile is that number.
    Raises StatisticsError where the three are not finite or not in order.
    Source: Malcolm, Roseboom, Clark & Fazar (1959), Operations Research 7, 646–669; Vose (2008), Risk Analysis,
    3rd edition, for the weight of 4. In R this is `mc2d::qpert(p, low, likely, high, shape = 4)`.

    >>> pert_quantile([0, 0.5, 1], 2, 5, 9).round(4).tolist()
    [2.0, 5.1273, 9.0]
    """
    if not np.isfinite([low, likely, high]).all() or not low <= likely <= high:
        raise StatisticsError(
            f"lift: {low:g}, {likely:g} and {high:g} are not in order; give low, likely and high from small to large"
        )
    p = np.asarray(probability, dtype=np.float64)
    width = high - low
    if width == 0:
        return np.full(p.shape, float(low))
    first, second = PERT_WEIGHT * (likely - low) / width, PERT_WEIGHT * (high - likely) / width
    return np.asarray(low + width * special.betaincinv(1 + first, 1 + second, p))


def drawn_lifts(lifts: list[Lift], draws: int, generator: np.random.Generator) -> FloatArray:
    """Draw the lift of each action, independently of each other, shape (actions, draws).

    Each action has one draw in the middle of each of `draws` slices of equal probability, in random order (Latin
    hypercube): its mean and spread are not left to chance, and actions of which the adviser expects the same are level.
    Source: McKay, Beckman & Conover (1979), Technometrics 21, 239–245.
    """
    drawn = np.empty((len(lifts), draws))
    for place, lift in enumerate(lifts):
        drawn[place] = pert_quantile((generator.permutation(draws) + 0.5) / draws, *lift)
    return drawn
