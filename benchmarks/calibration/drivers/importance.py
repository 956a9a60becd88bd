"""Importance: limits of shares, ranks, differences and what stands beside them, and who is named the first driver."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import RESAMPLES, columns, each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import (
    ATTITUDE,
    DRIVERS,
    HELD,
    Make,
    correlations,
    leader,
)
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.account import Account, driver_account
from toolkit.drivers.importance import Importance, relative_importance
from toolkit.drivers.johnson import relative_weights
from toolkit.drivers.shapley import lmg
from toolkit.drivers.variance import VarianceParts, variance_parts
from toolkit.measures.scores import scale_0_100
from toolkit.measures.weights import FloatArray
from toolkit.simulate import World
from toolkit.simulate.everybody import everybody as all_customers
from toolkit.simulate.world import model_keys

FIRST = "trust"
ORDER = (*HELD, *DRIVERS, ATTITUDE)


def found_of(client: Client, seed: int, *, resamples: int = RESAMPLES) -> Importance:
    """Divide among the drivers what they explain of attitude, as the report does."""
    return relative_importance(
        client.scores, ATTITUDE, DRIVERS, always=HELD, weights=client.weights, resamples=resamples, seed=seed
    )


def _share(raw: FloatArray) -> FloatArray:
    return np.asarray(raw / raw.sum())


@cache
def _ranked(design: Design, make: Make) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the true shares, their ranks, and the standardised coefficients of `always` and drivers."""
    whole = correlations(design, make, ORDER)
    shares = _share(lmg(whole, always=len(HELD)))
    ranks = 1 + (shares[:, None] < shares[None]).sum(axis=1)
    return shares, ranks, np.linalg.solve(whole[:-1, :-1], whole[:-1, -1])


SHARES = {
    "shares": Claim("coverage", "limits of a share (`bootstrap.share_limits`)"),
    "ranks": Claim("coverage", "limits of a rank (`bootstrap.rank_limits`)"),
    "pairs": Claim("coverage", "limits of all differences together (`bootstrap.simultaneous_differences`)"),
    "coefficients": Claim("coverage", "limits of a standardised coefficient, HC3 (`coefficients`)"),
    "wrong first": Claim(
        "false winner", "another than the strongest is named the first driver (`bootstrap.leads`)"
    ),
    "first": Claim("power", "the strongest is named the first driver (`bootstrap.leads`)", told=True),
}


@study("importance", "drivers", SHARES)
def importance(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom one driver is by far the strongest."""
    shares, ranks, coefficients = _ranked(design, leader)
    first, second = np.triu_indices(len(DRIVERS), k=1)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        found = found_of(client, number)
        table, all_pairs = found.table, columns(found.differences)
        return {
            "shares": held(table["low"], shares, table["high"]),
            "ranks": held(table["rank_low"], ranks, table["rank_high"]),
            "pairs": held(all_pairs[0], shares[first] - shares[second], all_pairs[1]) == 1.0,
            "coefficients": held(*_around(found, coefficients)),
            "wrong first": len(found.leaders) == 1 and found.leaders != (FIRST,),
            "first": found.leaders == (FIRST,),
        }

    return each(SHARES, clients(design, leader(design), repeats, seed), ask)


def _around(found: Importance, coefficients: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    low, high = (
        np.concatenate([part[f"coefficient_{end}"] for part in (found.always, found.table)])
        for end in ("low", "high")
    )
    return low, coefficients, high


BESIDE = {
    "correlation": Claim("coverage", "limits of a correlation with the outcome (`account`)"),
    "partial": Claim("coverage", "limits of a partial correlation (`account`)"),
    "alone": Claim("coverage", "limits of the variance explained alone (`variance.squared_limits`)"),
    "unique": Claim("coverage", "limits of the unique variance (`variance.squared_limits`)"),
    "shared": Claim("coverage", "limits of the shared variance (`account`)"),
    "johnson": Claim("coverage", "limits of a share by Johnson's weights (`account`)"),
    "corrected": Claim("coverage", "limits of a share corrected for errors of measurement (`corrected`)"),
}


@cache
def _beside(design: Design) -> tuple[VarianceParts, FloatArray, FloatArray]:
    """Give the true parts of variance, shares by Johnson's weights, and shares without error of measurement."""
    whole = correlations(design, leader, ORDER)
    weights = _share(relative_weights(whole, always=len(HELD)))
    return variance_parts(whole, always=len(HELD)), weights, _without_error(design)


def _without_error(design: Design) -> FloatArray:
    """Give the shares of the standings themselves: what a correction for errors of measurement is after."""
    world = leader(design)
    people = all_customers(world)
    total = people.covariance()
    names = model_keys(world)
    places = [names.index(name) for name in ORDER]
    inner = total[np.ix_(places, places)]
    deviations = np.sqrt(np.diag(inner))
    return _share(lmg(inner / np.outer(deviations, deviations), always=len(HELD)))


def account_of(world: World, client: Client, seed: int) -> Account:
    """Compute what stands beside the shares, as the report does."""
    scaled = {}
    for construct in world.constructs:
        if construct.key in ORDER:
            ids = [item.id for item in construct.items]
            scaled[construct.key] = scale_0_100(
                client.items[ids],
                {item.id: item.minimum for item in construct.items},
                {item.id: item.maximum for item in construct.items},
                [item.id for item in construct.items if item.reverse],
            )
    return driver_account(
        client.scores,
        ATTITUDE,
        DRIVERS,
        items=scaled,
        always=HELD,
        weights=client.weights,
        resamples=RESAMPLES,
        seed=seed,
    )


@study("importance-account", "drivers", BESIDE)
def beside(design: Design, repeats: int, seed: int) -> Hits:
    """Draw the same clients, and hold what stands beside the shares against what is true of all customers."""
    parts, weights, corrected = _beside(design)
    truths = {name: getattr(parts, name) for name in ("correlation", "partial", "alone", "unique", "shared")}
    truths |= {"johnson": weights, "corrected": corrected}
    world = leader(design)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        table = account_of(world, client, number).table
        return {name: held(*_limits(table, name, true)) for name, true in truths.items()}

    return each(BESIDE, clients(design, world, repeats, seed), ask)


def _limits(table: pd.DataFrame, name: str, true: FloatArray) -> tuple[pd.Series, FloatArray, pd.Series]:
    low, high = columns(table, name)
    return low, true, high
