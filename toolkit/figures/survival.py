"""How long customers stay: a curve in steps per group, with its band, named at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.lettering import balanced, text_width
from toolkit.figures.style import INK, OTHER, POINTS, ROW, RULE, SMALL, SOFT, Look, canvas, svg

HEIGHT = 9 * ROW
LEFT = 0.09  # of the width, before the axis
BEHIND = (0.24, 0.42)  # of the length of the axis, for the names behind it: short ones, and others
CLOSEST, LINE_MORE = 6.9, 6.5  # points of 100 between two names of one line, and more for each further line
NAME_LINES = 3
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
    with canvas(HEIGHT, left=LEFT, across=axis_labels[0], up=axis_labels[1]) as (figure, axes):
        last = max(float(curve["time"].iloc[-1]) for curve in curves)
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        if mark:
            axes.axvline(mark[0], color=SOFT, linewidth=0.7, linestyle=(0, (1, 2)))
            _written(axes, mark[1], (mark[0], 2), SOFT, SMALL, "bottom")
        words, behind = _folded(names, POINTS * axes.get_position().width)
        closest = CLOSEST + LINE_MORE * (max(map(len, words)) - 1)
        heights = _apart([100 * float(curve["estimate"].iloc[-1]) for curve in curves], closest)
        for place, (curve, lines, strong) in enumerate(zip(curves, words, highlight, strict=True)):
            colour = look.accent if strong else (INK if place % 2 else OTHER)
            end = _drawn(axes, curve, colour, DASHES[place % len(DASHES)])
            beside = (last * 1.03, heights[place])
            axes.plot([end[0], beside[0]], [end[1], beside[1]], color=RULE, linewidth=0.6)
            _written(axes, "\n".join(lines), beside, look.accent if strong else INK, SMALL, "center")
        axes.set_xlim(0, last * (1 + behind))
        axes.set_ylim(0, 103)
        axes.set_xticks(np.arange(0, last + 1, _step(last)))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value / 100))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        return svg(figure)


def _folded(names: Sequence[str], width: float) -> tuple[list[list[str]], float]:
    """Fold the names of the curves for the room behind these, and say how much of the axis that is."""
    rooms = [width * (part - 0.03) / (1 + part) - 6 for part in BEHIND]
    if all(text_width(name, SMALL) <= rooms[0] for name in names):
        return [[name] for name in names], BEHIND[0]
    return [balanced(name, rooms[1], SMALL, NAME_LINES) for name in names], BEHIND[1]


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


def _apart(heights: Sequence[float], closest: float) -> list[float]:
    """Move heights that lie too close, upwards from the lowest, and back down where the top is passed."""
    order = np.argsort(heights, kind="stable")
    moved = np.array(heights, dtype=float)[order]
    for place in range(1, len(moved)):
        moved[place] = max(moved[place], moved[place - 1] + closest)
    moved -= max(0.0, moved[-1] + closest / 2 - 103) if len(moved) else 0.0
    result = np.empty(len(moved))
    result[order] = moved
    return result.tolist()
