"""Least squares with errors that hold where the spread differs: what contrasts and differences of links rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.drivers.thresholds import LEVERAGE_WITHIN
from toolkit.errors import StatisticsError
from toolkit.measures.scales import flags
from toolkit.measures.weights import FloatArray

# Rows taken at a time: a few MB, however many respondents there are.
_ROWS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """Coefficients (k,) of the columns of a design, their HC3 covariance (k, k) and degrees of freedom n − k."""

    values: FloatArray
    covariance: FloatArray
    degrees: float


def robust_regression(
    design: FloatArray, outcome: FloatArray, weights: FloatArray | None, names: tuple[str, ...]
) -> Robust:
    """Regress an outcome, shape (n,), on the columns of a design, shape (k, n), the intercept among them.

    b = (X'WX)⁻¹X'Wy; HC3: (X'WX)⁻¹ · Σ w²e²/(1 − h)² xx' · (X'WX)⁻¹ with leverage h = w·x'(X'WX)⁻¹x.
    `weights`, shape (n,), all above 0, or None; their scale does not matter. `names`, one per column and "" for the
    intercept, are for errors.
    Raises StatisticsError where there are no more rows than columns, where columns determine each other, or where one
    respondent alone settles a coefficient (h = 1), for which HC3 has no value.
    Source: MacKinnon & White (1985), Journal of Econometrics 29, 305–325.
    In R this is `sandwich::vcovHC(lm(y ~ x, weights = w), type = "HC3")`.

    >>> fit = robust_regression(np.array([[1.0, 1, 1, 1], [0, 0, 1, 1]]), np.array([1.0, 3, 5, 9]), None, ("", "x"))
    >>> fit.values.round(6).tolist(), fit.covariance.round(6).tolist()
    ([2.0, 5.0], [[2.0, -2.0], [-2.0, 10.0]])
    """
    k, n = design.shape
    if n <= k:
        raise StatisticsError(
            f"{n} rows are too few for {k} coefficients; collect more answers, or name fewer drivers"
        )
    w = np.ones(n) if weights is None else weights / weights.mean()
    # Columns of one length, so that points and zeros and ones weigh alike.
    lengths = np.sqrt((w * design**2).sum(axis=1))
    scaled = design / np.where(lengths > 0, lengths, 1.0)[:, None]
    gram = (scaled * w) @ scaled.T
    _checked(gram, names)
    inverse = np.asarray(np.linalg.inv(gram), dtype=np.float64)
    values = inverse @ (scaled @ (w * outcome))
    covariance = hc3(scaled, outcome, values, inverse, w, names) / np.outer(lengths, lengths)
    return Robust(values / lengths, covariance, float(n - k))


def hc3(
    design: FloatArray,
    outcome: FloatArray,
    values: FloatArray,
    bread: FloatArray,
    weights: FloatArray | None,
    names: tuple[str, ...],
    *,
    apart: float = 0.0,
) -> FloatArray:
    """HC3 covariance, shape (k, k), of the coefficients `values` of a design of shape (k, n).

    A·Σ w²e²/(1 − h)² xx'·A with A = `bread` = (X'WX)⁻¹ and leverage h = w·(x'Ax + `apart`): what an intercept adds that
    stands apart because the columns have weighted mean 0, 1/Σw, else 0. Otherwise as `robust_regression`.
    """
    middle = np.zeros_like(bread)
    for start in range(0, len(outcome), _ROWS):
        rows = slice(start, start + _ROWS)
        x, y = design[:, rows], outcome[rows]
        w = np.ones(len(y)) if weights is None else weights[rows]
        leverage = w * ((x * (bread @ x)).sum(axis=0) + apart)
        alone = leverage > 1 - LEVERAGE_WITHIN
        if alone.any():
            _refuse(names[int(np.abs(x[:, alone.argmax()]).argmax())])
        middle += (x * (w * (y - values @ x) / (1 - leverage)) ** 2) @ x.T
    return np.asarray(bread @ middle @ bread)


def _checked(gram: FloatArray, names: tuple[str, ...]) -> None:
    if not np.diagonal(gram).all():
        raise StatisticsError(
            f"{names[int((np.diagonal(gram) == 0).argmax())]}: all rows are 0; leave it out"
        )
    involved = list(dict.fromkeys(names[place] for place in flags.dependent_part(gram) if names[place]))
    if involved:
        raise StatisticsError(
            f"{' and '.join(involved)}: each follows exactly from the others; leave one out"
        )


def _refuse(name: str) -> None:
    raise StatisticsError(
        f"{name}: one respondent alone settles its coefficient, because nobody else has such a value; "
        "leave it out, or merge its rare values"
    )
