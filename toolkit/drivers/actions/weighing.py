"""Which plan is best in each of many draws, and what it is worth: all plans at once, or those the solver found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from toolkit.drivers.actions.choice import Choice, choose
from toolkit.drivers.actions.gain import Gains
from toolkit.drivers.actions.options import Limits, Options, Starts, options_of
from toolkit.drivers.actions.plans import all_plans, best_plans, fixed_prices, weights_of
from toolkit.drivers.thresholds import SOLVED_DRAWS
from toolkit.measures.weights import FloatArray

Weighed = tuple[FloatArray, npt.NDArray[np.bool_], FloatArray]
# Quantiles of a factor at which the solver looks for further plans.
_ENDS = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Plans to weigh, shape (P, A), among them the chosen one, and all that their worth rests on."""

    gains: Gains
    outcome: str
    options: Options
    limits: Limits
    plans: Starts
    chosen: Starts
    exact: bool

    def weigh(self, changes: FloatArray, effects: FloatArray) -> Weighed:
        """Choose a plan in each draw of changes and effects, both (A, B).

        Gives what it is worth (B,), which actions begin first in it (A, B), and what the plan chosen beforehand is
        worth in that draw (B,), all in gain × quarters.
        """
        return self._weigh_all(changes * effects) if self.exact else self._weigh_found(changes, effects)

    def _weigh_all(self, gains: FloatArray) -> Weighed:
        """Weigh every plan: no ceiling binds, so that gains add up."""
        varies = np.ptp(gains, axis=1) > 0
        weights = weights_of(self.plans, self.options, self.limits)
        held = weights[:, ~varies] @ np.maximum(gains[~varies, 0], 0)
        prices = fixed_prices(self.plans, self.options, self.limits)
        kept = _distinct(weights[:, varies], held - prices)
        places, worth = best_plans(weights[kept][:, varies], (held - prices)[kept], gains[varies])
        best = kept[places]
        worth += prices[best]
        first = (self.plans[best].T == 0) & (gains > 0)
        base = weights_of(self.chosen[None], self.options, self.limits)[0] @ gains
        return worth, first, np.asarray(base)

    def _weigh_found(self, changes: FloatArray, effects: FloatArray) -> Weighed:
        """Weigh the plans that the solver found, ceilings and all."""
        worth = np.array([self._worth(plan, changes, effects) for plan in self.plans])
        prices = fixed_prices(self.plans, self.options, self.limits)
        best = (worth - prices[:, None]).argmax(axis=0)
        first = self.plans[best].T == 0
        base = self._worth(self.chosen, changes, effects)
        return np.take_along_axis(worth, best[None], axis=0)[0], first, base

    def _worth(self, plan: Starts, changes: FloatArray, effects: FloatArray) -> FloatArray:
        ends = plan + self.limits.span(self.options.weeks) - 1
        worth = np.zeros(changes.shape[1])
        for quarter in np.unique(ends[plan >= 0]):
            later = ends[(plan >= 0) & (ends > quarter)]
            until = int(later.min()) if len(later) else self.limits.quarters
            done = (plan >= 0) & (ends <= quarter)
            worth += (until - int(quarter)) * self.gain_of(done, changes, effects)
        return worth

    def gain_of(self, chosen: npt.NDArray[np.bool_], changes: FloatArray, effects: FloatArray) -> FloatArray:
        """What the chosen actions gain together in each draw, shape (B,), within the room of the scales."""
        gained = np.zeros(changes.shape[1])
        for driver in self.gains.drivers:
            mine = self.gains.on(driver)
            change = np.clip(changes[mine & chosen].sum(axis=0), *self.gains.room(driver))
            gained += effects[mine.argmax()] * change
        return np.clip(gained, *self.gains.outcomes[self.outcome].room)


def weighing_of(
    gains: Gains, outcome: str, limits: Limits, choice: Choice, *, solved_draws: int | None = None
) -> Weighing:
    """Write out all plans, or find those that are best in some draws by the solver.

    The solver is asked where there are too many plans, where a ceiling may bind, so that gains do not add up, and
    where `solved_draws` says so.
    """
    options = options_of(gains, outcome)
    plans = None
    if solved_draws is None and not ceilings_may_bind(gains, outcome):
        plans = all_plans(options, limits)
    exact = plans is not None
    if plans is None:
        drawn = _draws(gains, outcome, SOLVED_DRAWS if solved_draws is None else solved_draws)
        found = [choice.starts, *(choose(one, limits).starts for one in drawn)]
        plans = np.unique(np.array(found), axis=0)
    return Weighing(gains, outcome, options, limits, plans, choice.starts, exact)


def ceilings_may_bind(gains: Gains, outcome: str) -> bool:
    """Say whether in some draw actions may add up to more than a scale has room for."""
    for driver in gains.drivers:
        low, high = gains.room(driver)
        changes = gains.changes[gains.on(driver)]
        if len(changes) > 1 and (
            np.maximum(changes, 0).sum(axis=0).max() > high or np.minimum(changes, 0).sum(axis=0).min() < low
        ):
            return True
    effects = np.array([gains.outcomes[outcome].effect_of(action.driver) for action in gains.actions])
    low, high = gains.outcomes[outcome].room
    each = gains.changes * effects
    return bool(np.maximum(each, 0).sum(axis=0).max() > high or np.minimum(each, 0).sum(axis=0).min() < low)


def _distinct(weights: FloatArray, fixed: FloatArray) -> npt.NDArray[np.int64]:
    """Give the places of the best of plans that treat the actions alike: rows of `weights` (P, A), by `fixed` (P,)."""
    order = np.argsort(-fixed, kind="stable")
    _, first = np.unique(weights[order], axis=0, return_index=True)
    return np.asarray(order[first])


def _draws(gains: Gains, outcome: str, number: int) -> Iterator[Options]:
    """Give the options as they are in some draws of everything, and at the ends of each factor alone."""
    options, target = options_of(gains, outcome), gains.outcomes[outcome]
    effects = np.array([target.effect_of(action.driver) for action in gains.actions])
    for draw in np.unique(np.linspace(0, effects.shape[1] - 1, number).astype(np.int64)):
        yield _at(gains, options, gains.changes[:, draw], effects[:, draw])
    changes, means = gains.changes.mean(axis=1), effects.mean(axis=1)
    for driver in gains.drivers:
        mine = gains.on(driver)
        for value in np.quantile(target.effect_of(driver), _ENDS):
            yield _at(gains, options, changes, np.where(mine, value, means))
    for place in range(len(gains.actions)):
        for value in np.quantile(gains.changes[place], _ENDS):
            moved = changes.copy()
            moved[place] = value
            yield _at(gains, options, moved, means)


def _at(gains: Gains, options: Options, changes: FloatArray, effects: FloatArray) -> Options:
    """The options where changes and effects have these values, shapes (A,)."""
    ceiling = {}
    for driver in gains.drivers:
        effect = float(effects[gains.on(driver).argmax()])
        ceiling[driver] = effect * gains.room(driver)[1 if effect > 0 else 0]
    return replace(options, gain=changes * effects, ceiling=ceiling)
