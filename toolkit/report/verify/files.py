"""One file of a report held against what comes out, by what kind of file it is."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from toolkit.errors import ReportError
from toolkit.report.document import build_document
from toolkit.report.runs.compare import cell_place, cells
from toolkit.report.runs.history import tables_of
from toolkit.report.runs.records import apart
from toolkit.report.verify.books import book_differences
from toolkit.report.verify.html import compare_html
from toolkit.report.verify.packed import packed_differences
from toolkit.report.verify.places import Compared, Difference, Printed, places_of_texts
from toolkit.report.verify.shown import shown_differences

DRAWING, DRAWN = ", its drawing", "drawn differently"
PACKED = (".pptx", ".zip", ".docx")


def compare_files(
    name: str, printed: bytes, comes_out: bytes, known: Sequence[Printed], renamed: Mapping[str, str]
) -> Compared:
    """Compare a file of a report with the one that comes out, which may not be the same byte for byte.

    `known` are the pieces of the report, to name places by; `renamed` are words that may differ.
    """
    ending = PurePosixPath(name).suffix.lower()
    kinds: dict[str, Callable[[bytes, bytes], Compared]] = {
        ".pdf": lambda old, new: _pdf(old, new, known, renamed),
        **dict.fromkeys((".html", ".svg"), lambda old, new: _page(old, new, known, renamed)),
        ".ipynb": lambda old, new: _notebooks(old, new, known),
        ".json": lambda old, new: _entries(old, new, renamed),
        ".xlsx": lambda old, new: _cells(old, new, renamed),
        **dict.fromkeys(PACKED, lambda old, new: _parts(old, new, known, renamed)),
    }
    try:
        if ending in kinds:
            return kinds[ending](printed, comes_out)
    except ReportError as error:
        return Compared((Difference("the file", str(error), ""),))
    return Compared((Difference("the file", "it holds something else than comes out", ""),))


def _pdf(old: bytes, new: bytes, known: Sequence[Printed], renamed: Mapping[str, str]) -> Compared:
    from toolkit.report.verify.pdf import compare_pdf  # noqa: PLC0415 - slow to import

    return compare_pdf(old, new, known, renamed)


def _page(old: bytes, new: bytes, known: Sequence[Printed], renamed: Mapping[str, str]) -> Compared:
    return compare_html(old, new, known, renamed)


def _entries(old: bytes, new: bytes, renamed: Mapping[str, str]) -> Compared:
    found = list(_json_differences(_loaded(old), _loaded(new), renamed))
    return _told(found, "its entries are as they come out")


def _cells(old: bytes, new: bytes, renamed: Mapping[str, str]) -> Compared:
    return _told(list(book_differences(old, new, renamed)), "its cells are as they come out")


def _parts(old: bytes, new: bytes, known: Sequence[Printed], renamed: Mapping[str, str]) -> Compared:
    def inner(name: str, one: bytes, other: bytes) -> Compared:
        return compare_files(name, one, other, known, renamed)

    found = packed_differences(old, new, known, renamed, inner)
    return _told(found, "its words and numbers are as they come out")


def _told(found: list[Difference], same: str) -> Compared:
    return Compared(tuple(found), () if found else (f"saved anew; {same}",))


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReportError(f"it cannot be read as JSON ({type(error).__name__})") from error


def _json_differences(
    old: Any, new: Any, renamed: Mapping[str, str], where: str = "", entry: str = ""
) -> Iterator[Difference]:
    """Compare JSON data entry by entry; an entry of a list is known by its number, key or id."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*new, *old)):
            inner = f"{entry}.{key}" if entry else key
            if key not in old or key not in new:
                absent, there = (
                    ("not there", _text(new[key])) if key in new else (_text(old[key]), "not there")
                )
                yield Difference(_place(where, inner), absent, there)
            else:
                yield from _json_differences(old[key], new[key], renamed, where, inner)
    elif (
        isinstance(old, list) and isinstance(new, list) and any(isinstance(one, dict) for one in (*old, *new))
    ):
        first, second = (_by_name(one) for one in (old, new))
        for name in dict.fromkeys((*second, *first)):
            place = _place(where, f"{entry} {name}".strip() if entry else name)
            if name not in first or name not in second:
                yield Difference(
                    place, *(("not there", "there") if name in second else ("there", "not there"))
                )
            else:
                yield from _json_differences(first[name], second[name], renamed, place)
    elif old != new and not (isinstance(old, str) and renamed.get(old) == new):
        yield Difference(_place(where, entry), *apart(_text(old), _text(new)))


