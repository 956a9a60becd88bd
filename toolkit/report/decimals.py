"""Figures in a column stand under each other by their decimal sign; the two ends of an interval each by its own.

A cell keeps its text: it is only cut into pieces with space between them, so that it reads, copies and is heard as
it was written. Cells of one build ("−1,5", "< 0,001", "62 AB") are lined up with each other, and cells of another
build in the same column ("50 tot 54") with theirs. Whatever holds no figure ends where the units end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Measure = Callable[[str], float]
Piece = tuple[str, float]  # a piece of text, and the space after it in points

MOST_FIGURES = 4  # in one cell: what has more is running text
_FIGURE = re.compile(r"[<>≤≥≈]?\s?[+−-]?\s?(?:[€$£]\s?)?\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Aligned:
    """A column of cells cut into pieces, and the width in points that all of them share."""

    cells: tuple[tuple[Piece, ...], ...]
    width: float


@dataclass(frozen=True, slots=True)
class _Parts:
    """One figure of a cell: what stands left of the decimal sign, from that sign on, and what comes after it."""

    left: str
    right: str
    after: str


def aligned(cells: Sequence[str], decimal: str, measure: Measure) -> Aligned:
    """Line up the cells of a column; `decimal` is the decimal sign, `measure` gives the width of a text."""
    parts = [_parts(cell, decimal) for cell in cells]
    builds: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, figures in enumerate(parts):
        if figures:
            builds[_build(figures)].append(place)
    made: dict[int, tuple[Piece, ...]] = {}
    width = 0.0
    for places in builds.values():
        lined, wide = _lined_up([parts[place] for place in places], measure)
        made.update(zip(places, lined, strict=True))
        width = max(width, wide)
    units = builds.get(("",), [])
    beyond = max((measure(_tail(parts[place], 0)) for place in units), default=0.0)
    for place, cell in enumerate(cells):
        if place not in made:
            # Beside intervals alone it stands in their middle.
            middle = 0.0 if units else max(width - measure(cell), 0.0) / 2
            spare = (beyond if units else middle) if cell else 0.0
            made[place] = ((cell, spare),)
            width = max(width, measure(cell) + spare)
    return Aligned(tuple(made[place] for place in range(len(cells))), width)


def _parts(cell: str, decimal: str) -> list[_Parts]:
    """Cut a cell at its figures; none where it has no figure, or more than a cell of figures has."""
    found = list(_FIGURE.finditer(cell))
    if not found or len(found) > MOST_FIGURES or cell[: found[0].start()].strip():
        return []
    parts = []
    for at, one in enumerate(found):
        start = 0 if at == 0 else one.start()
        end = found[at + 1].start() if at + 1 < len(found) else len(cell)
        whole = cell[start : one.end()]
        cut = whole.rfind(decimal)
        cut = len(whole) if cut < 0 else cut
        parts.append(_Parts(whole[:cut], whole[cut:], cell[one.end() : end]))
    return parts


def _build(parts: Sequence[_Parts]) -> tuple[str, ...]:
    """Say how a cell is built; cells of one figure are all alike, those of more by their words and decimals."""
    if len(parts) == 1:
        return ("",)
    return tuple(f"{len(one.right)}{one.after}" for one in parts)


def _lined_up(cells: Sequence[Sequence[_Parts]], measure: Measure) -> tuple[list[tuple[Piece, ...]], float]:
    """Give cells of one build as pieces, and their common width."""
    count = len(cells[0])
    lefts = [max(measure(cell[at].left) for cell in cells) for at in range(count)]
    rights = [max(measure(_tail(cell, at)) for cell in cells) for at in range(count)]
    between = [measure(cells[0][at].after) for at in range(count - 1)]
    lined = []
    for cell in cells:
        pieces = []
        for at, one in enumerate(cell):
            gap = rights[at] - measure(_tail(cell, at))
            if at + 1 == count:
                pieces.append((one.left + one.right + one.after, gap))
                continue
            # The space goes where there is one: after the figure's own sign, such as %, and before the next figure.
            sign = one.after[: len(one.after) - len(one.after.lstrip("%"))]
            pieces.append((one.left + one.right + sign, gap))
            pieces.append((one.after[len(sign) :], lefts[at + 1] - measure(cell[at + 1].left)))
        lined.append(tuple(pieces))
    return lined, sum(lefts) + sum(rights) + sum(between)


def _tail(cell: Sequence[_Parts], at: int) -> str:
    """Give what stands right of the decimal place of a figure and belongs to it."""
    one = cell[at]
    return one.right + one.after if at + 1 == len(cell) else one.right
