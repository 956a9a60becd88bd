"""One slide per claim: its picture, the findings beside it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from toolkit.report.beside.slides import lines, native, scatter
from toolkit.report.beside.slides.canvas import GREY, INK, PALE, WHITE, Box, Type, area, write
from toolkit.report.beside.slides.drawn import Bars, Dots, Grid, Lines, Mark
from toolkit.report.beside.slides.grids import add_grid
from toolkit.report.beside.slides.ground import CONTENT, Deck, new_slide, part_title
from toolkit.report.beside.slides.measure import fitting, shortened
from toolkit.report.beside.slides.native import Names, labels_for
from toolkit.report.beside.slides.story import Cards, Page, Told
from toolkit.report.beside.slides.told import PANEL, add_findings, add_panel

_GAP: Final = 22.0
_HEAD: Final = 22.0  # room for the line that says what a picture draws
_FEWEST_CARDS: Final = 3  # a single one would be as wide as the slide
_MANY: Final = 13  # so many bars take the whole width


def add_page(deck: Deck, page: Page) -> None:
    """Add the slide of a page, or as many as what it draws takes."""
    findings = tuple(one for one in page.findings if one.text != page.title)
    match page.drawn:
        case Bars():
            _bars(deck, page, page.drawn, findings)
        case Dots():
            _dots(deck, page, page.drawn, findings)
        case Lines():
            _lines(deck, page, page.drawn, findings)
        case Grid():
            add_grid(deck, page, page.drawn)
        case Cards():
            _cards(deck, page, page.drawn, findings)
        case _:
            add_findings(deck, page)


def _bars(deck: Deck, page: Page, drawn: Bars, findings: Sequence[Told]) -> None:
    wide = replace(CONTENT, top=CONTENT.top + _HEAD, height=CONTENT.height - _HEAD)
    beside = replace(wide, width=wide.width - PANEL - _GAP)
    names = [bar.label for bar in drawn.bars]
    panel = bool(findings) and len(names) < _MANY and labels_for(names, beside) is not None
    box = beside if panel else wide
    chunks = list(_chunks(drawn, box))
    for place, chunk in enumerate(chunks, start=1):
        slide = new_slide(deck, page, part_title(deck, page.title, place, len(chunks)))
        _subtitle(deck, slide, chunk.title, chunk.head, box.width)
        native.bars(slide, box, chunk, page.strong, deck.paint, _names(deck), page.alt or _spoken(chunk))
        shown = add_panel(deck, slide, findings) if panel else ()
        _rests_on(deck, slide, page, shown or page.findings)


def _chunks(drawn: Bars, box: Box) -> Iterator[Bars]:
    """Divide bars over as many slides as their names need."""
    count = 1
    while count < len(drawn.bars):
        size = -(-len(drawn.bars) // count)
        size += size % 2 if drawn.paired else 0
        chunks = [drawn.bars[place : place + size] for place in range(0, len(drawn.bars), size)]
        if all(labels_for([bar.label for bar in chunk], box) for chunk in chunks):
            yield from (replace(drawn, bars=chunk) for chunk in chunks)
            return
        count += 1
    yield from (replace(drawn, bars=(bar,)) for bar in drawn.bars)


def _rests_on(deck: Deck, slide: Any, page: Page, shown: Sequence[Told]) -> None:
    """Name what a slide rests on: also the finding that is its title."""
    titled = (one for one in page.findings if one.text == page.title)
    deck.rests_on(slide, page.where, tuple(dict.fromkeys((*titled, *shown))), page.note)


def _names(deck: Deck) -> Names:
    say = deck.language.say
    return Names(say("Lower limit"), say("Upper limit"), "n", say("Place of the label"))


def _subtitle(deck: Deck, slide: Any, title: str, head: str, width: float) -> None:
    """Say over a picture what it draws: the table it is from, and the column."""
    text = title if head in title else deck.language.say("{table}: {column}", table=title, column=head)
    box = Box(CONTENT.left, CONTENT.top, width, _HEAD - 4)
    size = fitting([text], (12.0, 11.0, 10.0, 9.0), box.width, 15) or 9.0
    write(slide, box, shortened(text, size, box.width, 15), Type(size, GREY), "Subtitle")


def _spoken(drawn: Bars) -> str:
    """Tell a chart to who cannot see it, where the report has no words for it: every label with its number."""
    told = "; ".join(f"{bar.label} {bar.mark.text}" for bar in drawn.bars)
    return f"{drawn.title}. {told}."


def _dots(deck: Deck, page: Page, drawn: Dots, findings: Sequence[Told]) -> None:
    slide = new_slide(deck, page)
    box = Box(CONTENT.left, CONTENT.top + _HEAD, CONTENT.width - PANEL - _GAP, CONTENT.height - _HEAD)
    _subtitle(deck, slide, drawn.title, deck.language.listing([drawn.across, drawn.up]), box.width)
    told = "; ".join(f"{dot.label} {dot.across.text}, {dot.up.text}" for dot in drawn.dots)
    named = scatter.dots(slide, box, drawn, page.strong, deck.paint, page.alt or f"{drawn.title}. {told}.")
    shown: Sequence[Told] = page.findings
    if not named:
        _whose(slide, drawn)
    elif findings:
        shown = add_panel(deck, slide, findings)
    _rests_on(deck, slide, page, shown)


def _lines(deck: Deck, page: Page, drawn: Lines, findings: Sequence[Told]) -> None:
    width = CONTENT.width - (PANEL + _GAP if findings else 0.0)
    box = Box(CONTENT.left, CONTENT.top + _HEAD, width, CONTENT.height - _HEAD)
    if not lines.has_room_for(drawn, page.strong, box.height):
        add_findings(deck, page)  # a chart that lacks what its title names would mislead
        return
    slide = new_slide(deck, page)
    _subtitle(deck, slide, drawn.title, drawn.title, width)
    lines.lines(slide, box, drawn, page.strong, deck.paint, deck.language)
    shown = add_panel(deck, slide, findings) if findings else page.findings
    _rests_on(deck, slide, page, shown)


def _whose(slide: Any, drawn: Dots) -> None:
    """List whose the numbered dots are, in one table or as small as it takes."""
    box = replace(CONTENT, left=CONTENT.left + CONTENT.width - PANEL, width=PANEL)
    texts = [f"{place}  {dot.label}" for place, dot in enumerate(drawn.dots, start=1)]
    size = fitting(texts, (13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0), box.width, box.height)
    if size is None:
        size, height = 7.0, box.height / len(texts)
        texts = [shortened(text, size, box.width, height) for text in texts]
    write(slide, box, texts, Type(size), "Names")


def _cards(deck: Deck, page: Page, drawn: Cards, findings: Sequence[Told]) -> None:
    """Set figures in large type, and under them the chart and the findings that go with them."""
    slide = new_slide(deck, page)
    chart = drawn.chart is not None or bool(drawn.parts)
    height = 132.0 if chart or findings else 170.0
    cards = replace(CONTENT, height=height).columns(max(len(drawn.items), _FEWEST_CARDS), 14)
    for box, item in zip(cards, drawn.items, strict=False):
        _card(deck, slide, box, item)
    below = CONTENT.from_top(height + 18)
    shown: Sequence[Told] = page.findings
    if findings:
        panel = replace(below, left=below.left + below.width - 400, width=400) if chart else below
        shown = add_panel(deck, slide, findings, panel)
        below = replace(below, width=below.width - 400 - _GAP)
    if drawn.chart is not None:
        _heading(slide, below, drawn.chart.title)
        told = _spoken(drawn.chart)
        native.bars(slide, below.from_top(_HEAD), drawn.chart, (), deck.paint, _names(deck), told)
    elif drawn.parts:
        _parts(deck, slide, below, drawn.parts)
    _rests_on(deck, slide, page, shown)


def _heading(slide: Any, box: Box, text: str) -> None:
    size = fitting([text], (12.0, 11.0, 10.0, 9.0), box.width, 15) or 9.0
    write(slide, replace(box, height=_HEAD - 4), shortened(text, size, box.width, 15), Type(size, GREY))


def _card(deck: Deck, slide: Any, box: Box, item: dict[str, str]) -> None:
    area(slide, box, deck.palette.tint, "Card")
    inner = Box(box.left + 12, box.top + 10, box.width - 24, box.height - 20)
    size = fitting([item["label"]], (13.0, 12.0, 11.0, 10.0, 9.0), inner.width, 30) or 9.0
    write(slide, replace(inner, height=30), shortened(item["label"], size, inner.width, 30), Type(size, GREY))
    value = fitting([item["value"]], (38.0, 32.0, 26.0, 20.0, 16.0, 12.0), inner.width, 46, bold=True) or 12.0
    large = Type(value, deck.palette.accent_text, bold=True, anchor="middle")
    text = shortened(item["value"], value, inner.width, 46, bold=True)
    write(slide, replace(inner, top=inner.top + 30, height=46), text, large)
    small = " · ".join(part for part in (item["interval"], item["base"], item["note"]) if part)
    room = inner.height - 78
    size = fitting([small], (11.0, 10.0, 9.0), inner.width, room) or 9.0
    write(slide, inner.from_top(78), shortened(small, size, inner.width, room), Type(size, GREY))


def _parts(deck: Deck, slide: Any, box: Box, marks: Sequence[Mark]) -> None:
    """Draw how many would recommend, with what each part is written under it."""
    say = deck.language.say
    names = (say("Gives a 6 or lower"), say("Gives a 7 or 8"), say("Gives a 9 or 10"))
    strong = deck.palette.accent_text
    fills = ((GREY, WHITE), (PALE, INK), (strong, WHITE))
    _heading(slide, box, say("How likely customers are to recommend"))
    bar = Box(box.left, box.top + _HEAD, box.width, 64)
    told = "; ".join(f"{name}: {mark.text}" for name, mark in zip(names, marks, strict=True))
    native.parts_of_whole(slide, bar, names, marks, fills, f"{told}.")
    left = box.left
    for name, mark, ink in zip(names, marks, (GREY, GREY, strong), strict=True):
        width = box.width * mark.value
        place = Box(left, bar.top + bar.height + 2, width, 30)
        size = fitting([name], (12.0, 11.0, 10.0, 9.0, 8.0), width - 4, 30) or 8.0
        write(slide, place, shortened(name, size, width - 4, 30), Type(size, ink, bold=True, align="centre"))
        left += width
