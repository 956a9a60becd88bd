"""Answers to one question, and shares of customers that may be shown."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import (
    Job,
    enough,
    hidden_parts,
)
from toolkit.engagement import item_scale
from toolkit.measures.estimate import Estimate
from toolkit.measures.proportions import proportion


def weights_for(job: Job, answers: pd.Series) -> pd.Series | None:
    """Give the weights of those who answered, or None."""
    return None if job.survey.weights is None else job.survey.weights.loc[answers.index]


def shown_share(job: Job, hits: pd.Series) -> Estimate | None:
    """Give a share, or None where too few customers stand behind it or behind what is left."""
    parts = pd.DataFrame({"hits": hits, "others": ~hits})
    return None if hidden_parts(job, parts).any() else share_of(job, hits)


def share_of(job: Job, hits: pd.Series) -> Estimate:
    """Give a share with its interval, whoever stands behind it: ask `shown_share` before it is shown."""
    return proportion(hits, weights_for(job, hits), confidence=job.engagement.analysis.confidence)


def answers_to(job: Job, item: str | None) -> pd.Series | None:
    """Give the answers to a question, NaN left out; None where it was not asked or too few answered."""
    if item is None or item not in job.survey.items or not enough(job, job.survey.items[item]):
        return None
    return job.survey.items[item].dropna()


def top_two_from(job: Job, item: str) -> float:
    """Give the answer from which one counts in the two highest of a question's scale."""
    return item_scale(job.engagement, item).maximum - 1
