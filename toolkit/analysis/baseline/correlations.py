"""How the themes go together, two by two."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    weights_of,
)
from toolkit.analysis.response import base_hidden
from toolkit.measures.correlation import correlation_table


def correlations(job: Job) -> pd.DataFrame:
    """Correlate the drivers and outcomes: first, second, estimate, low, high, n, n_effective, base_hidden; or no row.

    Pairs that too few customers have answered both of are in it; the table that prints them hides these. `base_hidden`
    tells where the number of customers may not be printed, as the table of answers hides it.
    """
    frame = construct_scores(job, job.constructs("attitude", "behaviour", "driver", "lock_in"))
    shown = [name for name in frame.columns if enough(job, frame[name])]
    if len(shown) < 2:
        return pd.DataFrame(
            columns=["first", "second", "estimate", "low", "high", "n", "n_effective", "base_hidden"]
        )
    table = correlation_table(
        frame[shown], weights_of(job.survey), confidence=job.engagement.analysis.confidence
    )
    hidden = [
        base_hidden(job, int(n), (*job.items(first), *job.items(second)))
        for first, second, n in zip(table["first"], table["second"], table["n"], strict=True)
    ]
    return table.assign(base_hidden=hidden)
