"""Pages that are filled: no half-empty page before a figure, no first or last row of a table alone on a page.

What does not fit where it stands is set a little smaller, or moves to the top of the next page while the text goes on,
or to the top of the page on which its findings go on, or, if it is a table, goes on overleaf.
A long table may be set a little closer, or else a little wider.
The few lines that stand alone before a heading on a new page are drawn back by what stands closer before them.
Typst places a float at the top of its own page where it can, above its heading.
So only what is known not to fit may float, and that is known after a layout: ask, mend the first fault, ask again, and
keep what helped.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAGE_TOP, PAGE_BOTTOM = 85.0, 768.0  # points from the top of an upright page: where its text begins, and ends
LARGEST_GAP = 110.0  # points: white space above this is filled
LEAST_LEFT = 220.0  # points: less than this on the last page before a heading that begins one jars
LONE_ROWS = 200.0  # what first or last rows that stand alone weigh beside white space
LITTLE_LEFT = 190.0  # what a page with little on it weighs: no rows are left alone to be rid of it
BACK = 3  # pages before such a page on which things may be set closer
TOO_EARLY = 1000.0  # what a figure above its own heading weighs: more than any white space
RUNS_OFF = 10_000.0  # what words that run off their page weigh: more than all the rest
CAPTION = 40.0  # points: what stands over a figure at the least
TEXT_WIDTH, TALLEST = 453.5, 538.5  # points that a picture may take, as in figures.typ
SHARES = {"slightly": 0.9, "smaller": 0.82}  # of a picture's natural size, as in figures.typ
ROW_WAYS = ("tight", "loose", "looser")  # how close the rows of a table stand
FEWEST_ROWS = 8  # in a table that may go on overleaf to fill a page
MOST_MENDED = 40

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Of what must not be cut: its anchor, how it may be mended, page and height reached before it, and its page.

    `ways` hold the white space in points that each needs at the least to help.
    """

    anchor: str
    ways: tuple[tuple[str, float], ...]
    page: int
    height: float
    came_on: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Of a long table: its name, whether this is its "start" or its "end", and the pages of the rows there."""

    name: str
    which: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where things came in a layout.

    `early`: of each figure that moved before its findings its anchor, the page where these begin, and its own.
    `told`: of each finding the page and height where it ends.
    `left`: of each heading that begins a page the page and height where the text before it ends, and its own page.
    """

    marks: tuple[Mark, ...]
    ends: tuple[Ends, ...]
    early: tuple[tuple[str, int, int], ...] = ()
    told: tuple[tuple[int, float], ...] = ()
    left: tuple[tuple[int, float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Fault:
    """What jars: the page it is on, how much, and the names to put on the lists of the ways that may mend it.

    Each way puts one or more names on lists, of things on that page or up to `back` pages before it.
    """

    page: int
    weight: float
    name: str
    ways: tuple[tuple[tuple[str, str], ...], ...]
    back: int = 0


def mark_places(blocks: Sequence[dict[str, Any]]) -> None:
    """Mark each run of headings and the figure or table under them with its anchor and ways, under `leads_to`."""
    for place, block in enumerate(blocks):
        if block["kind"] not in ("figure", "table") or block.get("landscape"):
            continue
        start = place
        while start > 0 and blocks[start - 1]["kind"] == "heading":
            start -= 1
        blocks[start]["leads_to"] = {"anchor": block["anchor"], "ways": _ways(blocks, place)}


def mended(source: str, places_of: Callable[[str], Places]) -> str:
    """Give the Typst source with the lists of what floats, is small and so on; `places_of` lays a source out."""

    def faults_of(names: Names) -> list[_Fault]:
        return _faults(places_of(_with(source, names)), names.get("floating", ()))

    names: Names = {}
    faults = faults_of(names)
    given_up: set[str] = set()
    for _ in range(MOST_MENDED):
        fault = next((one for one in faults if one.name not in given_up), None)
        if fault is None:
            break
        given_up.add(fault.name)
        if (better := _better(names, fault, faults, faults_of)) is not None:
            names, faults = better
            # What comes later has moved: whatever did not help there may help now.
            given_up -= {one.name for one in faults if one.page > fault.page}
    return _with(source, names)


def _better(
    names: Names, fault: _Fault, faults: Sequence[_Fault], faults_of: Callable[[Names], list[_Fault]]
) -> tuple[Names, list[_Fault]] | None:
    """Try each way to mend a fault, then each with what else it needs on that page; None where nothing helps."""
    before, tried = _weight(faults, fault.page), []
    for way in fault.ways:
        trial = _also(names, way)
        after = faults_of(trial)
        if _weight(after, fault.page) < before:
            return trial, after
        tried.append((trial, after))
    for trial, after in tried:
        next_one = next((one for one in after if _comes_with(one, fault, after)), None)
        for way in next_one.ways if next_one else ():
            both = _also(trial, way)
            if _weight(faults_of(both), fault.page) < before:
                return both, faults_of(both)
    return None


def _comes_with(one: _Fault, fault: _Fault, after: Sequence[_Fault]) -> bool:
    """Say whether a fault stands on the page of one being mended, or on those set closer for one that is gone."""
    if fault.back == 0:
        return one.page == fault.page and one.name != fault.name
    gone = fault.name not in {other.name for other in after}
    return gone and fault.page - fault.back <= one.page < fault.page


def _also(names: Names, way: tuple[tuple[str, str], ...]) -> Names:
    """Put the names of a way on their lists, where they are not on them yet."""
    made = dict(names)
    for how, name in way:
        if name not in made.get(how, ()):
            made[how] = (*made.get(how, ()), name)
    return made


def _ways(blocks: Sequence[dict[str, Any]], place: int) -> list[tuple[str, float]]:
    """Say how a figure or table may be mended that leaves a page half empty, and the room that each way needs."""
    block = blocks[place]
    floats = [("floating", 0.0)] if block.get("whole") and _may_float(blocks, place) else []
    if block["kind"] == "figure":
        slightly, smaller = ((how, _shrunk(block, share)) for how, share in SHARES.items())
        before = [("early", 0.0)] if place > 0 and blocks[place - 1]["kind"] == "findings" else []
        return [slightly, *floats, smaller, *before]
    rows = sum(len(part["rows"]) for part in block["parts"])
    return [*floats, *([("broken", 0.0)] if block["whole"] and rows >= FEWEST_ROWS else [])]


def _shrunk(block: dict[str, Any], share: float) -> float:
    """Give the least height of a figure at a share of its size."""
    scale = min(1.0, TEXT_WIDTH / block["width"], TALLEST / block["height"])
    return float(block["height"]) * scale * share + CAPTION


def _may_float(blocks: Sequence[dict[str, Any]], place: int) -> bool:
    """Say whether there is text after it, within its chapter."""
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if after is None or after.get("landscape"):
        return False
    if after["kind"] == blocks[place]["kind"]:
        return False  # or the second would come before the first
    if after["kind"] != "heading":
        return True
    under_heading = place > 0 and blocks[place - 1]["kind"] == "heading"
    # A table that floats past the next heading stands behind that section's own table, as if it were of that section.
    return bool(after["level"] > 1 and not under_heading and blocks[place]["kind"] != "table")


def _faults(places: Places, floating: Sequence[str]) -> list[_Fault]:
    """Give what jars, in order of pages."""
    early = _too_early(places, floating)
    found = itertools.chain(_gaps(places), _little_left(places), _lone_rows(places), early, _run_off(places))
    return sorted(found, key=lambda fault: (fault.page, fault.name))


def _gaps(places: Places) -> Iterator[_Fault]:
    for mark in places.marks:
        gap = PAGE_BOTTOM - mark.height
        if mark.came_on > mark.page and gap > LARGEST_GAP:
            ways = tuple(((how, mark.anchor),) for how, room in mark.ways if room < gap)
            yield _Fault(mark.page, gap, mark.anchor, ways)


def _little_left(places: Places) -> Iterator[_Fault]:
    """Give the pages that hold but a few lines before a heading that begins the next."""
    for page, height, next_page in places.left:
        # A tag with no text before it on its page is left out: that of a turned page comes at the top of the next.
        if next_page == page + 1 and PAGE_TOP + 1 < height < PAGE_TOP + LEAST_LEFT:
            ways = tuple(dict.fromkeys(_closer(places, page)))
            yield _Fault(page, LITTLE_LEFT, f"{page} left", ways, BACK)


def _closer(places: Places, page: int) -> Iterator[tuple[tuple[str, str], ...]]:
    """Give the ways to set all things closer on a page and some pages before: first few pages, and gently."""
    cut = {end.name.rpartition("-")[0] for end in places.ends}
    for back, figures, breaks in (
        *((far, "slightly", False) for far in range(1, BACK + 1)),
        *((BACK, "smaller", breaks) for breaks in (False, True)),
    ):
        near = [mark for mark in places.marks if page - back <= mark.came_on <= page]
        if near:
            yield tuple(
                (_how(mark, figures, breaks and mark.anchor not in cut), mark.anchor) for mark in near
            )


def _how(mark: Mark, figures: str, breaks: bool) -> str:
    """Choose how a figure or a table is set closer; one that `breaks` goes on overleaf instead, where it may."""
    ways = dict(mark.ways)
    if "smaller" in ways:
        return figures
    return "broken" if breaks and "broken" in ways else "tight"


def _too_early(places: Places, floating: Sequence[str]) -> Iterator[_Fault]:
    """Give the figures that came above the heading of the chapter they belong to, and floats above what leads to them.

    A float does so once things before it are set closer and there is room for it after all.
    """
    for mark in places.marks:
        if mark.anchor in floating and mark.came_on <= mark.page:
            yield _Fault(mark.came_on, TOO_EARLY, f"{mark.anchor} floats", ())
    for anchor, page, came_on in places.early:
        if came_on <= page:
            yield _Fault(came_on, TOO_EARLY, f"{anchor} early", ())


def _run_off(places: Places) -> Iterator[_Fault]:
    """Give the findings that run off their page: Typst may not see what room a float above them has taken.

    The fault is of the page before, from which that float came.
    """
    for page, height in places.told:
        if height > PAGE_BOTTOM + 1:
            yield _Fault(page - 1, RUNS_OFF, f"finding {page} runs off", ())


def _lone_rows(places: Places) -> Iterator[_Fault]:
    for one in places.ends:
        if one.pages[-1] > one.pages[0]:
            anchor, _, _ = one.name.rpartition("-")
            start = one.which == "start"
            ways = ((("pushed", anchor),),) if start else tuple(((how, one.name),) for how in ROW_WAYS)
            yield _Fault(one.pages[0], LONE_ROWS, f"{one.name} {one.which}", ways)


def _weight(faults: Sequence[_Fault], page: int) -> float:
    """Weigh what jars up to a page."""
    return sum(fault.weight for fault in faults if fault.page <= page)


def _with(source: str, names: Names) -> str:
    """Fill the lists at the head of the source; the names are made of numbers and hold no quote."""
    for how, chosen in names.items():
        listed = "".join(f"{json.dumps(name)}, " for name in chosen).rstrip()
        source = source.replace(f"#let {how} = ()", f"#let {how} = ({listed})", 1)
    return source
