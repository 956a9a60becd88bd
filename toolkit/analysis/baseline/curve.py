"""Satisfied is not loyal: attitude by report mark, a bend in it, and who gives 7 or 8 against 9 or 10."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.shares import share_of
from toolkit.analysis.job import Job, construct_scores, enough, hidden_parts, unreliable, weights_of
from toolkit.errors import StatisticsError
from toolkit.measures.differences import Difference, cautious_p, difference, summarise
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.bend import Bend, bend
from toolkit.measures.loyalty.curve import mark_curve
from toolkit.measures.multiplicity import holm
from toolkit.measures.thresholds import NINE_PLUS_FROM, SATISFIED_FROM

STREAM = 41  # of the engagement's seed: the curve draws apart from all else


@dataclass(frozen=True)
class Step:
    """An outcome of those who give a 9 or 10 less that of those who give a 7 or 8; `p` is Holm's in the chapter.

    `high` and `satisfied` are the shares that score high on it, in that order; None where they may not be shown.
    """

    construct: str
    difference: Difference
    p: float
    very: Estimate | None
    satisfied: Estimate | None


@dataclass(frozen=True)
class Curve:
    """Attitude at each report mark (`table`, as `mark_curve`), and what tests say of its form.

    `bend` is None where it cannot be sought, `bend_p` is Holm's in the chapter. `steps` has attitude first, then the
    behaviours. `unreliable` are outcomes whose scale does not hold: no claim may rest on them.
    `bases_hidden`: so few give a 6 or lower that the base of the others may not be told.
    """

    attitude: str
    table: pd.DataFrame
    n: int
    bend: Bend | None
    bend_p: float
    steps: tuple[Step, ...]
    unreliable: tuple[str, ...]
    bases_hidden: bool
    cut: float = field(default=0.0)


def curve(job: Job) -> Curve | None:
    """Set attitude against the report mark; None where no mark was asked, or too few gave one.

    An attitude that the mark itself is part of would rise with it by construction: it is passed over.
    """
    asked = job.engagement.questions.report_mark
    if asked is None or asked not in job.survey.items:
        return None
    marks = job.survey.items[asked]
    outcomes = [name for name in job.constructs("attitude", "behaviour") if asked not in job.items(name)]
    frame = construct_scores(job, tuple(outcomes))
    attitudes = [name for name in job.constructs("attitude") if name in outcomes]
    if not attitudes or not enough(job, marks, frame[attitudes[0]]):
        return None
    attitude, settings = attitudes[0], job.engagement.analysis
    table = mark_curve(
        marks,
        frame[attitude],
        minimum=job.engagement.privacy.minimum_cell,
        weights=weights_of(job.survey),
        confidence=settings.confidence,
    )
    if len(table) < 2:
        return None
    table[["low", "high"]] = table[["low", "high"]].clip(0.0, 100.0)
    found = _bend(job, marks, frame[attitude])
    behaviours = [name for name in outcomes if name in job.constructs("behaviour")]
    steps = [step for name in (attitude, *behaviours) if (step := _step(job, marks, frame[name], name))]
    p = holm([found.p if found else float("nan"), *(step.p for step in steps)])
    return Curve(
        attitude=attitude,
        table=table,
        n=int(table["n"].sum()),
        bend=found,
        bend_p=float(p[0]),
        steps=tuple(_with_p(step, value) for step, value in zip(steps, p[1:].tolist(), strict=True)),
        unreliable=unreliable(job, (attitude, *behaviours)),
        bases_hidden=_bases_hidden(job, marks, frame[attitude]),
        cut=settings.cut,
    )


def _with_p(step: Step, p: float) -> Step:
    return Step(step.construct, step.difference, p, step.very, step.satisfied)


def _bend(job: Job, marks: pd.Series, scores: pd.Series) -> Bend | None:
    settings = job.engagement.analysis
    try:
        return bend(
            marks,
            scores,
            generator=np.random.default_rng([job.engagement.seed, STREAM]),
            weights=weights_of(job.survey),
            resamples=settings.resamples,
            confidence=settings.confidence,
        )
    except StatisticsError:
        return None  # too few on either side of every mark, or all the same score


def _groups_of(marks: pd.Series) -> dict[str, pd.Series]:
    very = marks >= NINE_PLUS_FROM
    satisfied = (marks >= SATISFIED_FROM) & ~very
    return {"very": very, "satisfied": satisfied, "others": marks.notna() & ~very & ~satisfied}


def _bases_hidden(job: Job, marks: pd.Series, scores: pd.Series) -> bool:
    there = marks.notna() & scores.notna()
    parts = pd.DataFrame(_groups_of(marks))[there]
    return bool(hidden_parts(job, parts).any())


def _step(job: Job, marks: pd.Series, scores: pd.Series, construct: str) -> Step | None:
    groups = _groups_of(marks)
    theirs = {name: scores[groups[name] & scores.notna()] for name in ("very", "satisfied")}
    if not all(enough(job, scores.where(groups[name])) for name in theirs):
        return None
    weights: dict[str, Any] = {
        name: None if job.survey.weights is None else job.survey.weights.loc[values.index]
        for name, values in theirs.items()
    }
    very_high, quite_high = (summarise(theirs[name], weights[name], kind="mean") for name in theirs)
    found = difference(very_high, quite_high, confidence=job.engagement.analysis.confidence)
    high = scores >= job.engagement.analysis.cut
    # How many of all score high, other chapters tell: two shares give away that of who gives a 6 or lower.
    there = marks.notna() & scores.notna()
    cells = {f"{name}-{way}": groups[name] & (high == way) for name in groups for way in (True, False)}
    hidden = hidden_parts(job, pd.DataFrame(cells)[there]).any()
    very, satisfied = (
        None if hidden else share_of(job, high[theirs[name].index]) for name in ("very", "satisfied")
    )
    return Step(construct, found, cautious_p(found, very_high, quite_high), very, satisfied)
