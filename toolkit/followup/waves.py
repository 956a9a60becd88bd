"""What two waves bring to a comparison: answers checked, weights checked, respondents matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, same_rows

IntArray: TypeAlias = NDArray[np.intp]

BEFORE, AFTER = "before", "after"
MINIMUM_ANSWERS = 2
_NUMBERS = {"integer", "floating", "mixed-integer-float"}


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The answers of one wave to one measure: those given, with weight over 0.

    `values` (n,), no NaN; `weights` (n,) or None where they are equal; `rows` (n,) positions in the wave.
    """

    values: FloatArray
    weights: FloatArray | None
    rows: IntArray

    @property
    def n(self) -> int:
        """The number of answers."""
        return int(self.values.size)


def answers(values: FloatArray, weights: FloatArray | None, where: str) -> Sample:
    """Take the answers of one wave to one measure; `where` names both for the reader of an error.

    `values` (n,), NaN where there is no answer; `weights` (n,) or None.
    Raises StatisticsError where an answer has no usable weight.
    """
    keep = ~np.isnan(values)
    if weights is not None and keep.any():
        try:
            checked_weights(np.where(keep, weights, 0.0), keep.size)
        except StatisticsError as error:
            raise StatisticsError(f"{where}: {error}") from error
        keep &= weights > 0
    rows = np.flatnonzero(keep)
    # Equal or not is asked of the weights that count: without zeros and unanswered rows.
    return Sample(values[rows], None if weights is None else checked_weights(weights[rows], rows.size), rows)


def require_answers(samples: Mapping[str, tuple[Sample, Sample]]) -> None:
    """Refuse measures that a wave answers fewer than two times, all of them by name."""
    short = [
        f"{name!r} ({sample.n} in the {wave} wave)"
        for name, pair in samples.items()
        for wave, sample in zip((BEFORE, AFTER), pair, strict=True)
        if sample.n < MINIMUM_ANSWERS
    ]
    if short:
        raise StatisticsError(
            f"A change needs at least {MINIMUM_ANSWERS} answers in each wave; "
            f"too few for {', '.join(short)}. Leave these measures out of the comparison."
        )


def require_columns(before: pd.DataFrame, after: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse empty waves and column names that a wave does not have (or has twice), all of them at once."""
    faults = []
    for wave, frame in ((BEFORE, before), (AFTER, after)):
        if frame.empty:
            raise StatisticsError(f"The {wave} wave is empty. Check its file and the rows that were kept.")
        known = Counter(frame.columns)
        for name in names:
            if known[name] == 0:
                faults.append(f"the {wave} wave has no column {name!r}{did_you_mean(name, known)}")
            elif known[name] > 1:
                faults.append(f"the {wave} wave has more than one column {name!r}")
    if faults:
        raise StatisticsError(
            f"These waves cannot be compared: {'; '.join(faults)}. Name columns that both have once."
        )


def did_you_mean(name: str, known: Iterable[object]) -> str:
    """Give the known name nearest to a wrong one as a hint in brackets, or nothing."""
    near = get_close_matches(str(name), [str(word) for word in known], n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def wave_weights(
    before: pd.DataFrame, after: pd.DataFrame, weights: str | Sequence[Any] | None
) -> tuple[FloatArray | None, FloatArray | None]:
    """Give the weights of each wave from a column name, or from a pair of arrays (None = equal)."""
    if weights is None:
        return None, None
    if isinstance(weights, str):
        require_columns(before, after, [weights])
        pair: Sequence[Any] = (before[weights], after[weights])
    elif len(weights) == 2 and not any(isinstance(part, str) for part in weights):
        pair = weights
    else:
        raise StatisticsError(
            "`weights` is the name of a column in both waves, or a pair (weights before, weights after)."
        )
    return weight_array(pair[0], before, BEFORE), weight_array(pair[1], after, AFTER)


def weight_array(
    weights: ArrayLike | None, answered: pd.DataFrame | ArrayLike, wave: str
) -> FloatArray | None:
    """Give one wave's weights as an array with one number per row of `answered`, or None."""
    if weights is None:
        return None
    same_rows(answered, weights)
    array, rows = as_numbers(weights, f"weights of the {wave} wave"), np.shape(answered)[0]
    if array.shape != (rows,):
        raise StatisticsError(
            f"weights of the {wave} wave: {rows} rows but shape {array.shape}; "
            "give one weight per row, in the same order"
        )
    return array


def partners(before: pd.Series | ArrayLike, after: pd.Series | ArrayLike) -> IntArray:
    """For each row of the first wave: the row of the same respondent in the second, or −1.

    `before`, `after`: the respondent keys of each wave, in order of its rows.
    A missing key matches nobody, not even another missing one.
    Raises StatisticsError where a respondent stands twice in a wave, or where keys are numbers in one wave
    and text in the other.
    """
    given = [pd.Series(keys, copy=False).reset_index(drop=True) for keys in (before, after)]
    if not all(isinstance(keys.dtype, pd.StringDtype) for keys in given):
        given = [keys.astype(object) for keys in given]
    codes, different = pd.factorize(pd.concat(given, ignore_index=True))
    first, second = np.split(codes, [len(given[0])])
    for wave, rows in ((BEFORE, first), (AFTER, second)):
        _require_once(rows, len(different), wave)
    _require_like_keys(*(keys.dropna() for keys in given))
    # A missing key is −1, and so has the last place, which is nobody's.
    place = np.full(len(different) + 1, -1, dtype=np.intp)
    place[second] = np.arange(len(second))
    place[-1] = -1
    return np.asarray(place[first])


def _require_once(codes: IntArray, different: int, wave: str) -> None:
    """Refuse a wave in which a key, told by its code (−1: none), stands more than once."""
    if not (np.bincount(codes + 1, minlength=different + 1)[1:] > 1).any():
        return
    repeated = np.flatnonzero(pd.Series(codes).duplicated(keep="first") & (codes >= 0))
    again = int(repeated[0])
    # The rows and not the key: a key may be a customer's number.
    once = int(np.flatnonzero(codes == codes[again])[0])
    raise StatisticsError(
        f"The {wave} wave has the same respondent key in rows {once + 1} and {again + 1} "
        f"({repeated.size} rows too many in all). Keep one row per respondent."
    )


def _require_like_keys(before: pd.Series, after: pd.Series) -> None:
    if all(isinstance(keys.dtype, pd.StringDtype) for keys in (before, after)):
        return
    kinds = [pd.api.types.infer_dtype(keys) for keys in (before, after)]
    if "string" in kinds and not _NUMBERS.isdisjoint(kinds):
        raise StatisticsError(
            f"The respondent keys are {kinds[0]} values in the before wave and {kinds[1]} values in the "
            f"after wave, so that nobody would match. Read both as text."
        )


def paired_positions(before: Sample, after: Sample, partner: IntArray | None) -> tuple[IntArray, IntArray]:
    """Give the positions, within each sample, of the respondents who answered in both waves."""
    if partner is None:
        nobody = np.empty(0, dtype=np.intp)
        return nobody, nobody
    wanted = partner[before.rows]
    # `rows` is in rising order, so that a search finds each partner's place in the second sample.
    place = np.minimum(np.searchsorted(after.rows, wanted), after.n - 1)
    both = (wanted >= 0) & (after.rows[place] == wanted)
    return np.flatnonzero(both), place[both]
