"""Chances that depend on attitude, worked out over all customers exactly: no draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.simulate.everybody import Everybody
from toolkit.simulate.more import Choice, Count

_CLOSE = 1e-13
_WIDEST, _PANELS = 8.0, 16


@dataclass(frozen=True, slots=True)
class Spread:
    """The standing in attitude of all customers, as points with shares that integrate exactly (n,)."""

    points: NDArray[np.float64]
    shares: NDArray[np.float64]


def spread_of(people: Everybody) -> Spread:
    """Give the distribution of attitude over all customers: its density on the points of Gauss-Legendre in panels."""
    attitude = people.names[-2]
    means, deviation = people.mean(attitude), np.sqrt(people.together(attitude, attitude))
    points, weights = np.polynomial.legendre.leggauss(12)
    edges = np.linspace(means.min() - _WIDEST * deviation, means.max() + _WIDEST * deviation, _PANELS + 1)
    half = np.diff(edges)[:, None] / 2
    places = (edges[:-1, None] + half * (1 + points)).ravel()
    density = np.exp(-(((places[:, None] - means) / deviation) ** 2) / 2) @ people.shares
    shares = (half * weights).ravel() * density
    return Spread(places, shares / shares.sum())


def chances(choice: Choice, attitude: NDArray[np.float64], spread: Spread) -> NDArray[np.float64]:
    """Give the chance of each group at each standing in attitude (n, groups)."""
    return _softmax(_intercepts(choice, spread), _tilts(choice), attitude)


def log_mean(count: Count, spread: Spread) -> float:
    """Give the logarithm of the mean count at an attitude of 0."""
    return float(np.log(count.mean) - np.log(spread.shares @ np.exp(count.tilt * spread.points)))


def _tilts(choice: Choice) -> NDArray[np.float64]:
    return np.array([choice.tilts.get(group, 0.0) for group in choice.shares])


def _intercepts(choice: Choice, spread: Spread) -> NDArray[np.float64]:
    """Find what gives each group its share: raise or lower each by the ratio of the share to what it gets."""
    goal = np.array(list(choice.shares.values()))
    found, tilts = np.log(goal), _tilts(choice)
    for _ in range(1000):
        reached = spread.shares @ _softmax(found, tilts, spread.points)
        if np.abs(reached - goal).max() < _CLOSE:
            break
        found = found + np.log(goal / reached)
    return found


def _softmax(
    intercepts: NDArray[np.float64], tilts: NDArray[np.float64], attitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    power = intercepts + attitude[:, None] * tilts
    power = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))
