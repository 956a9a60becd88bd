"""What plain tables have in common: a header that must be one, a second header, and totals under the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import one_line
from toolkit.intake.personal.identifiers import EMAIL, is_iban, is_ip, is_phone
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed

TOTAL = re.compile(r"(?:(?:eind|sub)?totaal|(?:grand |sub)?total|som|sum)(?: general)?:?", re.IGNORECASE)
# These may be answers too, so more is asked of a row that starts with one.
AVERAGE = re.compile(
    r"(?:gemiddelde?|gem\.|average|mean|avg\.?|mediaan|median|aantal|count|standaard(?:deviatie|afwijking)"
    r"|std\.? ?dev(?:iation)?\.?|minimum|maximum):?",
    re.IGNORECASE,
)
MOST_TOTALS = 4
LONGEST_IDENTIFIER = 60
# Rows that are looked at to tell a second header, and how many columns of numbers must have a text above them: one of
# its own each, and longer than "don't know".
ROWS_BELOW, FEWEST_TEXTS = 50, 3
WORDS = r"^(?=.{12}).*[^\W\d_]{2}"
NUMBER = re.compile(r"\s*[-+]?[0-9]+(?:[.,][0-9]+)?\s*")


def plain_table(received: Received) -> Parts | Fault:
    """Read a table whose first row names the columns.

    Totals in its last rows are left out, and a second row of the header is read as the texts of the questions; both
    are told.
    """
    made = received.table()
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    fault = _no_header(received.file, frame)
    if fault is not None:
        return fault
    frame, totals = without_total(frame)
    frame, texts, header = _without_texts(frame)
    questions = {name: texts.get(name, name) for name in frame.columns}
    return Parts(frame, questions, warnings=(*warnings, *totals, *header))


def _no_header(file: str, frame: pd.DataFrame) -> Fault | None:
    """Refuse a first row that holds an identifier: it is a respondent, not a header."""
    for place, name in enumerate(map(str, frame.columns), 1):
        if _is_identifier(name):
            what = f"has no header: the first row seems to be a respondent (see column {place})"
            return Fault(file, what, "Export it with the names of the columns in the first row.")
    return None


def _is_identifier(name: str) -> bool:
    if not 6 <= len(name) <= LONGEST_IDENTIFIER:
        return False
    digits = sum(sign.isdigit() for sign in name)
    phone = digits >= 8 and not re.search(r"[^\W\d_]", name) and is_phone(name)
    return phone or is_ip(name) or is_iban(name) or EMAIL.fullmatch(name) is not None


def _without_texts(frame: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, str], tuple[str, ...]]:
    """Take off a first row that holds the texts of the questions, as it does where numbers stand below words.

    Returns the rows, the text per column and what to tell.
    """
    if len(frame) < 3 or not frame.columns.is_unique:
        return frame, {}, ()
    first, below = frame.iloc[0].astype("str"), frame.iloc[1 : 1 + ROWS_BELOW]
    words = first[first.str.contains(WORDS, na=False)]
    if len(words) < FEWEST_TEXTS:
        return frame, {}, ()
    asked = first[[_are_numbers(below[name]) for name in frame.columns]]
    if len(asked) < FEWEST_TEXTS or not asked.is_unique or not asked.index.isin(words.index).all():
        return frame, {}, ()
    row = int(frame.index[0])
    told = f"row {row} was read as the texts of the questions, not as answers: numbers stand below its words"
    questions = {str(name): one_line(text) for name, text in first.items() if isinstance(text, str)}
    return frame.iloc[1:], questions, (told,)


def _are_numbers(cells: pd.Series) -> bool:
    filled = cells.dropna().astype("str")
    return len(filled) > 1 and bool(filled.str.fullmatch(NUMBER.pattern).all())


def without_total(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out last rows that are totals or averages: their first filled cell says so, and that of no other row."""
    end = len(frame)
    while end > 1 and len(frame) - end < MOST_TOTALS and _is_total(frame.iloc[:end]):
        end -= 1
    if end == len(frame):
        return frame, ()
    rows = frame.index[end:].tolist()
    what = "a row of totals was" if len(rows) == 1 else "rows of totals were"
    return frame.iloc[:end], (f"{what} left out ({listed(rows)})",)


def _is_total(frame: pd.DataFrame) -> bool:
    cells = frame.iloc[-1]
    last = cells.dropna()
    if not len(last):
        return False
    text = str(last.iloc[0]).strip()
    if TOTAL.fullmatch(text) and not len(last) == frame.shape[1] > 2:
        return True
    if not (AVERAGE.fullmatch(text) or TOTAL.fullmatch(text)):
        return False
    # A column of numbers or of keys holds no such answer, and the rest of a row of averages is numbers.
    others = frame.iloc[:-1, int(np.flatnonzero(cells.notna())[0])].dropna().astype("str")
    rest = last.iloc[1:].astype("str")
    return (
        len(others) > 1
        and bool(others.is_unique or others.str.fullmatch(NUMBER.pattern).all())
        and len(rest) > 0
        and bool(rest.str.fullmatch(NUMBER.pattern).all())
    )
