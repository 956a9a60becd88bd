"""How long customers stay: a curve in steps per group, with its band, named at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
            _written(axes, mark[1], (mark[0], 2), SOFT, 8, "bottom")
        heights = _apart([100 * float(curve["estimate"].iloc[-1]) for curve in curves])
        for place, (curve, name, strong) in enumerate(zip(curves, names, highlight, strict=True)):
            colour = look.accent if strong else (INK if place % 2 else OTHER)
            end = _drawn(axes, curve, colour, DASHES[place % len(DASHES)])
            beside = (last * 1.03, heights[place])
            axes.plot([end[0], beside[0]], [end[1], beside[1]], color=RULE, linewidth=0.6)
            _written(axes, name, beside, look.accent if strong else INK, 8.5, "center")
        axes.set_xlim(0, last * (1 + RIGHT))
        axes.set_ylim(0, 103)
        axes.set_xticks(np.arange(0, last + 1, _step(last)))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value / 100))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=8.5)
        axes.set_xlabel(axis_labels[0])
        axes.set_ylabel(axis_labels[1])
        return svg(figure)


def _drawn(axes: Axes, curve: pd.DataFrame, colour: str, dash: Any) -> tuple[float, float]:
    """Draw one curve in steps with its band; give where it ends."""
    names = ("time", "estimate", "low", "high")
    time, estimate, low, high = (curve[name].to_numpy(np.float64) for name in names)
    known = np.isfinite(low)
    band: dict[str, Any] = {"step": "post", "color": colour, "alpha": 0.13, "linewidth": 0}
    axes.fill_between(time, 100 * low, 100 * high, where=known, **band)
    axes.step(time, 100 * estimate, where="post", color=colour, linewidth=1.7, linestyle=dash)
    return float(time[-1]), 100 * float(estimate[-1])


def _written(axes: Axes, text: str, at: tuple[float, float], colour: str, size: float, where: str) -> None:
    """Write a text just right of a place."""
    axes.annotate(
        text,
        at,
        xytext=(4, 0),
        textcoords="offset points",
        color=colour,
        fontsize=size,
        va=where,
        annotation_clip=False,
    )


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
