"""A table on a slide, as it is printed, and for a plan the line of time that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from toolkit.report.beside.slides import native
from toolkit.report.beside.slides.canvas import PALE, Columns, columns_for, describe, grid
from toolkit.report.beside.slides.drawn import Grid
from toolkit.report.beside.slides.ground import CONTENT, Deck, new_slide, part_title
from toolkit.report.beside.slides.measure import shortened
from toolkit.report.beside.slides.native import labels_for
from toolkit.report.beside.slides.periods import period
from toolkit.report.beside.slides.story import Page

_GRID_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)


def add_grid(deck: Deck, page: Page, drawn: Grid) -> None:
    """Set a table, over as many slides as it takes; a plan gets a line of time as well."""
    align = ["left"] * len(drawn.heads)
    parts = list(_pages_of(drawn, align))
    for place, (rows, columns) in enumerate(parts, start=1):
        slide = new_slide(deck, page, part_title(deck, page.title, place, len(parts)))
        frame = grid(slide, CONTENT, drawn.heads, rows, columns, deck.palette.accent_text, deck.palette.tint)
        describe(frame, drawn.title)
        deck.rests_on(slide, page.where, page.findings, page.note)
    _timeline(deck, page, drawn)


def _pages_of(drawn: Grid, align: Sequence[str]) -> Iterator[tuple[Sequence[Sequence[str]], Columns]]:
    """Divide the rows of a table over slides, in the largest type that needs no more of them."""
    for size in _GRID_SIZES:
        columns = columns_for(drawn.heads, drawn.rows, align, CONTENT.width, size)
        if sum(columns.heights) <= CONTENT.height:
            yield drawn.rows, columns
            return
    smallest = _GRID_SIZES[-2]
    rows: list[Sequence[str]] = []
    for row in drawn.rows:
        cells = _cut(drawn, row, align, smallest)
        if (
            rows
            and sum(columns_for(drawn.heads, [*rows, cells], align, CONTENT.width, smallest).heights)
            > CONTENT.height
        ):
            yield rows, columns_for(drawn.heads, rows, align, CONTENT.width, smallest)
            rows = []
        rows.append(cells)
    yield rows, columns_for(drawn.heads, rows, align, CONTENT.width, smallest)


def _cut(drawn: Grid, row: Sequence[str], align: Sequence[str], size: float) -> Sequence[str]:
    """Shorten the cells of a row that no slide is high enough for."""
    if sum(columns_for(drawn.heads, [row], align, CONTENT.width, size).heights) <= CONTENT.height:
        return row
    room = CONTENT.width / len(row) - 16
    return [shortened(cell, size, room, CONTENT.height / 2) for cell in row]


def _timeline(deck: Deck, page: Page, drawn: Grid) -> None:
    """Draw when actions begin and end, where the table says so of all of them."""
    if not {"period", "action", "phase"} <= set(drawn.keys):
        return
    at = drawn.keys.index
    read = [period(row[at("action")], row[at("period")], deck.language) for row in drawn.rows]
    shown = [one for one in read if one is not None]
    box = replace(CONTENT, height=min(CONTENT.height - 10, 60.0 * len(shown) + 30))
    if not shown or labels_for([one.label for one in shown], box) is None:
        return
    phases = list(dict.fromkeys(row[at("phase")] for row in drawn.rows))
    strong = deck.palette.accent_text
    shades = [strong, deck.paint.strong, PALE]
    of_row = [shades[min(phases.index(row[at("phase")]), 2)] for row in drawn.rows]
    fills = [fill for fill, one in zip(of_row, read, strict=True) if one is not None]
    slide = deck.slide(deck.language.say("The plan over time"), deck.told(page.findings))
    heads = (deck.language.say("Start"), deck.language.say("Days"))
    told = "; ".join(f"{one.label}: {one.text}" for one in shown)
    native.periods(slide, box, shown, fills, heads, deck.tag, f"{drawn.title}. {told}.")
    deck.rests_on(slide, page.where, page.findings, page.note)
