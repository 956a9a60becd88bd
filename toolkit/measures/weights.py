"""Who counts, and for how much: answered rows, their weights, and what weighting does to a mean.

Every statistic of `measures`, `drivers` and `followup` takes `weights=None` and asks this module.
The rule is one: weights that are all equal change nothing, other weights give the weighted statistic;
a row of weight 0 is left out, as is a row without an answer; an answer without a weight is an error.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError

FloatArray: TypeAlias = npt.NDArray[np.float64]

# Weights that raking left equal up to rounding are equal: the unweighted statistic holds.
_EQUAL_WITHIN = 1e-12


def as_numbers(values: npt.ArrayLike, name: str = "answers") -> FloatArray:
    """Turn answers into an array of floats in which NaN stands for "no answer".

    `values` has shape (n,) or (n, k): a list, array, Series or DataFrame; None and pandas' NA become NaN.
    Raises StatisticsError where a value is no number or is infinite, or where the shape is another one.
    """
    try:
        if isinstance(values, pd.Series | pd.DataFrame):
            numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"{name}: not every value is a number ({error})") from error
    if numbers.ndim not in (1, 2):
        raise StatisticsError(f"{name}: expected a column or a table, got {numbers.ndim} dimensions")
    if np.isinf(numbers).any():
        raise StatisticsError(f"{name}: a value is infinite; make it missing or correct it")
    return numbers


def same_rows(first: object, second: object) -> None:
    """Refuse two pandas columns whose row labels differ: pairing them by place would mix respondents.

    Lists and arrays have no labels and are paired by place.
    Raises StatisticsError.
    """
    kinds = pd.Series | pd.DataFrame
    if isinstance(first, kinds) and isinstance(second, kinds) and not first.index.equals(second.index):
        raise StatisticsError(
            "two columns have different row labels, so that it is unclear which answer goes with which; "
            "take both from the same rows, or pass arrays to pair them by place"
        )


def checked_weights(weights: npt.ArrayLike | None, n: int) -> FloatArray | None:
    """Give the weights of `n` respondents as floats, or None where they are absent or all equal.

    `weights` has shape (n,); the scale does not matter. Rows of weight 0 are still in the result:
    `answered` is what leaves them out.
    Raises StatisticsError where the length is not `n`, a weight is missing, infinite or below 0,
    or all are 0.
    """
    if weights is None:
        return None
    w = as_numbers(weights, "weights")
    if w.ndim != 1 or len(w) != n:
        raise StatisticsError(f"weights: {n} expected, one per row, but the shape is {w.shape}")
    if not n:
        return None
    lowest, highest = w.min(), w.max()  # NaN where one is
    if np.isnan(lowest):
        row = int(np.flatnonzero(np.isnan(w))[0])
        raise StatisticsError(
            f"weights: {int(np.isnan(w).sum())} answered rows have no weight (the first is row {row}, "
            "counted from 0); give each a weight, or 0 to leave it out"
        )
    if lowest < 0:
        row = int(np.flatnonzero(w < 0)[0])
        raise StatisticsError(f"weights: {w[row]:g} at row {row}, counted from 0, is below 0")
    if highest == 0:
        raise StatisticsError("weights: all are 0, so that no respondent counts")
    return None if highest - lowest <= _EQUAL_WITHIN * highest else w


def answered(
    values: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, name: str = "answers"
) -> tuple[FloatArray, FloatArray | None]:
    """Keep the rows that count: without a missing answer and with a weight above 0.

    `values` has shape (n,) or (n, k), of which a row counts when all k answers are there (listwise).
    Returns the kept values and their weights, None where those are absent or all equal; it may be empty.
    `name` says in an error what the values are.
    Raises StatisticsError as `as_numbers`, `same_rows` and `checked_weights` do; a weight that is missing
    where the answer is missing too does no harm.
    """
    same_rows(values, weights)
    x = as_numbers(values, name)
    keep = ~np.isnan(x) if x.ndim == 1 else ~np.isnan(x).any(axis=1)
    if weights is None:
        return x[keep], None
    raw = as_numbers(weights, "weights")
    if raw.shape != keep.shape:
        raise StatisticsError(f"weights: {len(x)} expected, one per row, but the shape is {raw.shape}")
    if not keep.any():
        return x[keep], None
    w = checked_weights(np.where(keep, raw, 0.0), len(x))
    if w is None:
        return x[keep], None
    keep &= w > 0
    return x[keep], checked_weights(w[keep], int(keep.sum()))


def effective_n(weights: npt.ArrayLike) -> float:
    """Kish's effective number of respondents, (Σw)² / Σw²: n for equal weights, less for others.

    `weights` has shape (n,), with at least one above 0.
    Raises StatisticsError as `checked_weights` does.
    Source: Kish (1965), Survey Sampling; Kish (1992), Journal of Official Statistics 8, 183–200.
    In R this is `sum(w)^2 / sum(w^2)`.

    >>> effective_n([1, 1, 2])
    2.6666666666666665
    """
    w = as_numbers(weights, "weights")
    if checked_weights(w, len(w)) is None:
        return float(len(w))
    w = w / w.max()
    return float(w.sum() ** 2 / (w**2).sum())


def sizes_within(
    parts: npt.NDArray[np.int64], number: int, weights: npt.ArrayLike | None = None
) -> FloatArray:
    """Count, per part, the smaller of respondents and effective number (Kish); 0 where nobody is, shape (number,).

    `parts` has shape (n,): the part of each respondent, from 0 up to but not including `number`, below 0 for none.
    `weights` has shape (n,); those of respondents in no part do not matter.
    Raises StatisticsError as `checked_weights` does, or where all weights of a part are 0.
    Source: as `effective_n`, of all parts at once.

    >>> sizes_within(np.array([0, 0, 0, 2, 2, -1]), 3, [1, 1, 2, 5, 5, 9]).round(6).tolist()
    [2.666667, 0.0, 2.0]
    """
    here = parts >= 0
    part = parts[here]
    counts = np.bincount(part, minlength=number).astype(np.float64)
    given = None if weights is None else as_numbers(weights, "weights")[here]
    w = checked_weights(given, len(part))
    if w is None:
        return counts
    most, least = np.zeros(number), np.full(number, np.inf)
    np.maximum.at(most, part, w)
    np.minimum.at(least, part, w)
    if (most[counts > 0] == 0).any():
        raise StatisticsError("weights: all of a part are 0, so that no respondent counts there")
    relative = w / most[part]
    sums, squares = (np.bincount(part, each, minlength=number) for each in (relative, relative**2))
    uneven = (counts > 0) & ~(most - least <= _EQUAL_WITHIN * most)
    counts[uneven] = np.minimum(counts, sums**2 / np.where(uneven, squares, 1.0))[uneven]
    return counts


def weighted_mean(x: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """Mean Σwx / Σw of `x`, shape (n,), without missing answers; `w=None` counts each once.

    Unit: that of `x`. Rows are those of `answered`: nothing is checked here.
    In R this is `weighted.mean(x, w)`.

    >>> weighted_mean([0, 100], [1, 3])
    75.0
    """
    weights = None if w is None else np.asarray(w, dtype=np.float64)
    return float(np.average(np.asarray(x, dtype=np.float64), weights=weights))


def linearised_influence(x: npt.ArrayLike, w: npt.ArrayLike | None = None) -> FloatArray:
    """What each respondent adds to the error of the weighted mean: w(x − m) / Σw, shape (n,).

    Sums to 0. Influences of the same respondent in two means are subtracted before squaring, which is how
    a paired difference gets its variance. `w=None` counts each once. Unit: that of `x`.
    Source: Taylor linearisation of a ratio, Särndal, Swensson & Wretman (1992), Model Assisted Survey
    Sampling, section 5.5. In R this is what `survey::svymean` squares.
    """
    values = np.asarray(x, dtype=np.float64)
    weights = np.ones_like(values) if w is None else np.asarray(w, dtype=np.float64)
    return np.asarray(weights * (values - weighted_mean(values, weights)) / weights.sum())


def mean_variance(x: npt.ArrayLike, w: npt.ArrayLike | None = None) -> float:
    """Variance of the weighted mean by linearisation: n/(n−1) · Σ(w(x − m)/Σw)².

    `x` and `w` have shape (n,); unit: that of `x`, squared. Without weights it is s²/n.
    NaN where n is 1: one respondent says nothing about spread.
    Source: as `linearised_influence`. In R this is
    `SE(survey::svymean(~x, svydesign(ids=~1, weights=~w)))^2`.

    >>> mean_variance([1, 2, 3])
    0.3333333333333333
    """
    influence = linearised_influence(x, w)
    n = len(influence)
    return float(n / (n - 1) * (influence**2).sum()) if n > 1 else float("nan")


def satterthwaite_degrees(w: npt.ArrayLike) -> float:
    """Degrees of freedom of the variance of a weighted mean (`mean_variance`); n − 1 for equal weights.

    `w` has shape (n,), n ≥ 2, all above 0. With p = w/Σw that variance is a quadratic form x'Ax,
    A = (I − 1p')'·diag(p²)·(I − 1p'), so that they are (tr A)²/tr A² for independent normal x; at least 1.
    Source: Satterthwaite (1946), Biometrics Bulletin 2, 110–114.

    >>> round(satterthwaite_degrees([1, 1, 1, 1]), 9), round(satterthwaite_degrees([1, 1, 1, 9]), 2)
    (3.0, 1.46)
    """
    weights = np.asarray(w, dtype=np.float64)
    p = weights / weights.sum()
    # The traces from sums of powers of p.
    s2, s3, s4, s5 = (float(np.sum(p**power)) for power in (2, 3, 4, 5))
    trace = float(np.sum(p**2 * ((1 - p) ** 2 + s2 - p**2)))
    trace_of_square = s4 - 4 * s5 + 4 * s2 * s4 + 2 * s3**2 - 4 * s2**2 * s3 + s2**4
    # They lie between these bounds in theory; where one share is all but 1, rounding leaves them.
    most = float(p.size - 1)
    return max(1.0, trace**2 / trace_of_square) if trace_of_square > trace**2 / most else most
