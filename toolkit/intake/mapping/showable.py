"""Cells to look at, and which of their texts may be written down: never one that could be a respondent's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from toolkit.intake.personal.identifiers import identifier_in
from toolkit.intake.personal.names import first_possible_name, is_name
from toolkit.intake.personal.redaction import MARK, redacted
from toolkit.intake.telling import PERSONAL

MOST_ROWS, FEWEST_ROWS = 5_000, 50
# A code or text is only shown where so many rows have it.
SHOWN_FROM = 10
LONGEST_SHOWN = 80
# A whole day with its year, of birth perhaps: "14 maart 1971".
TELLING = re.compile(r"[\d@./(\[:_]")
DAY = re.compile(r"\d{1,2}\.?\s*[^\W\d_]{3,10}\.?\s*(?:1[89]|20)\d\d")


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
    return not may_be_personal(text)


@lru_cache(maxsize=4_096)
def may_be_personal(text: str) -> bool:
    """Say whether a text, such as a label, may hold anything that identifies somebody.

    >>> may_be_personal("Webshop"), may_be_personal("Webshop via Xandor Prulleveld"), may_be_personal("3512 AB")
    (False, True, True)
    """
    if PERSONAL.search(text) or identifier_in(text) or is_name(text) or first_possible_name(text) is not None:
        return True
    if DAY.search(text):
        return True
    # Names apart, what is redacted has one of these signs; to look for it takes a while.
    return bool(TELLING.search(text)) and redacted(pd.Series([text], dtype="str"))[0].iloc[0] != text


def questions_shown(questions: Mapping[str, str], keep: Sequence[str] = ()) -> dict[str, str | None]:
    """Give the texts of questions without personal data, None where one may hold a name that cannot be taken out.

    `keep` are the names of the client and of what it sells.

    >>> questions_shown({"a": "Mail jan@voorbeeld.nl", "b": "Wat vond u van Xandor Prulleveld?"})
    {'a': 'Mail […: e-mail]', 'b': None}
    """
    names = [name.strip() for name in keep if name.strip()]
    own = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names) or r"(?!)", re.IGNORECASE)
    texts = redacted(pd.Series(list(questions.values()), dtype="str"), keep=names)[0]
    plain = (own.sub(".", MARK.sub(".", text)) for text in texts)
    return {
        column: None if first_possible_name(one) is not None else text
        for column, text, one in zip(questions, texts, plain, strict=True)
    }
