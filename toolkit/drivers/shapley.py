"""LMG: what each driver adds to R², averaged over all orders in which drivers can enter. Exact, all subsets.

The work is done on vectors whose places are (subset of the first drivers) × (matrix). Per driver, "out" keeps
the covariances of the others and "in" takes one pivot from them; what is left of the outcome's variance at the
end of each path is what that subset leaves unexplained. Paths for the later drivers are walked depth first on the
same few buffers, so that memory stays small: no matrix of 2^p subsets is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack, explained, sweep
from toolkit.drivers.thresholds import MOST_DRIVERS
from toolkit.measures.weights import FloatArray

# Numbers in a vector: the buffers of the last drivers then fit in a core's cache (see benchmarks/drivers.py).
_WIDTH = 4096
# Numbers in all buffers of the later drivers together, at most: 32 MB.
_MOST_NUMBERS = 4_000_000


def lmg(correlation: npt.ArrayLike, *, always: int = 0) -> FloatArray:
    """Importance of each driver by LMG (Shapley value of R², general dominance), from correlations.

    `correlation` has shape (q, q), or (m, q, q) for m matrices at once, with the variables in the order: first the
    `always` ones, which are held constant; then p drivers; the outcome last. Weighted correlations give weighted
    importance.
    Returns shape (p,) or (m, p), unit: part of the outcome's variance; its sum is R² over `always`.

    LMG_j = Σ_S |S|!·(p−1−|S|)!/p! · (R²(S ∪ j) − R²(S)), over all sets S of drivers without j.

    Raises StatisticsError where it is no correlation matrix, where predictors determine each other, or with more
    than 25 drivers: `toolkit.drivers.sampled.sampled_lmg` takes more.
    Source: Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis; Budescu (1993),
    Psychological Bulletin 114, 542–551; Grömping (2006), Journal of Statistical Software 17(1).
    In R this is `relaimpo::calc.relimp(type = "lmg")`, and `domir` or `dominanceanalysis` with R².

    >>> lmg([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]]).round(6).tolist()
    [0.286667, 0.086667]
    """
    stack = as_stack(correlation, always, MOST_DRIVERS)
    raw = lmg_of_stack(sweep(stack, always))
    return np.ascontiguousarray(raw.T if np.ndim(correlation) == 3 else raw[:, 0])


def lmg_of_stack(stack: FloatArray) -> FloatArray:
    """LMG of a stack of shape (p + 1, p + 1, m), `always` swept out, the outcome last; returns shape (p, m).

    Nothing is checked here.
    """
    p, m = len(stack) - 1, stack.shape[-1]
    # The buffers hold about p³/3 numbers for each place of a vector.
    step = max(1, min(_WIDTH, 3 * _MOST_NUMBERS // p**3))
    blocks = [np.ascontiguousarray(stack[..., start : start + step]) for start in range(0, m, step)]
    return np.concatenate([_lmg_of_block(block) for block in blocks], axis=1)


def subsets_of_stack(stack: FloatArray) -> FloatArray:
    """What each set of drivers explains of the outcome over `always`, for a stack as in `lmg_of_stack`.

    Returns shape (2^p, m): place s holds the set of the drivers j whose bit 2^j is in s. Nothing is checked here.
    """
    covariances, unexplained = stack[:-1], stack[-1, -1]
    for _ in range(len(stack) - 1):
        covariances, unexplained = _doubled(covariances, unexplained)
    return np.asarray(stack[-1, -1] - unexplained.reshape(-1, stack.shape[-1]))


def _lmg_of_block(stack: FloatArray) -> FloatArray:
    p, m = len(stack) - 1, stack.shape[-1]
    covariances, unexplained = stack[:-1], stack[-1, -1]
    sizes = np.zeros(1, dtype=np.int64)
    first = min(p, max(0, (_WIDTH // m).bit_length() - 1))
    for _ in range(first):
        covariances, unexplained = _doubled(covariances, unexplained)
        sizes = np.concatenate([sizes, sizes + 1])
    weights = _subset_weights(p)
    by_chosen = [np.repeat(weights[sizes + chosen], m) for chosen in range(p - first + 1)]
    sums = np.empty((p, m))
    if first < p:
        walk = _Walk.through(p - first, by_chosen)
        folded = _walked(covariances, unexplained, 0, 0, walk)
        sums[first:] = walk.sums[::-1].reshape(p - first, -1, m).sum(axis=1)
    else:
        folded = by_chosen[0] * unexplained
    # The newest driver is the highest bit of a place: its half with the driver is summed, then laid on the other.
    for driver in reversed(range(first)):
        without, within = np.split(folded, 2)
        sums[driver] = within.reshape(-1, m).sum(axis=0)
        folded = without + within
    # Never below 0, but for rounding.
    return np.maximum((explained(stack) + sums.sum(axis=0)) / p - sums, 0)


def _subset_weights(p: int) -> FloatArray:
    """Weight of a subset by its size, 0 to p, in the sum over the subsets that hold a driver.

    A subset T of size s enters LMG_j with (s−1)!(p−s)!/p! when it holds j and with −s!(p−1−s)!/p! when it does not.
    The second, summed over all T, is the same for each j; taking it out leaves the sum of both weights,
    (s−1)!(p−1−s)!/(p−1)!, for the subsets that hold j. What all j have in common follows from Σ LMG = R².
    """
    weights = [1 / ((p - 1) * comb(p - 2, size - 1)) for size in range(1, p)]
    return np.array([0.0, *weights, 1 / p])


def _doubled(covariances: FloatArray, unexplained: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Put subsets with the next driver behind those without it.

    `covariances` has shape (k, k + 1, w): k drivers still to come, against those and the outcome;
    `unexplained` (w,). Returns shapes (k − 1, k, 2w) and (2w,).
    """
    pivot, row = covariances[0, 0], covariances[0, 1:]
    others = covariances[1:, 1:]
    taken = others - (covariances[1:, 0] / pivot)[:, None] * row[None]
    left = unexplained - row[-1] ** 2 / pivot
    return np.concatenate([others, taken], axis=-1), np.concatenate([unexplained, left])


