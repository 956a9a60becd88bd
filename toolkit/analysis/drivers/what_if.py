"""What the driver report lets its reader try: levers on the drivers, and what attitude and the NPS would gain."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from toolkit.analysis.baseline import headline, mean_score
from toolkit.analysis.drivers.actions import Actions, actions
from toolkit.analysis.drivers.claims import no_claim
from toolkit.analysis.drivers.drawing import NPS
from toolkit.analysis.drivers.paths import total_effects
from toolkit.analysis.drivers.priorities import effects_of_drivers, only
from toolkit.analysis.job import Job, construct_scores, unreliable
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.what_if import gain
from toolkit.measures.estimate import Estimate

# Further than this no lever goes: a straight line through the answers says little about a leap. Our choice.
FURTHEST: Final = 20
ENDS: Final[Mapping[str, tuple[float, float]]] = {NPS: (-100.0, 100.0)}


@dataclass(frozen=True, eq=False)
class Levers:
    """Drivers that can be moved, and the outcomes that move along.

    `outcomes` have the same drivers in the same order and the same resamples; `rooms` say how far each outcome can
    fall and rise, in whole points. `now` is the score of each driver, `most` how far its lever goes.
    `left_out` are drivers of which nothing may be claimed, or that have no room left.
    """

    outcomes: tuple[TotalEffects, ...]
    rooms: tuple[tuple[float, float], ...]
    now: Mapping[str, Estimate]
    most: Mapping[str, int]
    left_out: tuple[str, ...]

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that can be moved, in order."""
        return self.outcomes[0].names

    def gains(self, lifts: npt.ArrayLike) -> tuple[Estimate, ...]:
        """What each outcome gains when the drivers are lifted so many points."""
        pairs = zip(self.outcomes, self.rooms, strict=True)
        return tuple(gain(effects, lifts, room=room) for effects, room in pairs)


def what_if(job: Job) -> Levers | None:
    """Give the levers: on attitude, else on behaviour, and on the NPS where it was asked; None where none can move."""
    measured = (*job.constructs("attitude"), *job.constructs("behaviour"))
    outcome = measured[0] if measured else None
    effects = None if outcome is None else effects_of_drivers(job, outcome)
    if outcome is None or effects is None or unreliable(job, (outcome,)):
        return None
    scores = construct_scores(job, effects.names)
    now = {name: mean_score(job, scores[name]) for name in effects.names}
    most = {name: min(FURTHEST, math.floor(100 - now[name].value)) for name in effects.names}
    silent = set(no_claim(job, outcome, effects.names))
    kept = tuple(name for name in effects.names if name not in silent and most[name] >= 1)
    if not kept:
        return None
    targets = [only(effects, kept)]
    starts = [mean_score(job, construct_scores(job, (outcome,))[outcome]).value]
    nps, score = effects_of_drivers(job, NPS), headline(job).recommendation
    if nps is not None and score is not None and set(kept) <= set(nps.names):
        targets.append(only(nps, kept))
        starts.append(score.value)
    return Levers(
        outcomes=tuple(targets),
        rooms=tuple(room_of(one.outcome, start) for one, start in zip(targets, starts, strict=True)),
        now={name: now[name] for name in kept},
        most={name: most[name] for name in kept},
        left_out=tuple(name for name in effects.names if name not in kept),
    )


def room_of(outcome: str, now: float) -> tuple[float, float]:
    """How far an outcome can fall and rise, in whole points: the page that holds it tells no score in full."""
    low, high = ENDS.get(outcome, (0.0, 100.0))
    return float(math.floor(low - now)), float(math.ceil(high - now))


@dataclass(frozen=True, eq=False)
class Trial:
    """The levers together with the actions of the engagement that can be estimated.

    `effects` are those on each outcome of `levers`, of its drivers and of what the actions work on, in this order;
    `scores` are what these score now. `plan` is None where the engagement has no such action.
    """

    levers: Levers
    plan: Actions | None
    effects: tuple[TotalEffects, ...]
    scores: Mapping[str, float]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The actions that can be chosen, by their number in the engagement."""
        return () if self.plan is None else self.plan.numbers

    def gains(self, lifts: Mapping[str, float], chosen: Collection[int] = ()) -> tuple[Estimate, ...]:
        """What each outcome gains when drivers are lifted by hand and some actions are carried out.

        What an action adds is drawn, so that the interval holds that uncertainty too; no score rises above 100.
        """
        names = self.effects[0].names
        changes = np.zeros(self.effects[0].draws.shape)
        changes += np.array([lifts.get(name, 0.0) for name in names])[:, None]
        if self.plan is not None and self.plan.gains is not None:
            drawn = zip(self.plan.gains.actions, self.plan.gains.changes, strict=True)
            for action, change in drawn:
                if int(action.key) in chosen:
                    changes[names.index(action.driver)] += change
        now = np.array([self.scores[name] for name in names])[:, None]
        np.clip(changes, -now, 100 - now, out=changes)
        pairs = zip(self.effects, self.levers.rooms, strict=True)
        return tuple(gain(effects, changes, room=room) for effects, room in pairs)


def trial(job: Job, levers: Levers) -> Trial:
    """Lay the actions that can be estimated beside the levers."""
    plan = actions(job)
    found = plan.gains if plan is not None and plan.outcomes[:1] == (levers.outcomes[0].outcome,) else None
    names = tuple(dict.fromkeys((*levers.drivers, *(found.drivers if found else ()))))
    every = [total_effects(job, one.outcome) for one in levers.outcomes]
    if found is None or any(one is None or not set(names) <= set(one.names) for one in every):
        scores = {name: levers.now[name].value for name in levers.drivers}
        return Trial(levers, None, levers.outcomes, scores)
    scores = dict(found.scores) | {name: levers.now[name].value for name in levers.drivers}
    return Trial(levers, plan, tuple(only(one, names) for one in every if one is not None), scores)
