"""What a report says and how it is built, as lines that a reviewer reads: one file per report and language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.report.blocks import Block
from toolkit.report.document import assemble

# The cover's code of the run and the versions change with every line of code, and say nothing of what is told.
OF_THE_RUN = re.compile(r"loyalty-toolkit \S+\.")


def structure(blocks: Sequence[Block]) -> str:
    """Give the first page, then each block in order: what it is, its number, and the words that stand in it.

    Of a table its columns and how many rows, of a figure its title, alternative text and note: the numbers themselves
    stand in the findings.
    """
    document = assemble(blocks)
    lines = [f"# {document['meta']['title']} ({document['meta']['language']})", ""]
    if document["summary"]:
        lines += [*_summary(document["summary"]), ""]
    for block in document["blocks"]:
        lines += [*_block(block), ""]
    return OF_THE_RUN.sub("loyalty-toolkit.", "\n".join(lines).rstrip() + "\n")


def _summary(summary: Mapping[str, Any]) -> Iterator[str]:
    yield f"first page: {summary['title']}"
    yield f"  {summary['lead']}"
    for line in summary["findings"]:
        yield f"  finding {line['number']} {line['key']}: {line['text']}"
    if summary["figure"]:
        yield f"  picture {summary['figure']['number']} {summary['figure']['id']}: {summary['figure']['title']}"
        yield f"    {summary['figure']['note']}"
    for decision in summary["decisions"]:
        yield f"  decision: {decision}"


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block["kind"]
    if kind == "heading":
        yield f"{'#' * (block['level'] + 1)} {block['number']} {block['text']}"
    elif kind == "findings":
        for one in block["findings"]:
            yield f"finding {one['number']} {one['key']} [{one['strength']}]"
            yield f"  {one['text']}"
            yield f"  evidence: {one['evidence']}"
    elif kind == "figure":
        yield f"figure {block['number']} {block['id']}: {block['title']}"
        yield f"  alt: {block['alt']}"
        yield f"  note: {block['note']}"
    elif kind == "table":
        columns = " | ".join(column["label"] for column in block["columns"])
        yield f"table {block['number']} {block['id']}: {block['title']}"
        yield f"  columns: {columns}"
        yield f"  rows: {len(block['rows'])}"
        yield f"  note: {block['note']}"
    elif kind == "kpis":
        for item in block["items"]:
            yield f"key figure {item['label']}: {item['value']} {item['interval']} {item['base']}".rstrip()
    else:
        yield kind
        yield from (f"  {text}" for text in _texts(block))


def _texts(content: Any, key: str = "kind") -> Iterator[str]:
    """The sentences of a block of another kind; a word or a code by itself is none."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from _texts(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value, key)
    # What a script reads is data, no words.
    elif (
        key not in ("kind", "id", "svg", "anchor")
        and " " in str(content)
        and not str(content).startswith('{"')
    ):
        yield str(content).replace("\n", " ")
