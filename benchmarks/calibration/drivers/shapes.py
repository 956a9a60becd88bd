"""Links that are straight and alike: no driver is called basic or exciting, and no link is said to differ by group."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import any_rejected, columns, each, held, rejected
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import (
    ATTITUDE,
    DRIVERS,
    HELD,
    alike_groups,
    everybody,
    leader,
    nothing,
    slopes,
)
from benchmarks.calibration.drivers.importance import found_of
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.asymmetry import Asymmetry, penalty_reward
from toolkit.drivers.interactions import link_differences
from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm

STRAIGHT = {
    "basic or exciting": Claim(
        "type I", "a driver with a straight link is called basic or exciting (`penalty_reward`)"
    ),
    "penalty, reward": Claim("coverage", "limits of penalty, reward and their sum (`penalty_reward`)"),
}


@cache
def _truth(design: Design) -> Asymmetry:
    people = everybody(design, leader)
    return penalty_reward(people.scores, ATTITUDE, DRIVERS, always=HELD, weights=people.weights, resamples=0)


@study("asymmetry", "drivers", STRAIGHT)
def straight(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom every link is a straight line; limits are held against the cuts of all customers."""
    true = _truth(design).table
    cuts = {name: (row["low_cut"], row["high_cut"]) for name, row in true.iterrows()}

    def ask(client: Client, _number: int) -> Mapping[str, float]:
        told = {"basic or exciting": _called(client) > 0}
        try:
            table = penalty_reward(
                client.scores, ATTITUDE, DRIVERS, always=HELD, weights=client.weights, cuts=cuts, resamples=0
            ).table
        except StatisticsError:
            return told
        three = ("penalty", "reward", "asymmetry")
        shares = [held(*_ends(table, name, true[name])) for name in three]
        return {**told, "penalty, reward": float(np.mean(shares))}

    return each(STRAIGHT, clients(design, leader(design), repeats, seed), ask)


def _ends(table: pd.DataFrame, name: str, true: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    low, high = columns(table, name)
    return low, true, high


def _called(client: Client) -> int:
    """Count the drivers that are called basic or exciting."""
    table = penalty_reward(
        client.scores, ATTITUDE, DRIVERS, always=HELD, weights=client.weights, resamples=0
    ).table
    return int(table["kind"].isin(["basic", "excitement"]).sum())


WITHOUT = {
    "any kind": Claim("type I", "any driver without a link is given a kind (`penalty_reward`)"),
    "one link": Claim("type I", "a driver without a link is called linked, HC3 (`coefficients`)"),
}


@study("asymmetry-nothing", "drivers", WITHOUT)
def without(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom attitude owes nothing to any driver."""

    def ask(client: Client, number: int) -> Mapping[str, float]:
        table = penalty_reward(
            client.scores, ATTITUDE, DRIVERS, always=HELD, weights=client.weights, resamples=0
        ).table
        coefficients = found_of(client, number, resamples=0).table
        outside = (coefficients["coefficient_low"] > 0) | (coefficients["coefficient_high"] < 0)
        return {"any kind": bool((table["kind"] != "none").any()), "one link": float(outside.mean())}

    return each(WITHOUT, clients(design, nothing(design), repeats, seed), ask)


LINKS = {
    "one link": Claim("type I", "a link is said to differ between groups, one test (`link_differences`)"),
    "any link": Claim("type I", "any link is said to differ between groups, after Holm (`link_differences`)"),
    "links": Claim("coverage", "limits of a link within a group (`link_differences`)"),
}
# Few, so that groups of 100 customers may be compared too.
FEW = ("image", "trust", "involvement")


@study("interactions", "drivers", LINKS)
def interactions(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom all groups have the same links: two even groups under 400 customers, else four uneven."""
    true = pd.Series(slopes(design, alike_groups, ATTITUDE, FEW), index=list(FEW))
    segment = "two" if design.n < 400 else "four"

    def ask(client: Client, _number: int) -> Mapping[str, float]:
        groups = client.segments[segment].astype(object)
        found = link_differences(client.scores, ATTITUDE, FEW, groups, weights=client.weights)
        p, links = found.tests["p"].to_numpy(), found.links
        return {
            "one link": rejected(p),
            "any link": any_rejected(holm(p)),
            "links": held(links["low"], true[links["driver"]], links["high"]),
        }

    return each(LINKS, clients(design, alike_groups(design), repeats, seed), ask)
