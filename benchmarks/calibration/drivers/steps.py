"""Steps of the scale: whether links that are the same at each step are said to differ, and which are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.calibration.client_by_client import LEVEL, each
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import leader
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.categorical.ordered import Ordered, ordered_logit
from toolkit.measures.weights import FloatArray

# Log odds of a higher class per 20 points: three themes are linked, one of them strongly, and one is not.
LINKS = {"satisfaction": 0.8, "image": 0.4, "trust": 0.4, "involvement": 0.0}
OTHER = "image"  # the theme that goes more with the upper step, where one does
MORE = 1.0
UNIT, HIGHEST = 20.0, 100.0
APART = 0.8  # log odds from the middle of the scale to each of its two steps
OUTCOME = "outcome"
CLAIMS = {
    "alike": Claim(
        "type I", "links that are the same at both steps of the scale are said to differ (`ordered_logit`)"
    ),
    "another": Claim(
        "type I", "a theme whose link is the same is named beside one whose link differs (`ordered_logit`)"
    ),
    "found": Claim("power", "a theme that goes more with the upper step is named", told=True),
}


@study("steps", "drivers", CLAIMS)
def steps(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients whose classes follow from their scores: each theme alike at both steps, and then all but one.

    What is drawn follows the ordered logit exactly, whatever the design does to the scores.
    """
    drawn = clients(design, leader(design), repeats, seed)
    same = _classes(drawn.whole.scores, 0.0, np.random.default_rng([seed, 21]))
    apart = _classes(drawn.whole.scores, MORE, np.random.default_rng([seed, 22]))

    def asked() -> Iterator[tuple[Client, FloatArray, FloatArray]]:
        size = drawn.n
        for number, client in enumerate(drawn):
            rows = slice(number * size, (number + 1) * size)
            yield client, same[rows], apart[rows]

    def ask(one: tuple[Client, FloatArray, FloatArray], _number: int) -> Mapping[str, float]:
        client, alike, differing = one
        told: dict[str, float] = {}
        if (names := _named(_fitted(client, alike))) is not None:
            told["alike"] = names != ()
        if (names := _named(_fitted(client, differing))) is not None:
            told |= {"another": bool({*names} - {OTHER, ""}), "found": OTHER in names}
        return told

    return each(CLAIMS, asked(), ask)


def _classes(scores: pd.DataFrame, more: float, draw: np.random.Generator) -> FloatArray:
    """Draw a class of 0, 1 or 2 for each row, with proportional odds but for what OTHER adds at the upper step.

    That takes from the chance of the upper step, and nothing at the highest score: nowhere does it pass the chance of
    the lower. Who lacks a score takes no part, and is drawn as if in the middle.
    """
    x = scores[list(LINKS)]
    x = x.fillna(x.mean())
    leaning = (x @ pd.Series(LINKS)).to_numpy() / UNIT
    less = more * (x[OTHER].to_numpy() - HIGHEST) / UNIT
    lower = special.expit(leaning - leaning.mean() + APART)
    upper = special.expit(leaning - leaning.mean() - (0.0 if more else APART) + less)
    chance = draw.random(len(x))
    return np.asarray((chance < lower).astype(float) + (chance < upper))


def _fitted(client: Client, classes: FloatArray) -> Ordered:
    frame = client.scores[list(LINKS)].assign(**{OUTCOME: classes})
    return ordered_logit(frame, OUTCOME, tuple(LINKS), weights=client.weights)


def _named(found: Ordered) -> tuple[str, ...] | None:
    """Give the themes that are named as the report does, "" for none where the steps differ, () where they do not.

    None where the report does not test it.
    """
    if found.steps is None:
        return None
    if not (found.joint.p < LEVEL and found.steps.joint.p < LEVEL):
        return ()
    table = found.steps.table
    return ("", *(str(name) for name in table.index[table["p_holm"] < LEVEL]))
