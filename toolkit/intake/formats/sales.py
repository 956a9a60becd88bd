"""What the exports of shops and CRM have in common: a table with one row of names, and columns known by words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from toolkit.engagement import folded
from toolkit.errors import Fault
from toolkit.intake.formats.headers import first_filled, one_line, unique_names
from toolkit.intake.received import Received, Trim


def header(received: Received) -> list[str]:
    """Give the names of the columns as they stand in the file; none where it is no table."""
    start = first_filled(received.head)
    return [one_line(name) for name in received.head[start]] if start >= 0 else []


def table(received: Received, trimmed: Trim | None = None) -> tuple[pd.DataFrame, tuple[str, ...]] | Fault:
    """Read the rows under the names; a name that stands twice gets a number."""
    names, doubled = unique_names(header(received))
    if not names:
        return Fault(received.file, "is no table with a row of names", "Leave the format to be found.")
    made = received.table(names=names, trimmed=trimmed)
    return made if isinstance(made, Fault) else (made[0], (*doubled, *made[1]))


def word(name: str) -> str:
    """Write the name of a column without capitals, blanks and marks.

    >>> word("Order-nr. ")
    'ordernr'
    """
    return re.sub(r"[^a-z0-9]", "", folded(name))


def called(names: Iterable[str], words: Iterable[str]) -> str | None:
    """Give the column that is called by one of these words, the first word first."""
    by_word: dict[str, str] = {}
    for name in names:
        by_word.setdefault(word(name), name)
    return next((by_word[one] for one in words if one in by_word), None)
