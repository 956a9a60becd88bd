"""Coefficients of a fitted model of classes, with errors that hold where the model does not quite, and weighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.drivers.categorical.answers import Answers
from toolkit.drivers.categorical.likelihood import Fit, Layout, contributions, curvatures, null_value
from toolkit.drivers.thresholds import LEVERAGE_WITHIN
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile, t_quantile
from toolkit.measures.tails import f_above
from toolkit.measures.weights import FloatArray

_AT_ONCE: Final = 20_000  # respondents whose matrices are held at once


@dataclass(frozen=True, slots=True)
class Joint:
    """Wald test that no driver is linked to the outcome: F and its p-value."""

    f: float
    p: float
    df_drivers: int
    df_residual: float


def influence(layout: Layout, fit: Fit) -> FloatArray:
    """What each respondent adds to the error of each number of the model, shape (K, n).

    I⁻¹·w·∂log f/∂θ: sums to 0, and its squares sum to the sandwich variance but for n/(n − 1).
    Source: Binder (1983), International Statistical Review 51, 279–292.
    """
    every = np.arange(layout.width)[None]
    _, slope = contributions(layout, fit.theta, every, slice(None))
    return np.asarray(np.linalg.solve(fit.information[0], slope[0]))


def without_each(layout: Layout, fit: Fit) -> FloatArray:
    """What each number of the model loses without each respondent, by one step of Newton's method, shape (K, n).

    (I − Iᵢ)⁻¹·w·∂log f/∂θ with Iᵢ what the respondent adds to the information: in a logistic regression `influence`
    over 1 − h, h the leverage. The squares sum to a variance (HC3) that is not too small with few respondents, or with
    a few of much weight; who alone settles a number leaves it beyond all bounds.
    Source: MacKinnon & White (1985), Journal of Econometrics 29, 305–325; Pregibon (1981), Annals of Statistics 9,
    705–724, on the step. In R, of a logistic regression, `sandwich::vcovHC(type = "HC3")`.
    """
    every = np.arange(layout.width)[None]
    _, slope = contributions(layout, fit.theta, every, slice(None))
    found = np.empty((layout.width, len(layout.classes)))
    for start in range(0, found.shape[1], _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        rest = fit.information[0] - (1 - LEVERAGE_WITHIN) * curvatures(layout, fit.theta[0], rows)
        found[:, rows] = np.linalg.solve(rest, slope[0][:, rows].T[..., None])[..., 0].T
    return found


def variance(influences: FloatArray) -> FloatArray:
    """Covariances of estimates from what each respondent adds to their errors, (K, n) to (K, K).

    In R this is `vcov(survey::svyglm(…))` with `svydesign(ids = ~1, weights = ~w)`; without weights
    `sandwich::vcovHC(type = "HC0") * n / (n - 1)`.
    """
    n = influences.shape[1]
    return np.asarray(n / (n - 1) * influences @ influences.T)


def coefficient_table(answers: Answers, fit: Fit, influences: FloatArray, confidence: float) -> pd.DataFrame:
    """Give a row per predictor, `always` first.

    Columns: coefficient, error, error_model, low, high, odds_ratio, odds_low, odds_high. Unit: log odds per point of
    the predictor; the odds ratios are of one point more. `error` is the sandwich's, `error_model` the square root of
    the inverse curvature. Limits with Student's t on n − k − 1 degrees of freedom.
    """
    first, scale = answers.layout.thresholds, answers.scale
    value = fit.theta[0, first:] / scale
    error = np.sqrt(np.diagonal(variance(influences))[first:]) / scale
    margin = t_quantile(confidence, answers.sample.moments.n - len(scale) - 1) * error
    table = pd.DataFrame(
        {
            "coefficient": value,
            "error": error,
            "error_model": np.sqrt(np.diagonal(np.linalg.inv(fit.information[0]))[first:]) / scale,
            "low": value - margin,
            "high": value + margin,
        },
        index=pd.Index(answers.predictors, name="predictor"),
    )
    return table.assign(**odds_ratios(table, 1.0))


def odds_ratios(table: pd.DataFrame, points: float) -> dict[str, pd.Series]:
    """Give the odds ratios of so many points more, with limits, from coefficient, low and high."""
    with np.errstate(over="ignore"):
        return {
            name: np.exp(points * table[column])
            for name, column in (("odds_ratio", "coefficient"), ("odds_low", "low"), ("odds_high", "high"))
        }


def intercepts(answers: Answers, fit: Fit, influences: FloatArray) -> pd.DataFrame:
    """Give the thresholds ζ on the predictors' own scales: estimate, error and error_model per threshold.

    ζ + Σ β·mean/sd, as the model is fitted on standardised predictors.
    """
    first = answers.layout.thresholds
    turned = np.eye(first, answers.layout.width)
    turned[:, first:] = answers.sample.moments.means[:-1] / answers.scale
    model = turned @ np.linalg.inv(fit.information[0]) @ turned.T
    robust = turned @ variance(influences) @ turned.T
    return pd.DataFrame(
        {
            "estimate": turned @ fit.theta[0],
            "error": np.sqrt(np.diagonal(robust)),
            "error_model": np.sqrt(np.diagonal(model)),
        },
        index=pd.Index(answers.levels[:-1], name="up_to"),
    )


def joint_test(answers: Answers, fit: Fit) -> Joint:
    """Test that all drivers have coefficient 0, `always` held constant: b'V⁻¹b/p, V from `without_each`.

    Degrees of freedom p and n − k − 1, n the effective number of respondents (Kish).
    In R this is, but for the leverage, `survey::regTermTest`.
    """
    drivers = answers.layout.thresholds + answers.held
    apiece = without_each(answers.layout, fit)[drivers:]
    b, v = fit.theta[0, drivers:], apiece @ apiece.T
    residual = answers.sample.moments.n_effective - len(answers.scale) - 1
    return wald(b, v, residual)


def wald(b: FloatArray, v: FloatArray, residual: float) -> Joint:
    """F test that all numbers `b` (p,) with covariances `v` (p, p) are 0."""
    f = float(b @ np.linalg.solve(v, b)) / len(b)
    return Joint(f, f_above(f, len(b), residual), len(b), residual)


def mcfadden(layout: Layout, fit: Fit) -> float:
    """McFadden's R², 1 − ℓ/ℓ₀.

    Source: McFadden (1974), Conditional logit analysis of qualitative choice behavior.
    """
    return float(1 - fit.value[0] / null_value(layout))


def nagelkerke(layout: Layout, fit: Fit) -> float:
    """Nagelkerke's R²: 1 − exp(2(ℓ₀ − ℓ)/n) over what it can be at most, 1 − exp(2ℓ₀/n).

    Source: Nagelkerke (1991), Biometrika 78, 691–692.
    """
    n, null = len(layout.classes), null_value(layout)
    return float(special.expm1(2 * (null - fit.value[0]) / n) / special.expm1(2 * null / n))


def auc(score: npt.ArrayLike, yes: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Chance that a customer with a yes has a higher score than one without; ties count half.

    `score`, `yes` (0 or 1) and `weights` have shape (n,). 0.5 is guessing, 1 without error.
    Raises StatisticsError where all are yes or none is.
    Source: Hanley & McNeil (1982), Radiology 143, 29–36. In R this is `pROC::auc`, or `WeightedROC::WeightedAUC`.

    >>> auc([1, 2, 3, 3], [0, 1, 0, 1])
    0.625
    """
    yeses, w = _yes_and_weights(yes, weights)
    won, _ = _won_and_lost(score, yeses, w)
    return float((w * yeses) @ won / (w * yeses).sum())


