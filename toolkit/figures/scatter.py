"""A point per group with its two intervals, and its name beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.naming import name_dots
from toolkit.figures.numbered import crowded, key_height, lower, numbers, write_key
from toolkit.figures.style import OTHER, POINTS, ROW, RULE, SMALL, SOFT, Look, canvas, svg
from toolkit.measures.weights import FloatArray

HEIGHT = 11 * ROW  # inches
LEFT = 0.09
DOT = 5.5


def scatter(
    table: pd.DataFrame,
    names: Sequence[str],
    look: Look,
    *,
    x: str,
    y: str,
    axis_labels: tuple[str, str],
    limits: tuple[float, float] = (0, 100),
) -> str:
    """Draw a dot per row of `table` at its columns `x` and `y`, with the intervals `x`_low to `x`_high and so on.

    Where the names have no room beside their dots, these are numbered and the names stand below.
    """
    drawn = _scatter(table, names, look, x=x, y=y, axis_labels=axis_labels, limits=limits, below=False)
    return drawn or _scatter(table, names, look, x=x, y=y, axis_labels=axis_labels, limits=limits, below=True)


def _scatter(
    table: pd.DataFrame,
    names: Sequence[str],
    look: Look,
    *,
    x: str,
    y: str,
    axis_labels: tuple[str, str],
    limits: tuple[float, float],
    below: bool,
) -> str:
    """Draw with the names in the picture or below it; "" where they have no room in it."""
    if not below and crowded(names, (1 - LEFT) * POINTS, 72 * HEIGHT):
        return ""
    foot, height = (key_height(names), lower(HEIGHT, names)) if below else (0.0, HEIGHT)
    with canvas(height, left=LEFT, across=axis_labels[0], up=axis_labels[1], foot=foot) as (figure, axes):
        axes.set_xlim(*_span(table, x, limits))
        axes.set_ylim(*_span(table, y, limits))
        crosses = _crosses(axes, table, x, y)
        dots = table[[x, y]].to_numpy(dtype=np.float64)
        axes.plot(dots[:, 0], dots[:, 1], "o", linestyle="none", color=look.accent, markersize=DOT, zorder=3)
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        axes.grid(visible=True, color=RULE, linewidth=0.4, zorder=0)
        left_out = name_dots(axes, dots, numbers(names) if below else names, crosses, [], DOT / 2)
        if left_out and not below:
            return ""
        if below:
            write_key(figure, names)
        return svg(figure)


def _crosses(axes: Axes, table: pd.DataFrame, x: str, y: str) -> list[FloatArray]:
    """Draw the two intervals of each dot; give them as lines."""
    lines = []
    for _, row in table.iterrows():
        for ends in (
            [[row[f"{x}_low"], row[y]], [row[f"{x}_high"], row[y]]],
            [[row[x], row[f"{y}_low"]], [row[x], row[f"{y}_high"]]],
        ):
            line = np.array(ends, dtype=np.float64)
            if np.isfinite(line).all():
                axes.plot(*line.T, color=OTHER, linewidth=0.9, solid_capstyle="round", zorder=1)
                lines.append(line)
    return lines


def _span(table: pd.DataFrame, column: str, limits: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale that the intervals take, with some room, and never beyond its ends."""
    ends = table[[column, f"{column}_low", f"{column}_high"]].to_numpy(dtype=np.float64)
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.08 * max(high - low, 1.0)
    return max(limits[0], low - room), min(limits[1], high + room)
