"""The client of the exam: customers of two waves, drawn such that each trap is one and nothing else is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from toolkit.followup.changes.compare import compare_waves
from toolkit.simulate import Action, Item, Sample, Segment, simulate_wave, standard_world
from toolkit.training.case import Drawn
from toolkit.training.exports import SCALES, again, raw_csv, scores_of
from toolkit.training.flawed.facts import slope

LATER, SAME = 370, 240  # who answer at the follow-up, and how many of them the same
GAIN: Final = 6.5  # points by which trust really rises, of everybody
VISITED: Final = Action(0.3, {}, by="trust", picked=0.75)  # does nothing, and is done for who trusts least
MATTERS: Final = 5.0
AGAIN: Final = 8  # who filled it in twice
RECOMMEND, TURNED = "ATT_1", "TRU_3"
APART: Final = 1.2  # points of NPS by which each way to count it wrongly differs at least
TRIES: Final = 1000
ANEW: Final = 8  # follow-ups that are drawn for one baseline


def _asked(item: Item) -> Item:
    """Put one question on trust the other way round, and leave the recommendation open more often."""
    if item.id == RECOMMEND:
        return replace(item, mean=7.9, no_answer=0.045)
    return replace(item, reverse=True) if item.id == TURNED else item


_STANDARD = standard_world(
    attitude_effects={"trust": 0.36, "satisfaction": 0.36},
    segments=(Segment("sector", shares={"shops": 0.4, "culture": 0.3, "government": 0.3}),),
)
WORLD = replace(
    _STANDARD,
    constructs=tuple(replace(one, items=tuple(map(_asked, one.items))) for one in _STANDARD.constructs),
)
NEXT = replace(WORLD, improvement={"trust": GAIN}, action=VISITED)


def draw(seed: int) -> Drawn:
    """Draw the customers of two waves, and the exports in which they come."""
    for attempt in range(TRIES):
        place = seed * 10_000 + attempt
        if not attempt % ANEW:
            before = _trapped(place, 400 + seed % 37)
        after = simulate_wave(NEXT, LATER, seed=place, previous=before, overlap=SAME)
        if _telling(before, after):
            break
    after = replace(after, segments=after.segments.assign(visited=np.where(after.treated, "yes", "no")))
    files = {"baseline.csv": raw_csv(before, AGAIN, seed), "followup.csv": raw_csv(after, 0, seed)}
    return Drawn({"baseline": before, "followup": after}, files)


def _trapped(seed: int, size: int) -> Sample:
    """Draw the customers of the baseline: no driver before the other, and each wrong count another number."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, size, seed=seed + 1_000_000_000 * attempt)
        if _close(sample) and _traps(sample):
            break
    return sample


def _close(sample: Sample) -> bool:
    """Say whether trust and satisfaction weigh about the same, so that neither may be called first."""
    scores = pd.DataFrame({stem: scores_of(sample, stem) for stem in ("SAT", "TRU", "SRV", "ATT")}).dropna()
    scaled = ((scores - scores.mean()) / scores.std()).to_numpy()
    weights = np.linalg.lstsq(scaled[:, :3], scaled[:, 3], rcond=None)[0]
    return bool(abs(weights[0] - weights[1]) < 0.05 and weights[:2].min() > weights[2] + 0.15)


def _traps(sample: Sample) -> bool:
    """Say whether each way to count the NPS wrongly gives another number."""
    marks = sample.items[RECOMMEND]
    right = nps_of(marks.dropna())
    twice = pd.concat([marks, sample.items.loc[again(sample, AGAIN), RECOMMEND] * 0 + 2])
    others = (nps_of(marks.fillna(99)), nps_of(twice.dropna()), nps_of(marks.fillna(0)))
    return min(abs(right - other) for other in others) > APART and abs(right) > 5


def nps_of(marks: pd.Series) -> float:
    """Count the NPS of marks, those above 10 as marks too: as who does not know the codes would."""
    scores = 100.0 * ((marks >= 9).mean() - (marks <= 6).mean())
    return float(scores)


def _telling(before: Sample, after: Sample) -> bool:
    """Say whether trust alone is shown to rise, attitude seems to, and who was visited seems to rise more."""
    first, last = _scored(before), _scored(after)
    moved = last.drop(columns="key").mean() - first.drop(columns="key").mean()
    if moved["TRU"] < 3 or not 1 < moved["ATT"] < 3:  # most draws end here, before what takes time
        return False
    found = compare_waves(first, last, [*SCALES, "NPS"], key="key", smallest_change=MATTERS)
    low, high = found["low"].astype(float), found["high"].astype(float)
    clear = low["TRU"] > 1.5 and bool((low.drop("TRU") < -0.1).all() and (high.drop("TRU") > 0.1).all())
    if not clear:
        return False
    rose = last.set_index("key")["TRU"] - first.set_index("key")["TRU"]
    visited = pd.Series(after.treated.to_numpy(), index=after.key)
    more = float(rose[visited.index[visited]].mean() - rose[visited.index[~visited]].mean())
    return more > 4 and all(_alike(first, last, visited, stem) for stem in ("TRU", "ATT", "BEH", "NPS"))


def _scored(sample: Sample) -> pd.DataFrame:
    """Give the score of each theme (n, themes), the scores of which the NPS is the mean, and the customers."""
    scores = {stem: scores_of(sample, stem) for stem in SCALES}
    marks = sample.items[RECOMMEND]
    promoted = 100.0 * ((marks >= 9).astype(int) - (marks <= 6).astype(int)).where(marks.notna())
    return pd.DataFrame(scores | {"NPS": promoted, "key": sample.key})


def _alike(first: pd.DataFrame, last: pd.DataFrame, visited: pd.Series, stem: str) -> bool:
    """Say whether no difference shows between who was visited and others who stood equally low."""
    begun = first.set_index("key").reindex(visited.index)
    causes = pd.DataFrame({"visited": visited.astype(float), "trust": begun["TRU"], "own": begun[stem]})
    causes = causes.drop(columns="own") if stem == "TRU" else causes
    found = slope(last.set_index("key")[stem], causes, "visited")
    return found.low < -1 and found.high > 1
