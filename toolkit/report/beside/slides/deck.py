"""Make the deck of a report: cover, summary, a slide per claim, the plan, the decisions, then all further results."""

from __future__ import annotations

import datetime

from toolkit.language import Language
from toolkit.report.beside.slides.ground import Deck
from toolkit.report.beside.slides.package import (
    add_sections,
    in_language,
    language_tag,
    new_deck,
    properties,
    saved,
)
from toolkit.report.beside.slides.pages import add_page
from toolkit.report.beside.slides.plates import cover, decisions, how_to_read, summary
from toolkit.report.beside.slides.story import story
from toolkit.report.colour import Palette
from toolkit.report.document import Document


def slides(document: Document) -> bytes:
    """Give the deck of a report as a PPTX file; the same document gives the same bytes.

    Every number in it stands in the report as it is printed there.
    """
    meta = document["meta"]
    language = Language(meta["language"])
    tag = language_tag(meta["language"])
    palette = Palette(**document["palette"])
    deck = Deck(new_deck(palette), document, language, palette, tag)
    told = story(document)
    cover(deck)
    summary(deck)
    for page in told.main:
        add_page(deck, page)
    decisions(deck)
    first = deck.count
    how_to_read(deck, told)
    behind = deck.count
    for page in told.further:
        add_page(deck, page)
    sections = [
        (document["labels"]["summary"], first),
        (language.say("How to read these slides"), behind - first),
        (language.say("Further results"), deck.count - behind),
    ]
    add_sections(deck.file, [one for one in sections if one[1]])
    facts = {
        "title": f"{meta['client']}: {meta['title']}",
        "author": meta["author"] or meta["organisation"],
        "subject": document["labels"]["subject"],
        "language": tag,
    }
    properties(deck.file, facts, datetime.date.fromisoformat(meta["date"]))
    in_language(deck.file, tag)
    return saved(deck.file)
