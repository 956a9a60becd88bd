"""HTML of blocks, and their plain text: one set of macros serves the page and the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import jinja2

from toolkit.report.blocks import (
    Block,
    Figure,
    Findings,
    Forecast,
    Heading,
    Kpis,
    Markdown,
    Meta,
    Prose,
    Quotes,
    Scores,
    Summary,
    Table,
    WhatIf,
)
from toolkit.report.document import words
from toolkit.report.templates import house_templates
from toolkit.report.views import view


def block_html(block: Block, labels: Mapping[str, str] | None = None) -> str:
    """Give the HTML of one block as JupyterLab shows it, without numbers; `labels` as in `Meta.labels`."""
    return block_template().render(one=view(block), labels=words(labels)).strip()


def block_text(block: Block) -> str:
    """Give a block as plain text, for a terminal."""
    match block:
        case Meta():
            lines = [block.client, block.title, block.subtitle, block.wave_label, block.dates, block.date]
        case Heading():
            lines = [f"{'#' * block.level} {block.text}"]
        case Prose():
            lines = list(block.paragraphs)
        case Markdown():
            lines = [block.source]
        case Findings():
            lines = [f"- {one.text} ({one.strength})" for one in block.findings]
        case Kpis():
            lines = [
                " ".join(filter(None, (f"{one.label}:", one.value, one.interval, one.base)))
                for one in block.items
            ]
        case Figure():
            lines = [block.title, block.alt, block.note]
        case Table():
            head = [" | ".join(column.label for column in block.columns)]
            shown = block.rows[: block.most or None]
            rows = [" | ".join(row.get(column.key, "") for column in block.columns) for row in shown]
            lines = [block.title, *head, *rows, block.note]
        case Quotes():
            said = [f"“{one.text}”" + (f" — {one.by}" if one.by else "") for one in block.quotes]
            lines = [*said, block.note]
        case WhatIf():
            lines = [block.title, *(f"{one.label} (0–{one.most:g})" for one in block.levers), block.note]
        case Forecast() | Scores():
            lines = [f"{block.file}: {len(block.data.get(block.holds, ()))} {block.holds}"]
        case Summary():
            lines = [
                block.title,
                block.lead,
                *(one.text or one.key for one in block.findings),
                *block.decisions,
            ]
    return "\n".join(line for line in lines if line)


@cache
def block_template() -> jinja2.Template:
    """Give the template of one block, with the macros that it takes over."""
    loader = jinja2.FileSystemLoader(house_templates() / "html")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    environment.get_template("blocks.html.j2")
    return environment.get_template("block.html.j2")
