"""How wide the columns of a table are, and what to do when they do not fit: turn the page, then split the table.

Widths are worked out here and not by the typesetter, because only a page that is known to be needed can be turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

PORTRAIT = 453.5  # points: A4 less margins of 25 mm
LANDSCAPE = 700.0
TEXT_SIZE = 8.5
GUTTER = 10.0  # points of space inside a cell, left and right together
LONGEST_WORD = 78.0  # points: longer words may be hyphenated
NARROWEST = 24.0
TALLEST_WORDS = 600  # signs in one cell: from here a row may run over a page

Measure = Callable[..., float]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's page, and the columns (by place) and widths (points) of each of its parts."""

    landscape: bool
    parts: tuple[tuple[tuple[int, float], ...], ...]


def table_layout(columns: Sequence[dict[str, Any]], rows: Sequence[Sequence[str]], measure: Measure) -> Layout:
    """Lay out a table: upright where it fits, else turned, else split with its first column repeated.

    `measure(text, size, strong=…)` gives the width of a line of text in points.
    """
    needs = [_needs(place, columns, rows, measure) for place in range(len(columns))]
    for landscape, room in ((False, PORTRAIT), (True, LANDSCAPE)):
        if sum(least for least, _ in needs) <= room:
            return Layout(landscape, (_fitted(range(len(columns)), needs, room),))
    groups = _split(needs, LANDSCAPE)
    return Layout(True, tuple(_fitted(group, needs, LANDSCAPE) for group in groups))


def _needs(
    place: int, columns: Sequence[dict[str, Any]], rows: Sequence[Sequence[str]], measure: Measure
) -> tuple[float, float]:
    """Give the least and the natural width of a column; figures stand on one line, words may wrap."""
    cells = {row[place] for row in rows}
    label = columns[place]["label"]
    whole = max([measure(cell, TEXT_SIZE) for cell in cells], default=0.0)
    title = measure(label, TEXT_SIZE, strong=True)
    words = max([measure(word, TEXT_SIZE, strong=True) for word in label.split()], default=0.0)
    if columns[place]["align"] == "left":
        words = max([words, *(measure(word, TEXT_SIZE) for cell in cells for word in cell.split())])
        least, natural = min(words, LONGEST_WORD), max(whole, title)
    else:
        least = max(min(words, LONGEST_WORD), min(whole, 2 * LONGEST_WORD))
        natural = max(whole, min(title, max(words, LONGEST_WORD)))
    least = max(least, NARROWEST)
    return least + GUTTER, max(natural, least) + GUTTER


def _fitted(
    places: Sequence[int], needs: Sequence[tuple[float, float]], room: float
) -> tuple[tuple[int, float], ...]:
    """Share the room out.

    What is spare goes evenly over the columns, twice to the first.
    What lacks is taken from the widest columns first: the others keep their natural width.
    """
    least, natural = [needs[place][0] for place in places], [needs[place][1] for place in places]
    spare = room - sum(natural)
    if spare >= 0:
        share = spare / (len(places) + 1)
        widths = [width + share * (2 if i == 0 else 1) for i, width in enumerate(natural)]
    else:
        widths = _capped(least, natural, room)
    return tuple((place, round(width, 2)) for place, width in zip(places, widths, strict=True))


def _capped(least: Sequence[float], natural: Sequence[float], room: float) -> list[float]:
    """Find by halving the one cap on width with which the columns just fill the room."""
    low, high = 0.0, max(natural)
    for _ in range(50):
        cap = (low + high) / 2
        total = sum(max(few, min(wide, cap)) for few, wide in zip(least, natural, strict=True))
        low, high = (cap, high) if total <= room else (low, cap)
    return [max(few, min(wide, low)) for few, wide in zip(least, natural, strict=True)]


def _split(needs: Sequence[tuple[float, float]], room: float) -> list[list[int]]:
    """Divide the columns over as few parts as will hold them, about as many in each; the first is in every part."""
    first, *others = range(len(needs))
    left = room - needs[first][0]
    for parts in range(2, len(others) + 1):
        size = -(-len(others) // parts)
        groups = [others[i : i + size] for i in range(0, len(others), size)]
        if all(sum(needs[place][0] for place in group) <= left for group in groups):
            return [[first, *group] for group in groups]
    return [[first, place] for place in others]
