"""What the follow-up report computes: one wave against another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline import SCORED_ROLES
from toolkit.analysis.job import Job, construct_scores, require, unreliable
from toolkit.errors import ReportError
from toolkit.followup.compare import compare_nps, compare_waves, weighting_effect
from toolkit.intake import Survey


@dataclass(frozen=True)
class Change:
    """What changed between two waves. `table` is as `compare_waves` gives it, indexed by construct.

    `recommendation` is one such row for the NPS, or None. `family` counts the measures that Holm corrects for.
    `hidden` are constructs with too few answers in a wave, `unreliable` those whose scale does not hold.
    """

    table: pd.DataFrame
    recommendation: pd.Series | None
    roles: dict[str, str]
    smallest_change: float
    smallest_change_nps: float
    n_same: int
    hidden: tuple[str, ...]
    unreliable: tuple[str, ...]


def change(job: Job) -> Change:
    """Compare every construct of the first wave with the last."""
    before, after, shown, hidden = _frames(job)
    require(shown, "attitude, behaviour or driver", job)
    settings = job.engagement.analysis
    table = compare_waves(
        before,
        after,
        list(shown),
        key=_key(job),
        weights=_weight(job),
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    )
    return Change(
        table=table,
        recommendation=_recommendation(job),
        roles={name: job.engagement.constructs[name].role for name in shown},
        smallest_change=settings.smallest_change,
        smallest_change_nps=settings.smallest_change_nps,
        n_same=_n_same(job.surveys[0], job.surveys[-1]),
        hidden=hidden,
        unreliable=unreliable(job, shown),
    )


def weighting(job: Job) -> pd.DataFrame | None:
    """Compare each change with and without weights; None where a wave has no weights."""
    if _weight(job) is None:
        return None
    before, after, shown, _ = _frames(job)
    settings = job.engagement.analysis
    return weighting_effect(
        before,
        after,
        list(shown),
        key=_key(job),
        weights="weight",
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    )


def _frames(job: Job) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    if len(job.surveys) < 2:
        raise ReportError(
            f"The follow-up report needs two waves; {job.engagement.slug} has one. Add [[waves]] to engagement.toml."
        )
    names = tuple(name for name in job.constructs(*SCORED_ROLES) if not _is_recommendation(job, name))
    frames = [_with_key_and_weight(construct_scores(job, names, survey), survey) for survey in job.surveys]
    minimum = job.engagement.privacy.minimum_cell
    shown = tuple(name for name in names if all(frame[name].notna().sum() >= minimum for frame in frames))
    return frames[0], frames[-1], shown, tuple(name for name in names if name not in shown)


def _is_recommendation(job: Job, construct: str) -> bool:
    """Tell whether a construct is the recommendation question alone: the NPS has its own test, a mean would differ."""
    return job.engagement.constructs[construct].items == (job.engagement.questions.recommendation,)


def _with_key_and_weight(frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    extra: dict[str, pd.Series] = {}
    if survey.key is not None:
        extra["key"] = survey.key
    if survey.weights is not None:
        extra["weight"] = survey.weights
    return frame.assign(**extra)


def _key(job: Job) -> str | None:
    return "key" if all(survey.key is not None for survey in job.surveys) else None


def _weight(job: Job) -> str | None:
    return "weight" if all(survey.weights is not None for survey in job.surveys) else None


def _n_same(before: Survey, after: Survey) -> int:
    if before.key is None or after.key is None:
        return 0
    return int(before.key.isin(after.key).sum())


def _recommendation(job: Job) -> pd.Series | None:
    item = job.engagement.questions.recommendation
    minimum = job.engagement.privacy.minimum_cell
    if item is None or any(item not in survey.items for survey in job.surveys):
        return None
    if any(survey.items[item].notna().sum() < minimum for survey in job.surveys):
        return None
    before, after = job.surveys[0], job.surveys[-1]
    matched, weighted = _key(job) is not None, _weight(job) is not None
    row = compare_nps(
        before.items[item],
        after.items[item],
        key_before=before.key if matched else None,
        key_after=after.key if matched else None,
        weights_before=before.weights if weighted else None,
        weights_after=after.weights if weighted else None,
        smallest_change=job.engagement.analysis.smallest_change_nps,
        confidence=job.engagement.analysis.confidence,
    )
    return row.iloc[0]
