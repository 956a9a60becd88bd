"""What each action may bring: its lift of a driver, through the effect of that driver on an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.actions.checks import checked_actions, checked_outcomes, checked_scores
from toolkit.drivers.actions.lift import Lift, drawn_lifts
from toolkit.drivers.effects import TotalEffects
from toolkit.measures.intervals import upper_tail
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True)
class Action:
    """Something that could be done: `lift` is what it adds to its driver (low, likely, high; points of 0–100).

    `reach` is the part of the customers whom it reaches; `cost` in money, `weeks` of work.
    """

    key: str
    driver: str
    lift: Lift
    cost: float
    weeks: float
    reach: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """An outcome with the total effects on it, its score `now` and the ends of its scale."""

    effects: TotalEffects
    now: float
    ends: tuple[float, float] = (0.0, 100.0)

    @property
    def room(self) -> tuple[float, float]:
        """How far it can fall (at most 0) and rise (at least 0)."""
        return self.ends[0] - self.now, self.ends[1] - self.now

    def effect_of(self, driver: str) -> FloatArray:
        """The draws of the total effect of a driver, shape (B,)."""
        return np.asarray(self.effects.draws[self.effects.names.index(driver)])


@dataclass(frozen=True, slots=True)
class Total:
    """What several actions bring together: points of a score, and the chance that they are above 0."""

    mean: float
    median: float
    low: float
    high: float
    p_positive: float


@dataclass(frozen=True, slots=True, eq=False)
class Gains:
    """What each action may bring, in draws that belong together.

    `changes` has shape (A, B): points that action a adds to the mean score of its driver in draw b, with its reach
    and cut to the room that the scale has. `cut` (A,) is the part of the draws in which it was cut.
    Draw b of all outcomes rests on the same resample of the respondents.
    """

    actions: tuple[Action, ...]
    scores: Mapping[str, float]
    outcomes: Mapping[str, Outcome]
    changes: FloatArray
    cut: FloatArray
    confidence: float

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that the actions work on, in the order of the actions."""
        return tuple(dict.fromkeys(action.driver for action in self.actions))

    def room(self, driver: str) -> tuple[float, float]:
        """How far the mean score of a driver can fall (at most 0) and rise (at least 0)."""
        return -self.scores[driver], 100.0 - self.scores[driver]

    def on(self, driver: str) -> npt.NDArray[np.bool_]:
        """Say of each action whether it works on a driver, shape (A,)."""
        return np.array([action.driver == driver for action in self.actions])

    def draws(self, outcome: str) -> FloatArray:
        """Gain of each action by itself, shape (A, B), points of the outcome."""
        target = self.outcomes[outcome]
        effects = np.array([target.effect_of(action.driver) for action in self.actions])
        return np.clip(effects * self.changes, *target.room)

    def expected(self, outcome: str) -> FloatArray:
        """Expected gain of each action by itself, shape (A,): mean effect × mean change.

        Lift and effect are drawn independently, so that this is the mean over all pairs of their draws.
        """
        target = self.outcomes[outcome]
        effects = np.array([target.effect_of(action.driver).mean() for action in self.actions])
        return np.clip(effects * self.changes.mean(axis=1), *target.room)

    def table(self, outcome: str) -> pd.DataFrame:
        """Give what each action brings by itself, a row per action.

        Columns: `mean` (as `expected`), `median`, `low`, `high` (percentile limits), all in points; `p_positive`
        (part of the draws with a gain above 0); `per_cost` (mean gain per unit of money: infinite where a gain costs
        nothing, NaN where neither costs nor gains); `p_best` and `p_best_per_cost` (part of the draws in which
        no other action gains more, or more per unit of money, and it gains at all; ties are divided).
        """
        drawn, expected = self.draws(outcome), self.expected(outcome)
        low, median, high = _quantiles(drawn, self.confidence)
        costs = np.array([action.cost for action in self.actions])
        return pd.DataFrame(
            {
                "mean": expected,
                "median": median,
                "low": low,
                "high": high,
                "p_positive": (drawn > 0).mean(axis=1),
                "per_cost": per_cost(expected, costs),
                "p_best": best_chances(drawn),
                "p_best_per_cost": best_chances(drawn, costs),
            },
            index=pd.Index([action.key for action in self.actions], name="action"),
        )

    def total(self, outcome: str, chosen: npt.NDArray[np.bool_]) -> Total:
        """Give what the chosen actions (bool, shape (A,)) bring together.

        Actions on one driver add up to no more than its scale has room for, and all to no more than the outcome's.
        """
        target = self.outcomes[outcome]
        drawn, mean = np.zeros(self.changes.shape[1]), 0.0
        for driver in self.drivers:
            effect = target.effect_of(driver)
            change = np.clip(self.changes[self.on(driver) & chosen].sum(axis=0), *self.room(driver))
            drawn += effect * change
            mean += float(effect.mean() * change.mean())
        return self._told(np.clip(drawn, *target.room), float(np.clip(mean, *target.room)))

    def change(self, driver: str, chosen: npt.NDArray[np.bool_]) -> Total:
        """Give what the chosen actions (bool, shape (A,)) add to the mean score of a driver together."""
        drawn = np.clip(self.changes[self.on(driver) & chosen].sum(axis=0), *self.room(driver))
        return self._told(drawn, float(drawn.mean()))

    def _told(self, drawn: FloatArray, mean: float) -> Total:
        low, median, high = (float(limit[0]) for limit in _quantiles(drawn[None], self.confidence))
        return Total(mean, median, low, high, float((drawn > 0).mean()))


