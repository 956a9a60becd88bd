"""Worlds in which everything of the baseline is asked: one with a planted truth in all of it, one with none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from toolkit.simulate.more import (
    RESOLVED,
    UNAFFECTED,
    UNRESOLVED,
    Choice,
    Count,
    Follower,
    Moments,
    More,
    more_constructs,
)
from toolkit.simulate.parts import Bend, Construct, Item, Segment
from toolkit.simulate.standard import standard_world
from toolkit.simulate.world import World, exogenous

BASES = ("basis_calculative", "basis_affective", "basis_structural", "basis_moral")
VALUES = 4  # how many values the organisation says it stands for
_ARRIVALS = {"1": 0.28, "2": 0.12, "3": 0.20, "4": 0.15, "5": 0.25}  # answers of the bank's question NET_2
_TEAMS = {f"T{number}": 0.125 for number in range(1, 9)}
_ARRIVAL_TILTS = {"1": 0.35, "3": -0.25}
_TEAM_TILTS = dict(zip(_TEAMS, (0.45, 0.30, 0.15, 0.05, -0.05, -0.15, -0.30, -0.45), strict=True))
_MARKS = {
    RESOLVED: {6: 0.10, 7: 0.30, 8: 0.40, 9: 0.15, 10: 0.05},
    UNRESOLVED: {1: 0.15, 2: 0.10, 3: 0.20, 4: 0.25, 5: 0.30},
}


def complete_world(*, bend: Bend | None = None, **standard: Any) -> World:
    """Give the standard world with every question of the baseline, each with a planted truth.

    Affective and moral loyalty go with attitude, calculative loyalty goes with behaviour, structural loyalty with
    lock-in. Two of the four values are felt less than they matter. Who has an unresolved problem stands lower in
    attitude, who had one resolved stands as the others. Those whom somebody recommended stand higher; teams
    differ. Referrals, voice, reviews and price tolerance rise with attitude.
    `bend` plants one between a driver and attitude; other arguments are those of `standard_world`.
    """
    world = standard_world(**standard)
    return replace(world, bend=bend, more=_more())


def null_world() -> World:
    """Give a world with every question of the baseline, in which nothing goes with anything and no groups differ.

    All scales are reliable (alpha about .8) and centred: drivers, bases and values have the same true mean, 50.
    Drivers do not go together, attitude and behaviour owe nothing to anything, segments, arrival, teams and
    moments of need are drawn by chance. Whatever is said to differ, to go together or to bend is a false claim.
    """
    world = standard_world(segments=_even_segments())
    constructs = tuple(replace(c, items=_even(c)) for c in world.constructs)
    more = _more()
    choices = tuple(replace(choice, tilts={}) for choice in more.choices)
    assert more.moments is not None  # `_more` asks it
    moments = replace(more.moments, groups=replace(more.moments.groups, tilts={}))
    return replace(
        world,
        constructs=constructs,
        correlations=tuple(tuple(row) for row in np.eye(len(exogenous(world))).tolist()),
        attitude_effects={},
        behaviour_effects={},
        more=More(
            followers=tuple(Follower(replace(c, items=_even(c))) for c in more_constructs(more)),
            choices=choices,
            moments=moments,
            counts=tuple(replace(count, tilt=0.0) for count in more.counts),
        ),
    )


def _more() -> More:
    return More(
        followers=(*_bases(), *_touchpoints(), *_values()),
        choices=(
            Choice("arrival", _ARRIVALS, _ARRIVAL_TILTS),
            Choice("team", _TEAMS, _TEAM_TILTS),
            Choice("voice", {"0": 0.70, "1": 0.30}, {"1": 0.25}, item="VOI_1", no_answer=0.01),
            Choice("review", {"0": 0.90, "1": 0.10}, {"1": 0.20}, item="NET_1", no_answer=0.01),
        ),
        moments=Moments(
            Choice(
                "moment",
                {UNAFFECTED: 0.68, RESOLVED: 0.19, UNRESOLVED: 0.13},
                {UNRESOLVED: -0.80},
                no_answer=0.01,
            ),
            problem="MOT_2",
            recovery="MOT_3",
            marks=_MARKS,
        ),
        counts=(Count("REF_1", mean=0.9, tilt=0.6, spread=0.8, no_answer=0.01),),
    )


def _bases() -> tuple[Follower, ...]:
    ties = {
        "basis_calculative": {"behaviour": 0.30, "satisfaction": 0.25},
        "basis_affective": {"attitude": 0.60, "involvement": 0.20},
        "basis_structural": {"lock_in": 0.65},
        "basis_moral": {"attitude": 0.30},
    }
    means = {
        "basis_calculative": ("CAL", 4.6, 4.3),
        "basis_affective": ("AFF", 4.5, 4.0),
        "basis_structural": ("STR", 4.1, 3.4),
        "basis_moral": ("MOR", 2.9, 3.4),
    }
    return tuple(
        Follower(
            Construct(
                key, "basis", _asked((f"{means[key][0]}_1", f"{means[key][0]}_2"), means[key][1:], 0.82)
            ),
            ties[key],
        )
        for key in BASES
    )


def _touchpoints() -> tuple[Follower, ...]:
    price = Item("PRI_1", 1, 7, mean=4.3, sd=1.6, loading=0.85, reverse=True, no_answer=0.01)
    return (
        Follower(Construct("price_tolerance", "dividend", (price,)), {"attitude": 0.45, "lock_in": 0.20}),
        Follower(
            Construct("effort", "touchpoint", _asked(("CES_1",), (5.2,), 0.85), applies=0.85),
            {"satisfaction": 0.35, "friendliness": 0.25},
        ),
        Follower(
            Construct("moment_of_need", "touchpoint", _asked(("MOT_1",), (4.7,), 0.85), applies=0.45),
            {"trust": 0.40, "friendliness": 0.20},
        ),
    )


def _values() -> tuple[Follower, ...]:
    """What matters to customers, value by value, and how much of it they notice: each question mostly on its own."""
    numbers = range(1, VALUES + 1)
    important = _asked([f"VAL_{number}_IMP" for number in numbers], (6.2, 5.0, 5.6, 5.8), 0.45)
    noticed = _asked([f"VAL_{number}_EXP" for number in numbers], (4.8, 5.0, 5.5, 4.1), 0.60)
    return (
        Follower(Construct("values_importance", "alignment", important)),
        Follower(Construct("values_experience", "alignment", noticed), {"trust": 0.50, "image": 0.20}),
    )


def _asked(ids: Sequence[str], means: Sequence[float], loading: float) -> tuple[Item, ...]:
    return tuple(
        Item(id, 1, 7, mean, sd=1.5, loading=loading, dont_know=0.01, no_answer=0.01)
        for id, mean in zip(ids, means, strict=True)
    )


def _even_segments() -> tuple[Segment, ...]:
    """Give the segments of the standard world, all alike in standing and in response."""
    return tuple(replace(one, response={}, shifts={}) for one in standard_world().segments)


def _even(construct: Construct) -> tuple[Item, ...]:
    """Centre each question on its scale, as reliable together as alpha .8 asks of so many."""
    k = len(construct.items)
    between = 0.8 / (k - 0.8 * (k - 1))  # correlation between questions, by Spearman and Brown
    # Answers are cut into points, which takes something off; a yes or no takes off much more.
    loading = 0.8 if k == 1 else min(1.0, float(np.sqrt(between)) * 1.02)
    return tuple(
        replace(
            item,
            mean=7.5 if item.id == "ATT_1" else (item.minimum + item.maximum) / 2,
            sd=(item.maximum - item.minimum) / 4.2,
            loading=0.98 if item.maximum - item.minimum == 1 else loading,
        )
        for item in construct.items
    )
