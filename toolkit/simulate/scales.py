"""Scales: where an inner answer passes from one point to the next, and how all customers answer on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from toolkit.simulate.parts import Construct, Item


def thresholds(item: Item) -> NDArray[np.float64]:
    """Give where the inner answer, in standard deviations, passes from one point of the scale to the next."""
    points = np.arange(item.minimum, item.maximum, item.step, dtype=np.float64) + item.step / 2
    return unskewed((points - item.mean) / item.sd, item.skew)


def unskewed(inner: NDArray[np.float64], skewness: float) -> NDArray[np.float64]:
    """Give the standard normal deviate of each inner answer (mean 0, variance 1) of this skewness.

    A log-normal s·(e^(σz) − e^(σ²/2)) with e^(σ²) = t + 1/t − 1 and t³ = 1 + g²/2 + g·√(1 + g²/4) has skewness g.
    What lies beyond its end is −∞, of the mirrored one +∞.
    """
    if not skewness:
        return inner
    size = abs(skewness)
    root = np.cbrt(1 + size**2 / 2 + size * np.sqrt(1 + size**2 / 4))
    width = root + 1 / root - 1
    scaled = np.sign(skewness) * inner * np.sqrt(width * (width - 1)) + np.sqrt(width)
    with np.errstate(divide="ignore"):
        return np.asarray(np.sign(skewness) * np.log(np.maximum(scaled, 0.0)) / np.sqrt(np.log(width)))


def distribution(
    item: Item, place: NDArray[np.float64], shares: NDArray[np.float64], variance: float = 1.0
) -> NDArray[np.float64]:
    """Give the true share of customers on each point of the scale, in the direction of the construct.

    The standing is normal in each of some parts of the customers, with means `place`, one variance, and `shares`.
    """
    spread = np.sqrt(1 + item.loading**2 * (variance - 1))
    reached = shares @ ndtr((item.loading * place[:, None] - thresholds(item)) / spread)
    return -np.diff(np.array([1.0, *reached, 0.0]))


def item_mean(
    item: Item, place: NDArray[np.float64], shares: NDArray[np.float64], variance: float = 1.0
) -> float:
    """Give the true mean of an item, 0 to 100, in the direction of the construct; arguments as `distribution`."""
    chances = distribution(item, place, shares, variance)
    return 100 * float(chances @ np.linspace(0, 1, len(chances)))


def construct_mean(
    construct: Construct, place: NDArray[np.float64], shares: NDArray[np.float64], variance: float = 1.0
) -> float:
    """Give the true mean of a construct, 0 to 100: the mean of its items."""
    return float(np.mean([item_mean(item, place, shares, variance) for item in construct.items]))
