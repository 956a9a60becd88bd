"""The choice of actions as a mixed-integer linear programme, for `scipy.optimize.milp`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from toolkit.drivers.actions.options import Limits, Options, Starts, level_prices
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray

# On this scale the solver's own tolerance, a millionth, is far below what a level gain is.
_SCALE = 1e5
_ROW_SCALE = 1e3
# What the solver says where no plan is allowed.
_INFEASIBLE = 2


class Programme:
    """The choice as rows of a mixed-integer programme: a variable for each action that begins in each quarter.

    `among` says which actions take part. Where ceilings bind, there is also a variable for the gain of each driver
    and of all of them by each quarter.
    """

    def __init__(self, options: Options, limits: Limits, among: Sequence[bool]) -> None:
        self.options, self.limits = options, limits
        self.span = limits.span(options.weeks)
        self.begins = [
            (action, start)
            for action in range(len(options.keys))
            if among[action]
            for start in range(limits.quarters - int(self.span[action]) + 1)
        ]
        self.drivers = tuple(dict.fromkeys(options.drivers[action] for action, _ in self.begins))
        self.capped = options.ceilings_bind
        extra = (len(self.drivers) + 1) * limits.quarters if self.capped else 0
        self.size = len(self.begins) + extra
        self.rows: list[tuple[FloatArray, float]] = []
        self._once()
        self._work()
        if self.capped:
            self._ceilings()

    def best(self) -> Starts | None:
        """Give the plan that gains most within the budget; None where none is allowed."""
        rows = list(self.rows)
        if self.limits.budget is not None:
            rows.append(self._money(None))
        of_cost, of_place = level_prices(self.options, self.limits)
        price = self._gain_row()
        for place, (action, start) in enumerate(self.begins):
            price[place] -= of_cost[action] + of_place[action] * (self.limits.quarters - start)
        return self._solved(-price, rows)

    def cheapest_with(self, action: int, least: float) -> float | None:
        """Least cost of the other actions in a plan with this one that is worth `least`; None where there is none."""
        of_it = np.zeros(self.size)
        of_it[: len(self.begins)] = [float(one == action) for one, _ in self.begins]
        gain = self._gain_row()
        # On a scale on which the solver's tolerance is far below a level gain.
        scale = _ROW_SCALE / max(float(np.abs(gain).max()), 1e-300)
        rows = [*self.rows, (-of_it, -1.0), (-gain * scale, -least * scale)]
        starts = self._solved(self._money(action)[0], rows)
        if starts is None:
            return None
        others = (starts >= 0) & (np.arange(len(starts)) != action)
        return float(self.options.cost[others].sum())

    def _gain_row(self) -> FloatArray:
        """What each variable adds to the worth of a plan."""
        row = np.zeros(self.size)
        if self.capped:
            row[-self.limits.quarters :] = 1.0
            return row
        for place, (action, start) in enumerate(self.begins):
            left = self.limits.quarters - start - int(self.span[action]) + 1
            row[place] = self.options.gain[action] * left
        return row

    def _money(self, without: int | None) -> tuple[FloatArray, float]:
        """Costs, in parts of the budget; `without` is an action that is left out."""
        budget = self.limits.budget or 1.0
        row = np.zeros(self.size)
        for place, (action, _) in enumerate(self.begins):
            row[place] = 0.0 if action == without else self.options.cost[action] / budget
        return row, 1.0 if self.limits.budget else 0.0

    def _once(self) -> None:
        """Each action begins once at most."""
        for action in dict.fromkeys(action for action, _ in self.begins):
            row = np.zeros(self.size)
            row[: len(self.begins)] = [float(one == action) for one, _ in self.begins]
            self.rows.append((row, 1.0))

    def _work(self) -> None:
        """The work of each quarter, in parts of the capacity."""
        if self.limits.capacity is None:
            return
        for quarter in range(self.limits.quarters):
            row = np.zeros(self.size)
            for place, (action, start) in enumerate(self.begins):
                if start <= quarter < start + self.span[action]:
                    row[place] = self.options.weeks[action] / self.span[action] / self.limits.capacity
            self.rows.append((row, 1.0))

    def _ceilings(self) -> None:
        """By each quarter a driver gains what its finished actions gain, up to its ceiling, and all of them so too."""
        quarters, places = self.limits.quarters, len(self.begins)
        for quarter in range(quarters):
            together = np.zeros(self.size)
            together[self.size - quarters + quarter] = 1.0
            self.rows.append((together.copy(), self.options.most))
            for number, driver in enumerate(self.drivers):
                own = places + number * quarters + quarter
                together[own] = -1.0
                most = np.zeros(self.size)
                most[own] = 1.0
                self.rows.append((most.copy(), self.options.ceiling[driver]))
                for place, (action, start) in enumerate(self.begins):
                    done = start + self.span[action] - 1 <= quarter
                    if done and self.options.drivers[action] == driver:
                        most[place] = -self.options.gain[action]
                self.rows.append((most, 0.0))
            self.rows.append((together, 0.0))

    def _solved(self, price: FloatArray, rows: list[tuple[FloatArray, float]]) -> Starts | None:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow to import

        places = len(self.begins)
        kept = [(row, limit) for row, limit in rows if math.isfinite(limit)]
        scale = _SCALE / max(float(np.abs(price).max()), 1e-300)
        found: Any = milp(
            price * scale,
            integrality=np.arange(self.size) < places,
            bounds=Bounds(0, np.where(np.arange(self.size) < places, 1, np.inf)),
            constraints=LinearConstraint(np.array([row for row, _ in kept]), -np.inf, [up for _, up in kept]),
            options={"mip_rel_gap": 0},
        )
        if found.status == _INFEASIBLE:
            return None
        if found.x is None or found.status != 0:
            raise StatisticsError(f"actions: the best plan was not found ({found.message})")
        starts = np.full(len(self.options.keys), -1)
        for (action, start), on in zip(self.begins, found.x[:places], strict=True):
            if on > 0.5:
                starts[action] = start
        return starts
