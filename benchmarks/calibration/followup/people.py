"""Other customers: what they bring to a change, who leaves, and whether changes go together in those who stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import any_rejected, each, held, rejected
from benchmarks.calibration.designs import Design, world_of
from benchmarks.calibration.followup._waves import ATTITUDE, MEASURES, Pair, pairs, still
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.followup.attrition import attrition
from toolkit.followup.composition.compare import BOTH, REAL, split_waves
from toolkit.followup.linked_change import linked_changes
from toolkit.simulate import World, standard_world
from toolkit.simulate.shapes import unequal_response

SEGMENTS = ("channel", "region")
# Who came through an adviser stands higher on trust and satisfaction, and answers the second wave far more often.
OTHERS_ANSWER = (0.4, 0.7, 2.5)


def others(design: Design) -> World:
    """The same customers are there, and others of them answer."""
    return unequal_response(still(design), OTHERS_ANSWER)


SPLIT = {
    "within": Claim("coverage", "limits of what changed within like customers (`split_waves`)"),
    "real": Claim(
        "type I", "any theme is called really changed where other customers answer (`split_waves`)"
    ),
}


@study("composition", "followup", SPLIT)
def composition(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom nobody changed: others answer the second wave."""

    def ask(pair: Pair, _number: int) -> Mapping[str, float]:
        table = split_waves(
            pair.before, pair.after, MEASURES, SEGMENTS, key="key", weights=pair.weights
        ).table
        return {
            "within": held(table["within_low"], 0.0, table["within_high"]),
            "real": bool(table["verdict"].isin([REAL, BOTH]).any()),
        }

    return each(SPLIT, pairs(design, still(design), others(design), repeats, seed, 0.25), ask)


LEFT = {
    "any": Claim("type I", "customers who left by chance are called different in anything (`attrition`)"),
    "differences": Claim("coverage", "limits of a difference between who left and who stayed (`attrition`)"),
}


@study("attrition", "followup", LEFT)
def leavers(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom four in ten leave by chance."""
    draw = np.random.default_rng([seed, 9])
    kinds = dict.fromkeys(MEASURES, "mean") | {"recommended": "nps"}

    def ask(pair: Pair, _number: int) -> Mapping[str, float]:
        wave = pair.before
        left = draw.random(len(wave)) < 0.4
        found = attrition(wave[list(kinds)], kinds, wave[list(SEGMENTS)], left, pair.weights_of()[0])
        p = np.concatenate([found.measures["p_holm"], found.segments["p_holm"]])
        return {
            "any": any_rejected(p),
            "differences": held(found.measures["low"], 0.0, found.measures["high"]),
        }

    return each(LEFT, pairs(design, still(design), still(design), repeats, seed, 0.0), ask)


LINKED = ("satisfaction", "image", "trust", "involvement")
CHANGES = {
    "links": Claim("coverage", "limits of a link between changes (`linked_changes`)"),
    "one link": Claim("type I", "a change is called linked that is not (`linked_changes`)"),
    "any link": Claim("type I", "any change is called linked that is not, after Holm (`linked_changes`)"),
}


@cache
def _links(design: Design) -> pd.Series:
    """Give the links between changes of all customers, who answer both waves."""
    asked = replace(design, missing=False)
    world = still(asked)
    pair = next(pairs(replace(asked, n=100_000), world, world, 1, 31, 1.0))
    found = linked_changes(pair.before, pair.after, ATTITUDE, LINKED, key="key", weights=pair.weights)
    return found.table["estimate"]


@study("linked-changes", "followup", CHANGES)
def linked(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients who answer both waves; of half of them attitude owes something to the drivers."""
    true = _links(design)
    unlinked = world_of(design, standard_world(attitude_effects={}, behaviour_effects={}))

    def found(pair: Pair) -> pd.DataFrame:
        return linked_changes(
            pair.before, pair.after, ATTITUDE, LINKED, key="key", weights=pair.weights
        ).table

    def ask(pair: Pair, _number: int) -> Mapping[str, float]:
        table = found(pair)
        return {"links": held(table["low"], true[table.index], table["high"])}

    def ask_nothing(pair: Pair, _number: int) -> Mapping[str, float]:
        table = found(pair)
        return {"one link": rejected(table["p"]), "any link": any_rejected(table["p_holm"])}

    world = still(design)
    with_links = each(CHANGES, pairs(design, world, world, repeats, seed, 1.0), ask)
    without = each(CHANGES, pairs(design, unlinked, unlinked, repeats, seed, 1.0), ask_nothing)
    return {**without, "links": with_links["links"]}
