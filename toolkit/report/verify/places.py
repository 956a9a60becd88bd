"""Where a number stands: texts of a file traced back to the table, row and column, or the finding, that they print.

A file is compared word by word; what differs is named by the place in the report whose words stand there.
Spaces, line breaks and hyphens do not count: a page breaks lines where it likes.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.report.document import Document
from toolkit.report.runs.compare import cells
from toolkit.report.runs.history import KeptRun, tables_of

# A line's end may cut a word with any of these, and text may hold places to break it.
_NOTHING = re.compile(r"[\s\u00ad\u200b\u2010-]+")
_AROUND = 3  # words told before and after what stands at no known place
# So many words are compared exactly; among more, words that occur everywhere do not steer.
_EXACT = 8000
_LONGEST = 160
UNSEEN = "its words for who cannot see it"
_CAPTIONS = {"title": "its title", "alt": UNSEEN, "note": "its note"}
TELLING = 6  # signs that a row must have in common with a page: two digits stand beside each other by chance


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not come out as it is printed: its place, both texts, and where in the file it stands."""

    place: str
    printed: str
    comes_out: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing a file gave: what differs, and what is worth knowing but is no number, word or picture."""

    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of a report as it is printed, without spaces: its parts in order, each with its place.

    One that is not `seen` is told only to who cannot see the picture it stands for. `head` is what stands over the
    table of a row, "" for what is no row.
    """

    parts: tuple[tuple[str, str], ...]
    whole: str
    seen: bool = True
    head: str = ""


def squeezed(text: str) -> str:
    """Take out what depends on where lines break."""
    return _NOTHING.sub("", text)