def auc_limits(
    score: npt.ArrayLike,
    yes: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Limits of `auc`, on the logit scale so that they stay within 0 and 1; the scores count as given.

    With A the area, v_i the part of those without a yes that customer i with a yes beats, and u_j the part of those
    with a yes that beat customer j: Var(A) = Σ w_i²(v_i − A)²/(Σw_i)²·n₁/(n₁ − 1) + the same of u, and limits
    logit A ± z·√Var/(A(1 − A)). Where nothing varies, as without error, both limits are A.
    Raises StatisticsError as `auc` does, and with fewer than two of either.
    Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845; on the logit scale Pepe (2003), The
    Statistical Evaluation of Medical Tests. In R `pROC::ci.auc` gives the same variance.

    >>> [round(limit, 3) for limit in auc_limits([1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 1, 1])]
    [0.261, 0.995]
    """
    yeses, w = _yes_and_weights(yes, weights)
    area, variance = auc(score, yes, weights), 0.0
    for won, own in zip(_won_and_lost(score, yeses, w), (yeses, 1 - yeses), strict=True):
        n = int((w * own > 0).sum())
        if n < 2:
            raise StatisticsError(
                "limits of the area under the curve need two customers with a yes, and two without"
            )
        variance += float((w * own) ** 2 @ (won - area) ** 2 / (w * own).sum() ** 2) * n / (n - 1)
    if variance == 0 or not 0 < area < 1:
        return area, area
    margin = normal_quantile(confidence) * np.sqrt(variance) / (area * (1 - area))
    low, high = special.expit(special.logit(area) + np.array([-margin, margin]))
    return float(low), float(high)


def _yes_and_weights(yes: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    yeses = np.asarray(yes, dtype=np.float64)
    w = np.ones_like(yeses) if weights is None else np.asarray(weights, dtype=np.float64)
    if not ((w * yeses).sum() > 0 and (w * (1 - yeses)).sum() > 0):
        raise StatisticsError("the area under the curve needs customers with a yes and customers without")
    return yeses, w


def _won_and_lost(score: npt.ArrayLike, yeses: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Per respondent the part of those without a yes below it, and of those with a yes above it; ties count half."""
    place = np.unique(np.asarray(score, dtype=np.float64), return_inverse=True)[1]
    positive, negative = np.bincount(place, w * yeses), np.bincount(place, w * (1 - yeses))
    below = (np.cumsum(negative) - negative / 2) / negative.sum()
    above = 1 - (np.cumsum(positive) - positive / 2) / positive.sum()
    return below[place], above[place]
