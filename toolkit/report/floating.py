"""No half-empty page before a figure: what does not fit moves to the top of the next page, and the text goes on.

Typst places a float at the top of its own page where it can, above its heading.
So only what is known not to fit may float, and that is known after a first layout: ask, float the first, ask again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

NONE_FLOATING = "#let floating = ()"
PAGE_BOTTOM = 768.0  # points from the top of an upright page to the end of its text
LARGEST_GAP = 150.0  # points: white space above this is filled
MOST_LAYOUTS = 8

Place = tuple[str, int, float, int]


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


def with_floats(source: str, places_of: Callable[[str], list[Place]]) -> str:
    """Give the Typst source with its floats named; `places_of` lays a source out and tells where things came."""
    floating: list[str] = []
    for _ in range(MOST_LAYOUTS):
        source_now = source.replace(NONE_FLOATING, _named(floating), 1)
        gap = next((one[0] for one in places_of(source_now) if one[0] not in floating and _leaves_gap(one)), None)
        if gap is None:
            return source_now
        floating.append(gap)
    return source.replace(NONE_FLOATING, _named(floating), 1)


def _may_float(blocks: Sequence[dict[str, Any]], place: int) -> bool:
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if after is None or after.get("whole") or blocks[place].get("landscape") or after.get("landscape"):
        return False
    if after["kind"] != "heading":
        return True
    under_heading = place > 0 and blocks[place - 1]["kind"] == "heading"
    return bool(after["level"] > 1 and not under_heading)


def _leaves_gap(place: Place) -> bool:
    _, page_before, height, page = place
    return page > page_before and PAGE_BOTTOM - height > LARGEST_GAP


def _named(floating: Sequence[str]) -> str:
    """Write the anchors as a Typst array; they are made of numbers and hold no quote."""
    return "#let floating = (" + "".join(f"{json.dumps(anchor)}, " for anchor in floating).rstrip() + ")"
