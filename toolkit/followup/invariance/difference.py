"""Whether waves may share parameters: tests that hold for skewed answers, weights, and who answered twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.invariance.fit import WaveFit, residuals
from toolkit.followup.invariance.model import jacobian, normal_weight
from toolkit.followup.invariance.moments import WaveMoments
from toolkit.followup.thresholds import LARGEST_CFI_LOSS, SINGULAR_FROM
from toolkit.measures.weights import FloatArray

# A direction that two models do not share has a length of 1 here; shorter than this it is rounding.
_ROUNDING = 1e-8


@dataclass(frozen=True, slots=True)
class Step:
    """What a model loses by sharing more parameters between waves.

    `chi_square` with `degrees` and `p_normal` is the likelihood-ratio difference, for normal answers of different
    respondents; `statistic` and `p` the robust score test of the same. `cfi` is what CFI loses, and `p_cfi` tests that
    it loses more than LARGEST_CFI_LOSS.
    """

    chi_square: float
    degrees: int
    p_normal: float
    statistic: float
    p: float
    cfi: float
    p_cfi: float


def step_between(moments: WaveMoments, free: WaveFit, shared: WaveFit) -> Step:
    """Test a model against one that leaves more parameters free, both fitted to these moments.

    The likelihood-ratio difference takes answers for normal and waves for independent. The robust test does not: with
    e what the moments are above those that `shared` implies, W the inverse covariance of normal moments and Δ the
    slopes of the moments by the parameters, B are the r directions in the span of Δ of the free model that are
    W-orthogonal to Δ of the shared one; z = B'We has covariance B'W·spread·WB, and z'(B'W·spread·WB)⁻¹z is
    chi-square on r degrees of freedom, whatever the distribution, weights and overlap that `spread` holds.
    `p_cfi` is by the same statistic, noncentral with what a loss of LARGEST_CFI_LOSS amounts to: that part of
    χ₀² − df₀ (`WaveFit.baseline`), scaled as the robust statistic is to the plain one.
    Raises StatisticsError where the free model has no more parameters than the shared one.
    Source: White (1982), Econometrica 50, 1–25; Boos (1992), The American Statistician 46, 327–333, generalised score
    tests; Satorra (1989), Psychometrika 54, 131–151, for moment structures; Satorra & Bentler (2001), Psychometrika
    66, 507–514, for why the plain difference is too large on skewed answers; MacCallum, Browne & Cai (2006),
    Psychological Methods 11, 19–35, for testing against a small difference in the place of none.
    In R the plain one is `lavaan::anova(free, shared)`; on normal answers both agree in large samples.

    >>> import pandas as pd
    >>> from toolkit.followup.invariance.fit import fit_waves
    >>> from toolkit.followup.invariance.moments import wave_moments
    >>> rng = np.random.default_rng(1)
    >>> waves = [pd.DataFrame(rng.normal(size=(500, 1)) + rng.normal(size=(500, 3))) for _ in range(2)]
    >>> waves[1][0] += 0.5
    >>> moments = wave_moments(waves)
    >>> step = step_between(moments, fit_waves(moments, "metric"), fit_waves(moments, "scalar"))
    >>> step.degrees, bool(step.p < 0.001)
    (2, True)
    """
    degrees = shared.degrees - free.degrees
    if degrees < 1:
        raise StatisticsError("free: this model leaves no more parameters free than the other; swap them")
    root, off, at_shared = _whitened(moments, shared)
    at_free = root @ _stacked(jacobian(shared.standard, free.where))
    remaining = at_free - _projected(at_shared, at_free)
    # Each column to length 1 before what is left of it is judged.
    length = np.linalg.norm(at_free, axis=0)
    directions, sizes, _ = np.linalg.svd(remaining / np.where(length > 0, length, 1.0), full_matrices=False)
    if sizes[degrees - 1] < _ROUNDING:
        raise StatisticsError("free: these data do not tell its parameters apart; leave an item out")
    across = directions[:, :degrees]
    z = across.T @ off
    covariance = across.T @ (root @ moments.spread @ root.T) @ across
    if np.linalg.cond(covariance) > SINGULAR_FROM:
        raise StatisticsError("answers: too few different ones to judge the model by; leave an item out")
    statistic = float(z @ np.linalg.solve(covariance, z))
    difference = max(shared.chi_square - free.chi_square, 0.0)
    allowed = LARGEST_CFI_LOSS * max(free.baseline, 0.0) * (statistic / difference if difference > 0 else 1.0)
    return Step(
        chi_square=difference,
        degrees=degrees,
        p_normal=float(special.chdtrc(degrees, difference)),
        statistic=statistic,
        p=float(special.chdtrc(degrees, statistic)),
        cfi=free.cfi - shared.cfi,
        p_cfi=float(1 - special.chndtr(statistic, degrees, allowed)),
    )


def scaled_fit(moments: WaveMoments, fit: WaveFit) -> float:
    """Give the p-value of a model's fit, its chi-square divided by its mean in samples like this; NaN without degrees.

    c = tr(U·spread)/df with U = W − WΔ(Δ'WΔ)⁻¹Δ'W: 1 for normal answers of different respondents.
    Source: Satorra & Bentler (1994), in von Eye & Clogg (eds), Latent Variables Analysis, 399–419.
    In R this is close to `lavaan::cfa(…, estimator = "MLM")`.
    """
    if not fit.degrees:
        return float("nan")
    root, _, at_fit = _whitened(moments, fit)
    spread = root @ moments.spread @ root.T
    scale = (np.trace(spread) - np.trace(_projected(at_fit, spread))) / fit.degrees
    return float(special.chdtrc(fit.degrees, fit.chi_square / scale))


def _whitened(moments: WaveMoments, fit: WaveFit) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give W^½ (all moments square), W^½e and W^½Δ of a fitted model."""
    off, covariances = residuals(moments, fit.standard, fit.where.factor_of)
    roots = np.linalg.cholesky(normal_weight(covariances, moments.n_effective)).transpose(0, 2, 1)
    waves, q = off.shape
    root = np.zeros((waves * q, waves * q))
    for wave in range(waves):
        here = slice(wave * q, (wave + 1) * q)
        root[here, here] = roots[wave]
    return root, root @ off.ravel(), root @ _stacked(jacobian(fit.standard, fit.where))


def _stacked(slopes: FloatArray) -> FloatArray:
    return slopes.reshape(-1, slopes.shape[2])


def _projected(onto: FloatArray, what: FloatArray) -> FloatArray:
    """Project the columns of `what` on the span of the columns of `onto`."""
    return np.asarray(onto @ np.linalg.lstsq(onto, what, rcond=None)[0])
