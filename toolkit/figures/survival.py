"""How long customers stay: a curve in steps per group, with its band, named at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from toolkit.figures.style import INK, OTHER, RULE, SOFT, Look, canvas, svg

ROWS = 9.0
LEFT, RIGHT = 0.09, 0.24  # parts of the width: before the axis, and for the names behind it
CLOSEST = 5.5  # points of 100 between two names
DASHES = ("-", (0, (5, 1.5)), (0, (2, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (1, 1)))


def survival_curves(
    curves: Sequence[pd.DataFrame],
    names: Sequence[str],
    look: Look,
    *,
    axis_labels: tuple[str, str],
    highlight: Sequence[bool],
    tick: Callable[[float], str],
    mark: tuple[float, str] | None = None,
) -> str:
    """Draw each of `curves` (time, estimate, low, high: 0 to 1) as steps with a pale band, its name at the end.

    `mark` is a time with a word for it, drawn as a thin line. Curves are told apart by dashes and names, not by colour
    alone. Where two ends would write their names over each other, one moves.
    """
    with canvas(1, ROWS, left=LEFT) as (figure, axes):
        last = max(float(curve["time"].iloc[-1]) for curve in curves)
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        if mark:
            axes.axvline(mark[0], color=SOFT, linewidth=0.7, linestyle=(0, (1, 2)))
            axes.annotate(
                mark[1],
                (mark[0], 2),
                xytext=(4, 0),
                textcoords="offset points",
                color=SOFT,
                fontsize=8,
                va="bottom",
            )
        heights = _apart([100 * float(curve["estimate"].iloc[-1]) for curve in curves])
        for place, (curve, name, strong) in enumerate(zip(curves, names, highlight, strict=True)):
            colour = look.accent if strong else (INK if place % 2 else OTHER)
            time, estimate, low, high = (
                curve[column].to_numpy() for column in ("time", "estimate", "low", "high")
            )
            axes.fill_between(
                time,
                100 * low,
                100 * high,
                step="post",
                color=colour,
                alpha=0.13,
                linewidth=0,
                where=np.isfinite(low),
            )
            axes.step(
                time,
                100 * estimate,
                where="post",
                color=colour,
                linewidth=1.7,
                linestyle=DASHES[place % len(DASHES)],
            )
            axes.plot(
                [time[-1], last * 1.03], [100 * estimate[-1], heights[place]], color=RULE, linewidth=0.6
            )
            axes.annotate(
                name,
                (last * 1.03, heights[place]),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=colour if strong else INK,
                annotation_clip=False,
            )
        axes.set_xlim(0, last * (1 + RIGHT))
        axes.set_ylim(0, 103)
        step = _step(last)
        axes.set_xticks(np.arange(0, last + 1, step))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value / 100))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=8.5)
        axes.set_xlabel(axis_labels[0])
        axes.set_ylabel(axis_labels[1])
        return svg(figure)


def _step(last: float) -> float:
    """Give a step of days between the ticks of an axis that readers know."""
    return next((step for step in (30, 90, 180, 365) if last / step <= 8), 730)


def _apart(heights: Sequence[float]) -> list[float]:
    """Move heights that lie too close, upwards from the lowest, and back down where the top is passed."""
    order = np.argsort(heights, kind="stable")
    moved = np.array(heights, dtype=float)[order]
    for place in range(1, len(moved)):
        moved[place] = max(moved[place], moved[place - 1] + CLOSEST)
    moved -= max(0.0, moved[-1] - 101) if len(moved) else 0.0
    result = np.empty(len(moved))
    result[order] = moved
    return result.tolist()
