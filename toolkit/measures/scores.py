"""Answers to scores of 0 to 100, items to constructs, and a mean with its interval."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import t_quantile
from toolkit.measures.thresholds import ANSWERED_SHARE, TAME_EFFICIENCY
from toolkit.measures.weights import (
    answered,
    as_numbers,
    effective_n,
    mean_variance,
    satterthwaite_degrees,
    weighted_mean,
)

# Beyond these a score holds the rounding of binary fractions and no answer: items have at most some hundred points.
SCORE_DECIMALS = 9

ScaleEnds: TypeAlias = "Mapping[str, float] | pd.Series | float"


def scale_0_100(
    items: pd.DataFrame, minimum: ScaleEnds, maximum: ScaleEnds, reverse: Collection[str] = ()
) -> pd.DataFrame:
    """Put each item on 0 to 100 with the ends of its scale: 100·(x − min)/(max − min).

    `items` has shape (n, k), one column per item, NaN where there is no answer. `minimum` and `maximum` give
    the ends that the questionnaire offered, by item or one number for all; never the observed ones.
    Items in `reverse` are turned, so that 100 is the favourable end of each.
    Returns a float frame of the same shape, index and columns, in points.
    Raises StatisticsError where an answer is outside its scale (each such item with its values), an item has
    no ends or its minimum is not below its maximum, or a reversed item is not among the items.
    Source: Fornell et al. (1996), Journal of Marketing 60(4), 7–18: 0–100 with the ends of the scale.
    In R this is `100 * (x - min) / (max - min)`.

    >>> scale_0_100(pd.DataFrame({"SAT_1": [1.0, 5.5, 10.0]}), 1, 10)["SAT_1"].tolist()
    [0.0, 50.0, 100.0]
    """
    low, high = _ends(items, minimum, "minimum"), _ends(items, maximum, "maximum")
    if not (low < high).all():
        name = items.columns[int(np.flatnonzero(~(low < high))[0])]
        raise StatisticsError(f"{name}: the minimum of its scale must lie below the maximum")
    unknown = [name for name in reverse if name not in items.columns]
    if unknown:
        raise StatisticsError(f"reverse: {', '.join(map(str, unknown))} is not among the items")
    answers = as_numbers(items, "items")
    _refuse_outside(items.columns, answers, low, high)
    scores = 100 * (answers - low) / (high - low)
    turned = items.columns.isin(list(reverse))
    scores[:, turned] = 100 - scores[:, turned]
    return pd.DataFrame(scores, index=items.index, columns=items.columns)


def _ends(items: pd.DataFrame, ends: ScaleEnds, which: str) -> npt.NDArray[np.float64]:
    """One end of each item's scale, in the order of the columns."""
    if isinstance(ends, int | float):
        return np.full(items.shape[1], float(ends))
    missing = [str(name) for name in items.columns if name not in ends]
    if missing:
        raise StatisticsError(f"{which}: no scale end is given for {', '.join(missing)}")
    return as_numbers([float(ends[name]) for name in items.columns], which)


def _refuse_outside(
    names: pd.Index,
    answers: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
) -> None:
    """Raise one error that names every item with answers outside its scale, and those answers."""
    outside = (answers < low) | (answers > high)
    faults = []
    for j in np.flatnonzero(outside.any(axis=0)).tolist():
        values = np.unique(answers[outside[:, j], j])
        shown = ", ".join(f"{value:g}" for value in values[:5]) + (", …" if len(values) > 5 else "")
        faults.append(f"{names[j]}: {shown} is outside its scale of {low[j]:g} to {high[j]:g}")
    if faults:
        raise StatisticsError("; ".join(faults) + ". Set missing codes to missing, or correct the scale")


def construct_score(scaled_items: pd.DataFrame) -> pd.Series:
    """Score of a construct per respondent: the mean of the answered items, when at least half are answered.

    `scaled_items` has shape (n, k), k ≥ 1, in points of 0 to 100 (`scale_0_100`), NaN where not answered.
    Returns a float Series with the frame's index, in points to 9 decimals, NaN where more than half is missing.
    Raises StatisticsError without any item.
    Source: the half rule of Fayers et al. (2001), The EORTC QLQ-C30 Scoring Manual, 3rd ed.
    In R this is `ifelse(rowMeans(!is.na(x)) >= .5, rowMeans(x, na.rm = TRUE), NA)`.

    >>> construct_score(pd.DataFrame({"a": [50.0, 50.0], "b": [100.0, None], "c": [0.0, None]})).tolist()
    [50.0, nan]
    """
    if not scaled_items.shape[1]:
        raise StatisticsError("a construct needs at least one item to be scored")
    points = as_numbers(scaled_items, "items")
    there = ~np.isnan(points)
    answered, total = there.sum(axis=1), np.where(there, points, 0.0).sum(axis=1)
    enough = answered >= ANSWERED_SHARE * points.shape[1]
    score = np.divide(total, answered, out=np.full(len(points), np.nan), where=enough)
    # A score of exactly 60 can come out as 59.99999999999999, and would then fall below a cut of 60.
    return pd.Series(score.round(SCORE_DECIMALS), index=scaled_items.index)


def mean_estimate(
    scores: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
    unit: str = "points",
) -> Estimate:
    """Mean of scores with Student's t interval: m ± t(n−1)·se.

    `scores` has shape (n,), NaN where there is none; `weights` as in `toolkit.measures.weights`; `unit` is
    that of the scores ("points" of 0 to 100, or "mark" of 1 to 10). Without weights se = s/√n, method "t".
    With unequal weights m = Σwx/Σw and se is the linearised one of `mean_variance`, method "linearised_t"; where
    their effective n is under half of n (`TAME_EFFICIENCY`), t has `satterthwaite_degrees` in the place of n − 1.
    The limits are NaN where the scores show no spread (one respondent, or all the same score): there is then
    nothing to judge the uncertainty by, which is not the same as certainty.
    Raises StatisticsError where there is no score, or for unusable weights.
    Source: Student (1908), Biometrika 6, 1–25; linearisation as in `mean_variance`.
    In R this is `t.test(x)`; weighted `confint(m, df = degf(d))` on `m <- survey::svymean(~x, d)` with
    `d <- svydesign(ids = ~1, weights = ~w)`.

    >>> estimate = mean_estimate([60, 70, 80])
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (70.0, 45.159, 94.841)
    """
    x, w = answered(scores, weights, name="scores")
    n = len(x)
    if not n:
        raise StatisticsError("scores: there is none to take the mean of")
    mean = weighted_mean(x, w)
    margin = float("nan")
    if np.ptp(x) > 0:
        margin = t_quantile(confidence, mean_degrees(n, w)) * mean_variance(x, w) ** 0.5
    return Estimate(
        value=mean,
        low=mean - margin,
        high=mean + margin,
        n=n,
        unit=unit,
        method="t" if w is None else "linearised_t",
        confidence=confidence,
        n_effective=None if w is None else effective_n(w),
    )


def mean_degrees(n: int, w: npt.NDArray[np.float64] | None = None) -> float:
    """Degrees of freedom of the mean of n scores: n − 1, or what very uneven weights leave of it.

    >>> mean_degrees(5)
    4
    """
    if w is None or effective_n(w) >= TAME_EFFICIENCY * n:
        return n - 1
    return satterthwaite_degrees(w)
