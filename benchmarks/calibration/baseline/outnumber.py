"""Promoters beside detractors: whether one of them is said to be more where of all customers both are as many."""

from __future__ import annotations

from functools import cache

import numpy as np

from benchmarks.calibration.clients import everybody_planted, planted_clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM
from toolkit.measures.weights import FloatArray, weighted_mean

PASSIVE = float(DETRACTOR_UP_TO + 1)


@cache
def _too_many(design: str) -> tuple[bool, float]:
    """Say whether promoters are more than detractors of all customers, and which part of them is too many."""
    whole = everybody_planted(design)
    rating = whole.items["ATT_1"].to_numpy(dtype=float)
    given = ~np.isnan(rating)
    weights = np.ones(int(given.sum())) if whole.weights is None else whole.weights[given]
    promoters = weighted_mean((rating[given] >= PROMOTER_FROM).astype(float), weights)
    detractors = weighted_mean((rating[given] <= DETRACTOR_UP_TO).astype(float), weights)
    few, many = sorted((promoters, detractors))
    return promoters > detractors, 1 - few / many


def _evened(rating: FloatArray, design: str, draw: np.random.Generator) -> FloatArray:
    """Turn as many of the larger kind into passives as are too many, whoever they are."""
    promoters, part = _too_many(design)
    more = rating >= PROMOTER_FROM if promoters else rating <= DETRACTOR_UP_TO
    return np.where(more & (draw.random(len(rating)) < part), PASSIVE, rating)


@study(
    "as-many",
    "baseline",
    {
        "more": Claim(
            "type I",
            "Of promoters and detractors, who are as many, one is said to be more (`net_promoter_score` without 0).",
        )
    },
    piece=100,
)
def as_many(design: Design, repeats: int, seed: int) -> Hits:
    """Ask clients with a true net promoter score of 0 who are more."""
    draw = np.random.default_rng([seed, 35])
    more = []
    for one in planted_clients(design, repeats, seed):
        rating = _evened(one.items["ATT_1"].to_numpy(dtype=float), design.name, draw)
        score = net_promoter_score(rating, one.weights)
        more.append(score.low > 0 or score.high < 0)
    return {"more": more}
