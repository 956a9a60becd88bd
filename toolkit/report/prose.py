"""Prose as a tree of plain nodes, the same for PDF and HTML.

A node is `{"type": …}` with `text` (leaves), `children`, or what its type needs:

paragraph, heading (`level`), list (`ordered`, `start`, `items`), quote, code, rule, table (`align`, `head`, `rows`);
and within a line text, strong, emphasis, code_span, link (`url`), line_break.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import mistune

from toolkit.report.text import clean, clean_lines

Node = dict[str, Any]

_SAFE_LINKS = ("https://", "http://", "mailto:")
_WRAPPERS = {"strong": "strong", "emphasis": "emphasis", "strikethrough": "emphasis"}


def plain_nodes(paragraphs: tuple[str, ...]) -> list[Node]:
    """Give plain paragraphs as nodes; nothing in them is markup."""
    return [{"type": "paragraph", "children": [_text(one)]} for one in paragraphs]


def markdown_nodes(source: str, level: int) -> list[Node]:
    """Parse the consultant's Markdown; `level` is the level its headings get, all the same.

    Raw HTML prints as it was typed; an image gives its alt text; a link to anything but the web or mail gives its text.
    """
    tree, _ = _parser().parse(clean_lines(source))
    return [node for token in tree if (node := _block(token, level)) is not None]


@cache
def _parser() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["table"])


def _block(token: Node, level: int) -> Node | None:
    """Turn one block of mistune's tree into a node; blank lines give none."""
    match token["type"]:
        case "blank_line":
            return None
        case "heading":
            return {"type": "heading", "level": level, "children": _inline(token)}
        case "list":
            return _list(token, level)
        case "block_quote":
            return {"type": "quote", "children": _blocks(token, level)}
        case "block_code":
            lines = token["raw"].rstrip("\n").split("\n")
            return {"type": "code", "lines": [clean(line.expandtabs(4)) for line in lines]}
        case "thematic_break":
            return {"type": "rule"}
        case "table":
            return _table(token)
        case "block_html":
            return {"type": "paragraph", "children": [_text(token["raw"].strip())]}
        case _:
            return {"type": "paragraph", "children": _inline(token)}


def _blocks(token: Node, level: int) -> list[Node]:
    return [node for child in token["children"] if (node := _block(child, level)) is not None]


def _list(token: Node, level: int) -> Node:
    attributes = token.get("attrs", {})
    return {
        "type": "list",
        "ordered": bool(attributes.get("ordered")),
        "start": int(attributes.get("start", 1)),
        "items": [_blocks(item, level) for item in token["children"]],
    }


def _table(token: Node) -> Node:
    head, *bodies = token["children"]
    rows = [row for body in bodies for row in body["children"]]
    return {
        "type": "table",
        "align": [{"right": "right", "center": "centre"}.get(cell["attrs"]["align"], "left") for cell in head["children"]],
        "head": [_inline(cell) for cell in head["children"]],
        "rows": [[_inline(cell) for cell in row["children"]] for row in rows],
    }


def _inline(token: Node) -> list[Node]:
    """Turn what stands within a line into nodes."""
    if "children" not in token:
        return [_text(token.get("raw", ""))]
    return [_span(child) for child in token["children"]]


def _span(token: Node) -> Node:
    kind = token["type"]
    if kind in _WRAPPERS:
        return {"type": _WRAPPERS[kind], "children": _inline(token)}
    if kind == "link":
        url = clean(token["attrs"]["url"])
        if url.lower().startswith(_SAFE_LINKS):
            return {"type": "link", "url": url, "children": _inline(token)}
        return {"type": "span", "children": _inline(token)}
    if kind == "codespan":
        return {"type": "code_span", "text": clean(token["raw"])}
    if kind == "linebreak":
        return {"type": "line_break"}
    if kind == "softbreak":
        return _text(" ")
    if kind == "image":
        return {"type": "span", "children": _inline(token)}
    return _text(token.get("raw", ""))


def _text(text: str) -> Node:
    return {"type": "text", "text": clean(text)}
