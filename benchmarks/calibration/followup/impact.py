"""Impact: what an action did beyond what changed for others, and what regression to the mean alone would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import any_rejected, each, held
from benchmarks.calibration.clients import everybody
from benchmarks.calibration.designs import Design, world_of
from benchmarks.calibration.followup._waves import (
    DRIVERS,
    MEASURES,
    STILL,
    Pair,
    designs_of,
    frame_of,
    pairs,
    still,
)
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.followup.impact.contrast import targeted_contrast
from toolkit.followup.impact.did import difference_in_differences
from toolkit.followup.impact.regression import among_equals, beyond_regression
from toolkit.followup.impact.start import apart_at_start
from toolkit.simulate import Segment, World, standard_world

HAD = "had"
PART, STANDING = 0.4, 0.4  # customers with the action, and what it adds to their standing on trust
PICKED = "trust"


def before(design: Design) -> World:
    """Some customers are going to have an action; they stand as the others do."""
    world = standard_world()
    return world_of(
        design, replace(world, segments=(*world.segments, Segment(HAD, {"no": 1 - PART, "yes": PART})))
    )


def after(design: Design) -> World:
    """Those who had it stand higher on trust."""
    world = before(design)
    return replace(
        world,
        segments=(*world.segments[:-1], replace(world.segments[-1], shifts={"yes": {PICKED: STANDING}})),
    )


def treated(wave: pd.DataFrame) -> pd.DataFrame:
    """Say of each customer whether he or she had the action: 1 or 0."""
    return wave.assign(**{HAD: (wave[HAD] == "yes").astype(float)})


@cache
def _truth(design: Design) -> tuple[pd.Series, float]:
    """Give what changed for those with the action beyond what changed for the others, and for trust beside the rest."""
    first, second = (
        treated(frame_of(everybody(design, make(design), seed=seed)))
        for seed, make in ((71, before), (72, after))
    )
    weights = "weight" if "weight" in first else None
    found = difference_in_differences(first, second, MEASURES, treated=HAD, weights=weights)
    contrast = targeted_contrast(first, second, [PICKED], OTHERS, weights=weights)
    return found["difference"], float(contrast.contrast["difference"])


OTHERS = [name for name in DRIVERS if name != PICKED]
CLAIMS = {
    "difference": Claim("coverage", "limits of a difference in differences (`difference_in_differences`)"),
    "contrast": Claim(
        "coverage", "limits of the change of targeted drivers beside others (`targeted_contrast`)"
    ),
    "any effect": Claim(
        "type I", "any theme is said to owe to an action what it does not (`difference_in_differences`)"
    ),
    "apart": Claim(
        "type I", "groups drawn by lot are called apart at the start, any theme (`apart_at_start`)"
    ),
}
OVERLAPS = {"independent": 0.0, "half again": 0.5, "panel": 1.0}


def _register(name: str, overlap: float) -> None:
    claims = {key: one for key, one in CLAIMS.items() if overlap or key != "apart"}

    @study(f"impact-{name.replace(' ', '-')}", "followup", claims, designs=designs_of(overlap))
    def impact(design: Design, repeats: int, seed: int) -> Hits:
        true, contrast = _truth(design)

        def ask(pair: Pair, _number: int) -> Mapping[str, float]:
            table, beside = _effects(pair), _beside(pair)
            told = {
                "difference": held(table["low"], true[table.index], table["high"]),
                "contrast": held(beside["low"], contrast, beside["high"]),
                "any effect": any_rejected(table.loc[list(STILL), "p_holm"]),
            }
            return told | ({"apart": any_rejected(_start(pair)["p_holm"])} if overlap else {})

        return each(claims, pairs(design, before(design), after(design), repeats, seed, overlap), ask)


for _name, _overlap in OVERLAPS.items():
    _register(_name, _overlap)


def _effects(pair: Pair) -> pd.DataFrame:
    first, second = treated(pair.before), treated(pair.after)
    return difference_in_differences(first, second, MEASURES, treated=HAD, key="key", weights=pair.weights)


def _beside(pair: Pair) -> pd.Series:
    return targeted_contrast(
        pair.before, pair.after, [PICKED], OTHERS, key="key", weights=pair.weights
    ).contrast


def _start(pair: Pair) -> pd.DataFrame:
    first, second = treated(pair.before), treated(pair.after)
    return apart_at_start(first, second, MEASURES, treated=HAD, key="key", weights=pair.weights)


PICKING = {
    "equals": Claim(
        "coverage", "limits of an effect among equals, a group picked for low scores (`among_equals`)"
    ),
    "any effect": Claim("type I", "an action is said to do something that does nothing (`among_equals`)"),
    "beyond": Claim("coverage", "limits of what is beyond regression to the mean (`beyond_regression`)"),
}


@study("impact-picked", "followup", PICKING)
def picked(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom four in five of the lowest fifth get an action, which does nothing."""
    draw = np.random.default_rng([seed, 5])

    def ask(pair: Pair, _number: int) -> Mapping[str, float]:
        found = among_equals(
            pair.before,
            pair.after,
            [PICKED, "image"],
            treated=HAD,
            picked=PICKED,
            key="key",
            weights=pair.weights,
        )
        rest = beyond_regression(
            pair.before, pair.after, [PICKED], treated=HAD, picked=PICKED, key="key", weights=pair.weights
        )
        return {
            "equals": held(found["low"], 0.0, found["high"]),
            "any effect": any_rejected(found["p_holm"]),
            "beyond": held(rest["low"], 0.0, rest["high"]),
        }

    drawn = pairs(design, still(design), still(design), repeats, seed, 1.0)
    return each(PICKING, (_chosen(pair, draw) for pair in drawn), ask)


def _chosen(pair: Pair, draw: np.random.Generator) -> Pair:
    """Give four in five of those who score lowest on trust the action."""
    low = pair.before[PICKED] <= pair.before[PICKED].quantile(0.2)
    had = (low & (draw.random(len(low)) < 0.8)).astype(float)
    of_key = pd.Series(had.to_numpy(), index=pair.before["key"])
    return Pair(
        pair.before.assign(**{HAD: had.to_numpy()}),
        pair.after.assign(**{HAD: of_key.reindex(pair.after["key"]).to_numpy()}),
    )
