"""Dots that stand for names: named beside them, or numbered with the names below where there is no room for these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.figure import Figure

from toolkit.figures.lettering import folded, text_width
from toolkit.figures.naming import LINES, SIZE, WIDTH
from toolkit.figures.style import INK, LINE, POINTS, TALLEST

COLUMNS: Final = 2
KEY_SIZE: Final = 7.5
APART: Final = 1.45  # from one line to the next, in sizes of the letters
NUMBER: Final = 16.0  # points that a number takes before its name
SPACE: Final = 8.0  # points between the axes' words and the names
# Names that would cover more of the picture than this are left out of it.
CROWDED: Final = 0.16


def crowded(names: Sequence[str], wide: float, high: float) -> bool:
    """Say whether names would fill a picture of so many points with words."""
    area = 0.0
    for name in names:
        lines = folded(name, WIDTH, SIZE, LINES)
        area += max(text_width(line, SIZE) for line in lines) * len(lines) * LINE * SIZE
    return area > CROWDED * wide * high


def numbers(names: Sequence[str]) -> list[str]:
    """Give what stands beside the dots in place of their names."""
    return [str(place) for place in range(1, len(names) + 1)]


def lower(height: float, names: Sequence[str]) -> float:
    """Give the height of a picture above its key, in inches: less where a page has no room for both."""
    return max(3.0, min(height, TALLEST - key_height(names) - 0.85))


def key_height(names: Sequence[str]) -> float:
    """How many inches the names below the picture take."""
    return (SPACE + max(_heights(names))) / 72


def write_key(figure: Figure, names: Sequence[str]) -> None:
    """Write the names with their numbers at the foot of the figure, in columns from above."""
    tall = float(figure.get_figheight()) * 72
    top = max(_heights(names)) + 2
    for column, part in enumerate(_columns(names)):
        x, y = 2 + column * POINTS / COLUMNS, top
        for number, lines in part:
            where: dict[str, Any] = {"va": "top", "fontsize": KEY_SIZE, "color": INK, "linespacing": 1.0}
            figure.text(
                (x + NUMBER - 4) / POINTS, y / tall, number, ha="right", fontweight="semibold", **where
            )
            figure.text((x + NUMBER) / POINTS, y / tall, "\n".join(lines), ha="left", **where)
            y -= APART * KEY_SIZE * len(lines)


def _columns(names: Sequence[str]) -> list[list[tuple[str, list[str]]]]:
    """Fold the names for their columns, as many names in each."""
    room = POINTS / COLUMNS - NUMBER - 6
    each = -(-len(names) // COLUMNS)
    lines = [
        (number, folded(name, room, KEY_SIZE, LINES))
        for number, name in zip(numbers(names), names, strict=True)
    ]
    return [lines[first : first + each] for first in range(0, len(lines), each)]


def _heights(names: Sequence[str]) -> list[float]:
    return [sum(APART * KEY_SIZE * len(lines) for _, lines in part) for part in _columns(names)]
