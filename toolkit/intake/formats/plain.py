"""What plain tables have in common: totals under them, and names that stand twice."""

from __future__ import annotations

import re

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed

TOTAL = re.compile(r"(?:(?:eind|sub)?totaal|(?:grand |sub)?total|som|sum)(?: general)?:?", re.IGNORECASE)


def plain_table(received: Received) -> Parts | Fault:
    """Read a table whose first row names the columns; a total in its last row is left out, and told."""
    made = received.table()
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    frame, told = without_total(frame)
    return Parts(frame, {name: name for name in frame.columns}, warnings=(*warnings, *told))


def without_total(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out a last row that is a total: its first filled cell says so, and not each cell is filled."""
    if len(frame) < 2:
        return frame, ()
    last = frame.iloc[-1].dropna()
    if not len(last) or len(last) == frame.shape[1] > 2 or not TOTAL.fullmatch(str(last.iloc[0]).strip()):
        return frame, ()
    return frame.iloc[:-1], (f"a row of totals was left out ({listed([int(frame.index[-1])])})",)
