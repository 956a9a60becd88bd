"""Two means per row with their intervals, and the way between them: what is asked for and what is noticed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.charts import DOT, beside, name_rows, row_room
from toolkit.figures.style import OTHER, RULE, SOFT, Look, canvas, svg

# How far the two lie above and below the middle of their row.
APART = 0.15


def gaps(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    labels: tuple[str, str],
    axis_label: str,
) -> str:
    """Draw per row of `table` its importance (square, grey) and experience (round, coloured), 0 to 100.

    Columns: importance, importance_low, importance_high, and the same of experience. `labels` name the two, written at
    the first row; `values` are written at the right.
    """
    limits = (0.0, 100.0)
    with canvas(len(names), 1.5 * row_room(names), top=0.26) as (figure, axes):
        places = name_rows(axes, names)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            ends = (row["importance"], row["experience"])
            axes.plot(ends, [place - APART, place + APART], color=RULE, linewidth=1.4, zorder=1)
            for side, step, mark, colour in (
                ("importance", -APART, "s", OTHER),
                ("experience", APART, "o", look.accent),
            ):
                axes.plot(
                    [row[f"{side}_low"], row[f"{side}_high"]],
                    [place + step] * 2,
                    color=colour,
                    linewidth=2.2,
                    solid_capstyle="round",
                )
                axes.plot(row[side], place + step, mark, color=colour, markersize=DOT)
            reach = np.nanmax([row["importance_high"], row["experience_high"], *ends])
            beside(axes, reach, place, text, limits)
        _name_the_two(axes, table.iloc[0], labels, look)
        axes.set_xticks(np.linspace(*limits, 6))
        axes.set_xlim(limits[0], limits[1] + 14)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        return svg(figure)


def _name_the_two(axes: Axes, row: pd.Series, labels: tuple[str, str], look: Look) -> None:
    """Write which mark is which above the first row, each on its own side."""
    left, right = ("importance", "experience")
    if row["importance"] > row["experience"]:
        left, right = right, left
    words = {"importance": (labels[0], SOFT), "experience": (labels[1], look.accent)}
    for side, align, away in ((left, "right", -1), (right, "left", 1)):
        word, colour = words[side]
        axes.text(row[side] + away, -0.42, word, ha=align, va="bottom", color=colour, fontsize=8.5)
