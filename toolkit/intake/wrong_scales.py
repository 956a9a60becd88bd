"""Whether answers in words are on the scale that is declared: five points read as seven give wrong numbers in silence.

"Helemaal mee eens" is 5 on one scale and 7 on another. What tells the two apart is the answers that only one of them
offers. Where people's opinions have one peak, a value between two others is at least as frequent as the rarer of these,
so that with m answers at that one the chance that nobody gave the value is at most one in two to the power m.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, code_number, folded, plain_number
from toolkit.errors import Fault
from toolkit.instrument import Scale, house_scales
from toolkit.instrument.scales import NUMBER_FIRST, NUMBER_LAST
from toolkit.intake.export import Export
from toolkit.intake.files.table import coded
from toolkit.intake.wording import house_scale

# Fewer than one scale in a thousand that was asked is refused (simulated in the tests); with less it is told.
CERTAIN = 12
LISTED = 5
Wording = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ScaleDoubt:
    """A declared scale that another of the house fits better.

    `where`: what declares it. `evidence`: the chance that nobody gave the missing answers is one in two to this power.
    `unseen`: the answers of the declared scale alone, that nobody gave.
    """

    where: str
    items: tuple[str, ...]
    declared: Scale
    fitting: Scale
    evidence: int
    unseen: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Say whether it is beyond doubt that another scale was asked."""
        return self.evidence >= CERTAIN

    def fault(self) -> Fault:
        """Say what to write in the engagement."""
        name, fits = self.declared.name, self.fitting
        ends = f"`minimum = {plain_number(fits.minimum)}`, `maximum = {plain_number(fits.maximum)}`"
        answers = " or ".join(f'"{answer}"' for answer in self.unseen)
        nobody = f": nobody answered {answers}" if answers else ""
        return Fault(
            self.where,
            f'is "{name}", but the answers to {_some(self.items)} are those of "{fits.name}"{nobody}',
            f'Write there `scale = "{fits.name}"`, {ends}. If {name} was asked all the same, write its answers '
            f"with their values in a table [scales.own], and name that one.",
        )


def scale_doubts(
    engagement: Engagement, answers: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[ScaleDoubt, ...], tuple[str, ...]]:
    """Hold answers in words against the scales of the house that are declared for them.

    `answers`: per item its different cells, each with its rows; 0 for an answer that the file only offers. Returns
    what another scale fits better, and sentences about words of one value in one column. A scale of the engagement
    itself is never doubted, nor is one whose numbers stand in the cells.
    """
    groups: dict[str, dict[str, dict[Wording, int]]] = defaultdict(dict)
    scales: dict[str, Scale] = {}
    spelled: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for item, rows in answers.items():
        scale = house_scale(engagement, item)
        words = None if scale is None else _wordings(scale, rows)
        if scale is None or not words:
            continue
        where = _where(engagement, item)
        groups[where][item], scales[where] = words, scale
        for told in _spellings(scale, words):
            spelled[told].append(item)
    found = (_doubt(where, scales[where], items) for where, items in groups.items())
    doubts = tuple(one for one in found if one is not None)
    warnings = [
        f'"{first}" and "{second}" stand in one column ({_some(items)}) and are both {value}: '
        "check that they were one answer"
        for (first, second, value), items in spelled.items()
    ]
    return doubts, tuple(warnings)


def cells_given(export: Export, column: str, cells: pd.Series) -> dict[str, int]:
    """Count the rows per different cell; a code that the file labels is written with its label."""
    places, texts = coded(cells)
    counts = np.bincount(places[places >= 0], minlength=len(texts)).tolist()
    labels = export.labels.get(column, {})
    given = {f"{code} - {label}": 0 for code, label in labels.items()}
    for text, rows in zip(texts, counts, strict=True):
        code = text.strip()
        written = f"{code} - {labels[code]}" if code in labels else text
        given[written] = given.get(written, 0) + rows
    return given


def _where(engagement: Engagement, item: str) -> str:
    own = engagement.items.get(item)
    if own is not None and own.scale:
        return f"items.{item}.scale"
    owner = next(key for key, one in engagement.constructs.items() if item in one.items)
    return f"constructs.{owner}.scale"


