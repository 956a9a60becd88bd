"""One factor behind the items of a scale, by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import DEPENDENT_WITHIN
from toolkit.measures.weights import FloatArray

# The slope at which the search has arrived, how many steps it may take, and how often a step may be halved.
_FLAT = 1e-7
_ROUNDING = 1e-12
_STEPS = 500
_HALVINGS = 40


@dataclass(frozen=True, slots=True, eq=False)
class OneFactor:
    """A one-factor model Σ = λλ' + diag(θ) of k items.

    `loadings` λ and `errors` θ (variances) have shape (k,), in the units of the items; the factor has variance 1.
    `discrepancy` is log|Σ| + tr(SΣ⁻¹) − log|S| − k at its least, 0 where the model fits exactly.
    """

    loadings: FloatArray
    errors: FloatArray
    discrepancy: float

    @property
    def standardised(self) -> FloatArray:
        """Loadings with each item at variance 1, shape (k,); above 1 in a Heywood case."""
        return np.asarray(self.loadings / np.sqrt(self.loadings**2 + self.errors))

    @property
    def heywood(self) -> npt.NDArray[np.bool_]:
        """Which items have an error variance of 0 or below, so that the factor would explain more than all of them."""
        return np.asarray(self.errors <= DEPENDENT_WITHIN * (self.loadings**2 + self.errors))

    @property
    def omega(self) -> float:
        """Omega total over the model's variance of the sum: (Σλ)² / ((Σλ)² + Σθ)."""
        return float(self.loadings.sum() ** 2 / (self.loadings.sum() ** 2 + self.errors.sum()))

    @property
    def composite_reliability(self) -> float:
        """Composite reliability of the standardised loadings: (Σl)² / ((Σl)² + Σ(1 − l²))."""
        loadings = self.standardised
        return float(loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum()))

    @property
    def ave(self) -> float:
        """Average variance extracted: the mean of the squared standardised loadings."""
        return float((self.standardised**2).mean())

    @property
    def degrees(self) -> int:
        """Degrees of freedom k(k − 3)/2: 0 for three items, which one factor always fits."""
        k = len(self.loadings)
        return k * (k - 3) // 2


def one_factor(covariance: npt.ArrayLike) -> OneFactor:
    """Fit one factor to a covariance matrix by maximum likelihood.

    `covariance` has shape (k, k), k ≥ 3: two items do not determine a factor (see `spearman_brown`). Newton's method on
    the loadings and error variances, Fisher scoring where the surface is not convex, steps halved until they descend.
    Error variances are not kept above 0: where the best fit has one below (a Heywood case) that is a sign that one
    factor is not what lies behind the items, which a bound would hide. The sum of the loadings is positive.
    Raises StatisticsError with fewer than three items, for a matrix of which one item follows from the others or that
    is none, and where no best fit is found, as with three items of which one runs against the others.
    Source: Jöreskog (1967), Psychometrika 32, 443–482; Lawley & Maxwell (1971), Factor Analysis as a Statistical
    Method, 2nd ed. In R this is `lavaan::cfa("F =~ a + b + c", std.lv = TRUE)`.

    >>> model = one_factor([[1, 0.72, 0.63], [0.72, 1, 0.56], [0.63, 0.56, 1]])
    >>> model.loadings.round(6).tolist(), model.errors.round(6).tolist()
    ([0.9, 0.8, 0.7], [0.19, 0.36, 0.51])
    """
    s, scale = _checked(covariance)
    k = len(s)
    found = [fit for fit in (_search(start, s) for start in _starts(s)) if fit is not None]
    if not found:
        raise StatisticsError(
            "items: no one-factor model fits them best; look whether an item is not turned, or asks for something else"
        )
    parameters, value = min(found, key=lambda fit: fit[1])
    sign = 1.0 if parameters[:k] @ scale >= 0 else -1.0
    return OneFactor(sign * parameters[:k] * scale, parameters[k:] * scale**2, max(value, 0.0))


