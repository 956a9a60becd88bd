"""The drawing of paths: boxes and arrows from left to right, as thick as their effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from toolkit.figures.lettering import balanced, folded, whole
from toolkit.figures.path_layout import Arrow, Box, Layout, Rectangle, laid_out
from toolkit.figures.style import INK, LINK, OTHER, PALE, POINTS, TICKS, Look, canvas, svg
from toolkit.measures.weights import FloatArray

__all__ = ["Arrow", "Box", "paths"]

MARGIN: Final = 4.0  # points around the picture
THIN, THICK = 0.9, 4.6  # points of a certain arrow
MANY, THICK_OF_MANY = 24, 2.4  # with more arrows than these even the strongest leaves the others room
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
INNER: Final = 5.0  # points between a name and the edge of its box
SPACED: Final = 1.18  # height of a line, in sizes of its letters


def paths(boxes: Sequence[Box], arrows: Sequence[Arrow], look: Look) -> str:
    """Draw the boxes with their arrows: a certain one solid and labelled, an uncertain one thin and grey.

    Each arrow is as thick as its `strength`; a doubtful box has a dashed edge.
    """
    width = POINTS - 2 * MARGIN
    layout = laid_out(boxes, arrows, width)
    thickest = THICK if len(arrows) <= MANY else THICK_OF_MANY
    inches = (layout.height + 2 * MARGIN) / 72
    # The canvas leaves room for an axis, which is not drawn here.
    with canvas(inches - TICKS, top=0.0) as (figure, axes):
        axes.set_position((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-MARGIN, width + MARGIN)
        axes.set_ylim(layout.height + MARGIN, -MARGIN)
        # Uncertain arrows lie under the certain ones.
        for number in sorted(range(len(arrows)), key=lambda n: (arrows[n].certain, arrows[n].strength)):
            _arrow(axes, layout.curves[number], arrows[number], look, thickest)
        for box in boxes:
            _box(axes, box, layout.boxes[box.key], look)
        _labels(axes, layout, arrows)
        return svg(figure)


def _arrow(axes: Axes, curve: FloatArray, arrow: Arrow, look: Look, thickest: float) -> None:
    colour = look.accent if arrow.certain else LINK
    thick = THIN + (thickest - THIN) * min(1.0, arrow.strength) if arrow.certain else 0.7
    head = 4.5 + 1.1 * thick if arrow.certain else 4.5
    tip, before = curve[-1], curve[-2]
    along = (tip - before) / np.hypot(*(tip - before))
    across = np.array([-along[1], along[0]])
    # The line ends within its head, so that its blunt end does not show.
    line = np.vstack([curve[:-1], tip - 0.8 * head * along])
    line = line[((line - tip) @ along) <= -0.6 * head]
    axes.add_patch(
        PathPatch(Path(line), fill=False, edgecolor=colour, linewidth=thick, capstyle="butt", zorder=2)
    )
    corners = [tip, tip - head * along + 0.45 * head * across, tip - head * along - 0.45 * head * across]
    axes.add_patch(Polygon(corners, closed=True, facecolor=colour, edgecolor="none", zorder=2))


def _box(axes: Axes, box: Box, at: Rectangle, look: Look) -> None:
    left, right, top, bottom = at
    axes.add_patch(
        FancyBboxPatch(
            (left, top),
            right - left,
            bottom - top,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor=PALE if box.end else "white",
            edgecolor=look.accent if box.end else OTHER,
            linewidth=1.4 if box.end else 0.9,
            linestyle=(0, (3, 2)) if box.doubtful else "solid",
            zorder=3,
        )
    )
    size, lines = fitted(box.name, right - left - 2 * INNER, bottom - top)
    axes.text(
        (left + right) / 2,
        (top + bottom) / 2,
        "\n".join(lines),
        ha="center",
        va="center",
        multialignment="center",
        linespacing=0.95,
        fontsize=size,
        color=INK,
        zorder=4,
    )


def fitted(name: str, room: float, height: float) -> tuple[float, list[str]]:
    """Fold a name in the largest letters with which it fits the room; cut off where none are small enough."""
    for size in SIZES:
        lines = folded(name, room, size, _most(height, size))
        if whole(name, lines):
            return size, balanced(name, room, size, len(lines))
    return SIZES[-1], folded(name, room, SIZES[-1], _most(height, SIZES[-1]))


def _most(height: float, size: float) -> int:
    """How many lines of letters of a size a box holds."""
    return max(1, int((height - 2) / (SPACED * size)))


def _labels(axes: Axes, layout: Layout, arrows: Sequence[Arrow]) -> None:
    for number, (x, y) in layout.labels.items():
        axes.text(
            x,
            y,
            arrows[number].label,
            ha="center",
            va="center",
            fontsize=8,
            color=INK,
            zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
