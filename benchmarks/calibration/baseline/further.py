"""Further intervals and tests of the baseline: correlations of themes, pairs of cohorts, and the limits of a bend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from benchmarks.calibration.baseline.orders import SHOP, SILENCE
from benchmarks.calibration.clients import Client, clients, everybody
from benchmarks.calibration.covering import Limits, covered, held, limits, rows_of
from benchmarks.calibration.designs import DESIGNS, Design, world_of
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.log_rank import log_rank_pairs
from toolkit.measures.behaviour.summary import summarised
from toolkit.measures.correlation import correlation_table
from toolkit.measures.loyalty.bend import bend
from toolkit.simulate import Bend, World, complete_world
from toolkit.simulate.orders import draw_orders

THEMES = ("satisfaction", "image", "trust", "involvement", "lock_in", "attitude", "behaviour")
COHORTS = 4
RESAMPLES = 399
_NUMBERS = {
    "mark": "of the mark at which a line bends best",
    "before": "of its slope up to there",
    "after": "of its slope from there on",
    "line": "of the slope of the straight line",
}


def _correlations(one: Client) -> Mapping[str, Limits]:
    table = correlation_table(one.scores[list(THEMES)], one.weights)
    pairs = [f"pair:{first}-{second}" for first, second in zip(table["first"], table["second"], strict=True)]
    return dict(rows_of(table, pairs))


@study(
    "correlations",
    "baseline",
    {
        "pair": Claim(
            "coverage", "The interval of the correlation of two themes holds it (`correlation_table`)."
        )
    },
    piece=100,
)
def correlations(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the correlation of each pair of themes against that of all customers."""
    return covered(design, repeats, seed, _correlations, ("pair",))


@study(
    "cohort-pairs",
    "baseline",
    {
        "any": Claim(
            "type I", "Of four cohorts that lapse alike any two are said to differ (`log_rank_pairs`, Holm)."
        )
    },
    designs=("base", "n100", "n200", "n1000", "n2000"),
    piece=50,
)
def pairs_of_cohorts(design: Design, repeats: int, seed: int) -> Hits:
    """Compare cohorts two by two where nothing differs."""
    lines = draw_orders(SHOP, design.n * repeats, seed=[seed, 41])
    whole = summarised(lines, end=SHOP.end, inactive_after_days=SILENCE, threads=1)
    draw = np.random.default_rng([seed, 42])
    found = []
    for number in range(repeats):
        mine = whole[whole["customer"] // design.n == number]
        groups = draw.integers(0, COHORTS, len(mine))
        pairs = log_rank_pairs(mine["lapse_days"], mine["lapsed"], groups)
        found.append((pairs["p_holm"] < 0.05).any())
    return {"any": found}


def _bent(design: Design) -> World:
    return world_of(design, complete_world(bend=Bend("satisfaction", at=0.7, slope=0.6)))


@cache
def _bend_of_all(design: str) -> Mapping[str, float]:
    whole = everybody(DESIGNS[design], _bent(DESIGNS[design]))
    found = bend(
        whole.items["SAT_1"],
        whole.scores["attitude"],
        generator=np.random.default_rng(0),
        weights=whole.weights,
        resamples=1,
    )
    return {name: getattr(found, name).value for name in _NUMBERS}


@study(
    "bend-limits",
    "baseline",
    {
        name: Claim("coverage", f"The interval {told} holds it, whether or not the report tells it (`bend`).")
        for name, told in _NUMBERS.items()
    },
    piece=50,
)
def bend_limits(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the best bend against that of all customers."""
    true, draw = _bend_of_all(design.name), np.random.default_rng([seed, 43])
    marks: dict[str, list[float]] = {name: [] for name in _NUMBERS}
    for one in clients(design, _bent(design), repeats, seed):
        try:
            found = bend(
                one.items["SAT_1"],
                one.scores["attitude"],
                generator=draw,
                weights=one.weights,
                resamples=RESAMPLES,
            )
        except StatisticsError:
            found = None
        for name, kept in marks.items():
            kept.append(float("nan") if found is None else held(limits(getattr(found, name)), true[name]))
    return marks
