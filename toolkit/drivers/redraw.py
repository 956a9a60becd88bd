"""Respondents drawn anew with all that rests on them: correlations of the scores, and the reliability of each score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.measures.resampling import Rows, correlations_of, cross_products, drawn_sums, row_sums
from toolkit.measures.thresholds import CONSTANT_WITHIN, RESAMPLED_GROUPS, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """`correlations` of shape (q, q, B); `reliabilities` of shape (q, B): Cronbach's alpha of each score.

    A reliability is 1 where a score has no questions to compute it from, and NaN where they do not vary together.
    """

    correlations: FloatArray
    reliabilities: FloatArray


def redraw(
    sample: Sample,
    items: Sequence[FloatArray | None],
    resamples: int,
    generator: np.random.Generator,
) -> tuple[Redrawn, Redrawn]:
    """Give the sample itself (B = 1) and `resamples` of its respondents, each with correlations and reliabilities.

    `items` holds per score of the sample, in its order, the answers to its questions, shape (k, n), NaN for no answer;
    None for a score that no reliability is computed of. Alpha rests on who answered all questions of a score.
    The respondents drawn are those of `toolkit.drivers.resampling.resampled_correlations` with the same generator.
    """
    q = len(sample.scores)
    asked = [None if one is None else _prepared(one) for one in items]

    def products(rows: Rows) -> FloatArray:
        weights = None if sample.weights is None else sample.weights[rows]
        parts = [_of_items(*one, rows, weights) for one in asked if one is not None]
        return np.concatenate([cross_products(sample.scores[:, rows], weights), *parts])

    n = sample.scores.shape[1]
    sums = row_sums(products, n, generator, most_rows=RESAMPLED_ROWS, groups=RESAMPLED_GROUPS)
    sizes = [0 if one is None else len(one[0]) for one in asked]
    whole = Redrawn(sample.moments.correlation[..., None], _alphas(sums.sum(axis=1, keepdims=True), q, sizes))
    if not resamples:
        return whole, Redrawn(np.empty((q, q, 0)), np.empty((q, 0)))
    drawn = drawn_sums(sums, resamples, generator)
    return whole, Redrawn(correlations_of(drawn[: q * (q + 1) // 2 + q + 1], q), _alphas(drawn, q, sizes))


def _prepared(items: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the questions with mean 0, on one scale, 0 for who did not answer all; and who did, shapes (k, n), (n,)."""
    whole = ~np.isnan(items).any(axis=0)
    kept = items[:, whole] if whole.any() else np.zeros((len(items), 1))
    spread = float(kept.std(axis=1).max())
    means = kept.mean(axis=1, keepdims=True)
    scores = np.where(whole, items - means, 0.0) / (spread if spread > 0 else 1.0)
    return np.asarray(scores), np.asarray(whole, dtype=np.float64)


def _of_items(scores: FloatArray, whole: FloatArray, rows: Rows, weights: FloatArray | None) -> FloatArray:
    """Give what each row adds to Σwx and Σwx² of k questions, Σw(Σx)² and Σw: shape (2k + 2, rows)."""
    x = scores[:, rows]
    w = whole[rows] if weights is None else whole[rows] * weights
    return np.concatenate([x * w, x**2 * w, (x.sum(axis=0) ** 2 * w)[None], w[None]])


def _alphas(sums: FloatArray, q: int, sizes: Sequence[int]) -> FloatArray:
    """Turn sums, of `cross_products` and of the questions behind them, into alphas of shape (q, b)."""
    found = np.ones((q, sums.shape[1]))
    end = q * (q + 1) // 2 + q + 1
    for place, k in enumerate(sizes):
        if not k:
            continue
        own, end = sums[end : end + 2 * k + 2], end + 2 * k + 2
        with np.errstate(divide="ignore", invalid="ignore"):
            means, squares, total = own[:k] / own[-1], own[k : 2 * k] / own[-1], own[-2] / own[-1]
            variance = total - means.sum(axis=0) ** 2
            questions = (squares - means**2).sum(axis=0)
            found[place] = k / (k - 1) * (1 - questions / variance)
            # The questions have variance 1 or so: less is rounding.
            found[place, ~(variance > CONSTANT_WITHIN)] = np.nan
    return found
