"""Customers of an internet provider: who finds it hard to leave does more there, and is no more attached for it."""

from __future__ import annotations

from typing import Final

import pandas as pd
from scipy.stats import pearsonr, ttest_ind

from toolkit.measures.nps import nps_scores
from toolkit.simulate import Sample, Segment, World, simulate_wave
from toolkit.training.case import Drawn
from toolkit.training.invented.like_standard import construct_like, kept_apart, scores_of

WAVE: Final = "spring"
CUSTOMERS: Final = 700
HIGH: Final = 60.0  # from this score the report calls attitude, behaviour and lock-in high
THEMES: Final = ("attitude", "behaviour", "lock_in")
FEWEST: Final = 12  # in each of the four groups: fewer, and the report hides it
SURE: Final = 1e-5  # so small a p stays shown among all tests of the table of packages
NOTHING: Final = 0.06  # p above which nothing is shown, however few tests it shares a table with
HALF: Final = 50.0  # percent: fewer of who stays are attached
TRIES: Final = 400

# Shares under one letter, the right one first: chance must keep them apart.
TOLD_APART: Final = (
    (
        "attached of stays",
        "stays of attached",
        "attached and stays",
        "attached",
        "stays",
        "unattached of stays",
    ),
    (
        "unattached and held",
        "unattached and stays",
        "held",
        "unattached of held",
        "unattached, stays and held",
        "attached and held",
    ),
)

# Lock-in has no tie with anything but behaviour, and who has everything in one package has more of it.
WORLD: Final = World(
    constructs=(
        construct_like("satisfaction", 6.9, 6.6, 6.3),
        construct_like("attitude", 6.3, 4.2, 3.6, 3.8),
        construct_like("behaviour", 7.2, 72.0),
        construct_like("lock_in", 4.6, 4.3, 3.8),
    ),
    correlations=((1.0, 0.0), (0.0, 1.0)),
    attitude_effects={"satisfaction": 0.6},
    behaviour_effects={"attitude": 0.35, "lock_in": 0.55},
    recommendation="ATT_1",
    segments=(
        Segment("package", shares={"single": 0.55, "bundle": 0.45}, shifts={"bundle": {"lock_in": 0.9}}),
    ),
)


def draw(seed: int) -> Drawn:
    """Draw customers in whose answers lock-in goes with behaviour alone, as was planted."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, CUSTOMERS, seed=seed * 10_000 + attempt)
        if _usable(sample):
            break
    return Drawn({WAVE: sample}, {})


def _usable(sample: Sample) -> bool:
    scores = scores_of(sample, WORLD)[list(THEMES)].dropna()
    attached, stays, held = (scores[name] >= HIGH for name in THEMES)
    shown = [attached & stays, attached & ~stays, ~attached & stays & held, ~attached & stays & ~held]
    shown += [~attached & ~stays & held, ~attached & ~stays & ~held]
    told, gaps = shares(scores), differences(scores)
    return (
        min(int(part.sum()) for part in shown) >= FEWEST
        and told["attached of stays"] < HALF
        and all(kept_apart(*(told[name] for name in together)) for together in TOLD_APART)
        and kept_apart(*gaps.values())
        and _p(scores["attitude"], held) > NOTHING
        and pearsonr(scores["attitude"], scores["lock_in"]).pvalue > NOTHING
        and _package_is_a_tie(sample, scores)
    )


def _package_is_a_tie(sample: Sample, scores: pd.DataFrame) -> bool:
    """Say whether packages differ in behaviour and lock-in, and in nothing else that the report tells of them."""
    marks = sample.items["SAT_1"].dropna()
    recommended = sample.items["ATT_1"].dropna()
    others = (
        scores["attitude"],
        marks,
        (marks >= 9).astype(float),
        pd.Series(nps_scores(recommended), index=recommended.index),
    )
    bundle = sample.segments["package"] == "bundle"
    return all(_p(scores[name], bundle) < SURE for name in ("behaviour", "lock_in")) and all(
        _p(one, bundle) > NOTHING for one in others
    )


def _p(values: pd.Series, group: pd.Series) -> float:
    there = group.loc[values.index]
    return float(ttest_ind(values[there], values[~there], equal_var=False).pvalue)


def shares(scores: pd.DataFrame) -> dict[str, float]:
    """Give what may be counted of customers who feel attached, who stay and who find it hard to leave, in percent."""
    attached, stays, held = (scores[name] >= HIGH for name in THEMES)
    counted = {
        "attached": attached,
        "stays": stays,
        "held": held,
        "attached and stays": attached & stays,
        "attached of stays": attached[stays],
        "stays of attached": stays[attached],
        "unattached of stays": ~attached[stays],
        "attached and held": attached & held,
        "unattached and stays": ~attached & stays,
        "unattached and held": ~attached & held,
        "unattached of held": ~attached[held],
        "unattached, stays and held": ~attached & stays & held,
    }
    return {name: 100 * float(hits.mean()) for name, hits in counted.items()}


def differences(scores: pd.DataFrame) -> dict[str, float]:
    """Give how far who finds it hard to leave lies from the others, in points, and two means of which it comes."""
    held = scores["lock_in"] >= HIGH
    high, low = scores[held].mean(), scores[~held].mean()
    gaps = {name: float(high[name] - low[name]) for name in ("behaviour", "attitude", "lock_in")}
    return gaps | {"of the held": float(high["behaviour"]), "of the free": float(low["behaviour"])}
