"""Visitors of a swimming pool: nearly all are satisfied, and only the very satisfied are attached and come back."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from toolkit.measures.loyalty.bend import Bend, bend
from toolkit.simulate import Bend as Planted
from toolkit.simulate import Sample, World, simulate_wave
from toolkit.training.case import Drawn
from toolkit.training.invented.like_standard import construct_like, kept_apart, scores_of
from toolkit.training.tools import crossed

WAVE: Final = "spring"
VISITORS: Final = 800
OFTEN: Final = 6  # of the last ten swims: who swam so many of them at De Golf comes back
HIGH: Final = 60.0  # attitude from which the report calls it high
LIES_AT: Final = 8.0  # the mark at which the bend is found
SURE: Final = 0.01  # so small a p stays shown among the tests of the chapter
RESAMPLES: Final = 200
HALF: Final = 50.0  # percent: of the sevens and eights fewer come back, and of who comes back more gave one
FEWEST: Final = 12  # in each cell of the tables: fewer, and the report hides it
TRIES: Final = 400

# Shares under one letter, the right one first: chance must keep them apart.
TOLD_APART: Final = (
    ("7+", "8+", "9+", "6+", "7-8", "ten times the mean"),
    ("often of 7-8", "often of 9+", "often of 7+", "often", "7-8 of often", "often and 7-8"),
    ("7-8 of often", "often of 7-8", "7-8", "9+ of often", "7+ of often", "often and 7-8"),
)

# The mark and the swims were asked of everybody, with no way round: counting them by hand then needs no care.
WORLD: Final = World(
    constructs=(
        construct_like("satisfaction", 7.7, 7.5, 7.3, sd=1.05, loading=0.85, dont_know=0.0, no_answer=0.0),
        construct_like("attitude", 6.8, 4.3, 3.7, 3.9),
        construct_like("behaviour", 4.8, sd=2.6, loading=0.85, dont_know=0.0, no_answer=0.0),
    ),
    correlations=((1.0,),),
    attitude_effects={"satisfaction": 0.2},
    behaviour_effects={"attitude": 0.8},
    recommendation="ATT_1",
    bend=Planted("satisfaction", at=0.5, slope=1.5),
)


def draw(seed: int) -> Drawn:
    """Draw visitors in whose answers the bend shows at an 8, and the ways to misread them lead elsewhere."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, VISITORS, seed=seed * 10_000 + attempt)
        if _usable(sample):
            break
    return Drawn({WAVE: sample}, {})


def _usable(sample: Sample) -> bool:
    marks, swims, felt = sample.items["SAT_1"], sample.items["BEH_1"], scores_of(sample, WORLD)["attitude"]
    cells = [
        crossed(marks, (7, 9), high, (least,)) for high, least in ((swims, OFTEN), (felt.dropna(), HIGH))
    ]
    told = shares(marks, swims)
    if min(int(table.to_numpy().min()) for table in cells) < FEWEST:
        return False
    if not all(kept_apart(*(told[name] for name in names)) for names in TOLD_APART):
        return False
    if not told["often of 7-8"] < HALF < told["7-8 of often"]:
        return False
    found = bend(marks, felt, generator=np.random.default_rng(1), resamples=RESAMPLES)
    return found.mark.value == LIES_AT and found.p <= SURE and kept_apart(*slopes(found).values())


def shares(marks: pd.Series, swims: pd.Series) -> dict[str, float]:
    """Give what may be counted of marks and swims, in percent; and ten times the mean mark, which is taken for it."""
    often, satisfied, very = swims >= OFTEN, marks.between(7, 8), marks >= 9
    counted = {
        "6+": marks >= 6,
        "7+": marks >= 7,
        "8+": marks >= 8,
        "9+": very,
        "7-8": satisfied,
        "often": often,
        "often and 7-8": often & satisfied,
        "often of 7-8": often[satisfied],
        "often of 9+": often[very],
        "often of 7+": often[marks >= 7],
        "7-8 of often": satisfied[often],
        "9+ of often": very[often],
        "7+ of often": marks[often] >= 7,
    }
    percents = {name: 100 * float(hits.mean()) for name, hits in counted.items()}
    return percents | {"ten times the mean": 10 * float(marks.mean())}


def slopes(found: Bend) -> dict[str, float]:
    """Give what may be read of a bend, in points per mark; `ratio` is a number of times."""
    before, after, line = found.before.value, found.after.value, found.line.value
    return {
        "change": after - before,
        "before": before,
        "after": after,
        "line": line,
        "ratio": after / before,
    }
