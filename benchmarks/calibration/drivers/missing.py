"""Missing answers: limits of shares from pairs of answers and with answers drawn, where many customers would go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.calibration.client_by_client import RESAMPLES, each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import ATTITUDE, correlations, leader
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.missing.imputed import imputed_importance
from toolkit.drivers.missing.pairwise import pairwise_importance
from toolkit.drivers.shapley import lmg

DRIVERS = ("satisfaction", "image", "trust", "involvement")
# Part of the scores that is missing, of each of two drivers.
MISSING = 0.15
TREATMENTS: Mapping[str, Callable[..., Any]] = {
    "left out": relative_importance,
    "pairwise": pairwise_importance,
    "imputed": imputed_importance,
}
BY_CHANCE = {
    "left out": Claim("coverage", "limits of a share, who skipped one left out (`relative_importance`)"),
    "pairwise": Claim("coverage", "limits of a share from pairs of answers (`pairwise_importance`)"),
    "imputed": Claim("coverage", "limits of a share with answers drawn (`imputed_importance`)"),
}
BY_OTHERS = {
    "imputed": Claim(
        "coverage", "limits of a share where who is less content skips more (`imputed_importance`)"
    )
}


@study("missing", "drivers", BY_CHANCE, piece=20)
def by_chance(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom one in seven scores of two drivers is missing by chance."""
    return _covered(BY_CHANCE, design, repeats, seed, tilt=0.0)


@study("missing-by-others", "drivers", BY_OTHERS, piece=20)
def by_others(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom the less content leave more of two drivers unanswered: missing at random."""
    return _covered(BY_OTHERS, design, repeats, seed, tilt=-0.8)


def _covered(claims: Mapping[str, Claim], design: Design, repeats: int, seed: int, *, tilt: float) -> Hits:
    whole = correlations(design, leader, (*DRIVERS, ATTITUDE))
    shares = lmg(whole) / lmg(whole).sum()
    draw = np.random.default_rng([seed, 7])

    def ask(client: tuple[pd.DataFrame, Client], number: int) -> Mapping[str, float]:
        frame, drawn = client
        told = {}
        for name in claims:
            found = TREATMENTS[name](
                frame, ATTITUDE, DRIVERS, weights=drawn.weights, resamples=RESAMPLES, seed=number
            )
            told[name] = held(found.table["low"], shares, found.table["high"])
        return told

    def masked() -> Iterator[tuple[pd.DataFrame, Client]]:
        for client in clients(design, leader(design), repeats, seed):
            yield _masked(client.scores[[*DRIVERS, ATTITUDE]], tilt, draw), client

    return each(claims, masked(), ask)


def _masked(scores: pd.DataFrame, tilt: float, draw: np.random.Generator) -> pd.DataFrame:
    """Leave trust and image out of some rows, more of them where satisfaction and attitude are low."""
    content = scores[["satisfaction", ATTITUDE]].mean(axis=1)
    standing = ((content - content.mean()) / content.std()).fillna(0.0).to_numpy()
    chance = special.expit(special.logit(MISSING) + tilt * standing)
    gone = draw.random((2, len(scores))) < chance
    return scores.assign(trust=scores["trust"].mask(gone[0]), image=scores["image"].mask(gone[1]))
