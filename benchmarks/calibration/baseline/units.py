"""Employees beside customers: how two scores go together over a few units."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from benchmarks.calibration.covering import held, limits
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from benchmarks.units import MANY, drawn
from toolkit.measures.units import rank_correlation

UNITS = (6, 12, 20)
KINDS = {"normal": "scores that are normal", "skew": "scores with a long tail"}
_CLAIMS = {
    **{
        f"none, {units} units": Claim(
            "type I",
            f"Over {units} units scores that have nothing to do with each other are said to go together.",
        )
        for units in UNITS
    },
    **{
        f"{kind}, {units} units": Claim(
            "coverage", f"The interval of the rank correlation over {units} units holds it, of {told}."
        )
        for kind, told in KINDS.items()
        for units in UNITS
    },
}


@cache
def _truth(kind: str) -> float:
    one, other = drawn(kind, 0.6, (1, MANY), np.random.default_rng(8))
    return float(stats.spearmanr(one[0], other[0]).statistic)


@study("units", "baseline", _CLAIMS, designs=("base",), piece=500)
def units(design: Design, repeats: int, seed: int) -> Hits:  # noqa: ARG001 - units are counted, not respondents
    """Draw units with two scores that go together (.6), or not at all."""
    generator = np.random.default_rng([seed, 9])
    marks: dict[str, list[float]] = {}
    for number in UNITS:
        pairs = zip(*drawn("normal", 0.0, (repeats, number), generator), strict=True)
        marks[f"none, {number} units"] = [rank_correlation(*pair).p < 0.05 for pair in pairs]
        for kind in KINDS:
            pairs = zip(*drawn(kind, 0.6, (repeats, number), generator), strict=True)
            found = [limits(rank_correlation(*pair).estimate) for pair in pairs]
            marks[f"{kind}, {number} units"] = [held(each, _truth(kind)) for each in found]
    return marks
