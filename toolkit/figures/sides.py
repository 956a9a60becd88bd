"""Two lines over the measurements: customers with an action and customers without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.style import INK, OTHER, ROW, RULE, SMALL, SOFT, Look, canvas, svg, under_axis

HEIGHT = 7 * ROW
LEFT, ROOM = 0.09, 0.32  # parts of the width: before the axis, and for the names behind the lines
APART = 0.03  # of the distance between two waves: so far the margins of both sides stand apart
# Names closer than this part of the height of the axis would be printed through each other.
CLOSE = 0.09


def sides(
    points: Mapping[str, pd.DataFrame],
    waves: Sequence[str],
    look: Look,
    *,
    began: float | None,
    began_label: str,
    axis_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw a line per side of `points`: its name, and a frame with place, value, low and high per wave.

    The first side is round, in the client's colour and unbroken, the second square, grey and dashed. `began` is the
    place on the axis, where 0 is the first wave, at which the action began; None leaves that line out.
    """
    last = len(waves) - 1
    limits = (-0.12 * last, last * (1 + ROOM))
    ticks = under_axis(waves, np.arange(len(waves), dtype=np.float64), LEFT, limits)
    with canvas(HEIGHT, left=LEFT, up=axis_label, under=ticks.lines) as (figure, axes):
        looks = ((look.accent, "o", "-", -APART), (OTHER, "s", (0, (4, 2)), APART))
        for frame, (colour, mark, dash, shift) in zip(points.values(), looks, strict=True):
            places = frame["place"] + shift
            axes.plot(places, frame["value"], color=colour, linewidth=1.6, linestyle=dash)
            axes.vlines(places, frame["low"], frame["high"], color=colour, linewidth=1.4)
            axes.plot(places, frame["value"], mark, color=colour, markersize=6)
        axes.set_xlim(*limits)
        axes.margins(y=0.14)
        axes.set_xticks(range(len(waves)), ticks.texts)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.4)
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        if began is not None:
            axes.axvline(began, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
            _written(axes, began_label, (began, axes.get_ylim()[1]), (4, -2), "top", SOFT)
        _names(axes, points, last, look)
        return svg(figure)


def _names(axes: Axes, points: Mapping[str, pd.DataFrame], last: int, look: Look) -> None:
    """Write the name of each side behind its line, apart from the other."""
    low, high = axes.get_ylim()
    ends = [float(frame["value"].iloc[-1]) for frame in points.values()]
    short = CLOSE * (high - low) - abs(ends[0] - ends[1])
    if short > 0:
        up = 1 if ends[0] >= ends[1] else -1
        ends = [ends[0] + up * short / 2, ends[1] - up * short / 2]
    for name, end, colour in zip(points, ends, (look.accent, INK), strict=True):
        _written(axes, name, (last, end), (18, 0), "center", colour)


def _written(
    axes: Axes, text: str, place: tuple[float, float], shift: tuple[float, float], down: str, colour: str
) -> None:
    # The white ground keeps grid lines from crossing the text.
    axes.annotate(
        text,
        place,
        xytext=shift,
        textcoords="offset points",
        ha="left",
        va=down,
        color=colour,
        fontsize=SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        annotation_clip=False,
    )
