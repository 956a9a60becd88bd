"""How sure we are of shares: their resamples, limits, chances of being first, and differences of all pairs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.drivers.matrices import regularised, sweep
from toolkit.drivers.moments import Sample
from toolkit.drivers.resampling import resampled_correlations
from toolkit.drivers.thresholds import MOST_REDRAWN, ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile, upper_tail
from toolkit.measures.weights import FloatArray


def resampled_importance(
    sample: Sample,
    always: int,
    method: Callable[[FloatArray], FloatArray],
    resamples: int,
    generator: np.random.Generator,
) -> FloatArray:
    """Importance of the drivers in each resample of the respondents, shape (p, resamples).

    `method` takes a swept stack (p + 1, p + 1, m) to importance (p, m), in parts of the outcome's variance.
    A resample in which the drivers explain nothing, such as one in which the outcome does not vary, has nothing
    to divide: it is drawn again.
    Raises StatisticsError where that happens to more than half of the draws.
    """
    kept: list[FloatArray] = []
    missing, drawn = resamples, 0
    while missing:
        for stack in resampled_correlations(sample, missing, generator):
            importance = method(sweep(regularised(stack), always))
            kept.append(importance[:, importance.sum(axis=0) > ROUNDING])
            drawn += stack.shape[-1]
        missing = resamples - sum(importance.shape[1] for importance in kept)
        if missing > MOST_REDRAWN * drawn:
            raise StatisticsError(
                f"in {missing} of {drawn} resamples the drivers explain nothing, because too few respondents differ; "
                "ask for no resamples, or collect more answers"
            )
    return np.concatenate(kept, axis=1)


def fewest_resamples(confidence: float) -> int:
    """Give the fewest resamples of which the limits are order statistics: 39 for a confidence of 0.95."""
    return int(np.ceil(1 / (1 - upper_tail(confidence)) - 1e-9)) - 1


def share_limits(shares: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Percentile limits of each share, shapes (p,): quantiles of type 6, at k/(B+1).

    In R this is `quantile(share, c(.025, .975), type = 6)`.
    """
    upper = upper_tail(confidence)
    low, high = np.quantile(shares, [1 - upper, upper], axis=1, method="weibull")
    return low, high


def first_chances(shares: FloatArray) -> FloatArray:
    """Part of the resamples in which each driver has the largest share, shape (p,)."""
    p, resamples = shares.shape
    return np.asarray(np.bincount(shares.argmax(axis=0), minlength=p) / resamples)


def simultaneous_differences(
    estimate: FloatArray, shares: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Limits of the differences of all pairs of shares that hold together with the stated confidence.

    `estimate` has shape (p,), `shares` (p, B). Pairs in the order of `itertools.combinations`: returns shapes
    (p(p−1)/2,). With d the difference, d* its resamples and s* their standard deviation: d ± c·s*, c the quantile
    over resamples of max |d* − d|/s* over all pairs.
    Source: Hall & Wilson (1991), Biometrics 47, 757–762, and Westfall & Young (1993), Resampling-Based Multiple
    Testing, for the maximum over all pairs.
    """
    p, resamples = shares.shape
    first, second = pairs(p)
    difference = estimate[first] - estimate[second]
    if not len(first):
        return difference, difference
    errors = np.empty(len(first))
    largest = np.zeros(resamples)
    for pair, (i, j) in enumerate(zip(first, second, strict=True)):
        drawn = shares[i] - shares[j]
        errors[pair] = drawn.std(ddof=1)
        if errors[pair] > ROUNDING:
            np.maximum(largest, np.abs(drawn - difference[pair]) / errors[pair], out=largest)
    margin = np.quantile(largest, confidence, method="weibull") * errors
    return difference - margin, difference + margin


def expanded_tail(confidence: float, n: float) -> float:
    """Part of the resamples to leave out at either end, so that percentile limits suit few respondents.

    Φ(−√(n/(n − 1))·t), with t Student's quantile for the confidence on n − 1 degrees of freedom and n > 1 the
    effective number of respondents: below (1 − confidence)/2, and nearly that for many.
    Source: Hesterberg (2015), The American Statistician 69, 371–386, section 5.3.
    In R this is `pnorm(-sqrt(n / (n - 1)) * qt(.975, n - 1))`.

    >>> round(expanded_tail(0.95, 30), 4), round(expanded_tail(0.95, 1000), 4)
    (0.0188, 0.0248)
    """
    return float(special.ndtr(-np.sqrt(n / (n - 1)) * t_quantile(confidence, n - 1)))


def leads(shares: FloatArray, top: int, confidence: float, n: float) -> npt.NDArray[np.bool_]:
    """Say of each driver, shape (p,), whether the lead of driver `top` over it is shown.

    `shares` has shape (p, B). It is shown where the lower expanded percentile limit (`expanded_tail`) of the
    difference top − other lies above 0; each pair by itself. "All leads are shown" is then wrong no more often than
    one of them (intersection-union test), so that nothing is adjusted. A limit beyond the outermost of too few
    resamples shows no lead; `top` does not lead itself.
    Source: Berger (1982), Technometrics 24, 295–300, for the intersection-union test.
    """
    tail = expanded_tail(confidence, n)
    if tail * (shares.shape[1] + 1) < 1:
        return np.zeros(len(shares), dtype=np.bool_)
    return np.asarray(np.quantile(shares[top] - shares, tail, axis=1, method="weibull") > 0)


def pairs(p: int) -> tuple[list[int], list[int]]:
    """Give the places of all pairs of p drivers, the earlier one first."""
    both = list(combinations(range(p), 2))
    return [i for i, _ in both], [j for _, j in both]
