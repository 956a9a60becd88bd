"""The groups that customers of two waves are compared within: those that both waves have enough of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.thresholds import MOST_HIDDEN_SHIFT
from toolkit.followup.waves import IntArray
from toolkit.measures.weights import FloatArray, sizes_within

Reason = Literal["one_group", "unmatched", "too_many"]
Weights = FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The groups of both waves on the segments `names`.

    `before`, `after`: per segment the place of each respondent's group, shape (n,), from 0 up to but not including
    `numbers`. `left_out`: segments on which customers are not compared, and why: "one_group" (fewer than two groups
    that are large enough in both waves), "unmatched" (one wave has a group that the other hardly has, so that its
    customers have nobody like them there) or "too_many" (more groups than so many answers can carry).
    """

    names: tuple[str, ...]
    before: tuple[IntArray, ...]
    after: tuple[IntArray, ...]
    numbers: tuple[int, ...]
    left_out: tuple[tuple[str, Reason], ...] = ()

    def without(self, name: str, reason: Reason) -> Matched:
        """Leave one segment out."""
        kept = [place for place, known in enumerate(self.names) if known != name]
        return Matched(
            tuple(self.names[place] for place in kept),
            tuple(self.before[place] for place in kept),
            tuple(self.after[place] for place in kept),
            tuple(self.numbers[place] for place in kept),
            (*self.left_out, (name, reason)),
        )


def matched_groups(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    minimum: int = 10,
    weights: tuple[Weights, Weights] = (None, None),
) -> Matched:
    """Make the groups of both waves comparable, segment by segment.

    `before`, `after`: one row per respondent who answers, a column per segment with the code of the group; those
    without a code are a group of their own. `weights`: of both waves, shape (n,) each, or None.

    A group with fewer than `minimum` respondents in a wave (weighted: or a smaller effective number, Kish) goes with
    the other such groups, and where these are too few together, with the smallest other groups. Merging hides part of
    how the make-up shifted: ½(Σ|Δ| − |ΣΔ|) over the groups merged, with Δ the change of each one's share. Where that is
    over `MOST_HIDDEN_SHIFT`, as where one wave has a large group that the other lacks, the segment is left out.

    Raises StatisticsError where the waves have other segments, or a wave is empty.

    >>> before = pd.DataFrame({"channel": ["web"] * 40 + ["shop"] * 58 + ["fax"] * 2})
    >>> after = pd.DataFrame({"channel": ["web"] * 60 + ["shop"] * 37 + ["app"] * 3})
    >>> found = matched_groups(before, after)
    >>> found.names, found.numbers, np.bincount(found.before[0]).tolist(), np.bincount(found.after[0]).tolist()
    (('channel',), (2,), [40, 60], [60, 40])
    """
    if list(before.columns) != list(after.columns):
        raise StatisticsError("The waves are divided by other segments. Give both the same columns.")
    if before.empty or after.empty:
        raise StatisticsError("There is no segment, or a wave without respondents. Give each wave both.")
    found = Matched((), (), (), ())
    for name in before.columns:
        codes, number = _codes(before[name], after[name])
        split = np.split(codes, [len(before)])
        place_of = _places(split[0], split[1], number, minimum, weights)
        new = int(place_of.max()) + 1
        if new < 2:
            found = Matched(*_parts(found), (*found.left_out, (str(name), "one_group")))
        elif _hidden_shift(split[0], split[1], place_of, weights) > MOST_HIDDEN_SHIFT:
            found = Matched(*_parts(found), (*found.left_out, (str(name), "unmatched")))
        else:
            found = Matched(
                (*found.names, str(name)),
                (*found.before, place_of[split[0]]),
                (*found.after, place_of[split[1]]),
                (*found.numbers, new),
                found.left_out,
            )
    return found


def _parts(
    found: Matched,
) -> tuple[tuple[str, ...], tuple[IntArray, ...], tuple[IntArray, ...], tuple[int, ...]]:
    return found.names, found.before, found.after, found.numbers


def _codes(before: pd.Series, after: pd.Series) -> tuple[IntArray, int]:
    """Number the groups of both waves, those without a code last."""
    waves = [_texts(wave) for wave in (before, after)]
    names = sorted({text for codes, texts in waves for text in texts[np.unique(codes[codes >= 0])]})
    place = {name: number for number, name in enumerate(names)}
    numbered = [
        # No code is -1, which takes the last place.
        np.array([*(place.get(text, -1) for text in texts), len(names)], dtype=np.intp)[codes]
        for codes, texts in waves
    ]
    both = np.concatenate(numbered)
    return both, len(names) + int((both == len(names)).any())


def _texts(wave: pd.Series) -> tuple[IntArray, npt.NDArray[np.object_]]:
    """Give the place of each one's code among the codes, -1 without one, and these as text: few, for many people."""
    coded = wave.astype("category").cat
    texts = np.array([str(code) for code in coded.categories], dtype=object)
    return coded.codes.to_numpy().astype(np.intp), texts


def _places(
    before: IntArray, after: IntArray, number: int, minimum: int, weights: tuple[Weights, Weights]
) -> IntArray:
    """Give each group its new place: those that are too small go together, in the last."""
    place_of = np.arange(number)
    while True:
        new = int(place_of.max()) + 1
        sizes = np.minimum(
            *(
                sizes_within(place_of[codes].astype(np.int64), new, w)
                for codes, w in zip((before, after), weights, strict=True)
            )
        )
        small = sizes < minimum
        if not small.any() or new == 1:
            return place_of
        # A small group alone takes the smallest other one with it.
        if small.sum() == 1:
            small[np.where(small, np.inf, sizes).argmin()] = True
        renumbered = np.cumsum(~small) - 1
        place_of = np.where(small, (~small).sum(), renumbered)[place_of]


def _shares(codes: IntArray, weights: Weights, number: int) -> FloatArray:
    totals = np.bincount(codes, weights=weights, minlength=number).astype(np.float64)
    return np.asarray(totals / totals.sum())


def _hidden_shift(
    before: IntArray, after: IntArray, place_of: IntArray, weights: tuple[Weights, Weights]
) -> float:
    shift = _shares(after, weights[1], len(place_of)) - _shares(before, weights[0], len(place_of))
    seen = np.bincount(place_of, weights=shift)
    return float(np.abs(shift).sum() - np.abs(seen).sum()) / 2
