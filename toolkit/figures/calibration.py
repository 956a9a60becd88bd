"""What was predicted against what happened: dots with their intervals beside the line on which both are equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from toolkit.figures.naming import write_by_line
from toolkit.figures.style import OTHER, ROW, RULE, SMALL, SOFT, Look, canvas, svg

HEIGHT = 9 * ROW
LEFT = 0.11
# So near the right end of the axis a value stands at the left of its dot.
_NEAR_END = 0.9


def calibration(
    table: pd.DataFrame,
    values: Sequence[str],
    look: Look,
    *,
    axis_labels: tuple[str, str],
    line_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw `table` (predicted, estimate, low, high: 0 to 1), a dot per row with its value beside it.

    `axis_labels`: what stands along the bottom and along the side; `line_label` names the line of equals.
    """
    with canvas(HEIGHT, left=LEFT, across=axis_labels[0], up=axis_labels[1]) as (figure, axes):
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        top = min(1.0, float(np.nanmax(table[["predicted", "high"]].to_numpy())) * 1.08)
        axes.plot([0, top], [0, top], color=OTHER, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.set_xlim(-0.025 * top, top)
        axes.set_ylim(0, top * 1.04)
        for (_, row), text in zip(table.iterrows(), values, strict=True):
            x = row["predicted"]
            axes.plot(
                [x, x], [row["low"], row["high"]], color=look.accent, linewidth=2.2, solid_capstyle="round"
            )
            axes.plot(x, row["estimate"], "o", color=look.accent, markersize=7)
            left = x > _NEAR_END * top
            axes.annotate(
                text,
                (x, row["estimate"]),
                xytext=(-8 if left else 8, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=SMALL,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )
        write_by_line(axes, line_label, np.array([[0.0, 0.0], [top, top]]))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
            axis.set_major_formatter(lambda value, _: tick(value))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        return svg(figure)
