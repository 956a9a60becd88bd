"""What is true of the customers: the parameters of a simulated world, checked when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.simulate.action import Action, action_faults
from toolkit.simulate.blanks import Blank, blank_faults
from toolkit.simulate.more import More, items_of, more_constructs, more_faults, more_items
from toolkit.simulate.parts import Bend, Construct, Item, Role, Segment

__all__ = [
    "Bend",
    "Construct",
    "Item",
    "Role",
    "Segment",
    "World",
    "all_items",
    "covariance",
    "effects",
    "exogenous",
    "items",
    "keys",
    "mixing",
    "model_keys",
    "rests",
]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is true of the customers.

    With z normal, of unit variance and correlated among drivers and lock-in, and all constructs of unit
    variance within a combination of segment groups:

        driver, lock-in   x = improvement + segment shift + z
        attitude          a = Σ attitude_effects · x + rest (+ the gain beyond the bend)
        behaviour         b = behaviour_effects["attitude"] · a + Σ other behaviour_effects · x + rest

    constructs          one attitude, one behaviour, at least one driver, at most one lock-in
    correlations        matrix among the drivers and lock-in, in the order in which `constructs` names them
    attitude_effects    standardised effect of each driver (absent = 0); lock-in has none: it does not bind
    behaviour_effects   standardised effects; keys: the key of the attitude, of lock-in, or of a driver
    segments            independent of each other; they carry response bias and true differences
    stability           correlation of a customer's standing with that of the same customer in the wave before
    improvement         driver or lock-in -> how many points of 0-100 its true mean has really moved
    recommendation      the item on 0-10 that gives the NPS; "" for none
    bend                where attitude begins to rise faster with a driver; what it adds to the variance of attitude
                        and behaviour comes on top. None = straight lines
    more                what else is asked of the customers; it follows from the model and changes nothing in it
    blanks              questions that some leave blank more often than others
    action              something done for some of the customers since the wave before; the others are the control group

    Raises StatisticsError, with every fault, when no customers can be drawn from it.
    """

    constructs: tuple[Construct, ...]
    correlations: tuple[tuple[float, ...], ...]
    attitude_effects: Mapping[str, float]
    behaviour_effects: Mapping[str, float]
    segments: tuple[Segment, ...] = ()
    stability: float = 0.6
    improvement: Mapping[str, float] = field(default_factory=dict)
    recommendation: str = ""
    bend: Bend | None = None
    more: More = field(default_factory=More)
    blanks: tuple[Blank, ...] = ()
    action: Action | None = None

    def __post_init__(self) -> None:
        """Refuse a world that cannot be."""
        faults = [*_model_faults(self), *_item_faults(self), *_segment_faults(self)] or [
            *_variance_faults(self)
        ]
        # What follows from a model can only be judged once the model itself can be.
        faults = faults or [*more_faults(self.more, model_keys(self), covariance(self))]
        faults += action_faults(self.action, exogenous(self), self.bend.driver if self.bend else "")
        faults += blank_faults(self.blanks, [item.id for item in all_items(self)])
        if faults:
            raise StatisticsError("This world cannot be simulated: " + "; ".join(faults) + ".")


def keys(world: World, *roles: Role) -> tuple[str, ...]:
    """Give the keys of the constructs with one of these roles, in the world's order."""
    return tuple(construct.key for construct in world.constructs if construct.role in roles)


def exogenous(world: World) -> tuple[str, ...]:
    """Give the keys of drivers and lock-in: what has no cause within the model."""
    return keys(world, "driver", "lock_in")


def items(world: World) -> tuple[Item, ...]:
    """Give all items of the model in order."""
    return items_of(world.constructs)


def all_items(world: World) -> tuple[Item, ...]:
    """Give all items with a scale, of the model and beside it, in order."""
    return (*items(world), *items_of(more_constructs(world.more)))


def model_keys(world: World) -> tuple[str, ...]:
    """Give the keys of the model's constructs from cause to effect: drivers and lock-in, attitude, behaviour."""
    return (*exogenous(world), *keys(world, "attitude"), *keys(world, "behaviour"))


def effects(world: World) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
    """Give the effects as arrays: on attitude (p,), of attitude on behaviour, direct on behaviour (p,)."""
    (attitude,) = keys(world, "attitude")
    on_attitude = np.array([world.attitude_effects.get(key, 0.0) for key in exogenous(world)])
    on_behaviour = np.array([world.behaviour_effects.get(key, 0.0) for key in exogenous(world)])
    return on_attitude, world.behaviour_effects.get(attitude, 0.0), on_behaviour


def rests(world: World) -> tuple[float, float]:
    """Give the standard deviations of what attitude and behaviour do not owe to their causes."""
    on_attitude, of_attitude, on_behaviour = effects(world)
    correlations = np.array(world.correlations)
    explained = on_attitude @ correlations @ on_attitude
    shared = on_attitude @ correlations @ on_behaviour
    explained_behaviour = (
        of_attitude**2 + on_behaviour @ correlations @ on_behaviour + 2 * of_attitude * shared
    )
    return _root(1 - explained), _root(1 - explained_behaviour)