@dataclass(frozen=True, slots=True)
class _Walk:
    """Buffers of the walk through k drivers on vectors of w places.

    `sums` (k, w): for each driver, the last one first, the weighted sum over the subsets that hold it.
    `folded` (k + 1, 2, w): sum over the subsets of the last so many drivers, on the "out" and the "in" path.
    `pivoted`, `ratios`, `left`: per number of drivers still to come, what the "in" path needs.
    """

    weights: list[FloatArray]
    sums: FloatArray
    folded: FloatArray
    pivoted: list[FloatArray]
    ratios: list[FloatArray]
    left: FloatArray

    @classmethod
    def through(cls, k: int, weights: list[FloatArray]) -> _Walk:
        w = len(weights[0])
        return cls(
            weights=weights,
            sums=np.zeros((k, w)),
            folded=np.empty((k + 1, 2, w)),
            pivoted=[np.empty((n, n + 1, w)) for n in range(k)],
            ratios=[np.empty((n, w)) for n in range(k)],
            left=np.empty((k, w)),
        )


def _walked(
    covariances: FloatArray, unexplained: FloatArray, chosen: int, side: int, walk: _Walk
) -> FloatArray:
    """Sum weight × unexplained over all subsets of the drivers still to come, shape (w,), in a buffer of `walk`.

    `chosen` of the drivers walked so far are in; `side` is 1 on the path on which the last one is.
    """
    k = len(covariances)
    if k == 0:
        return np.multiply(walk.weights[chosen], unexplained, out=walk.folded[0, side])
    pivot, row = covariances[0, 0], covariances[0, 1:]
    others = covariances[1:, 1:]
    out_sum = _walked(others, unexplained, chosen, 0, walk)
    pivoted, ratios, left = walk.pivoted[k - 1], walk.ratios[k - 1], walk.left[k - 1]
    if k > 1:
        np.divide(covariances[1:, 0], pivot, out=ratios)
        np.multiply(ratios[:, None], row[None], out=pivoted)
        np.subtract(others, pivoted, out=pivoted)
    np.multiply(row[-1], row[-1], out=left)
    np.divide(left, pivot, out=left)
    np.subtract(unexplained, left, out=left)
    in_sum = _walked(pivoted, left, chosen + 1, 1, walk)
    walk.sums[k - 1] += in_sum
    return np.add(out_sum, in_sum, out=walk.folded[k, side])
