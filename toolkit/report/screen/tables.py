"""A table as it stands on the page of a screen: its figures under each other, without a style on any element."""

from __future__ import annotations

from typing import Any

from toolkit.report.decimals import Piece, aligned
from toolkit.report.fonts import text_width
from toolkit.report.paper.tables import BENEATH
from toolkit.report.views import shown_rows

SENTENCE = 40  # signs: a column with so long a cell needs room for words
STEP = 0.05  # em: gaps are whole steps of it, so that a class can name each

# On paper, in points, as report.css has it: the text's width, type and room beside the words of a cell, least widths.
PAPER, PAPER_TYPE, PAPER_ROOM = 482.0, 9.0, 6.6
LEAST = {"first": 66.0, "left": 44.0, "long": 88.0}

Gap = int
Cell = dict[str, Any]


def with_cells(table: dict[str, Any], decimal: str) -> dict[str, Any]:
    """Give a table its `body`: rows that say whether they are `more` of the one above, with cells cut into pieces.

    It is `broad` when an upright page has no room for it. A column behind the first says whether it holds a `long`
    text. A cell has `pieces` of text with the gap after each, and the `gap` at its end, all in steps of `STEP`.
    """
    rows = shown_rows(table)
    more = [at > 0 and is_more(row[0]) for at, row in enumerate(rows)]
    # Margins beneath values of many kinds have nothing in common but their edge.
    above = [row for row, beneath in zip(rows, more, strict=True) if not beneath]
    lined = {
        place: iter(aligned([row[place] for row in above], decimal, _width).cells)
        for place, column in enumerate(table["columns"])
        if column["align"] == "right"
    }
    body = [
        {
            "more": beneath,
            "cells": [
                _cell(next(lined[place]) if place in lined and not beneath else ((text, 0.0),))
                for place, text in enumerate(row)
            ],
        }
        for row, beneath in zip(rows, more, strict=True)
    ]
    columns = [
        {**column, "long": place > 0 and any(len(row[place]) >= SENTENCE for row in rows)}
        for place, column in enumerate(table["columns"])
    ]
    return {**table, "columns": columns, "body": body, "broad": _is_broad(columns, rows)}


def _is_broad(columns: list[dict[str, Any]], rows: list[list[str]]) -> bool:
    """Say whether a table is wider than the text of an upright page, where words and figures stay whole."""
    width = 0.0
    for place, column in enumerate(columns):
        whole = column["align"] == "right"
        cells = [row[place] for row in rows]
        words = [
            *column["label"].split(),
            *(word for cell in cells for word in ([cell] if whole else cell.split())),
        ]
        least = "first" if place == 0 else "long" if column["long"] else column["align"]
        widest = max((text_width(word, PAPER_TYPE, strong=True) for word in words), default=0.0)
        width += max(widest + PAPER_ROOM, LEAST.get(least, 0.0))
    return width > PAPER


def is_more(name: str) -> bool:
    """Say whether a row tells more about the row above it, by the name it begins with."""
    return not name.strip() or name.startswith(BENEATH)


def gaps(tables: list[dict[str, Any]]) -> dict[Gap, str]:
    """Give the width in em of each gap that the tables need."""
    found = {
        gap
        for table in tables
        for row in table["body"]
        for cell in row["cells"]
        for gap in (cell["gap"], *(after for _, after in cell["pieces"]))
    }
    return {gap: f"{gap * STEP:.2f}" for gap in sorted(found - {0})}


def _width(text: str) -> float:
    return text_width(text, 1.0)


def _cell(pieces: tuple[Piece, ...]) -> Cell:
    """Count the gaps in steps, and join the pieces that have none between them."""
    joined: list[tuple[str, Gap]] = []
    for text, space in pieces:
        before = joined.pop()[0] if joined and joined[-1][1] == 0 else ""
        joined.append((before + text, round(space / STEP)))
    text, end = joined[-1]
    return {"pieces": [*joined[:-1], (text, 0)], "gap": end}
