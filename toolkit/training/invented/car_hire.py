"""Customers of a car hire firm in three waves: some were called for their low scores, later lots drew others.

Calling does nothing, and seems to. Like customers become less satisfied, and the mean rises, since other customers
answer. What the lots decided does work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.composition.compare import BOTH, split_waves
from toolkit.followup.impact.did import CELLS, difference_in_differences
from toolkit.followup.impact.regression import among_equals, beyond_regression
from toolkit.followup.impact.start import apart_at_start
from toolkit.measures.nps import nps_scores
from toolkit.simulate import Action, Construct, Item, Sample, Segment, World, simulate_wave
from toolkit.training.case import Drawn
from toolkit.training.invented.like_standard import scores_of

SPRING, AUTUMN, NEXT = "spring", "autumn", "next"
ANSWERED: Final = (600, 750, 750)  # customers per wave
AGAIN: Final = (380, 450)  # of these, who had answered the wave before
LOW: Final = 0.33  # share of customers with the lowest trust: they stand on the list of who is to be called
REACHED: Final = 0.55  # share of that list who picked up the phone
FALL: Final = -4.5  # points by which the satisfaction of like customers really changes
GAIN: Final = 10.0  # points of trust for who has the deposit back within a day
NEAREST: Final = 1.5  # points: answers nearer to each other than this are not told apart
TRIES: Final = 200
KINDS: Final = {"private": 0.78, "business": 0.22}
_OUTCOMES = ["trust", "attitude", "behaviour", "nps"]


def _two(stem: str, highest: int, mean: float, sd: float) -> tuple[Item, Item]:
    return (
        Item(f"{stem}_1", 1, highest, mean, sd, 0.85),
        Item(f"{stem}_2", 1, highest, mean - 0.2, sd, 0.85),
    )


WORLD: Final = World(
    constructs=(
        Construct("satisfaction", "driver", _two("SAT", 10, 6.9, 1.5)),
        Construct("trust", "driver", _two("TRU", 7, 4.3, 1.4)),
        Construct("image", "driver", _two("IMG", 7, 4.6, 1.4)),
        Construct("breakdown", "driver", _two("BRK", 7, 4.4, 1.5), applies=0.14),
        Construct(
            "attitude",
            "attitude",
            (Item("ATT_1", 0, 10, 7.5, 2.0, 0.85), Item("ATT_2", 1, 7, 4.4, 1.5, 0.85)),
        ),
        Construct("behaviour", "behaviour", (Item("BEH_1", 0, 10, 6.5, 2.4, 0.85),)),
    ),
    correlations=(
        (1.00, 0.35, 0.35, 0.30),
        (0.35, 1.00, 0.35, 0.30),
        (0.35, 0.35, 1.00, 0.20),
        (0.30, 0.30, 0.20, 1.00),
    ),
    attitude_effects={"trust": 0.35, "satisfaction": 0.30, "image": 0.15},
    behaviour_effects={"attitude": 0.50},
    segments=(Segment("kind", shares=KINDS, shifts={"business": {"satisfaction": 2.1}}),),
    stability=0.4,
    recommendation="ATT_1",
)
# From autumn on account managers send the questions to business customers, who had hardly been reached before.
_LATER = replace(
    WORLD,
    improvement={"satisfaction": FALL},
    segments=(replace(WORLD.segments[0], response={"private": 1.0, "business": 20.0}),),
)
# The wave after that keeps to the kinds of customers that it got in autumn.
_LAST = replace(
    _LATER,
    segments=(replace(WORLD.segments[0], response={"private": 1.0, "business": 4.6}),),
    action=Action(0.5, {"trust": GAIN}),
)


@dataclass(frozen=True)
class _Waves:
    """The three waves as drawn, and the numbers of the customers who were called."""

    samples: tuple[Sample, Sample, Sample]
    called: frozenset[str]


def draw(seed: int) -> Drawn:
    """Draw the three waves, such that chance hides none of what the lesson is about."""
    for attempt in range(TRIES):
        waves = _drawn(seed * 10_000 + attempt)
        if _as_told(waves):
            break
    spring, autumn, last = waves.samples
    return Drawn(
        {
            SPRING: spring,
            AUTUMN: _told(autumn, "called", autumn.key.isin(waves.called)),
            NEXT: _told(last, "deposit", last.treated),
        },
        {},
    )


def _drawn(seed: int) -> _Waves:
    spring = simulate_wave(WORLD, ANSWERED[0], seed=seed)
    autumn = simulate_wave(_LATER, ANSWERED[1], seed=seed, previous=spring, overlap=AGAIN[0])
    last = simulate_wave(_LAST, ANSWERED[2], seed=seed, previous=autumn, overlap=AGAIN[1])
    # They are picked by the score that the firm saw, not by what is true of them, and whoever is at home is called.
    trust = asked_of(spring)["trust"]
    reached = np.random.default_rng([seed, len(spring.key)]).random(len(trust)) < REACHED
    called = spring.key[(trust <= trust.quantile(LOW)) & reached]
    return _Waves((spring, autumn, last), frozenset(called))


def _told(sample: Sample, name: str, had: pd.Series) -> Sample:
    """Put into a wave who had an action."""
    return replace(sample, segments=sample.segments.assign(**{name: np.where(had, "yes", "no")}))


def asked_of(sample: Sample) -> pd.DataFrame:
    """Give the scores of a wave as a report has them, 0–100, and beside them `nps`, `key` and `kind`."""
    return scores_of(sample, WORLD).assign(
        nps=nps_scores(sample.items["ATT_1"]), key=sample.key, kind=sample.segments["kind"].astype(str)
    )


def _as_told(waves: _Waves) -> bool:
    """Say whether each part of the story can be seen in these answers, the cheapest to find out first."""
    spring, autumn, last = (asked_of(sample) for sample in waves.samples)
    themes = [one.key for one in WORLD.constructs]
    return (
        _other_customers(spring, autumn, themes)
        and _calling_seems_to_work(spring, autumn, waves.called)
        and _lots_show_it(autumn, last.assign(had=waves.samples[2].treated.astype(float)))
        and _same_and_not_shown(autumn, last, themes)
    )


def _other_customers(spring: pd.DataFrame, autumn: pd.DataFrame, themes: list[str]) -> bool:
    """Satisfaction is shown to rise, and to fall among like customers."""
    rises = [wave.groupby("kind")["satisfaction"].mean() for wave in (spring, autumn)]
    changes = rises[1] - rises[0]
    rise = autumn["satisfaction"].mean() - spring["satisfaction"].mean()
    alike = abs(changes.diff().iloc[-1]) < 3 * NEAREST
    if not (rise > NEAREST and (changes < 0).all() and changes.mean() < -2 * NEAREST and alike):
        return False
    changed = compare_waves(spring, autumn, themes, key="key").loc["satisfaction"]
    split = split_waves(spring, autumn, themes, ["kind"], key="key").table.loc["satisfaction"]
    parts = (split["difference"], split["composition"], split["within"])
    return bool(
        changed["verdict"] == "better" and split["verdict"] == BOTH and _apart(parts, least=2 * NEAREST)
    )


def _calling_seems_to_work(spring: pd.DataFrame, autumn: pd.DataFrame, called: frozenset[str]) -> bool:
    """Who was called rose far more than who was not, and no more than who stood equally low."""
    before, after = _panel(spring, autumn)
    before, after = (wave.assign(had=wave["key"].isin(called).astype(float)) for wave in (before, after))
    seems = difference_in_differences(before, after, ["trust"], treated="had", key="key").loc["trust"]
    others, others_later, theirs, theirs_later = (seems[cell] for cell in CELLS)
    asked = (seems["difference"], theirs_later - theirs, theirs_later - others_later, others_later - others)
    if not (theirs_later - theirs > 3 * NEAREST and _apart((*asked, asked[1] + asked[3]))):
        return False
    left = beyond_regression(before, after, ["trust"], treated="had", picked="trust", key="key").loc["trust"]
    tie = _tie(before, after)
    distance = left["picked_all"] - left["picked_treated"]
    expected = (1 - tie) * distance
    equals = among_equals(before, after, _OUTCOMES, treated="had", picked="trust", key="key")
    return bool(
        seems["verdict"] == "better"
        and _apart((expected, distance, tie * distance), least=1.5 * NEAREST)
        and abs(expected - left["expected"]) < 0.9 * NEAREST
        and (equals["p"] > 0.05).all()
        and equals["verdict"]["trust"] == "not decided"
    )


def _tie(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """Give the correlation of trust in one wave with that of the same customers in the next."""
    return float(before.set_index("key")["trust"].corr(after.set_index("key")["trust"]))


def _lots_show_it(autumn: pd.DataFrame, last: pd.DataFrame) -> bool:
    """What lots decided is shown to go with a gain in trust, of two sides that were alike before."""
    before, after = _panel(autumn, last)
    before = before.assign(had=before["key"].map(after.set_index("key")["had"]))
    start = apart_at_start(before, after, _OUTCOMES, treated="had", key="key")
    found = difference_in_differences(before, after, _OUTCOMES, treated="had", key="key").loc["trust"]
    return bool(found["verdict"] == "better" and not start["apart"].any())


def _same_and_not_shown(autumn: pd.DataFrame, last: pd.DataFrame, themes: list[str]) -> bool:
    """Some themes are shown to have stayed the same, and one is not shown to have done anything."""
    table = compare_waves(autumn, last, themes, key="key")
    verdicts, same = table["verdict"], table["verdict"] == "no relevant change"
    few = verdicts["breakdown"] == "not decided" and verdicts["trust"] == "better"
    # None of these is a change that is shown, and too small to matter: a report has other words for it.
    return bool(few and same.sum() >= 2 and (table["p_holm"][same] >= 0.05).all())


def _panel(*waves: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Keep who answered both waves."""
    for wave, other in zip(waves, reversed(waves), strict=True):
        yield wave[wave["key"].isin(other["key"])]


def _apart(values: tuple[Any, ...], *, least: float = NEAREST) -> bool:
    """Say whether no two of these values could be taken for each other."""
    return bool((np.diff(sorted(values)) > least).all())
