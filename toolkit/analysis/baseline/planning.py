"""What the next measurement can show, and how many answers it needs for the change that matters."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.headline import Headline
from toolkit.analysis.baseline.segments import NINE_PLUS, NPS
from toolkit.analysis.baseline.shares import answers_to
from toolkit.analysis.job import Job, construct_scores, enough, is_recommendation, unreliable
from toolkit.analysis.response import base_hidden
from toolkit.analysis.shown import score_shown
from toolkit.measures.nps import nps_scores
from toolkit.measures.planning import Design, detectable_change, sample_size
from toolkit.measures.thresholds import NINE_PLUS_FROM
from toolkit.measures.weights import answered, effective_n, mean_variance, weighted_mean

PLANNED_ROLES: Final = ("attitude", "behaviour", "driver")
COLUMNS: Final = ("n", "n_effective", "smallest", "independent", "panel", "needed", "needed_panel")


@dataclass(frozen=True, eq=False)
class Planning:
    """What a next measurement can show, per measure.

    `table` is indexed by measure (a construct, NPS or NINE_PLUS): how many answered (n, n_effective), the smallest
    change that matters, the change that as many answers again can show from other customers (independent) and from the
    same (panel), and how many answers the smallest change needs of either; infinite where no number is enough. Changes
    in points; of NINE_PLUS a share of 0 to 1. `outcome` is the first attitude in it, else its first measure.
    `tests` is how many themes the follow-up judges together, `shares` how many shares of customers.
    """

    table: pd.DataFrame
    outcome: str
    tests: int
    shares: int

    @property
    def design_effect(self) -> float:
        """The largest cost of weighting: number over effective number."""
        return float((self.table["n"] / self.table["n_effective"]).max())


def planning(job: Job, key: Headline) -> Planning | None:
    """Plan the follow-up on the spread of this baseline; None where nothing can be planned.

    The follow-up judges all its themes together (Holm), so that each is planned at the level over their number; the
    recommendation score is tested apart, also where a theme asks nothing else, and shares of customers are a family of
    their own. What the report hides is not planned
    either, nor what rests on a number of customers that it hides: the spread would tell.
    """
    scores = construct_scores(job, job.themes)
    judged = [
        str(name) for name in scores if enough(job, scores[name]) and not is_recommendation(job, str(name))
    ]
    planned = [
        name
        for role in PLANNED_ROLES
        for name in job.constructs(role)
        if name in judged and score_shown(job, scores[name]) and not _base_hidden(job, name, scores[name])
    ]
    flagged = unreliable(job, tuple(planned))
    smallest = job.engagement.analysis.smallest_change
    asked = job.engagement.questions
    ratings, marks = answers_to(job, asked.recommendation), answers_to(job, asked.report_mark)
    shares = _shares_judged(job, key, tuple(judged))
    designs: dict[str, tuple[Design | None, float]] = {}
    if ratings is not None and not key.margin_hidden and "recommendation" not in key.bases_hidden:
        points = pd.Series(nps_scores(ratings), index=ratings.index)
        # Without weights the follow-up tests a recommendation score by the normal distribution.
        student = job.survey.weights is not None
        designs[NPS] = _design(job, points, student=student), job.engagement.analysis.smallest_change_nps
    if marks is not None and key.nine_plus is not None and "nine_plus" not in key.bases_hidden:
        nines = (marks >= NINE_PLUS_FROM).astype(float)
        designs[NINE_PLUS] = _design(job, nines, tests=shares, share=True), smallest / 100
    designs |= {
        name: (_design(job, scores[name], tests=len(judged)), smallest)
        for name in planned
        if name not in flagged
    }
    rows = {name: _row(job, design, least) for name, (design, least) in designs.items() if design is not None}
    if not rows:
        return None
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("measure")
    felt = [name for name in job.constructs("attitude") if name in rows]
    return Planning(table, next(iter([*felt, *rows])), len(judged), shares)


def _shares_judged(job: Job, key: Headline, judged: tuple[str, ...]) -> int:
    """Count the shares that the follow-up will judge together: nines and tens, ease, loyal or attached, captive."""
    flagged = unreliable(job, judged)
    roles = {job.engagement.constructs[name].role for name in judged if name not in flagged}
    loyal = "attitude" in roles and ("behaviour" in roles or not chooses_freely(job))
    return sum((key.nine_plus is not None, key.effort is not None, loyal, {"attitude", "lock_in"} <= roles))


def _base_hidden(job: Job, name: str, values: pd.Series) -> bool:
    """Tell whether the number of customers may not be told: it would follow from what they can show."""
    return base_hidden(job, int(values.notna().sum()), job.items(name))


def _design(
    job: Job, values: pd.Series, *, tests: int = 1, share: bool = False, student: bool = True
) -> Design | None:
    """Give what the baseline says of the next comparison; None where answers show no spread to plan with."""
    weights = job.survey.weights
    x, w = answered(values, None if weights is None else weights.loc[values.index])
    n = len(x)
    if n < 2 or np.ptp(x) == 0:
        return None
    effective = float(n) if w is None else effective_n(w)
    settings = job.engagement.analysis
    return Design(
        n_before=n,
        # The variance of the mean without what weights cost is that of one answer over n.
        sd=None if share else float(np.sqrt(mean_variance(x, w) * effective)),
        share=float(weighted_mean(x, w)) if share else None,
        design_effect=max(1.0, n / effective),
        tests=tests,
        confidence=settings.confidence,
        power=settings.power,
        student=student,
    )


def _row(job: Job, design: Design, smallest: float) -> dict[str, float]:
    panel = replace(design, correlation=job.engagement.analysis.panel_correlation)
    n = design.n_before
    # A share near its end cannot rise so much, whatever the number of answers.
    possible = design.share is None or design.share + smallest < 1
    return {
        "n": n,
        "n_effective": n / design.design_effect,
        "smallest": smallest,
        "independent": detectable_change(design, n),
        "panel": detectable_change(panel, n),
        "needed": sample_size(design, smallest) if possible else math.inf,
        "needed_panel": sample_size(panel, smallest) if possible else math.inf,
    }
