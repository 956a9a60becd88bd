"""A score by report mark: dots with their intervals, the fit that never falls, and a bend where it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.naming import write_by_line
from toolkit.figures.style import INK, OTHER, ROW, RULE, SMALL, SOFT, Look, canvas, svg

HEIGHT = 9 * ROW
LEFT = 0.09


def mark_curve(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_labels: tuple[str, str],
    fit_label: str,
    bend: Sequence[tuple[float, float]] = (),
    bend_label: str = "",
) -> str:
    """Draw `table` (mark, estimate, low, high, monotone), a dot per row with its value beside it.

    `names` are the marks as they stand under the axis; `bend` are the three corners of the bent line, or none.
    """
    with canvas(HEIGHT, left=LEFT, across=axis_labels[0], up=axis_labels[1]) as (figure, axes):
        x = table["mark"].to_numpy()
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.plot(x, table["monotone"], color=OTHER, linewidth=1.4, linestyle=(0, (4, 2)))
        axes.set_xlim(x.min() - 0.4, x.max() + 0.6)
        axes.set_ylim(0, 104)
        if bend:
            corners = np.array(bend)
            axes.plot(corners[:, 0], corners[:, 1], color=look.accent, linewidth=2.2)
            axes.plot(*corners[1], "D", color="white", markeredgecolor=look.accent, markersize=8)
        _dots(axes, table, values)
        write_by_line(axes, fit_label, table[["mark", "monotone"]].to_numpy(dtype=np.float64))
        if bend:
            write_by_line(axes, bend_label, np.array(bend, dtype=np.float64), look.accent)
        axes.set_xticks(x, list(names))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[2, 5, 10]))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        return svg(figure)


def _dots(axes: Axes, table: pd.DataFrame, values: Sequence[str]) -> None:
    """Draw each mean with its interval, its value below and to the right, clear of the line that rises."""
    for (_, row), text in zip(table.iterrows(), values, strict=True):
        place = row["mark"]
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            limits = [row["low"], row["high"]]
            axes.plot([place, place], limits, color=INK, linewidth=1.8, solid_capstyle="round")
        axes.plot(place, row["estimate"], "o", color=INK, markersize=6)
        axes.annotate(
            text,
            (place, row["estimate"]),
            xytext=(7, -3),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=SMALL,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