def _search(parameters: FloatArray, s: FloatArray) -> tuple[FloatArray, float] | None:
    """Descend from a start; None where that leads nowhere."""
    k = len(s)
    value = _discrepancy(parameters, s)
    for _ in range(_STEPS):
        slope, hessian, information = derivatives(parameters[:k], parameters[k:], s)
        if np.abs(slope).max() < _FLAT:
            # Whether a last step descends is lost in rounding; it doubles the digits all the same.
            last = parameters - np.linalg.lstsq(hessian, slope, rcond=None)[0]
            found = _discrepancy(last, s)
            return (last, found) if found <= value + _ROUNDING else (parameters, value)
        moved = _step(parameters, value, slope, hessian, information, s)
        if moved is None:
            return None
        parameters, value = moved
    return None


def _checked(covariance: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Give the correlations and standard deviations of a covariance matrix."""
    s = np.asarray(covariance, dtype=np.float64)
    if s.ndim != 2 or s.shape[0] != s.shape[1] or not np.isfinite(s).all() or not np.allclose(s, s.T):
        raise StatisticsError("covariance: a symmetric matrix without missing values is expected")
    if len(s) < 3:
        raise StatisticsError("items: one factor needs at least three items; two have Spearman–Brown")
    variances = np.diag(s)
    if (variances <= 0).any():
        raise StatisticsError("covariance: an item does not vary; leave it out")
    scale = np.sqrt(variances)
    r = s / np.outer(scale, scale)
    if np.linalg.eigvalsh(r)[0] <= DEPENDENT_WITHIN:
        raise StatisticsError("items: one of them follows exactly from the others; leave it out")
    return (r + r.T) / 2, scale


def _starts(r: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Begin at the principal axis, and at items that all load alike: the surface may have more than one valley."""
    communality = 1 - 1 / np.diag(np.linalg.inv(r))
    reduced = r.copy()
    for _ in range(10):
        np.fill_diagonal(reduced, communality)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0.01))
        communality = np.clip(loadings**2, 0.01, 0.95)
    axis = np.concatenate([np.sign(loadings) * np.sqrt(communality), 1 - communality])
    return axis, np.repeat([np.sqrt(0.5), 0.5], len(r))


def _discrepancy(parameters: FloatArray, s: FloatArray) -> float:
    """Give log|Σ| + tr(SΣ⁻¹) − log|S| − k, infinite where Σ is no covariance matrix."""
    k = len(s)
    implied = np.outer(parameters[:k], parameters[:k]) + np.diag(parameters[k:])
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return float("inf")
    half = np.linalg.solve(root, s)
    trace = float(np.trace(np.linalg.solve(root, half.T)))
    return float(2 * np.log(np.diag(root)).sum()) + trace - float(np.linalg.slogdet(s)[1]) - k


def derivatives(
    loadings: FloatArray, errors: FloatArray, s: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Slope (2k,), Hessian and expected Hessian (2k, 2k) of the discrepancy, by loadings and then errors.

    With Σ_a the derivative of Σ by parameter a: F_a = tr(WΣ_a), W = Σ⁻¹ − Σ⁻¹SΣ⁻¹, and the expected Hessian is
    tr(Σ⁻¹Σ_aΣ⁻¹Σ_b).
    """
    k = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(errors))
    within = inverse @ s @ inverse
    unit = np.eye(k)
    by_loading = unit[:, :, None] * loadings + loadings[:, None] * unit[:, None, :]
    by_error = unit[:, :, None] * unit[:, None, :]
    each = np.concatenate([by_loading, by_error])
    weight = inverse - within
    slope = np.einsum("aij,ij->a", each, weight)
    left, middle = inverse @ each, within @ each
    information = np.einsum("aij,bji->ab", left, left)
    hessian = np.einsum("aij,bji->ab", left, middle)
    hessian = hessian + hessian.T - information
    hessian[:k, :k] += 2 * weight
    return slope, hessian, information


def _step(
    parameters: FloatArray,
    value: float,
    slope: FloatArray,
    hessian: FloatArray,
    information: FloatArray,
    s: FloatArray,
) -> tuple[FloatArray, float] | None:
    """Take the first step that descends; None where none does any more."""
    for curvature in (hessian, information, information + np.eye(len(slope))):
        try:
            root = np.linalg.cholesky(curvature)
        except np.linalg.LinAlgError:
            continue
        direction = -np.linalg.solve(root.T, np.linalg.solve(root, slope))
        size = 1.0
        for _ in range(_HALVINGS):
            moved = parameters + size * direction
            found = _discrepancy(moved, s)
            if found < value:
                return moved, found
            size /= 2
    return None
