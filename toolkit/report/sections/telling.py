"""What a figure shows, in words: its alternative text begins with the claim, and goes on with the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pandas as pd

# With more rows than these the margins are left to the table: who listens would lose the thread.
MOST_SPOKEN: Final = 8


def in_words(title: str, *sentences: str) -> str:
    """Put the claim of a figure and what it rests on into one text of whole sentences."""
    return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in (title, *sentences) if one)


def with_margins(
    names: Sequence[str], values: Sequence[str], table: pd.DataFrame, margin: Callable[[float, float], str]
) -> Iterator[str]:
    """Give each name with its value, and with its margin (columns low and high) where the rows are few."""
    for name, value, (_, row) in zip(names, values, table.iterrows(), strict=True):
        low, high = float(row["low"]), float(row["high"])
        known = math.isfinite(low) and math.isfinite(high)
        spoken = known and len(table) <= MOST_SPOKEN
        yield f"{name} {value} ({margin(low, high)})" if spoken else f"{name} {value}"
