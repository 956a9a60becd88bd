"""Correlations of all pairs of columns, each with its interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, same_rows

# A column that varies less than this part of its size within a pair is constant there, up to rounding.
_CONSTANT = 1e-12


def correlation_table(
    frame: pd.DataFrame, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Pearson's correlation of each pair of columns, on the respondents who answered both.

    `frame` has shape (n, k), k ≥ 2, NaN where there is no answer. With unequal weights the correlation is
    the weighted one and the interval uses Kish's effective n of the pair.
    Returns one row per pair, in the order of the columns, with columns
    `first, second, estimate, low, high, n, n_effective`; unit: coefficient of −1 to 1.
    The limits are tanh(atanh r ± z/√(n − 3)), Fisher's z; NaN with fewer than four (effective) respondents.
    `estimate` is NaN where fewer than two answered both or a column does not vary among them.
    Raises StatisticsError with fewer than two columns or repeated names, or for unusable weights.
    Source: Fisher (1921), Metron 1, 3–32. In R this is `cor.test(x, y)`; weighted `cov.wt(…, cor = TRUE)`.

    >>> table = correlation_table(pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 1, 4, 3, 5]}))
    >>> table.loc[0, ["estimate", "low", "high"]].astype(float).round(4).tolist()
    [0.8, -0.2796, 0.9862]
    """
    if frame.shape[1] < 2 or not frame.columns.is_unique:
        raise StatisticsError("a correlation table needs two columns or more, each with its own name")
    same_rows(frame, weights)
    x = as_numbers(frame, "answers")
    w = _row_weights(x, weights)
    r, n, n_effective = _pairwise(x, w)
    i, j = np.triu_indices(x.shape[1], k=1)
    low, high = fisher_limits(r[i, j], n_effective[i, j], normal_quantile(confidence))
    return pd.DataFrame(
        {
            "first": frame.columns[i],
            "second": frame.columns[j],
            "estimate": r[i, j],
            "low": low,
            "high": high,
            "n": n[i, j],
            "n_effective": n_effective[i, j],
        }
    )


def _row_weights(x: FloatArray, weights: npt.ArrayLike | None) -> FloatArray:
    """Give a weight per row: 1 without weights, 0 where the row has no answer at all."""
    if weights is None:
        return np.ones(len(x))
    raw = as_numbers(weights, "weights")
    silent = np.isnan(x).all(axis=1)
    if raw.shape != silent.shape:
        raise StatisticsError(f"weights: {len(x)} expected, one per row, but the shape is {raw.shape}")
    kept = checked_weights(raw[~silent], int((~silent).sum()))
    full = np.zeros(len(x))
    full[~silent] = 1.0 if kept is None else kept / kept.max()
    return full


def _pairwise(x: FloatArray, w: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int64], FloatArray]:
    """Correlation, number and effective number of each pair of columns, each of shape (k, k).

    Five matrix products over all rows at once; a missing answer enters as 0 and is not counted.
    """
    there = ~np.isnan(x)
    m = there.astype(np.float64)
    with np.errstate(invalid="ignore"):
        centre = (w[:, None] * np.where(there, x, 0.0)).sum(axis=0) / (w[:, None] * m).sum(axis=0)
    # Centring first keeps the subtraction of squares below from losing digits.
    y = np.where(there, x - centre, 0.0)
    mw, yw = m * w[:, None], y * w[:, None]
    total, total_squared = m.T @ mw, mw.T @ mw
    sums = yw.T @ m
    squares, products = (y * yw).T @ m, y.T @ yw
    n = (m[w > 0].T @ m[w > 0]).round().astype(np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_effective = np.where(n > 0, total**2 / total_squared, 0.0)
        variances = squares - sums**2 / total
        varies = variances > _CONSTANT * squares
        scale = np.sqrt(variances * variances.T)
        r = np.where(varies & varies.T, (products - sums * sums.T / total) / scale, np.nan)
    return np.clip(r, -1, 1), n, n_effective


def fisher_limits(r: FloatArray, n: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    """Limits tanh(atanh r ± z/√(n − 3)) of Fisher's z interval; NaN where n is 3 or less.

    `r` and `n` have the same shape; `z` is the normal quantile of the confidence.
    Source: Fisher (1921), Metron 1, 3–32.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        margin = np.where(n > 3, z / np.sqrt(n - 3), np.nan)
        centre = np.arctanh(r)
        return np.tanh(centre - margin), np.tanh(centre + margin)
