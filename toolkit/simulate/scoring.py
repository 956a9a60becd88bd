"""Chances of scores, exactly: how likely a score reaches a cut, given standing, errors of measurement and blanks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import lcm
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import ndtr

from toolkit.simulate.parts import Construct, Item
from toolkit.simulate.scales import thresholds

FloatArray: TypeAlias = NDArray[np.float64]
OfStanding: TypeAlias = Callable[[FloatArray], FloatArray]

_TIE = 1e-9
_FURTHEST = 12.0  # standard deviations: beyond it every scale is at its end
_NO_ERROR = 1e-9  # in place of no error of measurement at all, to divide by


def tabled(of: OfStanding) -> OfStanding:
    """Give the same smooth function of standing, read off a fine table: right to nine digits, and far quicker."""
    grid = np.linspace(-_FURTHEST, _FURTHEST, 2401)
    line = CubicSpline(grid, of(grid))
    return lambda standing: np.asarray(line(np.clip(standing, -_FURTHEST, _FURTHEST)))


def reaching(construct: Construct, cut: float, standing: FloatArray) -> FloatArray:
    """Give the chance that the score of a construct is `cut` or more, of those who have a score (n,).

    A score is the mean of the answered items on 0 to 100, turned where reversed, when at least half are answered.
    The items of a construct depend on each other through the standing alone, so that at each standing the sum of
    their points is a convolution. It is worked out for each set of items that can be answered, by its chance.
    """
    unit = lcm(*(_steps(item) for item in construct.items))
    points = {item: _spaced(answer_chances(item, standing), unit // _steps(item)) for item in construct.items}
    total, scored = np.zeros(len(standing)), 0.0
    for answered, chance in _answered_sets(construct.items):
        sums = np.ones((len(standing), 1))
        for item in answered:
            sums = _convolved(sums, points[item])
        enough = np.arange(sums.shape[1]) >= cut / 100 * unit * len(answered) - _TIE
        total += chance * sums[:, enough].sum(axis=1)
        scored += chance
    return np.asarray(total / scored)


def expected_score(construct: Construct, standing: FloatArray) -> FloatArray:
    """Give the mean of a construct's items on 0 to 100 at each standing (n,)."""
    means = [
        100 * answer_chances(item, standing) @ np.linspace(0, 1, _steps(item) + 1) for item in construct.items
    ]
    return np.asarray(np.mean(means, axis=0))


def answer_chances(item: Item, standing: FloatArray) -> FloatArray:
    """Give the chance of each point of the scale at each standing (n, points), in the direction of the construct."""
    rest = max(np.sqrt(1 - item.loading**2), _NO_ERROR)
    reached = ndtr((item.loading * standing[:, None] - thresholds(item)) / rest)
    edge = np.ones((len(standing), 1))
    return -np.diff(np.hstack([edge, reached, 0 * edge]))


def _steps(item: Item) -> int:
    return (item.maximum - item.minimum) // item.step


def _answered_sets(items: tuple[Item, ...]) -> list[tuple[tuple[Item, ...], float]]:
    """List the sets of items of which at least half are answered, each with its chance."""
    given = {item: 1 - item.dont_know - item.no_answer for item in items}
    return [
        (some, float(np.prod([given[item] if item in some else 1 - given[item] for item in items])))
        for size in range((len(items) + 1) // 2, len(items) + 1)
        for some in combinations(items, size)
    ]


def _spaced(chances: FloatArray, space: int) -> FloatArray:
    """Put the points of a scale so many units apart."""
    apart = np.zeros((len(chances), (chances.shape[1] - 1) * space + 1))
    apart[:, ::space] = chances
    return apart


def _convolved(one: FloatArray, other: FloatArray) -> FloatArray:
    """Give the chances of the sum of two independent numbers of points, row by row."""
    found = np.zeros((len(one), one.shape[1] + other.shape[1] - 1))
    for place in np.flatnonzero(other.any(axis=0)):
        found[:, place : place + one.shape[1]] += one * other[:, place, None]
    return found
