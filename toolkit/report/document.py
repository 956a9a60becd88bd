"""From an executed notebook to one ordered document: what both exporters set.

The document is plain JSON data:
`meta`, `labels`, `palette`, `logo`, `summary` (or None), `blocks` in order, and `contents` (the headings).
Every text in it is clean, every heading, finding, figure and table has its number and an anchor made of that number.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any

from toolkit.errors import ReportError
from toolkit.language import N_, Language
from toolkit.report.blocks import (
    LETTERS,
    MIME,
    Block,
    Figure,
    Findings,
    Forecast,
    Heading,
    Meta,
    Scores,
    Summary,
    Table,
    WhatIf,
    from_json,
    to_json,
)
from toolkit.report.colour import palette
from toolkit.report.evidence.sources import add_sources
from toolkit.report.findings_form import FIELDS
from toolkit.report.logo import read_logo
from toolkit.report.text import clean, each_text
from toolkit.report.views import view

Document = dict[str, Any]

# The fixed words of a report. `Meta.labels` translates them; a key that is absent there stays English.
LABEL_KEYS: dict[str, str] = {
    "contents": N_("Contents"),
    "summary": N_("Management summary"),
    "summary_findings": N_("What we found"),
    "summary_decisions": N_("What we ask you to decide"),
    "prepared_for": N_("Prepared for"),
    "prepared_by": N_("Prepared by"),
    "wave": N_("Measurement"),
    "fieldwork": N_("Fieldwork"),
    "date": N_("Date"),
    "version": N_("Version"),
    "status": N_("Status"),
    "draft": N_("Draft"),
    "final": N_("Final"),
    "run": N_("Run"),
    "page_of": N_("Page {page} of {pages}"),
    "part_of": N_("part {part} of {parts}"),
    "figure": N_("Figure"),
    "figures": N_("What the figures show"),
    "table": N_("Table"),
    "finding": N_("Finding"),
    "evidence": N_("Evidence"),
    "strength_shown": N_("Shown"),
    "strength_not_shown": N_("Not shown"),
    "strength_too_few": N_("Too few answers to say"),
    "strength_fact": N_("Fact"),
    "strength_warning": N_("Note"),
    "empty_table": N_("There is nothing to show in this table."),
    "quoted": N_("“{name}”"),
    "skip": N_("Skip to the report"),
    "sorts": N_(
        "The buttons in the heads of the columns sort this table: "
        "up, down, and back to the order of the report."
    ),
    "subject": N_("Customer loyalty"),
}


def build_document(notebook: Mapping[str, Any]) -> Document:
    """Make the document of an executed notebook.

    Raises ReportError, with every fault at once, when the notebook stopped with an error, has no or two Meta blocks,
    skips a heading level, has a figure without alt text, or a summary that names a finding the report lacks.
    """
    return assemble(collect(notebook))


def collect(notebook: Mapping[str, Any]) -> list[Block]:
    """Give the blocks in a notebook's outputs, in order; other outputs are the consultant's own."""
    blocks: list[Block] = []
    for place, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                told = ": ".join(filter(None, (output.get("ename", "an error"), output.get("evalue"))))
                raise ReportError(
                    f"The notebook stopped at cell {place} with {told}. Mend that and run it again."
                )
            data = output.get("data", {}).get(MIME)
            if data is not None:
                blocks.append(from_json(json.loads(data) if isinstance(data, str) else data))
    return blocks


def assemble(blocks: Sequence[Block]) -> Document:
    """Make the document of blocks in reading order; see `build_document`."""
    if faults := list(_faults(blocks)):
        raise ReportError("\n".join(["The report cannot be made:", *(f"  - {fault}" for fault in faults)]))
    meta = next(block for block in blocks if isinstance(block, Meta))
    summary = next((block for block in blocks if isinstance(block, Summary)), None)
    body = [block for block in blocks if not isinstance(block, (Meta, Summary, Forecast, Scores))]
    own_picture = bool(summary and summary.figure and summary.figure.id not in _ids(body, Figure))
    views = _numbered(body, LETTERS[meta.report], first_figure=2 if own_picture else 1)
    add_sources(views, Language(meta.language))
    return {
        "meta": _meta(meta),
        "labels": words(meta.labels),
        "palette": asdict(palette(meta.colour)),
        "logo": read_logo(meta.logo),
        "summary": _summary(summary, views) if summary else None,
        "blocks": views,
        "contents": [one for one in views if one["kind"] == "heading"],
    }


def findings_json(document: Document) -> list[dict[str, Any]]:
    """Give every finding for `*.findings.json`, whose form `toolkit.report.findings_form` tells."""
    found = (one for block in document["blocks"] if block["kind"] == "findings" for one in block["findings"])
    return [{name: one[name] for name in FIELDS} for one in found]


def words(labels: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the fixed words: the translated ones, English for those that are absent or empty."""
    given = {key: clean(text) for key, text in (labels or {}).items() if text}
    return {**LABEL_KEYS, **given}


