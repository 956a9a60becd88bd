"""What each of several things may gain, with its interval, around the line of no gain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import DOT, beside, name_rows, row_room
from toolkit.figures.style import OTHER, RULE, SOFT, Look, canvas, svg


def gains(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    highlight: Sequence[bool],
    tick: Callable[[float], str],
) -> str:
    """Draw a dot with its interval per row of `table` (estimate, low, high), its value written beside it.

    What is highlighted is round and coloured, the rest square and grey.
    """
    low = min(0.0, float(np.nanmin(table[["low", "estimate"]].to_numpy())))
    high = max(0.0, float(np.nanmax(table[["high", "estimate"]].to_numpy())))
    # Room at the right for the value beside the longest interval.
    width = max(high - low, 1e-9)
    limits = (low - 0.04 * width, high + 0.2 * width)
    with canvas(len(names), row_room(names)) as (figure, axes):
        axes.axvline(0, color=SOFT, linewidth=0.8)
        places = name_rows(axes, names)
        for place, (_, row), text, strong in zip(places, table.iterrows(), values, highlight, strict=True):
            colour = look.accent if strong else OTHER
            axes.plot(
                [row["low"], row["high"]], [place, place], color=colour, linewidth=2.6, solid_capstyle="round"
            )
            axes.plot(row["estimate"], place, "o" if strong else "s", color=colour, markersize=DOT)
            beside(axes, row["high"], place, text, limits)
        axes.set_xlim(*limits)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)
