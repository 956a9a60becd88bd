"""Units of an organisation, such as branches: the mean of each, and whether two scores of the units go together."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.scores import mean_estimate
from toolkit.measures.tails import t_above
from toolkit.measures.thresholds import MINIMUM_UNITS
from toolkit.measures.weights import FloatArray, as_numbers, same_rows

# Up to so many units every order of the second score is tried: 362,880 of them for nine.
EXACT_UP_TO = 9
# Two sums of products that differ less than this part of themselves are equal, up to rounding.
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """How two scores go together over units: `estimate` with its interval, and the two-sided `p` of no association.

    `p_method` tells how p was found: "exact" (every order tried) or "t".
    """

    estimate: Estimate
    p: float
    p_method: str


def unit_means(
    units: pd.Series,
    scores: pd.Series,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean score of each unit, with its interval as `mean_estimate` gives it.

    `units` and `scores` have shape (n,): the unit of each respondent and a score, NaN where there is none; who has
    no unit or no score does not take part. `weights` as in `toolkit.measures.weights`.
    Returns a frame indexed by `unit`, in the order of the categories of `units`, else sorted, with columns `estimate,
    low, high` (in the unit of the scores; limits NaN where a unit shows no spread), `n` and `n_effective`. Units
    that nobody counts in are not in it.
    Raises StatisticsError for unusable scores or weights.
    In R this is `tapply(scores, units, mean)`, with `t.test` for each.

    >>> unit_means(pd.Series(["north", "south", "north"]), pd.Series([60.0, 50.0, 80.0]))["estimate"].to_dict()
    {'north': 70.0, 'south': 50.0}
    """
    same_rows(units, scores)
    same_rows(units, weights)
    x = as_numbers(scores, "scores")
    if x.shape != (len(units),):
        raise StatisticsError(
            f"scores: one per respondent expected ({len(units)}), but the shape is {x.shape}"
        )
    w = None if weights is None else as_numbers(weights, "weights")
    if w is not None and w.shape != x.shape:
        raise StatisticsError(
            f"weights: one per respondent expected ({len(units)}), but the shape is {w.shape}"
        )
    codes, names = _units(units)
    counts = ~np.isnan(x) & (codes >= 0) & (True if w is None else ~(w == 0))
    rows, shown = [], []
    for code in np.unique(codes[counts]).tolist():
        here = counts & (codes == code)
        mean = mean_estimate(x[here], None if w is None else w[here], confidence=confidence)
        effective = float(mean.n) if mean.n_effective is None else mean.n_effective
        rows.append((mean.value, mean.low, mean.high, mean.n, effective))
        shown.append(names[code])
    columns = ["estimate", "low", "high", "n", "n_effective"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(shown, name="unit", dtype=object))


def _units(units: pd.Series) -> tuple[npt.NDArray[np.int64], list[object]]:
    """Give the place of each respondent's unit (−1 for none) in the list of units."""
    if isinstance(units.dtype, pd.CategoricalDtype):
        return units.cat.codes.to_numpy().astype(np.int64), units.cat.categories.tolist()
    codes, names = pd.factorize(units, sort=True)
    return codes.astype(np.int64), list(names)


def rank_correlation(
    first: npt.ArrayLike, second: npt.ArrayLike, *, confidence: float = 0.95
) -> RankCorrelation:
    """Spearman's rank correlation of two scores over few units, each unit counted once.

    `first` and `second` have shape (k,): a score per unit in the same order, k ≥ `MINIMUM_UNITS` (5), none missing.
    Estimate: Pearson's correlation of the ranks, equal scores sharing their mean rank; unit "coefficient" of −1 to 1.
    Ranks and not scores: among few units one that lies apart would settle Pearson's correlation, and units of very
    different sizes make its test reject too often.
    p: two-sided; up to nine units exact, the part of all k! orders of the second score with a correlation at least
    this far from 0; beyond that by Student's t of r·√((k − 2)/(1 − r²)) on k − 2 degrees.
    Interval: tanh(atanh(r ∓ c) ∓ z·√((1 + r²/2)/(k − 3))) with c = 6/(k³ − k), half of the smallest step that r can
    make; a limit that would pass ±1 is ±1. Without c the interval of a perfect order would have no width.
    Raises StatisticsError with too few units, a missing score, or a score that is the same in every unit.
    Sources: Spearman (1904), American Journal of Psychology 15, 72–101; variance of the interval: Bonett & Wright
    (2000), Psychometrika 65, 23–28; the step: Kendall & Gibbons (1990), Rank Correlation Methods, 5th ed.
    In R this is `cor.test(x, y, method = "spearman")`, whose p is exact up to nine too, when no scores are equal.

    >>> found = rank_correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    >>> round(found.estimate.value, 4), round(found.estimate.low, 4), round(found.estimate.high, 4)
    (0.8286, -0.2097, 0.9889)
    >>> round(found.p, 4)
    0.0583
    """
    x, y = as_numbers(first, "first"), as_numbers(second, "second")
    same_rows(first, second)
    if x.ndim != 1 or x.shape != y.shape:
        raise StatisticsError(
            f"two scores of the same units are needed, but the shapes are {x.shape} and {y.shape}"
        )
    if np.isnan(x).any() or np.isnan(y).any():
        raise StatisticsError("a unit lacks one of the two scores; leave it out of both")
    k = len(x)
    if k < MINIMUM_UNITS:
        raise StatisticsError(f"a rank correlation of units needs {MINIMUM_UNITS} of them, there are {k}")
    if not np.ptp(x) or not np.ptp(y):
        raise StatisticsError("a score is the same in every unit, so that nothing can go together with it")
    a, b = (_centred(np.asarray(pd.Series(scores).rank(), dtype=np.float64)) for scores in (x, y))
    r = float(np.clip(a @ b / math.sqrt((a @ a) * (b @ b)), -1, 1))
    low, high = _limits(r, k, normal_quantile(confidence))
    exact = k <= EXACT_UP_TO
    return RankCorrelation(
        Estimate(r, low, high, k, "coefficient", "spearman_bonett_wright", confidence),
        _exact_p(a, b) if exact else _t_p(r, k),
        "exact" if exact else "t",
    )


def _centred(ranks: FloatArray) -> FloatArray:
    return ranks - ranks.mean()


def _exact_p(a: FloatArray, b: FloatArray) -> float:
    """Part of all orders of `b` whose sum of products with `a` is at least as far from 0 as the one observed."""
    sums = np.abs(b[_orders(len(a))] @ a)
    return float((sums >= abs(a @ b) * (1 - _EQUAL)).mean())


@cache
def _orders(k: int) -> npt.NDArray[np.int8]:
    """Every order of `k` places, shape (k!, k)."""
    return np.array(list(itertools.permutations(range(k))), dtype=np.int8)


def _t_p(r: float, k: int) -> float:
    if abs(r) == 1:
        return 0.0
    return float(2 * t_above(abs(r) * math.sqrt((k - 2) / (1 - r * r)), k - 2))


def _limits(r: float, k: int, z: float) -> tuple[float, float]:
    margin = z * math.sqrt((1 + r * r / 2) / (k - 3))
    step = 6 / (k**3 - k)
    low = -1.0 if r - step <= -1 else math.tanh(math.atanh(r - step) - margin)
    high = 1.0 if r + step >= 1 else math.tanh(math.atanh(r + step) + margin)
    return low, high
