"""The complete answers to the questions of a scale, which every statistic of this room rests on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import RELIABILITY_ROWS
from toolkit.measures.weights import FloatArray, answered, effective_n


def complete_items(
    items: pd.DataFrame | npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray | None]:
    """Keep the complete rows of at least two items that vary, and their weights (None where all are equal).

    `items` has shape (n, k), k ≥ 2, reversed items turned; `weights` shape (n,).
    Raises StatisticsError with fewer than two items or three complete rows, an item that does not vary, or unusable
    weights.
    """
    x, w = answered(items, weights, name="items")
    if x.ndim != 2 or x.shape[1] < 2:
        raise StatisticsError("items: the reliability of a scale needs at least two items")
    if len(x) < RELIABILITY_ROWS:
        raise StatisticsError(f"items: {len(x)} complete rows, at least {RELIABILITY_ROWS} are needed")
    constant = np.ptp(x, axis=0) == 0
    if constant.any():
        names = ", ".join(str(name) for name in item_names(items, x.shape[1])[constant])
        raise StatisticsError(
            f"items: {names} has the same answer in all {len(x)} complete rows; leave it out"
        )
    return x, w


def item_names(items: pd.DataFrame | npt.ArrayLike, k: int) -> pd.Index:
    """Give the items' names, or their places for an array."""
    return items.columns if isinstance(items, pd.DataFrame) else pd.RangeIndex(k)


def size_of(x: FloatArray, weights: FloatArray | None) -> float:
    """Give the number of rows, or what weights leave of it (Kish).

    Raises StatisticsError where that is fewer than two.
    """
    n = float(len(x)) if weights is None else effective_n(weights)
    if n < 2:
        raise StatisticsError("weights: they leave fewer than two effective rows, too few for a scale")
    return n
