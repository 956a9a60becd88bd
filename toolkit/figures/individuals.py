"""The XmR chart: each wave with its own margin between the limits of ordinary up and down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.style import INK, OTHER, PALE, ROW, RULE, SMALL, SOFT, Look, canvas, svg, under_axis

HEIGHT = 7.5 * ROW
LEFT, ROOM = 0.09, 0.30  # parts of the width: before the axis, and for the names of the lines behind it


def individuals(
    points: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    lines: Sequence[tuple[float, str]],
    axis_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw `points` (place, value, low, high, signal), a dot with its interval per wave and its value above it.

    `lines` are lower limit, centre and upper limit with their names; between the limits the ground is grey. A wave
    that is a signal is a full dot in the client's colour, the others are open.
    """
    (lower, _), (centre, _), (upper, _) = lines
    places = points["place"].to_numpy(dtype=np.float64)
    first, last = float(places.min()), float(places.max())
    edge = 0.08 * (last - first)
    end = last + edge
    limits = (first - edge, end + ROOM * (end - first + edge))
    ticks = under_axis(names, places, LEFT, limits)
    with canvas(HEIGHT, left=LEFT, up=axis_label, under=ticks.lines) as (figure, axes):
        axes.fill_between([first - edge, end], lower, upper, color=PALE, linewidth=0)
        axes.plot([first - edge, end], [centre, centre], color=SOFT, linewidth=0.9)
        for limit in (lower, upper):
            axes.plot([first - edge, end], [limit, limit], color=SOFT, linewidth=0.9, linestyle=(0, (4, 2)))
        for place, name in lines:
            _written(axes, name, (end, place), (5, 0), "left", "center", SOFT)
        axes.plot(points["place"], points["value"], color=OTHER, linewidth=1.2)
        for (_, row), text in zip(points.iterrows(), values, strict=True):
            _dot(axes, row, text, look)
        axes.margins(y=0.12)
        axes.set_xlim(*limits)
        axes.set_xticks(places, ticks.texts)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        # Grid lines end with the waves: behind these stand the names of the limits.
        low, high = axes.get_ylim()
        for value in axes.get_yticks():
            if low <= value <= high:
                axes.plot([first - edge, end], [value, value], color=RULE, linewidth=0.4, zorder=0.5)
        axes.set_ylim(low, high)
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        return svg(figure)


def _dot(axes: Axes, row: pd.Series, text: str, look: Look) -> None:
    colour = look.accent if row["signal"] else INK
    top = row["value"]
    if np.isfinite(row["low"]) and np.isfinite(row["high"]):
        axes.plot([row["place"]] * 2, [row["low"], row["high"]], color=colour, linewidth=1.8)
        top = row["high"]
    face = colour if row["signal"] else "white"
    axes.plot(row["place"], row["value"], "o", color=colour, markerfacecolor=face, markersize=6)
    _written(axes, text, (row["place"], top), (0, 4), "center", "bottom", INK)


def _written(
    axes: Axes,
    text: str,
    place: tuple[float, float],
    shift: tuple[float, float],
    across: str,
    down: str,
    colour: str,
) -> None:
    # The white ground keeps grid lines and limits from crossing the text.
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    axes.annotate(
        text,
        place,
        xytext=shift,
        textcoords="offset points",
        ha=across,
        va=down,
        fontsize=SMALL,
        color=colour,
        bbox=ground,
    )
