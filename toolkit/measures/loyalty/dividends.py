"""What loyal customers bring: people they really recommended to, and who of them are ambassadors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import HIGH_FROM, PROMOTER_FROM, REFERRALS_UP_TO
from toolkit.measures.weights import FloatArray, as_numbers, same_rows


def capped_referrals(referrals: npt.ArrayLike, up_to: float = REFERRALS_UP_TO) -> FloatArray:
    """Give the number of people recommended to, at most `up_to`; shape (n,), NaN where there is no answer.

    Raises StatisticsError where a number is below 0 or not whole.
    In R this is `pmin(x, up_to)`.

    >>> capped_referrals([0, 3, 99]).tolist()
    [0.0, 3.0, 10.0]
    """
    x = as_numbers(referrals, "referrals")
    wrong = x[(x < 0) | (x != np.round(x))]
    wrong = wrong[~np.isnan(wrong)]
    if x.ndim != 1 or wrong.size:
        told = f"{wrong[0]:g} is no number of people" if wrong.size else "one column expected, got a table"
        raise StatisticsError(f"referrals: {told}")
    return np.minimum(x, up_to)


def mean_referrals(
    referrals: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    up_to: float = REFERRALS_UP_TO,
    confidence: float = 0.95,
) -> Estimate:
    """Mean number of people recommended to per customer, each counted up to `up_to`; unit "people".

    `referrals` has shape (n,), whole numbers from 0 on, NaN where there is no answer. Student's t interval on the
    capped numbers (`mean_estimate`), cut at 0 and `up_to`. Without the cap one answer of 99 among 200 customers would
    add half a person per customer and make the interval meaningless.
    Raises StatisticsError as `capped_referrals` and `mean_estimate` do.
    Source: a mean with its largest values drawn in is Winsor's: Dixon (1960), Annals of Mathematical Statistics 31,
    385–391; here at a line fixed beforehand. In R this is `t.test(pmin(x, up_to))`.

    >>> mean_referrals([0, 0, 1, 3, 99]).value
    2.8
    """
    same_rows(referrals, weights)
    found = mean_estimate(capped_referrals(referrals, up_to), weights, confidence=confidence, unit="people")
    return replace(found, low=max(found.low, 0.0), high=min(found.high, up_to))


def ambassadors(
    attitude: npt.ArrayLike,
    referrals: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    cut: float = HIGH_FROM,
    confidence: float = 0.95,
) -> Estimate:
    """Share of ambassadors: loyal in attitude (from `cut` on) and really recommended to at least one person.

    `attitude` (points of 0 to 100) and `referrals` (whole numbers) have shape (n,), NaN where there is no answer; the
    share is among those with both. Wilson's interval, weights and methods as `proportion`; unit "share" of 0 to 1.
    Raises StatisticsError where nobody has both, lengths differ, or for unusable weights.
    Source: Jones & Sasser (1995), Harvard Business Review 73(6), 88–99, on apostles, who feel and tell.
    In R this is `prop.test(sum(a >= cut & r >= 1), length(a), correct = FALSE)`.

    >>> ambassadors([80, 90, 70, 20], [2, 0, 1, 5]).value
    0.5
    """
    a, r, both = _both(attitude, referrals, weights)
    return proportion(np.where(both, (a >= cut) & (r >= 1), np.nan), _floats(weights), confidence=confidence)


def silent_promoters(
    ratings: npt.ArrayLike,
    referrals: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Share of the promoters (9 or 10 for recommending) who really recommended to nobody.

    `ratings` (0 to 10) and `referrals` (whole numbers) have shape (n,), NaN where there is no answer; the share is
    among promoters with both. Interval, weights, unit and errors as `ambassadors`.
    Source: what people say and do differ: Kumar, Petersen & Leone (2007), Harvard Business Review 85(10), 139–146.
    In R this is `prop.test(sum(r[v >= 9] == 0), sum(v >= 9), correct = FALSE)`.

    >>> silent_promoters([10, 9, 9, 9, 5], [2, 0, 1, 3, 0]).value
    0.25
    """
    v, r, both = _both(ratings, referrals, weights)
    promoter = both & (v >= PROMOTER_FROM)
    return proportion(np.where(promoter, r == 0, np.nan), _floats(weights), confidence=confidence)


def _floats(weights: npt.ArrayLike | None) -> FloatArray | None:
    return None if weights is None else as_numbers(weights, "weights")


def _both(
    first: npt.ArrayLike, referrals: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Give both columns, and who answered both."""
    same_rows(first, referrals)
    same_rows(first, weights)
    x, r = as_numbers(first, "scores"), capped_referrals(referrals)
    if x.shape != r.shape:
        raise StatisticsError(f"two columns of the same respondents expected, got {x.shape} and {r.shape}")
    return x, r, ~(np.isnan(x) | np.isnan(r))
