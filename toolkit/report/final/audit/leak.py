"""What an audit finds, and how it reads a finished report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import N_, Language
from toolkit.report.document import Document
from toolkit.report.evidence.printed import printed_numbers

HIDDEN: Final = "x"
LONGEST = 60
# What a view holds beside the words of the page.
_NO_WORDS = frozenset(
    (
        *("id", "key", "keys", "kind", "anchor", "number", "numbers", "section", "shown_at", "url", "target"),
        *("svg", "data", "source", "align", "columns", "rows", "quotes", "strength", "flags"),
    )
)
_SVG_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
# "1 in 5 customers" is a share, and nobody's number.
_SHARE = re.compile(
    r"(?:\b(?:\d+|one|two|three|four|een|één|twee|drie|vier) (?:in|op(?: de| elke| iedere)?)"
    r"|\b(?:per|every|each|elke|iedere))\s+$",
    re.IGNORECASE,
)
_BASE: Final = re.compile(r"(?<![\w.,])[nN]\s?=\s?$")


@dataclass(frozen=True, slots=True)
class Finished:
    """A report as it is printed, and the ids of the waves that it was made of."""

    document: Document
    waves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """A number that tells of too few customers: in which report it stands, at which place, and what is wrong."""

    report: str
    place: str
    what: str


def short(text: str) -> str:
    """Give the beginning of a text, to find it by."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def tables(document: Document) -> list[dict[str, Any]]:
    """Give the tables of a report."""
    return [block for block in document["blocks"] if block["kind"] == "table"]


def place(table: dict[str, Any], row: int, column: int) -> str:
    """Name a cell as a reader finds it."""
    name = f"table {table['number']} “{short(table['title'])}”"
    return (
        f"{name}, row “{short(table['rows'][row][0])}”, column “{short(table['columns'][column]['label'])}”"
    )


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Give each text of a report that is no cell and no quote, with the place where it stands."""
    if document["summary"]:
        yield from ((f"summary, “{short(text)}”", text) for text in words(document["summary"]))
    for block in document["blocks"]:
        name = f"{block['kind']} {block['number']}" if block.get("number") else block["kind"]
        if block["kind"] == "findings":
            for one in block["findings"]:
                yield from ((f"finding {one['number']}", text) for text in words(one))
            continue
        yield from ((f"{name}, “{short(text)}”", text) for text in words(block))
        for text in _SVG_TEXT.findall(block.get("svg", "")):
            yield f"{name}, in the picture: “{short(text.strip())}”", text


def words(value: Any) -> Iterator[str]:
    """Give every text that a view prints."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in _NO_WORDS:
                yield from words(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from words(one)


# What a report counts its customers by; the audit looks for a small number before such a word.
COUNTED = (N_("customers"), N_("respondents"))


def counts_in(text: str, language: Language) -> Iterator[int]:
    """Give the numbers of customers that a text states: before a word for them, or after "n = "."""
    said = {language.say(word) for word in COUNTED} | set(COUNTED)
    after = re.compile(rf"\s(?:{'|'.join(map(re.escape, sorted(said)))})\b", re.IGNORECASE)
    for one in printed_numbers(text, language):
        if one.decimals or one.percent or one.sign:
            continue
        before = text[: one.start]
        counted = after.match(text, one.end) and not _SHARE.search(before)
        if counted or _BASE.search(before):
            yield round(one.value)
