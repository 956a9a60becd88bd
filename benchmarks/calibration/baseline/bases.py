"""Why customers stay: how each reason goes with loyalty, and which of them most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, null_clients
from benchmarks.calibration.covering import Limits, covered, rows_of
from benchmarks.calibration.designs import Design, world_of
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from tests.simulate.jobs import job_of
from toolkit.analysis.baseline.bases import bases
from toolkit.measures.loyalty.bases import partial_correlations, partial_differences
from toolkit.measures.multiplicity import holm
from toolkit.measures.paired import paired_differences
from toolkit.simulate import Construct, Follower, Item, World, complete_world, simulate_wave

BASES = ("basis_calculative", "basis_affective", "basis_structural", "basis_moral")
OUTCOMES = ("attitude", "behaviour")
_SAYS = {
    "partial": "The interval of the partial correlation of a reason to stay holds it (`partial_correlations`).",
    "difference": "The interval of the difference of two partial correlations holds it (`partial_differences`).",
    "agreement": "The interval of the difference of two reasons' means holds it (`paired_differences`).",
}


def _links(one: Client) -> Mapping[str, Limits]:
    found: dict[str, Limits] = {}
    reasons = one.scores[list(BASES)]
    for outcome in OUTCOMES:
        links = partial_correlations(one.scores[outcome], reasons, one.weights)
        apart = partial_differences(one.scores[outcome], reasons, one.weights)
        found |= {f"partial:{outcome}:{name}": row for name, row in rows_of(links)}
        found |= {f"difference:{outcome}:{pair}": row for pair, row in rows_of(apart, _pairs(apart))}
    means = paired_differences(reasons, list(combinations(BASES, 2)), one.weights)
    return found | {f"agreement:{pair}": row for pair, row in rows_of(means, _pairs(means))}


def _pairs(table: pd.DataFrame) -> list[str]:
    return [f"{first}-{second}" for first, second in zip(table["first"], table["second"], strict=True)]


@study("reasons", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def reasons(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the links of the reasons to stay against those of all customers."""
    return covered(design, repeats, seed, _links, tuple(_SAYS))


@study(
    "reasons-without-link",
    "baseline",
    {
        "link": Claim(
            "type I", "A reason that has nothing to do with loyalty is said to go with it (Holm over all)."
        ),
        "agreement": Claim(
            "type I", "Of reasons with the same mean one is said to have another (Holm over pairs)."
        ),
    },
    piece=100,
)
def without_link(design: Design, repeats: int, seed: int) -> Hits:
    """Look for links and differences where there are none."""
    link, agreement = [], []
    for one in null_clients(design, repeats, seed):
        table = one.scores[list(BASES)]
        p = [partial_correlations(one.scores[name], table, one.weights)["p"] for name in OUTCOMES]
        link.append(holm(np.concatenate(p)).min() < 0.05)
        pairs = paired_differences(table, list(combinations(BASES, 2)), one.weights)
        agreement.append((pairs["p_holm"] < 0.05).any())
    return {"link": link, "agreement": agreement}


def tied_world() -> World:
    """Give a world in which two reasons carry attitude alike, one with more error, and are agreed with alike."""
    world = complete_world()

    def asked(follower: Follower) -> Follower:
        loading = {"basis_affective": 0.9, "basis_moral": 0.7}.get(follower.construct.key)
        if loading is None:
            return follower
        items = tuple(
            Item(item.id, 1, 7, mean=4.5, sd=1.5, loading=loading) for item in follower.construct.items
        )
        construct: Construct = replace(follower.construct, items=items)
        return Follower(construct, {"attitude": 0.5})

    return replace(world, more=replace(world.more, followers=tuple(map(asked, world.more.followers))))


@study(
    "first-reason",
    "baseline",
    {
        "link": Claim(
            "false winner",
            "Of two reasons that go with attitude as strongly one is named as going with it most, though one of them "
            "is measured with more error (`bases`, with `corrected_differences`).",
        ),
        "agreement": Claim(
            "false winner",
            "Of two reasons that customers agree with as much one is named as the first (`bases`).",
        ),
    },
    piece=25,
    designs=("base", "n100", "n200", "n1000", "points5", "points11", "weighted", "missing", "hard"),
)
def first_reason(design: Design, repeats: int, seed: int) -> Hits:
    """Have the report name the first reason where two are tied."""
    world = world_of(design, tied_world())
    link, agreement = [], []
    for number in range(repeats):
        sample = simulate_wave(world, design.n, seed=seed * 1000 + number)
        found = bases(job_of(world, sample, extra={"analysis": {"resamples": 399}}))
        assert found is not None  # the world asks for reasons
        link.append(any(one.leader is not None for one in found.links if one.outcome == "attitude"))
        agreement.append(found.highest is not None)
    return {"link": link, "agreement": agreement}
