"""The plan for the next wave: the change that it says will be found is found as often as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, clients, everybody_planted, planted_clients
from benchmarks.calibration.designs import DESIGNS, Design, planted
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.differences import Kind, Summary, difference, summarise
from toolkit.measures.nps import nps_scores
from toolkit.measures.planning import Design as Plan
from toolkit.measures.planning import detectable_change
from toolkit.measures.weights import effective_n, mean_variance, weighted_mean
from toolkit.simulate import World, true_values
from toolkit.simulate.everybody import everybody
from toolkit.simulate.scales import distribution
from toolkit.simulate.world import items

# What is planned: a driver that rises, and what of it is measured.
_MOVED = {"mean": "trust", "NPS": "trust", "share": "satisfaction"}
_KINDS: dict[str, Kind] = {"mean": "mean", "NPS": "nps", "share": "share"}
_FURTHEST = 30.0
_SAYS = {
    "mean": "The smallest change of a theme's mean that the plan says will be found is found (`detectable_change`).",
    "NPS": "The same of the net promoter score.",
    "share": "The same of the share of marks of 9 or 10.",
}


def _answers(one: Client, what: str) -> pd.Series:
    if what == "mean":
        return one.scores["trust"]
    mark = one.items["ATT_1" if what == "NPS" else "SAT_1"]
    return mark if what == "NPS" else (mark >= 9).astype(float).where(mark.notna())


def _true(what: str) -> Callable[[World], float]:
    """Give what is measured in a world, in its unit."""
    if what == "mean":
        return lambda world: true_values(world).means["trust"]
    if what == "NPS":
        return lambda world: true_values(world).nps or 0.0
    return _nines


def _nines(world: World) -> float:
    people = everybody(world)
    item = next(one for one in items(world) if one.id == "SAT_1")
    spread = people.together("satisfaction", "satisfaction")
    return float(distribution(item, people.mean("satisfaction"), people.shares, spread)[8:].sum())


def _planned(design: Design, what: str) -> float:
    """Give the change that the plan of a client with the true spread calls detectable, as the report plans it."""
    whole = everybody_planted(design.name)
    answers = _answers(whole, what)
    kept = answers.notna().to_numpy()
    x = nps_scores(answers[kept]) if what == "NPS" else answers[kept].to_numpy(dtype=float)
    weights = np.ones(len(x)) if whole.weights is None else whole.weights[kept]
    effective, n = effective_n(weights), design.n * kept.mean()
    share = what == "share"
    plan = Plan(
        n,
        sd=None if share else float(np.sqrt(mean_variance(x, weights) * effective)),
        share=float(weighted_mean(x, weights)) if share else None,
        design_effect=float(max(1.0, len(x) / effective)),
        student=what == "mean" or design.weighted,
    )
    return detectable_change(plan, n)


@cache
def _next_worlds(name: str) -> Mapping[str, World]:
    """Give worlds in which a driver has risen so much that what is measured has risen by what was planned."""
    design = DESIGNS[name]
    here, found = planted(design), {}
    for what, driver in _MOVED.items():
        true = _true(what)
        goal = true(here) + _planned(design, what)
        low, high = 0.0, _FURTHEST
        while high - low > 1e-3:
            middle = (low + high) / 2
            low, high = (middle, high) if true(_risen(here, driver, middle)) < goal else (low, middle)
        found[what] = _risen(here, driver, low)
    return found


def _risen(world: World, driver: str, points: float) -> World:
    return replace(world, improvement={driver: points})


@study(
    "plan",
    "baseline",
    {what: Claim("power", says, bound=0.80) for what, says in _SAYS.items()},
    designs=tuple(name for name, design in DESIGNS.items() if not design.missing and design.n > 100),
    piece=100,
)
def plan(design: Design, repeats: int, seed: int) -> Hits:
    """Draw this wave and the next, of other customers, and test the difference as the follow-up does."""
    before = planted_clients(design, repeats, seed)
    found = {}
    for what, world in _next_worlds(design.name).items():
        after = clients(design, world, repeats, seed + 500_000)
        pairs = zip(before, after, strict=True)
        found[what] = [difference(_summary(two, what), _summary(one, what)).p < 0.05 for one, two in pairs]
    return found


def _summary(one: Client, what: str) -> Summary:
    return summarise(_answers(one, what), one.weights, kind=_KINDS[what])
