"""Loyal in what they feel and in what they do: groups of customers, and who is held rather than bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.proportions import proportion
from toolkit.measures.thresholds import HIGH_FROM
from toolkit.measures.weights import FloatArray, answered, as_numbers, same_rows

BoolArray: TypeAlias = npt.NDArray[np.bool_]

# Attitude high, behaviour high.
GROUPS = {
    "true": (True, True),
    "latent": (True, False),
    "spurious": (False, True),
    "none": (False, False),
}


def loyalty_groups(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    *,
    cut_attitude: float = HIGH_FROM,
    cut_behaviour: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of the four groups of Dick & Basu: attitude by behaviour, each high from its cut on.

    `attitude` and `behaviour` have shape (n,), scores of the same respondents (points of 0 to 100 with the
    default cuts), NaN where there is none; only who has both takes part. The two are never averaged.
    Returns a frame indexed by `group`, in the order true (high, high), latent (high attitude, low behaviour),
    spurious (low, high), none (low, low), with columns `estimate, low, high` (shares of 0 to 1 with Wilson's
    interval, on Kish's effective n with unequal weights), `n` (respondents with both scores, the base of each
    share), `n_effective`, and `count` (respondents in the group). The shares add up to 1.
    Raises StatisticsError where nobody has both scores, the lengths differ, or for unusable weights.
    Source: Dick & Basu (1994), Journal of the Academy of Marketing Science 22, 99–113.
    In R this is `prop.table(table(attitude >= cut, behaviour >= cut))`, with `prop.test` for each cell.

    >>> loyalty_groups([80, 80, 20, 60], [70, 10, 90, 60])["estimate"].to_dict()
    {'true': 0.5, 'latent': 0.25, 'spurious': 0.25, 'none': 0.0}
    """
    scores, w = with_all_scores(weights, attitude=attitude, behaviour=behaviour)
    members = group_members(scores[:, 0] >= cut_attitude, scores[:, 1] >= cut_behaviour)
    return share_rows(members, w, confidence).rename_axis("group")


def group_members(felt: BoolArray, done: BoolArray) -> dict[str, BoolArray]:
    """Say per group who is in it, from whose attitude (`felt`) and behaviour (`done`) is high; shape (n,) each."""
    return {group: (felt == high) & (done == active) for group, (high, active) in GROUPS.items()}


def share_rows(
    parts: Mapping[str, BoolArray], w: FloatArray | None, confidence: float = 0.95
) -> pd.DataFrame:
    """Give the share of each part with Wilson's interval: a row per part, columns as `loyalty_groups` has them."""
    rows = []
    for member in parts.values():
        share = proportion(member, w, confidence=confidence)
        n_effective = float(share.n) if share.n_effective is None else share.n_effective
        rows.append((share.value, share.low, share.high, share.n, n_effective, int(member.sum())))
    columns = ["estimate", "low", "high", "n", "n_effective", "count"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(list(parts)))


def captive_share(
    lock_in: npt.ArrayLike,
    attitude: npt.ArrayLike,
    *,
    cut: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Share of captive customers: held by lock-in (from `cut` on) without the attitude (below `cut`).

    `lock_in` and `attitude` have shape (n,), points of 0 to 100 of the same respondents, NaN where there is
    none; the share is among those with both. Wilson's interval, weights and methods as `proportion`;
    unit "share" of 0 to 1.
    Raises StatisticsError where nobody has both scores, the lengths differ, or for unusable weights.
    Source: Jones & Sasser (1995), Harvard Business Review 73(6), 88–99, on false loyalty and the hostage.
    In R this is `prop.test(sum(l >= cut & a < cut), length(a), correct = FALSE)`.

    >>> captive_share([80, 80, 20, 90], [10, 70, 10, 59.9]).value
    0.5
    """
    scores, w = with_all_scores(weights, lock_in=lock_in, attitude=attitude)
    return proportion((scores[:, 0] >= cut) & (scores[:, 1] < cut), w, confidence=confidence)


def convenience_share(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    lock_in: npt.ArrayLike,
    *,
    cut: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Share of convenience customers: loyal in behaviour only (spurious), and nothing holds them.

    `attitude`, `behaviour` and `lock_in` have shape (n,), points of 0 to 100 of the same respondents, NaN where
    there is none; behaviour lies at or above `cut`, attitude and lock-in below it. The share is among those with
    all three. Wilson's interval, weights and methods as `proportion`; unit "share" of 0 to 1.
    Raises StatisticsError where nobody has all three scores, the lengths differ, or for unusable weights.
    Source: Dick & Basu (1994) on spurious loyalty by habit and circumstance; lock-in held apart as in Jones & Sasser.
    In R this is `prop.test(sum(a < cut & b >= cut & l < cut), length(a), correct = FALSE)`.

    >>> convenience_share([20, 20, 80, 10], [90, 90, 90, 10], [10, 90, 10, 10]).value
    0.25
    """
    scores, w = with_all_scores(weights, attitude=attitude, behaviour=behaviour, lock_in=lock_in)
    felt, done, held = (scores >= cut).T
    return proportion(~felt & done & ~held, w, confidence=confidence)


def with_all_scores(
    weights: npt.ArrayLike | None, **scores: npt.ArrayLike
) -> tuple[FloatArray, FloatArray | None]:
    """Give the scores of who has them all, shape (n, k), and their weights (None where absent or equal).

    `scores` are k columns of the same respondents, shape (n,) each, by the name that an error gives them.
    Raises StatisticsError where nobody has them all, the columns do not belong together, or for unusable weights.

    >>> with_all_scores(None, attitude=[80, None], behaviour=[10, 20])[0].tolist()
    [[80.0, 10.0]]
    """
    names = list(scores)
    for column in [*scores.values(), weights]:
        same_rows(scores[names[0]], column)
    columns = [as_numbers(column, name) for name, column in scores.items()]
    if any(column.ndim != 1 or column.shape != columns[0].shape for column in columns):
        shapes = " and ".join(str(column.shape) for column in columns)
        raise StatisticsError(
            f"{' and '.join(names)} must be columns of the same respondents, one number each, got {shapes}"
        )
    kept, w = answered(np.column_stack(columns), weights, name=" and ".join(names))
    if not len(kept):
        every = "both" if len(names) == 2 else "all of"
        raise StatisticsError(f"nobody has a score for {every} {' and '.join(names)}")
    return kept, w
