"""Columns set side by side within respondents: mean differences with intervals, and Holm over a family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile
from toolkit.measures.multiplicity import holm
from toolkit.measures.thresholds import TAME_EFFICIENCY
from toolkit.measures.weights import (
    FloatArray,
    answered,
    as_numbers,
    effective_n,
    mean_variance,
    same_rows,
    satterthwaite_degrees,
    weighted_mean,
)

Pairs: TypeAlias = Sequence[tuple[str, str]]

# Differences below this part of the answers' size are the rounding of floating point, not spread.
_ROUNDING = 1e-12


def paired_differences(
    frame: pd.DataFrame, pairs: Pairs, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Mean differences within respondents of pairs of columns, first less second, with Student's t interval.

    `frame` has shape (n, k), NaN where there is no answer; each pair takes who answered both. Limits d ± t·se as
    `mean_estimate` has them, with and without weights; p is two-sided, `p_holm` over the pairs of this call.
    Returns one row per pair: `first, second, estimate, low, high, p, p_holm, se, df, n, n_effective`; unit: that of
    the columns. Limits and p are NaN where the differences show no spread, all numbers where nobody answered both.
    Raises StatisticsError without a pair, where a column is not there, or for unusable weights.
    Source: Student (1908), Biometrika 6, 1–25; Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    In R this is `t.test(x, y, paired = TRUE)`.

    >>> frame = pd.DataFrame({"a": [60, 70, 80, 90], "b": [50, 50, 65, 95]})
    >>> paired_differences(frame, [("a", "b")]).loc[0, ["estimate", "p"]].astype(float).round(4).tolist()
    [10.0, 0.1612]
    """
    unknown = [name for pair in pairs for name in pair if name not in frame.columns]
    if unknown or not pairs:
        told = f"{', '.join(dict.fromkeys(unknown))} is not among the columns" if unknown else "there is none"
        raise StatisticsError(f"pairs: {told}")
    same_rows(frame, weights)
    w = None if weights is None else as_numbers(weights, "weights")
    rows = []
    for first, second in pairs:
        both = as_numbers(frame[[first, second]])
        difference = both[:, 0] - both[:, 1]
        scale = float(np.nanmax(np.abs(both), initial=0.0))
        difference = np.where(np.abs(difference) <= _ROUNDING * scale, 0.0, difference)
        rows.append(
            {"first": first, "second": second, **_student(*answered(difference, w), scale, confidence)}
        )
    table = pd.DataFrame(rows)
    table.insert(list(table.columns).index("p") + 1, "p_holm", holm(table["p"]))
    return table


def _student(d: FloatArray, w: FloatArray | None, scale: float, confidence: float) -> dict[str, float]:
    """Give the mean of the differences with its limits and p."""
    n, nothing = len(d), float("nan")
    effective = float(n) if w is None else effective_n(w)
    found = dict.fromkeys(("estimate", "low", "high", "p", "se", "df"), nothing) | {
        "n": n,
        "n_effective": effective,
    }
    if not n:
        return found
    mean = weighted_mean(d, w)
    if np.ptp(d) <= _ROUNDING * scale:
        return found | {"estimate": mean}
    df = n - 1.0 if w is None or effective >= TAME_EFFICIENCY * n else satterthwaite_degrees(w)
    se = mean_variance(d, w) ** 0.5
    margin = t_quantile(confidence, df) * se
    p = float(2 * special.stdtr(df, -abs(mean) / se))
    return found | {"estimate": mean, "low": mean - margin, "high": mean + margin, "p": p, "se": se, "df": df}
