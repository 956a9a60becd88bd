"""Which actions to choose under budget and capacity, and in which quarter: the best plan there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from toolkit.drivers.actions.options import Limits, Options, Starts
from toolkit.drivers.actions.programme import Programme
from toolkit.measures.weights import FloatArray

Reason = Literal["no_gain", "too_long", "too_dear", "crowded_out", "no_room"]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The best plan. `starts` and `ends` (A,): first and last quarter of each action, from 0; −1 if it is not chosen.

    `value`: gain added up over the quarters in which it works; `gain`: gain once all is done; `reached`: gain by the
    end of each quarter; `cost` in money; `weeks` of work per quarter; `left_out`: why the others are not chosen:
    "no_gain" (none is expected), "too_long" (it takes more quarters than are planned), "too_dear" (it costs more than
    the budget by itself), "crowded_out" (it would fit by itself, but others bring more), "no_room" (there is money and
    time for it, but the others already gain all that a scale has room for).
    """

    keys: tuple[str, ...]
    starts: Starts
    ends: Starts
    value: float
    gain: float
    reached: FloatArray
    cost: float
    weeks: FloatArray
    left_out: Mapping[str, Reason]

    @property
    def chosen(self) -> npt.NDArray[np.bool_]:
        """Say of each action whether it is in the plan, shape (A,)."""
        return np.asarray(self.starts >= 0)

    @property
    def first(self) -> npt.NDArray[np.bool_]:
        """Say of each action whether it begins in the first quarter, shape (A,)."""
        return np.asarray(self.starts == 0)


def choose(options: Options, limits: Limits) -> Choice:
    """Choose the plan that gains most over the quarters planned, by mixed-integer linear programming.

    Maximises Σ_q G(q), G(q) the gain of all actions that are finished in quarter q or before: the earlier, the longer
    it counts. Actions on one driver gain no more together than its `ceiling`, all together no more than `most`.
    The costs of all chosen actions stay within the budget, the work of each quarter within the capacity. Work that
    exceeds the capacity is spread evenly over as few quarters in a row as hold it, and gains in the last of them.
    An action without expected gain is never chosen. Where plans are level (within a millionth of all gains), the
    cheaper one is taken, then the one that begins with what stands first in the list.

    Raises StatisticsError where the solver gives no answer.
    Source: Kellerer, Pferschy & Pisinger (2004), Knapsack Problems; solved by HiGHS (Huangfu & Hall 2018,
    Mathematical Programming Computation 10, 119–142). In R this is `lpSolve::lp("max", …, all.bin = TRUE)`.
    See `docs/methods/actions.md`.

    >>> three = Options(("a", "b", "c"), np.array([3.0, 2.0, 2.0]), np.array([50.0, 30.0, 30.0]), np.ones(3),
    ...                 ("x", "y", "z"), {"x": 9.0, "y": 9.0, "z": 9.0})
    >>> choose(three, Limits(budget=60, quarters=1)).starts.tolist()
    [-1, 0, 0]
    """
    span = limits.span(options.weeks)
    reasons = _impossible(options, limits, span)
    starts = np.full(len(options.keys), -1)
    if len(reasons) < len(options.keys):
        found = Programme(options, limits, [key not in reasons for key in options.keys]).best()
        if found is not None:
            starts = found
    return choice_of(options, limits, starts, reasons)


def choice_of(options: Options, limits: Limits, starts: Starts, reasons: Mapping[str, Reason]) -> Choice:
    """Tell everything about one plan."""
    span = limits.span(options.weeks)
    chosen = starts >= 0
    ends = np.where(chosen, starts + span - 1, -1)
    reached = options.by_quarter(starts, limits)
    quarters = np.arange(limits.quarters)
    busy = chosen[:, None] & (starts[:, None] <= quarters) & (quarters <= ends[:, None])
    weeks = (options.weeks / span) @ busy
    outside: dict[str, Reason] = {
        key: "no_room" if _fits_beside(options, limits, chosen, weeks, place) else "crowded_out"
        for place, key in enumerate(options.keys)
        if not chosen[place]
    }
    return Choice(
        keys=options.keys,
        starts=starts,
        ends=ends,
        value=float(reached.sum()),
        gain=float(reached[-1]),
        reached=reached,
        cost=float(options.cost[chosen].sum()),
        weeks=weeks,
        left_out={**outside, **{key: reason for key, reason in reasons.items() if key in outside}},
    )


def _fits_beside(
    options: Options, limits: Limits, chosen: npt.NDArray[np.bool_], weeks: FloatArray, place: int
) -> bool:
    """Say whether there is money and time for an action beside a plan with these weeks of work, shape (quarters,)."""
    span = int(limits.span(options.weeks)[place])
    free = limits.fits(weeks + options.weeks[place] / span)
    begins = range(limits.quarters - span + 1)
    affordable = limits.affords(options.cost[chosen].sum() + options.cost[place])
    return bool(affordable) and any(free[begin : begin + span].all() for begin in begins)


def _impossible(options: Options, limits: Limits, span: npt.NDArray[np.int64]) -> dict[str, Reason]:
    """Say of each action that can be in no plan why."""
    reasons: dict[str, Reason] = {}
    affordable = limits.affords(options.cost)
    for place, key in enumerate(options.keys):
        if not options.wanted[place]:
            reasons[key] = "no_gain"
        elif span[place] > limits.quarters:
            reasons[key] = "too_long"
        elif not affordable[place]:
            reasons[key] = "too_dear"
    return reasons
