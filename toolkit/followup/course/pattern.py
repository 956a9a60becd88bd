"""From the line through the waves, its tests and those of each pair of waves to a pattern.

The pattern, in this order:

1. "the same throughout": every two waves are shown to differ by less than `smallest_change` (equivalence tests of
   all pairs, the largest p of them, Holm-adjusted over the measures, under 1 − confidence).
2. "rising" or "falling": the slope is "better" or "worse" as `verdict` judges it, by what it adds up to from the
   first wave to the last. "rising unevenly" or "falling unevenly" where a departure from the line is shown too.
3. "slight": the slope is not zero, and shown to add up to less than `smallest_change`; no departure is shown.
4. "back and forth": the waves differ, but no slope that matters is shown.
5. "no trend": the slope is shown to add up to less than `smallest_change`.
6. "not decided": none of these is shown.

Families for Holm, each at 1 − confidence: the slopes of all measures; their equivalence; "the waves differ" over all
measures; the departures from the line; "the same throughout"; and of the steps all measures × steps together, for
difference and for equivalence.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.followup.changes.verdict import BETTER, NO_RELEVANT_CHANGE, WORSE, judge
from toolkit.measures.multiplicity import holm

SAME = "the same throughout"
RISING, FALLING = "rising", "falling"
RISING_UNEVENLY, FALLING_UNEVENLY = "rising unevenly", "falling unevenly"
SLIGHT = "slight"
BACK_AND_FORTH = "back and forth"
NO_TREND = "no trend"
NOT_DECIDED = "not decided"
PATTERNS = (
    SAME,
    RISING,
    FALLING,
    RISING_UNEVENLY,
    FALLING_UNEVENLY,
    SLIGHT,
    BACK_AND_FORTH,
    NO_TREND,
    NOT_DECIDED,
)


def patterned(
    rows: pd.DataFrame, pairs: pd.DataFrame, smallest_change: float, confidence: float
) -> pd.DataFrame:
    """Judge the lines of all measures and add the pattern of each.

    `rows`: per measure `difference, se, df, span, p_waves, p_line`; `pairs`: per measure and pair of waves
    `p_equivalence`, measure the first level of the index. Adds what `judge` adds, `slope_low, slope_high, p_same`,
    `p_waves_holm, p_line_holm, p_same_holm` and `pattern`.
    """
    alpha = 1 - confidence
    same = pairs.groupby(level="measure", sort=False)["p_equivalence"].agg(lambda p: p.max(skipna=False))
    table = judge(rows, smallest_change, confidence).assign(p_same=same)
    for name in ("waves", "line", "same"):
        table[f"p_{name}_holm"] = holm(table[f"p_{name}"])
    table = table.assign(slope_low=table["low"] / table["span"], slope_high=table["high"] / table["span"])
    uneven = (table["p_line_holm"] < alpha).to_numpy()
    small = (table["verdict"] == NO_RELEVANT_CHANGE).to_numpy()
    rose, fell = ((table["verdict"] == word).to_numpy() for word in (BETTER, WORSE))
    conditions = [
        (table["p_same_holm"] < alpha).to_numpy(),
        *(rose & uneven, rose, fell & uneven, fell),
        small & (table["p_holm"] < alpha).to_numpy() & ~uneven,
        (table["p_waves_holm"] < alpha).to_numpy(),
        small,
    ]
    words = [SAME, RISING_UNEVENLY, RISING, FALLING_UNEVENLY, FALLING, SLIGHT, BACK_AND_FORTH, NO_TREND]
    return table.assign(pattern=[str(word) for word in np.select(conditions, words, default=NOT_DECIDED)])
