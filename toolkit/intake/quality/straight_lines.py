"""Who gives the same answer to a whole block, or many times in a row, where an attentive respondent would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.engagement import ItemScale
from toolkit.intake.quality.found import Bools, Floats, Found, Ints, not_made, rows_told

Ends: TypeAlias = tuple[float, float]
ROWS_AT_ONCE = 1 << 14

# So many same answers in a row are suspect, by the most points of a scale, and one more for every ten items on the
# scale: a long questionnaire gives chance more room. Chosen by simulation: docs/methods/quality.md has the rates.
# On fewer than five points honest answers are too often the same.
FEWEST_POINTS = 5
RUNS = ((5, 14), (7, 8), (np.inf, 6))
ITEMS_PER_STEP = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Of each row the lowest and highest answer to the items of a block, and how many of them were answered.

    `opposed`: both an item and a reversed item of one construct were answered; `items` counts the items.
    """

    lowest: Floats
    highest: Floats
    answered: Ints
    opposed: Bools
    items: int


def straight_lines(
    values: pd.DataFrame, scales: Mapping[str, ItemScale], blocks: Mapping[str, Sequence[str]], least: int
) -> Found:
    """Flag who answers a block with one and the same number, or very many items in a row, at least `least` of them.

    A block is the items of one construct on one scale, and also all items that share the ends of a scale: those are
    asked in one grid. Two kinds of sameness are flagged: over items and reversed items of one construct alike, which
    contradicts itself (an item is reversed with regard to its own construct only); and a same answer within the
    scale. A same answer at an end of the scale over items of one direction is what a delighted or furious customer
    gives, and is only counted in a note.

    Of all items on one scale, in the order of the columns of `values`, a run of `run_asked` same answers within the
    scale is flagged as well; missing answers are passed over. A line through most of a questionnaire is found so.

    Sources: Reuning & Plutzer (2020), Survey Research Methods 14, 439–459, on honest straight lines, which better
    questions make more frequent; docs/methods/quality.md has the share of honest respondents flagged.
    """
    hits, at_an_end = (np.zeros(len(values), dtype=bool) for _ in range(2))
    checked = False
    for (minimum, maximum), block in _blocks(values, scales, blocks):
        if block.items < least:
            continue
        checked = True
        alike = (block.lowest == block.highest) & (block.answered >= least)
        within = (block.lowest > minimum) & (block.lowest < maximum)
        hits |= alike & (block.opposed | within)
        at_an_end |= alike & ~block.opposed & ~within
    if not checked:
        return not_made(len(values), f"no block of questions has {least} items on one scale")
    for ends, items in _in_order(values, scales, blocks).items():
        asked = run_asked(ends, len(items), least)
        if asked is not None and len(items) >= asked:
            hits |= _longest_run(values, items, ends) >= asked
    spared = int((at_an_end & ~hits).sum())
    note = (
        f"{rows_told(spared)} with only the lowest or only the highest answer to a whole block are not flagged as "
        "straight lines: delighted and furious customers answer so too"
    )
    return Found(hits, notes=(note,) if spared else (), limits={"straight_line_items": float(least)})


def run_asked(ends: Ends, items: int, least: int) -> int | None:
    """Tell how many same answers in a row are suspect among `items` on a scale; None where the scale is too short.

    >>> [run_asked((1, points), 20, 6) for points in (3, 5, 7, 11)], run_asked((1, 7), 40, 6), run_asked((1, 7), 20, 12)
    ([None, 16, 10, 8], 12, 12)
    """
    points = ends[1] - ends[0] + 1
    if points < FEWEST_POINTS:
        return None
    base = next(run for most, run in RUNS if points <= most)
    return max(least, base + items // ITEMS_PER_STEP)


def _in_order(
    values: pd.DataFrame, scales: Mapping[str, ItemScale], blocks: Mapping[str, Sequence[str]]
) -> dict[Ends, list[str]]:
    """Give, per scale, the items of all blocks in the order in which they are asked."""
    wanted = {item for construct in blocks.values() for item in construct}
    found: dict[Ends, list[str]] = {}
    for item in values.columns:
        if item in wanted:
            found.setdefault((scales[item].minimum, scales[item].maximum), []).append(item)
    return found


def _longest_run(values: pd.DataFrame, items: Sequence[str], ends: Ends) -> Ints:
    """Count, per row, the most answers in a row that are one number within the scale; missing ones pass unseen."""
    columns = [values[item].to_numpy(np.float64) for item in items]
    longest = np.zeros(len(values), dtype=np.int64)
    # So many rows at a time that they stay in the processor's cache.
    for start in range(0, len(values), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        longest[rows] = _longest_of([column[rows] for column in columns], ends)
    return longest


def _longest_of(columns: Sequence[Floats], ends: Ends) -> npt.NDArray[np.int16]:
    last = np.full(len(columns[0]), np.nan)
    run, longest = (np.zeros(len(last), dtype=np.int16) for _ in range(2))
    for column in columns:
        there = ~np.isnan(column)
        run *= ~there | (column == last)
        run += there
        np.copyto(last, column, where=there)
        np.maximum(longest, run * ((last > ends[0]) & (last < ends[1])), out=longest)
    return longest


def _blocks(
    values: pd.DataFrame, scales: Mapping[str, ItemScale], blocks: Mapping[str, Sequence[str]]
) -> list[tuple[Ends, _Block]]:
    """Give the blocks of each construct and, where several share the ends of a scale, those together."""
    found: dict[Ends, list[_Block]] = {}
    for construct in blocks.values():
        per_scale: dict[Ends, list[str]] = {}
        for item in construct:
            if item in values:
                per_scale.setdefault((scales[item].minimum, scales[item].maximum), []).append(item)
        for ends, items in per_scale.items():
            found.setdefault(ends, []).append(_block(values, scales, items))
    single = [(ends, block) for ends, several in found.items() for block in several]
    return single + [(ends, _joined(several)) for ends, several in found.items() if len(several) > 1]


def _block(values: pd.DataFrame, scales: Mapping[str, ItemScale], items: Sequence[str]) -> _Block:
    lowest, highest = (np.full(len(values), np.nan) for _ in range(2))
    straight, turned = (np.zeros(len(values), dtype=np.int64) for _ in range(2))
    columns = [(values[item].to_numpy(np.float64), scales[item].reverse) for item in items]
    for start in range(0, len(values), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        for column, reverse in columns:
            np.fmin(lowest[rows], column[rows], out=lowest[rows])
            np.fmax(highest[rows], column[rows], out=highest[rows])
            count = turned if reverse else straight
            count[rows] += ~np.isnan(column[rows])
    return _Block(lowest, highest, straight + turned, (straight > 0) & (turned > 0), len(items))


def _joined(several: Sequence[_Block]) -> _Block:
    first, *rest = several
    for other in rest:
        first = _Block(
            np.fmin(first.lowest, other.lowest),
            np.fmax(first.highest, other.highest),
            first.answered + other.answered,
            first.opposed | other.opposed,
            first.items + other.items,
        )
    return first
