"""The XmR chart: how far a score goes up and down by itself, and which waves lie beyond that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from toolkit.errors import StatisticsError
from toolkit.followup.thresholds import TREND_WAVES, XMR_FIRM_FROM, XMR_LIMIT, XMR_RANGE
from toolkit.measures.weights import as_numbers


@dataclass(frozen=True, eq=False)
class Xmr:
    """A chart of individuals (X) and moving ranges (mR), in the units of the values.

    `points`: per wave `value, low, high` (its own sampling interval), `moving_range` (NaN for the first),
    `outside` (beyond the limits), `jumped` (its moving range beyond `range_limit`) and `signal`: outside, and its
    whole sampling interval too. `firm`: whether there are waves enough for limits that hold.
    """

    centre: float
    lower: float
    upper: float
    mean_range: float
    range_limit: float
    points: pd.DataFrame
    firm: bool


def xmr(values: ArrayLike, low: ArrayLike, high: ArrayLike) -> Xmr:
    """Chart the scores of three or more waves, in order of time.

    `values`, `low`, `high`: shape (waves,), each score with its sampling interval, NaN where it has none.
    With mR the distance between two waves in a row: centre = mean of the values, limits = centre ± 2.66·mean mR,
    upper limit of the moving ranges = 3.267·mean mR. A wave is a `signal` only where its whole sampling interval lies
    beyond the limits, for a score that other customers could have put inside tells nothing; a wave without an
    interval is none. With three or four waves no value can fall outside limits that it helped to make.
    Raises StatisticsError for fewer than three waves, a value that is missing, or limits of another length.
    Source: Shewhart (1931), Economic Control of Quality of Manufactured Product; Wheeler (2000), Understanding
    Variation, 2nd ed. In R this is `qcc::qcc(x, type = "xbar.one")`, with 3/d2 unrounded for 2.66.

    >>> chart = xmr([60, 62, 59, 61, 78, 60], low=[58] * 4 + [76, 58], high=[62] * 4 + [80, 62])
    >>> f"{chart.centre:.2f}, from {chart.lower:.2f} to {chart.upper:.2f}"
    '63.33, from 40.99 to 85.68'
    """
    x, lowest, highest = (
        as_numbers(each, name)
        for each, name in ((values, "values of the waves"), (low, "lower limits"), (high, "upper limits"))
    )
    if x.ndim != 1 or x.size < TREND_WAVES:
        raise StatisticsError(
            f"An XmR chart needs the scores of at least {TREND_WAVES} waves. Wait for another wave."
        )
    if lowest.shape != x.shape or highest.shape != x.shape:
        raise StatisticsError(
            f"There are {x.size} scores, {lowest.size} lower and {highest.size} upper limits. "
            "Give one of each per wave."
        )
    if np.isnan(x).any():
        raise StatisticsError("A wave has no score. Leave it out of the chart.")
    ranges = np.abs(np.diff(x))
    centre, mean_range = float(x.mean()), float(ranges.mean())
    lower, upper = centre - XMR_LIMIT * mean_range, centre + XMR_LIMIT * mean_range
    moving = np.concatenate([[np.nan], ranges])
    outside = (x < lower) | (x > upper)
    points = pd.DataFrame(
        {
            "value": x,
            "low": lowest,
            "high": highest,
            "moving_range": moving,
            "outside": outside,
            "jumped": moving > XMR_RANGE * mean_range,
            "signal": outside & ((highest < lower) | (lowest > upper)),
        }
    )
    return Xmr(centre, lower, upper, mean_range, XMR_RANGE * mean_range, points, x.size >= XMR_FIRM_FROM)
