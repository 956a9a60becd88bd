"""What a faultless method would find in a simulated world: exact values, no draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from toolkit.simulate.everybody import Everybody, everybody, treated
from toolkit.simulate.population import improvement_shifts
from toolkit.simulate.scales import construct_mean, distribution
from toolkit.simulate.seen import seen_of_blanks
from toolkit.simulate.world import World, exogenous, items, keys


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of a world, over all customers (segments in their true shares, everybody answering).

    attitude_effects    standardised effect of each driver on attitude, other drivers held fixed (errors in
                        measurement taken out: effects among scores are smaller); with a bend that of the straight
                        line that fits best
    behaviour_effects   standardised direct effects on behaviour of attitude, lock-in and drivers
    order               drivers by their effect on attitude, largest first
    r_squared           share of the variance of attitude that the drivers explain
    means               true mean of each construct, 0-100: mean of its items after turning reversed ones
    change              how far each mean lies from the same world without its `improvement` and action, in points
                        of 0-100; attitude and behaviour move with their causes
    nps, nps_change     of the recommendation item, −100 to 100; None where there is none
    effect              of the action: how far each mean of those for whom it is done lies from what it would be without
    drift               how far their means come back by themselves since the wave before; 0 where they are not picked
    answered            per item that a blank names, the share of those to whom it applies who answer it
    seen                and the mean of their answers, 0-100: what is seen of it where the others stay silent
    """

    attitude_effects: Mapping[str, float]
    behaviour_effects: Mapping[str, float]
    order: tuple[str, ...]
    r_squared: float
    means: Mapping[str, float]
    change: Mapping[str, float]
    nps: float | None
    nps_change: float | None
    effect: Mapping[str, float]
    drift: Mapping[str, float]
    answered: Mapping[str, float]
    seen: Mapping[str, float]


def true_values(world: World) -> Truth:
    """Work out the truth of a world from its parameters; see `Truth`."""
    moved = everybody(world, improvement_shifts(world))
    still = everybody(replace(world, action=None), np.zeros(len(exogenous(world))))
    means, before = _means(world, moved), _means(world, still)
    attitude_effects, behaviour_effects, r_squared = _standardised(world, moved)
    effect, drift = _of_action(world)
    answered, seen = seen_of_blanks(world, moved)
    nps, nps_before = _net_promoter_score(world, moved), _net_promoter_score(world, still)
    return Truth(
        attitude_effects=attitude_effects,
        behaviour_effects=behaviour_effects,
        order=tuple(sorted(attitude_effects, key=lambda key: -attitude_effects[key])),
        r_squared=r_squared,
        means=means,
        change={key: means[key] - before[key] for key in means},
        nps=nps,
        nps_change=None if nps is None or nps_before is None else nps - nps_before,
        effect=effect,
        drift=drift,
        answered=answered,
        seen=seen,
    )


def _means(world: World, people: Everybody) -> dict[str, float]:
    return {
        c.key: construct_mean(c, people.mean(c.key), people.shares, people.together(c.key, c.key))
        for c in world.constructs
    }


def _of_action(world: World) -> tuple[dict[str, float], dict[str, float]]:
    if world.action is None:
        return {}, {}
    after, without, before = (
        _means(world, people)
        for people in (
            treated(world, done=True),
            treated(world, done=False),
            treated(world, done=False, before=True),
        )
    )
    return {key: after[key] - without[key] for key in after}, {
        key: without[key] - before[key] for key in after
    }


def _standardised(world: World, people: Everybody) -> tuple[dict[str, float], dict[str, float], float]:
    """Standardise the effects over all customers: differences between segments add to the variances."""
    total = people.covariance()
    spread = np.sqrt(np.diag(total))
    causes = len(exogenous(world))
    attitude = np.linalg.solve(total[:causes, :causes], total[:causes, causes])
    behaviour = np.linalg.solve(total[:-1, :-1], total[:-1, -1])
    on_attitude = dict(
        zip(people.names, (attitude * spread[:causes] / spread[causes]).tolist(), strict=False)
    )
    on_behaviour = dict(zip(people.names, (behaviour * spread[:-1] / spread[-1]).tolist(), strict=False))
    return (
        {key: on_attitude[key] for key in keys(world, "driver")},
        on_behaviour,
        float(attitude @ total[:causes, causes] / spread[causes] ** 2),
    )


def _net_promoter_score(world: World, people: Everybody) -> float | None:
    if not world.recommendation:
        return None
    item = next(item for item in items(world) if item.id == world.recommendation)
    key = next(c.key for c in world.constructs if item in c.items)
    chances = distribution(item, people.mean(key), people.shares, people.together(key, key))
    return float(100 * (chances[9:].sum() - chances[:7].sum()))
