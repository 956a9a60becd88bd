"""One slide of the deck: its title, the line that says what it rests on, its foot and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.util import Pt

from toolkit.figures.colour import contrast, mixed
from toolkit.language import Language
from toolkit.report.beside.slides.canvas import (
    GREY,
    HEIGHT,
    INK,
    MARGIN,
    PALE,
    WHITE,
    WIDTH,
    Box,
    Type,
    write,
)
from toolkit.report.beside.slides.measure import fitting, shortened
from toolkit.report.beside.slides.native_parts import Colours
from toolkit.report.beside.slides.package import FOOT, TITLE, add_foot, plain_layout
from toolkit.report.beside.slides.story import Page, Told, sentences
from toolkit.report.colour import Palette
from toolkit.report.document import Document

CONTENT: Final = Box(MARGIN, 112, WIDTH - 2 * MARGIN, 354)
_NOTE: Final = Box(MARGIN, HEIGHT - 68, WIDTH - 2 * MARGIN, 34)
_TITLE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
_NOTE_SIZE: Final = 9.0
_ON_BAR: Final = 4.0  # contrast of a margin with the bar it lies on


@dataclass(frozen=True)
class Deck:
    """A deck in the making, and what all its slides share."""

    file: Any
    document: Document
    language: Language
    palette: Palette
    tag: str

    @property
    def count(self) -> int:
        """How many slides there are so far."""
        return len(self.file.slides)

    @property
    def labels(self) -> dict[str, str]:
        """The fixed words of the report."""
        words: dict[str, str] = self.document["labels"]
        return words

    @property
    def paint(self) -> Colours:
        """The colours of charts: the client's, light enough to see a margin on."""
        strong = self.palette.accent_text
        steps = (mixed(strong, WHITE, 1 - step / 20) for step in range(20))
        fill = next((one for one in steps if contrast(one, INK) >= _ON_BAR), PALE)
        return Colours(fill, PALE, self.palette.accent_text)

    def slide(self, title: str, notes: Sequence[str] = ()) -> Any:
        """Add a slide with a title; one too long for its place is shortened, and stands in the notes as it is."""
        # What a notebook shows before its first heading has no title of its own.
        title = title or self.document["meta"]["title"]
        one = self.file.slides.add_slide(plain_layout(self.file))
        size = fitting([title], _TITLE_SIZES, TITLE.width, TITLE.height, bold=True)
        smallest = _TITLE_SIZES[-1]
        shown = title if size else shortened(title, smallest, TITLE.width, TITLE.height, bold=True)
        frame = one.shapes.title.text_frame
        frame.text = shown
        frame.paragraphs[0].runs[0].font.size = Pt(size or smallest)
        full = [] if shown == title else [title]
        if lines := [*full, *notes]:
            one.notes_slide.notes_text_frame.text = "\n".join(lines)
        add_foot(one, self.foot)
        return one

    @property
    def foot(self) -> str:
        """What stands at the foot of every slide: client, report, run, and that it is a draft."""
        meta, labels = self.document["meta"], self.labels
        parts = [meta["client"], meta["title"], f"{labels['run']} {meta['run']}", labels[meta["status"]]]
        text = " · ".join(part for part in parts if part)
        return shortened(text, _NOTE_SIZE, FOOT.width - 70, FOOT.height)

    def rests_on(self, slide: Any, where: str, findings: Sequence[Told], note: str) -> None:
        """Write small what a slide rests on: figure and table, findings, base and source; whole sentences that fit."""
        numbers = ", ".join(one.number for one in findings)
        named = [where, f"{self.labels['finding']} {numbers}" if numbers else ""]
        head = " · ".join(part for part in named if part)
        shown = f"{head}." if head else ""
        for sentence in sentences(note):
            longer = f"{shown} {sentence}".strip()
            if fitting([longer], [_NOTE_SIZE], _NOTE.width, _NOTE.height):
                shown = longer
        if shown:
            shown = shortened(shown, _NOTE_SIZE, _NOTE.width, _NOTE.height)
            write(slide, _NOTE, shown, Type(_NOTE_SIZE, GREY, anchor="bottom"), "Source")

    def told(self, findings: Sequence[Told]) -> list[str]:
        """Give the lines on findings in the notes: number, strength, the finding in full, and its evidence."""
        lines = []
        for one in findings:
            strength = self.labels[f"strength_{one.strength}"]
            lines.append(f"{one.number} ({strength}): {one.text}")
            if one.evidence:
                lines.append(f"{self.labels['evidence']}: {one.evidence}")
        return lines


def new_slide(deck: Deck, page: Page, title: str = "") -> Any:
    """Add a slide with its notes: every finding of its part with its evidence, and its note in full."""
    notes = deck.told([*page.findings, *page.others])
    return deck.slide(title or page.title, [*notes, *([page.note] if page.note else [])])


def part_title(deck: Deck, title: str, part: int, parts: int) -> str:
    """Say of a title that goes on over more than one slide which part this is."""
    if parts == 1:
        return title
    told = deck.labels["part_of"].format(part=part, parts=parts)
    return deck.language.say("{title} ({part})", title=title, part=told)
