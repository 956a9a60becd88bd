"""What one quality check finds, and how it reads the columns that say how a row came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Moments: TypeAlias = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The rows that a check flags (all False where `why_not` says that it was not made), notes and limits used."""

    hits: Bools
    why_not: str = ""
    notes: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)


def not_made(rows: int, why: str, *notes: str) -> Found:
    """Make the result of a check that these data do not allow."""
    return Found(np.zeros(rows, dtype=bool), why, notes)


def rows_told(number: int) -> str:
    """Count rows in words.

    >>> rows_told(1), rows_told(1200)
    ('1 row', '1,200 rows')
    """
    return "1 row" if number == 1 else f"{number:,} rows"


def truths(paradata: pd.DataFrame, column: str) -> tuple[Bools, Bools]:
    """Give where a column of yes and no is known, and where it is yes; a column that is not there knows nothing."""
    if column not in paradata:
        nothing = np.zeros(len(paradata), dtype=bool)
        return nothing, nothing
    cells = paradata[column].astype("boolean")
    return cells.notna().to_numpy(bool), cells.to_numpy(bool, na_value=False)


def moments_of(paradata: pd.DataFrame, column: str) -> Moments:
    """Give a column of moments in microseconds, NaT where there is none."""
    if column not in paradata:
        return np.full(len(paradata), np.datetime64("NaT"), dtype="datetime64[us]")
    return paradata[column].to_numpy("datetime64[us]")
