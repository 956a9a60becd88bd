"""Many resamples of respondents at once: counts of the rows drawn × what each row adds, one matrix product."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from toolkit.measures.thresholds import CONSTANT_WITHIN, RESAMPLED_GROUPS, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Rows: TypeAlias = slice | npt.NDArray[np.int64]

# Of few sums many resamples are made together, of many rows fewer: no more numbers than these, 32 MB.
_MOST_DRAWS = 4_194_304
# What rows add to the sums is made for so many rows × sums at a time: 16 MB.
_SUMMED = 2_097_152
# A product is made in pieces, on so many rows, and so many multiplications where there are few sums: the sum of many
# numbers rests on their order in its last digits, and so these keep theirs.
_PRODUCT = 262_144
_ROWS = 64
# More sums than this are made for so many resamples at a time: larger pieces are no faster.
_FEW_SUMS = 128
_TOGETHER = 200


def row_sums(
    products: Callable[[Rows], FloatArray],
    n: int,
    generator: np.random.Generator,
    *,
    most_rows: int = RESAMPLED_ROWS,
    groups: int = RESAMPLED_GROUPS,
) -> FloatArray:
    """Give what each of `n` rows, or group of rows, adds to some sums: shape (sums, rows).

    `products` takes rows and gives what they add, shape (sums, rows). Above `most_rows` the columns of the result are
    so many equal random groups of respondents: resampling these costs no more with more respondents.
    """
    if n <= most_rows:
        return products(slice(None))
    order = generator.permutation(n)
    edges = np.linspace(0, n, groups + 1).astype(np.int64)
    blocks, start, some = [], 0, 1
    while start < groups:
        inner = edges[start : start + some + 1]
        rows = order[inner[0] : inner[-1]]
        blocks.append(np.add.reduceat(products(rows), inner[:-1] - inner[0], axis=1))
        # The first group alone tells how many sums there are, and so how many rows at a time memory has room for.
        start, some = start + some, max(1, _SUMMED // len(blocks[0]) * groups // n)
    return np.concatenate(blocks, axis=1)


def cross_products(scores: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Give what each row adds to Σwxy of all pairs (x, y), Σwx and Σw: shape (q(q+1)/2 + q + 1, n).

    `scores` has shape (q, n), `weights` shape (n,) or None for ones.
    """
    q, n = scores.shape
    weighted = scores if weights is None else scores * weights
    products = np.empty((q * (q + 1) // 2 + q + 1, n))
    end = 0
    for i in range(q):
        np.multiply(scores[i:], weighted[i], out=products[end : end + q - i])
        end += q - i
    products[end:-1] = weighted
    products[-1] = 1.0 if weights is None else weights
    return products


def drawn_sums(sums: FloatArray, resamples: int, generator: np.random.Generator) -> FloatArray:
    """Draw rows with replacement, each with equal probability, and sum over the rows of each resample.

    `sums` has shape (sums, rows); the result has shape (sums, resamples).
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    rows = sums.shape[1]
    by_row = np.ascontiguousarray(sums.T)
    together = _TOGETHER if len(sums) >= _FEW_SUMS else _PRODUCT // (len(sums) * _ROWS)
    together = max(1, min(together, _MOST_DRAWS // rows))
    counts = np.zeros((together, rows))
    drawn = np.empty((len(sums), resamples))
    # On two threads a product gains little, and loses much where another report runs beside this one.
    with blas_threads().limit(limits=1, user_api="blas"):
        for start in range(0, resamples, together):
            some = min(together, resamples - start)
            places = generator.integers(0, rows, size=(some, rows))
            places += np.arange(some)[:, None] * rows
            counts[:some] = np.bincount(places.ravel(), minlength=some * rows).reshape(some, rows)
            drawn[:, start : start + some] = _product(counts, by_row)[:some].T
    return drawn


def _product(counts: FloatArray, by_row: FloatArray) -> FloatArray:
    """Multiply (resamples, rows) by (rows, sums)."""
    product = np.zeros((len(counts), by_row.shape[1]))
    for start in range(0, len(by_row), _ROWS):
        some = slice(start, start + _ROWS)
        product += counts[:, some] @ by_row[some]
    return product


@cache
def blas_threads() -> ThreadpoolController:
    """Give what limits the threads of matrix products; to find their libraries takes as long as a few products."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - only here

    return ThreadpoolController()


def correlations_of(sums: FloatArray, q: int) -> FloatArray:
    """Turn sums of `cross_products`, shape (q(q+1)/2 + q + 1, b), into correlations of shape (q, q, b).

    The columns had variance 1 or so in the sample as a whole. One that does not vary in a resample has correlation 0
    there with all others: what does not vary goes along with nothing. Where nobody was drawn who counts, all are NaN.
    """
    with np.errstate(invalid="ignore"):
        sums = sums / sums[-1]
    means = sums[-1 - q : -1]
    i, j = np.triu_indices(q)
    covariances = sums[: len(i)] - means[i] * means[j]
    variances = covariances[i == j]
    # Columns have variance 1 in the sample as a whole, so that this is relative to what they can do.
    varies = variances > CONSTANT_WITHIN
    scale = np.divide(
        1.0, np.sqrt(np.where(varies, variances, 1.0)), out=np.zeros_like(variances), where=varies
    )
    correlations = covariances * scale[i] * scale[j]
    stack = np.empty((q, q, sums.shape[1]))
    stack[i, j] = correlations
    stack[j, i] = correlations
    stack[np.arange(q), np.arange(q)] = 1.0
    return stack
