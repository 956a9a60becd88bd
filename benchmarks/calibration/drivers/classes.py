"""Outcomes in classes: coefficients, shares, and tests of yes or no and of answers in an order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.client_by_client import LEVEL, RESAMPLES, each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import everybody_of, leader, nothing, twins
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.categorical.dominance import class_importance
from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.ordered import ordered_logit

# The recommendation hangs on attitude, of which these are the drivers that every customer can judge.
DRIVERS = ("satisfaction", "image", "trust", "involvement")
MARK = "ATT_1"
OUTCOME = "outcome"


def _asked(client: Client, *, ordered: bool) -> pd.DataFrame:
    """Lay the outcome beside the scores: promoter or not, or the three classes of the recommendation score."""
    mark = client.items[MARK]
    values = np.digitize(mark, [7, 9]) if ordered else mark >= 9
    return client.scores[list(DRIVERS)].assign(
        **{OUTCOME: pd.Series(values, index=mark.index).where(mark.notna())}
    )


@cache
def _truth(design: Design) -> dict[str, pd.Series]:
    """Coefficients and shares of all customers."""
    people = everybody_of(design, leader)
    yes, scale = (_asked(people, ordered=ordered) for ordered in (False, True))
    found = logistic(yes, OUTCOME, DRIVERS, weights=people.weights)
    ordered = ordered_logit(scale, OUTCOME, DRIVERS, weights=people.weights)
    shares = class_importance(yes, OUTCOME, DRIVERS, weights=people.weights, resamples=0)
    return {
        "logistic": found.table["coefficient"],
        "effect": found.table["effect"],
        "ordered": ordered.table["coefficient"],
        "shares": shares.table["share"],
    }


CLASSES = {
    "logistic": Claim("coverage", "limits of a log odds (`logistic`)"),
    "effect": Claim("coverage", "limits of an average marginal effect (`logistic`)"),
    "ordered": Claim("coverage", "limits of a log odds of a higher class (`ordered_logit`)"),
    "shares": Claim("coverage", "limits of a share of McFadden's R² (`class_importance`)"),
}


@study("classes", "drivers", CLASSES)
def classes(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom promoters differ from others in what they think of four themes."""
    true = _truth(design)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        yes = _asked(client, ordered=False)
        found = logistic(yes, OUTCOME, DRIVERS, weights=client.weights).table
        shares = class_importance(
            yes, OUTCOME, DRIVERS, weights=client.weights, resamples=RESAMPLES, seed=number
        )
        ordered = ordered_logit(_asked(client, ordered=True), OUTCOME, DRIVERS, weights=client.weights).table
        return {
            "logistic": held(found["low"], true["logistic"], found["high"]),
            "effect": held(found["effect_low"], true["effect"], found["effect_high"]),
            "ordered": held(ordered["low"], true["ordered"], ordered["high"]),
            "shares": held(shares.table["low"], true["shares"], shares.table["high"]),
        }

    return each(CLASSES, clients(design, leader(design), repeats, seed), ask)


FIRST = {"named": Claim("false winner", "one of two equal drivers of promoters leads (`class_importance`)")}


@study("classes-twins", "drivers", FIRST)
def two_equal(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom two drivers are equally strong, asked and answered alike."""

    def ask(client: Client, number: int) -> Mapping[str, float]:
        yes = _asked(client, ordered=False)
        found = class_importance(
            yes, OUTCOME, DRIVERS, weights=client.weights, resamples=RESAMPLES, seed=number
        )
        return {"named": len(found.leaders) == 1}

    return each(FIRST, clients(design, twins(design), repeats, seed), ask)


NONE = {
    "promoters": Claim("type I", "drivers of promoters are called linked that are not (`logistic`)"),
    "scale": Claim("type I", "drivers of the whole scale are called linked that are not (`ordered_logit`)"),
    "steps": Claim("type I", "a link is said to differ between steps of the scale (`ordered_logit`)"),
}


@study("classes-nothing", "drivers", NONE)
def unlinked(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom the recommendation owes nothing to the drivers."""

    def ask(client: Client, _number: int) -> Mapping[str, float]:
        yes = logistic(_asked(client, ordered=False), OUTCOME, DRIVERS, weights=client.weights)
        scale = ordered_logit(_asked(client, ordered=True), OUTCOME, DRIVERS, weights=client.weights)
        told = {"promoters": yes.joint.p < LEVEL, "scale": scale.joint.p < LEVEL}
        return told if scale.steps is None else {**told, "steps": scale.steps.joint.p < LEVEL}

    return each(NONE, clients(design, nothing(design), repeats, seed), ask)
