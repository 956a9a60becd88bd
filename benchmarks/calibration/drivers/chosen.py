"""A plan chosen because it gains most: the interval of its gain, in attitude and in the recommendation score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import RESAMPLES, each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import ATTITUDE, HELD, LOCK_IN, everybody_of, leader
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.actions.gain import Action, Gains, Outcome, simulated_gains
from toolkit.drivers.actions.lift import pert_quantile
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths import PathFit, fit_paths, path_model
from toolkit.measures.nps import nps_scores

THROUGH = ("satisfaction", "trust", "involvement")
CAUSES = ("image", *THROUGH)
NPS, MARK = "nps", "ATT_1"
LIFT = (2.0, 5.0, 9.0)
CHOSEN = 2  # of four actions that cost and lift alike, those that gain most by these answers
# Scores now, and the ends of their scales.
ENDS = {ATTITUDE: (50.0, (0.0, 100.0)), NPS: (0.0, (-100.0, 100.0))}
OUTCOMES = tuple(ENDS)
CLAIMS = {
    ATTITUDE: Claim(
        "coverage", "limits of what the chosen actions bring together in attitude (`Gains.total`)"
    ),
    NPS: Claim("coverage", "the same in the recommendation score, chosen for attitude (`Gains.total`)"),
}


def _fit(client: Client, outcome: str, seed: int, resamples: int) -> PathFit:
    frame = client.scores[[*CAUSES, LOCK_IN, ATTITUDE]]
    frame = frame.assign(**{NPS: nps_scores(client.items[MARK])})
    drawing = path_model(
        {**dict.fromkeys(THROUGH, ("image",)), outcome: CAUSES}, covariates=HELD, adjusted=(outcome,)
    )
    draws = np.random.default_rng(seed)
    return fit_paths(frame, drawing, outcome, weights=client.weights, resamples=resamples, generator=draws)


def _effects(fit: PathFit) -> pd.Series:
    return fit.effects[fit.effects["kind"] == "total"].set_index("cause")["estimate"]


@cache
def _truth(design: Design) -> Mapping[str, pd.Series]:
    people = everybody_of(design, leader)
    return {outcome: _effects(_fit(people, outcome, 0, 0)) for outcome in OUTCOMES}


def _gains(client: Client, seed: int) -> Gains:
    told = []
    for outcome in OUTCOMES:
        fit = _fit(client, outcome, seed, RESAMPLES)
        estimates = _effects(fit)[list(fit.causes)].to_numpy()
        effects = TotalEffects(
            outcome, fit.causes, estimates, fit.total_draws, fit.n, fit.n_effective, fit.confidence
        )
        told.append(Outcome(effects, *ENDS[outcome]))
    actions = [Action(name, name, LIFT, cost=1.0, weeks=1.0) for name in CAUSES]
    return simulated_gains(actions, dict.fromkeys(CAUSES, 50.0), told, seed=seed)


@study("chosen", "drivers", CLAIMS)
def chosen(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients who carry out the two actions that gain most by their answers."""
    true = _truth(design)
    lifts = pert_quantile(np.random.default_rng([seed, 61]).random((repeats, len(CAUSES))), *LIFT)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        gains = _gains(client, number)
        best = gains.table(ATTITUDE)["mean"].nlargest(CHOSEN).index
        taken = np.isin(CAUSES, best)
        found = {outcome: gains.total(outcome, taken) for outcome in OUTCOMES}
        brought = {
            outcome: float((true[outcome][list(CAUSES)].to_numpy() * lifts[number])[taken].sum())
            for outcome in OUTCOMES
        }
        return {outcome: held(one.low, brought[outcome], one.high) for outcome, one in found.items()}

    return each(CLAIMS, clients(design, leader(design), repeats, seed), ask)