def mixing(world: World) -> NDArray[np.float64]:
    """Give how the standing on each construct of the model is mixed from its causes and rests (p + 2, p + 2).

    Rows as `model_keys`; columns: the chance part of drivers and lock-in, of attitude, and of behaviour.
    """
    on_attitude, of_attitude, on_behaviour = effects(world)
    rest_attitude, rest_behaviour = rests(world)
    matrix = np.eye(len(on_attitude) + 2)
    matrix[-2] = [*on_attitude, rest_attitude, 0.0]
    matrix[-1] = of_attitude * matrix[-2]
    matrix[-1, :-2] += on_behaviour
    matrix[-1, -1] = rest_behaviour
    return matrix


def covariance(world: World) -> NDArray[np.float64]:
    """Give the covariances of the model's constructs within a combination of segment groups (p + 2, p + 2)."""
    chance = np.eye(len(exogenous(world)) + 2)
    chance[:-2, :-2] = world.correlations
    mixed = mixing(world)
    return np.asarray(mixed @ chance @ mixed.T)


def _root(variance: float) -> float:
    return float(np.sqrt(variance)) if variance >= 0 else float("nan")


def _model_faults(world: World) -> Iterator[str]:
    for role, least, most in (("driver", 1, 99), ("attitude", 1, 1), ("behaviour", 1, 1), ("lock_in", 0, 1)):
        if not least <= len([c for c in world.constructs if c.role == role]) <= most:
            yield f"constructs need {least} to {most} of role {role}"
    names = [construct.key for construct in world.constructs] + [item.id for item in items(world)]
    names += [construct.key for construct in more_constructs(world.more)] + [*more_items(world.more)]
    if len(set(names)) < len(names):
        yield "each key of a construct and each item id may occur once"
    drivers, causes = keys(world, "driver"), keys(world, "driver", "lock_in", "attitude")
    for name, mapping, known in (
        ("attitude_effects", world.attitude_effects, drivers),
        ("behaviour_effects", world.behaviour_effects, causes),
        ("improvement", world.improvement, exogenous(world)),
    ):
        for key in set(mapping) - set(known):
            yield f"{name} names {key}, which is not one of {', '.join(known)}"
    size = len(exogenous(world))
    matrix = np.array(world.correlations, dtype=float)
    if (
        matrix.shape != (size, size)
        or not np.allclose(matrix, matrix.T)
        or not np.allclose(np.diag(matrix), 1)
    ):
        yield f"correlations must be a symmetric {size} by {size} matrix with ones on its diagonal"
    elif np.linalg.eigvalsh(matrix).min() < 1e-10:
        yield "correlations contradict each other (the matrix is not positive definite)"
    if world.bend and world.bend.driver not in drivers:
        yield f"the bend is in {world.bend.driver}, which is not one of {', '.join(drivers)}"
    if not 0 <= world.stability <= 1:
        yield "stability must lie between 0 and 1"


def _item_faults(world: World) -> Iterator[str]:
    constructs = (*world.constructs, *more_constructs(world.more))
    for construct in constructs:
        if not construct.items or not 0 < construct.applies <= 1:
            yield f"{construct.key} needs items, and an `applies` above 0 and up to 1"
    for item in items_of(constructs):
        if item.step < 1 or item.maximum <= item.minimum or (item.maximum - item.minimum) % item.step:
            yield f"{item.id} has a scale that its steps do not fill"
        if item.sd <= 0 or not 0 <= item.loading <= 1:
            yield f"{item.id} needs a positive sd and a loading between 0 and 1"
        if min(item.dont_know, item.no_answer) < 0 or item.dont_know + item.no_answer >= 1:
            yield f"{item.id} needs shares of missing answers that leave some answered"
    if world.recommendation and not any(
        (item.id, item.minimum, item.maximum) == (world.recommendation, 0, 10) for item in items(world)
    ):
        yield f"recommendation names {world.recommendation}, which is no item on 0-10"


def _segment_faults(world: World) -> Iterator[str]:
    for segment in world.segments:
        shares = segment.shares.values()
        if not shares or min(shares) <= 0 or not np.isclose(sum(shares), 1):
            yield f"the shares of {segment.key} must be above 0 and add up to 1"
        if (set(segment.response) | set(segment.shifts)) - set(segment.shares):
            yield f"{segment.key} has response or shifts for a group without a share"
        if any(chance <= 0 for chance in segment.response.values()):
            yield f"the response of {segment.key} must be above 0"
        for shift in segment.shifts.values():
            for key in set(shift) - set(exogenous(world)):
                yield f"{segment.key} shifts {key}, which is no driver or lock-in"


def _variance_faults(world: World) -> Iterator[str]:
    for outcome, rest in zip(("attitude", "behaviour"), rests(world), strict=True):
        if np.isnan(rest):
            yield f"the effects on {outcome} explain more than all of it"
