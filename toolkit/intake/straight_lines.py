"""Who gives the same answer to a whole block of questions, where an attentive respondent would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from toolkit.engagement import ItemScale
from toolkit.intake.flagged import Floats, Found, Ints, not_made, rows_told

Ends: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Of each row the lowest and highest answer to the items of a block, and how many of them were answered.

    `straight` counts the answers to items as they are, `turned` those to reversed items; `items` counts the items.
    """

    lowest: Floats
    highest: Floats
    straight: Ints
    turned: Ints
    items: int


def straight_lines(
    values: pd.DataFrame, scales: Mapping[str, ItemScale], blocks: Mapping[str, Sequence[str]], least: int
) -> Found:
    """Flag who answers a block with one and the same number, on at least `least` of its items.

    A block is the items of one construct on one scale, and also all items that share the ends of a scale: those are
    asked in one grid. Two kinds of sameness are flagged: over items and reversed items alike, which contradicts
    itself; and a same answer within the scale. A same answer at an end of the scale over items of one direction is
    what a delighted or furious customer gives, and is only counted in a note.

    Sources: Reuning & Plutzer (2020), Survey Research Methods 14, 439–459, on honest straight lines, which better
    questions make more frequent; docs/methods/quality.md has the share of honest respondents flagged.
    """
    hits, at_an_end = (np.zeros(len(values), dtype=bool) for _ in range(2))
    checked = False
    for (minimum, maximum), block in _blocks(values, scales, blocks):
        if block.items < least:
            continue
        checked = True
        alike = (block.lowest == block.highest) & (block.straight + block.turned >= least)
        contradicts = (block.straight > 0) & (block.turned > 0)
        within = (block.lowest > minimum) & (block.lowest < maximum)
        hits |= alike & (contradicts | within)
        at_an_end |= alike & ~contradicts & ~within
    if not checked:
        return not_made(len(values), f"no block of questions has {least} items on one scale")
    spared = int((at_an_end & ~hits).sum())
    note = (
        f"{rows_told(spared)} with only the lowest or only the highest answer to a whole block are not flagged as "
        "straight lines: delighted and furious customers answer so too"
    )
    return Found(hits, notes=(note,) if spared else (), limits={"straight_line_items": float(least)})


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
    for item in items:
        column = values[item].to_numpy(np.float64)
        np.fmin(lowest, column, out=lowest)
        np.fmax(highest, column, out=highest)
        count = turned if scales[item].reverse else straight
        count += ~np.isnan(column)
    return _Block(lowest, highest, straight, turned, len(items))


def _joined(several: Sequence[_Block]) -> _Block:
    first, *rest = several
    for other in rest:
        first = _Block(
            np.fmin(first.lowest, other.lowest),
            np.fmax(first.highest, other.highest),
            first.straight + other.straight,
            first.turned + other.turned,
            first.items + other.items,
        )
    return first
