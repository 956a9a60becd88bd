"""The scores of both waves that a follow-up compares: every chapter asks for them here.

What may not be compared is left out here, so that no chapter compares it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, construct_scores, enough
from toolkit.errors import ReportError
from toolkit.intake import Survey


@dataclass(frozen=True, eq=False)
class Frames:
    """The scores of the first and the last wave, a row per respondent, NaN where too little was answered.

    A column per theme of `shown`, 0–100; `key` and `weight` where that wave has them.
    `hidden` are themes with too few answers in a wave.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    shown: tuple[str, ...]
    hidden: tuple[str, ...]


def frames(job: Job) -> Frames:
    """Give the scores of the themes that the waves of this job measured alike."""
    if len(job.surveys) < 2:
        raise ReportError(
            f"The follow-up report needs two waves; {job.engagement.slug} has one. Add [[waves]] to engagement.toml."
        )
    return job.remembered(("frames",), lambda: _frames(job))


def _frames(job: Job) -> Frames:
    names = tuple(name for name in job.themes if not is_recommendation(job, name))
    scores = [wave_scores(job, names, survey) for survey in job.surveys]
    waves = list(zip(scores, job.surveys, strict=True))
    shown = tuple(
        name for name in names if all(enough(job, frame[name], survey=wave) for frame, wave in waves)
    )
    first, *_, last = (_with_key_and_weight(frame[list(shown)], survey) for frame, survey in waves)
    return Frames(first, last, shown, tuple(name for name in names if name not in shown))


def wave_scores(job: Job, names: tuple[str, ...], survey: Survey) -> pd.DataFrame:
    """Give the scores of one wave on the questions that all waves of the job have in common."""
    return construct_scores(job, names, survey)


def is_recommendation(job: Job, construct: str) -> bool:
    """Tell whether a construct is the recommendation question alone: the NPS has its own test, a mean would differ."""
    return job.engagement.constructs[construct].items == (job.engagement.questions.recommendation,)


def _with_key_and_weight(frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    extra: dict[str, pd.Series] = {}
    if survey.key is not None:
        extra["key"] = survey.key
    if survey.weights is not None:
        extra["weight"] = survey.weights
    return frame.assign(**extra)


def key_of(job: Job) -> str | None:
    """Give the name of the column of keys, where every wave has one."""
    return "key" if all(survey.key is not None for survey in job.surveys) else None


def weight_of(job: Job) -> str | None:
    """Give the name of the column of weights, where every wave has one: else none is weighted."""
    return "weight" if all(survey.weights is not None for survey in job.surveys) else None
