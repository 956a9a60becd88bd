"""One block as plain data for the templates: clean text, its number and anchor, pictures made safe."""

from __future__ import annotations

import json
from typing import Any

from toolkit.report.blocks import Block, Figure, Heading, Markdown, Prose, Summary, Table, WhatIf, to_json
from toolkit.report.prose import Node, markdown_nodes, plain_nodes
from toolkit.report.svg import safe_svg
from toolkit.report.text import clean, each_text

View = dict[str, Any]


def view(block: Block, *, number: str = "", deeper: int = 1) -> View:
    """Give the view of a block: its fields, its number, and the anchor that number makes ("" without a number).

    `deeper` is the level of a heading inside the consultant's Markdown.

    Raises ReportError when a figure's SVG may not be shown.
    """
    match block:
        case Prose() | Markdown():
            return {"kind": "prose", "nodes": _nodes(block, deeper)}
        case Figure():
            return _figure(block, number, "figure")
        case Summary():
            figure = _figure(block.figure, "", "summary") if block.figure else None
            return {**_numbered(block, "", ""), "figure": figure}
        case Table():
            keys = [column.key for column in block.columns]
            rows = [[clean(row.get(key, "")) for key in keys] for row in block.rows]
            return {**_numbered(block, number, "table"), "rows": rows, "anchors": {}}
        case WhatIf():
            content = _numbered(block, "", "")
            return {**content, "data": _for_the_script(content)}
        case _:
            return _numbered(block, number, "section" if isinstance(block, Heading) else "")


def shown_rows(table: View) -> list[list[str]]:
    """Give the rows of a table that pages show: the first `most`, or all."""
    rows: list[list[str]] = table["rows"]
    return rows[: table.get("most") or None]


def _nodes(block: Prose | Markdown, deeper: int) -> list[Node]:
    return plain_nodes(block.paragraphs) if isinstance(block, Prose) else markdown_nodes(block.source, deeper)


def _numbered(block: Block, number: str, name: str) -> View:
    content: View = each_text(to_json(block), clean)
    return {**content, "number": number, "anchor": f"{name}-{number.replace('.', '-')}" if number else ""}


def _figure(figure: Figure, number: str, name: str) -> View:
    """Give a figure with its safe picture and natural size in points; its name and number keep inner ids apart."""
    slug = number or "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in figure.id)
    picture = safe_svg(figure.svg, f"Figure {figure.id!r}", prefix=f"{name}-{slug}")
    size = {"width": picture.width, "height": picture.height}
    return {**_numbered(figure, number, name), "kind": "figure", "svg": picture.svg, **size}


def _for_the_script(content: View) -> str:
    """Give what the script of the page computes with, as JSON that goes into an attribute."""
    known = ("effects", "draws", "step", "room", "sentence", "decimals")
    consequences = [{key: one[key] for key in known} for one in content["consequences"]]
    data = {"confidence": content["confidence"], "lift": content["lift"], "consequences": consequences}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
