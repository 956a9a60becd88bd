"""What a faultless method would find in a simulated world: exact values, no draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.simulate.world import Construct, Item, World, effects, exogenous, items, keys, rests

_FURTHEST = 6.0  # standard deviations: beyond it every scale is at its end
_cdf = NormalDist().cdf


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of a world, over all customers (segments in their true shares, everybody answering).

    attitude_effects    standardised effect of each driver on attitude, other drivers held fixed (errors in
                        measurement taken out: effects among scores are smaller)
    behaviour_effects   standardised direct effects on behaviour of attitude, lock-in and drivers
    order               drivers by their effect on attitude, largest first
    r_squared           share of the variance of attitude that the drivers explain
    means               true mean of each construct, 0-100: mean of its items after turning reversed ones
    change              how far each mean lies from the same world without its `improvement`, in points of
                        0-100; attitude and behaviour move with their causes
    nps, nps_change     of the recommendation item, −100 to 100; None where there is none
    """

    attitude_effects: Mapping[str, float]
    behaviour_effects: Mapping[str, float]
    order: tuple[str, ...]
    r_squared: float
    means: Mapping[str, float]
    change: Mapping[str, float]
    nps: float | None
    nps_change: float | None


@dataclass(frozen=True, slots=True)
class Cells:
    """All combinations of segment groups, with their shares, chances of response and shifts (n, p)."""

    codes: tuple[tuple[str, ...], ...]
    shares: NDArray[np.float64]
    response: NDArray[np.float64]
    shifts: NDArray[np.float64]


def true_values(world: World) -> Truth:
    """Work out the truth of a world from its parameters; see `Truth`."""
    cells = segment_cells(world)
    moved = latent_means(world, cells, improvement_shifts(world))
    still = latent_means(world, cells, np.zeros(len(exogenous(world))))
    before = {c.key: _construct_mean(c, still[c.key], cells.shares) for c in world.constructs}
    means = {c.key: _construct_mean(c, moved[c.key], cells.shares) for c in world.constructs}
    attitude_effects, behaviour_effects, r_squared = _standardised(world, cells)
    nps, nps_before = (_net_promoter_score(world, place, cells.shares) for place in (moved, still))
    return Truth(
        attitude_effects=attitude_effects,
        behaviour_effects=behaviour_effects,
        order=tuple(sorted(attitude_effects, key=lambda key: -attitude_effects[key])),
        r_squared=r_squared,
        means=means,
        change={key: means[key] - before[key] for key in means},
        nps=nps,
        nps_change=None if nps is None or nps_before is None else nps - nps_before,
    )


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
    cells = segment_cells(world)
    shifts = np.zeros(len(exogenous(world)))
    for column, key in enumerate(exogenous(world)):
        construct = next(c for c in world.constructs if c.key == key)
        if world.improvement.get(key):
            place = cells.shifts[:, column]
            goal = _construct_mean(construct, place, cells.shares) + world.improvement[key]
            shifts[column] = _solve(construct, place, cells.shares, goal)
    return shifts


def thresholds(item: Item) -> NDArray[np.float64]:
    """Give where the inner answer, in standard deviations, passes from one point of the scale to the next."""
    points = np.arange(item.minimum, item.maximum, item.step, dtype=np.float64) + item.step / 2
    return (points - item.mean) / item.sd


def distribution(item: Item, place: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the true share of customers on each point of the scale, in the direction of the construct."""
    reached = [
        sum(share * _cdf(item.loading * mean - cut) for mean, share in zip(place, shares, strict=True))
        for cut in thresholds(item)
    ]
    return -np.diff(np.array([1.0, *reached, 0.0]))


def _construct_mean(construct: Construct, place: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    scores = []
    for item in construct.items:
        chances = distribution(item, place, shares)
        scores.append(100 * float(chances @ np.linspace(0, 1, len(chances))))
    return float(np.mean(scores))


def _solve(
    construct: Construct, place: NDArray[np.float64], shares: NDArray[np.float64], goal: float
) -> float:
    low, high = -_FURTHEST, _FURTHEST
    ends = [_construct_mean(construct, place + end, shares) for end in (low, high)]
    if not ends[0] < goal < ends[1]:
        raise StatisticsError(
            f"The mean of {construct.key} cannot become {goal:.1f} on its scale of 0 to 100: "
            "ask for a smaller improvement."
        )
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _construct_mean(construct, place + middle, shares) < goal else (low, middle)
        )
    return (low + high) / 2


def _standardised(world: World, cells: Cells) -> tuple[dict[str, float], dict[str, float], float]:
    """Standardise the effects over all customers: differences between segments add to the variances."""
    on_attitude, of_attitude, on_behaviour = effects(world)
    covariance = np.array(world.correlations) + (cells.shifts * cells.shares[:, None]).T @ cells.shifts
    spread = np.sqrt(np.diag(covariance))
    explained = on_attitude @ covariance @ on_attitude
    rest_attitude, rest_behaviour = rests(world)
    sd_attitude = np.sqrt(explained + rest_attitude**2)
    total = of_attitude * on_attitude + on_behaviour
    sd_behaviour = np.sqrt(
        total @ covariance @ total + (of_attitude * rest_attitude) ** 2 + rest_behaviour**2
    )
    order, drivers = exogenous(world), keys(world, "driver")
    attitude = dict(zip(order, (on_attitude * spread / sd_attitude).tolist(), strict=True))
    behaviour = dict(zip(order, (on_behaviour * spread / sd_behaviour).tolist(), strict=True))
    return (
        {key: attitude[key] for key in drivers},
        {keys(world, "attitude")[0]: float(of_attitude * sd_attitude / sd_behaviour)} | behaviour,
        float(explained / sd_attitude**2),
    )


def _net_promoter_score(
    world: World, place: Mapping[str, NDArray[np.float64]], shares: NDArray[np.float64]
) -> float | None:
    if not world.recommendation:
        return None
    item = next(item for item in items(world) if item.id == world.recommendation)
    construct = next(c for c in world.constructs if item in c.items)
    chances = distribution(item, place[construct.key], shares)
    return float(100 * (chances[9:].sum() - chances[:7].sum()))
