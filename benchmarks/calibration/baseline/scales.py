"""Do the scales hold: alpha, omega and their kin, and whether two scales are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, everybody_planted, planted_clients
from benchmarks.calibration.covering import Limits, covered, held, limits, together
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.scales.discriminant import htmt
from toolkit.measures.scales.omega import factor_model
from toolkit.measures.scales.reliability import cronbach_alpha, item_analysis, spearman_brown

THEMES = {
    "satisfaction": ["SAT_1", "SAT_2", "SAT_3"],
    "image": ["IMG_1", "IMG_2", "IMG_3", "IMG_4"],
    "trust": ["TRU_1", "TRU_2", "TRU_3", "TRU_4"],
}
RESAMPLES = 399
_SAYS = {
    "alpha": "The interval of alpha holds its true value (`cronbach_alpha`, Feldt).",
    "two": "The interval of the reliability of two questions holds it (`spearman_brown`, Fisher's z).",
    "omega": "The interval of omega holds its true value (`factor_model`).",
    "extracted": "The interval of the variance extracted holds it (`factor_model`).",
    "item": "The interval of the correlation of a question with the rest of its scale holds it (`item_analysis`).",
}


def _scales(one: Client) -> Mapping[str, Limits]:
    found: dict[str, Limits] = {}
    for name in ("image", "trust"):
        items = one.items[THEMES[name]]
        model = factor_model(items, weights=one.weights)
        found[f"alpha:{name}"] = limits(cronbach_alpha(items, weights=one.weights))
        found[f"omega:{name}"] = limits(model.omega)
        found[f"extracted:{name}"] = limits(model.ave)
        table = item_analysis(items, one.weights)[["estimate", "low", "high"]]
        found |= {f"item:{item}": tuple(row) for item, row in zip(table.index, table.to_numpy(), strict=True)}
    found["two"] = limits(spearman_brown(one.items[["AFF_1", "AFF_2"]], weights=one.weights))
    return found


@study("scales", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def scales(design: Design, repeats: int, seed: int) -> Hits:
    """Hold what is said of scales against all customers."""
    return covered(design, repeats, seed, _scales, tuple(_SAYS))


@cache
def _ratios(design: str) -> pd.Series:
    """Give the true ratio of each pair of themes; nothing is resampled for it."""
    whole = everybody_planted(design)
    found = htmt(whole.items, THEMES, generator=np.random.default_rng(0), weights=whole.weights, resamples=0)
    return found.set_index(["first", "second"])["htmt"]


@study(
    "HTMT",
    "baseline",
    {"ratio": Claim("coverage", "The interval of the heterotrait-monotrait ratio holds it (`htmt`).")},
    piece=100,
)
def discriminant(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the ratio of each pair of three themes against all customers."""
    true = _ratios(design.name)
    generator = np.random.default_rng([seed, 1])
    marks = []
    for one in planted_clients(design, repeats, seed):
        table = htmt(one.items, THEMES, generator=generator, weights=one.weights, resamples=RESAMPLES)
        table = table.set_index(["first", "second"])[["htmt", "low", "high"]]
        marks.append(
            together(
                [
                    held(tuple(row), true[pair])
                    for pair, row in zip(table.index, table.to_numpy(), strict=True)
                ]
            )
        )
    return {"ratio": marks}
