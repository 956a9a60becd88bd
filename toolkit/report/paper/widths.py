"""How wide the columns of a table are, and what to do when they do not fit.

First the columns move together, then the page is turned, then the table is split.

Widths are worked out here and not by the typesetter, because only a page that is known to be needed can be turned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from types import MappingProxyType
from typing import Any

PORTRAIT = 453.5  # points: A4 less margins of 25 mm
LANDSCAPE = 700.0
TEXT_SIZE = 8.5
GUTTER = 10.0  # points of space inside a cell, left and right together
CLOSE_GUTTER = 6.0  # the same where the table would not fit an upright page otherwise
LONGEST_WORD = 78.0  # points: longer words may be hyphenated
NARROWEST = 24.0
ROUNDING = 1.03  # what kerning may add to a measured width
NOTHING: Mapping[int, float] = MappingProxyType({})
TALLEST_WORDS = 600  # signs in one cell: from here a row may run over a page
MOVES = (48.0, 24.0, 12.0, 6.0)  # points that may go from one column of text to another at once
MOST_MOVED = 30
RAGGED = 1.08  # what a text over several lines takes more than one on a single line

Measure = Callable[..., float]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's page, the columns (by place) and widths (points) of each of its parts, and the space in each cell."""

    landscape: bool
    parts: tuple[tuple[tuple[int, float], ...], ...]
    gutter: float = GUTTER


@dataclass(frozen=True, slots=True)
class _Need:
    """The least and the natural width of a column, and whether it holds running text.

    `cells` are the widths of its texts on one line, `gutter` the space in each that is part of its widths.
    """

    least: float
    natural: float
    wraps: bool
    cells: tuple[float, ...] = ()
    gutter: float = 0.0

    def with_gutter(self, gutter: float) -> _Need:
        """Add the space inside a cell."""
        return replace(self, least=self.least + gutter, natural=self.natural + gutter, gutter=gutter)

    def lines(self, width: float) -> list[int]:
        """Say about how many lines each of its cells takes at some width of the column."""
        room = width - self.gutter
        return [1 if cell <= room else ceil(cell * RAGGED / room) for cell in self.cells]


def table_layout(
    columns: Sequence[dict[str, Any]],
    rows: Sequence[Sequence[str]],
    measure: Measure,
    lined_up: Mapping[int, float] = NOTHING,
) -> Layout:
    """Lay out a table: upright where it fits, else turned, else split with its first column repeated.

    `measure(text, size, strong=…)` gives the width of a line of text in points; `lined_up` that of whole columns, by
    place, whose figures stand under each other.
    """
    needs = [_need(place, columns, rows, measure, lined_up.get(place, 0.0)) for place in range(len(columns))]
    for landscape, gutter in ((False, GUTTER), (False, CLOSE_GUTTER), (True, GUTTER)):
        room = LANDSCAPE if landscape else PORTRAIT
        closer = [need.with_gutter(gutter) for need in needs]
        if sum(need.least for need in closer) <= room:
            return Layout(landscape, (_fitted(range(len(columns)), closer, room),), gutter)
    needs = [need.with_gutter(GUTTER) for need in needs]
    groups = _split(needs, LANDSCAPE)
    return Layout(True, tuple(_fitted(group, needs, LANDSCAPE) for group in groups))