def shortened(text: str) -> str:
    """Cut a text that is too long to tell."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def pieces(document: Document) -> list[Printed]:
    """Give every row of a table, every finding, title and note of a report with the places of their parts."""
    texts = places_of_texts(document)
    return _pieces(tables_of(document), texts, document["labels"]["table"])


def pieces_kept(run: KeptRun) -> list[Printed]:
    """Give the rows and findings that a run printed, as its history holds them."""
    texts = ((f"Finding {one['number']}", one["text"]) for one in run.findings)
    return _pieces(run.tables, texts, "")


def _pieces(
    tables: Iterable[Mapping[str, Any]], texts: Iterable[tuple[str, str]], label: str
) -> list[Printed]:
    found = []
    for table in tables:
        counted = f"{label} {table['number']}" if table["number"] else ""
        found += [_row(row, squeezed(f"{counted} {table['title']}")) for row in _rows(table)]
    for place, text in texts:
        found.append(_piece([(squeezed(text), place)], seen=not place.endswith(UNSEEN)))
    return [one for one in found if one.whole]


def places_of_texts(document: Document) -> Iterator[tuple[str, str]]:
    """Give the texts that stand in no cell, each with its place: sentences, titles, notes."""
    summary = document["summary"] or {}
    for name in ("title", "lead"):
        yield "the summary", summary.get(name, "")
    for line in summary.get("findings", ()):
        yield "the summary", line["text"]
    for decision in summary.get("decisions", ()):
        yield "the decisions of the summary", decision
    blocks = [*document["blocks"], *([summary["figure"]] if summary.get("figure") else [])]
    for block in blocks:
        kind = block["kind"]
        if kind == "findings":
            for one in block["findings"]:
                yield f"Finding {one['number']}", one["text"]
                yield f"the evidence of finding {one['number']}", one["evidence"]
        elif kind in ("figure", "table"):
            name = f"{kind.capitalize()} {block['number']}"
            for part, words in _CAPTIONS.items():
                yield f"{name}, {words}", block.get(part, "")
        elif kind == "heading":
            yield f"the heading of {block['number']}", block["text"]
        elif kind == "prose":
            for text in _texts(block["nodes"]):
                yield f"the text “{' '.join(text.split()[:4])}…”", text


def _texts(nodes: Any) -> Iterator[str]:
    """Give the paragraphs of prose, whatever they are nested in."""
    if isinstance(nodes, Mapping):
        if nodes.get("type") == "paragraph":
            yield "".join(_words(nodes))
        else:
            for one in nodes.values():
                yield from _texts(one)
    elif isinstance(nodes, list):
        for one in nodes:
            yield from _texts(one)


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("text"), str):
            yield node["text"]
        yield from _words(node.get("children", []))
    elif isinstance(node, list):
        for one in node:
            yield from _words(one)


def _rows(table: Mapping[str, Any]) -> Iterator[list[tuple[str, str]]]:
    """Give the rows of a table, the heads of its columns first: each cell with its place."""
    name = f"Table {table['number']}" if table["number"] else f"Key figures of “{table['section']}”"
    if table["number"]:
        yield [(column["label"], f"{name}, the heads of its columns") for column in table["columns"]]
    rows: dict[str, list[tuple[str, str]]] = {}
    for (row, _), cell in cells(table).items():
        rows.setdefault(row, []).append((cell.text, f"{name}, row “{cell.row}”, column “{cell.column}”"))
    yield from rows.values()


def _row(row: list[tuple[str, str]], head: str) -> Printed:
    return replace(_piece([(squeezed(text), place) for text, place in row]), head=head)


def _piece(parts: list[tuple[str, str]], *, seen: bool = True) -> Printed:
    return Printed(tuple(parts), "".join(text for text, _ in parts), seen)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    place: str
    weight: tuple[int, int]


class Spans:
    """The places of the words of one page or file."""

    def __init__(self, text: str, known: Sequence[Printed]) -> None:
        self._spans = sorted(
            (span for piece in known for span in _spans(text, piece)), key=lambda span: span.start
        )
        self._starts = [span.start for span in self._spans]
        self._longest = max((span.end - span.start for span in self._spans), default=0)

    def at(self, offset: int) -> str:
        """Name what stands at this place of the text without spaces; "" where nothing known does."""
        best: _Span | None = None
        for span in reversed(self._spans[: bisect_right(self._starts, offset)]):
            if span.start < offset - self._longest:
                break
            if offset < span.end and (best is None or span.weight > best.weight):
                best = span
        return best.place if best else ""


def _spans(text: str, piece: Printed) -> Iterator[_Span]:
    """Find a piece in a text; a row that is not there whole, because its table was split, by its longest stretches.

    A row weighs by its length; of the same row in two tables, that of the table whose head stands nearest above.
    """
    for stretch in stretches(text, piece):
        whole = "".join(part for part, _ in stretch)
        start = text.find(whole)
        while start >= 0:
            at = start
            for part, place in stretch:
                yield _Span(at, at + len(part), place, (len(whole), text.rfind(piece.head, 0, start)))
                at += len(part)
            start = text.find(whole, start + 1)


def stretches(text: str, piece: Printed) -> list[Sequence[tuple[str, str]]]:
    """Give the longest stretches of a piece that stand in a text: the whole, or of a row runs of its cells.

    A page may hold the first cell of a row behind the others, and each part of a split table repeats it.
    """
    if piece.whole in text:
        return [piece.parts]
    found: list[Sequence[tuple[str, str]]] = []
    parts = [part for part in piece.parts if part[0]]
    start = 1
    while start < len(parts):
        best = next(
            (fit for end in range(len(parts), start, -1) if (fit := _fit(text, parts[0], parts[start:end]))),
            None,
        )
        found += [best] if best else []
        start += max(sum(part != parts[0] for part in best), 1) if best else 1
    return found


def _fit(text: str, first: tuple[str, str], run: list[tuple[str, str]]) -> Sequence[tuple[str, str]] | None:
    """Give a run of cells as it stands in a text: behind the first cell, before it, or of some length by itself."""
    for one in ([first, *run], [*run, first], run):
        words = "".join(word for word, _ in one)
        if len(words) >= TELLING and words in text:
            return one
    return None


def word_differences(
    printed: Sequence[str], comes_out: Sequence[str], known: Sequence[Printed]
) -> Iterator[tuple[int, Difference]]:
    """Give what differs between the words of a file and those that come out, with the place among the printed words."""
    matcher = difflib.SequenceMatcher(
        None, printed, comes_out, autojunk=len(printed) + len(comes_out) > 2 * _EXACT
    )
    offsets, text = [], ""
    joined = [squeezed(word) for word in comes_out]
    length = 0
    for word in joined:
        offsets.append(length)
        length += len(word)
    text = "".join(joined)
    spans: Spans | None = None
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal" or "".join(map(squeezed, printed[first:last])) == "".join(joined[start:end]):
            continue
        spans = spans or Spans(text, known)
        place = spans.at(offsets[min(start, len(offsets) - 1)]) if offsets else ""
        place = place or _context(comes_out, start, end)
        yield (
            first,
            Difference(
                place, shortened(" ".join(printed[first:last])), shortened(" ".join(comes_out[start:end]))
            ),
        )


def _context(words: Sequence[str], start: int, end: int) -> str:
    before, after = words[max(0, start - _AROUND) : start], words[end : end + _AROUND]
    return f"the text “{' '.join([*before, '…', *after])}”"
