"""Who had an action: the customers of a wave that had it, that had not, and of whom it is not known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from toolkit.analysis.followup.frames import frames, key_of, weight_of
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job, sizes_of
from toolkit.analysis.shown import score_shown
from toolkit.engagement import advised_on, wave
from toolkit.engagement.advice import Action, Group
from toolkit.followup.changes.compare import NPS
from toolkit.followup.impact.did import difference_in_differences
from toolkit.intake import Survey
from toolkit.intake.people import OTHER
from toolkit.measures.nps import nps_scores

TREATED: Final = "treated"
Read = Literal["each", "carried_back"]
WhyNot = Literal[
    "",
    "began_before",
    "not_told",
    "not_told_before",
    "nobody",
    "too_few",
    "picked_low",
    "picked_not_compared",
]


@dataclass(frozen=True, eq=False)
class Sides:
    """Two waves with TREATED beside the scores: 1 with the action, 0 without, NaN where that is not known.

    `read`: each wave tells it ("each"), or only the last does and the customers of both are told by that
    ("carried_back"); all others are then NaN. `leftover`: so few of those who answered are not known that levels would
    give them away.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    read: Read
    leftover: bool


def wave_before(job: Job, action: Action) -> Survey | None:
    """Give the last wave that was read before an action began: by its day, else the wave that advised it.

    None where none was, or where it began after the last wave.
    """
    earlier = job.read[:-1]
    facts = {survey.wave: wave(job.engagement, survey.wave) for survey in job.read}
    if action.since is not None:
        if action.since > facts[job.read[-1].wave].end:
            return None
        known = [survey for survey in earlier if facts[survey.wave].start <= action.since]
        return known[-1] if known else None
    advised = advised_on(job.engagement, action)
    return next((survey for survey in earlier if advised is not None and survey.wave == advised.id), None)


def between(job: Job, before: Survey, after: Survey) -> Job:
    """Give the job that compares these two waves."""
    if job.surveys == (before, after):
        return job
    return replace(job, surveys=(before, after))


def sides(job: Job, group: Group, last: Survey) -> Sides | WhyNot:
    """Tell in both waves of the job who had an action; or why that cannot be told.

    `last`: the wave whose group is carried back where a wave does not tell it.
    """
    first, second = job.surveys[0], job.surveys[-1]
    told = had(last, group)
    if told is None:
        return "not_told"
    if not (told == 1).any():
        return "nobody"
    own = (had(first, group), had(second, group))
    scores = frames(job)
    waves = (_with_nps(job, scores.before, first), _with_nps(job, scores.after, second))
    if own[0] is not None and own[1] is not None and _both(job, own[0], first) and _both(job, own[1], second):
        return _sides(job, waves, (own[0], own[1]), "each")
    carried = _carried_back(job, told, last)
    if carried is None:
        return "not_told_before" if own[0] is None else "too_few"
    if not all(_both(job, one, survey) for one, survey in zip(carried, (first, second), strict=True)):
        return "too_few" if any((one == 1).any() for one in carried) else "not_told_before"
    return _sides(job, waves, carried, "carried_back")


def _carried_back(job: Job, told: pd.Series, last: Survey) -> tuple[pd.Series, pd.Series] | None:
    """Tell who had it by the last wave, of the customers of both waves; None where the files do not name them."""
    first, second = job.surveys[0].key, job.surveys[-1].key
    if first is None or second is None or last.key is None:
        return None
    by_key = told.set_axis(last.key.to_numpy())

    def known(key: pd.Series, other: pd.Series) -> pd.Series:
        return by_key.reindex(key.to_numpy()).set_axis(key.index).where(key.isin(other))

    return known(first, second), known(second, first)


def told_of(pair: Job, who: Sides, name: str) -> bool:
    """Tell whether enough customers answered a measure in each wave on each side."""
    waves = zip((who.before, who.after), (pair.surveys[0], pair.surveys[-1]), strict=True)
    cells = [(frame[name].where(frame[TREATED] == side), wave) for frame, wave in waves for side in (0, 1)]
    return all(score_shown(pair, cell, wave) for cell, wave in cells)


def did(pair: Job, who: Sides, measures: list[str]) -> pd.DataFrame:
    """Compare what changed on both sides."""
    return difference_in_differences(
        who.before,
        who.after,
        measures,
        treated=TREATED,
        key=key_of(pair),
        weights=weight_of(pair),
        smallest_change=smallest_changes(pair, measures),
        confidence=pair.engagement.analysis.confidence,
    )


def smallest_changes(job: Job, measures: list[str]) -> dict[str, float]:
    """Give the smallest change that matters of each measure."""
    settings = job.engagement.analysis
    return dict.fromkeys(measures, settings.smallest_change) | {NPS: settings.smallest_change_nps}


def had(survey: Survey, group: Group) -> pd.Series | None:
    """Say who of a wave had an action: 1, 0, or NaN where that is not known; None where the wave does not tell it."""
    if group.segment not in survey.segments:
        return None
    codes = survey.segments[group.segment].astype(object)
    ours = {str(code) for code in group.codes}
    # Rare codes that went together may hold some of these: such a customer may have had it or not.
    unknown = codes.isna() | ((codes == OTHER) & bool(ours - set(codes.dropna())))
    told = codes.isin(ours).astype(float).where(~unknown)
    return None if told.isna().all() else told


def _both(job: Job, told: pd.Series, survey: Survey) -> bool:
    """Tell whether both those with and those without are enough to show."""
    sizes = sizes_of(job, pd.DataFrame({"with": told == 1, "without": told == 0}), survey)
    return bool((sizes >= job.engagement.privacy.minimum_cell).all(axis=None))


def _sides(
    job: Job, waves: tuple[pd.DataFrame, pd.DataFrame], told: tuple[pd.Series, pd.Series], read: Read
) -> Sides:
    before, after = (frame.assign(**{TREATED: one}) for frame, one in zip(waves, told, strict=True))
    measures = [*frames(job).shown, NPS]
    leftover = any(
        few_unknown(job, wave[name], wave[TREATED]) for wave in (before, after) for name in measures
    )
    return Sides(before, after, read, leftover)


def few_unknown(job: Job, answers: pd.Series, told: pd.Series) -> bool:
    """Tell whether so few who answered are on neither side that what both sides and all say gives them away."""
    return 0 < int((answers.notna() & told.isna()).sum()) < job.engagement.privacy.minimum_cell


def _with_nps(job: Job, frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Add the recommendation as −100, 0 and 100, whose mean is the NPS; NaN where no wave or not all asked it.

    NaN too where its margin is withheld: those with and without the action are these customers again.
    """
    item = job.engagement.questions.recommendation
    if item is None or any(item not in one.items for one in job.surveys) or withheld(job).margin:
        return frame.assign(**{NPS: np.nan})
    return frame.assign(**{NPS: nps_scores(survey.items[item])})
