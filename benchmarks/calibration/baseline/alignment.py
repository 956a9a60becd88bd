"""Values of the organisation: how far what customers notice falls short of what matters to them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarks.calibration.clients import Client, null_clients
from benchmarks.calibration.covering import Limits, covered
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.loyalty.alignment import congruence, match_link, value_gaps
from toolkit.simulate.complete import VALUES

_SAYS = {
    "gap": "The interval of the gap between experience and importance of a value holds it (`value_gaps`).",
    "match": "The interval of the correlation of the match with attitude holds it (`match_link`, Fisher's z).",
}


def _sides(one: Client) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give importance and experience, 0 to 100, a column per value."""
    sides = []
    for side in ("IMP", "EXP"):
        raw = one.items[[f"VAL_{number}_{side}" for number in range(1, VALUES + 1)]]
        sides.append(
            ((raw - 1) * (100 / (one.points - 1))).set_axis([f"v{n}" for n in range(1, VALUES + 1)], axis=1)
        )
    return sides[0], sides[1]


def _gaps(one: Client) -> Mapping[str, Limits]:
    important, noticed = _sides(one)
    table = value_gaps(important, noticed, one.weights)[["estimate", "low", "high"]]
    found: dict[str, Limits] = {
        f"gap:{name}": (row[0], row[1], row[2])
        for name, row in zip(table.index, table.to_numpy().tolist(), strict=True)
    }
    link = match_link(congruence(important, noticed), one.scores["attitude"], one.weights)
    return found | {"match": (link["estimate"], link["low"], link["high"])}


@study("values", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def values(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the gaps of the values against those of all customers."""
    return covered(design, repeats, seed, _gaps, tuple(_SAYS))


@study(
    "values-without-gap",
    "baseline",
    {
        "gap": Claim("type I", "Of values noticed as much as they matter any is told to have a gap (Holm)."),
        "match": Claim(
            "type I", "A match that has nothing to do with attitude is told to go with it (`match_link`)."
        ),
    },
    piece=100,
)
def without_gap(design: Design, repeats: int, seed: int) -> Hits:
    """Look for gaps and a link where there are none."""
    gap, match = [], []
    for one in null_clients(design, repeats, seed):
        important, noticed = _sides(one)
        gap.append((value_gaps(important, noticed, one.weights)["p_holm"] < 0.05).any())
        link = match_link(congruence(important, noticed), one.scores["attitude"], one.weights)
        match.append(link["p"] < 0.05)
    return {"gap": gap, "match": match}
