"""The drawing of paths: boxes and arrows from left to right, as thick as their effects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from toolkit.figures.path_layout import Arrow, Box, Layout, Rectangle, laid_out
from toolkit.figures.style import FONT, INK, OTHER, PALE, ROW, WIDTH, Look, canvas, svg
from toolkit.measures.weights import FloatArray

__all__ = ["Arrow", "Box", "paths"]

MARGIN: Final = 4.0  # points around the picture
THIN, THICK = 0.9, 4.6  # points of a certain arrow
FAINT: Final = "#b4b4b4"
SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
INNER: Final = 5.0  # points between a name and the edge of its box
LINES: Final = 2


def paths(boxes: Sequence[Box], arrows: Sequence[Arrow], look: Look) -> str:
    """Draw the boxes with their arrows: a certain one solid and labelled, an uncertain one thin and grey.

    Each arrow is as thick as its `strength`; a doubtful box has a dashed edge.
    """
    width = 72 * WIDTH - 2 * MARGIN
    layout = laid_out(boxes, arrows, width)
    inches = (layout.height + 2 * MARGIN) / 72
    # The canvas counts in rows and leaves room for an axis, which is not drawn here.
    with canvas(1, (inches - 0.62) / ROW) as (figure, axes):
        axes.set_position((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-MARGIN, width + MARGIN)
        axes.set_ylim(layout.height + MARGIN, -MARGIN)
        # Uncertain arrows lie under the certain ones.
        for number in sorted(range(len(arrows)), key=lambda n: (arrows[n].certain, arrows[n].strength)):
            _arrow(axes, layout.curves[number], arrows[number], look)
        for box in boxes:
            _box(axes, box, layout.boxes[box.key], look)
        _labels(axes, layout, arrows)
        return svg(figure)


def _arrow(axes: Axes, curve: FloatArray, arrow: Arrow, look: Look) -> None:
    colour = look.accent if arrow.certain else FAINT
    thick = THIN + (THICK - THIN) * min(1.0, arrow.strength) if arrow.certain else 0.7
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
    size, lines = fitted(box.name, right - left - 2 * INNER)
    for place, text in enumerate(lines):
        y = (top + bottom) / 2 + (place - (len(lines) - 1) / 2) * 1.18 * size
        axes.text(
            (left + right) / 2, y, text, ha="center", va="center_baseline", fontsize=size, color=INK, zorder=4
        )


def fitted(name: str, room: float) -> tuple[float, list[str]]:
    """Fold a name over at most two lines in the largest letters that fit the room; cut off where none does."""
    for size in SIZES:
        lines = _folded(name, room, size)
        if len(lines) <= LINES and all(_wide(line, size) <= room for line in lines):
            return size, lines
    kept = _folded(name, room, SIZES[-1])[:LINES]
    return SIZES[-1], [_cut(line, room) for line in kept]


def _folded(name: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in name.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _wide(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, room: float) -> str:
    if _wide(line, SIZES[-1]) <= room:
        return line
    while line and _wide(f"{line}…", SIZES[-1]) > room:
        line = line[:-1]
    return f"{line}…"


def _wide(text: str, size: float) -> float:
    """How many points a line of text is wide."""
    return size * _width_of_one(text)


@lru_cache(maxsize=4096)
def _width_of_one(text: str) -> float:
    """The width of a line of text in letters of one point; asked while the canvas is open, which registers the font."""
    path = TextPath((0, 0), text, size=100, prop=FontProperties(family=FONT))
    return float(path.get_extents().width) / 100


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
