"""One measure of two waves, all about its parts: on which groups, split, raked, tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.changes.change import Change, effective_n_of, mean_change, score_change
from toolkit.followup.composition.groups import Matched, matched_groups
from toolkit.followup.composition.raked import Rake, Raked, raked_change, raked_weights
from toolkit.followup.composition.split import Part, Split, split_change
from toolkit.followup.thresholds import ANSWERS_PER_COEFFICIENT
from toolkit.followup.waves import MINIMUM_ANSWERS, IntArray, Sample, paired_positions
from toolkit.measures.tails import t_above
from toolkit.measures.weights import FloatArray, checked_weights

Pair: TypeAlias = tuple[Sample, Sample]
RakedWeights: TypeAlias = tuple[FloatArray, FloatArray]
# Of each part: the estimate under its own name, then these.
OF_PART = ("se", "low", "high", "p")
NOTHING = Part(float("nan"), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a table says of one measure: a row, and rows on its segments (segment, estimate, low, high)."""

    row: dict[str, Any]
    contributions: list[dict[str, Any]]


def carried_groups(before: pd.DataFrame, after: pd.DataFrame, pair: Pair, minimum: int) -> Matched:
    """Match the groups of those who answered, on no more segments than these answers carry.

    `before`, `after`: the segments of all respondents of a wave; for the rest see `matched_groups`. Each coefficient
    takes `ANSWERS_PER_COEFFICIENT` answers (effective, of the smaller wave); segments of most groups go first.
    """
    theirs = [frame.iloc[sample.rows] for frame, sample in zip((before, after), pair, strict=True)]
    found = matched_groups(theirs[0], theirs[1], minimum=minimum, weights=(pair[0].weights, pair[1].weights))
    carries = min(effective_n_of(sample) for sample in pair) / ANSWERS_PER_COEFFICIENT
    while found.names and 1 + sum(number - 1 for number in found.numbers) > carries:
        found = found.without(found.names[int(np.argmax(found.numbers))], "too_many")
    return found


def weights_alike(pair: Pair, matched: Matched, rake: Rake | None) -> RakedWeights | None:
    """Rake both waves; None where some combinations of groups are empty, so that the margins cannot hold at once."""
    if rake is None or not matched.names:
        return None
    try:
        return raked_weights(*pair, matched, rake)
    except StatisticsError:
        return None


def parts_of(
    pair: Pair,
    matched: Matched,
    partner: IntArray | None,
    alike: RakedWeights | None,
    *,
    score: bool,
    confidence: float,
) -> Parts:
    """Split the change of one measure, with interval and p per part; NaN where like cannot be compared with like.

    `score`: it is a net promoter score, so that the change is judged as `compare_nps` does.
    """
    change = (score_change if score else mean_change)(*pair, partner)
    split, raked = _split(pair, matched, partner, alike)
    told = []
    for segment, part in ({} if split is None else split.contributions).items():
        tested = _tested(part, _degrees(change, split), confidence)
        told.append(
            {"segment": segment, "estimate": part.value, "low": tested["low"], "high": tested["high"]}
        )
    return Parts(_row(change, split, raked, confidence), told)


def known_part(
    before: pd.DataFrame,
    after: pd.DataFrame,
    pair: Pair,
    matched: Matched,
    partner: IntArray | None,
    minimum: int,
) -> dict[str, float]:
    """Give `known` and `known_p`: the part within like customers of those whose groups are all known, and its p.

    Both are NaN where all are known, so that there is nothing to add; p is 1 where those who are known are too few to
    be compared on the same segments, for then nothing is shown without the others.
    """
    nothing = float("nan")
    names = list(matched.names)
    waves = tuple(zip((before[names], after[names]), pair, strict=True))
    complete = [frame.iloc[sample.rows].notna().all(axis=1).to_numpy() for frame, sample in waves]
    if all(one.all() for one in complete):
        return {"known": nothing, "known_p": nothing}
    if any(one.sum() < MINIMUM_ANSWERS for one in complete):
        return {"known": nothing, "known_p": 1.0}
    known = _kept(pair[0], complete[0]), _kept(pair[1], complete[1])
    groups = carried_groups(before[names], after[names], known, minimum)
    split, _ = _split(known, groups, partner, None)
    if split is None or groups.names != matched.names or not split.within.se > 0:
        return {"known": nothing, "known_p": 1.0}
    df = _degrees(mean_change(*known, partner), split)
    return {"known": split.within.value, "known_p": _tested(split.within, df, 0.95)["p"]}


def _kept(sample: Sample, keep: np.ndarray) -> Sample:
    weights = None if sample.weights is None else checked_weights(sample.weights[keep], int(keep.sum()))
    return Sample(sample.values[keep], weights, sample.rows[keep])


def _split(
    pair: Pair, matched: Matched, partner: IntArray | None, alike: RakedWeights | None
) -> tuple[Split | None, Raked | None]:
    if not matched.names:
        return None, None
    pairs = paired_positions(*pair, partner)
    try:
        split = split_change(*pair, matched, pairs)
        return split, None if alike is None else raked_change(*pair, matched, pairs, split, alike)
    except StatisticsError:
        # One heavy respondent settles a group, or the segments tell the wave: like cannot be compared with like.
        return None, None


def _degrees(change: Change, split: Split | None) -> float:
    return max(1.0, change.df - (0 if split is None else split.coefficients))


def _row(change: Change, split: Split | None, raked: Raked | None, confidence: float) -> dict[str, Any]:
    df = _degrees(change, split)
    parts = {
        "difference": Part(change.difference, change.se),
        "within": NOTHING if split is None else split.within,
        "composition": NOTHING if split is None else split.composition,
        "raked": NOTHING if raked is None else raked.change,
        "gap": NOTHING if raked is None else raked.gap,
    }
    row: dict[str, Any] = {"before": change.before, "after": change.after}
    for name, part in parts.items():
        tested = _tested(part, change.df if name == "difference" else df, confidence)
        row |= {name: part.value, **{f"{name}_{word}": value for word, value in tested.items()}}
    kept = ("design", "n_before", "n_after", "n_paired", "n_effective_before", "n_effective_after")
    return row | {"df": df} | {name: getattr(change, name) for name in kept}


def _tested(part: Part, df: float, confidence: float) -> dict[str, float]:
    """Give se, interval and p of a part; NaN where nothing varies, so that nothing can be tested."""
    if not part.se > 0:
        return dict.fromkeys(OF_PART, float("nan"))
    reach = float(special.stdtrit(df, (1 + confidence) / 2)) * part.se
    p = 2 * float(t_above(abs(part.value) / part.se, df))
    return {"se": part.se, "low": part.value - reach, "high": part.value + reach, "p": p}
