"""Correlations of many resamples at once: counts of the rows drawn × products of the columns, one matrix product."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.drivers.thresholds import CONSTANT_WITHIN, RESAMPLED_GROUPS, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray

# Resamples handed on at a time, and rows drawn at a time: 2 to 8 MB each.
_RESAMPLES = 2_048
_DRAWS = 262_144
# A product is made in pieces of so many multiplications, on so many rows: OpenBLAS makes these on one thread.
# On two it gains 3 ms at best, and loses 30 where another report runs beside this one.
_PRODUCT = 262_144
_ROWS = 64


def resampled_correlations(
    sample: Sample, resamples: int, generator: np.random.Generator
) -> Iterator[FloatArray]:
    """Draw respondents with replacement and give the correlations of each resample.

    Each respondent is drawn with equal probability and brings its weight along. Above 50,000 rows, 5,000 equal
    random groups of respondents are drawn in place of respondents.
    Yields stacks of shape (q, q, b), b adding up to `resamples`. A column that does not vary in a resample has
    correlation 0 there with all others: what does not vary explains nothing.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    q = len(sample.scores)
    sums = _row_sums(sample, generator)
    for start in range(0, resamples, _RESAMPLES):
        yield _correlations(_drawn_sums(sums, min(_RESAMPLES, resamples - start), generator), q)


def _row_sums(sample: Sample, generator: np.random.Generator) -> FloatArray:
    """Give what each row, or group of rows, adds to Σwxy, Σwx and Σw: shape (q(q+1)/2 + q + 1, rows)."""
    scores, weights = sample.scores, sample.weights
    n = scores.shape[1]
    if n <= RESAMPLED_ROWS:
        return _products(scores, weights)
    order = generator.permutation(n)
    edges = np.linspace(0, n, RESAMPLED_GROUPS + 1).astype(np.int64)
    per_block = max(1, _DRAWS // 4 * RESAMPLED_GROUPS // n)
    blocks = []
    for start in range(0, RESAMPLED_GROUPS, per_block):
        inner = edges[start : start + per_block + 1]
        rows = order[inner[0] : inner[-1]]
        products = _products(scores[:, rows], None if weights is None else weights[rows])
        blocks.append(np.add.reduceat(products, inner[:-1] - inner[0], axis=1))
    return np.concatenate(blocks, axis=1)


def _products(scores: FloatArray, weights: FloatArray | None) -> FloatArray:
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


def _drawn_sums(sums: FloatArray, resamples: int, generator: np.random.Generator) -> FloatArray:
    """Sum over the rows of each resample: shape (sums, resamples)."""
    rows = sums.shape[1]
    by_row = np.ascontiguousarray(sums.T)
    piece = max(1, _PRODUCT // (len(sums) * _ROWS))
    pieces = min(max(1, _DRAWS // (rows * piece)), -(-resamples // piece))
    counts = np.zeros((pieces * piece, rows))
    drawn = np.empty((len(sums), resamples))
    for start in range(0, resamples, len(counts)):
        some = min(len(counts), resamples - start)
        places = generator.integers(0, rows, size=(some, rows))
        places += np.arange(some)[:, None] * rows
        counts[:some] = np.bincount(places.ravel(), minlength=some * rows).reshape(some, rows)
        drawn[:, start : start + some] = _product(counts, by_row, piece)[:some].T
    return drawn


def _product(counts: FloatArray, by_row: FloatArray, piece: int) -> FloatArray:
    """Multiply (resamples, rows) by (rows, sums), so many resamples at a time."""
    rows, sums = by_row.shape
    total = np.zeros((len(counts) // piece, piece, sums))
    for start in range(0, rows, _ROWS):
        some = slice(start, start + _ROWS)
        total += counts[:, some].reshape(*total.shape[:2], -1) @ by_row[some]
    return total.reshape(len(counts), sums)


def _correlations(sums: FloatArray, q: int) -> FloatArray:
    """Turn sums of shape (q(q+1)/2 + q + 1, b) into correlations of shape (q, q, b)."""
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
