"""From the cells of an item to its answers: a number on the scale, or a reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import TypeAlias

import numpy as np
import pandas as pd

from toolkit.engagement import ItemScale, MissingCodes, as_toml, code_number, folded, plain_number
from toolkit.errors import Fault
from toolkit.intake.files.table import coded, spread
from toolkit.intake.telling import LISTED, column_told, listed, value_told
from toolkit.intake.values.numbers import DOUBTFUL, UNDOUBTED, numbers_and_doubts

REASONS = ("answered", "not_applicable", "dont_know", "no_answer")
FEW = 50
CODES_TOLD = 3
# So many different values off the scale, in so many rows and such a share of them, are no slips or missing codes.
OTHER_VALUES, OTHER_ROWS, OTHER_SHARE = 3, 20, 0.2
# What a spreadsheet makes of 7.5: 2026-05-07, or 7-mei as it shows it.
DATED = re.compile(
    r"\d{4}-\d|\d{1,2}[-/. ](?:jan|feb|mrt|mar|maa|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)",
    re.IGNORECASE,
)
Meaning: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray]
ANSWERED, NO_ANSWER = REASONS.index("answered"), REASONS.index("no_answer")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One item: values (NaN where missing), reasons (places in REASONS) and what is wrong with its cells.

    `run`: the lowest and the highest number in the cells, where so many are off the scale that another was asked.
    """

    values: np.ndarray
    reasons: np.ndarray
    faults: tuple[Fault, ...]
    run: tuple[float, float] | None = None


def answers_of(
    file: str, item: str, column: str, cells: pd.Series, scale: ItemScale, *, typed: bool
) -> Answers:
    """Read the cells of one item; the index of `cells` gives the rows that faults name.

    A missing code matches as a number where it is one, else as a text without regard to capitals; a blank cell is
    no_answer. Work is done once per different cell, not per respondent.
    """
    places, texts = coded(cells)
    values, reasons, doubts = _read(texts, scale, typed)
    answered = reasons == ANSWERED
    bad = answered & ~((values >= scale.minimum) & (values <= scale.maximum))
    where = f"{file}, column {column_told(column)}" + (f" ({item})" if item != column else "")
    found: tuple[Fault, ...] = ()
    run = None
    if bad.any():
        run = _other_scale(values, places, answered & ~doubts & ~np.isnan(values), bad)
        told = bad if run is None else bad & (doubts | np.isnan(values))
        found = _faults(where, item, scale, _Cells(cells.index, places, texts, values, doubts), told)
    values[~answered | bad] = np.nan
    return Answers(spread(values, places, np.nan), spread(reasons, places, NO_ANSWER), found, run)


def _other_scale(
    values: np.ndarray, places: np.ndarray, numbers: np.ndarray, bad: np.ndarray
) -> tuple[float, float] | None:
    """Give the run of an item's numbers where another scale than the declared one was asked, else None."""
    rows = np.bincount(places[places >= 0], minlength=len(values))
    off = numbers & bad
    if off.sum() < OTHER_VALUES or rows[off].sum() < max(OTHER_ROWS, OTHER_SHARE * rows[numbers].sum()):
        return None
    return float(values[numbers].min()), float(values[numbers].max())


def _read(texts: pd.Series, scale: ItemScale, typed: bool) -> Meaning:
    """Read different cells: their numbers (NaN where there is none), reasons, and which numbers are in doubt."""
    if len(texts) > FEW:
        return _meaning(texts, scale, typed)
    # Items on one scale mostly have the same texts, which are then read once for all of them.
    alphabetical = sorted(texts)
    values, reasons, doubts = _remembered(tuple(alphabetical), scale, typed)
    places = [alphabetical.index(text) for text in texts]
    return values[places], reasons[places], doubts[places]


@lru_cache(maxsize=64)
def _remembered(texts: tuple[str, ...], scale: ItemScale, typed: bool) -> Meaning:
    return _meaning(pd.Series(texts, dtype="str"), scale, typed)


