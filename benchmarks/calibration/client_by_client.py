"""What the studies that look at one client after another have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits
from toolkit.errors import StatisticsError

One = TypeVar("One")
LEVEL = 0.05
RESAMPLES = (
    399  # as many as give order statistics at 2.5%; a report draws 2,000, with the same limits on average
)


def each(
    claims: Mapping[str, Claim], clients: Iterable[One], ask: Callable[[One, int], Mapping[str, float]]
) -> Hits:
    """Ask every client, by its number, for its hits; what it is refused or has no hit for is left out (NaN)."""
    told: list[Mapping[str, float]] = []
    for number, client in enumerate(clients):
        try:
            told.append(ask(client, number))
        except StatisticsError:
            told.append({})
    return {name: np.array([float(one.get(name, np.nan)) for one in told]) for name in claims}


def held(low: ArrayLike, true: ArrayLike, high: ArrayLike) -> float:
    """Share of the limits that hold the truth; NaN where there are none."""
    ends = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    known = np.isfinite(ends[0]) & np.isfinite(ends[1])
    if not known.any():
        return float("nan")
    values = np.broadcast_to(np.asarray(true, dtype=float), known.shape)
    return float(((ends[0] <= values) & (values <= ends[1]))[known].mean())


def rejected(p: ArrayLike) -> float:
    """Share of the tests that reject at 5%; NaN without any."""
    values = np.asarray(p, dtype=float)
    values = values[np.isfinite(values)]
    return float((values < LEVEL).mean()) if values.size else float("nan")


def any_rejected(p: ArrayLike) -> float:
    """Whether any test of a family rejects at 5%; NaN without any."""
    values = np.asarray(p, dtype=float)
    values = values[np.isfinite(values)]
    return float((values < LEVEL).any()) if values.size else float("nan")


def columns(table: pd.DataFrame, stem: str = "") -> tuple[pd.Series, pd.Series]:
    """Give the limits in a table: `low`, `high`, or those of a stem."""
    return (table["low"], table["high"]) if not stem else (table[f"{stem}_low"], table[f"{stem}_high"])
