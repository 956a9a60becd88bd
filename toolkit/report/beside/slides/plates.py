"""The slides that every deck has: the cover, the summary, the decisions asked, and how to read the others."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from pptx.util import Pt

from toolkit.report.beside.pictures import png_of
from toolkit.report.beside.slides import native
from toolkit.report.beside.slides.canvas import (
    GREY,
    HEIGHT,
    INK,
    MARGIN,
    WIDTH,
    Box,
    Type,
    area,
    chip,
    describe,
    fill_text,
    write,
)
from toolkit.report.beside.slides.drawn import Bar, Bars
from toolkit.report.beside.slides.ground import CONTENT, Deck
from toolkit.report.beside.slides.measure import fitting, height_of, shortened
from toolkit.report.beside.slides.native import Names
from toolkit.report.beside.slides.package import plain_layout
from toolkit.report.beside.slides.story import Story

_CLAIM_SIZES: Final = (24.0, 22.0, 21.0, 20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
_SIDE: Final = 300.0  # the white part of the cover
_LOGO: Final = Box(WIDTH - _SIDE + 40, 60, _SIDE - 40 - MARGIN, 90)


def cover(deck: Deck) -> None:
    """Add the cover: title on the client's colour, the facts beside it, the logo on white."""
    meta, labels, palette = deck.document["meta"], deck.labels, deck.palette
    slide = deck.file.slides.add_slide(plain_layout(deck.file))
    ground = area(slide, Box(0, 0, WIDTH - _SIDE, HEIGHT), palette.accent, "Ground")
    slide.shapes._spTree.insert(2, ground._element)
    _hide_bar(slide)
    box = Box(MARGIN, 150, WIDTH - _SIDE - 2 * MARGIN, 190)
    size = (
        fitting([meta["title"]], (44.0, 40.0, 36.0, 32.0, 28.0, 24.0, 20.0), box.width, box.height, bold=True)
        or 20.0
    )
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (
        Pt(one) for one in (box.left, box.top, box.width, box.height)
    )
    text = shortened(meta["title"], size, box.width, box.height, bold=True)
    fill_text(title.text_frame, [text], Type(size, palette.on_accent, bold=True, anchor="bottom"))
    under = replace(box, top=box.top + box.height + 14, height=60)
    line = fitting([meta["subtitle"]], (22.0, 20.0, 18.0, 16.0), under.width, under.height) or 16.0
    subtitle = shortened(meta["subtitle"], line, under.width, under.height)
    write(slide, under, subtitle, Type(line, palette.on_accent), "Subtitle")
    _logo(deck, slide)
    facts = [
        (labels["prepared_for"], meta["client"]),
        (labels["wave"], meta["wave_label"]),
        (labels["fieldwork"], meta["dates"]),
        (labels["prepared_by"], ", ".join(part for part in (meta["author"], meta["organisation"]) if part)),
        (labels["date"], meta["date_text"]),
        (labels["status"], f"{labels[meta['status']]} {meta['version']}".strip()),
        (labels["run"], meta["run"]),
    ]
    _facts(
        slide,
        [(name, value) for name, value in facts if value],
        Box(_LOGO.left, 176, _LOGO.width, HEIGHT - 176 - 36),
    )


def _hide_bar(slide: Any) -> None:
    """Leave what the ground of all slides draws off the cover."""
    slide._element.set("showMasterSp", "0")


def _facts(slide: Any, facts: Sequence[tuple[str, str]], box: Box) -> None:
    """Write the facts of the report under each other; what is too long for its share is shortened."""
    share = box.height / len(facts)
    top = box.top
    for name, value in facts:
        write(slide, Box(box.left, top, box.width, 12), shortened(name, 9, box.width, 12), Type(9, GREY))
        room = share - 16
        size = fitting([value], (13.0, 12.0, 11.0, 10.0, 9.0, 8.0), box.width, room) or 8.0
        write(
            slide,
            Box(box.left, top + 12, box.width, room),
            shortened(value, size, box.width, room),
            Type(size, INK),
        )
        top += share


def _logo(deck: Deck, slide: Any) -> None:
    logo = deck.document["logo"]
    if logo is None:
        return
    picture = base64.b64decode(logo["png"]) if logo["format"] == "png" else png_of(logo["svg"])
    scale = min(_LOGO.width / logo["width"], _LOGO.height / logo["height"])
    width, height = logo["width"] * scale, logo["height"] * scale
    placed = slide.shapes.add_picture(
        io.BytesIO(picture), Pt(_LOGO.left), Pt(_LOGO.top + _LOGO.height - height), Pt(width), Pt(height)
    )
    placed.name = "Logo"
    describe(placed, deck.document["meta"]["client"])


