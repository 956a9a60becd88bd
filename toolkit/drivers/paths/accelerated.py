"""Bias-corrected and accelerated limits: percentiles moved for a skew that grows with the effect."""

from __future__ import annotations

import numpy as np
from scipy import special

from toolkit.drivers.moments import Sample
from toolkit.drivers.paths.draws import covariances_of
from toolkit.measures.intervals import upper_tail
from toolkit.measures.resampling import Rows, cross_products, row_sums
from toolkit.measures.weights import FloatArray

# Up to so many respondents each is left out by itself; above, equal random groups of them are. Our choice: the
# acceleration is a small correction, which a few hundred groups settle.
_GROUPS = 1_000


def one_left_out(sample: Sample) -> FloatArray:
    """Covariances without each respondent in turn, shape (q, q, n); without each of 1,000 groups where n is more.

    Unit: the standard deviations of the sample. Source: Efron & Tibshirani (1993), chapter 11.
    """
    scores, weights = sample.scores, sample.weights

    def products(rows: Rows) -> FloatArray:
        return cross_products(scores[:, rows], None if weights is None else weights[rows])

    n = scores.shape[1]
    sums = row_sums(products, n, np.random.default_rng(0), most_rows=_GROUPS, groups=_GROUPS)
    return covariances_of(sums.sum(axis=1, keepdims=True) - sums, len(scores))


def accelerated_limits(
    estimate: FloatArray, draws: FloatArray, without: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """BCa limits of k numbers, shapes (k,): quantiles of type 6 of `draws` (k, B) at moved places.

    With z₀ = Φ⁻¹ of the part of the draws below the estimate, a = Σd³ / (6 (Σd²)^1.5), d the mean of `without` (k, n)
    less each of them, and z a normal quantile: Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))).
    Source: Efron (1987), Journal of the American Statistical Association 82, 171–185; Efron & Tibshirani (1993),
    section 14.3. In R this is `boot::boot.ci(type = "bca")`, which estimates a in another way.

    >>> draws = np.arange(1.0, 40.0)[None]
    >>> low, high = accelerated_limits(np.array([20.0]), draws, np.array([[-1.0, 1.0]]), 0.9)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([2.0], [38.0])
    """
    resamples = draws.shape[1]
    below = (
        (draws < estimate[:, None]).sum(axis=1) + 0.5 * (draws == estimate[:, None]).sum(axis=1)
    ) / resamples
    # Not at the ends: an estimate outside all draws has no finite correction.
    shift = special.ndtri(np.clip(below, 1 / (resamples + 1), resamples / (resamples + 1)))
    distance = without.mean(axis=1, keepdims=True) - without
    squares = (distance**2).sum(axis=1)
    cubes = (distance**3).sum(axis=1)
    acceleration = np.divide(cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0)
    upper = float(special.ndtri(upper_tail(confidence)))
    limits = []
    for z in (-upper, upper):
        moved = shift + z
        place = special.ndtr(shift + moved / (1 - acceleration * moved))
        limits.append(
            np.array([np.quantile(row, at, method="weibull") for row, at in zip(draws, place, strict=True)])
        )
    return limits[0], limits[1]
