"""Johnson's relative weights: importance by way of the uncorrelated variables closest to the drivers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack, sweep
from toolkit.drivers.thresholds import ROUNDING
from toolkit.measures.weights import FloatArray

# Numbers in a block of matrices, so that what is worked on stays in a core's cache.
_NUMBERS = 65_536
# From so many matrices on, products of all at once are faster than eigenvectors one by one.
_MANY = 16
# How far U'U may be from I before the last step, which squares what is left; and the most steps.
_SETTLED = 1e-7
_MOST_STEPS = 15


def relative_weights(correlation: npt.ArrayLike, *, always: int = 0) -> FloatArray:
    """Johnson's relative weight of each driver, from correlations.

    `correlation` is as for `toolkit.drivers.shapley.lmg`: shape (q, q) or (m, q, q); `always`, drivers, outcome.
    Returns shape (p,) or (m, p), unit: part of the outcome's variance; its sum is R² over `always`.

    With R the correlations of the drivers, r those with the outcome, and Λ = R^½ the symmetric root:
    weight_j = Σ_k Λ_jk² β_k², β = Λ⁻¹ r. With `always`, R and r are those of the residuals on these.
    With two drivers this is LMG.

    Raises StatisticsError where it is no correlation matrix, or where predictors determine each other.
    Source: Johnson (2000), Multivariate Behavioral Research 35, 1–19.
    In R this is `rwa::rwa` (`Raw.RelWeight`), and `genizi` of `relaimpo::calc.relimp`.

    >>> relative_weights([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]]).round(6).tolist()
    [0.286667, 0.086667]
    """
    stack = as_stack(correlation, always)
    raw = johnson_of_stack(sweep(stack, always))
    return np.ascontiguousarray(raw.T if np.ndim(correlation) == 3 else raw[:, 0])


def johnson_of_stack(stack: FloatArray) -> FloatArray:
    """Relative weights of a stack of shape (p + 1, p + 1, m), `always` swept out; returns shape (p, m).

    Nothing is checked here. Many matrices at once go by `_by_polar`, twice as fast; few, and the hardly regular ones
    among many, by eigenvectors. Both give the same to 1e-12 where the drivers do not nearly determine each other.
    """
    matrices = np.moveaxis(stack, -1, 0)
    deviations = np.sqrt(np.diagonal(matrices, axis1=1, axis2=2)[:, :-1])
    between = matrices[:, :-1, :-1] / (deviations[:, :, None] * deviations[:, None, :])
    outcome = (matrices[:, :-1, -1] / deviations)[..., None]
    weights = np.empty(between.shape[:2])
    step = max(1, _NUMBERS // between.shape[1] ** 2)
    for start in range(0, len(between), step):
        some = slice(start, start + step)
        weights[some] = _weights(between[some], outcome[some])
    return np.ascontiguousarray(weights.T)


def _weights(between: FloatArray, outcome: FloatArray) -> FloatArray:
    """Give the weights, shape (m, p), of correlations (m, p, p) and those with the outcome (m, p, 1)."""
    if len(between) < _MANY:
        return _by_eigenvectors(between, outcome)
    try:
        weights, settled = _by_polar(between, outcome)
    except np.linalg.LinAlgError:
        return _by_eigenvectors(between, outcome)
    if not settled.all():
        weights[~settled] = _by_eigenvectors(between[~settled], outcome[~settled])
    return weights


def _by_eigenvectors(between: FloatArray, outcome: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(between)
    roots = np.sqrt(np.maximum(values, ROUNDING))
    turned = vectors.swapaxes(1, 2)
    root = (vectors * roots[:, None, :]) @ turned
    slopes = vectors @ ((turned @ outcome) / roots[..., None])
    return np.asarray(((root**2) @ slopes**2)[..., 0])


def _by_polar(between: FloatArray, outcome: FloatArray) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Give the weights, and per matrix whether they have settled.

    With R = LL' (Cholesky) and U the orthogonal matrix closest to L, R^½ = LU' and R^-½r = U·L⁻¹r. U is found by
    Newton–Schulz steps U ← ½·s·U(3I − s²·U'U): matrix products alone. s = √(3/(1 + l + l²)), with l a lower bound of
    the singular values, takes the smallest up to 2.6 times nearer to 1 per step; too high a bound only slows it down.
    Source: Chen & Chow (2014), A stable scaling of Newton–Schulz, Argonne ANL/MCS-P5059-0114; Higham (2008),
    Functions of Matrices, chapter 8.
    """
    lower = np.linalg.cholesky(between)
    # No singular value of L lies above the root of the largest sum of absolute correlations.
    most = np.sqrt(np.abs(between).sum(axis=2).max(axis=1))
    turn = lower / most[:, None, None]
    least = float(np.sqrt(max(np.linalg.eigvalsh(between.mean(axis=0))[0], ROUNDING)) / most.max())
    diagonal = np.arange(between.shape[1])
    settled = np.zeros(len(between), dtype=np.bool_)
    for _ in range(_MOST_STEPS):
        step = turn.swapaxes(1, 2) @ turn
        step[:, diagonal, diagonal] -= 1
        away = np.abs(step).max(axis=(1, 2))
        settled = away < _SETTLED
        # The last step is a plain one: it squares what is left.
        scale = 1.0 if settled.all() else np.sqrt(3 / (1 + least + least**2))
        step *= -0.5 * scale**3
        step[:, diagonal, diagonal] += 0.5 * scale * (3 - scale**2)
        turn = turn @ step
        least = 0.5 * scale * least * (3 - (scale * least) ** 2)
        if settled.all():
            break
    root = lower @ turn.swapaxes(1, 2)
    slopes = turn @ np.linalg.solve(lower, outcome)
    return np.asarray(((root**2) @ slopes**2)[..., 0]), settled
