"""Whether waves may share parameters, asked of the model that leaves them free: where sharing fits no model at all."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.invariance.difference import Step
from toolkit.followup.invariance.fit import WaveFit
from toolkit.followup.invariance.model import Level, implied, jacobian, normal_weight
from toolkit.followup.invariance.moments import WaveMoments
from toolkit.followup.thresholds import LARGEST_CFI_LOSS, SINGULAR_FROM
from toolkit.measures.weights import FloatArray

# Places of parameters, each with a slope.
Slopes: TypeAlias = tuple[tuple[int, float], ...]


def step_apart(moments: WaveMoments, free: WaveFit, level: Level) -> Step:
    """Test loadings ("metric") or intercepts ("scalar") of one factor equal in all waves, by a robust Wald test.

    Needs only the model in which they are free, so that it can also be asked where no model fits in which they are
    shared, or one that is so far off that a score test there says nothing. With item r the one that goes together best
    with the factor, and 1 the first wave, for every other item j and later wave g
    h = λ_gj·λ_1r − λ_1j·λ_gr for loadings, h = (ν_gj − ν_1j)·λ_1r − (ν_gr − ν_1r)·λ_1j for intercepts: 0 where they are
    equal but for the factor's own variance and mean. h'(H·V·H')⁻¹h is chi-square on (k − 1)(G − 1) degrees of freedom,
    H the slopes of h and V = J·spread·J', J = (Δ'WΔ)⁻¹Δ'W, the covariance of the parameters whatever the
    distribution, weights and overlap. `p_cfi` is as in `step_between`; `chi_square`, `p_normal` and `cfi` are NaN.
    Raises StatisticsError where the answers do not tell the parameters apart.
    Source: Wald (1943), Transactions of the American Mathematical Society 54, 426–482; White (1982), Econometrica 50,
    1–25. In R this is close to `lavaan::lavTestWald` on a fit with `estimator = "MLR"`.

    >>> import pandas as pd
    >>> from toolkit.followup.invariance.fit import fit_waves
    >>> from toolkit.followup.invariance.moments import wave_moments
    >>> rng = np.random.default_rng(1)
    >>> waves = [pd.DataFrame(rng.normal(size=(500, 1)) + rng.normal(size=(500, 3))) for _ in range(2)]
    >>> waves[1][0] += 0.5
    >>> moments = wave_moments(waves)
    >>> step = step_apart(moments, fit_waves(moments, "metric"), "scalar")
    >>> step.degrees, bool(step.p < 0.001)
    (2, True)
    """
    distances, slopes = _distances(free, level)
    covariance = slopes @ _covariance(moments, free) @ slopes.T
    deviations = np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(deviations, deviations)
    if not np.isfinite(correlations).all() or np.linalg.cond(correlations) > SINGULAR_FROM:
        raise StatisticsError("answers: too few different ones to judge the model by; leave an item out")
    standard = distances / deviations
    statistic, degrees = float(standard @ np.linalg.solve(correlations, standard)), len(distances)
    nothing = float("nan")
    allowed = LARGEST_CFI_LOSS * max(free.baseline, 0.0)
    return Step(
        chi_square=nothing,
        degrees=degrees,
        p_normal=nothing,
        statistic=statistic,
        p=float(special.chdtrc(degrees, statistic)),
        cfi=nothing,
        p_cfi=float(1 - special.chndtr(statistic, degrees, allowed)),
    )


def _distances(free: WaveFit, level: Level) -> tuple[FloatArray, FloatArray]:
    """Give h and its slopes by each parameter, shapes (r,) and (r, size)."""
    waves, k = free.standard.loadings.shape
    best = int(np.abs(free.standard.loadings).min(axis=0).argmax())
    ask = _of_loadings if level == "metric" else _of_intercepts
    found, slopes = [], []
    for g in range(1, waves):
        for j in np.delete(np.arange(k), best):
            distance, by = ask(free, g, int(j), best)
            slope = np.zeros(free.where.size)
            for place, part in by:
                slope[place] += part
            found.append(distance)
            slopes.append(slope)
    return np.array(found), np.array(slopes)


def _of_loadings(free: WaveFit, g: int, j: int, best: int) -> tuple[float, Slopes]:
    """Give h of one item and wave, and the place and the slope of each parameter in it."""
    loadings, at = free.standard.loadings, free.where.loadings
    return float(loadings[g, j] * loadings[0, best] - loadings[0, j] * loadings[g, best]), (
        (at[g, j], loadings[0, best]),
        (at[0, best], loadings[g, j]),
        (at[0, j], -loadings[g, best]),
        (at[g, best], -loadings[0, j]),
    )


def _of_intercepts(free: WaveFit, g: int, j: int, best: int) -> tuple[float, Slopes]:
    """Give the same of intercepts."""
    loadings, at, of = free.standard.loadings[0], free.where.intercepts, free.where.loadings[0]
    rise = free.standard.intercepts[g] - free.standard.intercepts[0]
    return float(rise[j] * loadings[best] - rise[best] * loadings[j]), (
        (at[g, j], loadings[best]),
        (at[0, j], -loadings[best]),
        (at[g, best], -loadings[j]),
        (at[0, best], loadings[j]),
        (of[best], rise[j]),
        (of[j], -rise[best]),
    )


def _covariance(moments: WaveMoments, free: WaveFit) -> FloatArray:
    """Give the robust covariance of the parameters."""
    slopes = jacobian(free.standard, free.where)
    _, covariances = implied(free.standard, free.where.factor_of)
    weighted = normal_weight(covariances, moments.n_effective) @ slopes
    information = np.einsum("gqs,gqt->st", slopes, weighted)
    try:
        given = np.linalg.solve(information, weighted.reshape(-1, weighted.shape[2]).T)
    except np.linalg.LinAlgError as error:
        raise StatisticsError("answers: too few different ones to judge the model by") from error
    return np.asarray(given @ moments.spread @ given.T)
