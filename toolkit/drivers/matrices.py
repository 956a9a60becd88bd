"""Stacks of correlation matrices: the outcome last, one matrix per place of the last axis.

A stack has shape (q, q, m): m matrices of the same q variables. The last axis is contiguous, so that one NumPy
operation serves all matrices at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import DEPENDENT_WITHIN
from toolkit.measures.weights import FloatArray

# Correlations that were written with eight decimals may still differ this much.
_SYMMETRIC_WITHIN = 1e-8
# What is added to the diagonal of a resample in which predictors determine each other: far above rounding,
# far below what a share shows.
_RIDGE = 1e-9
# Pivots of a resample below this call for the ridge.
_SMALL_PIVOT = 1e-8
# From so many variables on, Cholesky factors are the faster way to look at the pivots of resamples.
_LARGE = 16


def as_stack(correlation: npt.ArrayLike, always: int, most_drivers: int | None = None) -> FloatArray:
    """Turn correlations of shape (q, q) or (m, q, q) into a checked stack of shape (q, q, m).

    Variables stand in the order: `always`, drivers, outcome.
    Raises StatisticsError where it is no correlation matrix, where no driver is left, with more than
    `most_drivers`, or where predictors determine each other.
    """
    given = np.asarray(correlation, dtype=np.float64)
    if given.ndim not in (2, 3) or given.shape[-1] != given.shape[-2] or not given.size:
        raise StatisticsError(
            f"correlation: a square matrix, or a row of them, expected, not shape {given.shape}"
        )
    drivers = given.shape[-1] - 1 - always
    if always < 0 or drivers < 1:
        raise StatisticsError(
            f"correlation: {given.shape[-1]} variables leave no driver beside {always} always and the outcome"
        )
    if most_drivers is not None and drivers > most_drivers:
        raise StatisticsError(f"{drivers} drivers are too many for all subsets; take at most {most_drivers}")
    matrices = given if given.ndim == 3 else given[None]
    stack = np.ascontiguousarray(np.moveaxis(matrices, 0, -1))
    if not _is_correlation(stack):
        raise StatisticsError(
            "correlation: it must be symmetric, with ones on its diagonal and no missing value"
        )
    impossible = (np.linalg.eigvalsh(matrices) < -DEPENDENT_WITHIN).any()
    if impossible or (np.linalg.eigvalsh(matrices[:, :-1, :-1]) <= DEPENDENT_WITHIN).any():
        raise StatisticsError(
            "correlation: the predictors determine each other, or the matrix is of no set of columns; "
            "leave one predictor out, or compute all correlations on the same rows"
        )
    return stack


def _is_correlation(stack: FloatArray) -> bool:
    if not np.isfinite(stack).all():
        return False
    asymmetry, from_one = stack - stack.swapaxes(0, 1), np.diagonal(stack) - 1
    return bool(max(np.abs(asymmetry).max(), np.abs(from_one).max()) <= _SYMMETRIC_WITHIN)


def sweep(stack: FloatArray, first: int) -> FloatArray:
    """Hold the first variables constant: the Schur complement, shape (q − first, q − first, m).

    What is left are the covariances of the residuals of the other variables on those.
    """
    for _ in range(first):
        row = stack[0, 1:]
        stack = stack[1:, 1:] - (row / stack[0, 0])[:, None] * row[None]
    return stack


def explained(stack: FloatArray) -> FloatArray:
    """Part of the outcome's variance that all variables before it explain, shape (m,).

    On correlations this is R². On a swept stack it is what R² gains.
    """
    return np.asarray(stack[-1, -1] - sweep(stack, len(stack) - 1)[0, 0])


def regularised(stack: FloatArray) -> FloatArray:
    """Make matrices usable in which predictors determine each other; leave all others as they are.

    A resample may draw a dummy as a constant or two columns as equal. The R² of such predictors is that of
    a smaller set, which a vanishing ridge gives: two equal drivers then get the same share.
    """
    if len(stack) > _LARGE and _plainly_regular(stack):
        return stack
    smallest = np.full(stack.shape[-1], np.inf)
    rest = stack
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(len(stack) - 1):
            smallest = np.minimum(smallest, rest[0, 0])
            rest = sweep(rest, 1)
    singular = ~(smallest > _SMALL_PIVOT)
    if not singular.any():
        return stack
    repaired = stack.copy()
    predictors = np.arange(len(stack) - 1)
    repaired[predictors[:, None], predictors[:, None], np.flatnonzero(singular)] += _RIDGE
    return repaired


def _plainly_regular(stack: FloatArray) -> bool:
    """Say whether all pivots of all matrices are large enough, by their Cholesky factors."""
    try:
        roots = np.linalg.cholesky(np.moveaxis(stack, -1, 0)[:, :-1, :-1])
    except np.linalg.LinAlgError:
        return False
    return bool(np.diagonal(roots, axis1=1, axis2=2).min() ** 2 > _SMALL_PIVOT)
