"""Satisfied is not loyal: the line of attitude by report mark, and the bend in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.calibration.clients import Client, clients, null_clients, planted_clients
from benchmarks.calibration.covering import Limits, covered, rows_of
from benchmarks.calibration.designs import Design, world_of
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.loyalty.bend import bend
from toolkit.measures.loyalty.curve import mark_curve
from toolkit.simulate import Bend, complete_world

RESAMPLES = 399


def _curve(one: Client) -> Mapping[str, Limits]:
    table = mark_curve(one.items["SAT_1"], one.scores["attitude"], minimum=10, weights=one.weights)
    single = table[table["first"] == table["last"]]
    return {f"mark:{name}": row for name, row in rows_of(single, single["first"])}


@study(
    "curve",
    "baseline",
    {
        "mark": Claim(
            "coverage", "The interval of the mean attitude at a report mark holds it (`mark_curve`)."
        )
    },
    piece=100,
)
def curve(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the mean at each mark against all customers."""
    return covered(design, repeats, seed, _curve, ("mark",))


@study(
    "bend",
    "baseline",
    {
        "flat": Claim("type I", "A line that does not rise at all is said to bend (`bend`, wild bootstrap)."),
        "straight": Claim(
            "type I", "A straight line that rises, with more spread at low marks, is said to bend (`bend`)."
        ),
        "bent": Claim(
            "power", "A line that rises faster from one mark on is said to bend (`bend`).", told=True
        ),
    },
    piece=100,
)
def bends(design: Design, repeats: int, seed: int) -> Hits:
    """Look for a bend where there is none, and where there is one."""
    generator = np.random.default_rng([seed, 2])
    bent = world_of(design, complete_world(bend=Bend("satisfaction", at=0.7, slope=0.6)))
    found: dict[str, list[float]] = {"flat": [], "straight": [], "bent": []}
    for one in null_clients(design, repeats, seed):
        found["flat"].append(_bends(one, one.scores["attitude"].to_numpy(), generator))
    for one in planted_clients(design, repeats, seed):
        mark = one.items["SAT_1"].to_numpy()
        straight = 10 + 6 * mark + (14 - mark) * generator.standard_normal(len(mark))
        found["straight"].append(_bends(one, straight, generator))
    for one in clients(design, bent, repeats, seed):
        found["bent"].append(_bends(one, one.scores["attitude"].to_numpy(), generator))
    return found


def _bends(one: Client, score: np.ndarray, generator: np.random.Generator) -> float:
    found = bend(one.items["SAT_1"], score, generator=generator, weights=one.weights, resamples=RESAMPLES)
    return float(found.p < 0.05)
