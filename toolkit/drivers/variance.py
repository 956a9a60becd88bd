"""What a driver explains alone, what nobody else explains, and what it shares: by itself and beside the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.drivers.bootstrap import share_limits
from toolkit.drivers.matrices import as_stack, regularised, sweep
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class VarianceParts:
    """Links of p drivers with the outcome, each of shape (p,), or (p, m) for m matrices.

    `correlation`: with the outcome, by itself. `partial`, `semipartial`: correlation of the driver, freed from all
    other drivers and `always`, with the outcome freed from these too, and with the outcome as it is.
    `first`: correlation of the driver, freed from `always` alone, with the outcome as it is.
    `alone`: part of the outcome's variance that the driver explains over `always` when it enters first, first².
    `unique`: the part that it adds when it enters last, semipartial². `shared` is alone − unique: what it explains
    together with other drivers; below 0 where the others make it explain more than it does by itself (suppression).
    """

    correlation: FloatArray
    partial: FloatArray
    semipartial: FloatArray
    first: FloatArray
    alone: FloatArray
    unique: FloatArray
    shared: FloatArray


def variance_parts(correlation: npt.ArrayLike, *, always: int = 0) -> VarianceParts:
    """Divide what each driver explains into a part of its own and a part that it shares, from correlations.

    `correlation` has shape (q, q), variables in the order `always`, p drivers, outcome; weighted correlations give
    weighted parts.
    With s the covariances of drivers and outcome y freed from `always`, V the inverse of those of the drivers, and
    b = V·s_y: semipartial_j = b_j/√V_jj, partial_j = semipartial_j/√(s_yy − b's_y + semipartial_j²),
    first_j = s_jy/√s_jj, alone_j = first_j², unique_j = semipartial_j².
    Raises StatisticsError where it is no correlation matrix, or where predictors determine each other.
    Source: Cohen, Cohen, West & Aiken (2003), Applied Multiple Regression/Correlation Analysis, 3rd ed., chapter 3.
    In R these are `last` and `first` of `relaimpo::calc.relimp`, and `ppcor::pcor` and `ppcor::spcor`.

    >>> parts = variance_parts([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    >>> parts.alone.round(4).tolist(), parts.unique.round(4).tolist(), parts.shared.round(4).tolist()
    ([0.36, 0.16], [0.2133, 0.0133], [0.1467, 0.1467])
    """
    parts = parts_of_stack(as_stack(correlation, always), always)
    return VarianceParts(*(getattr(parts, name)[:, 0] for name in VarianceParts.__slots__))


def parts_of_stack(stack: FloatArray, always: int) -> VarianceParts:
    """Divide it for a stack of shape (q, q, m), `always` first and the outcome last; each part has shape (p, m).

    Nothing is checked here; where predictors determine each other, a vanishing ridge takes the smaller set.
    """
    left = sweep(regularised(stack), always)
    inverse = np.moveaxis(np.linalg.inv(np.moveaxis(left[:-1, :-1], -1, 0)), 0, -1)
    slopes = (inverse * left[:-1, -1]).sum(axis=1)
    own = np.moveaxis(np.diagonal(inverse, axis1=0, axis2=1), -1, 0)
    # Not from the inverse with the outcome in it: few respondents drawn anew may leave nothing of that unexplained.
    unexplained = np.maximum(left[-1, -1] - (slopes * left[:-1, -1]).sum(axis=0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        semipartial = slopes / np.sqrt(own)
        partial = semipartial / np.sqrt(unexplained + semipartial**2)
    between = np.moveaxis(np.diagonal(left, axis1=0, axis2=1), -1, 0)
    first = left[:-1, -1] / np.sqrt(between[:-1])
    alone, unique = first**2, semipartial**2
    return VarianceParts(stack[always:-1, -1], partial, semipartial, first, alone, unique, alone - unique)


def squared_limits(correlations: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Limits of `alone` or `unique`, shapes (p,), from resamples of their roots `first` or `semipartial`, shape (p, B).

    The square of a correlation is never below 0 and is larger in resamples, so that percentiles of it would hardly ever
    hold 0. So the limits are those of the correlation with its sign, squared; 0 is the lower one where these lie on
    both sides of 0.

    >>> low, high = squared_limits(np.array([[-0.1, 0.2, 0.1], [0.2, 0.4, 0.3]]), 0.5)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.04], [0.04, 0.16])
    """
    low, high = share_limits(correlations, confidence)
    squares = low**2, high**2
    return np.where(low * high > 0, np.minimum(*squares), 0.0), np.maximum(*squares)
