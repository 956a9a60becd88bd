"""Whether customers of several groups stay equally long: the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg

from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.survival import BoolArray, IntArray, followed
from toolkit.measures.multiplicity import holm
from toolkit.measures.tails import chi_square_above
from toolkit.measures.weights import FloatArray, as_numbers


@dataclass(frozen=True, slots=True)
class LogRank:
    """A test whether curves are one: statistic, degrees of freedom, p and the number of customers.

    `excess` are the events of the first group, in order of the labels, over those expected were all alike: above 0 its
    customers went sooner.
    """

    statistic: float
    degrees: int
    p: float
    n: int
    excess: float


def log_rank(
    time: npt.ArrayLike,
    observed: npt.ArrayLike,
    groups: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
) -> LogRank:
    """Test whether groups have one and the same survival curve.

    `time`, `observed` and `weights` as for `kaplan_meier`; `groups`, shape (n,): any labels, at least two of them.
    U = events of a group − those expected, Σ Y_g·d/Y, were all alike; U'V⁻U is χ² with one degree less than
    groups. V is hypergeometric, Σ d(Y − d)/(Y − 1)·(diag(p) − pp') with p = Y_g/Y; with unequal weights it is the sum
    of squares of what each customer moves U by. p is NaN where no event tells anything.
    Raises StatisticsError with fewer than two groups, and as `kaplan_meier` does.
    Source: Mantel (1966), Cancer Chemotherapy Reports 50, 163–170; weighted: Lin & Wei (1989), Journal of the American
    Statistical Association 84, 1074–1078. In R this is `survdiff(Surv(time, observed) ~ groups)`; weighted
    `survey::svylogrank`.

    >>> test = log_rank([1, 2, 3, 4], [True] * 4, ["a", "a", "b", "b"])
    >>> round(test.statistic, 4), test.degrees, round(test.p, 4)
    (2.8824, 1, 0.0896)
    """
    t, event, w = followed(time, observed, weights)
    codes, labels = pd.factorize(np.asarray(groups), sort=True)
    if len(codes) != len(np.atleast_1d(np.asarray(time))) or (codes < 0).any():
        raise StatisticsError("groups: one label per customer expected, none of them missing")
    codes = codes if weights is None else codes[as_numbers(weights, "weights") > 0]
    if len(np.unique(codes)) < 2:
        raise StatisticsError(f"a test of curves needs two groups or more, not {len(np.unique(codes))}")
    times, place = np.unique(t, return_inverse=True)
    shape = (len(times), len(labels))
    cell = place * shape[1] + codes
    here = np.bincount(cell, w, shape[0] * shape[1]).reshape(shape)
    own = np.bincount(cell, w * event, shape[0] * shape[1]).reshape(shape)
    at_risk = here[::-1].cumsum(axis=0)[::-1]
    total, events = at_risk.sum(axis=1), own.sum(axis=1)
    share = at_risk / total[:, None]
    difference = (own - share * events[:, None]).sum(axis=0)
    if weights is None or np.ptp(w) == 0:
        variance = _hypergeometric(share, events, total)
    else:
        variance = _linearised(place, codes, event, w, share, events / total)
    statistic, degrees = _quadratic(difference, variance)
    p = chi_square_above(statistic, degrees) if degrees else float("nan")
    return LogRank(statistic, degrees, p, len(t), float(difference[0]))


def _hypergeometric(share: FloatArray, events: FloatArray, total: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(total > 1, events * (total - events) / (total - 1), 0.0)
    scaled = share * spread[:, None]
    return np.asarray(np.diag(scaled.sum(axis=0)) - scaled.T @ share)


def _linearised(
    place: IntArray, codes: IntArray, event: BoolArray, w: FloatArray, share: FloatArray, hazard: FloatArray
) -> FloatArray:
    """Sum the squares of what each customer moves the differences by."""
    own = np.zeros((len(place), share.shape[1]))
    own[np.arange(len(place)), codes] = 1.0
    suffered = np.cumsum(hazard)[place]
    expected = np.cumsum(share * hazard[:, None], axis=0)[place]
    moved = w[:, None] * (event[:, None] * (own - share[place]) - own * suffered[:, None] + expected)
    return np.asarray(moved.T @ moved)


def _quadratic(difference: FloatArray, variance: FloatArray) -> tuple[float, int]:
    """Give U'V⁻U and its degrees of freedom: a group in which nothing can happen adds none."""
    told = np.diag(variance) > 1e-12 * max(float(np.trace(variance)), 1e-300)
    degrees = int(told.sum()) - 1
    if degrees < 1:
        return float("nan"), 0
    # The differences add up to 0, so that one group can be left out.
    kept = np.flatnonzero(told)[:-1]
    solved = linalg.lstsq(variance[np.ix_(kept, kept)], difference[kept])[0]
    return float(difference[kept] @ solved), degrees


def log_rank_pairs(
    time: npt.ArrayLike,
    observed: npt.ArrayLike,
    groups: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Test each pair of groups by `log_rank`: `first, second, statistic, p, p_holm, n, excess`.

    `p_holm` is corrected over the pairs after Holm (1979), Scandinavian Journal of Statistics 6, 65–70; a pair whose p
    is NaN is not counted.
    Raises StatisticsError as `log_rank` does. In R this is `survminer::pairwise_survdiff(…, p.adjust.method = "holm")`.
    """
    t, event, labels = np.asarray(time), np.asarray(observed), np.asarray(groups)
    rows = []
    for first, second in combinations(np.unique(labels), 2):
        here = (labels == first) | (labels == second)
        test = log_rank(
            t[here], event[here], labels[here], None if weights is None else np.asarray(weights)[here]
        )
        rows.append((first, second, test.statistic, test.p, test.n, test.excess))
    table = pd.DataFrame(rows, columns=["first", "second", "statistic", "p", "n", "excess"])
    table.insert(4, "p_holm", holm(table["p"]))
    return table
