"""Johnson's relative weights: importance by way of the uncorrelated variables closest to the drivers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack, sweep
from toolkit.drivers.thresholds import ROUNDING
from toolkit.measures.weights import FloatArray


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

    Nothing is checked here.
    """
    matrices = np.moveaxis(stack, -1, 0)
    deviations = np.sqrt(np.diagonal(matrices, axis1=1, axis2=2)[:, :-1])
    between = matrices[:, :-1, :-1] / (deviations[:, :, None] * deviations[:, None, :])
    outcome = matrices[:, :-1, -1] / deviations
    values, vectors = np.linalg.eigh(between)
    roots = np.sqrt(np.maximum(values, ROUNDING))
    turned = vectors.swapaxes(1, 2)
    root = (vectors * roots[:, None, :]) @ turned
    slopes = vectors @ ((turned @ outcome[..., None]) / roots[..., None])
    return np.ascontiguousarray(((root**2) @ slopes**2)[..., 0].T)
