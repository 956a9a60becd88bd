"""Correlations of many resamples at once: counts of the rows drawn × products of the columns, one matrix product."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.measures.resampling import correlations_of, cross_products, drawn_sums
from toolkit.measures.thresholds import RESAMPLED_GROUPS, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray

# Resamples handed on at a time, and numbers in their correlations: at most 32 MB.
_RESAMPLES = 2_048
_NUMBERS = 4_194_304
# Rows of which the products are summed at a time.
_ROWS = 65_536


def resampled_correlations(
    sample: Sample, resamples: int, generator: np.random.Generator
) -> Iterator[FloatArray]:
    """Draw respondents with replacement and give the correlations of each resample.

    Each respondent is drawn with equal probability and brings its weight along. Above `RESAMPLED_ROWS` rows,
    `RESAMPLED_GROUPS` random groups of respondents, of equal size but for one, are drawn in place of respondents.
    Yields stacks of shape (q, q, b), b adding up to `resamples`. A column that does not vary in a resample has
    correlation 0 there with all others: what does not vary explains nothing.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    q = len(sample.scores)
    sums = _row_sums(sample, generator)
    step = max(1, min(_RESAMPLES, _NUMBERS // q**2))
    for start in range(0, resamples, step):
        yield correlations_of(drawn_sums(sums, min(step, resamples - start), generator), q)


def _row_sums(sample: Sample, generator: np.random.Generator) -> FloatArray:
    """Give what each row, or group of rows, adds to Σwxy, Σwx and Σw: shape (q(q+1)/2 + q + 1, rows)."""
    if sample.scores.shape[1] <= RESAMPLED_ROWS:
        return cross_products(sample.scores, sample.weights)
    return _group_sums(sample, RESAMPLED_GROUPS, generator)


def _group_sums(sample: Sample, groups: int, generator: np.random.Generator) -> FloatArray:
    """Give what each of so many random groups of rows adds, as `_row_sums`: one product of matrices per group."""
    q, n = sample.scores.shape
    # Row by row, so that a row drawn at random lies in one place; the column of ones gives the sums.
    rows = np.empty((n, q + 1))
    rows[:, :q], rows[:, q] = sample.scores.T, 1
    order = generator.permutation(n)
    size, larger = divmod(n, groups)
    sums, start = [], 0
    for number, each in ((larger, size + 1), (groups - larger, size)):
        end, step = start + number * each, each * max(1, _ROWS // each)
        for first in range(start, end, step):
            drawn = order[first : min(first + step, end)]
            some = rows[drawn].reshape(-1, each, q + 1)
            weighted = some if sample.weights is None else some * sample.weights[drawn].reshape(-1, each, 1)
            sums.append(weighted.swapaxes(1, 2) @ some)
        start = end
    products = np.concatenate(sums)
    i, j = np.triu_indices(q)
    return np.concatenate([products[:, i, j].T, products[:, q].T])
