"""A table as it stands on paper: its parts, its columns with widths, and its cells as they are set."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.report.decimals import Aligned, Piece, aligned
from toolkit.report.fonts import text_width
from toolkit.report.paper.widths import TALLEST_WORDS, TEXT_SIZE, table_layout
from toolkit.report.views import shown_rows

ROW, LINE = 13.0, 9.7  # points that a row takes, and each line after its first
ENOUGH = 3 * ROW  # points: fewer rows do not stand alone on a page
BENEATH = "– "  # begins the first cell of a row that belongs to the one above it, such as a margin

Cell = dict[str, Any]
Rows = Sequence[Sequence[str]]


def laid_out_table(block: dict[str, Any], decimal: str, tallest: float) -> dict[str, Any]:
    """Give a table its `parts` (columns with widths, rows of cells), and say whether it stays `whole` on one page.

    `start` and `end` are the places of the rows up to which, and from which on, a part may stand on a page by itself.
    A row says of itself whether it stands `beneath` the one above it, and is `tied` to it on one page. A cell has
    `pieces` of text with the space after each, and says whether it is `hyphenated`.
    """
    columns, rows = block["columns"], shown_rows(block)
    # Margins beneath values of many kinds have nothing in common but their edge.
    above = [row for at, row in enumerate(rows) if not _beneath(rows, at, 0)]
    lined = {
        place: aligned([row[place] for row in above], decimal, lambda text: text_width(text, TEXT_SIZE))
        for place, column in enumerate(columns)
        if column["align"] == "right"
    }
    layout = table_layout(columns, rows, text_width, {place: one.width for place, one in lined.items()})
    high = [[_height(part, row, layout.gutter) for row in rows] for part in layout.parts]
    parts = [
        {
            "columns": [{**columns[place], "width": width} for place, width in part],
            "rows": _rows(rows, part, layout.gutter, lined),
            "start": _enough(heights),
            "end": len(rows) - 1 - _enough(heights[::-1]),
        }
        for part, heights in zip(layout.parts, high, strict=True)
    ]
    tall = any(len(cell) > TALLEST_WORDS for row in rows for cell in row)
    height = sum(map(sum, high))
    kept = {key: value for key, value in block.items() if key not in ("columns", "rows")}
    return {
        **kept,
        "parts": parts,
        "landscape": layout.landscape,
        "gutter": layout.gutter,
        "tall": tall,
        "whole": height <= tallest and not tall,
    }


def _rows(
    rows: Rows, part: Sequence[tuple[int, float]], gutter: float, lined: Mapping[int, Aligned]
) -> list[Cell]:
    """Give the rows of one part of a table."""
    first, width = part[0]
    beneath = [_beneath(rows, at, first) for at in range(len(rows))]
    made = []
    for at, row in enumerate(rows):
        aside = at - sum(beneath[:at])
        above = rows[at - 1][first] if beneath[at] else ""
        # One line above it: two that wrap would no longer stand beside their figures.
        tied = beneath[at] and not beneath[at - 1] and text_width(above, TEXT_SIZE) <= width - gutter
        cells = [
            _cell(row[place], wide - gutter, None if beneath[at] else lined.get(place), aside)
            for place, wide in part
        ]
        made.append({"beneath": beneath[at], "tied": tied, "cells": cells})
    return made


def _beneath(rows: Rows, at: int, first: int) -> bool:
    return at > 0 and rows[at][first].startswith(BENEATH)


def _cell(text: str, room: float, lined: Aligned | None, place: int) -> Cell:
    """Cut a cell into pieces where its column is lined up and has the room, and hyphenate only what is too long."""
    pieces: Sequence[Piece] = ((text, 0.0),)
    if lined is not None and lined.width <= room:
        pieces = lined.cells[place]
    hyphenated = any(text_width(word, TEXT_SIZE) > room for word in text.split())
    return {"pieces": [[words, round(gap, 2)] for words, gap in pieces], "hyphenated": hyphenated}


def _enough(heights: Sequence[float]) -> int:
    """Give the place of the row with which the rows so far are enough to stand on a page by themselves."""
    high = list(itertools.accumulate(heights))
    return next((place for place, one in enumerate(high) if one >= ENOUGH), max(len(high) - 1, 0))


def _height(part: Sequence[tuple[int, float]], row: Sequence[str], gutter: float) -> float:
    """Estimate the points that a row of a part of a table takes."""
    lines = max(math.ceil(text_width(row[place], TEXT_SIZE) / (width - gutter)) for place, width in part)
    return ROW + LINE * max(lines - 1, 0)
