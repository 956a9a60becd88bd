"""A point per group with its two intervals, named where its name fits beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from toolkit.figures.style import INK, OTHER, RULE, Look, canvas, svg

ROWS = 11  # height of the picture, in rows of a chart with names
DOT = 5.5
GAP = 3.0  # points between a dot and its name
# Where a name may stand, in order of preference: between the lines of the two intervals, which cross at the dot.
PLACES = (
    (GAP, GAP, "left", "bottom"),
    (-GAP, GAP, "right", "bottom"),
    (GAP, -GAP, "left", "top"),
    (-GAP, -GAP, "right", "top"),
)


def scatter(
    table: pd.DataFrame,
    names: Sequence[str],
    look: Look,
    *,
    x: str,
    y: str,
    axis_labels: tuple[str, str],
    limits: tuple[float, float] = (0, 100),
) -> tuple[str, tuple[str, ...]]:
    """Draw a dot per row of `table` at its columns `x` and `y`, with the intervals `x`_low to `x`_high and so on.

    Gives the picture, and the names that did not fit beside their dots.
    """
    with canvas(ROWS, left=0.09) as (figure, axes):
        FigureCanvasAgg(figure)  # measures texts
        for _, row in table.iterrows():
            for low, high, line in (
                (row[f"{x}_low"], row[f"{x}_high"], "h"),
                (row[f"{y}_low"], row[f"{y}_high"], "v"),
            ):
                xs = [low, high] if line == "h" else [row[x], row[x]]
                ys = [low, high] if line == "v" else [row[y], row[y]]
                axes.plot(xs, ys, color=OTHER, linewidth=0.9, solid_capstyle="round", zorder=1)
        axes.plot(table[x], table[y], "o", color=look.accent, markersize=DOT, zorder=3)
        axes.set_xlim(*_span(table, x, limits))
        axes.set_ylim(*_span(table, y, limits))
        axes.set_xlabel(axis_labels[0])
        axes.set_ylabel(axis_labels[1])
        axes.tick_params(axis="y", labelcolor=OTHER)
        axes.grid(visible=True, color=RULE, linewidth=0.4, zorder=0)
        unnamed = _name_dots(axes, table[[x, y]].to_numpy(dtype=np.float64), names)
        return svg(figure), unnamed


def _span(table: pd.DataFrame, column: str, limits: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale that the intervals take, with some room, and never beyond its ends."""
    ends = table[[column, f"{column}_low", f"{column}_high"]].to_numpy(dtype=np.float64)
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.08 * max(high - low, 1.0)
    return max(limits[0], low - room), min(limits[1], high + room)


def _name_dots(axes: Axes, dots: np.ndarray, names: Sequence[str]) -> tuple[str, ...]:
    """Write each name where it covers no dot and no other name; give those for which there is no such place."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    pixels = axes.transData.transform(dots)
    reach = DOT / 2 * figure.dpi / 72
    taken = [Bbox.from_extents(x - reach, y - reach, x + reach, y + reach) for x, y in pixels]
    frame, unnamed = axes.get_window_extent(), []
    for dot, name in zip(dots, names, strict=True):
        for across, up, side, height in PLACES:
            note = axes.annotate(
                name,
                (dot[0], dot[1]),
                xytext=(across, up),
                textcoords="offset points",
                ha=side,
                va=height,
                fontsize=8.5,
                color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.8},
                zorder=2,
            )
            if _fits(note, frame, taken):
                taken.append(note.get_window_extent())
                break
            note.remove()
        else:
            unnamed.append(name)
    return tuple(unnamed)


def _fits(note: Annotation, frame: Bbox, taken: Sequence[Bbox]) -> bool:
    box = note.get_window_extent()
    inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    return inside and not any(box.overlaps(other) for other in taken)
