"""What each of several things may gain, with its interval, around the line of no gain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from toolkit.figures.charts import dot, shares_axis
from toolkit.figures.rows import beside, rows, until
from toolkit.figures.style import OTHER, SOFT, Look, svg


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
    space = 0.04 * max(high - low, 1e-9)
    with rows(names, across=axis_label) as (figure, axes, places):
        ends = table[["estimate", "high"]].max(axis=1).to_numpy()
        axes.set_xlim(*until(axes, (low - space, high + space), ends, values))
        axes.axvline(0, color=SOFT, linewidth=0.8)
        each = zip(places, table.iterrows(), ends, values, highlight, strict=True)
        for place, (_, row), end, text, strong in each:
            dot(axes, row, place, look.accent if strong else OTHER, round_one=strong)
            beside(axes, end, place, text)
        shares_axis(axes, tick)
        return svg(figure)
