"""What would change the choice: which cost, and which uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.drivers.actions.choice import Choice, choose
from toolkit.drivers.actions.gain import Gains
from toolkit.drivers.actions.options import Limits, Options, options_of
from toolkit.drivers.actions.programme import Programme
from toolkit.drivers.actions.weighing import Weighing, weighing_of
from toolkit.drivers.thresholds import LEVEL_WITHIN
from toolkit.measures.thresholds import CONSTANT_WITHIN
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """What would change the choice.

    `factors`: a row per uncertainty, the effect of each driver and the lift of each action, with columns `kind`
    ("effect" or "lift"), `name` (driver or action), `spread` (standard deviation of the gain of the whole plan where
    only this is uncertain, in points), `part` (its variance as a part of the sum of all rows; NaN where nothing
    varies), `differs` (part of the draws of this alone in which the best plan begins with other actions) and `worth`
    (what knowing it beforehand would add, on average, to the gain over the quarters planned, in points).
    `costs`: a row per action with `cost`, `chosen`, and `break_even`: the cost up to which it belongs in the best
    plan, all else equal; infinite where no cost would keep it out, NaN where it does not belong in it even for free;
    and `first`: part of the draws of everything at once in which the best plan begins with it.
    `same_first`: part of the draws of everything at once in which the best plan begins with the same actions.
    `exact`: whether all plans were weighed; else those that the solver found in `SOLVED_DRAWS` draws and at the
    limits of each uncertainty.
    """

    factors: pd.DataFrame
    costs: pd.DataFrame
    same_first: float
    exact: bool


def sensitivity(
    gains: Gains, outcome: str, limits: Limits, choice: Choice, *, solved_draws: int | None = None
) -> Sensitivity:
    """Say what would change the choice made of these gains in one outcome.

    One uncertainty at a time is drawn, all others are held at their mean; the plan is then chosen anew in each draw.
    `solved_draws` None weighs all plans where these can be written out.
    Raises StatisticsError as `choose` does.
    Source: Felli & Hazen (1998), Medical Decision Making 18, 95–109, for the worth of knowing one number (EVPPI).
    """
    options = options_of(gains, outcome)
    weighing = weighing_of(gains, outcome, limits, choice, solved_draws=solved_draws)
    rows = [_factor(gains, outcome, choice, weighing, kind, name) for kind, name in factors_of(gains)]
    factors = pd.DataFrame(rows, columns=["kind", "name", "spread", "differs", "worth"])
    total = float((factors["spread"] ** 2).sum())
    factors.insert(3, "part", factors["spread"] ** 2 / total if total else np.nan)
    _, first, _ = weighing.weigh(gains.changes, gains_effects(gains, outcome))
    same = float((first == choice.first[:, None]).all(axis=0).mean())
    costs = break_even_costs(options, limits, choice).assign(first=first.mean(axis=1))
    return Sensitivity(factors, costs, same, weighing.exact)


def factors_of(gains: Gains) -> Iterator[tuple[str, str]]:
    """Give every uncertainty: the effect of each driver, then the lift of each action."""
    yield from (("effect", driver) for driver in gains.drivers)
    yield from (("lift", action.key) for action in gains.actions)


def gains_effects(gains: Gains, outcome: str) -> FloatArray:
    """Effect of the driver of each action in each draw, shape (A, B)."""
    target = gains.outcomes[outcome]
    return np.array([target.effect_of(action.driver) for action in gains.actions])


def alone(gains: Gains, outcome: str, kind: str, name: str) -> tuple[FloatArray, FloatArray]:
    """Give changes and effects, each (A, B), in which one factor is drawn and all else is held at its mean."""
    changes, effects = gains.changes, gains_effects(gains, outcome)
    held = [np.repeat(one.mean(axis=1, keepdims=True), one.shape[1], axis=1) for one in (changes, effects)]
    if kind == "effect":
        mine = gains.on(name)
        held[1][mine] = effects[mine]
    else:
        mine = np.array([action.key == name for action in gains.actions])
        held[0][mine] = changes[mine]
    return held[0], held[1]


def _factor(
    gains: Gains, outcome: str, choice: Choice, weighing: Weighing, kind: str, name: str
) -> tuple[str, str, float, float, float]:
    changes, effects = alone(gains, outcome, kind, name)
    gained = weighing.gain_of(choice.chosen, changes, effects)
    varies = np.ptp(gained) > CONSTANT_WITHIN * np.abs(gained).max()
    spread = float(gained.std()) if varies else 0.0
    worth, first, base = weighing.weigh(changes, effects)
    differs = float((first != choice.first[:, None]).any(axis=0).mean())
    known = float((worth - base).mean()) / weighing.limits.quarters
    # What is left of rounding and of level choices is nothing.
    return kind, name, spread, differs, known if known > LEVEL_WITHIN else 0.0


def break_even_costs(options: Options, limits: Limits, choice: Choice) -> pd.DataFrame:
    """Give the cost up to which each action belongs in the best plan, a row per action; see `Sensitivity.costs`.

    The best plan without the action is worth v and costs k. The action belongs in a plan as long as the cheapest plan
    that holds it and is worth more than v leaves its cost within the budget: budget − what the others of that plan
    cost. Where a plan with it is level with v, it belongs in it as long as that plan is cheaper: k − what the others
    cost.
    """
    level = LEVEL_WITHIN * limits.quarters * float(np.maximum(options.gain, 0).sum())
    possible = options.wanted & (limits.span(options.weeks) <= limits.quarters)
    programme = Programme(options, limits, list(possible)) if possible.any() else None
    rows = []
    for place, key in enumerate(options.keys):
        break_even = math.nan
        if programme is not None and possible[place]:
            without = _without(options, limits, choice, place)
            break_even = _break_even(programme, without, place, level)
        rows.append((key, float(options.cost[place]), bool(choice.chosen[place]), break_even))
    frame = pd.DataFrame(rows, columns=["action", "cost", "chosen", "break_even"])
    return frame.set_index("action")


def _without(options: Options, limits: Limits, choice: Choice, place: int) -> Choice:
    """The best plan without an action."""
    if not choice.chosen[place]:
        return choice
    gain = options.gain.copy()
    gain[place] = 0.0
    return choose(replace(options, gain=gain), limits)


def _break_even(programme: Programme, without: Choice, place: int, level: float) -> float:
    """The same for one action, from the best plan without it."""
    budget = math.inf if programme.limits.budget is None else programme.limits.budget
    more, as_much = (programme.cheapest_with(place, without.value + side * level) for side in (1, -1))
    left = [budget - more] if more is not None else []
    if as_much is not None:
        left.append(min(budget, without.cost) - as_much)
    # What adds up to nothing may be less by rounding.
    found = max(left, default=math.nan)
    return max(found, 0.0) if found > -CONSTANT_WITHIN * max(without.cost, 1.0) else math.nan
