"""What the follow-up report computes: one wave against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.followup.composition import by_other_customers
from toolkit.analysis.followup.frames import Frames, frames, key_of, weight_of
from toolkit.analysis.followup.invariance import invariance
from toolkit.analysis.job import Job, enough, require, unreliable, within
from toolkit.engagement import scored_constructs
from toolkit.followup.changes.compare import COLUMNS, compare_nps, compare_waves, weighting_effect
from toolkit.intake import Survey
from toolkit.measures.estimate import Estimate
from toolkit.measures.nps import net_promoter_score

NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class Change:
    """What changed between two waves.

    `table` is as `compare_waves` gives it, indexed by construct; the verdict on a construct whose scale does not hold
    is NOT_JUDGED. `recommendation` is one such row for the NPS, or None.
    `levels` are the NPS of each wave by itself, with their intervals; empty without `recommendation`.
    `has_keys` says whether both waves name their customers, `n_same` how many answered both.
    `hidden` are constructs with too few answers in a wave, `asked_once` those that a wave did not ask,
    `shortened` gives per construct how many of its questions both waves asked, where that is not all of them.
    `not_comparable` are constructs whose questions are not understood or used as before, `moved` gives per construct
    the questions that moved by themselves, on which it is therefore not scored; see `invariance`.
    `by_others` are the measures whose change is shown to come, at least in part, from other customers answering, and is
    not shown within like customers.
    `one_wave_weighted`: only one of the waves has weights, so that neither is weighted here.
    """

    table: pd.DataFrame
    recommendation: pd.Series | None
    levels: tuple[Estimate, ...]
    roles: Mapping[str, str]
    smallest_change: float
    smallest_change_nps: float
    has_keys: bool
    n_same: int
    hidden: tuple[str, ...]
    asked_once: tuple[str, ...]
    shortened: Mapping[str, int]
    not_comparable: tuple[str, ...]
    moved: Mapping[str, tuple[str, ...]]
    unreliable: tuple[str, ...]
    by_others: tuple[str, ...]
    one_wave_weighted: bool


def change(job: Job) -> Change:
    """Compare every construct of the first wave with the last, on the questions that both asked."""
    scores = frames(job)
    shown = scores.shown
    recommendation = _recommendation(job)
    if recommendation is None:
        require((*shown, *scores.not_comparable), "attitude, behaviour or driver", job)
    settings, constructs = job.engagement.analysis, job.engagement.constructs
    flagged = unreliable(job, shown)
    table = _compared(job, scores)
    table.loc[list(flagged), "verdict"] = NOT_JUDGED
    scored = scored_constructs(job.engagement)
    measured = job.themes
    return Change(
        table=table,
        recommendation=recommendation,
        levels=() if recommendation is None else tuple(_level(job, survey) for survey in job.surveys),
        roles={name: constructs[name].role for name in shown},
        smallest_change=settings.smallest_change,
        smallest_change_nps=settings.smallest_change_nps,
        has_keys=key_of(job) is not None,
        n_same=_n_same(job.surveys[0], job.surveys[-1]),
        hidden=scores.hidden,
        asked_once=tuple(name for name in scored if name not in measured and _asked(job, name)),
        shortened={
            name: len(job.items(name)) for name in shown if len(job.items(name)) < len(constructs[name].items)
        },
        not_comparable=scores.not_comparable,
        moved={
            theme.construct: theme.conclusion.moved
            for theme in invariance(job).with_outcome("partial")
            if theme.conclusion is not None and theme.construct in shown
        },
        unreliable=flagged,
        by_others=by_other_customers(job),
        one_wave_weighted=weight_of(job) is None
        and any(survey.weights is not None for survey in job.surveys),
    )


def weighting(job: Job) -> pd.DataFrame | None:
    """Compare each change with and without weights; None where a wave has no weights."""
    scores = frames(job)
    if weight_of(job) is None or not scores.shown:
        return None
    settings = job.engagement.analysis
    return weighting_effect(
        scores.before,
        scores.after,
        list(scores.shown),
        key=key_of(job),
        weights="weight",
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    )


def _compared(job: Job, scores: Frames) -> pd.DataFrame:
    settings = job.engagement.analysis
    if not scores.shown:
        return pd.DataFrame(columns=list(COLUMNS), index=pd.Index([], name="measure"))
    return compare_waves(
        scores.before,
        scores.after,
        list(scores.shown),
        key=key_of(job),
        weights=weight_of(job),
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    )


def _asked(job: Job, construct: str) -> bool:
    items = job.engagement.constructs[construct].items
    return any(
        item in survey.items and survey.items[item].notna().any() for survey in job.surveys for item in items
    )


def _n_same(before: Survey, after: Survey) -> int:
    if before.key is None or after.key is None:
        return 0
    # A customer without a key is nobody's match, not even that of another one.
    return int(before.key.dropna().isin(after.key.dropna()).sum())


def _level(job: Job, survey: Survey) -> Estimate:
    ratings = survey.items[str(job.engagement.questions.recommendation)].dropna()
    weights = None if weight_of(job) is None or survey.weights is None else survey.weights.loc[ratings.index]
    nps = net_promoter_score(ratings, weights, confidence=job.engagement.analysis.confidence)
    return within(nps, -100.0, 100.0)


def _recommendation(job: Job) -> pd.Series | None:
    item = job.engagement.questions.recommendation
    if item is None or any(item not in survey.items for survey in job.surveys):
        return None
    if not all(enough(job, survey.items[item], survey=survey) for survey in job.surveys):
        return None
    before, after = job.surveys[0], job.surveys[-1]
    matched, weighted = key_of(job) is not None, weight_of(job) is not None
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
