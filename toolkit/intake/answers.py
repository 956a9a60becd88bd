"""From the cells of an item to its answers: a number on the scale, or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.engagement import ItemScale, MissingCodes, as_toml, code_number, folded, plain_number
from toolkit.errors import Fault
from toolkit.intake.numbers import DOUBTFUL, UNDOUBTED, numbers_and_doubts
from toolkit.intake.table import coded, spread
from toolkit.intake.telling import LISTED, listed, value_told

REASONS = ("answered", "not_applicable", "dont_know", "no_answer")
ANSWERED, NO_ANSWER = REASONS.index("answered"), REASONS.index("no_answer")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One item: values (NaN where missing), reasons (places in REASONS) and what is wrong with its cells."""

    values: np.ndarray
    reasons: np.ndarray
    faults: tuple[Fault, ...]


def answers_of(
    file: str, item: str, column: str, cells: pd.Series, scale: ItemScale, *, typed: bool
) -> Answers:
    """Read the cells of one item; the index of `cells` gives the rows that faults name.

    A missing code matches as a number where it is one, else as a text without regard to capitals; a blank cell is
    no_answer. Work is done once per different cell, not per respondent.
    """
    places, different = coded(cells)
    texts = different.str.strip()
    values, doubts = numbers_and_doubts(texts, typed=typed, highest=scale.maximum)
    reasons = np.where(texts == "", NO_ANSWER, ANSWERED).astype(np.int8)
    _mark_missing(texts, values, reasons, scale.missing)
    answered = reasons == ANSWERED
    bad = answered & ~((values >= scale.minimum) & (values <= scale.maximum))
    where = f"{file}, column {column}" + (f" ({item})" if item != column else "")
    found: tuple[Fault, ...] = ()
    if bad.any():
        found = _faults(where, item, scale, _Cells(cells.index, places, texts, values, doubts), bad)
    values[~answered | bad] = np.nan
    return Answers(spread(values, places, np.nan), spread(reasons, places, NO_ANSWER), found)


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


def _faults(where: str, item: str, scale: ItemScale, cells: _Cells, bad: np.ndarray) -> tuple[Fault, ...]:
    """Tell bad cells, those of one value together; a column of many texts is told without showing them."""
    ends = f"{plain_number(scale.minimum)}–{plain_number(scale.maximum)}"
    mend = f"Mend the cell, or the scale ({ends}) or missing codes of {item} ({_codes(scale.missing)})."
    doubts = np.flatnonzero(bad & cells.doubts).tolist()
    words = np.flatnonzero(bad & np.isnan(cells.values) & ~cells.doubts).tolist()
    off = np.flatnonzero(bad & ~np.isnan(cells.values)).tolist()
    faults = []
    if doubts:
        what = f"{value_told(cells.texts[doubts[0]])} {DOUBTFUL}"
        faults.append(Fault(f"{where}, {cells.told(doubts)}", what, UNDOUBTED))
    if len(words) > LISTED:
        what = f"holds {len(words):,} different texts where numbers {ends} are asked"
        check = f"Check in [columns] that this is the column of {item}; "
        unshown = "the texts are not shown, as they may be personal."
        faults.append(Fault(f"{where}, {cells.told(words)}", what, check + unshown))
        words = []
    for one in words:
        text = cells.texts[one]
        faults.append(
            Fault(f"{where}, {cells.told([one])}", f"{value_told(text)} is no number", mend + _dated(text))
        )
    for one in off[:LISTED]:
        what = f"{value_told(cells.texts[one])} is off the scale {ends}"
        faults.append(Fault(f"{where}, {cells.told([one])}", what, mend))
    if len(off) > LISTED:
        rest = off[LISTED:]
        what = f"{len(rest):,} other values are off the scale {ends}"
        faults.append(Fault(f"{where}, {cells.told(rest)}", what, mend))
    return tuple(faults)


def _codes(missing: MissingCodes) -> str:
    codes = [f"{as_toml(code)} = {reason}" for reason in REASONS for code in getattr(missing, reason, ())]
    return ", ".join(codes) if codes else "none but the blank cell"


def _dated(text: str) -> str:
    if len(text) >= 8 and text[:4].isdigit() and text[4] == "-":
        return " It looks like a date: a Dutch Excel makes one of 7.5."
    return ""
