"""How the themes go together, two by two."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    weights_of,
)
from toolkit.measures.correlation import correlation_table


def correlations(job: Job) -> pd.DataFrame:
    """Correlate the drivers and outcomes: first, second, estimate, low, high, n, n_effective; or no row.

    Pairs that too few customers have answered both of are in it; the table that prints them hides these.
    """
    frame = construct_scores(job, job.constructs("attitude", "behaviour", "driver", "lock_in"))
    shown = [name for name in frame.columns if enough(job, frame[name])]
    if len(shown) < 2:
        return pd.DataFrame(columns=["first", "second", "estimate", "low", "high", "n", "n_effective"])
    return correlation_table(
        frame[shown], weights_of(job.survey), confidence=job.engagement.analysis.confidence
    )
