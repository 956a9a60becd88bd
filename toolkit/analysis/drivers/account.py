"""What stands beside the shares of one outcome, computed from the engagement's scores and the questions behind them."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job, scaled_items, weights_of
from toolkit.drivers.account import Account, driver_account
from toolkit.drivers.importance import Importance


def account_of(job: Job, frame: pd.DataFrame, importance: Importance) -> Account:
    """Compute it for the drivers of `importance`, on the same customers and resamples.

    `frame` holds the scores. A score of acts that are added up, or of a single question, has no reliability.
    """
    drivers = [str(name) for name in importance.table.index]
    always = tuple(str(name) for name in importance.always.index)
    names = (importance.outcome, *drivers, *always)
    items = {name: scaled_items(job, name) for name in names if _is_scale(job, name)}
    return driver_account(
        frame,
        importance.outcome,
        drivers,
        items=items,
        always=always,
        weights=weights_of(job.survey),
        resamples=importance.resamples,
        confidence=importance.confidence,
        seed=importance.seed,
    )


def _is_scale(job: Job, name: str) -> bool:
    return not job.engagement.constructs[name].formative and len(job.items(name)) > 1