def _wordings(scale: Scale, rows: Mapping[str, int]) -> dict[Wording, int] | None:
    """Give the answers of an item with their rows, None where numbers in the cells tell the scale."""
    found: dict[Wording, int] = {}
    for text, times in rows.items():
        plain = folded(text)
        number = code_number(plain)
        if number is not None:
            if times and scale.minimum <= number <= scale.maximum:
                return None
            continue
        wording = scale.wordings.get(plain)
        if wording is not None and wording[1] != plain:
            return None
        joined = NUMBER_FIRST.fullmatch(plain) or NUMBER_LAST.fullmatch(plain)
        if wording is None and joined is not None:
            wording = scale.wordings.get(joined["words"].rstrip(" )"))
        if wording is not None:
            found[wording] = found.get(wording, 0) + times
    return found


def _spellings(scale: Scale, words: Mapping[Wording, int]) -> Iterable[tuple[str, str, str]]:
    given = sorted(one for one, times in words.items() if times)
    for first, second in combinations(given, 2):
        value = scale.values[first[1]]
        if first[0] == second[0] and value == scale.values[second[1]]:
            yield first[1], second[1], plain_number(value)


def _doubt(where: str, scale: Scale, items: Mapping[str, Mapping[Wording, int]]) -> ScaleDoubt | None:
    """Find the scale of the house that fits these answers better than the one that is declared."""
    words = {wording for one in items.values() for wording in one}
    if not any(times for one in items.values() for times in one.values()):
        return None
    better = [one for one in house_scales().values() if one is not scale and _better(one, scale, words)]
    if not better:
        return None
    best = min(better, key=lambda one: (len(_unused(one, words)), one.maximum - one.minimum, one.name))
    alone = {value for text, value in scale.values.items() if text not in best.values}
    unseen = sorted(alone & _unused(scale, words))
    evidence = sum(_evidence(scale, best, one, unseen) for one in items.values())
    dutch = sum(language == "nl" for language, _ in words) * 2 >= len(words)
    labels = [scale.labels[value] for value in unseen if value in scale.labels]
    told = tuple((one.nl if dutch else one.en) or "" for one in labels)
    return ScaleDoubt(where, tuple(items), scale, best, evidence, tuple(filter(None, told)))


def _better(one: Scale, declared: Scale, words: Iterable[Wording]) -> bool:
    """Say whether all answers are on a scale, some with another value, and it explains them better."""
    texts = {text for _, text in words}
    if not all(text in one.values for text in texts):
        return False
    if all(one.values[text] == declared.values[text] for text in texts):
        return False
    if _merged(one, declared, words):
        return False
    return bool(_merged(declared, one, words)) or len(_unused(one, words)) < len(_unused(declared, words))


def _merged(one: Scale, other: Scale, words: Iterable[Wording]) -> list[tuple[Wording, Wording]]:
    """List the answers that have one value on a scale, and two on another."""
    return [
        (first, second)
        for first, second in combinations(sorted(words), 2)
        if first[0] == second[0]
        and one.values[first[1]] == one.values[second[1]]
        and other.values[first[1]] != other.values[second[1]]
    ]


def _unused(scale: Scale, words: Iterable[Wording]) -> set[float]:
    """Give the values of a scale that no answer has, those without words among them."""
    values = {scale.minimum + step for step in range(int(scale.maximum - scale.minimum) + 1)}
    return values - {scale.values[text] for _, text in words}


def _evidence(scale: Scale, best: Scale, words: Mapping[Wording, int], unseen: Iterable[float]) -> int:
    rows: dict[float, int] = defaultdict(int)
    for (_, text), times in words.items():
        rows[scale.values[text]] += times
    told = 0
    for value in unseen:
        below = [times for one, times in rows.items() if one < value]
        above = [times for one, times in rows.items() if one > value]
        told += min(max(below, default=0), max(above, default=0))
    return told + sum(min(words[first], words[second]) for first, second in _merged(scale, best, words))


def _some(items: Iterable[str]) -> str:
    named = list(items)
    more = f" and {len(named) - LISTED} more" if len(named) > LISTED else ""
    return ", ".join(named[:LISTED]) + more
