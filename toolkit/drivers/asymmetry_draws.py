"""How often redrawn customers put a driver in each class: all resamples from one set of sums."""

from __future__ import annotations

from typing import Final

import numpy as np

from toolkit.drivers.thresholds import CLEARLY_LARGER
from toolkit.measures.resampling import Rows, cross_products, drawn_sums, row_sums
from toolkit.measures.thresholds import RESAMPLED_GROUPS
from toolkit.measures.weights import FloatArray

# The classes of a resample, in the order of `class_chances`.
KINDS: Final = ("basic", "performance", "excitement", "none")
# Resamples solved at a time: a few MB.
_RESAMPLES = 512
# What is added to the diagonal, as a part of it: a resample may hold nobody who is low on a driver.
_RIDGE = 1e-9


def class_chances(
    design: FloatArray,
    outcome: FloatArray,
    weights: FloatArray | None,
    steps: FloatArray,
    resamples: int,
    generator: np.random.Generator,
) -> FloatArray:
    """Give the part of the resamples in which each driver is of each class, shape (4, p): see KINDS.

    `design` (k, n) ends with the low and then the high parts of p drivers (0 or 1); `steps` (2, p) is how far these
    lie from the middle. Respondents are drawn with equal probability and bring their weights along; who is low and who
    is high stays as it was cut in the sample, for the class is asked of these parts. Above 5,000 rows, 5,000 equal
    random groups of respondents are drawn in place of respondents. NaN without resamples.
    """
    p = steps.shape[1]
    if not resamples:
        return np.full((len(KINDS), p), np.nan)
    columns = np.concatenate([design[1:], [outcome]])  # the sums hold the intercept by themselves
    w = None if weights is None else weights / weights.mean()

    def products(rows: Rows) -> FloatArray:
        return cross_products(columns[:, rows], None if w is None else w[rows])

    sums = row_sums(products, len(outcome), generator, most_rows=RESAMPLED_GROUPS, groups=RESAMPLED_GROUPS)
    counts = np.zeros((len(KINDS), p))
    for start in range(0, resamples, _RESAMPLES):
        drawn = drawn_sums(sums, min(_RESAMPLES, resamples - start), generator)
        coefficients = _solved(drawn, len(columns))
        penalty, reward = coefficients[:, -2 * p : -p], coefficients[:, -p:]
        kinds = kinds_of(penalty / steps[0], reward / steps[1])
        counts += [(kinds == kind).sum(axis=0) for kind in range(len(KINDS))]
    return counts / resamples


def kinds_of(penalty: FloatArray, reward: FloatArray) -> FloatArray:
    """Class penalty and reward for steps of equal size: places in KINDS, same shape.

    None where low to high brings nothing (reward − penalty ≤ 0); else basic where the penalty is more than twice the
    reward (CLEARLY_LARGER), excitement where the reward is more than twice the penalty, performance between. What
    has the other sign counts as 0.

    >>> kinds_of(np.array([-3.0, -1, 0, 1]), np.array([1.0, 1, 1, -1])).tolist()
    [0, 1, 2, 3]
    """
    cost, gain = np.maximum(-penalty, 0), np.maximum(reward, 0)
    return np.select(
        [reward - penalty <= 0, cost > CLEARLY_LARGER * gain, gain > CLEARLY_LARGER * cost], [3, 0, 2], 1
    )


def _solved(sums: FloatArray, q: int) -> FloatArray:
    """Solve the normal equations of each resample, around its means: shape (resamples, q − 1)."""
    sums = sums / sums[-1]
    means = sums[-1 - q : -1]
    i, j = np.triu_indices(q)
    covariances = (sums[: len(i)] - means[i] * means[j]).T
    matrices = np.empty((len(covariances), q, q))
    matrices[:, i, j] = matrices[:, j, i] = covariances
    places = np.arange(q - 1)
    # A column that does not vary there gets a diagonal of 1, and so the coefficient 0.
    diagonal = matrices[:, places, places]
    matrices[:, places, places] = np.where(diagonal > _RIDGE, diagonal * (1 + _RIDGE), 1.0)
    return np.asarray(np.linalg.solve(matrices[:, :-1, :-1], matrices[:, :-1, -1:])[..., 0], dtype=np.float64)
