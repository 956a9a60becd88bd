"""Findings on a slide: beside a picture, one by itself with its evidence, or a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from toolkit.report.beside.slides.canvas import GREY, Box, Type, area, chip, write
from toolkit.report.beside.slides.ground import CONTENT, Deck, new_slide, part_title
from toolkit.report.beside.slides.measure import fitting, height_of, shortened
from toolkit.report.beside.slides.story import Page, Told

PANEL: Final = 256.0  # width of the findings beside a picture
_TEXT_SIZES: Final = (14.0, 13.0, 12.0)
_SMALLEST: Final = 10.0  # type of a text that has no other place
_LIST_SIZES: Final = (22.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
_STATEMENT_SIZES: Final = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
_PAD: Final = 24.0
_LIST_DIVIDED: Final = 14.0  # type of a list that takes more than one slide
_ROW_GAP: Final = (10.0, 26.0)  # between the findings of a list, at least and at most
_CHIP: Final = Box(0, 0, 42, 20)
_WORD_HEIGHT: Final = 24.0  # how strong a finding stands takes two lines at most
_TEXT_LEFT: Final = 126.0  # in a list: number and strength stand before the text


def add_panel(deck: Deck, slide: Any, findings: Sequence[Told], box: Box | None = None) -> tuple[Told, ...]:
    """Write findings beside a picture, as many as fit; gives those that it wrote."""
    left = CONTENT.left + CONTENT.width - PANEL
    box = box or replace(CONTENT, left=left, width=PANEL)
    area(slide, box, deck.palette.tint, "Panel")
    inner = Box(box.left + 14, box.top + 12, box.width - 28, box.height - 24)
    head = _CHIP.height + 4
    shown = list(findings)
    size = None
    while shown and size is None:
        room = inner.height - len(shown) * head
        sizes = _TEXT_SIZES if len(shown) > 1 else (*_TEXT_SIZES, _SMALLEST)
        size = fitting([one.text for one in shown], sizes, inner.width, room, gap=12.0)
        shown = shown if size else shown[:-1]
    size = size or _SMALLEST
    if not shown:
        text = shortened(findings[0].text, size, inner.width, inner.height - head)
        shown = [replace(findings[0], text=text)]
    top = inner.top
    for one in shown:
        chip(slide, Box(inner.left, top, _CHIP.width, _CHIP.height), one.number, deck.palette.accent_text, 11)
        strength = deck.labels[f"strength_{one.strength}"]
        beside = Box(inner.left + _CHIP.width + 8, top, inner.width - _CHIP.width - 8, _CHIP.height)
        write(slide, beside, shortened(strength, 10, beside.width, 13), Type(10, GREY, anchor="middle"))
        height = height_of(one.text, size, inner.width)
        write(slide, Box(inner.left, top + head, inner.width, height), one.text, Type(size))
        top += head + height + 12
    return tuple(shown)


def add_findings(deck: Deck, page: Page) -> None:
    """Set findings one under another, over as many slides as they take."""
    if not page.findings:
        new_slide(deck, page)
        return
    if len(page.findings) == 1 and _statement(deck, page, page.findings[0]):
        return
    chunks = list(_lists(page.findings))
    for place, (chunk, size) in enumerate(chunks, start=1):
        own = replace(page, findings=chunk)
        slide = new_slide(deck, own, part_title(deck, page.title, place, len(chunks)))
        heights = [_row_height(one.text, size) for one in chunk]
        gap = min((CONTENT.height - sum(heights)) / len(chunk), _ROW_GAP[1])
        top = CONTENT.top
        for one, height in zip(chunk, heights, strict=True):
            _row(deck, slide, one, Box(CONTENT.left, top, CONTENT.width, height), size)
            top += height + gap
        deck.rests_on(slide, page.where, chunk, page.note)


def _statement(deck: Deck, page: Page, one: Told) -> bool:
    """Set one finding large, with its evidence under it; gives whether it fits."""
    inner = CONTENT.width - _TEXT_LEFT - 2 * _PAD
    size = fitting([one.text], _STATEMENT_SIZES, inner, 210.0)
    if size is None:
        return False
    slide = new_slide(deck, page)
    height = max(height_of(one.text, size, inner), _WORD_HEIGHT)
    box = replace(CONTENT, height=height + 2 * _PAD)
    area(slide, box, deck.palette.tint, "Panel")
    area(slide, replace(box, width=5), deck.palette.accent, "Edge")
    row = Box(box.left + _PAD, box.top + _PAD, box.width - 2 * _PAD, height)
    _row(deck, slide, one, row, size)
    if one.evidence:
        under = Box(row.left + _TEXT_LEFT, box.top + box.height + 14, row.width - _TEXT_LEFT, 70)
        told = f"{deck.labels['evidence']}: {one.evidence}"
        small = fitting([told], (13.0, 12.0, 11.0, 10.0), under.width, under.height) or 10.0
        shown = shortened(told, small, under.width, under.height)
        write(
            slide,
            replace(under, height=height_of(shown, small, under.width)),
            shown,
            Type(small, GREY),
            "Evidence",
        )
    deck.rests_on(slide, page.where, (one,), page.note)
    return True


def _row_height(text: str, size: float) -> float:
    """Give the height of a finding in a list: that of its text, or of its number and strength."""
    return max(height_of(text, size, CONTENT.width - _TEXT_LEFT), _WORD_HEIGHT)


def _rows_fit(texts: Sequence[str], size: float) -> bool:
    heights = sum(_row_height(text, size) for text in texts)
    return heights + _ROW_GAP[0] * len(texts) <= CONTENT.height


def _lists(findings: Sequence[Told]) -> Iterator[tuple[tuple[Told, ...], float]]:
    """Divide findings over slides, in the largest type that needs only one."""
    whole = next((size for size in _LIST_SIZES if _rows_fit([one.text for one in findings], size)), None)
    if whole is not None:
        yield tuple(findings), whole
        return
    size, rows = _LIST_DIVIDED, list[Told]()
    for one in findings:
        own = replace(one, text=shortened(one.text, size, CONTENT.width - _TEXT_LEFT, CONTENT.height - 20))
        if rows and not _rows_fit([part.text for part in [*rows, own]], size):
            yield tuple(rows), size
            rows = []
        rows.append(own)
    yield tuple(rows), size


def _row(deck: Deck, slide: Any, one: Told, box: Box, size: float) -> None:
    """Write one finding of a list: its number, how strong it stands, and its text."""
    chip(slide, Box(box.left, box.top, _CHIP.width, _CHIP.height), one.number, deck.palette.accent_text, 11)
    strength = deck.labels[f"strength_{one.strength}"]
    left = box.left + _CHIP.width + 8
    word = Box(left, box.top, box.left + _TEXT_LEFT - 8 - left, _WORD_HEIGHT)
    told = shortened(strength, 9, word.width, word.height)
    top = word.top + max((_CHIP.height - height_of(told, 9, word.width)) / 2, 0.0)
    write(slide, replace(word, top=top), told, Type(9, GREY))
    write(
        slide, Box(box.left + _TEXT_LEFT, box.top, box.width - _TEXT_LEFT, box.height), one.text, Type(size)
    )
