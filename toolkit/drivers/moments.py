"""What the rows say once and for all: everything in the driver analysis rests on these sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.measures.weights import FloatArray, effective_n


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sufficient statistics of q columns: `always`, drivers, outcome, in this order.

    `n` rows, `n_effective` after weighting (Kish), `weight_sum` Σw (n without weights), `means` and `deviations`
    (standard deviations with divisor Σw) of shape (q,), `correlation` of shape (q, q).
    """

    names: tuple[str, ...]
    n: int
    n_effective: float
    weight_sum: float
    means: FloatArray
    deviations: FloatArray
    correlation: FloatArray

    @property
    def crossproducts(self) -> FloatArray:
        """Weighted sums of products of deviations from the mean, Σw(x − x̄)(y − ȳ), shape (q, q)."""
        return np.asarray(self.weight_sum * self.correlation * np.outer(self.deviations, self.deviations))


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Complete rows, standardised: `scores` of shape (q, n) have weighted mean 0 and weighted variance 1.

    `weights` has shape (n,) and mean 1; None where all are equal.
    """

    scores: FloatArray
    weights: FloatArray | None
    moments: Moments


def sample_of(values: FloatArray, names: tuple[str, ...], weights: FloatArray | None) -> Sample:
    """Standardise complete rows and take their moments.

    `values` has shape (q, n), each column varying; `weights` shape (n,), all above 0, or None.
    In R the correlation is `cov.wt(x, wt = w, cor = TRUE)$cor`.
    """
    n = values.shape[1]
    weight_sum = float(n) if weights is None else float(weights.sum())
    if weights is not None:
        weights = weights / weights.max()
        weights = weights / weights.mean()
    means = np.average(values, axis=1, weights=weights)
    centred = values - means[:, None]
    # Through the largest deviation, so that squares neither overflow nor vanish.
    largest = np.abs(centred).max(axis=1)
    centred /= largest[:, None]
    deviations = np.sqrt(np.average(centred**2, axis=1, weights=weights))
    scores = np.divide(centred, deviations[:, None], out=centred)
    correlation = (scores if weights is None else scores * weights) @ scores.T / n
    correlation = (correlation + correlation.T) / 2
    np.fill_diagonal(correlation, 1.0)
    moments = Moments(
        names=names,
        n=n,
        n_effective=float(n) if weights is None else effective_n(weights),
        weight_sum=weight_sum,
        means=means,
        deviations=deviations * largest,
        correlation=correlation,
    )
    return Sample(scores, weights, moments)