def simulated_gains(
    actions: Sequence[Action],
    scores: Mapping[str, float],
    outcomes: Sequence[Outcome],
    *,
    seed: int | Sequence[int] = 0,
    confidence: float = 0.95,
) -> Gains:
    """Draw what each action may bring, once for each resample of the effects.

    `scores` gives the mean score now of each driver, 0–100. The gain of action a in draw b is
    `effect(b) · reach · min(lift(b), 100 − score)`: lift from a PERT distribution, effect from the bootstrap of the
    total effects; a fall goes no further than −score. Same input and seed, same draws.

    An association until a follow-up or a control group shows more.
    Raises StatisticsError for no or doubled actions, a driver without effect or score, numbers out of range, and
    outcomes of which the draws do not belong together or are too few for the limits.
    See `docs/methods/actions.md`.

    >>> effects = TotalEffects("attitude", ("trust",), np.array([0.5]), np.full((1, 39), 0.5), 400, 400.0, 0.95)
    >>> call = Action("call", "trust", (4.0, 4.0, 4.0), cost=2000, weeks=3, reach=0.5)
    >>> gains = simulated_gains([call], {"trust": 60.0}, [Outcome(effects, now=55.0)])
    >>> float(gains.table("attitude").loc["call", "mean"])
    1.0
    """
    upper_tail(confidence)
    known = {outcome.effects.outcome: outcome for outcome in outcomes}
    checked_outcomes(outcomes, confidence)
    checked_actions(actions, outcomes[0].effects.names)
    checked_scores([action.driver for action in actions], scores)
    drawn = drawn_lifts(
        [action.lift for action in actions],
        outcomes[0].effects.draws.shape[1],
        np.random.default_rng(seed),
    )
    room = np.array([(-scores[action.driver], 100.0 - scores[action.driver]) for action in actions])
    kept = np.clip(drawn, room[:, :1], room[:, 1:])
    reach = np.array([action.reach for action in actions])[:, None]
    return Gains(tuple(actions), dict(scores), known, kept * reach, (kept != drawn).mean(axis=1), confidence)


def per_cost(gain: FloatArray, cost: FloatArray) -> FloatArray:
    """Gain per unit of money, of the shape of `gain`; where it costs nothing ±infinity, or NaN without a gain.

    >>> per_cost(np.array([1.0, 1.0, 0.0]), np.array([2.0, 0.0, 0.0])).tolist()
    [0.5, inf, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(gain / cost)


def best_chances(drawn: FloatArray, cost: FloatArray | None = None) -> FloatArray:
    """Part of the draws (A, B) in which each action is the best one and gains at all, shape (A,).

    With `cost` (A,) the best is that which gains most per unit of money: what gains and costs nothing comes before
    all else, and among such the larger gain. Actions that are level divide the draw.

    >>> best_chances(np.array([[1.0, 2.0, -1.0, 3.0], [2.0, 1.0, -2.0, 3.0]])).tolist()
    [0.375, 0.375]
    """
    rated = drawn
    if cost is not None:
        free = (cost == 0)[:, None] & (drawn > 0)
        rated = np.divide(drawn, cost[:, None], out=drawn.copy(), where=cost[:, None] > 0)
        # Where something is to be had for nothing, only such actions compete, by their gain.
        rated = np.where(free.any(axis=0), np.where(free, drawn, -np.inf), rated)
    first = (rated == rated.max(axis=0)) & (drawn > 0)
    return np.asarray((first / np.maximum(first.sum(axis=0), 1)).mean(axis=1))


def _quantiles(drawn: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lower limit, median and upper limit of each row: quantiles of type 6, at k/(B + 1)."""
    upper = upper_tail(confidence)
    low, median, high = np.quantile(drawn, [1 - upper, 0.5, upper], axis=1, method="weibull")
    return low, median, high
