"""No half-empty page before a figure, and no last row or note of a table alone on a page.

What does not fit moves to the top of the next page, and the text goes on.
A table may be set a little closer, or else a little wider.
Typst places a float at the top of its own page where it can, above its heading.
So only what is known not to fit may float, and that is known after a layout: ask, mend the first, ask again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PAGE_BOTTOM = 768.0  # points from the top of an upright page to the end of its text
LARGEST_GAP = 150.0  # points: white space above this is filled
MOST_LAYOUTS = 8


@dataclass(frozen=True, slots=True)
class Places:
    """Where things came in a layout.

    `blocks`: of what may float its anchor, the page and height in points reached before it, and the page it came on.
    `rows`: of each long table its name, the page of the third row from the end, and that of its last row or note.
    """

    blocks: tuple[tuple[str, int, float, int], ...]
    rows: tuple[tuple[str, int, int], ...]


def mark_places(blocks: Sequence[dict[str, Any]]) -> None:
    """Mark each run of headings and what may float under them with its anchor, under `leads_to`.

    Only what has text after it, within its chapter, may float.
    """
    for place, block in enumerate(blocks):
        if not block.get("whole") or not _may_float(blocks, place):
            continue
        start = place
        while start > 0 and blocks[start - 1]["kind"] == "heading":
            start -= 1
        blocks[start]["leads_to"] = block["anchor"]


def mended(source: str, places_of: Callable[[str], Places]) -> str:
    """Give the Typst source with its floats and its tight and loose tables named; `places_of` lays a source out."""
    names: dict[str, list[str]] = {"floating": [], "tight": [], "loose": []}
    for _ in range(MOST_LAYOUTS):
        faults = _faults(places_of(_with(source, names)))
        fault = next(((how, name) for how, name in faults if name not in names[how]), None)
        if fault is None:
            break
        names[fault[0]].append(fault[1])
    return _with(source, names)


def _may_float(blocks: Sequence[dict[str, Any]], place: int) -> bool:
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if after is None or blocks[place].get("landscape") or after.get("landscape"):
        return False
    if after["kind"] == blocks[place]["kind"]:
        return False  # or the second would come before the first
    if after["kind"] != "heading":
        return True
    under_heading = place > 0 and blocks[place - 1]["kind"] == "heading"
    # A table that floats past the next heading stands behind that section's own table, as if it were of that section.
    return bool(after["level"] > 1 and not under_heading and blocks[place]["kind"] != "table")


def _faults(places: Places) -> Iterator[tuple[str, str]]:
    """Give what jars, in order of pages: how it is mended, and its name."""
    found = [
        (page, 0, "floating", anchor)
        for anchor, page, height, came_on in places.blocks
        if came_on > page and PAGE_BOTTOM - height > LARGEST_GAP
    ]
    for name, page, last in places.rows:
        if last > page:
            found += [(page, 1, "tight", name), (page, 2, "loose", name)]
    return ((how, name) for *_, how, name in sorted(found))


def _with(source: str, names: dict[str, list[str]]) -> str:
    """Fill the lists at the head of the source; the names are made of numbers and hold no quote."""
    for how, chosen in names.items():
        listed = "".join(f"{json.dumps(name)}, " for name in chosen).rstrip()
        source = source.replace(f"#let {how} = ()", f"#let {how} = ({listed})", 1)
    return source
