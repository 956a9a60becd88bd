"""The factor model of several waves, fitted by maximum likelihood: how well it fits, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.invariance.model import (
    LEVELS,
    Layout,
    Level,
    Values,
    implied,
    jacobian,
    layout,
    normal_weight,
    pairs,
    row_of,
    values_of,
)
from toolkit.followup.invariance.moments import WaveMoments
from toolkit.followup.waves import IntArray
from toolkit.measures.thresholds import DEPENDENT_WITHIN
from toolkit.measures.weights import FloatArray

# A step that promises less than this in chi-square ends the search; how many it may take, how often it is halved.
_ARRIVED = 1e-10
_STEPS = 120
_HALVINGS = 30


@dataclass(frozen=True, slots=True, eq=False)
class WaveFit:
    """A factor model of G waves at one level of invariance.

    `values` are per wave in units of the items, factors with mean 0 and variance 1 in the first wave.
    `chi_square` Σ n·F with `degrees` and `p` (NaN without degrees); `cfi`, `tli` (NaN without degrees) against a model
    in which items do not go together, `rmsea` (NaN without degrees).
    `baseline` is χ₀² − df₀ of that model, against which a loss of CFI is measured.
    `improper` names items and factors with a variance of 0 or below: the model is not to be trusted then.
    `standard` are the values in units of `WaveMoments`, in the `where` of the model; `covariance` of that row.
    """

    level: Level
    released: tuple[str, ...]
    values: Values
    chi_square: float
    degrees: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    baseline: float
    improper: tuple[str, ...]
    standard: Values
    where: Layout
    covariance: FloatArray


def fit_waves(
    moments: WaveMoments,
    level: Level,
    *,
    factors: Sequence[int] | None = None,
    released: Sequence[str] = (),
    near: WaveFit | None = None,
) -> WaveFit:
    """Fit factors to the items of all waves at once, with what the level says equal between waves.

    `factors`: the number of the factor, from 0, that each item measures; one factor for all where None. `released`:
    items whose loading and intercept no wave shares, whatever the level (partial invariance). `near`: another fit of
    the same factors to these moments, from which the search begins; that only saves time.
    The discrepancy of a wave is F = log|Σ| + tr(SΣ⁻¹) − log|S| − k + (m − μ)'Σ⁻¹(m − μ), Σ = ΛΦΛ' + Θ, μ = ν + Λα;
    chi-square is Σ n·F, n effective (Kish) where weighted. Found by Fisher scoring, steps halved until they descend.
    Error variances are not kept above 0, as in `one_factor`.
    CFI = 1 − max(χ² − df, 0)/max(χ² − df, χ₀² − df₀, 0), TLI = (χ₀²/df₀ − χ²/df)/(χ₀²/df₀ − 1), with 0 for items that
    are independent with means and variances of their own in each wave; RMSEA = √G·√(max(χ² − df, 0)/(N·df)).
    Raises StatisticsError for an unknown level or item, factors that do not fit the items, a model with fewer moments
    than parameters or too few items that stay the same, and where no best fit is found.
    Source: Jöreskog (1971), Psychometrika 36, 409–426; Sörbom (1974), British Journal of Mathematical and Statistical
    Psychology 27, 229–239; Bentler (1990), Psychological Bulletin 107, 238–246; Steiger (1998), Structural Equation
    Modeling 5, 411–419, for √G.
    In R this is `lavaan::cfa(model, data, group = "wave", meanstructure = TRUE, group.equal = …, group.partial = …)`.

    >>> import pandas as pd
    >>> from toolkit.followup.invariance.moments import wave_moments
    >>> rng = np.random.default_rng(1)
    >>> waves = [pd.DataFrame(rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))) for _ in range(2)]
    >>> fit = fit_waves(wave_moments(waves), "scalar")
    >>> fit.degrees, round(fit.cfi, 2), fit.improper
    (10, 1.0, ())
    """
    factor_of, free = _checked(moments, level, factors, released)
    where = layout(level, len(moments.n), factor_of, free)
    q, waves = moments.spread.shape[0], len(moments.n)
    degrees = q - where.size
    if degrees < 0:
        raise StatisticsError(
            "factors: the model has more parameters than there are moments; give it more items"
        )
    row, chi_square = _search(moments, where, _first_row(moments, where, near))
    standard = values_of(row, where)
    _, _, information = _scoring(moments, where, standard)
    baseline, apart = _baseline(moments)
    misfit, worst = chi_square - degrees, baseline - apart
    total = float(moments.n_effective.sum())
    nothing = float("nan")
    return WaveFit(
        level=level,
        released=tuple(released),
        values=_in_units(standard, moments),
        chi_square=chi_square,
        degrees=degrees,
        p=float(special.chdtrc(degrees, chi_square)) if degrees else nothing,
        cfi=1 - max(misfit, 0.0) / max(misfit, worst, 0.0) if max(misfit, worst) > 0 else 1.0,
        tli=(baseline / apart - chi_square / degrees) / (baseline / apart - 1) if degrees else nothing,
        rmsea=float(np.sqrt(waves * max(misfit, 0.0) / (total * degrees))) if degrees else nothing,
        baseline=worst,
        improper=_improper(standard, moments),
        standard=standard,
        where=where,
        covariance=np.asarray(np.linalg.pinv(information), dtype=np.float64),
    )


def latent_mean(fit: WaveFit, moments: WaveMoments, wave: int, factor: int = 0) -> tuple[float, float]:
    """Give how far a factor's mean in a wave lies above that in the first, and its standard error.

    In units of the factor's first item: α·λ, as where that item's loading is fixed at 1. The error is the delta
    method's on the expected information, which takes answers for normal and waves for independent.
    Raises StatisticsError where the model has no such mean (level configural or metric, or the first wave).
    Source: Sörbom (1974). In R this is the factor's `~1` in `lavaan::parameterEstimates`.
    """
    place = int(fit.where.means[wave, factor])
    if place < 0:
        raise StatisticsError(
            "wave: only at level scalar or strict, and from the second wave on, is a mean estimated"
        )
    first = int(np.flatnonzero(fit.where.factor_of == factor)[0])
    loading = fit.standard.loadings[0, first]
    mean = fit.standard.means[wave, factor]
    slope = np.zeros(fit.where.size)
    slope[place] = loading
    slope[fit.where.loadings[0, first]] = mean
    unit = moments.unit[first]
    return float(unit * mean * loading), float(unit * np.sqrt(slope @ fit.covariance @ slope))


def residuals(moments: WaveMoments, values: Values, factor_of: IntArray) -> tuple[FloatArray, FloatArray]:
    """Give what the moments are above those implied, (G, q), and the implied covariances.

    Covariances are taken around the implied mean, as maximum likelihood has it.
    """
    means, covariances = implied(values, factor_of)
    off = moments.means - means
    around = moments.covariances + off[:, :, None] * off[:, None, :] - covariances
    i, j = pairs(covariances.shape[1])
    return np.concatenate([off, around[:, i, j]], axis=1), covariances


def _checked(
    moments: WaveMoments, level: Level, factors: Sequence[int] | None, released: Sequence[str]
) -> tuple[IntArray, tuple[int, ...]]:
    k = len(moments.items)
    if level not in LEVELS:
        raise StatisticsError(f"level: {level!r} is none of {', '.join(LEVELS)}")
    unknown = [name for name in released if name not in moments.items]
    if unknown:
        raise StatisticsError(f"released: {', '.join(unknown)} is not among the items")
    factor_of = np.zeros(k, dtype=np.intp) if factors is None else np.asarray(factors, dtype=np.intp)
    if len(factor_of) != k or set(factor_of.tolist()) != set(range(int(factor_of.max()) + 1)):
        raise StatisticsError("factors: give one number for each item, counted from 0 without gaps")
    return factor_of, tuple(moments.items.index(name) for name in released)


def _first_row(moments: WaveMoments, where: Layout, near: WaveFit | None) -> FloatArray:
    """Begin at another fit, where that is possible under this model, else at the principal axes."""
    if near is not None:
        row = row_of(near.standard, where)
        if np.linalg.eigvalsh(implied(values_of(row, where), where.factor_of)[1]).min() > 0:
            return row
    return row_of(_start(moments, where.factor_of), where)


def _start(moments: WaveMoments, factor_of: IntArray) -> Values:
    """Begin at the principal axis of each factor's items, over all waves together."""
    pooled = moments.covariances.mean(axis=0)
    waves, k = moments.means.shape
    f = int(factor_of.max()) + 1
    loadings = np.empty(k)
    for factor in range(f):
        own = np.flatnonzero(factor_of == factor)
        values, vectors = np.linalg.eigh(pooled[np.ix_(own, own)])
        axis = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
        loadings[own] = axis * np.sqrt(max(values[-1] - values[:-1].mean() if len(own) > 1 else 0.5, 0.1))
    loadings = np.clip(loadings, -0.95, 0.95)
    deviations = np.sqrt(np.einsum("gii->gi", moments.covariances))
    return Values(
        loadings=loadings * deviations,
        intercepts=moments.means.copy(),
        errors=(1 - loadings**2) * deviations**2,
        factors=np.tile(np.eye(f) * 0.7 + 0.3, (waves, 1, 1)),
        means=np.zeros((waves, f)),
    )