def _place(where: str, entry: str) -> str:
    return ", ".join(filter(None, (where, entry))) or "the file"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _by_name(rows: Sequence[Any]) -> dict[str, Any]:
    named = {}
    for place, row in enumerate(rows, start=1):
        name = f"entry {place}"
        if isinstance(row, dict):
            # A finding is known by its key; its number is how a reader knows it.
            given = next((str(row[key]) for key in ("key", "id", "name", "number") if row.get(key)), "")
            told = f"Finding {row['number']}" if "number" in row and "strength" in row else given
            name = told if told and told not in named else f"{told} {name}".strip()
        named[name] = row
    return named


def _notebooks(printed: bytes, comes_out: bytes, known: Sequence[Printed]) -> Compared:
    """Compare two executed notebooks: every cell of their tables, their sentences and pictures, then their cells."""
    old, new = _loaded(printed), _loaded(comes_out)
    try:
        first, second = _texts_of(old), _texts_of(new)
        written = [_written(one) for one in (old, new)]
        shown = list(shown_differences(old, new, known))
    except (KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"it cannot be read as a notebook ({type(error).__name__}: {error})") from error
    found = [
        _changed(place, first.get(place, "not there"), second.get(place, "not there"))
        for place in dict.fromkeys((*second, *first))
        if first.get(place) != second.get(place)
    ]
    found += shown
    for before, after in itertools.zip_longest(*written, fillvalue=("", "not there")):
        if before != after:
            found.append(Difference(after[0] or before[0], *apart(before[1], after[1])))
    return _told(found, "its tables, sentences, pictures and code are as they come out")


def _changed(place: str, before: str, after: str) -> Difference:
    """Tell a text that differs; of a picture only that it does."""
    return (
        Difference(place, DRAWN, "") if place.endswith(DRAWING) else Difference(place, *apart(before, after))
    )


def _written(notebook: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what is written in each cell with the cell's name, but for the parameters: of those the record tells."""
    kept = [one for one in notebook["cells"] if "injected-parameters" not in one["metadata"].get("tags", ())]
    return [
        (
            f"the {'code' if cell['cell_type'] == 'code' else 'text'} of cell {place}",
            " ".join("".join(cell["source"]).split()),
        )
        for place, cell in enumerate(kept, start=1)
    ]


def _texts_of(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Give every text of a notebook's report by its place; of a picture, its drawing."""
    document = build_document(notebook)
    found: dict[str, str] = {}
    for table in tables_of(document):
        found |= {cell_place(table, cell): cell.text for cell in cells(table).values()}
    for place, text in places_of_texts(document):
        found[place] = f"{found[place]} {text}" if place in found else text
    for block in document["blocks"]:
        if block["kind"] == "figure":
            found[f"Figure {block['number']}{DRAWING}"] = block["svg"]
        elif block["kind"] == "what_if":
            found[f"the levers “{block['title']}”"] = block["data"]
        elif block["kind"] == "quotes":
            found |= {f"quote {n}": one["text"] for n, one in enumerate(block["quotes"], start=1)}
        elif block["kind"] == "findings":
            for one in block["findings"]:
                found[f"Finding {one['number']}, its strength"] = one["strength"]
                found[f"Finding {one['number']}, its numbers"] = json.dumps(one["numbers"], sort_keys=True)
    meta = document["meta"]
    return found | {f"the cover, {key}": str(value) for key, value in meta.items() if key != "run"}
