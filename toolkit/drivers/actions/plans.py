"""All plans that money and time allow, written out, and which of them is best in each of many draws."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.drivers.actions.options import Limits, Options, Starts, level_prices, quarters_left
from toolkit.drivers.thresholds import MOST_PLANS
from toolkit.measures.weights import FloatArray

# Plans × draws that are weighed at a time: 32 MB.
_WEIGHED = 4_000_000


def all_plans(options: Options, limits: Limits, *, most: int = MOST_PLANS) -> Starts | None:
    """Write out every plan to which nothing can be added and in which nothing can begin earlier, shape (P, A).

    As in `Choice.starts`, −1 is not chosen. With gains above 0 and no ceiling the best plan is among these; an action
    that gains nothing in a draw is left out of it there. None where more than `most` plans are to be looked at.
    """
    span = limits.span(options.weeks)
    work = options.weeks / span
    starts = np.full((1, len(options.keys)), -1)
    spent, used = np.zeros(1), np.zeros((1, limits.quarters))
    for action in range(len(options.keys)):
        added = [(starts, spent, used)]
        for begin in _begins(limits, int(span[action])):
            also = used.copy()
            also[:, begin : begin + span[action]] += work[action]
            cost = spent + options.cost[action]
            kept = limits.affords(cost) & limits.fits(also).all(axis=1)
            chosen = starts[kept].copy()
            chosen[:, action] = begin
            added.append((chosen, cost[kept], also[kept]))
        if sum(len(one) for one, _, _ in added) > most:
            return None
        starts, spent, used = (
            np.concatenate([one[0] for one in added]),
            np.concatenate([one[1] for one in added]),
            np.concatenate([one[2] for one in added]),
        )
    return starts[_full(starts, spent, used, options, limits)]


def _begins(limits: Limits, span: int) -> range:
    """The quarters in which an action may begin; without a limit of work there is no reason to wait."""
    last = limits.quarters - span + 1
    return range(min(last, 1) if limits.capacity is None else last)


def _full(
    starts: Starts, spent: FloatArray, used: FloatArray, options: Options, limits: Limits
) -> npt.NDArray[np.bool_]:
    """Say of which plans no action can be added or begin earlier, shape (P,)."""
    span = limits.span(options.weeks)
    full = np.ones(len(starts), dtype=np.bool_)
    quarters = np.arange(limits.quarters)
    for action in range(len(options.keys)):
        now = starts[:, action]
        work = options.weeks[action] / span[action]
        mine = (now[:, None] >= 0) & (now[:, None] <= quarters) & (quarters < now[:, None] + span[action])
        others = used - work * mine
        affordable = (now >= 0) | limits.affords(spent + options.cost[action])
        for begin in _begins(limits, int(span[action])):
            free = limits.fits(others[:, begin : begin + span[action]] + work).all(axis=1)
            full &= ~((now < 0) | (begin < now)) | ~free | ~affordable
    return full


def fixed_prices(plans: Starts, options: Options, limits: Limits) -> FloatArray:
    """What settles the choice between level plans, shape (P,), in gain × quarters."""
    of_cost, of_place = level_prices(options, limits)
    chosen = plans >= 0
    early = np.where(chosen, limits.quarters - plans, 0)
    return np.asarray(chosen @ of_cost + early @ of_place)


def best_plans(
    weights: FloatArray, fixed: FloatArray, gains: FloatArray
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Find the best of plans in each draw: its place and what it is worth, shapes (B,).

    `weights` (P, A) holds the quarters that each action works in each plan, `fixed` (P,) what a plan is worth apart
    from that, `gains` (A, B) the gains per draw; an action that loses in a draw is left out of it.
    """
    places = np.empty(gains.shape[1], dtype=np.int64)
    worth = np.empty(gains.shape[1])
    wanted = np.maximum(gains, 0)
    step = max(1, _WEIGHED // len(weights))
    for start in range(0, gains.shape[1], step):
        some = slice(start, start + step)
        values = weights @ wanted[:, some] + fixed[:, None]
        places[some] = values.argmax(axis=0)
        worth[some] = values.max(axis=0)
    return places, worth


def weights_of(plans: Starts, options: Options, limits: Limits) -> FloatArray:
    """For how many quarters each action works in each plan, shape (P, A)."""
    return quarters_left(plans, limits.span(options.weeks), limits.quarters)
