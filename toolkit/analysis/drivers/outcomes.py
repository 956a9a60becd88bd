"""The outcomes in classes that an engagement measures: promoter or not, bought again or not, and a scale in three."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.asked import is_asked, yes_to
from toolkit.analysis.baseline.customers import customers_of
from toolkit.analysis.job import Job
from toolkit.measures.thresholds import (
    DETRACTOR_UP_TO,
    NINE_PLUS_FROM,
    PROMOTER_FROM,
    RETURN_DAYS,
    SATISFIED_FROM,
)

# Orders must run on for so long after the survey, before who has not ordered again counts as a no.
FOLLOWED_DAYS = RETURN_DAYS[1]


def outcomes_measured(job: Job) -> Iterator[tuple[str, str | None, pd.Series]]:
    """Give the outcomes of yes or no: key, item, and 1, 0 or NaN per respondent."""
    asked = job.engagement.questions
    if asked.recommendation and is_asked(job, asked.recommendation):
        marks = job.survey.items[asked.recommendation]
        yield "promoter", asked.recommendation, (marks >= PROMOTER_FROM).astype(float).where(marks.notna())
    if asked.bought_again and is_asked(job, asked.bought_again):
        yield "bought_again", asked.bought_again, yes_to(job, asked.bought_again)
    ordered = _ordered_again(job)
    if ordered is not None:
        yield "ordered_again", None, ordered


def _ordered_again(job: Job) -> pd.Series | None:
    """Say of who had ordered before the survey whether an order followed it; None where orders do not run on."""
    settings, day = job.engagement.orders, pd.Timestamp(job.wave().end)
    if settings is None or job.survey.key is None or not _runs_on(settings.end, day):
        return None
    customers = customers_of(job)
    if customers is None or not _runs_on(customers.end, day):
        return None
    # A key that two respondents share is nobody's.
    key = job.survey.key.where(~job.survey.key.duplicated(keep=False)).to_numpy()
    known = (
        customers.frame.set_index("customer")[["first", "last"]].reindex(key).set_axis(job.survey.key.index)
    )
    before = known["first"] < pd.Timestamp(job.wave().start)
    # Only a purchase of a day after the last of the fieldwork follows it.
    return (known["last"] >= day + pd.Timedelta(days=1)).astype(float).where(before)


def _runs_on(end: date | None, day: pd.Timestamp) -> bool:
    """Say whether orders up to `end` go on long enough after the last day of the survey; not known is taken as yes."""
    return end is None or (pd.Timestamp(end) - day).days >= FOLLOWED_DAYS


def scale_in_classes(job: Job) -> tuple[str, str, pd.Series] | None:
    """Give the recommendation in the classes detractor, passive and promoter (0, 1, 2), or else the mark in three."""
    asked = job.engagement.questions
    for key, item, cuts in (
        ("recommendation", asked.recommendation, (DETRACTOR_UP_TO + 1, PROMOTER_FROM)),
        ("report_mark", asked.report_mark, (SATISFIED_FROM, NINE_PLUS_FROM)),
    ):
        if item and is_asked(job, item):
            answers = job.survey.items[item]
            classes = np.searchsorted(cuts, answers.to_numpy(dtype=float, na_value=np.nan), side="right")
            return key, item, pd.Series(classes, answers.index, dtype=float).where(answers.notna())
    return None
