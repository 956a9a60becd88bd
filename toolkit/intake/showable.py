"""Cells to look at, and which of their texts may be written down: never one that could be a respondent's own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.intake.identifiers import identifier_in
from toolkit.intake.person_names import is_name
from toolkit.intake.telling import PERSONAL

MOST_ROWS, FEWEST_ROWS = 5_000, 50
# A code or text is only shown where so many rows have it.
SHOWN_FROM = 10
LONGEST_SHOWN = 80


def sampled(frame: pd.DataFrame, cells: int) -> pd.DataFrame:
    """Give rows spread over a frame, about so many cells; not under 50 rows nor over 5,000."""
    rows = min(MOST_ROWS, max(FEWEST_ROWS, cells // max(frame.shape[1], 1)))
    if len(frame) <= rows:
        return frame
    return frame.iloc[np.linspace(0, len(frame) - 1, rows).astype(np.int64)]


def stripped(cells: pd.Series) -> pd.Series:
    """Give the cells without blanks around them, NaN where nothing is left."""
    texts = cells.astype("str").str.strip()
    return texts.where(texts != "")


def may_be_shown(text: str, rows: int) -> bool:
    """Say whether a text that many respondents have in common may be written down.

    >>> may_be_shown("Webshop", 40), may_be_shown("Webshop", 3), may_be_shown("Jan de Vries", 40)
    (True, False, False)
    """
    if rows < SHOWN_FROM or len(text) > LONGEST_SHOWN or not text.isprintable():
        return False
    return not (PERSONAL.search(text) or identifier_in(text) or is_name(text))
