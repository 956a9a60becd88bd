"""How sure the loyalty groups are, and how easy it was: further shares of customers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from benchmarks.calibration.clients import Client, everybody_planted, planted_clients
from benchmarks.calibration.covering import Limits, covered, held, limits, rows_of
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.loyalty.uncertain import standard_error_of_measurement, uncertain_band
from toolkit.measures.proportions import top_two_share
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.measures.weights import FloatArray

ATTITUDE = ["ATT_2", "ATT_3", "ATT_4"]
CUT = 60.0


@lru_cache(maxsize=1)
def _distances(design: str) -> tuple[FloatArray, FloatArray]:
    """Give how far customers with both scores lie from the cut on attitude, nearest first, and their shares added."""
    whole = everybody_planted(design)
    known = whole.scores[["attitude", "behaviour"]].notna().all(axis=1).to_numpy()
    distance = np.abs(whole.scores["attitude"].to_numpy()[known] - CUT)
    weights = np.ones(len(distance)) if whole.weights is None else whole.weights[known]
    order = np.argsort(distance)
    return distance[order], np.concatenate([[0.0], np.cumsum(weights[order]) / weights.sum()])


def _band(one: Client) -> tuple[Limits, float]:
    """Give the share in the band, and how wide the report says that the band is."""
    attitude = one.scores["attitude"]
    alpha = cronbach_alpha(one.items[ATTITUDE], weights=one.weights).value
    error = standard_error_of_measurement(attitude, alpha, one.weights)
    # Of behaviour none is known: three questions of which one is a yes or no are no scale.
    band = uncertain_band(
        attitude, one.scores["behaviour"], sem_attitude=error, sem_behaviour=None, weights=one.weights
    )
    return dict(rows_of(band))["either"], error


def _ease(one: Client) -> Mapping[str, Limits]:
    return {"ease": limits(top_two_share(one.items["CES_1"], one.points, one.weights))}


@study(
    "uncertain",
    "baseline",
    {
        "band": Claim(
            "coverage",
            "The interval of the share of customers less than so many points from the cut holds it, the distance that "
            "the report tells taken as given (`uncertain_band`, Wilson).",
        ),
        "ease": Claim(
            "coverage",
            "The interval of the share who find it easy (top two answers) holds it (`top_two_share`, Wilson).",
        ),
    },
    piece=100,
)
def uncertain(design: Design, repeats: int, seed: int) -> Hits:
    """Hold further shares against all customers."""
    distance, reached = _distances(design.name)
    band = []
    for one in planted_clients(design, repeats, seed):
        found, error = _band(one)
        band.append(held(found, float(reached[np.searchsorted(distance, error, side="left")])))
    return {"band": band, **covered(design, repeats, seed, _ease, ("ease",))}