def _faults(blocks: Sequence[Block]) -> Iterator[str]:
    """Give everything that stops the report."""
    metas = [block for block in blocks if isinstance(block, Meta)]
    if not blocks:
        yield "the notebook has no blocks in its outputs. Run it first."
    elif len(metas) != 1:
        yield f"it has {len(metas)} Meta blocks, and one is needed. Show Meta once."
    if sum(isinstance(block, Summary) for block in blocks) > 1:
        yield "it has two summaries. Show Summary once."
    if sum(isinstance(block, Forecast) for block in blocks) > 1:
        yield "it has two forecasts. Show Forecast once."
    if sum(isinstance(block, Scores) for block in blocks) > 1:
        yield "it has two sets of scores. Show Scores once."
    for meta in metas:
        yield from _date_faults(meta.date)
    yield from _heading_faults([block for block in blocks if isinstance(block, Heading)])
    yield from _caption_faults(blocks)
    yield from _key_faults(blocks)


def _date_faults(date: str) -> Iterator[str]:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        yield f"the date {date!r} is not written as 2026-04-07."


def _heading_faults(headings: Sequence[Heading]) -> Iterator[str]:
    depth = 0
    for heading in headings:
        if heading.level > depth + 1:
            yield f"heading {heading.text!r} has level {heading.level} after level {depth}. Skip no level."
        if not clean(heading.text).strip():
            yield f"a heading of level {heading.level} has no text. Give it one."
        depth = heading.level


def _caption_faults(blocks: Sequence[Block]) -> Iterator[str]:
    pictures = (block.figure if isinstance(block, Summary) else block for block in blocks)
    for one in pictures:
        if isinstance(one, Figure) and not clean(one.alt).strip():
            yield f"figure {one.id!r} has no alt text. Say in words what it shows."
        if isinstance(one, (Figure, Table, WhatIf)) and not clean(one.title).strip():
            yield f"{type(one).__name__.lower()} {one.id!r} has no title. Give it one."


def _key_faults(blocks: Sequence[Block]) -> Iterator[str]:
    keys = Counter(one.key for block in blocks if isinstance(block, Findings) for one in block.findings)
    for key, times in keys.items():
        if times > 1:
            yield f"{times} findings have the key {key!r}. Give each its own."
    for summary in (block for block in blocks if isinstance(block, Summary)):
        for line in summary.findings:
            if line.key and line.key not in keys:
                yield f"the summary names finding {line.key!r}, which the report lacks. Known: {', '.join(keys)}."


def _ids(blocks: Iterable[Block], kind: type[Figure | Table]) -> list[str]:
    return [block.id for block in blocks if isinstance(block, kind)]


def _numbered(body: Sequence[Block], letter: str, *, first_figure: int) -> list[dict[str, Any]]:
    """Give the view of each block, numbered through the report."""
    figures, tables, findings = count(first_figure), count(1), count(1)
    depths: list[int] = []
    seen: Counter[str] = Counter()
    section = ""
    views = []
    for block in body:
        number = _number_of(block, depths, figures, tables)
        one = view(block, number=number, deeper=len(depths) + 1)
        match block:
            case Heading():
                depths = [int(part) for part in number.split(".")]
                section = f"{number} {one['text']}"
            case Findings():
                for finding in one["findings"]:
                    finding["number"] = f"{letter}{next(findings)}"
                    finding["anchor"] = f"finding-{finding['number']}"
                    finding["section"] = section
            case Figure() | Table():
                seen[block.id] += 1
                one["id"] += f"-{seen[block.id]}" if seen[block.id] > 1 else ""
        views.append(one)
    return views


def _number_of(block: Block, depths: list[int], figures: Iterator[int], tables: Iterator[int]) -> str:
    """Give the number of a heading ("1.3" after 1.2), figure or table; "" for other blocks."""
    match block:
        case Heading():
            padded = (depths + [0] * block.level)[: block.level]
            return ".".join(map(str, [*padded[:-1], padded[-1] + 1]))
        case Figure():
            return str(next(figures))
        case Table():
            return str(next(tables))
        case _:
            return ""


def _summary(summary: Summary, views: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give the summary with each line's finding looked up, and its picture's number."""
    known = {one["key"]: one for block in views if block["kind"] == "findings" for one in block["findings"]}
    one = view(summary)
    for line in one["findings"]:
        finding = known.get(line["key"], {})
        line["text"] = line["text"] or finding["text"]
        line.update({name: finding.get(name, "") for name in ("number", "anchor", "strength")})
    if one["figure"]:
        same = next((block for block in views if block.get("id") == one["figure"]["id"]), None)
        one["figure"]["number"] = same["number"] if same else "1"
        one["figure"]["anchor"] = "" if same else "figure-1"
        one["figure"]["shown_at"] = same["anchor"] if same else ""
    return one


def _meta(meta: Meta) -> dict[str, Any]:
    """Give what cover, header, footer and the file's own data print."""
    day = datetime.date.fromisoformat(meta.date)
    content = {
        key: value
        for key, value in to_json(meta).items()
        if key not in ("manifest", "labels", "logo", "kind")
    }
    plain: dict[str, Any] = each_text(content, clean)
    return {**plain, "date": meta.date, "date_text": Language(meta.language).date(day)}
