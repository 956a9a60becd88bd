"""Intervals held against the truth: what a procedure finds among all customers is what it should hold of a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.calibration.clients import Client, everybody_planted, planted_clients
from benchmarks.calibration.designs import Design
from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate

Limits: TypeAlias = tuple[float, float, float]
Estimator: TypeAlias = Callable[[Client], Mapping[str, Limits]]


def limits(found: Estimate) -> Limits:
    """Give value, low and high of an estimate."""
    return found.value, found.low, found.high


def rows_of(table: pd.DataFrame, names: Iterable[object] | None = None) -> list[tuple[str, Limits]]:
    """Give value, low and high of each row of a table, by its index or other names."""
    rows = table[["estimate", "low", "high"]].to_numpy(dtype=float).tolist()
    labels = table.index if names is None else names
    return [(str(name), (row[0], row[1], row[2])) for name, row in zip(labels, rows, strict=True)]


def held(found: Limits, true: float) -> float:
    """Say whether an interval holds the truth, 1 or 0; NaN where there is none."""
    _, low, high = found
    return float("nan") if np.isnan(low) or np.isnan(high) else float(low <= true <= high)


def together(marks: list[float]) -> float:
    """Give the share of hits of a client with several intervals, NaN where it has none."""
    kept = [mark for mark in marks if not np.isnan(mark)]
    return float(np.mean(kept)) if kept else float("nan")


@cache
def truths(design: str, of: Estimator) -> Mapping[str, float]:
    """Give what an estimator finds among all customers of the complete world as a design asks it."""
    return {name: value for name, (value, _, _) in of(everybody_planted(design)).items()}


def covered(
    design: Design, repeats: int, seed: int, of: Estimator, names: tuple[str, ...]
) -> dict[str, NDArray[np.float64]]:
    """Draw clients of the complete world, and hold each interval of an estimator against the truth."""
    known = truths(design.name, of)
    found = {name: np.full(repeats, np.nan) for name in names}
    for place, one in enumerate(planted_clients(design, repeats, seed)):
        try:
            here = of(one)
        except StatisticsError:
            continue
        for name in names:
            marks = [held(each, known[key]) for key, each in here.items() if key.split(":")[0] == name]
            found[name][place] = together(marks)
    return found
