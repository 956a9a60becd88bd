"""From a difference and its standard error to a test, an interval and a verdict in four words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from toolkit.measures.multiplicity import holm
from toolkit.measures.tails import t_above

BETTER = "better"
WORSE = "worse"
NO_RELEVANT_CHANGE = "no relevant change"
NOT_DECIDED = "not decided"
VERDICTS = (BETTER, WORSE, NO_RELEVANT_CHANGE, NOT_DECIDED)


def judge(changes: pd.DataFrame, margins: ArrayLike, confidence: float) -> pd.DataFrame:
    """Add `low, high, p, p_holm, p_equivalence, p_equivalence_holm, verdict` to a frame with `difference, se, df`.

    One row per measure; all rows are one family for Holm. `tested` and `decided` say how.
    """
    return decided(tested(changes, margins, confidence), confidence)


def tested(changes: pd.DataFrame, margins: ArrayLike, confidence: float) -> pd.DataFrame:
    """Add `low, high, p, p_equivalence` to a frame with `difference, se, df`, one row per measure.

    `margins`: the smallest change that matters, per row.
    With t = difference/se on `df` degrees of freedom (infinite = normal): the interval is
    difference ± t(confidence)·se, p is two-sided, p_equivalence is the larger of the two one-sided p-values
    against −margin and +margin (TOST, Schuirmann 1987).
    Where `se` is 0 there is no spread to test with: interval and p-values are NaN.
    """
    difference, df = changes["difference"].to_numpy(), changes["df"].to_numpy()
    se = changes["se"].where(changes["se"] > 0).to_numpy()
    margin = np.asarray(margins, dtype=np.float64)
    half_width = special.stdtrit(df, (1 + confidence) / 2) * se
    above_lower = t_above((difference + margin) / se, df)
    below_upper = t_above((margin - difference) / se, df)
    return changes.assign(
        low=difference - half_width,
        high=difference + half_width,
        p=2 * t_above(np.abs(difference / se), df),
        p_equivalence=np.maximum(above_lower, below_upper),
    )


def decided(changes: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add `p_holm, p_equivalence_holm, verdict` to a frame with `difference, p, p_equivalence`.

    All rows are one family, for both kinds of p; where these are NaN the verdict is "not decided".
    """
    judged = changes.assign(p_holm=holm(changes["p"]), p_equivalence_holm=holm(changes["p_equivalence"]))
    return judged.assign(verdict=_verdicts(judged, 1 - confidence))


def _verdicts(judged: pd.DataFrame, alpha: float) -> list[str]:
    # Equivalence goes first: a change proven smaller than what matters is not sold as better or worse.
    # A comparison with NaN is False, so that a measure without a test falls through to "not decided".
    equivalent = (judged["p_equivalence_holm"] < alpha).to_numpy()
    different = (judged["p_holm"] < alpha).to_numpy()
    rose = (judged["difference"] > 0).to_numpy()
    words = np.select(
        [equivalent, different & rose, different], [NO_RELEVANT_CHANGE, BETTER, WORSE], default=NOT_DECIDED
    )
    return [str(word) for word in words]
