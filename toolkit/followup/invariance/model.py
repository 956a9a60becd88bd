"""The factor model of several waves: which of its parameters waves share, and the moments that it implies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np

from toolkit.errors import StatisticsError
from toolkit.followup.waves import IntArray
from toolkit.measures.weights import FloatArray

Level = Literal["configural", "metric", "scalar", "strict"]
LEVELS: Final[tuple[Level, ...]] = ("configural", "metric", "scalar", "strict")
FIXED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where each parameter of the model stands in one row of numbers; FIXED where it is none.

    Of G waves, k items and f factors: `loadings`, `intercepts` and `errors` (G, k), `factors` (G, f, f; variances and
    covariances), `means` (G, f); `factor_of` (k,) says which factor an item measures; `size` is their number.
    """

    factor_of: IntArray
    loadings: IntArray
    intercepts: IntArray
    errors: IntArray
    factors: IntArray
    means: IntArray
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The parameters of the model, per wave; shapes as in Layout."""

    loadings: FloatArray
    intercepts: FloatArray
    errors: FloatArray
    factors: FloatArray
    means: FloatArray


def layout(level: Level, waves: int, factor_of: IntArray, released: Collection[int] = ()) -> Layout:
    """Lay out the parameters at a level of invariance; `released` are places of items that no wave shares.

    configural: all per wave, factors of mean 0 and variance 1. metric: loadings shared, variances free from the second
    wave on. scalar: intercepts shared too, means free from the second wave on. strict: error variances shared too.
    Fixing the factors in the first wave needs no marker item, so that any item can be released.
    Raises StatisticsError where a factor keeps fewer than two items of its own.
    """
    k, rank = len(factor_of), LEVELS.index(level)
    own = np.isin(np.arange(k), list(released))
    f = int(factor_of.max()) + 1
    if rank and (np.bincount(factor_of[~own], minlength=f) < 2).any():
        raise StatisticsError("released: at least two items of each factor have to stay the same")
    counter = _Counter()
    loadings = counter.table(waves, own | (rank < 1))
    intercepts = counter.table(waves, own | (rank < 2))
    errors = counter.table(waves, np.full(k, rank < 3))
    factors = np.full((waves, f, f), FIXED, dtype=np.intp)
    above, below = np.triu_indices(f, k=1)
    factors[:, above, below] = counter.table(waves, np.full(len(above), True))
    factors[:, below, above] = factors[:, above, below]
    means = np.full((waves, f), FIXED, dtype=np.intp)
    diagonal = np.arange(f)
    if rank:
        factors[1:, diagonal, diagonal] = counter.table(waves - 1, np.full(f, True))
    if rank >= 2:
        means[1:] = counter.table(waves - 1, np.full(f, True))
    return Layout(factor_of, loadings, intercepts, errors, factors, means, counter.used)


class _Counter:
    """Hands out places."""

    def __init__(self) -> None:
        self.used = 0

    def table(self, waves: int, own: np.ndarray) -> IntArray:
        """Give each column one place for all waves, or one per wave where it is `own`; shape (waves, columns)."""
        places = np.tile(self.used + np.arange(len(own)), (waves, 1))
        self.used += len(own)
        more = (waves - 1) * int(own.sum())
        places[1:, own] = (self.used + np.arange(more)).reshape(waves - 1, int(own.sum()))
        self.used += more
        return places


def values_of(parameters: FloatArray, where: Layout) -> Values:
    """Read the parameters of each wave from the row; fixed factor variances are 1, all else that is fixed is 0."""
    row = np.append(parameters, 0.0)
    factors = row[where.factors]
    f = factors.shape[1]
    diagonal = np.arange(f)
    fixed = where.factors[:, diagonal, diagonal] == FIXED
    factors[:, diagonal, diagonal] = np.where(fixed, 1.0, factors[:, diagonal, diagonal])
    return Values(row[where.loadings], row[where.intercepts], row[where.errors], factors, row[where.means])


def row_of(values: Values, where: Layout) -> FloatArray:
    """Put the parameters of each wave in a row; those that waves share are averaged."""
    row, count = np.zeros(where.size + 1), np.zeros(where.size + 1)
    for places, numbers in (
        (where.loadings, values.loadings),
        (where.intercepts, values.intercepts),
        (where.errors, values.errors),
        (where.factors, values.factors),
        (where.means, values.means),
    ):
        np.add.at(row, places, numbers)
        np.add.at(count, places, 1.0)
    return np.asarray(row[:-1] / count[:-1])


@cache
def pairs(k: int) -> tuple[IntArray, IntArray]:
    """Give the rows and columns of the covariances of k items, in their order among the moments."""
    rows, columns = np.triu_indices(k)
    return rows, columns


def patterns(values: Values, factor_of: IntArray) -> FloatArray:
    """Spread the loadings over the factors: (G, k, f), 0 for the factors that an item does not measure."""
    spread = np.zeros((*values.loadings.shape, values.means.shape[1]))
    spread[:, np.arange(len(factor_of)), factor_of] = values.loadings
    return spread


def implied(values: Values, factor_of: IntArray) -> tuple[FloatArray, FloatArray]:
    """Give the means μ = ν + Λα (G, k) and covariances Σ = ΛΦΛ' + Θ (G, k, k) that the model implies."""
    pattern = patterns(values, factor_of)
    means = values.intercepts + np.einsum("gkf,gf->gk", pattern, values.means)
    covariances = pattern @ values.factors @ pattern.transpose(0, 2, 1)
    k = len(factor_of)
    covariances[:, np.arange(k), np.arange(k)] += values.errors
    return means, covariances


