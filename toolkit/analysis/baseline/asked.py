"""Questions with a meaning of their own, as every chapter reads them, and groups of customers set side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, construct_scores, scaled_items
from toolkit.engagement import item_scale
from toolkit.measures.differences import Kind, cautious_p, difference, summarise
from toolkit.measures.multiplicity import holm

CONTRASTS = ("measure", "first", "second", "estimate", "low", "high", "p", "p_holm", "n_first", "n_second")


def is_asked(job: Job, item: str | None) -> bool:
    """Tell whether the wave asked a question and somebody answered it."""
    return item is not None and item in job.survey.items and bool(job.survey.items[item].notna().any())


def yes_to(job: Job, item: str) -> pd.Series:
    """Say who answered yes: 1, 0, or NaN where there is no answer.

    Yes is the highest answer of the question's scale, and the lowest of a reversed one (1 = yes, 2 = no).
    """
    answers, scale = job.survey.items[item], item_scale(job.engagement, item)
    yes = scale.minimum if scale.reverse else scale.maximum
    return (answers == yes).astype(float).where(answers.notna())


def on_hundred(job: Job, item: str) -> pd.Series:
    """Put a question on 0 to 100, turned where its construct says so."""
    construct = next(name for name, one in job.engagement.constructs.items() if item in one.items)
    return scaled_items(job, construct)[item]


def attitude_of(job: Job) -> tuple[str | None, pd.Series | None]:
    """Give the first attitude of the model and its scores, or None where there is none."""
    names = job.constructs("attitude")[:1]
    return (names[0], construct_scores(job, names)[names[0]]) if names else (None, None)


@dataclass(frozen=True)
class Contrast:
    """Two groups to set side by side on one measure: `answers` per respondent, and who is in which (bool)."""

    measure: str
    kind: Kind
    answers: pd.Series
    first: str
    second: str
    members: pd.DataFrame


def contrasts(job: Job, asked: Sequence[Contrast]) -> pd.DataFrame:
    """Test each contrast, first less second, with Holm over all of them: CONTRASTS, a row each.

    p is that of `cautious_p`: one of the groups is often small, and answers crowd at one end of the scale.
    Whether both groups are large enough to be shown is the caller's to see to.
    """
    rows = []
    for one in asked:
        sides = []
        for name in (one.first, one.second):
            theirs = one.answers[one.members[name]].dropna()
            weights = None if job.survey.weights is None else job.survey.weights.loc[theirs.index].to_numpy()
            sides.append(summarise(theirs.to_numpy(), weights, kind=one.kind))
        found = difference(*sides, confidence=job.engagement.analysis.confidence)
        rows.append(
            {
                "measure": one.measure,
                "first": one.first,
                "second": one.second,
                "estimate": found.value,
                "low": found.low,
                "high": found.high,
                "p": cautious_p(found, *sides),
                "n_first": found.n_first,
                "n_second": found.n_second,
            }
        )
    table = pd.DataFrame(rows, columns=[name for name in CONTRASTS if name != "p_holm"])
    return table.assign(p_holm=holm(table["p"]))[list(CONTRASTS)]
