"""What was expected and what was measured, row by row: a band for the forecast, a dot with its margin on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.charts import shares_axis
from toolkit.figures.rows import DOT, beside, rows, until
from toolkit.figures.style import INK, OTHER, PALE, RULE, SMALL, SOFT, Look, svg

BAND = 0.56  # of the height of a row
OUTSIDE = ("above", "below")


def expected_and_measured(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    expected_label: str,
    measured_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw per row the band of the forecast with its expected value, and the measured dot with its margin on it.

    `table`: expected, forecast_low, forecast_high, measured, low, high, verdict. A measured change outside what a right
    forecast allows is a full dot in the client's colour, any other an open one in grey. The first row is labelled.
    """
    ends = table[["forecast_low", "forecast_high", "low", "high"]].to_numpy(float)
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    space = 0.04 * max(high - low, 1e-9)
    far = table[["expected", "forecast_high", "measured", "high"]].max(axis=1).to_numpy()
    with rows(names, room=1.35, words_above=2, across=axis_label) as (figure, axes, places):
        limits = until(axes, (low - space, high + space), far, values)
        axes.set_xlim(*limits)
        axes.axvline(0, color=SOFT, linewidth=0.8, zorder=0.5)
        for place, (_, row), end, text in zip(places, table.iterrows(), far, values, strict=True):
            _band(axes, place, row)
            _dot(axes, place, row, look)
            beside(axes, end, place, text)
        _labels(axes, table.iloc[0], limits, expected_label, measured_label)
        shares_axis(axes, tick)
        return svg(figure)


def _band(axes: Axes, place: int, row: pd.Series) -> None:
    left, right = float(row["forecast_low"]), float(row["forecast_high"])
    corner, size = (left, place - BAND / 2), (right - left, BAND)
    axes.add_patch(Rectangle(corner, *size, facecolor=PALE, edgecolor=OTHER, linewidth=0.8, zorder=1))
    axes.plot(
        [row["expected"]] * 2, [place - BAND / 2, place + BAND / 2], color=SOFT, linewidth=1.4, zorder=1.5
    )


def _dot(axes: Axes, place: int, row: pd.Series, look: Look) -> None:
    outside = row["verdict"] in OUTSIDE
    colour = look.accent if outside else INK
    axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=2.0, solid_capstyle="round")
    face = colour if outside else "white"
    axes.plot(row["measured"], place, "o", color=colour, markerfacecolor=face, markersize=DOT, zorder=3)


def _labels(
    axes: Axes, row: pd.Series, limits: tuple[float, float], expected_label: str, measured_label: str
) -> None:
    """Say above the first row which mark is which: the band's word left of the dot's, or right where it lies there."""
    far = limits[1] - limits[0]
    expected, measured = float(row["expected"]), float(row["measured"])
    first = expected <= measured
    apart = abs(expected - measured) > 0.3 * far
    words = ((expected, expected_label, first), (measured, measured_label, not first))
    for x, word, left in words:
        align = "center" if apart else "right" if left else "left"
        place = x if apart else (expected + measured) / 2 + (-0.01 if left else 0.01) * far
        axes.annotate(
            word,
            (x, -BAND / 2),
            xytext=(place, -0.86),
            ha=align,
            va="bottom",
            fontsize=SMALL,
            color=SOFT,
            arrowprops={"arrowstyle": "-", "color": RULE, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0},
        )
