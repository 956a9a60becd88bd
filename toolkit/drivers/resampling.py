"""Correlations of many resamples at once: counts of the rows drawn × products of the columns, one matrix product."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.measures.resampling import Rows, correlations_of, cross_products, drawn_sums, row_sums
from toolkit.measures.thresholds import RESAMPLED_GROUPS, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray

# Resamples handed on at a time: 2 to 8 MB.
_RESAMPLES = 2_048


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
        yield correlations_of(drawn_sums(sums, min(_RESAMPLES, resamples - start), generator), q)


def _row_sums(sample: Sample, generator: np.random.Generator) -> FloatArray:
    """Give what each row, or group of rows, adds to Σwxy, Σwx and Σw: shape (q(q+1)/2 + q + 1, rows)."""
    scores, weights = sample.scores, sample.weights

    def products(rows: Rows) -> FloatArray:
        return cross_products(scores[:, rows], None if weights is None else weights[rows])

    return row_sums(products, scores.shape[1], generator, most_rows=RESAMPLED_ROWS, groups=RESAMPLED_GROUPS)