def _meaning(texts: pd.Series, scale: ItemScale, typed: bool) -> Meaning:
    stripped = texts.str.strip()
    values, doubts = numbers_and_doubts(stripped, typed=typed, highest=scale.maximum)
    reasons = np.where(stripped == "", NO_ANSWER, ANSWERED).astype(np.int8)
    _mark_missing(stripped, values, reasons, scale.missing)
    return values, reasons, doubts


def _mark_missing(texts: pd.Series, values: np.ndarray, reasons: np.ndarray, missing: MissingCodes) -> None:
    words: dict[str, int] = {}
    for place, reason in enumerate(REASONS):
        for code in getattr(missing, reason, ()):
            number = code_number(code)
            if number is None:
                words[folded(str(code))] = place
            else:
                reasons[values == number] = place
    if words:
        found = np.array([words.get(folded(text), -1) for text in texts], dtype=np.int64)
        reasons[found >= 0] = found[found >= 0]


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The different cells of a column (`texts`, their numbers, which of these are in doubt), and where they stand."""

    rows: pd.Index
    places: np.ndarray
    texts: pd.Series
    values: np.ndarray
    doubts: np.ndarray

    def told(self, of: list[int]) -> str:
        """List the rows that hold one of these."""
        return listed(self.rows[np.isin(self.places, of)].tolist())

    def value(self, one: int) -> str:
        """Show one of these, as far as it is nobody's own."""
        return value_told(self.texts[one], int((self.places == one).sum()))


def _faults(where: str, item: str, scale: ItemScale, cells: _Cells, bad: np.ndarray) -> tuple[Fault, ...]:
    """Tell bad cells, those of one value together; a column of many texts is told without showing them."""
    ends = f"{plain_number(scale.minimum)}–{plain_number(scale.maximum)}"
    doubts = np.flatnonzero(bad & cells.doubts).tolist()
    words = np.flatnonzero(bad & np.isnan(cells.values) & ~cells.doubts).tolist()
    off = np.flatnonzero(bad & ~np.isnan(cells.values)).tolist()
    found: list[tuple[list[int], str, str]] = []
    if len(words) > LISTED:
        what = f"holds {len(words):,} different texts where numbers {ends} are asked"
        check = f"Check in [columns] that this is the column of {item}; "
        found.append((words, what, f"{check}the texts are not shown, as they may be personal."))
        words = []
    # The missing codes are told once for a column.
    mends = chain([_mend(item, ends, scale.missing)], repeat("Mend it likewise."))
    found += [
        ([one], f"{cells.value(one)} is no number", next(mends) + _dated(cells.texts[one])) for one in words
    ]
    found += [([one], f"{cells.value(one)} is off the scale {ends}", next(mends)) for one in off[:LISTED]]
    if len(off) > LISTED:
        rest = off[LISTED:]
        found.append((rest, f"{len(rest):,} other values are off the scale {ends}", next(mends)))
    if doubts:
        found.insert(0, (doubts, f"{cells.value(doubts[0])} {DOUBTFUL}", UNDOUBTED))
    return tuple(Fault(f"{where}, {cells.told(of)}", what, mend) for of, what, mend in found)


def _mend(item: str, ends: str, missing: MissingCodes) -> str:
    """Say what can be done: in the engagement, or else in a copy of the file."""
    return (
        f"If it is right, mend the scale ({ends}) or the missing codes of {item} ({_codes(missing)}) in "
        "engagement.toml; else correct it in a copy of the file."
    )


def _codes(missing: MissingCodes) -> str:
    codes = [f"{as_toml(code)} = {reason}" for reason in REASONS for code in getattr(missing, reason, ())]
    more = f" and {len(codes) - CODES_TOLD} more" if len(codes) > CODES_TOLD else ""
    return ", ".join(codes[:CODES_TOLD]) + more if codes else "none but the blank cell"


def _dated(text: str) -> str:
    return " It looks like a date: a Dutch Excel makes one of 7.5." if DATED.match(text.strip()) else ""
