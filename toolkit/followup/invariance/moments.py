"""What the factor models rest on: means and covariances of the items per wave, and how sure these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.waves import IntArray, partners
from toolkit.measures.scales.items import complete_items, size_of
from toolkit.measures.thresholds import DEPENDENT_WITHIN
from toolkit.measures.weights import FloatArray, answered, same_rows

Weights = Sequence[npt.ArrayLike | None] | None
Keys = Sequence[pd.Series | None] | None


@dataclass(frozen=True, slots=True, eq=False)
class WaveMoments:
    """Means and covariances of k items in G waves, each item at pooled mean 0 and pooled variance 1.

    `means` (G, k), `covariances` (G, k, k; divided by n), `n` and `n_effective` (Kish) of the complete answers per
    wave. `centre` and `unit` (k,): answer = centre + unit · standardised answer.
    `spread` (G·q, G·q), q = k + k(k + 1)/2: covariance of all moments, wave after wave, each its means and then its
    covariances in the order of `numpy.triu_indices(k)`; from the answers themselves, so that they need not be normal,
    may be weighted, and may be of the same respondents in several waves.
    """

    items: tuple[str, ...]
    means: FloatArray
    covariances: FloatArray
    n: IntArray
    n_effective: FloatArray
    centre: FloatArray
    unit: FloatArray
    spread: FloatArray


def wave_moments(waves: Sequence[pd.DataFrame], *, weights: Weights = None, keys: Keys = None) -> WaveMoments:
    """Give the moments of the items in each wave, from the rows that answered all of them (listwise).

    `waves`: per wave a frame (n, k) with the same columns, reversed items turned, NaN where there is no answer.
    `weights`: per wave None or an array (n,). `keys`: per wave the keys of the respondents, or None; who has the same
    key in two waves makes their moments depend on each other.
    With parts w = weight/Σ weight: m = Σw·x, S = Σw·(x − m)(x − m)', and what a respondent adds to the error of the
    moments is u = √(n/(n − 1))·w·(x − m, vech((x − m)(x − m)' − S)); `spread` = Σ uu' over respondents.
    Raises StatisticsError for fewer than two waves, waves with other columns, fewer than two items or three complete
    rows, an item that does not vary in a wave or follows from the others, and unusable weights or keys.
    Source: Browne (1984), British Journal of Mathematical and Statistical Psychology 37, 62–83, for moments of answers
    that need not be normal; Särndal, Swensson & Wretman (1992), section 5.5, for weights.

    >>> first = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [1, 3, 2, 5, 4], "c": [2, 1, 5, 3, 4]})
    >>> found = wave_moments([first, first + 1])
    >>> found.n.tolist(), (found.centre + found.unit * found.means)[:, 0].round(6).tolist()
    ([5, 5], [3.0, 4.0])
    """
    names = _checked_names(waves)
    frames = [frame[names] for frame in waves]
    each_weights = [None] * len(frames) if weights is None else list(weights)
    each_keys = [None] * len(frames) if keys is None else list(keys)
    if not len(frames) == len(each_weights) == len(each_keys):
        raise StatisticsError("weights and keys: give one for each wave")
    kept = [complete_items(frame, w) for frame, w in zip(frames, each_weights, strict=True)]
    # Each wave counts the same here: this only makes units alike.
    centre = np.mean([_mean(x, w) for x, w in kept], axis=0)
    unit = np.sqrt(np.mean([np.diag(_covariance(x, w)) for x, w in kept], axis=0))
    scaled = [((x - centre) / unit, w) for x, w in kept]
    covariances = np.array([_covariance(x, w) for x, w in scaled])
    _check_independent(covariances)
    influences = [_influence(x, w) for x, w in scaled]
    rows = [_kept_keys(frame, w, key) for frame, w, key in zip(frames, each_weights, each_keys, strict=True)]
    return WaveMoments(
        items=tuple(str(name) for name in names),
        means=np.array([_mean(x, w) for x, w in scaled]),
        covariances=covariances,
        n=np.array([len(x) for x, _ in kept], dtype=np.intp),
        n_effective=np.array([size_of(x, w) for x, w in kept]),
        centre=centre,
        unit=unit,
        spread=_spread(influences, rows),
    )


def _checked_names(waves: Sequence[pd.DataFrame]) -> list[str]:
    if len(waves) < 2:
        raise StatisticsError("invariance compares two waves or more; one was given")
    names = list(waves[0].columns)
    if any(set(frame.columns) != set(names) or frame.columns.has_duplicates for frame in waves):
        raise StatisticsError("the waves do not have the same items; give the items that all of them asked")
    return names


def _check_independent(covariances: FloatArray) -> None:
    deviations = np.sqrt(np.einsum("gii->gi", covariances))
    correlations = covariances / (deviations[:, :, None] * deviations[:, None, :])
    if np.linalg.eigvalsh(correlations).min() <= DEPENDENT_WITHIN:
        raise StatisticsError("items: in a wave one of them follows exactly from the others; leave it out")


def _parts(x: FloatArray, w: FloatArray | None) -> FloatArray:
    return np.full(len(x), 1 / len(x)) if w is None else np.asarray(w / w.sum())


def _mean(x: FloatArray, w: FloatArray | None) -> FloatArray:
    return np.asarray(_parts(x, w) @ x)


def _covariance(x: FloatArray, w: FloatArray | None) -> FloatArray:
    centred = x - _mean(x, w)
    return np.asarray((centred * _parts(x, w)[:, None]).T @ centred)


def _influence(x: FloatArray, w: FloatArray | None) -> FloatArray:
    """Give what each respondent adds to the error of the moments, shape (n, q)."""
    part, centred = _parts(x, w), x - _mean(x, w)
    i, j = np.triu_indices(x.shape[1])
    products = centred[:, i] * centred[:, j]
    both = np.concatenate([centred, products - part @ products], axis=1)
    return np.asarray(np.sqrt(len(x) / (len(x) - 1)) * part[:, None] * both)


def _kept_keys(frame: pd.DataFrame, w: npt.ArrayLike | None, key: pd.Series | None) -> pd.Series | None:
    """Give the keys of the rows that `complete_items` keeps."""
    if key is None:
        return None
    same_rows(frame, key)
    places = np.arange(len(frame))
    # The row number goes along as one more column, so that the same rule says which rows count.
    rows, _ = answered(frame.assign(**{"": places}), w)
    return key.reset_index(drop=True).iloc[rows[:, -1].astype(np.intp)]


def _spread(influences: Sequence[FloatArray], keys: Sequence[pd.Series | None]) -> FloatArray:
    q, groups = influences[0].shape[1], len(influences)
    spread = np.zeros((groups * q, groups * q))
    for g in range(groups):
        here = slice(g * q, (g + 1) * q)
        spread[here, here] = influences[g].T @ influences[g]
        for h in range(g + 1, groups):
            first, second = keys[g], keys[h]
            if first is None or second is None:
                continue
            partner = partners(first, second)
            both = partner >= 0
            shared = influences[g][both].T @ influences[h][partner[both]]
            there = slice(h * q, (h + 1) * q)
            spread[here, there], spread[there, here] = shared, shared.T
    return spread
