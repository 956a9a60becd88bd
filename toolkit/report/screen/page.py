"""What the page of a report carries beside its document: fonts, scripts, contents, and the policy's hashes."""

from __future__ import annotations

import json
import string
from typing import Any

from babel.numbers import get_decimal_symbol

from toolkit.language import Language
from toolkit.report.document import Document
from toolkit.report.fonts import font_faces
from toolkit.report.screen.policy import sha256
from toolkit.report.screen.tables import gaps, with_cells
from toolkit.report.templates import house_templates
from toolkit.report.views import View


def page_resources(document: Document) -> dict[str, Any]:
    """Give what the template of the page needs beside the document.

    `blocks` (those of the document, with tables cut into cells), `gaps` (in em, of the cells), `contents` (a tree of
    headings), `font_faces` and `scripts`.
    """
    decimal = str(get_decimal_symbol(Language(document["meta"]["language"]).locale))
    blocks = [with_cells(one, decimal) if one["kind"] == "table" else one for one in document["blocks"]]
    return {
        "blocks": blocks,
        "gaps": gaps([one for one in blocks if one["kind"] == "table"]),
        "contents": contents(document),
        "font_faces": page_fonts(document),
        "scripts": scripts(document),
    }


def page_fonts(document: Document) -> list[dict[str, str]]:
    """Give the font faces of a page, cut down to the signs in its document and those of ASCII."""
    shown = {key: value for key, value in document.items() if key != "logo"}
    return font_faces(sorted({*json.dumps(shown, ensure_ascii=False), *string.printable, "·", "−", "–"}))


def scripts(document: Document) -> list[dict[str, str]]:
    """Give the scripts of a page, each with the hash by which the page allows it and no other.

    They are the house's, whatever templates a client has, and hold no data.
    """
    levers = any(block["kind"] == "what_if" for block in document["blocks"])
    # Line ends as a browser reads them: its hash is of those.
    sources = [
        (house_templates() / "html" / name).read_text(encoding="utf-8")
        for name in (("page.js", "whatif.js") if levers else ("page.js",))
    ]
    return [{"source": source, "hash": sha256(source)} for source in sources]


def contents(document: Document) -> list[View]:
    """Give the headings of a page as a tree: each with the headings under it as its `parts`."""
    top: list[View] = []
    above: list[list[View]] = []
    for heading in document["contents"]:
        one = {**heading, "parts": []}
        above = [top, *above[1:]][: heading["level"]]
        above[-1].append(one)
        above.append(one["parts"])
    return top
