"""What one factor says of a scale: omega total, composite reliability and variance extracted, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.scales.factor import OneFactor, derivatives, one_factor
from toolkit.measures.scales.items import complete_items, item_names, size_of
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class FactorModel:
    """A one-factor model of the answers to a scale.

    `items` is indexed by item: `loading` and `error` (variance) in units of the answers, `standardised` loading,
    `heywood` (bool). `omega` divides by the model's variance of the sum, `omega_observed` by the observed one,
    `composite_reliability` is of the standardised loadings, `ave` the average variance extracted; unit "coefficient".
    `chi_square` with `degrees` and `p` compares the model with the answers; p is NaN with 0 degrees, where it always
    fits. `n_effective` is the number of respondents after weighting (Kish).
    """

    items: pd.DataFrame
    omega: Estimate
    omega_observed: Estimate
    composite_reliability: Estimate
    ave: Estimate
    chi_square: float
    degrees: int
    p: float
    n: int
    n_effective: float

    @property
    def heywood(self) -> tuple[str, ...]:
        """The items of which the factor would explain all or more: no number of the model is to be trusted then."""
        return tuple(str(name) for name in self.items.index[self.items["heywood"]])


def factor_model(
    items: pd.DataFrame | npt.ArrayLike, *, weights: npt.ArrayLike | None = None, confidence: float = 0.95
) -> FactorModel:
    """Fit one factor to the answers of a scale by maximum likelihood, and say how reliable their sum is.

    `items` has shape (n, k), k ≥ 3, reversed items turned; rows with a missing answer are left out (listwise).
    With loadings λ, error variances θ and standardised loadings l: omega (Σλ)²/((Σλ)² + Σθ), or over the observed
    variance of the sum; composite reliability (Σl)²/((Σl)² + Σ(1 − l²)); variance extracted Σl²/k.
    χ² = n·discrepancy on k(k − 3)/2 degrees of freedom. With unequal weights the covariances are weighted and n is
    Kish's effective n.
    Limits: the delta method on the logit, with each respondent's influence on the estimates squared and summed (a
    sandwich, so that answers need not be normal and weights are linearised); method "sandwich_logit".
    In a Heywood case the values are what the formulas give and the limits are NaN, method "heywood": the model is not
    to be trusted. The same where an estimate is not between 0 and 1, which has no logit.
    Raises StatisticsError as `cronbach_alpha` does for items, rows and weights, and as `one_factor` does.
    Source: McDonald (1999), Test Theory; Fornell & Larcker (1981), Journal of Marketing Research 18, 39–50; Bentler
    (2009), Psychometrika 74, 137–143; White (1982), Econometrica 50, 1–25, for the sandwich; Kelley &
    Pornprasertmanit (2016), Psychological Methods 21, 69–92, for the logit.
    In R: `lavaan::cfa(…, std.lv = TRUE)` and `semTools::compRelSEM`; the sandwich is `estimator = "MLR"`.

    >>> rng = np.random.default_rng(1)
    >>> answers = rng.normal(size=(400, 1)) + rng.normal(size=(400, 4))
    >>> model = factor_model(answers)
    >>> round(model.omega.value, 2), model.degrees, model.heywood
    (0.78, 2, ())
    """
    x, w = complete_items(items, weights)
    if x.shape[1] < 3:
        raise StatisticsError("items: one factor needs at least three items; two have Spearman–Brown")
    n_effective = size_of(x, w)
    part = np.full(len(x), 1 / len(x)) if w is None else w / w.sum()
    centred = x - part @ x
    covariance = (centred * part[:, None]).T @ centred
    model = one_factor(covariance)
    chi_square = n_effective * model.discrepancy
    degrees = model.degrees
    table = pd.DataFrame(
        {
            "loading": model.loadings,
            "standardised": model.standardised,
            "error": model.errors,
            "heywood": model.heywood,
        },
        index=item_names(items, x.shape[1]),
    )
    estimates = _Estimates(model, centred, part, confidence, None if w is None else n_effective)
    return FactorModel(
        items=table,
        omega=estimates.omega(),
        omega_observed=estimates.omega_observed(float(covariance.sum())),
        composite_reliability=estimates.composite_reliability(),
        ave=estimates.ave(),
        chi_square=chi_square,
        degrees=degrees,
        p=float(special.chdtrc(degrees, chi_square)) if degrees else float("nan"),
        n=len(x),
        n_effective=n_effective,
    )


class _Estimates:
    """Puts an interval round each function of the loadings and error variances."""

    def __init__(
        self,
        model: OneFactor,
        centred: FloatArray,
        part: FloatArray,
        confidence: float,
        n_effective: float | None,
    ) -> None:
        """`centred` are answers less their means, shape (n, k); `part` each respondent's part of the weight, (n,)."""
        self._model, self._centred, self._part = model, centred, part
        self._confidence, self._n_effective = confidence, n_effective
        self._sum = float(model.loadings.sum())
        self._influence = _influence(model, centred, part) if not model.heywood.any() else None

    def omega(self) -> Estimate:
        """Divide by the model's variance of the sum."""
        k, error = len(self._model.loadings), float(self._model.errors.sum())
        whole = (self._sum**2 + error) ** 2
        by_loading = np.full(k, 2 * self._sum * error / whole)
        return self._estimate(self._model.omega, by_loading, np.full(k, -(self._sum**2) / whole))

    def omega_observed(self, variance: float) -> Estimate:
        """Divide by the observed variance of the sum, which has an influence of its own."""
        k = len(self._model.loadings)
        value = self._sum**2 / variance
        own = self._centred.sum(axis=1) ** 2 - variance
        by_loading = np.full(k, 2 * self._sum / variance)
        return self._estimate(value, by_loading, np.zeros(k), -value / variance * own)

    def composite_reliability(self) -> Estimate:
        """Do as for omega, with each item at variance 1."""
        loadings = self._model.standardised
        total, error = loadings.sum(), (1 - loadings**2).sum()
        slope = (2 * total * error + 2 * total**2 * loadings) / (total**2 + error) ** 2
        return self._estimate(self._model.composite_reliability, *self._chain(slope))

    def ave(self) -> Estimate:
        """Take the mean of the squared standardised loadings."""
        loadings = self._model.standardised
        return self._estimate(self._model.ave, *self._chain(2 * loadings / len(loadings)))

    def _chain(self, slope: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Turn slopes by standardised loading into those by loading and by error variance."""
        loadings, errors = self._model.loadings, self._model.errors
        scale = np.abs(loadings**2 + errors) ** 1.5
        return slope * errors / scale, -slope * loadings / (2 * scale)

    def _estimate(
        self, value: float, by_loading: FloatArray, by_error: FloatArray, more: FloatArray | float = 0.0
    ) -> Estimate:
        n = len(self._part)
        low = high = float("nan")
        if self._influence is not None and 0 < value < 1:
            influence = self._influence @ np.concatenate([by_loading, by_error]) + more
            error = np.sqrt(n / (n - 1) * ((self._part * influence) ** 2).sum())
            margin = normal_quantile(self._confidence) * error / (value * (1 - value))
            low, high = (
                float(limit) for limit in special.expit(special.logit(value) + margin * np.array([-1, 1]))
            )
        return Estimate(
            value=value,
            low=low,
            high=high,
            n=n,
            unit="coefficient",
            method="heywood" if self._influence is None else "sandwich_logit",
            confidence=self._confidence,
            n_effective=self._n_effective,
        )


def _influence(model: OneFactor, centred: FloatArray, part: FloatArray) -> FloatArray:
    """Influence of each respondent on loadings and error variances, shape (n, 2k).

    A respondent's slope of the discrepancy, times minus the inverse of the Hessian.
    """
    # With each item at variance 1, so that unlike units do not spoil the inverse.
    scale = np.sqrt(model.loadings**2 + model.errors)
    loadings, errors, z = model.loadings / scale, model.errors / scale**2, centred / scale
    covariance = (z * part[:, None]).T @ z
    _, hessian, _ = derivatives(loadings, errors, covariance)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(errors))
    y = z @ inverse
    by_loading = 2 * (inverse @ loadings - y * (y @ loadings)[:, None])
    slopes = np.concatenate([by_loading, np.diag(inverse) - y**2], axis=1)
    influence = -np.linalg.solve(hessian, slopes.T).T
    return np.asarray(influence * np.concatenate([scale, scale**2]))
