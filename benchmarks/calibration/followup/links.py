"""Links and questions over time: did importance change, and did a question move by itself?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import LEVEL, RESAMPLES, any_rejected, each, held, rejected
from benchmarks.calibration.clients import Client, everybody, panels
from benchmarks.calibration.designs import Design, world_of
from benchmarks.calibration.followup._waves import ATTITUDE, Make, Pair, pairs, still
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.moments import sample_of
from toolkit.drivers.shapley import lmg
from toolkit.errors import StatisticsError
from toolkit.followup.invariance.decision import concluded, fit_levels
from toolkit.followup.invariance.moments import wave_moments
from toolkit.followup.shift.driver_shift import DriverShift, driver_shift
from toolkit.followup.thresholds import MATERIAL_BIAS
from toolkit.measures.scores import scale_0_100
from toolkit.measures.weights import FloatArray
from toolkit.simulate import Construct, World, standard_world

# Of whom every customer can judge.
DRIVERS = ("satisfaction", "image", "trust", "involvement")
SMALLEST_CHANGE = 5.0


def turned(design: Design) -> World:
    """Trust has lost most of its effect on attitude, and satisfaction has won as much."""
    return world_of(
        design, standard_world(attitude_effects={"trust": 0.2, "satisfaction": 0.5, "involvement": 0.12})
    )


SHIFT = {
    "shares": Claim("coverage", "limits of a change of a share (`driver_shift`)"),
    "links": Claim("coverage", "limits of a change of a link (`driver_shift`)"),
    "one share": Claim("type I", "a share is called changed that is not (`driver_shift`)"),
    "any share": Claim("type I", "any share is called changed that is not, after Holm (`driver_shift`)"),
    "together": Claim("type I", "the shares together are called changed that are not (`driver_shift`)"),
    "any link": Claim("type I", "any link is called changed that is not, after Holm (`driver_shift`)"),
    "turned": Claim("type I", "two drivers are said to have changed places that have not (`driver_shift`)"),
}


@cache
def _importance(design: Design, make: Make) -> tuple[FloatArray, FloatArray]:
    """Give the true shares and links of all customers, every question answered."""
    whole = replace(design, missing=False)
    people = everybody(whole, make(whole))
    values = people.scores[[*DRIVERS, ATTITUDE]].to_numpy(dtype=float).T
    kept = ~np.isnan(values).any(axis=0)
    weights = None if people.weights is None else people.weights[kept]
    moments = sample_of(values[:, kept], (*DRIVERS, ATTITUDE), weights).moments
    raw, whole_matrix = lmg(moments.correlation), moments.correlation
    slopes = np.linalg.solve(whole_matrix[:-1, :-1], whole_matrix[:-1, -1])
    return raw / raw.sum(), slopes * moments.deviations[-1] / moments.deviations[:-1]


def _found(pair: Pair, seed: int) -> DriverShift:
    return driver_shift(
        pair.before,
        pair.after,
        ATTITUDE,
        DRIVERS,
        key="key",
        weights=pair.weights,
        resamples=RESAMPLES,
        seed=seed,
    )


@study("driver-shift", "followup", SHIFT)
def shift(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom half answer both waves: of some trust lost its effect, of the others nothing changed."""
    (shares, links), (new_shares, new_links) = (_importance(design, make) for make in (still, turned))

    def ask(pair: Pair, number: int) -> Mapping[str, float]:
        table = _found(pair, number).table
        return {
            "shares": held(table["share_low"], new_shares - shares, table["share_high"]),
            "links": held(table["link_low"], new_links - links, table["link_high"]),
        }

    def ask_same(pair: Pair, number: int) -> Mapping[str, float]:
        found = _found(pair, number)
        return {
            "one share": rejected(found.table["share_p"]),
            "any share": any_rejected(found.table["share_p_holm"]),
            "together": found.p_any < LEVEL,
            "any link": any_rejected(found.table["link_p_holm"]),
            "turned": bool(found.crossed),
        }

    world = still(design)
    changed = each(SHIFT, pairs(design, world, turned(design), repeats, seed, 0.5), ask)
    same = each(SHIFT, pairs(design, world, world, repeats, seed, 0.5), ask_same)
    return {**same, **{name: changed[name] for name in ("shares", "links")}}


MOVED = {
    "any theme": Claim(
        "type I",
        "any theme is stopped, or a question named, of which none moved by itself; trust rose (`concluded`)",
    ),
    "question": Claim("power", "a question that moved 0.7 of a point on 7 is found (`concluded`)", told=True),
}
DRIFTS, MOVES = "image", "IMG_2"
THEMES = ("satisfaction", "image", "trust", "involvement", "friendliness", "attitude")


@study("invariance", "followup", MOVED)
def moved(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom half answer both waves: trust rose, and one question on image moved by itself."""
    world = still(design)
    later = replace(world, improvement={"trust": 5.0}, constructs=tuple(map(_drifted, world.constructs)))
    waves = [
        _scaled(one, wave.whole)
        for one, wave in zip(
            (world, later), panels(design, world, later, repeats, seed, overlap=0.5), strict=True
        )
    ]

    def ask(number: int, _number: int) -> Mapping[str, float]:
        found = _outcomes(*(_part(one, number * design.n, design.n) for one in waves))
        told = {"any theme": any(moved for theme, moved in found.items() if theme != DRIFTS)} if found else {}
        return told | ({"question": found[DRIFTS] in (MOVES, "fails")} if DRIFTS in found else {})

    return each(MOVED, range(repeats), ask)


def _drifted(construct: Construct) -> Construct:
    """Let the second question on image stand lower, by 0.7 of a point of a scale of seven."""
    if construct.key != DRIFTS:
        return construct
    items = list(construct.items)
    items[1] = replace(items[1], mean=items[1].mean - 0.7 * (items[1].maximum - items[1].minimum) / 6)
    return replace(construct, items=tuple(items))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One wave: the questions of each theme on 0-100, who answered, and weights."""

    themes: Mapping[str, pd.DataFrame]
    key: pd.Series
    weights: FloatArray | None


def _scaled(world: World, client: Client) -> _Asked:
    themes = {
        one.key: scale_0_100(
            client.items[[item.id for item in one.items]],
            {item.id: item.minimum for item in one.items},
            {item.id: item.maximum for item in one.items},
            [item.id for item in one.items if item.reverse],
        )
        for one in world.constructs
        if one.key in THEMES
    }
    return _Asked(themes, client.key.astype("int64"), client.weights)


def _part(wave: _Asked, start: int, n: int) -> _Asked:
    """Give the customers of one client."""
    rows = slice(start, start + n)
    themes = {key: items.iloc[rows].reset_index(drop=True) for key, items in wave.themes.items()}
    key = wave.key.iloc[rows].reset_index(drop=True)
    return _Asked(themes, key, None if wave.weights is None else wave.weights[rows])


def _outcomes(first: _Asked, second: _Asked) -> dict[str, str]:
    """Give per theme that could be tested "" where it holds, else the question that moved, or "fails"."""
    levels = {}
    weights = None if first.weights is None or second.weights is None else [first.weights, second.weights]
    for theme, items in first.themes.items():
        try:
            levels[theme] = fit_levels(
                wave_moments([items, second.themes[theme]], weights=weights, keys=[first.key, second.key])
            )
        except StatisticsError:
            continue
    found = concluded(levels, largest_bias=MATERIAL_BIAS * SMALLEST_CHANGE)
    return {
        theme: "" if one.outcome == "holds" else ", ".join(one.moved) if one.outcome == "partial" else "fails"
        for theme, one in found.items()
    }
