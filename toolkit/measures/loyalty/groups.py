"""Loyal in what they feel and in what they do: groups of customers, and who is held rather than bound."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.proportions import proportion
from toolkit.measures.thresholds import HIGH_FROM
from toolkit.measures.weights import FloatArray, answered, as_numbers, same_rows

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
    scores, w = _both(attitude, behaviour, weights, ("attitude", "behaviour"))
    high_attitude, high_behaviour = scores[:, 0] >= cut_attitude, scores[:, 1] >= cut_behaviour
    rows = []
    for felt, done in GROUPS.values():
        member = (high_attitude == felt) & (high_behaviour == done)
        share = proportion(member, w, confidence=confidence)
        n_effective = float(share.n) if share.n_effective is None else share.n_effective
        rows.append((share.value, share.low, share.high, share.n, n_effective, int(member.sum())))
    columns = ["estimate", "low", "high", "n", "n_effective", "count"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(list(GROUPS), name="group"))


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
    scores, w = _both(lock_in, attitude, weights, ("lock_in", "attitude"))
    return proportion((scores[:, 0] >= cut) & (scores[:, 1] < cut), w, confidence=confidence)


def _both(
    first: npt.ArrayLike, second: npt.ArrayLike, weights: npt.ArrayLike | None, names: tuple[str, str]
) -> tuple[FloatArray, FloatArray | None]:
    """Pair the scores of who has both, shape (n, 2), with their weights."""
    same_rows(first, second)
    same_rows(first, weights)
    a, b = as_numbers(first, names[0]), as_numbers(second, names[1])
    if a.ndim != 1 or a.shape != b.shape:
        raise StatisticsError(
            f"{names[0]} and {names[1]} must be two columns of the same respondents, "
            f"got {a.shape} and {b.shape}"
        )
    scores, w = answered(np.column_stack([a, b]), weights, name=" and ".join(names))
    if not len(scores):
        raise StatisticsError(f"nobody has a score for both {names[0]} and {names[1]}")
    return scores, w
