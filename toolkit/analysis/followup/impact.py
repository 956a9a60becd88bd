"""What the follow-up computes of each action that was carried out: was the change its doing?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from toolkit.analysis.flags import not_told_apart
from toolkit.analysis.followup.apart import Apart, furthest, held
from toolkit.analysis.followup.change import NOT_JUDGED
from toolkit.analysis.followup.earlier import courses, lines, trend_before
from toolkit.analysis.followup.effects import ActionImpact, Effect, Impact
from toolkit.analysis.followup.frames import frames, is_recommendation, key_of, wave_scores, weight_of
from toolkit.analysis.followup.picked import regression
from toolkit.analysis.followup.treated import (
    TREATED,
    Sides,
    between,
    did,
    sides,
    smallest_changes,
    told_of,
    wave_before,
)
from toolkit.analysis.job import Job, enough, unreliable
from toolkit.engagement import advised_on
from toolkit.engagement.advice import Action
from toolkit.errors import StatisticsError
from toolkit.followup.changes.compare import NPS
from toolkit.followup.impact.contrast import Targeted, targeted_contrast
from toolkit.followup.impact.did import CELLS
from toolkit.followup.impact.regression import among_equals

OUTCOMES = ("attitude", "behaviour")


def impact(job: Job) -> Impact | None:
    """Compare what changed with and without each action; None where none was carried out before the last wave."""
    return job.remembered(("impact",), lambda: _impact(job))


def _impact(job: Job) -> Impact | None:
    numbered = enumerate(job.engagement.actions, 1)
    done = [(number, action) for number, action in numbered if _done(job, action)]
    if not done:
        return None
    targeted, blurred = _targeted(job, [action for _, action in done])
    actions = tuple(_one(job, number, action) for number, action in done)
    return Impact(actions, targeted, blurred, 1 - job.engagement.analysis.confidence)


def _done(job: Job, action: Action) -> bool:
    """Tell whether an action can have been noticed by the last wave."""
    if action.carried_out not in ("yes", "partly"):
        return False
    last, advised = job.wave(job.read[-1]), advised_on(job.engagement, action)
    if advised is None or advised.start >= last.start:
        return False
    return action.since is None or action.since <= last.end


def _one(job: Job, number: int, action: Action) -> ActionImpact:
    before = wave_before(job, action)
    found = ActionImpact(
        number,
        action.driver or action.touchpoint or "",
        None,
        carried="partly" if action.carried_out == "partly" else "yes",
        before="" if before is None else before.wave,
        grouped=action.group is not None,
    )
    if action.group is None:
        return found
    if before is None:
        return replace(found, why_not="began_before")
    pair = between(job, before, job.read[-1])
    who = sides(pair, action.group, job.read[-1])
    return replace(found, why_not=who) if isinstance(who, str) else _compared(job, pair, found, action, who)


def _compared(job: Job, pair: Job, found: ActionImpact, action: Action, who: Sides) -> ActionImpact:
    if action.group is None:
        raise ValueError("no group to compare with")
    measures, hidden = _measures(pair, found.driver, who)
    found = replace(found, read=who.read, leftover=who.leftover, hidden=hidden)
    if not measures:
        return replace(found, why_not="too_few")
    table = did(pair, who, measures)
    found = replace(
        found,
        table=table,
        earlier=trend_before(job, pair.surveys[0], action.group, measures),
        lines=None if who.leftover else lines(job, action.group, found.driver, who.read),
    )
    picked = action.group.picked_low
    if picked is None:
        level = 1 - pair.engagement.analysis.confidence
        before = {} if found.earlier is None else courses(found.earlier, level)
        # Sides that stood as far apart a wave earlier always did: nobody was picked on the wave before the action.
        apart = _apart(pair, who, measures, [name for name in measures if before.get(name) != "same"])
        return replace(found, apart=apart, effects=_effects(pair, table, CELLS, apart))
    equals = _among_equals(pair, who, measures, picked)
    if not who.leftover:
        found = replace(found, regression=regression(pair, who, picked, by_panel=equals is not None))
    if equals is None:
        # Without the same customers twice nothing tells the action from the mean to which they return.
        known = picked in _picked_on(pair, who, picked)
        return replace(found, why_not="picked_low" if known else "picked_not_compared")
    return replace(found, equals=equals, effects=_effects(pair, equals, ("treated", "others")))


def _apart(pair: Job, who: Sides, measures: list[str], doubted: list[str]) -> Apart | None:
    """Tell whether both sides stood apart at the start, as they do where some were picked; and compare equals then.

    Of the measures only those doubted are looked at.
    """
    start = furthest(pair, who, doubted) if doubted else None
    if start is None:
        return None
    return Apart(*start, equals=_among_equals(pair, who, measures, start[0]))


def _among_equals(pair: Job, who: Sides, measures: list[str], picked: str) -> pd.DataFrame | None:
    """Compare those with the action with others equally low at the start; None without enough of both."""
    before = _picked_on(pair, who, picked)
    if key_of(pair) is None or picked not in before:
        return None
    try:
        table = among_equals(
            before,
            who.after,
            measures,
            treated=TREATED,
            picked=picked,
            key="key",
            weights=weight_of(pair),
            smallest_change=smallest_changes(pair, measures),
            confidence=pair.engagement.analysis.confidence,
        )
    except StatisticsError:
        return None
    sizes = table[["n_treated", "n_others", "n_effective_treated", "n_effective_others"]]
    return table if bool((sizes >= pair.engagement.privacy.minimum_cell).all(axis=None)) else None


def _picked_on(pair: Job, who: Sides, picked: str) -> pd.DataFrame:
    """Give the scores before, with those of the recommendation question where the group was picked on that: it has no
    place among the themes, and is asked for here as it was at the start only."""
    first = pair.surveys[0]
    if picked in who.before or not is_recommendation(pair, picked) or not pair.items(picked):
        return who.before
    return who.before.assign(**{picked: wave_scores(pair, (picked,), first)[picked]})


def _measures(pair: Job, driver: str, who: Sides) -> tuple[list[str], tuple[str, ...]]:
    """Give the driver and the outcomes with enough customers in every cell, and those without."""
    shown = frames(pair).shown
    constructs = [name for name in (driver, *pair.constructs(*OUTCOMES)) if name in shown]
    asked = dict.fromkeys([*constructs, *([NPS] if who.before[NPS].notna().any() else [])])
    measures = [name for name in asked if told_of(pair, who, name)]
    return measures, tuple(name for name in asked if name not in measures)


def _effects(
    pair: Job, table: pd.DataFrame, cells: tuple[str, ...], apart: Apart | None = None
) -> tuple[Effect, ...]:
    flagged = unreliable(pair, tuple(name for name in table.index if name != NPS))

    def smallest(row: Mapping[Any, Any], side: str) -> int:
        return int(min(row[f"n_{cell}"] for cell in cells if cell.startswith(side)))

    return tuple(
        Effect(
            name,
            estimate=float(row["difference"]),
            low=float(row["low"]),
            high=float(row["high"]),
            p_holm=float(row["p_holm"]),
            verdict=NOT_JUDGED if name in flagged else held(str(row["verdict"]), name, apart),
            n_treated=smallest(row, "treated"),
            n_others=smallest(row, "others"),
        )
        for name, row in ((str(key), values) for key, values in table.to_dict("index").items())
    )


def _may_have(job: Job, action: Action) -> bool:
    """Tell whether an action may have worked by the last wave: carried out, perhaps long before, or nobody told."""
    return _done(job, action.model_copy(update={"carried_out": "yes"})) and action.carried_out != "no"


def _targeted(job: Job, done: list[Action]) -> tuple[Targeted | None, tuple[str, ...]]:
    """Compare the drivers that these actions were aimed at with the others."""
    scores = frames(job)
    began = [action for action in done if wave_before(job, action) is not None]
    aimed = {action.driver or action.touchpoint for action in began}
    names = tuple(name for name in job.constructs("driver", "touchpoint") if name in scores.shown)
    flagged = unreliable(job, names)
    ours = [name for name in names if name in aimed and name not in flagged]
    maybe = aimed | {one.driver or one.touchpoint for one in job.engagement.actions if _may_have(job, one)}
    others = [name for name in names if name not in maybe and name not in flagged]
    if not ours or not others:
        return None, ()
    apart = not_told_apart(job, (*ours, *others))
    blurred = tuple(name for name in others if any(frozenset((name, one)) in apart for one in ours))
    others = [name for name in others if name not in blurred]
    waves = list(zip((scores.before, scores.after), (job.surveys[0], job.surveys[-1]), strict=True))
    whole = [(frame[[*ours, *others]].sum(axis=1, skipna=False), wave) for frame, wave in waves]
    if not others or not all(enough(job, column, survey=wave) for column, wave in whole):
        return None, blurred
    settings = job.engagement.analysis
    return targeted_contrast(
        scores.before,
        scores.after,
        ours,
        others,
        key=key_of(job),
        weights=weight_of(job),
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    ), blurred
