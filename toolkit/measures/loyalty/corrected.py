"""Differences between partial correlations as they would be without error of measurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import upper_tail
from toolkit.measures.resampling import Rows, cross_products, drawn_sums, row_sums
from toolkit.measures.thresholds import DEPENDENT_WITHIN, MOST_UNDEFINED
from toolkit.measures.weights import FloatArray, answered, as_numbers, same_rows


def corrected_differences(
    outcome: npt.ArrayLike,
    items: pd.DataFrame,
    constructs: Mapping[str, Sequence[str]],
    weights: npt.ArrayLike | None = None,
    *,
    generator: np.random.Generator,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Differences of partial correlations with one outcome, the predictors corrected for error of measurement.

    `outcome` has shape (n,), `items` (n, k) holds the questions of all predictors, on one scale, and `constructs` names
    those of each; who lacks an answer is left out. Two predictors that carry as much, of which one is measured with
    more error, differ in `partial_differences`: the better measured one seems to carry more. Here each correlation of
    two predictors is divided by √(α₁·α₂), and one with the outcome by √α, before the partial correlations are taken
    (Spearman). A predictor of one question has no known error and counts as free of it. An error in the outcome makes
    all partial correlations smaller, but leaves their order as it is: that is not corrected for.
    Limits are percentiles over respondents drawn with replacement, with their weights, α computed anew each time.
    Returns `first, second, estimate, low, high`, a row per pair of predictors. All are NaN where an α is not above 0
    or the corrected correlations cannot be of real scores, the limits also where that holds in more than
    `MOST_UNDEFINED` of the resamples.
    Raises StatisticsError with fewer than two predictors, where one has no question or too few answered all, and for
    unusable weights.
    Source: Spearman (1904), American Journal of Psychology 15, 72–101; bootstrap of corrected correlations: Padilla &
    Veprinsky (2012), Educational and Psychological Measurement 72, 827–846.
    In R this is `psych::correct.cor`, then `corpcor::cor2pcor`.

    >>> rng = np.random.default_rng(1)
    >>> true = rng.normal(size=(400, 2))
    >>> asked = pd.DataFrame({f"{name}{place}": true[:, column] + noise * rng.normal(size=400)
    ...     for column, (name, noise) in enumerate([("a", 0.3), ("b", 1.5)]) for place in (1, 2)})
    >>> found = corrected_differences(true.sum(axis=1) + rng.normal(size=400), asked,
    ...     {"a": ["a1", "a2"], "b": ["b1", "b2"]}, generator=rng, resamples=200)
    >>> bool(found.loc[0, "low"] < 0 < found.loc[0, "high"])
    True
    """
    same_rows(outcome, items)
    same_rows(items, weights)
    if len(constructs) < 2 or not all(constructs.values()):
        raise StatisticsError("corrected differences need two predictors, each with a question")
    asked = [item for own in constructs.values() for item in own]
    scores = np.column_stack([as_numbers(items[asked], "items"), as_numbers(outcome, "outcome")])
    x, w = answered(scores, weights, name="scores")
    if len(x) < len(constructs) + 2:
        raise StatisticsError(f"{len(x)} complete rows are too few for {len(constructs)} predictors")
    spread = x.std()
    columns = np.ascontiguousarray(((x - x.mean(axis=0)) / (spread if spread > 0 else 1.0)).T)

    def products(rows: Rows) -> FloatArray:
        return cross_products(columns[:, rows], None if w is None else w[rows])

    sums = row_sums(products, len(x), generator)
    sizes = [len(own) for own in constructs.values()]
    whole = _partials(sums.sum(axis=1, keepdims=True), sizes)[:, 0]
    drawn = _partials(drawn_sums(sums, resamples, generator), sizes)
    tail = 1 - upper_tail(confidence)
    kept = drawn[:, ~np.isnan(drawn).any(axis=0)]
    told = not np.isnan(whole).any() and kept.shape[1] >= max(1.0, (1 - MOST_UNDEFINED) * resamples)
    rows = []
    for i, j in combinations(range(len(sizes)), 2):
        limits = np.quantile(kept[i] - kept[j], [tail, 1 - tail]) if told else (np.nan, np.nan)
        names = list(constructs)
        rows.append((names[i], names[j], whole[i] - whole[j], *map(float, limits)))
    return pd.DataFrame(rows, columns=["first", "second", "estimate", "low", "high"])


def _partials(sums: FloatArray, sizes: Sequence[int]) -> FloatArray:
    """Give corrected partial correlations, (predictors, b), from sums of `cross_products`, (sums, b)."""
    q, k = sum(sizes) + 1, len(sizes)
    sums = sums / sums[-1]
    means, (i, j) = sums[-1 - q : -1], np.triu_indices(q)
    covariance = np.empty((sums.shape[1], q, q))
    covariance[:, i, j] = covariance[:, j, i] = (sums[: len(i)] - means[i] * means[j]).T
    # Each predictor is the mean of its questions; the outcome stands alone.
    mean_of = np.zeros((k + 1, q))
    for place, end in enumerate(np.cumsum(sizes)):
        mean_of[place, end - sizes[place] : end] = 1 / sizes[place]
    mean_of[k, -1] = 1.0
    between = mean_of @ covariance @ mean_of.T
    variance = np.diagonal(between, axis1=1, axis2=2)
    questions = np.diagonal(covariance, axis1=1, axis2=2) @ (mean_of.T**2)
    many = np.array([*sizes, 1], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = np.where(many > 1, many / (many - 1) * (1 - questions / variance), 1.0)
        true = np.sqrt(np.where(alpha > 0, alpha, np.nan) * variance)
        corrected = between / (true[:, :, None] * true[:, None, :])
    corrected[:, np.arange(k + 1), np.arange(k + 1)] = 1.0
    found = np.full((k, len(corrected)), np.nan)
    real = np.isfinite(corrected).all(axis=(1, 2))
    real[real] = np.linalg.eigvalsh(corrected[real])[:, 0] > DEPENDENT_WITHIN
    if real.any():
        precision = np.linalg.inv(corrected[real])
        diagonal = np.diagonal(precision, axis1=1, axis2=2)
        found[:, real] = (-precision[:, :k, k] / np.sqrt(diagonal[:, :k] * diagonal[:, k:])).T
    return found
