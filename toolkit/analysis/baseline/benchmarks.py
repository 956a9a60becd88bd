"""Our figures beside those of others, and which of those may be compared with at all."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import pandas as pd

from toolkit.analysis.baseline.headline import headline
from toolkit.analysis.baseline.shares import answers_to, top_two_from, weights_for
from toolkit.analysis.job import Job, construct_scores, hidden_parts, unreliable, within
from toolkit.analysis.response import answered_hidden, base_hidden
from toolkit.analysis.shown import score_shown
from toolkit.engagement.setting import Benchmark
from toolkit.measures.benchmarks import Comparison, mean_against, nps_against, share_against
from toolkit.measures.multiplicity import holm
from toolkit.measures.thresholds import (
    BENCHMARK_YEARS,
    NINE_PLUS_FROM,
    REPORT_MARK_SCALE,
)

Why = Literal["country_unknown", "country", "mode", "question", "year", "unreliable", "margin_hidden"]
# Figures that are named by a word of their own; any other measure is a construct.
FIGURES: Final = ("nps", "mark", "nine_plus", "effort")


@dataclass(frozen=True)
class Beside:
    """One benchmark beside ours; `place` is its number in the engagement, from 1.

    `comparison` holds our figure; its difference, limits and p are NaN where `why_not` tells why the two may not be
    compared. `p_holm` is adjusted over all benchmarks that are compared, NaN for the others. `base_hidden`: on how
    many customers ours rests may not be told.
    """

    place: int
    benchmark: Benchmark
    comparison: Comparison
    why_not: tuple[Why, ...]
    p_holm: float
    base_hidden: bool

    def differs(self, confidence: float) -> bool:
        """Whether ours is shown to lie above or below the benchmark."""
        return self.p_holm < 1 - confidence


@dataclass(frozen=True)
class Benchmarks:
    """Ours beside each benchmark, those that are compared first. `left_out`: too few answers here, or none at all."""

    rows: tuple[Beside, ...]
    left_out: tuple[Benchmark, ...]

    @property
    def compared(self) -> tuple[Beside, ...]:
        """Those that may be compared with."""
        return tuple(row for row in self.rows if not row.why_not)


def benchmarks(job: Job) -> Benchmarks | None:
    """Lay our figures beside the benchmarks of the engagement; None where it has none."""
    given = job.engagement.benchmarks
    if not given:
        return None
    found = [(one, _beside(job, place, one)) for place, one in enumerate(given, 1)]
    rows = [row for _, row in found if row is not None]
    adjusted = holm([row.comparison.p for row in rows])
    rows = [replace(row, p_holm=float(p)) for row, p in zip(rows, adjusted, strict=True)]
    return Benchmarks(
        rows=tuple(sorted(rows, key=lambda row: bool(row.why_not))),
        left_out=tuple(one for one, row in found if row is None),
    )


def _beside(job: Job, place: int, one: Benchmark) -> Beside | None:
    compared = _compared(job, one)
    if compared is None:
        return None
    item = _item(job, one.measure)
    margin_hidden = one.measure == "nps" and headline(job).margin_hidden
    why_not = (*_why_not(job, one), *(("margin_hidden",) if margin_hidden else ()))
    if margin_hidden:
        ours = replace(compared.ours, low=math.nan, high=math.nan)
        compared = replace(compared, ours=ours)
    if why_not:
        compared = replace(compared, difference=math.nan, low=math.nan, high=math.nan, p=math.nan)
    hidden = (
        base_hidden(job, compared.ours.n, job.items(one.measure))
        if item is None
        else answered_hidden(job, item)
    )
    return Beside(place, one, compared, why_not, math.nan, margin_hidden or hidden)


def _item(job: Job, measure: str) -> str | None:
    asked = job.engagement.questions
    items = {
        "nps": asked.recommendation,
        "mark": asked.report_mark,
        "nine_plus": asked.report_mark,
        "effort": asked.effort,
    }
    return items.get(measure)


def _why_not(job: Job, one: Benchmark) -> tuple[Why, ...]:
    """Tell why a benchmark may not be compared with; () where it may."""
    ours = job.engagement.population.country
    flagged = one.measure not in FIGURES and bool(unreliable(job, (one.measure,)))
    tests: dict[Why, bool] = {
        "country_unknown": not ours,
        "country": bool(ours) and one.country != ours,
        "mode": not one.same_mode,
        "question": not one.same_question,
        "year": abs(job.wave().start.year - one.year) > BENCHMARK_YEARS,
        "unreliable": flagged,
    }
    return tuple(why for why, holds in tests.items() if holds)


def _compared(job: Job, one: Benchmark) -> Comparison | None:
    """Compare ours with a benchmark, whether or not that may be said; None where ours may not be shown."""
    confidence = job.engagement.analysis.confidence
    if one.measure not in FIGURES:
        return _construct(job, one)
    answers = answers_to(job, _item(job, one.measure))
    if answers is None or (one.measure == "mark" and not score_shown(job, answers)):
        return None
    weights = weights_for(job, answers)
    if one.measure == "nps":
        found = nps_against(answers, one.value, n=one.n, weights=weights, confidence=confidence)
        return replace(found, ours=within(found.ours, -100.0, 100.0))
    if one.measure == "mark":
        found = mean_against(answers, one.value, n=one.n, weights=weights, unit="mark", confidence=confidence)
        return replace(found, ours=within(found.ours, *REPORT_MARK_SCALE))
    hits = answers >= _high_from(job, one.measure)
    if hidden_parts(job, pd.DataFrame({"hits": hits, "others": ~hits})).any():
        return None
    return share_against(hits, one.value, n=one.n, weights=weights, confidence=confidence)


def _high_from(job: Job, measure: str) -> float:
    """The answer from which one counts in the 9+ share, or in the two highest answers on effort."""
    item = _item(job, measure)
    return float(NINE_PLUS_FROM) if measure == "nine_plus" or item is None else top_two_from(job, item)


def _construct(job: Job, one: Benchmark) -> Comparison | None:
    if not job.items(one.measure):
        return None
    scores = construct_scores(job, (one.measure,))[one.measure]
    if not score_shown(job, scores):
        return None
    found = mean_against(
        scores,
        one.value,
        n=one.n,
        weights=job.survey.weights,
        confidence=job.engagement.analysis.confidence,
    )
    return replace(found, ours=within(found.ours, 0.0, 100.0))
