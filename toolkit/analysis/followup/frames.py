"""The scores of both waves that a follow-up compares: every chapter asks for them here.

What may not be compared is left out here, so that no chapter compares it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.followup.common import compared_themes, is_recommendation, key_of, weight_of
from toolkit.analysis.followup.invariance import held_items, invariance
from toolkit.analysis.job import Job, scaled_items
from toolkit.analysis.shown import score_shown
from toolkit.errors import ReportError
from toolkit.intake import Survey
from toolkit.measures.scores import construct_score

__all__ = ["Frames", "frames", "is_recommendation", "key_of", "wave_scores", "weight_of"]


@dataclass(frozen=True, eq=False)
class Frames:
    """The scores of the first and the last wave, a row per respondent, NaN where too little was answered.

    A column per theme of `shown`, 0–100; `key` and `weight` where that wave has them.
    `hidden` are themes with too few answers in a wave, `not_comparable` those whose questions are not understood or
    used as before (see `invariance`): neither is among `shown`.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    not_comparable: tuple[str, ...] = ()


def frames(job: Job) -> Frames:
    """Give the scores of the themes that the waves of this job measured alike and that may be compared."""
    if len(job.surveys) < 2:
        raise ReportError(
            f"The follow-up report needs two waves; {job.engagement.slug} has one. Add [[waves]] to engagement.toml."
        )
    return job.remembered(("frames",), lambda: _frames(job))


def _frames(job: Job) -> Frames:
    names = compared_themes(job)
    scores = [wave_scores(job, names, survey) for survey in job.surveys]
    waves = list(zip(scores, job.surveys, strict=True))
    answered = tuple(
        name for name in names if all(score_shown(job, frame[name], wave) for frame, wave in waves)
    )
    failed = {theme.construct for theme in invariance(job).with_outcome("fails")}
    shown = tuple(name for name in answered if name not in failed)
    first, *_, last = (_with_key_and_weight(frame[list(shown)], survey) for frame, survey in waves)
    return Frames(
        before=first,
        after=last,
        shown=shown,
        hidden=tuple(name for name in names if name not in answered),
        not_comparable=tuple(name for name in answered if name in failed),
    )


def wave_scores(job: Job, names: tuple[str, ...], survey: Survey) -> pd.DataFrame:
    """Give the scores of one wave on the questions that all waves asked, less those that moved by themselves."""
    scores = {
        name: construct_score(scaled_items(job, name, survey)[list(held_items(job, name))]) for name in names
    }
    return pd.DataFrame(scores, index=survey.items.index)


def _with_key_and_weight(frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    extra: dict[str, pd.Series] = {}
    if survey.key is not None:
        extra["key"] = survey.key
    if survey.weights is not None:
        extra["weight"] = survey.weights
    return frame.assign(**extra)