def normal_weight(covariances: FloatArray, n: FloatArray) -> FloatArray:
    """Give the inverse covariance of the moments of normal answers, (G, q, q), for Σ (G, k, k) and n (G,).

    For means n·Σ⁻¹, for the covariances of i, j and k, l n·c_ij·c_kl·(A_ik·A_jl + A_il·A_jk), A = Σ⁻¹, c = ½ on the
    diagonal and 1 off it.
    """
    inverse = np.linalg.inv(covariances)
    waves, k, _ = covariances.shape
    i, j = pairs(k)
    part = np.where(i == j, 0.5, 1.0)
    products = (
        inverse[:, i][:, :, i] * inverse[:, j][:, :, j] + inverse[:, i][:, :, j] * inverse[:, j][:, :, i]
    )
    weight = np.zeros((waves, k + len(i), k + len(i)))
    weight[:, :k, :k] = inverse
    weight[:, k:, k:] = products * np.outer(part, part)
    return np.asarray(weight * n[:, None, None])


def jacobian(values: Values, where: Layout) -> FloatArray:
    """Give the slopes of the moments of each wave by each parameter, (G, q, size), moments as in `WaveMoments`."""
    pattern = patterns(values, where.factor_of)
    waves, k, f = pattern.shape
    i, j = pairs(k)
    eye = np.eye(k)
    slopes = np.zeros((waves, k + len(i), where.size + 1))
    # An item's loading moves its mean by the factor's mean, and its row and column of Σ by ΛΦ.
    along = (pattern @ values.factors)[:, :, where.factor_of]
    by_loading = eye[i] * along[:, j] + eye[j] * along[:, i]
    mean_by_loading = eye[None] * values.means[:, None, where.factor_of]
    _add(slopes, where.loadings, np.concatenate([mean_by_loading, by_loading], axis=1))
    nothing = np.zeros((len(i), k))
    _add(slopes, where.intercepts, np.broadcast_to(np.concatenate([eye, nothing]), (waves, k + len(i), k)))
    by_error = np.concatenate([np.zeros((k, k)), eye[i] * eye[j]])
    _add(slopes, where.errors, np.broadcast_to(by_error, (waves, k + len(i), k)))
    above, below = pairs(f)
    first, second = pattern[:, :, above], pattern[:, :, below]
    by_factor = (first[:, i] * second[:, j] + first[:, j] * second[:, i]) * np.where(above == below, 0.5, 1.0)
    unmoved = np.zeros((waves, k, len(above)))
    _add(slopes, where.factors[:, above, below], np.concatenate([unmoved, by_factor], axis=1))
    _add(slopes, where.means, np.concatenate([pattern, np.zeros((waves, len(i), f))], axis=1))
    return slopes[:, :, :-1]


def _add(slopes: FloatArray, places: IntArray, given: FloatArray) -> None:
    """Add slopes (G, q, c) to the columns that the places (G, c) name; FIXED names the last, which is dropped."""
    for wave in range(len(places)):
        slopes[wave][:, places[wave]] += given[wave]
