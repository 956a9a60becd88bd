"""The map of importance and performance: a cross per driver, two lines at the averages, and a word per corner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from toolkit.figures.naming import name_dots
from toolkit.figures.numbered import crowded, key_height, lower, numbers, write_key
from toolkit.figures.style import INK, OTHER, PALE, POINTS, ROW, RULE, SMALL, SOFT, Look, canvas, svg

Mark = Literal["shown", "open", "none"]
# Height of the picture, in rows of a chart with names: so many, and a part of one more for each driver.
ROWS: Final = 8.0
ROWS_PER_DRIVER: Final = 0.5
MOST_ROWS: Final = 14.0
DOT: Final = 6.0
LEFT: Final = 0.085
# The corner of each quadrant: place across and up as parts of the axes, and how its word stands there.
CORNERS: Final = {
    "enough": (0.012, 0.985, "left", "top"),
    "keep": (0.988, 0.985, "right", "top"),
    "later": (0.012, 0.015, "left", "bottom"),
    "first": (0.988, 0.015, "right", "bottom"),
}


def priority_map(
    table: pd.DataFrame,
    names: Sequence[str],
    marks: Sequence[Mark],
    look: Look,
    *,
    lines: tuple[float, float],
    corners: Mapping[str, str],
    axis_labels: tuple[str, str],
    tick: Callable[[float], str],
) -> str:
    """Draw a row of `table` (effect and score, each with `_low` and `_high`) as a dot with both its intervals.

    `marks`: "shown" is a full dot in the client's colour, "open" one on a line, "none" one without a claim, a cross.
    `lines` are the average effect and score; `corners` words by quadrant; `tick` writes an effect.
    Where the names have no room beside their dots, these are numbered and the names stand below.
    """
    for below in (False, True):
        drawn = _map(table, names, marks, look, lines, corners, axis_labels, tick, below=below)
        if drawn:
            break
    return drawn


def _map(
    table: pd.DataFrame,
    names: Sequence[str],
    marks: Sequence[Mark],
    look: Look,
    lines: tuple[float, float],
    corners: Mapping[str, str],
    axis_labels: tuple[str, str],
    tick: Callable[[float], str],
    *,
    below: bool,
) -> str:
    """Draw with the names in the picture or below it; "" where they have no room in it."""
    height = ROW * min(ROWS + ROWS_PER_DRIVER * len(table), MOST_ROWS)
    if not below and crowded(names, (1 - LEFT) * POINTS, 72 * height):
        return ""
    foot, height = (key_height(names), lower(height, names)) if below else (0.0, height)
    with canvas(height, left=LEFT, across=axis_labels[0], up=axis_labels[1], foot=foot) as (figure, axes):
        FigureCanvasAgg(figure)  # measures texts
        axes.set_xlim(*_span(table, "effect", lines[0]))
        axes.set_ylim(*_span(table, "score", lines[1], (0.0, 100.0)))
        _field(axes, lines)
        words = [_corner(axes, words, CORNERS[quadrant], look) for quadrant, words in corners.items()]
        crosses = [
            cross
            for (_, row), mark in zip(table.iterrows(), marks, strict=True)
            for cross in _cross(axes, row, mark, look)
        ]
        dots = table[["effect", "score"]].to_numpy(dtype=np.float64)
        averages = [
            np.array([[lines[0], y] for y in axes.get_ylim()]),
            np.array([[x, lines[1]] for x in axes.get_xlim()]),
        ]
        beside = numbers(names) if below else names
        left_out = name_dots(axes, dots, beside, crosses, words, DOT / 2, averages)
        if left_out and not below:
            return ""
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
        if below:
            write_key(figure, names)
        return svg(figure)


def _span(
    table: pd.DataFrame, axis: str, line: float, scale: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float]:
    """What the intervals and the line take of an axis, with room for the words in the corners."""
    ends = np.append(table[[axis, f"{axis}_low", f"{axis}_high"]].to_numpy(dtype=np.float64), line)
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.10 * (high - low) or 1.0
    return max(scale[0], low - room), min(scale[1], high + room)


def _field(axes: Axes, lines: tuple[float, float]) -> None:
    """Shade the quadrant to look at first, and draw the lines."""
    right, bottom = axes.get_xlim()[1], axes.get_ylim()[0]
    axes.fill_between([lines[0], right], bottom, lines[1], color=PALE, linewidth=0, zorder=0)
    axes.axvline(lines[0], color=SOFT, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    axes.axhline(lines[1], color=SOFT, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(RULE)


def _corner(axes: Axes, words: str, corner: tuple[float, float, str, str], look: Look) -> Bbox:
    """Write the word of a quadrant in its corner; give the place it takes, in pixels."""
    across, up, side, height = corner
    strong = (side, height) == ("right", "bottom")
    text = axes.text(
        across,
        up,
        words,
        transform=axes.transAxes,
        ha=side,
        va=height,
        fontsize=SMALL,
        color=look.accent if strong else SOFT,
        fontweight="bold" if strong else "normal",
    )
    return text.get_window_extent()


def _cross(axes: Axes, row: pd.Series, mark: Mark, look: Look) -> list[np.ndarray]:
    """Draw a driver with its two intervals; give these as lines."""
    colour = look.accent if mark == "shown" else OTHER
    x, y = float(row["effect"]), float(row["score"])
    level = np.array([[row["effect_low"], y], [row["effect_high"], y]], dtype=np.float64)
    upright = np.array([[x, row["score_low"]], [x, row["score_high"]]], dtype=np.float64)
    drawn = [line for line in (level, upright) if np.isfinite(line).all()]
    for line in drawn:
        axes.plot(
            *line.T, color=colour, linewidth=1.5 if mark == "shown" else 1.0, solid_capstyle="butt", zorder=2
        )
    shape = "x" if mark == "none" else "o"
    face = colour if mark == "shown" else "white"
    edge = [withStroke(linewidth=3.2, foreground="white")] if mark == "none" else []
    axes.plot(
        x,
        y,
        shape,
        color=colour if mark == "shown" else INK,
        markerfacecolor=face,
        markersize=DOT,
        markeredgewidth=1.2,
        path_effects=edge,
        zorder=4,
    )
    return drawn
