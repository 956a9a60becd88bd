"""Paths, priorities and gains: limits of direct, indirect and total effects, quadrants, and what a lift would bring."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from benchmarks.calibration.client_by_client import LEVEL, RESAMPLES, any_rejected, each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import (
    ALIKE,
    ATTITUDE,
    HELD,
    Make,
    equals,
    everybody,
    first_step,
    leader,
    second_step,
)
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.actions.gain import Action, Outcome, simulated_gains
from toolkit.drivers.actions.lift import pert_quantile
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths import PathFit, fit_paths, path_model
from toolkit.drivers.priorities import priorities
from toolkit.drivers.what_if import gain

# The house's drawing without friendliness, of which not every customer can judge.
THROUGH = ("satisfaction", "trust", "involvement")
DRAWING = path_model(
    {**dict.fromkeys(THROUGH, ("image",)), ATTITUDE: ("image", *THROUGH)},
    covariates=HELD,
    adjusted=(ATTITUDE,),
)
LEVEL_DRAWING = path_model({ATTITUDE: ALIKE}, covariates=HELD, adjusted=(ATTITUDE,))
# Nothing leads from satisfaction to attitude in this drawing; in `second_step` nothing does in truth.
LIFTS = {"trust": 5.0, "image": 3.0}
LIFT = (2.0, 5.0, 9.0)


def _fit(client: Client, seed: int, drawing=DRAWING) -> PathFit:
    return fit_paths(
        client.scores,
        drawing,
        ATTITUDE,
        weights=client.weights,
        resamples=RESAMPLES,
        generator=np.random.default_rng(seed),
    )


@cache
def _truth(design: Design, make: Make) -> PathFit:
    people = everybody(design, make)
    return fit_paths(people.scores, DRAWING, ATTITUDE, weights=people.weights, resamples=0)


EFFECTS = {
    "direct": Claim("coverage", "limits of an arrow (`fit_paths`)"),
    "indirect": Claim("coverage", "limits of an indirect effect (`fit_paths`)"),
    "total": Claim("coverage", "limits of a total effect (`fit_paths`)"),
    "what if": Claim("coverage", "limits of the gain when drivers score higher (`what_if.gain`)"),
    "actions": Claim(
        "coverage", "limits of what an action brings, its lift drawn from the adviser's (`actions.gain`)"
    ),
}


@study("paths", "drivers", EFFECTS)
def effects(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom image leads to attitude directly and through three others."""
    true = _truth(design, leader)
    whole = true.effects.set_index(["kind", "cause"])["estimate"]
    lifts = np.random.default_rng(seed).random(repeats)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        fit = _fit(client, number)
        rows = fit.effects.set_index(["kind", "cause"])
        told = {
            kind: held(rows.loc[kind, "low"], whole[kind].loc[rows.loc[kind].index], rows.loc[kind, "high"])
            for kind in ("indirect", "total")
        }
        told["direct"] = held(fit.arrows["low"], true.arrows["estimate"], fit.arrows["high"])
        told["what if"] = _lifted(fit, whole["total"])
        told["actions"] = _acted(
            fit, float(whole["total", "trust"]), float(pert_quantile(lifts[number], *LIFT))
        )
        return told

    return each(EFFECTS, clients(design, leader(design), repeats, seed), ask)


def _totals(fit: PathFit) -> TotalEffects:
    totals = fit.effects[fit.effects["kind"] == "total"].set_index("cause")["estimate"]
    return TotalEffects(
        ATTITUDE,
        fit.causes,
        totals[list(fit.causes)].to_numpy(),
        fit.total_draws,
        fit.n,
        fit.n_effective,
        0.95,
    )


def _lifted(fit: PathFit, true) -> float:
    names = fit.causes
    points = np.array([LIFTS.get(name, 0.0) for name in names])
    found = gain(_totals(fit), points)
    return held(found.low, points @ true[list(names)].to_numpy(), found.high)


def _acted(fit: PathFit, effect: float, lift: float) -> float:
    """Tell whether the limits hold what an action brings that lifts trust by what was drawn for it."""
    action = Action("one", "trust", LIFT, cost=1.0, weeks=1.0)
    found = simulated_gains([action], {"trust": 50.0}, [Outcome(_totals(fit), now=50.0)], seed=fit.n)
    row = found.table(ATTITUDE).loc["one"]
    return held(row["low"], effect * lift, row["high"])


STEPS = {
    "first step": Claim("type I", "an indirect effect where the second step is not there (`fit_paths`)"),
    "second step": Claim("type I", "an indirect effect where the first step is not there (`fit_paths`)"),
    "left out": Claim("type I", "an arrow is said to be left out that is not there (`fit_paths`)"),
}


@study("paths-nothing", "drivers", STEPS)
def steps(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom one of the two steps is not there."""
    without = path_model(
        {**dict.fromkeys(THROUGH, ("image",)), ATTITUDE: THROUGH}, covariates=HELD, adjusted=(ATTITUDE,)
    )

    def second(client: Client, number: int) -> Mapping[str, float]:
        return {"second step": _fit(client, number).effect("image", "indirect")["p"] < LEVEL}

    def first(client: Client, number: int) -> Mapping[str, float]:
        left_out = _fit(client, number, without).left_out
        return {
            "first step": _fit(client, number).effect("image", "indirect")["p"] < LEVEL,
            "left out": any_rejected(left_out["p_adjusted"]),
        }

    one = each(STEPS, clients(design, second_step(design), repeats, seed), second)
    other = each(STEPS, clients(design, first_step(design), repeats, seed), first)
    return {**other, "second step": one["second step"]}


PLACED = {
    "wrong side": Claim(
        "type I", "any driver is put above or below average where all are equal (`priorities`)"
    ),
    "effect": Claim("coverage", "limits of an effect less the mean of the others (`priorities`)"),
    "score": Claim("coverage", "limits of a score less the mean of the others (`priorities`)"),
}


@study("priorities", "drivers", PLACED)
def placed(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom four drivers have the same effect and the same score."""

    def ask(client: Client, number: int) -> Mapping[str, float]:
        table = priorities(
            _totals(_fit(client, number, LEVEL_DRAWING)), client.scores[list(ALIKE)], client.weights
        ).table
        sides = table[["effect_side", "score_side"]]
        return {
            "wrong side": bool((sides != 0).any(axis=None)),
            "effect": held(table["effect_difference_low"], 0.0, table["effect_difference_high"]),
            "score": held(table["score_difference_low"], 0.0, table["score_difference_high"]),
        }

    return each(PLACED, clients(design, equals(design), repeats, seed), ask)
