"""What there is to choose from, the means there are, and what a plan of it is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.drivers.actions.gain import Gains
from toolkit.drivers.thresholds import LEVEL_WITHIN
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray

Starts = npt.NDArray[np.int64]

# Sums of costs and weeks may exceed what there is by rounding.
_ROUNDING = 1e-9
# What a place in the list weighs beside costs, where gains are level.
_PLACE = 1e-3


@dataclass(frozen=True, slots=True)
class Limits:
    """The means: money for all actions together, weeks of work per quarter, and the quarters planned.

    None means that there is no limit.
    """

    budget: float | None = None
    capacity: float | None = None
    quarters: int = 4

    def __post_init__(self) -> None:
        if self.budget is not None and not (math.isfinite(self.budget) and self.budget >= 0):
            raise StatisticsError(f"budget is {self.budget:g}; it must be 0 or more, or None for no limit")
        if self.capacity is not None and not (math.isfinite(self.capacity) and self.capacity > 0):
            raise StatisticsError(f"capacity is {self.capacity:g}; it must be above 0, or None for no limit")
        if self.quarters < 1:
            raise StatisticsError(f"quarters is {self.quarters}; plan at least one")

    def affords(self, cost: FloatArray) -> npt.NDArray[np.bool_]:
        """Say whether there is money for costs, of any shape."""
        return np.asarray(cost <= (np.inf if self.budget is None else self.budget * (1 + _ROUNDING)))

    def fits(self, weeks: FloatArray) -> npt.NDArray[np.bool_]:
        """Say whether there is time for weeks of work in one quarter, of any shape."""
        return np.asarray(weeks <= (np.inf if self.capacity is None else self.capacity * (1 + _ROUNDING)))

    def span(self, weeks: FloatArray) -> npt.NDArray[np.int64]:
        """Give how many quarters actions take, shape (A,): more than one where the work exceeds the capacity.

        What takes longer than the quarters planned takes one more than these: so much longer that no whole number
        holds it is as impossible.
        """
        if self.capacity is None:
            return np.ones(len(weeks), dtype=np.int64)
        with np.errstate(over="ignore"):
            quarters = np.ceil(weeks / self.capacity - _ROUNDING)
        return np.clip(quarters, 1, self.quarters + 1).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """The actions as the choice sees them: `gain`, `cost`, `weeks` of shape (A,), and the driver of each.

    `ceiling` is the most that all actions on a driver can gain together, `most` the most that all can.
    """

    keys: tuple[str, ...]
    gain: FloatArray
    cost: FloatArray
    weeks: FloatArray
    drivers: tuple[str, ...]
    ceiling: Mapping[str, float]
    most: float = math.inf

    @property
    def wanted(self) -> npt.NDArray[np.bool_]:
        """Say of each action whether it is expected to gain anything, shape (A,)."""
        return np.asarray(self.gain > 0)

    @property
    def ceilings_bind(self) -> bool:
        """Whether actions together may reach more than there is room for."""
        gain = np.maximum(self.gain, 0)
        names = np.array(self.drivers)
        over = any(
            gain[names == name].sum() > self.ceiling[name] * (1 + _ROUNDING) for name in set(self.drivers)
        )
        return over or bool(gain.sum() > self.most * (1 + _ROUNDING))

    def by_quarter(self, starts: Starts, limits: Limits) -> FloatArray:
        """Gain reached by the end of each quarter of one plan, shape (quarters,)."""
        ends = starts + limits.span(self.weeks) - 1
        reached = np.zeros(limits.quarters)
        for name in dict.fromkeys(self.drivers):
            mine = np.array([driver == name for driver in self.drivers]) & (starts >= 0)
            by = [float(self.gain[mine & (ends <= quarter)].sum()) for quarter in range(limits.quarters)]
            reached += np.minimum(by, self.ceiling[name])
        return np.minimum(reached, self.most)


def options_of(gains: Gains, outcome: str) -> Options:
    """Put gains before the choice: expected gains in one outcome, and the room that is left.

    The room of a driver is that of its scale, times its mean effect.
    """
    target, expected = gains.outcomes[outcome], gains.expected(outcome)
    ceiling = {}
    for driver in gains.drivers:
        effect = float(target.effect_of(driver).mean())
        ceiling[driver] = effect * gains.room(driver)[1 if effect > 0 else 0]
    return Options(
        keys=tuple(action.key for action in gains.actions),
        gain=expected,
        cost=np.array([action.cost for action in gains.actions], dtype=np.float64),
        weeks=np.array([action.weeks for action in gains.actions], dtype=np.float64),
        drivers=tuple(action.driver for action in gains.actions),
        ceiling=ceiling,
        most=target.room[1],
    )


def quarters_left(starts: Starts, span: npt.NDArray[np.int64], quarters: int) -> FloatArray:
    """For how many quarters each action of plans works, of the shape of `starts` (A last); 0 where it is not chosen.

    It works from the quarter in which it is finished, that one included.
    """
    return np.where(starts >= 0, quarters - starts - span + 1, 0).astype(np.float64)


def level_prices(options: Options, limits: Limits) -> tuple[FloatArray, FloatArray]:
    """What settles the choice where gains are level: prices of each action, shapes (A,), in gain × quarters.

    The first is little, and more the more an action costs. The second is a trace of that, more the further down the
    list an action stands, and counts for each quarter from its beginning: what stands first goes first.
    """
    scale = LEVEL_WITHIN * limits.quarters * float(np.maximum(options.gain, 0).sum())
    total = float(options.cost.sum())
    places = (np.arange(len(options.keys)) + 1) / (len(options.keys) + 1)
    of_cost = options.cost / total if total else np.zeros(len(options.keys))
    return scale * of_cost, scale * _PLACE / limits.quarters * places
