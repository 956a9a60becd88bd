"""Rows in which answers may be missing, and what is refused of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.drivers.checks import Weights, checked_moments, numbers_of
from toolkit.drivers.moments import sample_of
from toolkit.drivers.thresholds import MOST_MISSING
from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import CONSTANT_WITHIN, DEPENDENT_WITHIN
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, effective_n, same_rows

# Rows taken at a time: a few MB, however many respondents there are.
_ROWS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class IncompleteRows:
    """Rows with at least one answer and a weight above 0.

    `values` has shape (q, n), NaN where an answer is missing; each column has mean 0 and variance 1 over its answers.
    `weights` has shape (n,) and mean 1; None where all are equal. `complete` counts the rows without a missing answer.
    `together` and `together_effective`, shape (q, q), count per pair of columns who answered both, and their effective
    number (Kish).
    """

    names: tuple[str, ...]
    values: FloatArray
    weights: FloatArray | None
    complete: int
    together: FloatArray
    together_effective: FloatArray

    @property
    def n(self) -> int:
        """The number of rows."""
        return self.values.shape[1]

    @property
    def n_effective(self) -> float:
        """Their effective number (Kish)."""
        return float(self.n) if self.weights is None else effective_n(self.weights)


def incomplete_rows(frame: pd.DataFrame, names: tuple[str, ...], weights: Weights) -> IncompleteRows:
    """Keep the rows with at least one answer and a weight above 0, and put each column on one scale.

    Raises StatisticsError for text, dates, infinite values and unusable weights; for a column that does not vary, or of
    which more than half of the answers are missing; and where two columns were answered together by fewer respondents
    (or effective ones) than the model has numbers to estimate.
    """
    if isinstance(weights, str):
        weights = frame[weights]
    same_rows(frame, weights)
    values = numbers_of(frame, names).T
    kept = np.asarray(~np.isnan(values).all(axis=0))
    given = None
    if weights is not None:
        raw = as_numbers(weights, "weights")
        if raw.shape != kept.shape:
            raise StatisticsError(f"weights: {len(kept)} expected, one per row, but the shape is {raw.shape}")
        # A weight that is missing where nothing was answered does no harm.
        given = checked_weights(np.where(kept, raw, 0.0), len(kept)) if kept.any() else None
    if given is not None:
        kept = kept & (given > 0)
        given = checked_weights(given[kept], int(kept.sum()))
    values = np.array(values[:, kept])
    if given is not None:
        given = given / given.max()
        given = given / given.mean()
    _answers_enough(values, names)
    together, effective = _together(values, given)
    _pairs_enough(together, effective, names)
    complete = int((~np.isnan(values)).all(axis=0).sum())
    return IncompleteRows(names, _standardised(values, given), given, complete, together, effective)


def checked_complete(rows: IncompleteRows, always: int) -> None:
    """Refuse what the complete rows already show: columns that repeat each other, an outcome made of its drivers.

    Correlations of other rows, or with answers filled in, would blur that. Nothing is asked of few complete rows.
    Raises StatisticsError as `toolkit.drivers.checks.checked_moments` does.
    """
    whole = rows.values[:, ~np.isnan(rows.values).any(axis=0)]
    if whole.shape[1] <= len(rows.names) or (np.ptp(whole, axis=1) <= CONSTANT_WITHIN).any():
        return
    moments = sample_of(whole, rows.names, None).moments
    # Exactly so in that many rows is no chance; a high correlation of a few rows may be.
    if np.linalg.eigvalsh(moments.correlation)[0] <= DEPENDENT_WITHIN:
        checked_moments(moments, always)


def _answers_enough(values: FloatArray, names: tuple[str, ...]) -> None:
    for name, column in zip(names, values, strict=True):
        answers = column[~np.isnan(column)]
        part = 1 - len(answers) / max(1, len(column))
        if not len(answers) or part > MOST_MISSING:
            raise StatisticsError(
                f"{name}: {100 * part:.0f}% of its answers are missing, above {100 * MOST_MISSING:.0f}%: what is said "
                "of it would rest on assumptions more than on answers; leave it out"
            )
        low, high = answers.min(), answers.max()
        if high - low <= CONSTANT_WITHIN * max(abs(low), abs(high)):
            raise StatisticsError(
                f"{name}: all {len(answers)} answers have the value {answers[0]:g}; leave it out"
            )


def _together(values: FloatArray, weights: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Count per pair of columns who answered both, and their effective number, shapes (q, q)."""
    q, n = values.shape
    count, sums, squares = np.zeros((3, q, q))
    for start in range(0, n, _ROWS):
        there = (~np.isnan(values[:, start : start + _ROWS])).astype(np.float64)
        count += there @ there.T
        if weights is not None:
            weighted = there * weights[start : start + _ROWS]
            sums += weighted @ there.T
            squares += weighted @ weighted.T
    if weights is None:
        return count, count
    return count, np.divide(sums**2, squares, out=np.zeros_like(sums), where=squares > 0)


def _pairs_enough(together: FloatArray, effective: FloatArray, names: tuple[str, ...]) -> None:
    """Refuse two columns that hardly anybody answered both: how they go together is then not known."""
    fewest = np.minimum(together, effective)
    i, j = np.unravel_index(int(fewest.argmin()), fewest.shape)
    if fewest[i, j] <= len(names):
        raise StatisticsError(
            f"{names[i]} and {names[j]}: {together[i, j]:.0f} rows have both (effective {effective[i, j]:.1f}), too "
            f"few for {len(names) - 1} drivers and variables held constant: at least {len(names) + 1} are needed; "
            "name fewer, or collect more answers"
        )


def _standardised(values: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Give each column mean 0 and variance 1 over its answers, shape (q, n)."""
    scores = np.empty_like(values)
    for place, column in enumerate(values):
        there = ~np.isnan(column)
        own = None if weights is None else weights[there]
        centred = column - np.average(column[there], weights=own)
        # Through the largest deviation, so that squares neither overflow nor vanish.
        centred /= np.abs(centred[there]).max()
        scores[place] = centred / np.sqrt(np.average(centred[there] ** 2, weights=own))
    return scores
