"""What low scores and high scores go with, to the left and to the right of the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.charts import margin, shares_axis
from toolkit.figures.rows import Key, beside, rows, until
from toolkit.figures.style import OTHER, SOFT, Look, svg

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
    space = 0.04 * (high - low)
    key = (Key("s", OTHER, labels[0]), Key("s", look.fill, labels[1], look.accent))
    with rows(names, room=1.5, across=axis_label, key=key) as (figure, axes, places):
        axes.set_xlim(*until(axes, (low - space, high + space), [high] * len(names), values))
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            _bar(axes, row, "penalty", place - APART, (OTHER, OTHER))
            _bar(axes, row, "reward", place + APART, (look.fill, look.accent))
            beside(axes, high, place, text)
        shares_axis(axes, tick, most=7, whole=True)
        return svg(figure)


def _bar(axes: Axes, row: pd.Series, side: str, place: float, colours: tuple[str, str]) -> None:
    face, edge = colours
    axes.barh(place, row[side], height=HEIGHT, color=face, edgecolor=edge, linewidth=0.8)
    margin(axes, (row[f"{side}_low"], row[f"{side}_high"]), place, cap=5)
