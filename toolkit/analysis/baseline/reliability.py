"""Whether the questions of each theme measure one thing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.scores import SCORED_ROLES
from toolkit.analysis.job import (
    Job,
    alpha_of,
    n_effective,
    scaled_items,
    unreliable,
)


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha per construct of two or more questions: estimate, low, high, n, n_effective, items, flagged."""

    table: pd.DataFrame


def reliability(job: Job) -> Reliability:
    """Ask of each scale whether its questions measure one thing."""
    names = job.constructs(*SCORED_ROLES)
    flagged = unreliable(job, names)
    rows = {}
    for name in names:
        alpha = alpha_of(job, name)
        if alpha is None:
            continue
        rows[name] = {
            "estimate": alpha.value,
            "low": alpha.low,
            "high": alpha.high,
            "n": alpha.n,
            "n_effective": n_effective(alpha),
            "items": scaled_items(job, name).shape[1],
            "flagged": name in flagged,
        }
    columns = ["estimate", "low", "high", "n", "n_effective", "items", "flagged"]
    return Reliability(pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("construct"))
