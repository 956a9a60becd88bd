"""Two values per row with their intervals, before and after, and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import DOT, beside, name_rows, row_room
from toolkit.figures.style import OTHER, RULE, SOFT, Look, canvas, svg

# How far the two lie above and below the middle of their row.
APART = 0.15


def dumbbell(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    labels: tuple[str, str],
    axis_label: str,
    highlight: Sequence[bool],
    tick: Callable[[float], str],
) -> str:
    """Draw per row of `table` what was (square, grey) and what is (round, coloured), both 0 or more.

    Columns: before, before_low, before_high, and the same of after. The dots of rows that stand out (`highlight`: the
    difference is shown) are filled, the others open. `labels` name the two above the rows; `values` stand at the right.
    """
    top = float(np.nanmax(table[["before_high", "after_high"]].to_numpy()))
    limits = (0.0, top)
    with canvas(len(names), 1.5 * row_room(names), top=0.26) as (figure, axes):
        places = name_rows(axes, names)
        rows = zip(places, table.iterrows(), values, highlight, strict=True)
        for place, (_, row), text, strong in rows:
            ends = (row["before"], row["after"])
            axes.plot(ends, [place - APART, place + APART], color=RULE, linewidth=1.4, zorder=1)
            for side, step, mark, colour in (
                ("before", -APART, "s", OTHER),
                ("after", APART, "o", look.accent),
            ):
                interval = [row[f"{side}_low"], row[f"{side}_high"]]
                axes.plot(interval, [place + step] * 2, color=colour, linewidth=2.2, solid_capstyle="round")
                face = colour if strong else "white"
                axes.plot(row[side], place + step, mark, color=colour, markerfacecolor=face, markersize=DOT)
            beside(axes, max(row["before_high"], row["after_high"]), place, text, limits)
        _name_the_two(axes, labels, look, top)
        axes.set_xlim(0, top * 1.2)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        axes.set_xlabel(axis_label)
        return svg(figure)


def _name_the_two(axes: Axes, labels: tuple[str, str], look: Look, top: float) -> None:
    """Say above the rows which mark is which, in order of time from the left."""
    for x, word, mark, colour in ((0.02, labels[0], "s", OTHER), (0.55, labels[1], "o", look.accent)):
        axes.plot(x * top, -0.66, mark, color=colour, markersize=DOT - 1, clip_on=False)
        ink = SOFT if mark == "s" else colour
        axes.text((x + 0.025) * top, -0.66, word, ha="left", va="center", color=ink, fontsize=8.5)
