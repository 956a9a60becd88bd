"""What a driver analysis refuses: input that would give a number that only looks right."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.matrices import explained
from toolkit.drivers.moments import Moments
from toolkit.drivers.thresholds import ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.scales import flags
from toolkit.measures.thresholds import CONSTANT_WITHIN, DEPENDENT_WITHIN, DUPLICATE_CORRELATION
from toolkit.measures.weights import FloatArray, answered, as_numbers, effective_n, same_rows

Weights: TypeAlias = str | npt.ArrayLike | None


def checked_names(
    frame: pd.DataFrame, outcome: str, drivers: Sequence[str], always: Sequence[str], weights: Weights
) -> tuple[str, ...]:
    """Give the columns asked for in the order `always`, drivers, outcome.

    Raises StatisticsError where a name is unknown or stands in two roles, or where no driver is named.
    """
    for role, names in (("drivers", drivers), ("always", always)):
        if isinstance(names, str):
            raise StatisticsError(f"{role}: give a list of columns, such as [{names!r}], not one text")
    if not len(drivers):
        raise StatisticsError("drivers: name at least one column")
    names = (*always, *drivers, outcome)
    roles = (*names, weights) if isinstance(weights, str) else names
    for name in roles:
        _known(frame, name)
    if outcome in (*always, *drivers):
        raise StatisticsError(
            f"{outcome}: the outcome cannot be one of its own drivers; take it out of the list"
        )
    twice = [name for place, name in enumerate(roles) if name in roles[:place]]
    if twice:
        raise StatisticsError(f"{twice[0]}: named twice; name each column once, in one role")
    return names


def _known(frame: pd.DataFrame, name: Hashable) -> None:
    if frame.columns.is_unique and name in frame.columns:
        return
    found = int((frame.columns == name).sum())
    if found > 1:
        raise StatisticsError(f"{name}: {found} columns have this name; give each column its own")
    if not found:
        near = get_close_matches(str(name), [str(column) for column in frame.columns], n=1)
        mend = f"did you mean {near[0]}?" if near else f"there are: {', '.join(map(str, frame.columns))}"
        raise StatisticsError(f"{name}: no such column; {mend}")


def complete_rows(
    frame: pd.DataFrame, names: tuple[str, ...], weights: Weights
) -> tuple[FloatArray, FloatArray | None]:
    """Keep the rows with an answer in every column and a weight above 0: values (q, n) and weights (n,) or None.

    Raises StatisticsError for text, dates, infinite values and unusable weights; where fewer rows are left, or
    fewer effective ones, than the model has numbers to estimate; and where a column does not vary.
    """
    if isinstance(weights, str):
        weights = frame[weights]
    same_rows(frame, weights)
    rows, kept_weights = answered(numbers_of(frame, names), weights)
    values = np.ascontiguousarray(rows.T)
    _enough(values.shape[1], len(frame), kept_weights, len(names) - 1)
    for name, column in zip(names, values, strict=True):
        low, high = column.min(), column.max()
        if high - low <= CONSTANT_WITHIN * max(abs(low), abs(high)):
            raise StatisticsError(
                f"{name}: all {len(column)} complete rows have the value {column[0]:g}; "
                "leave it out, or look whether other answers went missing"
            )
    return values, kept_weights


def numbers_of(frame: pd.DataFrame, names: tuple[str, ...]) -> FloatArray:
    """Give these columns as numbers, shape (n, q), NaN for no answer; raises StatisticsError for text and dates."""
    columns = np.empty((len(frame), len(names)), order="F")
    for place, name in enumerate(names):
        if frame[name].dtype.kind in "mM":
            raise StatisticsError(f"{name}: dates are no scores; give numbers, such as days since a date")
        columns[:, place] = as_numbers(frame[name], name)
    return columns


def _enough(n: int, asked: int, weights: FloatArray | None, predictors: int) -> None:
    if n <= predictors + 1:
        raise StatisticsError(
            f"{n} of {asked} rows are complete, too few for {predictors} drivers and variables held constant: "
            f"at least {predictors + 2} are needed; name fewer, or collect more answers"
        )
    if weights is not None and effective_n(weights) <= predictors + 1:
        raise StatisticsError(
            f"weights: they leave {effective_n(weights):.1f} effective rows of {n}, too few for {predictors} drivers "
            "and variables held constant; trim the weights, or name fewer"
        )


def checked_moments(moments: Moments, always: int) -> None:
    """Refuse columns that repeat each other and a model that explains nothing or everything.

    Raises StatisticsError.
    """
    names, r = moments.names, moments.correlation
    for (i, first), (j, second) in combinations(enumerate(names[:-1]), 2):
        if abs(r[i, j]) >= 1 - DEPENDENT_WITHIN:
            raise StatisticsError(
                f"{first} and {second}: correlation {r[i, j]:.0f}, so they are one; leave one out"
            )
    for name, correlation in zip(names[:-1], r[:-1, -1], strict=True):
        if abs(correlation) > DUPLICATE_CORRELATION:
            raise StatisticsError(
                f"{name}: correlation {correlation:.3f} with the outcome {names[-1]}, "
                f"above {DUPLICATE_CORRELATION}: it measures the outcome itself; leave it out"
            )
    involved = [names[place] for place in flags.dependent_part(r[:-1, :-1])]
    if involved:
        raise StatisticsError(
            f"{', '.join(involved[:-1])} and {involved[-1]}: each follows exactly from the others; leave one out"
        )
    _something_to_divide(moments, always)


def _something_to_divide(moments: Moments, always: int) -> None:
    outcome, (total, held) = moments.names[-1], explained_parts(moments, always)
    if total - held <= ROUNDING:
        raise StatisticsError(
            f"{outcome}: the drivers explain none of its variance{' beside what is held constant' * bool(always)}, "
            "so that there is nothing to divide into shares; look at the correlations instead"
        )
    if 1 - total <= ROUNDING:
        raise StatisticsError(
            f"{outcome}: it follows exactly from its drivers, as a score does from its own items; "
            "take out what it was computed from"
        )


def explained_parts(moments: Moments, always: int) -> tuple[float, float]:
    """R² of the full model and R² of `always` alone."""
    stack = moments.correlation[..., None]
    held = np.ix_((*range(always), -1), (*range(always), -1))
    return float(explained(stack)[0]), float(explained(stack[held])[0])


def near_duplicates(moments: Moments) -> Iterator[tuple[str, str]]:
    """Give pairs of predictors that correlate more than two measures of different things do."""
    pairs = flags.near_duplicates(moments.names[:-1], moments.correlation[:-1, :-1])
    return ((str(first), str(second)) for first, second in pairs)
