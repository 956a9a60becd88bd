"""Attitude and behaviour: the groups of Dick and Basu, who is captive, and how the groups lie over segments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.calibration.clients import Client, null_clients
from benchmarks.calibration.covering import Limits, covered, limits, rows_of
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.loyalty.by_segment import groups_by_segment
from toolkit.measures.loyalty.groups import captive_share, convenience_share, loyalty_groups
from toolkit.measures.loyalty.independence import independence_test
from toolkit.measures.multiplicity import holm

CUT = 60.0
_SAYS = {
    "group": "The interval of the share of a loyalty group holds it (`loyalty_groups`, Wilson).",
    "captive": "The interval of the share of captive customers holds it (`captive_share`).",
    "convenience": "The interval of the share who stay out of convenience holds it (`convenience_share`).",
    "segment": "The interval of the share of a loyalty group within a segment holds it (`groups_by_segment`).",
}


def _shares(one: Client) -> Mapping[str, Limits]:
    attitude, behaviour, lock_in = (one.scores[key] for key in ("attitude", "behaviour", "lock_in"))
    found = {
        f"group:{name}": row
        for name, row in rows_of(loyalty_groups(attitude, behaviour, weights=one.weights))
    }
    by_segment = groups_by_segment(attitude, behaviour, one.segments["channel"], weights=one.weights)
    found |= {f"segment:{name}": row for name, row in rows_of(by_segment)}
    found["captive"] = limits(captive_share(lock_in, attitude, weights=one.weights))
    found["convenience"] = limits(convenience_share(attitude, behaviour, lock_in, weights=one.weights))
    return found


@study("loyalty", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def loyalty(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the shares of loyalty groups against all customers."""
    return covered(design, repeats, seed, _shares, tuple(_SAYS))


@study(
    "loyalty-by-segment",
    "baseline",
    {
        "any": Claim(
            "type I",
            "Of three divisions that tell nothing, any is said to hang together with the loyalty groups "
            "(`independence_test`, Holm).",
        )
    },
    piece=100,
)
def by_segment(design: Design, repeats: int, seed: int) -> Hits:
    """Test groups over segments where nothing hangs together."""
    marks = []
    for one in null_clients(design, repeats, seed):
        both = one.scores[["attitude", "behaviour"]].dropna()
        kind = (both["attitude"] >= CUT) * 2 + (both["behaviour"] >= CUT)
        weights = None if one.weights is None else one.weights[both.index]
        p = [
            independence_test(kind, one.segments.loc[both.index, key], weights).p
            for key in ("channel", "region", "arrival")
        ]
        marks.append(float(np.nanmin(holm(p)) < 0.05))
    return {"any": marks}