def _need(
    place: int,
    columns: Sequence[dict[str, Any]],
    rows: Sequence[Sequence[str]],
    measure: Measure,
    lined_up: float,
) -> _Need:
    """Say how wide a column must and would like to be, without the space inside its cells.

    Figures stand on one line, words may wrap.
    """
    cells = {row[place] for row in rows}
    label = columns[place]["label"]
    whole = ROUNDING * max([lined_up, *(measure(cell, TEXT_SIZE) for cell in cells)])
    title = ROUNDING * measure(label, TEXT_SIZE, strong=True)
    words = ROUNDING * max([measure(word, TEXT_SIZE, strong=True) for word in label.split()], default=0.0)
    wraps = columns[place]["align"] == "left"
    if wraps:
        words = max(
            [words, *(ROUNDING * measure(word, TEXT_SIZE) for cell in cells for word in cell.split())]
        )
        least, natural = min(words, LONGEST_WORD), max(whole, title)
    else:
        least = max(min(words, LONGEST_WORD), min(whole, 2 * LONGEST_WORD))
        natural = max(whole, min(title, max(words, LONGEST_WORD)))
    least = max(least, NARROWEST)
    texts = tuple(ROUNDING * measure(row[place], TEXT_SIZE) for row in rows) if wraps else ()
    return _Need(least, max(natural, least), wraps, texts)


def _fitted(places: Sequence[int], needs: Sequence[_Need], room: float) -> tuple[tuple[int, float], ...]:
    """Share the room out.

    What is spare goes evenly over the columns, twice to the first.
    Where room lacks, running text gets what figures can spare, and the widest column of text gives way first; then
    columns of text give each other room as long as that makes the table lower.
    """
    chosen = [needs[place] for place in places]
    spare = room - sum(need.natural for need in chosen)
    if spare >= 0:
        share = spare / (len(places) + 1)
        widths = [need.natural + share * (2 if i == 0 else 1) for i, need in enumerate(chosen)]
    else:
        text = [need if need.wraps else replace(need, natural=need.least) for need in chosen]
        if sum(need.natural for need in text) < room:
            text = [replace(need, least=need.natural) if need.wraps else need for need in chosen]
        widths = _lowest(text, _capped(text, room))
    return tuple((place, round(width, 2)) for place, width in zip(places, widths, strict=True))


def _capped(needs: Sequence[_Need], room: float) -> list[float]:
    """Find by halving the one cap on width with which the columns just fill the room."""
    low, high = 0.0, max(need.natural for need in needs)
    for _ in range(50):
        cap = (low + high) / 2
        total = sum(max(need.least, min(need.natural, cap)) for need in needs)
        low, high = (cap, high) if total <= room else (low, cap)
    return [max(need.least, min(need.natural, low)) for need in needs]


def _lowest(needs: Sequence[_Need], widths: Sequence[float]) -> list[float]:
    """Move room between columns of text as long as the rows together take fewer lines for it."""
    best = list(widths)
    texts = [place for place, need in enumerate(needs) if need.wraps]
    lines = {place: needs[place].lines(best[place]) for place in texts}
    for _ in range(MOST_MOVED):
        moves = [
            (_height({**lines, **moved}), taken, given, room)
            for taken in texts
            for given in texts
            for room in MOVES
            if taken != given and best[taken] - room >= needs[taken].least
            for moved in [
                {
                    taken: needs[taken].lines(best[taken] - room),
                    given: needs[given].lines(best[given] + room),
                }
            ]
        ]
        height, taken, given, room = min(moves, default=(_height(lines), 0, 0, 0.0))
        if height >= _height(lines):
            break
        best[taken] -= room
        best[given] += room
        lines |= {place: needs[place].lines(best[place]) for place in (taken, given)}
    return best


def _height(lines: Mapping[int, Sequence[int]]) -> int:
    """Count the lines of all rows: each is as high as its highest cell."""
    return sum(map(max, zip(*lines.values(), strict=True)))


def _split(needs: Sequence[_Need], room: float) -> list[list[int]]:
    """Divide the columns over as few parts as will hold them, about as many in each; the first is in every part."""
    first, *others = range(len(needs))
    left = room - needs[first].least
    for parts in range(2, len(others) + 1):
        size = -(-len(others) // parts)
        groups = [others[i : i + size] for i in range(0, len(others), size)]
        if all(sum(needs[place].least for place in group) <= left for group in groups):
            return [[first, *group] for group in groups]
    return [[first, place] for place in others]
