"""LMG of more drivers than all of whose subsets can be looked at: the average over some orders, with its error.

The drivers enter in random orders, and in each of these also the other way round (antithetic). With the covariances in
the order of entry and the outcome last, row y of their Cholesky factor holds in its squares what each driver adds.
What a driver adds falls with its place in the order, and the average place is known: that part is no matter of chance
and is taken out by regression (control variates). Resamples all go through the same orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack, explained, sweep
from toolkit.drivers.shapley import lmg_of_stack
from toolkit.drivers.thresholds import (
    MOST_DRIVERS,
    MOST_ORDERS,
    MOST_RESAMPLED_DRIVERS,
    RESAMPLED_ORDERS,
    SAMPLING_ERROR,
)
from toolkit.measures.weights import FloatArray

# Orders, and their reverses, that are taken before the error is looked at for the first time.
_FIRST = 128
# Numbers in a block of matrices: 4 MB.
_NUMBERS = 524_288


@dataclass(frozen=True, slots=True, eq=False)
class SampledImportance:
    """LMG of p drivers by `orders` of entry, with the standard error of each that the choice of orders brings.

    `importance` and `errors` have shape (p,), unit: part of the outcome's variance.
    """

    importance: FloatArray
    errors: FloatArray
    orders: int


def sampled_lmg(correlation: npt.ArrayLike, *, always: int = 0, seed: int = 0) -> SampledImportance:
    """Importance of each driver by LMG, averaged over random orders of entry, from correlations of shape (q, q).

    Variables as for `toolkit.drivers.shapley.lmg`: `always`, p drivers, outcome; p may be any number.
    LMG_j is estimated by the intercept of the regression, over pairs of an order and its reverse, of what j adds on
    1/(2 + k), 1/(p − k) and k², k the number of drivers before j, each less its mean over all places;
    then all are scaled to make R² together, which each order does by itself.
    Pairs are added until the largest standard error is at most `SAMPLING_ERROR` of that R², or there are
    `MOST_ORDERS` orders. Same seed, same result.
    Raises StatisticsError where it is no correlation matrix, or where predictors determine each other.
    Source: Castro, Gómez & Tejada (2009), Computers & Operations Research 36, 1726–1730; Mitchell, Cooper, Frank &
    Holmes (2022), Journal of Machine Learning Research 23(43), for antithetic orders; Owen (2013), Monte Carlo Theory,
    Methods and Examples, sections 8.2 and 8.9, for reverses and control variates.
    In R there is none; `relaimpo` takes all orders.

    >>> found = sampled_lmg([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    >>> found.importance.round(6).tolist(), found.errors.max() < 1e-9
    ([0.286667, 0.086667], np.True_)
    """
    return sampled_of_stack(sweep(as_stack(correlation, always), always), seed)


def sampled_of_stack(stack: FloatArray, seed: int) -> SampledImportance:
    """Do it for a stack of shape (p + 1, p + 1, 1), `always` swept out, the outcome last. Nothing is checked here."""
    p, generator = len(stack) - 1, np.random.default_rng(seed)
    total = explained(stack)[0]
    orders, added = np.empty((0, p), dtype=np.int64), np.empty((0, p))
    pairs = _FIRST
    while True:
        more = _orders(p, pairs - len(orders) // 2, generator)
        orders = np.concatenate([orders, more])
        added = np.concatenate([added, _added_in(stack[..., 0], more)])
        importance, errors = _intercepts(orders, added)
        scale = total / importance.sum()
        if errors.max() * scale <= SAMPLING_ERROR * total or len(orders) >= MOST_ORDERS:
            return SampledImportance(np.maximum(importance * scale, 0), errors * scale, len(orders))
        pairs = min(2 * pairs, MOST_ORDERS // 2)


def paired_lmg(stack: FloatArray, importance: FloatArray, seed: int) -> Callable[[FloatArray], FloatArray]:
    """Give the function that estimates LMG of resamples, where looking at all subsets of each would take too long.

    `stack` (p + 1, p + 1, 1) are the covariances of the sample and `importance` (p,) its LMG. The function takes
    stacks (p + 1, p + 1, m) to (p, m): the LMG of the sample, plus the difference of resample and sample over
    `RESAMPLED_ORDERS` orders, the same for all. What the choice of orders does to both alike falls out of that; what
    is left makes limits a little wider, never narrower on average. Together they make each resample's own R².
    """
    p = len(stack) - 1
    orders = _orders(p, RESAMPLED_ORDERS // 2, np.random.default_rng(seed))
    weights = _weights(orders)
    base = _mean_added(stack, orders, weights)

    def of_resamples(stack: FloatArray) -> FloatArray:
        return np.maximum(importance[:, None] + _mean_added(stack, orders, weights) - base, 0)

    return of_resamples


def lmg_for_bootstrap(
    stack: FloatArray, seed: int
) -> tuple[FloatArray, FloatArray, Callable[[FloatArray], FloatArray]]:
    """Give LMG of a sample, its sampling error, and the function that gives LMG of resamples.

    `stack` has shape (p + 1, p + 1, 1), `always` swept out. Of up to `MOST_DRIVERS` drivers LMG is exact and the errors
    are 0; of up to `MOST_RESAMPLED_DRIVERS` that of the resamples is exact too. Shapes (p,), (p,) and as `paired_lmg`.
    """
    p = len(stack) - 1
    if p <= MOST_DRIVERS:
        importance, errors = lmg_of_stack(stack)[:, 0], np.zeros(p)
    else:
        found = sampled_of_stack(stack, seed)
        importance, errors = found.importance, found.errors
    exact = p <= MOST_RESAMPLED_DRIVERS
    return importance, errors, lmg_of_stack if exact else paired_lmg(stack, importance, seed)


def _orders(p: int, pairs: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
    """Draw orders of p drivers, each followed by its reverse, shape (2·pairs, p)."""
    drawn = generator.permuted(np.tile(np.arange(p), (pairs, 1)), axis=1)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(-1, p)


def _added(matrices: FloatArray) -> FloatArray:
    """What each driver adds to those before it, shape (m, p), for matrices (m, p + 1, p + 1) in the order of entry.

    The matrices are written in: what is left of the outcome is of no use here, and is kept from vanishing in a resample
    that the drivers explain altogether.
    """
    matrices[:, -1, -1] += 1
    return np.asarray(np.linalg.cholesky(matrices)[:, -1, :-1] ** 2)


def _added_in(matrix: FloatArray, orders: npt.NDArray[np.int64]) -> FloatArray:
    """What each driver adds in each order, shape (orders, p), by driver."""
    added = np.empty(orders.shape)
    step = max(1, _NUMBERS // matrix.size)
    for start in range(0, len(orders), step):
        some = orders[start : start + step]
        places = np.pad(some, ((0, 0), (0, 1)), constant_values=-1)
        found = _added(matrix[places[:, :, None], places[:, None, :]])
        np.put_along_axis(added[start : start + step], some, found, axis=1)
    return added


def _mean_added(stack: FloatArray, orders: npt.NDArray[np.int64], weights: FloatArray) -> FloatArray:
    """Weighted mean over the orders of what each driver adds, scaled to R², shape (p, m)."""
    matrices = np.ascontiguousarray(np.moveaxis(stack, -1, 0))
    added = np.zeros((len(matrices), len(stack) - 1))
    step = max(1, _NUMBERS // matrices[0].size)
    for start in range(0, len(matrices), step):
        some = matrices[start : start + step]
        for order, weight in zip(orders, weights, strict=True):
            places = np.append(order, -1)
            found = _added(some[:, places[:, None], places])
            added[start : start + step, order] += weight[order] * found
    return np.asarray(added.T * (explained(stack) / added.sum(axis=1)))


def _places(orders: npt.NDArray[np.int64]) -> FloatArray:
    """Give the control variates of each driver in each pair of orders, shape (p, pairs, 4), the first one constant."""
    p = orders.shape[1]
    k = np.arange(p)
    known = np.stack([1 / (2 + k), 1 / (p - k), (k / p) ** 2], axis=1)
    known = np.concatenate([np.ones((p, 1)), known - known.mean(axis=0)], axis=1)
    by_order = known[np.argsort(orders, axis=1)]
    return np.asarray(by_order.reshape(-1, 2, p, 4).mean(axis=1).swapaxes(0, 1))


def _intercepts(orders: npt.NDArray[np.int64], added: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Regress what each driver adds on its place: intercepts and their standard errors, shapes (p,)."""
    places, pairs = _places(orders), added.reshape(-1, 2, added.shape[1]).mean(axis=1).T
    inverse = np.linalg.pinv(places)
    fitted = inverse @ pairs[..., None]
    left = pairs - (places @ fitted)[..., 0]
    # Of few drivers, places in an order and its reverse make less than four different columns.
    freedom = pairs.shape[1] - np.linalg.matrix_rank(places)
    spread = np.sqrt((left**2).sum(axis=1) / freedom)
    return fitted[:, 0, 0], spread * np.sqrt((inverse[:, 0] ** 2).sum(axis=1))


def _weights(orders: npt.NDArray[np.int64]) -> FloatArray:
    """Weight of each driver in each order, shape (orders, p), with which the mean is the intercept of `_intercepts`."""
    return np.repeat(np.linalg.pinv(_places(orders))[:, 0].T / 2, 2, axis=0)
