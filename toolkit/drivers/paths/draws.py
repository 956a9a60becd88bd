"""Resamples of respondents of whom not all answered everything: covariances of those who did, of many at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from toolkit.drivers.moments import Sample
from toolkit.measures.resampling import Rows, cross_products, drawn_sums, row_sums
from toolkit.measures.weights import FloatArray

# Resamples handed on at a time: a few MB.
_RESAMPLES = 2_048


def resampled_covariances(
    sample: Sample, complete: npt.NDArray[np.bool_], resamples: int, generator: np.random.Generator
) -> Iterator[FloatArray]:
    """Draw respondents with replacement, and give the covariances of those among them who answered everything.

    `complete`, shape (rows,), says which of all respondents stand in `sample`. All are drawn, complete or not, so that
    two samples of the same respondents rest on the same resamples when their generators start alike.
    Yields stacks of shape (q, q, b), b adding up to `resamples`; unit: the standard deviations of the sample.
    A resample without any complete respondent has covariances 0.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    q = len(sample.scores)
    place = np.where(complete, np.cumsum(complete) - 1, 0)

    def products(rows: Rows) -> FloatArray:
        here = place[rows]
        counts = complete[rows].astype(np.float64)
        weights = counts if sample.weights is None else counts * sample.weights[here]
        return cross_products(sample.scores[:, here], weights)

    sums = row_sums(products, len(complete), generator)
    for start in range(0, resamples, _RESAMPLES):
        yield covariances_of(drawn_sums(sums, min(_RESAMPLES, resamples - start), generator), q)


def covariances_of(sums: FloatArray, q: int) -> FloatArray:
    """Turn sums of `cross_products`, shape (q(q+1)/2 + q + 1, b), into covariances of shape (q, q, b)."""
    sums = np.divide(sums, sums[-1], out=np.zeros_like(sums), where=sums[-1] > 0)
    means = sums[-1 - q : -1]
    i, j = np.triu_indices(q)
    covariances = sums[: len(i)] - means[i] * means[j]
    stack = np.empty((q, q, sums.shape[1]))
    stack[i, j] = covariances
    stack[j, i] = covariances
    return stack
