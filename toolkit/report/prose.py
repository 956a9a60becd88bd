"""Prose as a tree of plain nodes, the same for PDF and HTML.

A node is `{"type": …}` with `text` (leaves), `children`, or what its type needs:

paragraph, heading (`level`), list (`ordered`, `start`, `items`), quote, code, rule, table (`align`, `head`, `rows`);
and within a line text, strong, emphasis, code_span, link (`url`), line_break.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import mistune

from toolkit.report.text import clean, clean_lines

Node = dict[str, Any]

_SAFE_LINKS = ("https://", "http://", "mailto:")
_WRAPPERS = {"strong": "strong", "emphasis": "emphasis"}


def plain_nodes(paragraphs: tuple[str, ...]) -> list[Node]:
    """Give plain paragraphs as nodes; nothing in them is markup."""
    return [{"type": "paragraph", "children": [_text(one)]} for one in paragraphs]


def markdown_nodes(source: str, level: int) -> list[Node]:
    """Parse the consultant's Markdown; `level` is the level its headings get, all the same.

    Raw HTML prints as it was typed; an image gives its alt text; a link to anything but the web or mail gives its text.
    """
    tree = _parser()(clean_lines(source))
    return [_block(token, level) for token in tree if isinstance(token, dict) and token["type"] != _NOTHING]


@cache
def _parser() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["table"])


def _block(token: Node, level: int) -> Node:
    """Turn one block of mistune's tree into a node."""
    make = _BLOCKS.get(token["type"])
    return make(token, level) if make else {"type": "paragraph", "children": _inline(token)}


def _blocks(token: Node, level: int) -> list[Node]:
    return [_block(child, level) for child in token["children"] if child["type"] != _NOTHING]


def _heading(token: Node, level: int) -> Node:
    return {"type": "heading", "level": level, "children": _inline(token)}


def _quote(token: Node, level: int) -> Node:
    return {"type": "quote", "children": _blocks(token, level)}


def _code(token: Node, _: int) -> Node:
    lines = token["raw"].rstrip("\n").split("\n")
    return {"type": "code", "lines": [clean(line.expandtabs(4)) for line in lines]}


def _rule(*_: object) -> Node:
    return {"type": "rule"}


def _html(token: Node, _: int) -> Node:
    return {"type": "paragraph", "children": [_text(token["raw"].strip())]}


def _list(token: Node, level: int) -> Node:
    attributes = token.get("attrs", {})
    return {
        "type": "list",
        "ordered": bool(attributes.get("ordered")),
        "start": int(attributes.get("start", 1)),
        "items": [_blocks(item, level) for item in token["children"]],
    }


def _table(token: Node, _: int) -> Node:
    head, *bodies = token["children"]
    rows = [row for body in bodies for row in body["children"]]
    return {
        "type": "table",
        "align": [
            {"right": "right", "center": "centre"}.get(cell["attrs"]["align"], "left")
            for cell in head["children"]
        ],
        "head": [_inline(cell) for cell in head["children"]],
        "rows": [[_inline(cell) for cell in row["children"]] for row in rows],
    }


def _inline(token: Node) -> list[Node]:
    """Turn what stands within a line into nodes."""
    if "children" not in token:
        return [_text(token.get("raw", ""))]
    return [_span(child) for child in token["children"]]


def _span(token: Node) -> Node:
    """Turn one piece of a line into a node."""
    kind = token["type"]
    if kind == "codespan":
        return {"type": "code_span", "text": clean(token["raw"])}
    if kind == "linebreak":
        return {"type": "line_break"}
    if kind == "link" and (url := clean(token["attrs"]["url"])).lower().startswith(_SAFE_LINKS):
        return {"type": "link", "url": url, "children": _inline(token)}
    if "children" in token:
        return {"type": _WRAPPERS.get(kind, "span"), "children": _inline(token)}
    return _text(" " if kind == "softbreak" else token.get("raw", ""))


def _text(text: str) -> Node:
    return {"type": "text", "text": clean(text)}


_NOTHING = "blank_line"
_BLOCKS: dict[str, Callable[[Node, int], Node]] = {
    "heading": _heading,
    "list": _list,
    "block_quote": _quote,
    "block_code": _code,
    "thematic_break": _rule,
    "table": _table,
    "block_html": _html,
}
