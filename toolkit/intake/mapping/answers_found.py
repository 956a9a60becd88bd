"""What the columns of items hold: which numbers, which codes of no answer, which answers in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from toolkit.engagement import MissingCodes, code_number, folded
from toolkit.instrument import Scale, house_scales, no_answers, value_on
from toolkit.instrument.scales import NUMBER_FIRST as FIRST
from toolkit.instrument.scales import NUMBER_LAST as LAST
from toolkit.intake.export import Export
from toolkit.intake.mapping.matching import Match
from toolkit.intake.mapping.showable import LONGEST_SHOWN, SHOWN_FROM, may_be_shown, stripped
from toolkit.intake.mapping.targets import Target
from toolkit.intake.values.numbers import numbers_of

REASONS = ("not_applicable", "dont_know", "no_answer")
# A column with more different texts than this holds no answers on a scale.
MOST_TEXTS = 25
# Numbers that surveys use for no answer; another number off the scale is shown where many rows have it.
USUAL = (-99, -98, -97, -9, -8, -7, -1, 88, 97, 98, 99, 888, 997, 998, 999, 8888, 9997, 9998, 9999)
NO_ANSWER_WITHIN = re.compile(r"(?<!\w)(?:n/a|n\.v\.t\.?|nvt|not applicable|niet van toepassing)(?!\w)")
NUMBER_FIRST = re.compile(r"([0-9]{1,3})\s*(?:[-–=:.)(]\s*)?[^\W\d_].*", re.DOTALL)
NUMBER_LAST = re.compile(r".*[^\W\d_]\s*(?:\(([0-9]{1,3})\)|\s[-–=:]\s*([0-9]{1,3}))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What the column of one item holds.

    `low` and `high`: its lowest and highest answer in numbers, among them those beside words and those that words have
    on the declared scale. `missing`: codes of no answer that the engagement does not have yet, by reason, where words
    tell it. `unsure`: numbers off the scale, each with its rows. `off`: rows with other numbers off the scale, which
    are not shown. `words`: answers in words that may be shown, each with its value where the file tells it. `hidden`:
    how many other texts there are.
    """

    match: Match
    low: float | None = None
    high: float | None = None
    missing: Mapping[str, tuple[float | str, ...]] = field(default_factory=dict)
    unsure: tuple[tuple[float, int], ...] = ()
    off: int = 0
    words: Mapping[str, float | None] = field(default_factory=dict)
    hidden: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The different cells of a column, how many rows have each, and the numbers that they are (NaN where none)."""

    texts: pd.Series
    counts: np.ndarray
    numbers: np.ndarray
    labels: Mapping[str, str]


def answers_found(
    export: Export,
    matches: Sequence[Match],
    declared: Mapping[str, MissingCodes],
    scales: Mapping[str, Scale | None] | None = None,
) -> tuple[Found, ...]:
    """Look into the columns of the matches that are items.

    `declared` are the codes of no answer so far, per item, and `scales` the scale of the house that is declared for it.
    """
    known = scales or {}
    return tuple(
        _found(
            export,
            match,
            declared.get(match.target.item, MissingCodes()),
            known.get(match.target.item),
        )
        for match in matches
        if match.target.kind == "item"
    )


def reason_of(text: str) -> str:
    """Say why a text is no answer: a reason, or "" where it is one.

    >>> reason_of("Weet niet"), reason_of("Unfamiliar (N/A)"), reason_of("Mee eens")
    ('dont_know', 'not_applicable', '')
    """
    plain = folded(text)
    return no_answers().get(plain) or ("not_applicable" if NO_ANSWER_WITHIN.search(plain) else "")


def _found(export: Export, match: Match, declared: MissingCodes, scale: Scale | None) -> Found:
    places, different = pd.factorize(stripped(export.frame[match.column]))
    texts = pd.Series(different, dtype="str")
    cells = _Cells(
        texts,
        np.bincount(places[places >= 0], minlength=len(different)),
        numbers_of(texts, typed=export.typed),
        export.labels.get(match.column, {}),
    )
    known = [code for reason in REASONS for code in getattr(declared, reason)]
    codes = {number for code in known if (number := code_number(code)) is not None}
    spoken = {folded(code) for code in known if isinstance(code, str)}
    missing: dict[str, list[float | str]] = {reason: [] for reason in REASONS}
    for code, label in cells.labels.items():
        number, reason = code_number(code), reason_of(label)
        if reason and number is not None and number not in codes:
            codes.add(number)
            missing[reason].append(number)
    words, hidden = _words(cells, spoken, missing, scale)
    ranges = export.missing_ranges.get(match.column, ())
    low, high, unsure, off = _numbers(cells, codes, ranges, match.target)
    worded = [value for value in words.values() if value is not None and _on(match.target, value)]
    ends = [end for end in (low, high, *worded) if end is not None]
    low, high = (min(ends), max(ends)) if ends else (None, None)
    told = {reason: tuple(one) for reason, one in missing.items() if one}
    return Found(match, low, high, told, unsure, off, words, hidden)


def _words(
    cells: _Cells, spoken: set[str], missing: dict[str, list[float | str]], scale: Scale | None
) -> tuple[dict[str, float | None], int]:
    """Sort the texts of a column: those of no answer into `missing`, answers with their value, a count of others."""
    worded = np.flatnonzero(np.isnan(cells.numbers)).tolist()
    if len(worded) > MOST_TEXTS:
        return {}, len(worded)
    labelled = {folded(label): code_number(code) for code, label in cells.labels.items()}
    words: dict[str, float | None] = {}
    hidden = 0
    for place in worded:
        text = cells.texts[place]
        if len(text) > LONGEST_SHOWN:
            hidden += 1
            continue
        plain, reason = folded(text), reason_of(text)
        value = None if scale is None else value_on(scale, text)
        shown = (
            plain in _house_words()
            or plain in labelled
            or (scale is not None and _its_words(scale, plain))
            or may_be_shown(text, int(cells.counts[place]))
        )
        if plain in spoken:
            continue
        if not shown and plain not in no_answers():
            hidden += 1
        elif reason:
            missing[reason].append(plain)
        else:
            words[text] = labelled.get(plain, _number_within(text) if value is None else value)
    return words, hidden


def _numbers(
    cells: _Cells, codes: set[float], ranges: Sequence[tuple[float | str, float | str]], target: Target
) -> tuple[float | None, float | None, tuple[tuple[float, int], ...], int]:
    """Sort the numbers of a column: lowest and highest answer, those that may be no answer, rows of other strays."""
    left = ~np.isnan(cells.numbers) & ~np.isin(cells.numbers, sorted(codes))
    declared = np.zeros(len(left), dtype=bool)
    for first, last in ranges:
        if not isinstance(first, str) and not isinstance(last, str):
            declared |= left & (cells.numbers >= first) & (cells.numbers <= last)
    answers = left & ~declared
    usual = np.isin(cells.numbers, USUAL)
    shown = usual | (cells.counts >= SHOWN_FROM)
    if target.minimum is not None and target.maximum is not None:
        on_scale = (cells.numbers >= target.minimum) & (cells.numbers <= target.maximum)
    else:
        on_scale = shown & ~usual
    stray = answers & ~on_scale
    told = np.flatnonzero(shown & stray).tolist()
    unsure = sorted((float(cells.numbers[place]), int(cells.counts[place])) for place in told)
    off = int(cells.counts[stray & ~shown].sum())
    good = cells.numbers[answers & on_scale]
    return (*((float(good.min()), float(good.max())) if len(good) else (None, None)), tuple(unsure), off)


def _number_within(text: str) -> float | None:
    """Give the number that a platform writes with the words of an answer.

    >>> _number_within("10 - Extremely likely"), _number_within("Extremely likely - 10"), _number_within("Eens (7)")
    (10.0, 10.0, 7.0)
    """
    found = NUMBER_FIRST.fullmatch(text) or NUMBER_LAST.fullmatch(text)
    return None if found is None else float(next(filter(None, found.groups())))


def _its_words(scale: Scale, plain: str) -> bool:
    """Say whether a text is a number of a scale with the words of that scale, which is nobody's own."""
    found = LAST.fullmatch(plain) or FIRST.fullmatch(plain)
    return found is not None and found["words"].rstrip(" )") in scale.values


def _on(target: Target, value: float) -> bool:
    """Say whether a value may be on the scale of a target: its ends need not be known."""
    if target.minimum is None or target.maximum is None:
        return True
    return target.minimum <= value <= target.maximum


@cache
def _house_words() -> frozenset[str]:
    return frozenset(text for scale in house_scales().values() for text in scale.values)