def summary(deck: Deck) -> None:
    """Add the claims of the management summary, each with the number of its finding."""
    told = deck.document["summary"]
    if told is None or not told["findings"]:
        return
    lines = told["findings"]
    slide = deck.slide(deck.labels["summary"], [told["lead"]])
    lead = Box(CONTENT.left, 68, CONTENT.width, 42)
    size = fitting([told["lead"]], (14.0, 13.0, 12.0, 11.0, 10.0), lead.width, lead.height) or 10.0
    write(slide, lead, shortened(told["lead"], size, lead.width, lead.height), Type(size, GREY), "Lead")
    box = replace(CONTENT.from_top(10), height=CONTENT.height + 20)
    left, gap = 62.0, 14.0
    texts = [line["text"] for line in lines]
    size = fitting(texts, _CLAIM_SIZES, box.width - left, box.height, gap=gap) or _CLAIM_SIZES[-1]
    share = (box.height - gap * (len(texts) - 1)) / len(texts)
    heights = [height_of(text, size, box.width - left) for text in texts]
    if sum(heights) + gap * (len(texts) - 1) > box.height:
        texts = [shortened(text, size, box.width - left, share) for text in texts]
        heights = [height_of(text, size, box.width - left) for text in texts]
    spare = min((box.height - sum(heights)) / len(texts), 44.0)
    top = box.top
    for line, text, height in zip(lines, texts, heights, strict=True):
        if line["number"]:
            chip(slide, Box(box.left, top + 1, 48, 24), line["number"], deck.palette.accent_text, 13)
        write(slide, Box(box.left + left, top, box.width - left, height), text, Type(size))
        top += height + spare


def decisions(deck: Deck) -> None:
    """Add the decisions asked, each on a card of its own."""
    asked = deck.document["summary"]["decisions"] if deck.document["summary"] else ()
    if not asked:
        return
    slide = deck.slide(deck.labels["summary_decisions"])
    boxes = replace(CONTENT, height=300).columns(len(asked), 20)
    inner_width, room = boxes[0].width - 36, 300 - 36 - 64
    sizes = (22.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)
    size = next(
        (one for one in sizes if all(height_of(text, one, inner_width) <= room for text in asked)), sizes[-1]
    )
    for place, (box, text) in enumerate(zip(boxes, asked, strict=True), start=1):
        area(slide, box, deck.palette.tint, "Card")
        area(slide, replace(box, height=5), deck.palette.accent, "Edge")
        mark = Type(34, deck.palette.accent_text, bold=True)
        write(slide, Box(box.left + 18, box.top + 20, inner_width, 46), str(place), mark)
        shown = shortened(text, size, inner_width, room)
        write(slide, Box(box.left + 18, box.top + 18 + 60, inner_width, room), shown, Type(size))


def how_to_read(deck: Deck, told: Story) -> None:
    """Add what a reader needs for the other slides, told with a bar of this very deck."""
    say = deck.language.say
    slide = deck.slide(say("How to read these slides"))
    example = _example(told)
    lines = [
        say(
            "These customers are some of all. The thin line is the margin: "
            "the figure of all customers probably lies between its ends."
        ),
        say(
            "A strong colour marks what the title is about. Pale is what stands beside it, or what may as well be 0."
        ),
        say("Where two margins overlap, there may still be a difference. The findings say which are shown."),
        say(
            "A number such as {number} names a finding. Under it the report gives the evidence.",
            number=_number(told),
        ),
        say(
            "“{shown}”: more than chance explains. “{not_shown}”: these answers do not decide it.",
            shown=deck.labels["strength_shown"],
            not_shown=deck.labels["strength_not_shown"],
        ),
        say("Each chart can be edited. Its numbers are those that the report prints."),
    ]
    box = CONTENT
    if example is not None:
        chart = Box(CONTENT.left, CONTENT.top + 26, 400, 150)
        names = Names(say("Lower limit"), say("Upper limit"), "n", say("Place of the label"))
        bars, where = example
        label = shortened(bars.title, 12, 400, 15)
        write(slide, Box(CONTENT.left, CONTENT.top, 400, 18), label, Type(12, GREY))
        native.bars(
            slide,
            chart,
            bars,
            (),
            deck.paint,
            names,
            f"{bars.title}. {bars.bars[0].label} {bars.bars[0].mark.text}.",
        )
        deck.rests_on(slide, where, (), "")
        box = replace(CONTENT, left=CONTENT.left + 440, width=CONTENT.width - 440)
    size = fitting(lines, (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0), box.width, box.height, gap=14.0) or 11.0
    write(slide, box, lines, Type(size, gap=14.0), "Explanation")


def _example(told: Story) -> tuple[Bars, str] | None:
    """Give the first two bars of the deck that have margins, as an example."""
    for page in (*told.main, *told.further):
        drawn = page.drawn
        if isinstance(drawn, Bars) and not drawn.paired:
            shown: tuple[Bar, ...] = tuple(bar for bar in drawn.bars if bar.mark.low is not None)[:2]
            if shown and native.labels_for([bar.label for bar in shown], Box(0, 0, 400, 150)):
                return replace(drawn, bars=shown), page.where
    return None


def _number(told: Story) -> str:
    numbers = (one.number for page in (*told.main, *told.further) for one in page.findings)
    return next(numbers, "1")
