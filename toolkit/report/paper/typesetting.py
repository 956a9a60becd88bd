"""The document as the Typst templates want it: printable text, tables laid out, pages turned, bytes for the logo."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Iterator, Sequence
from typing import Any

from babel.numbers import get_decimal_symbol

from toolkit.language import Language
from toolkit.report.document import Document
from toolkit.report.fonts import EMOJI, glyphs
from toolkit.report.paper.floating import mark_places
from toolkit.report.paper.tables import laid_out_table
from toolkit.report.text import breakable, each_text, printable, printable_svg

TALLEST_WHOLE = 590.0  # points: rows that take no more stay together on one page
TALLEST_WHOLE_BEHIND = 220.0  # the same in the appendix, where half-empty pages are worse than a table on two
MOST_SIGNS = 5  # that a warning names
_NOT_WORDS = ("svg", "png", "anchor", "shown_at", "url", "kind", "type", "align", "strength", "id", "key")


def typst_source(document: Document) -> str:
    """Give the data of a document as a Typst string literal that holds JSON.

    A string literal is never read as markup: only the backslash and the double quote have a meaning in it.
    """
    data = json.dumps(typst_data(document), ensure_ascii=False, separators=(",", ":"))
    return '"' + data.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_data(document: Document) -> dict[str, Any]:
    """Give the data: `pdf` (what goes into the file itself), `meta`, `labels`, `palette`, `logo`, `summary`, `sheets`.

    `has_contents` says whether there is anything to list. A sheet is a run of blocks on upright or turned pages.
    """
    # Paper has no levers: the table beside them stands for them.
    on_paper = [block for block in document["blocks"] if block["kind"] != "what_if"]
    document = {**document, "blocks": on_paper}
    printed = each_text(document, lambda text: printable(text, glyphs()), untouched=("svg",))
    for picture in _pictures(printed):
        picture["svg"] = printable_svg(picture["svg"], glyphs(), EMOJI)
    language = Language(printed["meta"]["language"])
    words = each_text(printed, breakable, untouched=_NOT_WORDS)
    behind = _appendix(words["blocks"])
    blocks = [
        _laid_out(block, language, TALLEST_WHOLE if place < behind else TALLEST_WHOLE_BEHIND)
        for place, block in enumerate(words["blocks"])
    ]
    mark_places(blocks)
    return {
        "pdf": _file_data(printed),
        "meta": words["meta"],
        "language": language.locale.language,
        "region": language.region or None,
        "labels": printed["labels"],
        "palette": printed["palette"],
        "logo": _logo(printed["logo"]),
        "summary": words["summary"],
        "has_contents": bool(document["contents"] or document["summary"]),
        "sheets": _sheets(blocks),
    }


def lacking(document: Document) -> tuple[str, ...]:
    """Warn of the signs in a document that no font of the PDF has: there they print as their code."""
    found: set[str] = set()

    def gather(text: str) -> str:
        if not text.isascii():
            found.update(
                sign
                for sign in text
                if not sign.isascii() and f"[U+{ord(sign):04X}]" in printable(sign, glyphs())
            )
        return text

    each_text({**document, "logo": None}, gather, untouched=("svg", *_NOT_WORDS))
    if not found:
        return ()
    shown = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in sorted(found)[:MOST_SIGNS])
    more = f" and {len(found) - MOST_SIGNS} more" if len(found) > MOST_SIGNS else ""
    return (
        f"The fonts of the PDF lack {shown}{more}: it prints them as their code, such as "
        f"[U+{ord(min(found)):04X}]. The HTML page shows them. Write such names in Latin letters for the PDF.",
    )


def timestamp(document: Document) -> int:
    """Give the report's date as seconds since 1970, midnight UTC: the time the file says it was made."""
    day = datetime.date.fromisoformat(document["meta"]["date"])
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def _pictures(printed: Document) -> Iterator[dict[str, Any]]:
    """Give everything in the document that holds an SVG."""
    summary_picture = printed["summary"]["figure"] if printed["summary"] else None
    for one in (printed["logo"], summary_picture, *printed["blocks"]):
        if one and "svg" in one:
            yield one


def _file_data(printed: Document) -> dict[str, Any]:
    meta, subject = printed["meta"], printed["labels"]["subject"]
    day = datetime.date.fromisoformat(meta["date"])
    authors = [name for name in (meta["author"], meta["organisation"]) if name]
    keywords = [word for word in (subject, meta["client"], meta["wave_label"]) if word]
    title = " – ".join(part for part in (meta["client"], meta["title"]) if part)
    return {
        "title": title,
        "author": authors,
        "keywords": keywords,
        "description": meta["subtitle"],
        "date": [day.year, day.month, day.day],
    }


def _logo(logo: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give the logo with its PNG as a list of bytes, for Typst reads no base64."""
    if logo is None or logo["format"] == "svg":
        return logo
    return {**logo, "png": list(base64.b64decode(logo["png"]))}


def _appendix(blocks: Sequence[dict[str, Any]]) -> int:
    """Find where the appendix starts: at the last chapter, where there is more than one."""
    chapters = [
        place for place, block in enumerate(blocks) if block["kind"] == "heading" and block["level"] == 1
    ]
    return chapters[-1] if len(chapters) > 1 else len(blocks)


def _laid_out(block: dict[str, Any], language: Language, tallest: float) -> dict[str, Any]:
    """Lay a table out for its page; mark figures, and tables no higher than `tallest`, as `whole`."""
    if block["kind"] == "figure":
        return {**block, "whole": True}
    if block["kind"] != "table":
        return block
    return laid_out_table(block, get_decimal_symbol(language.locale), tallest)


def _sheets(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group the blocks by the way their page lies; a heading goes with what it stands over."""
    turned = [bool(block.get("landscape")) for block in blocks]
    for place in range(len(blocks) - 2, -1, -1):
        if blocks[place]["kind"] == "heading" and turned[place + 1]:
            turned[place] = True
    sheets: list[dict[str, Any]] = []
    for block, landscape in zip(blocks, turned, strict=True):
        if not sheets or sheets[-1]["landscape"] != landscape:
            sheets.append({"landscape": landscape, "blocks": []})
        sheets[-1]["blocks"].append(block)
    return sheets
