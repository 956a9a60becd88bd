"""The worlds that the studies of the driver report draw from, and what is true of all customers in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design, world_of
from toolkit.drivers.moments import Moments, sample_of
from toolkit.measures.weights import FloatArray
from toolkit.simulate import Segment, World, standard_world

DRIVERS = ("satisfaction", "image", "trust", "involvement", "friendliness")
ALIKE = DRIVERS[1:]  # asked alike in the world of `equals`
ATTITUDE, BEHAVIOUR, LOCK_IN = "attitude", "behaviour", "lock_in"
HELD = (LOCK_IN,)
MODEL = (*DRIVERS, ATTITUDE, BEHAVIOUR, LOCK_IN)
# Large enough that its own error is a tenth of that of the largest design.
EVERYBODY = 200_000
Make = Callable[[Design], World]


def leader(design: Design) -> World:
    """Trust comes first by far, satisfaction second, and friendliness does nothing of itself."""
    return world_of(design, standard_world())


def nothing(design: Design) -> World:
    """Drivers go together, and attitude and behaviour owe nothing to any of them."""
    return world_of(design, standard_world(attitude_effects={}, behaviour_effects={}))


def twins(design: Design) -> World:
    """Trust and image are asked and answered alike and weigh the same: neither comes first."""
    effects = {"trust": 0.35, "image": 0.35, "satisfaction": 0.2, "involvement": 0.1}
    return world_of(design, _alike(_unshifted(standard_world(attitude_effects=effects)), ("trust", "image")))


def equals(design: Design) -> World:
    """Four drivers of one kind: the same questions, means, correlations and effects; satisfaction is no driver."""
    world = _alike(_unshifted(standard_world(attitude_effects=dict.fromkeys(ALIKE, 0.2))), ALIKE)
    order = [one.key for one in world.constructs if one.role in ("driver", "lock_in")]
    between = np.array(world.correlations)
    for place, name in enumerate(order):
        if name in DRIVERS:
            others = [order.index(other) for other in DRIVERS if other != name]
            between[place, others] = 0.4
    return world_of(design, replace(world, correlations=_rows(between)))


def apart(design: Design, **effects: dict[str, float]) -> World:
    """Drivers that do not go together at all, whatever the design says of that."""
    world = _unshifted(standard_world(**effects))
    world = replace(world, correlations=_rows(np.eye(len(world.correlations))))
    return world_of(replace(design, correlated=False), world)


def second_step(design: Design) -> World:
    """Nothing leads from image to the other drivers, and these lead to attitude: no indirect effect of image."""
    return apart(design)


def first_step(design: Design) -> World:
    """Image leads to the other drivers, and none of these to attitude: no indirect effect of image."""
    return world_of(design, _unshifted(standard_world(attitude_effects={}, behaviour_effects={})))


def alike_groups(design: Design) -> World:
    """Groups of customers, two and four, of whom all have the same links and stand alike."""
    world = _unshifted(standard_world())
    groups = (
        Segment("two", {"a": 0.5, "b": 0.5}),
        Segment("four", {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}),
    )
    return world_of(design, replace(world, segments=(world.segments[0], *groups)))


def _unshifted(world: World) -> World:
    """Let the groups of customers stand alike."""
    return replace(world, segments=tuple(replace(one, shifts={}) for one in world.segments))


def _alike(world: World, names: tuple[str, ...]) -> World:
    """Ask these drivers in the same way, and let them go with the others alike: as the first of them does."""
    places = {one.key: one for one in world.constructs}
    first = places[names[0]]

    def asked(stem: str) -> tuple:
        return tuple(
            replace(first.items[0], id=f"{stem}_{number}", mean=4.5, sd=1.4, loading=0.8, dont_know=0.01)
            for number in range(1, 5)
        )

    constructs = tuple(
        replace(one, items=asked(one.items[0].id.split("_")[0]), applies=1.0) if one.key in names else one
        for one in world.constructs
    )
    order = [one.key for one in world.constructs if one.role in ("driver", "lock_in")]
    between = np.array(world.correlations)
    here = [order.index(name) for name in names]
    for other in range(len(order)):
        if other not in here:
            between[other, here] = between[here, other] = between[other, here[0]]
    return replace(world, constructs=constructs, correlations=_rows(between))


def _rows(matrix: FloatArray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Everybody:
    """All customers of a world as a design asks them, every question answered: scores in points, and their weights."""

    scores: pd.DataFrame
    weights: FloatArray | None

    def moments(self, names: tuple[str, ...]) -> Moments:
        """Means, deviations and correlations of these scores, of those who have all of them."""
        values = self.scores[list(names)].to_numpy(dtype=float).T
        whole = ~np.isnan(values).any(axis=0)
        weights = None if self.weights is None else self.weights[whole]
        return sample_of(values[:, whole], names, weights).moments


def everybody_of(design: Design, make: Make) -> Client:
    """Draw so many customers that they stand for all; the truth is what they would say had they answered everything."""
    asked = replace(design, missing=False)
    return clients(asked, make(asked), 1, 20_261_122, n=EVERYBODY).whole


@cache
def everybody(design: Design, make: Make) -> Everybody:
    """Give the scores of all customers on the constructs of the model; without their answers, to save memory."""
    client = everybody_of(design, make)
    return Everybody(client.scores[list(MODEL)], client.weights)


@cache
def correlations(design: Design, make: Make, names: tuple[str, ...]) -> FloatArray:
    """Correlations of these scores over all customers (q, q)."""
    return everybody(design, make).moments(names).correlation


@cache
def slopes(design: Design, make: Make, outcome: str, causes: tuple[str, ...]) -> FloatArray:
    """Points of the outcome per point of each cause, the others held equal, over all customers (k,)."""
    moments = everybody(design, make).moments((*causes, outcome))
    inner = np.linalg.solve(moments.correlation[:-1, :-1], moments.correlation[:-1, -1])
    return np.asarray(inner * moments.deviations[-1] / moments.deviations[:-1])
