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
from toolkit.drivers.thresholds import MOST_REDRAWN, NORMAL_PRODUCT, ROUNDING
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


def checked_options(resamples: int, confidence: float, seed: int) -> None:
    """Refuse options that give no limits: too few resamples for the confidence, or a seed below 0."""
    upper_tail(confidence)
    fewest = fewest_resamples(confidence)
    if resamples != 0 and resamples < fewest:
        raise StatisticsError(
            f"resamples is {resamples}; limits of {confidence:g} need at least {fewest}, and 0 asks for no limits"
        )
    if seed < 0:
        raise StatisticsError(f"seed is {seed}; it must be a whole number of 0 or more")


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


def ranks(shares: FloatArray) -> npt.NDArray[np.int64]:
    """Rank of each driver in each resample, shape (p, B): 1 + the number of drivers with a larger share.

    >>> ranks(np.array([[0.5, 0.2], [0.3, 0.4], [0.2, 0.4]])).tolist()
    [[1, 3], [2, 1], [3, 1]]
    """
    found = np.ones(shares.shape, dtype=np.int64)
    for other in shares:
        found += other > shares
    return found


def rank_limits(shares: FloatArray, confidence: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Percentile limits of the rank of each driver, shapes (p,): whole numbers, rounded outwards.

    In R these are the rank limits of `relaimpo::booteval.relimp`.
    """
    low, high = share_limits(ranks(shares).astype(np.float64), confidence)
    return np.floor(low).astype(np.int64), np.ceil(high).astype(np.int64)


def simultaneous_differences(
    estimate: FloatArray, shares: FloatArray, confidence: float, n: float, *, always: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Limits of the differences of all pairs of shares that hold together with the stated confidence.

    `estimate` has shape (p,), `shares` (p, B); n and `always` as for `leads`. Pairs in the order of
    `itertools.combinations`: returns shapes (p(p−1)/2,). With d the difference, d* its resamples and s* their
    standard deviation: d ± w·c·s*, c the quantile over resamples of max |d* − d|/s* over all pairs, w the `widening`
    that suits few respondents.
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
    wide = widening(confidence, n, p + always)
    margin = wide * np.quantile(largest, confidence, method="weibull") * errors
    return difference - margin, difference + margin


def widening(confidence: float, n: float, predictors: int) -> float:
    """How many times wider limits are made than what resamples tell, so that they suit few respondents.

    √(n/m)·t/z, m = n − predictors − 1 and n the effective number of respondents; z is the quantile of the normal
    distribution for the confidence, t that of Student's on m/4 degrees of freedom. Resamples spread too little, by
    √(m/n), and how much they spread is itself an estimate: each respondent enters a correlation by a product of two
    scores, which of normal scores has a kurtosis of 9, and that leaves 2m/(9 − 1) degrees of freedom.
    Infinite where nothing is left to estimate from (m not above 0).
    Source: Hesterberg (2015), The American Statistician 69, 371–386, section 5.3, for limits widened this way;
    Satterthwaite (1946), Biometrics Bulletin 2, 110–114, for the degrees of freedom of an estimated variance.
    In R this is `sqrt(n / m) * qt(.975, m / 4) / qnorm(.975)`.

    >>> round(widening(0.95, 60, 3), 3), round(widening(0.95, 1000, 3), 3)
    (1.133, 1.007)
    """
    left = n - predictors - 1
    if left <= 0:
        return float("inf")
    usual = float(special.ndtri(upper_tail(confidence)))
    return float(np.sqrt(n / left) * t_quantile(confidence, left / NORMAL_PRODUCT) / usual)


def expanded_tail(confidence: float, n: float, predictors: int) -> float:
    """Part of the resamples to leave out at either end, so that percentile limits suit few respondents.

    Φ(−w·z), w the `widening` and z the normal quantile for the confidence: below (1 − confidence)/2, and nearly that
    for many respondents; 0 where nothing is left to estimate from.
    Source: Hesterberg (2015), The American Statistician 69, 371–386, section 5.3.

    >>> round(expanded_tail(0.95, 60, 3), 4), round(expanded_tail(0.95, 1000, 3), 4)
    (0.0132, 0.0242)
    """
    return float(special.ndtr(-widening(confidence, n, predictors) * special.ndtri(upper_tail(confidence))))


def leads(
    shares: FloatArray, top: int, confidence: float, n: float, *, always: int = 0
) -> npt.NDArray[np.bool_]:
    """Say of each driver, shape (p,), whether the lead of driver `top` over it is shown.

    `shares` has shape (p, B); `always` is the number of variables held constant beside the p drivers. A lead is shown
    where the lower expanded percentile limit (`expanded_tail`) of the difference top − other lies above 0; each pair
    by itself. "All leads are shown" is then wrong no more often than one of them (intersection-union test), so that
    nothing is adjusted. A limit beyond the outermost of too few resamples shows no lead; `top` does not lead itself.
    Only the sign of a difference counts, so that shares, raw importance and its logarithm decide alike.
    Source: Berger (1982), Technometrics 24, 295–300, for the intersection-union test.
    """
    tail = expanded_tail(confidence, n, len(shares) + always)
    if tail * (shares.shape[1] + 1) < 1:
        return np.zeros(len(shares), dtype=np.bool_)
    return np.asarray(np.quantile(shares[top] - shares, tail, axis=1, method="weibull") > 0)


def pairs(p: int) -> tuple[list[int], list[int]]:
    """Give the places of all pairs of p drivers, the earlier one first."""
    both = list(combinations(range(p), 2))
    return [i for i, _ in both], [j for _, j in both]