def _search(moments: WaveMoments, where: Layout, row: FloatArray) -> tuple[FloatArray, float]:
    known = np.linalg.slogdet(moments.covariances)[1]
    value = _chi_square(moments, where, row, known)
    for _ in range(_STEPS):
        values = values_of(row, where)
        slope, promised, _ = _scoring(moments, where, values)
        step, promise = promised, float(slope @ promised)
        if not np.isfinite(promise) or not np.isfinite(value):
            break
        if promise < _ARRIVED:
            return row, max(value, 0.0)
        size = 1.0
        for _ in range(_HALVINGS):
            moved = row + size * step
            found = _chi_square(moments, where, moved, known)
            if found < value or size * promise < _ARRIVED:
                break
            size /= 2
        else:
            break
        row, value = moved, found
    raise StatisticsError(
        "items: no factor model fits them best; look whether an item is not turned, or asks for something else"
    )


def _scoring(
    moments: WaveMoments, where: Layout, values: Values
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the slope of −χ²/2 by each parameter, the step of Fisher scoring, and the information."""
    off, covariances = residuals(moments, values, where.factor_of)
    slopes = jacobian(values, where)
    weighted = normal_weight(covariances, moments.n_effective) @ slopes
    slope = np.einsum("gqs,gq->s", weighted, off)
    information = np.einsum("gqs,gqt->st", slopes, weighted)
    try:
        step = np.linalg.solve(information, slope)
    except np.linalg.LinAlgError:
        step = np.linalg.lstsq(information, slope, rcond=None)[0]
    return slope, step, information


def _chi_square(moments: WaveMoments, where: Layout, row: FloatArray, known: FloatArray) -> float:
    means, covariances = implied(values_of(row, where), where.factor_of)
    try:
        roots = np.linalg.cholesky(covariances)
    except np.linalg.LinAlgError:
        return float("inf")
    off = moments.means - means
    around = moments.covariances + off[:, :, None] * off[:, None, :]
    half = np.linalg.solve(roots, around)
    trace = np.einsum("gii->g", np.linalg.solve(roots, half.transpose(0, 2, 1)))
    logs = 2 * np.log(np.einsum("gii->gi", roots)).sum(axis=1)
    return float(moments.n_effective @ (logs + trace - known - means.shape[1]))


def _baseline(moments: WaveMoments) -> tuple[float, int]:
    """Give chi-square and degrees of freedom where items do not go together."""
    waves, k = moments.means.shape
    logs = np.log(np.einsum("gii->gi", moments.covariances)).sum(axis=1)
    found = moments.n_effective @ (logs - np.linalg.slogdet(moments.covariances)[1])
    return float(found), waves * k * (k - 1) // 2


def _in_units(values: Values, moments: WaveMoments) -> Values:
    return Values(
        loadings=values.loadings * moments.unit,
        intercepts=moments.centre + values.intercepts * moments.unit,
        errors=values.errors * moments.unit**2,
        factors=values.factors,
        means=values.means,
    )


def _improper(values: Values, moments: WaveMoments) -> tuple[str, ...]:
    variances = np.einsum("gii->gi", moments.covariances)
    bad = (values.errors <= DEPENDENT_WITHIN * variances).any(axis=0)
    named = [name for name, flag in zip(moments.items, bad, strict=True) if flag]
    if np.linalg.eigvalsh(values.factors).min() <= DEPENDENT_WITHIN:
        named.append("factors")
    return tuple(named)
