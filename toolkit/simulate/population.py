"""All customers of a world: the combinations of segment groups, and how each group of them answers on average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.simulate.parts import Construct
from toolkit.simulate.scales import construct_mean
from toolkit.simulate.world import World, effects, exogenous, keys

_FURTHEST = 6.0  # standard deviations: beyond it every scale is at its end


@dataclass(frozen=True, slots=True)
class Cells:
    """All combinations of segment groups, with their shares, chances of response and shifts (n, p)."""

    codes: tuple[tuple[str, ...], ...]
    shares: NDArray[np.float64]
    response: NDArray[np.float64]
    shifts: NDArray[np.float64]


def segment_cells(world: World) -> Cells:
    """List the combinations of segment groups; without segments one cell holds everybody."""
    order = exogenous(world)
    codes = tuple(product(*(segment.shares for segment in world.segments)))
    shares = np.ones(len(codes))
    response = np.ones(len(codes))
    shifts = np.zeros((len(codes), len(order)))
    for place, segment in enumerate(world.segments):
        table = np.array([[segment.shifts.get(c, {}).get(key, 0.0) for key in order] for c in segment.shares])
        centred = table - np.array(list(segment.shares.values())) @ table
        row = [list(segment.shares).index(code[place]) for code in codes]
        shares *= [segment.shares[code[place]] for code in codes]
        response *= [segment.response.get(code[place], 1.0) for code in codes]
        shifts += centred[row]
    return Cells(codes, shares, response, shifts)


def latent_means(
    world: World, cells: Cells, improvement: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Give the mean of every construct in each cell, in standard deviations, after an improvement (p,)."""
    on_attitude, of_attitude, on_behaviour = effects(world)
    place = cells.shifts + improvement
    attitude = place @ on_attitude
    means = {key: place[:, column] for column, key in enumerate(exogenous(world))}
    means[keys(world, "attitude")[0]] = attitude
    means[keys(world, "behaviour")[0]] = of_attitude * attitude + place @ on_behaviour
    return means


def improvement_shifts(world: World) -> NDArray[np.float64]:
    """Turn the world's improvement in points into standard deviations of each driver and lock-in (p,).

    Raises StatisticsError when a scale has no room for the points asked.
    """
    return _shifts(world, world.improvement)


def action_shifts(world: World) -> NDArray[np.float64]:
    """Turn the gains of the world's action into standard deviations, on top of its improvement (p,).

    Raises StatisticsError when a scale has no room for the points asked.
    """
    if world.action is None:
        return np.zeros(len(exogenous(world)))
    moved = {*world.improvement, *world.action.gains}
    both = {key: world.improvement.get(key, 0.0) + world.action.gains.get(key, 0.0) for key in moved}
    return _shifts(world, both) - improvement_shifts(world)


def _shifts(world: World, points: Mapping[str, float]) -> NDArray[np.float64]:
    cells = segment_cells(world)
    shifts = np.zeros(len(exogenous(world)))
    for column, key in enumerate(exogenous(world)):
        construct = next(c for c in world.constructs if c.key == key)
        if points.get(key):
            place = cells.shifts[:, column]
            goal = construct_mean(construct, place, cells.shares) + points[key]
            shifts[column] = _solve(construct, place, cells.shares, goal)
    return shifts


def _solve(
    construct: Construct, place: NDArray[np.float64], shares: NDArray[np.float64], goal: float
) -> float:
    low, high = -_FURTHEST, _FURTHEST
    ends = [construct_mean(construct, place + end, shares) for end in (low, high)]
    if not ends[0] < goal < ends[1]:
        raise StatisticsError(
            f"The mean of {construct.key} cannot become {goal:.1f} on its scale of 0 to 100: "
            "ask for a smaller improvement."
        )
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if construct_mean(construct, place + middle, shares) < goal else (low, middle)
        )
    return (low + high) / 2
