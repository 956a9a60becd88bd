"""What the choice of actions refuses: numbers that cannot be, and effects that do not belong together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from toolkit.drivers.bootstrap import fewest_resamples
from toolkit.errors import StatisticsError

if TYPE_CHECKING:
    from toolkit.drivers.actions.gain import Action, Outcome


def checked_actions(actions: Sequence[Action], drivers: tuple[str, ...]) -> None:
    """Refuse no actions, one that stands twice, and one on a driver of which no effect is known."""
    if not actions:
        raise StatisticsError("actions: there are none; give at least one")
    for key, times in Counter(action.key for action in actions).items():
        if times > 1:
            raise StatisticsError(f"{key}: {times} actions have this name; give each its own")
    for action in actions:
        if action.driver not in drivers:
            near = get_close_matches(action.driver, drivers, n=1)
            mend = f"did you mean {near[0]}?" if near else f"there are: {', '.join(drivers)}"
            raise StatisticsError(f"{action.key}: no effect of {action.driver} is known; {mend}")
        _checked_numbers(action)


def _checked_numbers(action: Action) -> None:
    low, likely, high = action.lift
    if not (all(map(math.isfinite, action.lift)) and -100 <= low <= likely <= high <= 100):
        raise StatisticsError(
            f"{action.key}: a lift of {low:g}, {likely:g}, {high:g} cannot be; "
            "give low, likely and high from small to large, each from -100 to 100"
        )
    if not 0 < action.reach <= 1:
        raise StatisticsError(f"{action.key}: reach is {action.reach:g}; it must be above 0 and at most 1")
    if not (math.isfinite(action.cost) and action.cost >= 0):
        raise StatisticsError(f"{action.key}: a cost of {action.cost:g} cannot be; give 0 or more")
    if not (math.isfinite(action.weeks) and action.weeks > 0):
        raise StatisticsError(
            f"{action.key}: {action.weeks:g} weeks of work cannot be; give a number above 0"
        )


def checked_scores(drivers: Iterable[str], scores: Mapping[str, float]) -> None:
    """Refuse a driver of which the score now is not known: nobody can say how far it can rise."""
    for driver in drivers:
        score = scores.get(driver, math.nan)
        if not 0 <= score <= 100:
            raise StatisticsError(f"{driver}: its score now is {score:g}; give a mean score from 0 to 100")


def checked_outcomes(outcomes: Sequence[Outcome], confidence: float) -> None:
    """Refuse no outcome, one that stands twice, and draws that are too few or do not belong together."""
    if not outcomes:
        raise StatisticsError("outcomes: there are none; give at least one")
    names = [outcome.effects.outcome for outcome in outcomes]
    if len(set(names)) < len(names):
        raise StatisticsError(f"outcomes: {', '.join(names)}; name each once")
    first, fewest = outcomes[0].effects, fewest_resamples(confidence)
    for outcome in outcomes:
        effects = outcome.effects
        if effects.draws.ndim != 2 or len(effects.draws) != len(effects.names):
            raise StatisticsError(
                f"{effects.outcome}: draws of shape (causes, draws) expected, not {effects.draws.shape}"
            )
        if effects.names != first.names or effects.draws.shape != first.draws.shape:
            raise StatisticsError(
                f"{effects.outcome}: its effects are of other causes or draws than those of {first.outcome}; "
                "take both from the same resamples"
            )
        if not np.isfinite(effects.draws).all():
            raise StatisticsError(
                f"{effects.outcome}: an effect is no number; look at the resamples it rests on"
            )
        if effects.draws.shape[1] < fewest:
            raise StatisticsError(
                f"{effects.outcome}: {effects.draws.shape[1]} draws; limits of {confidence:g} need at least {fewest}"
            )
        if not outcome.ends[0] <= outcome.now <= outcome.ends[1]:
            raise StatisticsError(
                f"{effects.outcome}: its score now, {outcome.now:g}, lies outside "
                f"{outcome.ends[0]:g} to {outcome.ends[1]:g}; mend the one or the other"
            )
