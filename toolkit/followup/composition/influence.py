"""Regression on groups, with what each respondent adds to the error of its coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.errors import StatisticsError
from toolkit.followup.composition.groups import Matched
from toolkit.followup.waves import IntArray
from toolkit.measures.weights import FloatArray

# Leverage this close to 1, or a wave that groups predict this nearly, leaves nothing to compare: rounding.
SETTLED = 1e-9
# Eigenvalues below this part of the largest are 0: columns that determine each other.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Coefficients (q,), and per respondent what it adds to the error of each, shape (n, q)."""

    values: FloatArray
    influence: FloatArray


def regression(design: FloatArray, outcome: FloatArray, weights: FloatArray) -> Fitted:
    """Regress an outcome, shape (n,), on a design, shape (n, q), with what each row adds to the coefficients' error.

    b = AX'Wy with A the (pseudo-)inverse of X'WX; row i adds A·x·w·e/√(1 − h), h = w·x'Ax its leverage, so that the
    sum of squares is the HC2 covariance. Where columns determine each other, only sums that do not depend on which of
    them is left out have a meaning, such as fitted means.
    Raises StatisticsError where one respondent alone settles a coefficient.
    Source: MacKinnon & White (1985), Journal of Econometrics 29, 305–325.
    In R the sum of squares is `sandwich::vcovHC(lm(y ~ x, weights = w), type = "HC2")`.

    >>> fit = regression(np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.array([1.0, 3, 5, 9]), np.ones(4))
    >>> fit.values.round(6).tolist(), float((fit.influence[:, 1] ** 2).sum().round(6))
    ([2.0, 5.0], 5.0)
    """
    bread = np.linalg.pinv((design * weights[:, None]).T @ design, rcond=SINGULAR, hermitian=True)
    rows = design @ bread
    values = rows.T @ (weights * outcome)
    leverage = weights * (rows * design).sum(axis=1)
    if (leverage > 1 - SETTLED).any():
        raise StatisticsError(
            "One respondent alone settles what a group scores, because its weight outweighs the rest of it. Merge "
            "small groups, or trim the weights."
        )
    spread = weights * (outcome - design @ values) / np.sqrt(1 - leverage)
    return Fitted(values, rows * spread[:, None])


def dummies(groups: tuple[IntArray, ...], numbers: tuple[int, ...]) -> FloatArray:
    """Give a column of zeros and ones per group but the first of each segment, shape (n, Σ(number − 1))."""
    columns = [
        (places[:, None] == np.arange(1, number)) for places, number in zip(groups, numbers, strict=True)
    ]
    return np.hstack(columns).astype(np.float64)


def segment_slices(matched: Matched) -> dict[str, slice]:
    """Say which columns of `dummies` belong to which segment."""
    ends = np.cumsum([number - 1 for number in matched.numbers])
    starts = [0, *ends[:-1]]
    return {
        name: slice(int(start), int(end))
        for name, start, end in zip(matched.names, starts, ends, strict=True)
    }


def standard_error(before: FloatArray, after: FloatArray, pairs: tuple[IntArray, IntArray]) -> float:
    """Give √Σ(what a respondent adds)², the answers of one who is in both waves added up first.

    `before`, `after`: shape (n,) per wave; `pairs`: the places of those in both. Within a wave the mean is taken out:
    each wave is a sample of its own.
    """
    u, v = before - before.mean(), after - after.mean()
    both = u[pairs[0]] + v[pairs[1]]
    parts = (both, np.delete(u, pairs[0]), np.delete(v, pairs[1]))
    return float(np.sqrt(sum(np.sum(part**2) for part in parts)))
