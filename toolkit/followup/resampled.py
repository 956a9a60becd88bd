"""What resampled differences tell: limits, p-values, and whether any of many differs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from toolkit.drivers.bootstrap import pairs
from toolkit.drivers.thresholds import ROUNDING
from toolkit.measures.weights import FloatArray


def limits(drawn: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    """Percentile limits, shapes (k,), of resampled values (k, B); the outermost where the tail is beyond them."""
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=1, method="weibull")
    return low, high


def two_sided_p(drawn: FloatArray, wide: float) -> FloatArray:
    """p of "no difference" of each row of resampled differences (k, B), for limits `wide` times as wide.

    >>> two_sided_p(np.array([[-1.0, 1, 1, 1, 1, 1, 1, 1, 1]]), 1.0).round(2).tolist()
    [0.4]
    """
    below, above = (drawn <= 0).sum(axis=1), (drawn >= 0).sum(axis=1)
    plain = np.minimum(1.0, 2 * (np.minimum(below, above) + 1) / (drawn.shape[1] + 1))
    return np.asarray(2 * special.ndtr(special.ndtri(plain / 2) / wide))


def largest_p(differences: FloatArray, drawn: FloatArray, wide: float) -> float:
    """p of "none differs": the largest |d|/se against the largest w·|d* − d|/se of each resample.

    `differences` (k,), `drawn` (k, B). 1 where none varies.
    """
    errors = drawn.std(axis=1, ddof=1)
    some = errors > ROUNDING
    if not some.any():
        return 1.0
    seen = float((np.abs(differences[some]) / errors[some]).max())
    away = np.abs(drawn[some] - differences[some, None]) / errors[some, None]
    return float(((wide * away.max(axis=0) >= seen).sum() + 1) / (drawn.shape[1] + 1))


def crossings(
    given: Sequence[FloatArray], drawn: Sequence[FloatArray], confidence: float, wide: float
) -> list[tuple[int, int]]:
    """Give the pairs (ahead before, ahead after) of k shares whose order is shown to have turned round.

    `given`: the shares of each wave, (k,); `drawn`: resampled, (k, B). A lead is shown where the difference is beyond
    `wide`·z(1 − α/2P) of its standard errors, P the number of pairs; a pair turned round where the one is shown to lead
    before and the other after. Of pairs in the same order in truth, any is then told with chance α at most.

    >>> resampled = np.array([[0.7, 0.6, 0.65], [0.3, 0.4, 0.35]])
    >>> crossings([resampled[:, 2], resampled[::-1, 2]], [resampled, resampled[::-1]], 0.95, 1.0)
    [(0, 1)]
    """
    first, second = pairs(len(given[0]))
    line = wide * -float(special.ndtri((1 - confidence) / 2 / max(1, len(first))))
    leads = []
    for own, resampled in zip(given, drawn, strict=True):
        ahead = own[first] - own[second]
        errors = (resampled[first] - resampled[second]).std(axis=1, ddof=1)
        leads.append(np.where(np.abs(ahead) > line * np.maximum(errors, ROUNDING), np.sign(ahead), 0))
    return [
        (i, j) if before > 0 else (j, i)
        for i, j, before, after in zip(first, second, *leads, strict=True)
        if before * after < 0
    ]
