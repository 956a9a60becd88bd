"""Customers who answered both waves by their keys: how many, and whether they answer like themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement
from toolkit.errors import Fault
from toolkit.intake.between.common import common_items, on_one_scale
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.survey import Survey

# Fewer pairs say too little of how alike they answer.
LEAST_PAIRS = 50
# Somebody's general opinion a year later goes with the first one by .4 to .7 in panels of customers; under this it is
# doubtful that it is the same person, where the upper limit (95%, one-sided) is under it too.
LIKE_THEMSELVES = 0.2
WIDTH = 1.645


@dataclass(frozen=True, slots=True)
class Pairs:
    """How many respondents of two waves share a key, and the correlation of their general opinion (NaN: unknown)."""

    n: int
    correlation: float


def pairs_of(engagement: Engagement, first: Survey, second: Survey) -> Pairs:
    """Match the respondents of two waves by key, and correlate the mean of their answers to what both asked."""
    if first.key is None or second.key is None:
        return Pairs(0, float("nan"))
    items = common_items(first, second)
    if not items:
        return Pairs(int(pd.Index(first.key).isin(second.key).sum()), float("nan"))
    opinions = [
        _opinions(engagement, survey.items[items], key)
        for survey, key in ((first, first.key), (second, second.key))
    ]
    both = pd.concat(opinions, axis=1, join="inner").dropna()
    if len(both) < LEAST_PAIRS or (both.std() == 0).any():
        return Pairs(len(both), float("nan"))
    return Pairs(len(both), float(np.corrcoef(both.to_numpy().T)[0, 1]))


def strangers(first: Survey, second: Survey, pairs: Pairs) -> Iterator[Doubt]:
    """Doubt keys by which customers answer no more like themselves than like anybody else."""
    if np.isnan(pairs.correlation) or abs(pairs.correlation) >= LIKE_THEMSELVES:
        return  # far below 0 is another thing: turned codes
    if np.tanh(np.arctanh(pairs.correlation) + WIDTH / np.sqrt(pairs.n - 3)) >= LIKE_THEMSELVES:
        return
    what = (
        f'shares {pairs.n:,} keys with wave "{first.wave}", but who has the same key does not answer alike: the keys '
        "seem to name other people, as running numbers do, or the answers stand in other rows than their keys"
    )
    mend = "Check both with who delivered the files; leave `key` out of the wave if the keys are no customers' own."
    yield Doubt(second.wave, Fault(second.source.file, what, mend), certain=False)


def _opinions(engagement: Engagement, answers: pd.DataFrame, key: pd.Series) -> pd.Series:
    """Give each respondent's mean answer, as its distance from that of all."""
    shares = on_one_scale(engagement, answers)
    return pd.Series((shares - shares.mean()).mean(axis=1).to_numpy(), index=pd.Index(key))
