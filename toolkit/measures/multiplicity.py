"""Many tests at once: p-values that hold for a whole table."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray


def holm(p_values: ArrayLike) -> FloatArray:
    """Adjust a family of p-values by Holm's step-down method.

    `p_values`: one-dimensional, each in 0–1 or NaN; returns an array of the same shape.
    With p(1) ≤ … ≤ p(m): adjusted p(i) = max over j ≤ i of min(1, (m − j + 1)·p(j)).
    A NaN stays NaN and does not count in m: a test that could not be done is no member of the family.

    Raises StatisticsError where a value is not a probability or the array is not one-dimensional.
    Own code, because statsmodels' `multipletests` collects the garbage of the whole process at each call.
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70. In R this is `p.adjust(p, "holm")`.

    >>> holm([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise StatisticsError(
            f"Holm's method takes one row of p-values, not {p.ndim} dimensions. Flatten them."
        )
    tested = ~np.isnan(p)
    if ((p[tested] < 0) | (p[tested] > 1)).any():
        raise StatisticsError(
            "Holm's method takes p-values between 0 and 1. Pass the p-values, not the statistics."
        )
    m = int(tested.sum())
    order = np.argsort(p[tested], kind="stable")
    stepped = np.maximum.accumulate((m - np.arange(m)) * p[tested][order])
    adjusted, family = p.copy(), np.empty(m)
    family[order] = np.minimum(stepped, 1.0)
    adjusted[tested] = family
    return adjusted
