"""What the follow-up report computes over three or more waves: the course of each theme and of the recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pandas as pd

from toolkit.analysis.followup.change import NOT_JUDGED
from toolkit.analysis.followup.frames import frames, is_recommendation, wave_scores, weight_of
from toolkit.analysis.followup.invariance import held_items
from toolkit.analysis.followup.withheld import margin_tells
from toolkit.analysis.job import Job, enough, unreliable
from toolkit.analysis.shown import score_shown
from toolkit.engagement import scored_constructs
from toolkit.followup.course.trend import NPS, Trends, nps_trend, wave_trends
from toolkit.followup.course.xmr import Xmr, xmr
from toolkit.followup.thresholds import TREND_WAVES
from toolkit.intake import Survey

DAYS_A_YEAR = 365.25
OUTCOMES = ("attitude", "behaviour")


@dataclass(frozen=True, eq=False)
class Trend:
    """The course of every theme over the waves of a follow-up, and that of the NPS.

    `waves` are their ids and `days` the middle of each fieldwork, in order of time. `themes` and `recommendation` are
    as `wave_trends` and `nps_trend` give them, None where nothing was asked in three waves; the pattern of a theme
    whose scale does not hold, and the verdict on its steps, is NOT_JUDGED.
    `chart` is the XmR chart of `chart_of`: the NPS, else the first outcome, else the first theme.
    `left_out` are themes asked in fewer than three waves, or on no question that these share, `hidden` those with too
    few answers in so many waves, `not_alike` those that may not be compared over these waves. `without` gives per
    theme the waves that are not in its course, `shortened` how many of its questions all waves of its course asked,
    where that is not all of them, and `moved` the questions that were left out because they moved by themselves.
    `one_wave_weighted`: only some of the waves have weights, so that none is weighted.
    `withheld`: waves not in the course of the NPS, as its margin would tell how few customers gave some answer then.
    """

    waves: tuple[str, ...]
    days: tuple[date, ...]
    themes: Trends | None
    recommendation: Trends | None
    roles: Mapping[str, str]
    chart: Xmr | None
    chart_of: str
    smallest_change: float
    smallest_change_nps: float
    left_out: tuple[str, ...]
    hidden: tuple[str, ...]
    not_alike: tuple[str, ...]
    without: Mapping[str, tuple[str, ...]]
    shortened: Mapping[str, int]
    moved: Mapping[str, tuple[str, ...]]
    unreliable: tuple[str, ...]
    one_wave_weighted: bool
    withheld: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Trends, ...]:
        """The recommendation and the themes, as far as there are."""
        return tuple(part for part in (self.recommendation, self.themes) if part is not None)


@dataclass(frozen=True)
class _Sorted:
    """The job of each theme that can be followed, on the waves of its course; and why others cannot."""

    jobs: Mapping[str, Job]
    left_out: tuple[str, ...]
    hidden: tuple[str, ...]
    not_alike: tuple[str, ...]


def trend(job: Job) -> Trend | None:
    """Follow each theme and the NPS over all waves of the follow-up; None with fewer than three of them."""
    whole = job.over_time()
    if len(whole.surveys) < TREND_WAVES:
        return None
    return whole.remembered(("trend",), lambda: _trend(whole))


def _trend(job: Job) -> Trend | None:
    settings, constructs = job.engagement.analysis, job.engagement.constructs
    followed = _sorted(job)
    names = _in_order(job, tuple(followed.jobs))
    days = _days(job)
    flagged = tuple(name for name in names if unreliable(followed.jobs[name], (name,)))
    themes = _judged(_themes(job, followed, names, days), flagged)
    recommendation = _recommendation(job, days)
    if themes is None and recommendation is None:
        return None
    chart_of, chart = _chart(themes, recommendation, flagged)
    return Trend(
        waves=tuple(survey.wave for survey in job.surveys),
        days=days,
        themes=themes,
        recommendation=recommendation,
        roles={name: constructs[name].role for name in names},
        chart=chart,
        chart_of=chart_of,
        smallest_change=settings.smallest_change,
        smallest_change_nps=settings.smallest_change_nps,
        left_out=followed.left_out,
        hidden=followed.hidden,
        not_alike=followed.not_alike,
        without={name: missing for name in names if (missing := _missing(job, followed.jobs[name]))},
        shortened={
            name: asked
            for name in names
            if (asked := len(followed.jobs[name].items(name))) < len(constructs[name].items)
        },
        moved={name: gone for name in names if (gone := _moved(followed.jobs[name], name))},
        unreliable=flagged,
        one_wave_weighted=weight_of(job) is None and any(one.weights is not None for one in job.surveys),
        withheld=_withheld(job),
    )


def _sorted(job: Job) -> _Sorted:
    """Choose per theme the waves that asked it and have answers enough, where there are three."""
    jobs: dict[str, Job] = {}
    left_out, hidden, not_alike = [], [], []
    names = [name for name in scored_constructs(job.engagement) if not is_recommendation(job, name)]
    for name in names:
        asked = tuple(survey for survey in job.surveys if _asked(job, name, survey))
        on = replace(job, surveys=asked)
        if len(asked) < TREND_WAVES or not on.items(name):
            # Where no wave asked it there is nothing to miss.
            left_out += [name] if asked else []
            continue
        shown = tuple(one for one in asked if score_shown(on, wave_scores(on, (name,), one)[name], one))
        on = replace(job, surveys=shown)
        if len(shown) < TREND_WAVES or name in frames(on).hidden:
            hidden.append(name)
        elif name in frames(on).shown:
            jobs[name] = on
        else:
            not_alike.append(name)
    return _Sorted(jobs, tuple(left_out), tuple(hidden), tuple(not_alike))


def _asked(job: Job, construct: str, survey: Survey) -> bool:
    items = job.engagement.constructs[construct].items
    return any(item in survey.items and bool(survey.items[item].notna().any()) for item in items)


def _missing(job: Job, course: Job) -> tuple[str, ...]:
    """Give the waves of the job that are not in the course of a theme."""
    taken = {survey.wave for survey in course.surveys}
    return tuple(survey.wave for survey in job.surveys if survey.wave not in taken)


def _moved(course: Job, construct: str) -> tuple[str, ...]:
    """Give the questions of a theme that its course does without, as they moved by themselves."""
    held = held_items(course, construct)
    return tuple(item for item in course.items(construct) if item not in held)


def _in_order(job: Job, names: tuple[str, ...]) -> tuple[str, ...]:
    """Put the outcomes first; the rest in the order of the model."""
    constructs = job.engagement.constructs
    return tuple(sorted(names, key=lambda name: constructs[name].role not in OUTCOMES))


def _themes(job: Job, followed: _Sorted, names: tuple[str, ...], days: tuple[date, ...]) -> Trends | None:
    if not names:
        return None
    settings = job.engagement.analysis
    return wave_trends(
        [_wave_frame(job, followed, names, survey) for survey in job.surveys],
        names,
        _years(days),
        key="key",
        weights=weight_of(job),
        smallest_change=settings.smallest_change,
        confidence=settings.confidence,
    )


def _wave_frame(job: Job, followed: _Sorted, names: tuple[str, ...], survey: Survey) -> pd.DataFrame:
    """Give the scores of a wave, empty where it is not in the course of a theme, with its keys and weights."""
    scores = {
        name: wave_scores(followed.jobs[name], (name,), survey)[name]
        if survey.wave not in _missing(job, followed.jobs[name])
        else float("nan")
        for name in names
    }
    frame = pd.DataFrame(scores, index=survey.items.index, dtype=float)
    frame["key"] = _keys(survey)
    if weight_of(job) is not None:
        frame["weight"] = survey.weights
    return frame


def _keys(survey: Survey) -> pd.Series:
    """Give the keys of a wave; where it has none, a missing one for everybody, which matches nobody."""
    return pd.Series(None, survey.items.index, dtype=object) if survey.key is None else survey.key


def _marked(job: Job) -> tuple[Survey, ...]:
    """Give the waves in which enough customers answered the recommendation question."""
    item = job.engagement.questions.recommendation
    return tuple(
        survey
        for survey in job.surveys
        if item in survey.items and enough(job, survey.items[str(item)], survey=survey)
    )


def _withheld(job: Job) -> tuple[str, ...]:
    """Give those of which the margin may not be told: a line with its margin would tell it, so it goes without them."""
    return tuple(survey.wave for survey in _marked(job) if margin_tells(job, survey))


def _recommendation(job: Job, days: tuple[date, ...]) -> Trends | None:
    item, withheld = job.engagement.questions.recommendation, _withheld(job)
    waves = [survey.wave for survey in _marked(job) if survey.wave not in withheld]
    if item is None or len(waves) < TREND_WAVES:
        return None
    settings = job.engagement.analysis
    weighted = weight_of(job) is not None
    ratings = [
        survey.items[item] if survey.wave in waves else pd.Series(float("nan"), survey.items.index)
        for survey in job.surveys
    ]
    return nps_trend(
        ratings,
        _years(days),
        keys=[_keys(survey) for survey in job.surveys],
        weights=[pd.Series(survey.weights) for survey in job.surveys] if weighted else None,
        smallest_change=settings.smallest_change_nps,
        confidence=settings.confidence,
    )


def _judged(trends: Trends | None, flagged: tuple[str, ...]) -> Trends | None:
    """Take the verdicts from themes whose scales do not hold."""
    if trends is None or not flagged:
        return trends
    table, steps = trends.trends.copy(), trends.steps.copy()
    table.loc[list(flagged), ["pattern", "verdict"]] = NOT_JUDGED
    steps.loc[steps.index.get_level_values("measure").isin(flagged), "verdict"] = NOT_JUDGED
    return Trends(trends.levels, table, steps)


def _chart(
    themes: Trends | None, recommendation: Trends | None, flagged: tuple[str, ...]
) -> tuple[str, Xmr | None]:
    if recommendation is not None:
        return NPS, _chart_of(recommendation, NPS)
    held = [] if themes is None else [str(name) for name in themes.trends.index if name not in flagged]
    if themes is None or not held:
        return "", None
    return held[0], _chart_of(themes, held[0])


def _chart_of(trends: Trends, name: str) -> Xmr:
    levels = trends.levels.loc[name]
    return xmr(levels["estimate"], levels["low"], levels["high"])


def _days(job: Job) -> tuple[date, ...]:
    """Give the middle of each fieldwork, or its first day where one fieldwork lies inside another."""
    facts = [job.wave(survey) for survey in job.surveys]
    middles = tuple(one.start + (one.end - one.start) / 2 for one in facts)
    rising = all(before < after for before, after in pairwise(middles))
    return middles if rising else tuple(one.start for one in facts)


def _years(days: tuple[date, ...]) -> list[float]:
    """Count from the first wave, so that a year is 1."""
    return [(day - days[0]).days / DAYS_A_YEAR for day in days]
