"""Importance by three treatments of missing answers, where many customers would be left out for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.job import Job, construct_scores, weights_of
from toolkit.drivers.interactions import fewest_in_group
from toolkit.drivers.missing.imputed import ImputedImportance, imputed_importance
from toolkit.drivers.missing.pairwise import PairwiseImportance, pairwise_importance
from toolkit.drivers.thresholds import LISTWISE_LOSS
from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import ANSWERED_SHARE

Treated = TypeVar("Treated", PairwiseImportance, ImputedImportance)


@dataclass(frozen=True, eq=False)
class Treatments:
    """What missing answers take from the analysis of one outcome, and its importance when nothing is left out.

    Of the customers who count, `not_applicable` have a theme, an outcome or something held equal that does not apply
    to them: that is no missing answer, and they are in none of the treatments. Of the others, `n` have a score at all
    and `complete` have every score.
    `pairwise` and `imputed` are given where more than 5% would go; where the data do not allow one, `refusals` says
    why not.
    """

    not_applicable: int
    n: int
    complete: int
    pairwise: PairwiseImportance | None = None
    imputed: ImputedImportance | None = None
    refusals: tuple[tuple[str, str], ...] = ()

    @property
    def lost(self) -> int:
        """How many customers are left out because an answer is missing."""
        return self.n - self.complete

    @property
    def compared(self) -> bool:
        """Whether so many would go that the treatments stand side by side."""
        return self.lost > LISTWISE_LOSS * self.n

    @property
    def fronts(self) -> Mapping[str, tuple[str, ...]]:
        """Per treatment other than leaving out, who may come first by the numbers, the largest share first."""
        found = {"pairwise": self.pairwise, "imputed": self.imputed}
        return {name: one.leaders for name, one in found.items() if one is not None}


def treatments(
    job: Job, outcome: str, drivers: tuple[str, ...], always: tuple[str, ...], resamples: int
) -> Treatments:
    """Count what is missing, and where that is much compute importance from pairs of answers and with answers drawn."""
    names = (outcome, *drivers, *always)
    return job.remembered(
        ("treatments", *names, resamples), lambda: _treatments(job, names, len(drivers), resamples)
    )


def not_applicable(job: Job, names: tuple[str, ...]) -> pd.DataFrame:
    """Say of each customer and construct whether too many of its questions do not apply for it to have a score."""
    reasons = job.survey.reasons
    parts = {name: (reasons[list(job.items(name))] == "not_applicable").mean(axis=1) for name in names}
    return pd.DataFrame(parts, index=reasons.index) > 1 - ANSWERED_SHARE


def counting(job: Job) -> npt.NDArray[np.bool_]:
    """Say of each customer whether the weight is above 0."""
    weights = weights_of(job.survey)
    return np.ones(len(job.survey.items), dtype=np.bool_) if weights is None else weights > 0


def _treatments(job: Job, names: tuple[str, ...], drivers: int, resamples: int) -> Treatments:
    counts, out = counting(job), not_applicable(job, names).any(axis=1).to_numpy(bool)
    scores = construct_scores(job, names)
    used = counts & ~out & scores.notna().any(axis=1).to_numpy(bool)
    complete = int(scores[used].notna().all(axis=1).sum())
    found = Treatments(int((counts & out).sum()), int(used.sum()), complete)
    if not found.compared or not drivers:
        return found
    pairwise, pairwise_refusal = _treated(job, scores, used, drivers, resamples, pairwise_importance)
    imputed, imputed_refusal = _treated(job, scores, used, drivers, resamples, imputed_importance)
    refusals = {"pairwise": pairwise_refusal, "imputed": imputed_refusal}
    told = tuple((name, why) for name, why in refusals.items() if why)
    return replace(found, pairwise=pairwise, imputed=imputed, refusals=told)


def _treated(
    job: Job,
    scores: pd.DataFrame,
    used: npt.NDArray[np.bool_],
    drivers: int,
    resamples: int,
    treatment: Callable[..., Treated],
) -> tuple[Treated | None, str]:
    """Give importance by one treatment, or None and why it cannot be given."""
    outcome, *others = map(str, scores.columns)
    weights, settings = weights_of(job.survey), job.engagement.analysis
    try:
        found = treatment(
            scores[used],
            outcome,
            others[:drivers],
            always=others[drivers:],
            weights=None if weights is None else weights[used],
            resamples=resamples,
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError as error:
        return None, str(error)
    # As many as complete customers are asked for, of the pair that the fewest answered.
    fewest = max(job.engagement.privacy.minimum_cell, fewest_in_group(len(others)))
    if min(found.n_least, found.n_effective) < fewest:
        return None, f"too few customers answered both of two themes: so many drivers take {fewest}"
    return found, ""
