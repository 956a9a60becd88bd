"""Two values per row with their intervals, before and after, and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from toolkit.figures.charts import shares_axis
from toolkit.figures.rows import DOT, Key, beside, rows, until
from toolkit.figures.style import LINK, OTHER, Look, svg

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
    ends = table[["before", "after", "before_high", "after_high"]].max(axis=1).to_numpy()
    key = (Key("s", OTHER, labels[0]), Key("o", look.accent, labels[1]))
    with rows(names, room=1.5, across=axis_label, key=key) as (figure, axes, places):
        axes.set_xlim(*until(axes, (0.0, 1.02 * float(np.nanmax(ends))), ends, values))
        each = zip(places, table.iterrows(), ends, values, highlight, strict=True)
        for place, (_, row), end, text, strong in each:
            way = (row["before"], row["after"])
            axes.plot(way, [place - APART, place + APART], color=LINK, linewidth=1.2, zorder=1)
            for side, step, mark, colour in (
                ("before", -APART, "s", OTHER),
                ("after", APART, "o", look.accent),
            ):
                interval = [row[f"{side}_low"], row[f"{side}_high"]]
                axes.plot(interval, [place + step] * 2, color=colour, linewidth=2.2, solid_capstyle="round")
                face = colour if strong else "white"
                axes.plot(row[side], place + step, mark, color=colour, markerfacecolor=face, markersize=DOT)
            beside(axes, end, place, text)
        shares_axis(axes, tick)
        return svg(figure)
