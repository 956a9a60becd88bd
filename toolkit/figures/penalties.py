"""What low scores and high scores go with, to the left and to the right of the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import beside, name_rows, row_room
from toolkit.figures.style import INK, OTHER, RULE, SOFT, Look, canvas, svg

# How far the bars of low and high lie above and below the middle of their row, and how high they are.
APART = 0.19
HEIGHT = 0.34


def penalties(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    labels: tuple[str, str],
    axis_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw per row of `table` the bar of low scores (grey, above) and of high scores (coloured, below) with intervals.

    Columns: penalty, penalty_low, penalty_high, and the same of reward. `labels` name the two; `values` are written at
    the right.
    """
    columns = [f"{side}{end}" for side in ("penalty", "reward") for end in ("", "_low", "_high")]
    low, high = float(np.nanmin(table[columns])), float(np.nanmax(table[columns]))
    low, high = min(low, 0.0), max(high, 0.0)
    # Room at the right for the words.
    limits = (low - 0.04 * (high - low), high + 0.30 * (high - low))
    with canvas(len(names), 1.5 * row_room(names), top=0.26) as (figure, axes):
        places = name_rows(axes, names)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            _bar(axes, row, "penalty", place - APART, OTHER)
            _bar(axes, row, "reward", place + APART, look.accent)
            beside(axes, high, place, text, limits)
        away = 0.01 * (limits[1] - limits[0])
        axes.text(-away, -0.58, f"← {labels[0]}", ha="right", va="bottom", color=SOFT, fontsize=8.5)
        axes.text(away, -0.58, f"{labels[1]} →", ha="left", va="bottom", color=look.accent, fontsize=8.5)
        axes.set_xlim(*limits)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)


def _bar(axes: Axes, row: pd.Series, side: str, place: float, colour: str) -> None:
    axes.barh(place, row[side], height=HEIGHT, color=colour)
    # The white edge keeps the interval visible on a dark bar.
    edge = [withStroke(linewidth=2.8, foreground="white")]
    ends = [row[f"{side}_low"], row[f"{side}_high"]]
    axes.plot(ends, [place, place], color=INK, linewidth=1.1, path_effects=edge)
    axes.plot(ends, [place, place], "|", color=INK, markersize=5, path_effects=edge)
