"""Logistic regression: which predictors go with a yes, each with the others held equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from toolkit.drivers.categorical.answers import Answers, answers_of, fit_full
from toolkit.drivers.categorical.likelihood import Fit
from toolkit.drivers.categorical.regression import (
    Joint,
    auc,
    auc_limits,
    coefficient_table,
    influence,
    intercepts,
    joint_test,
    mcfadden,
    nagelkerke,
)
from toolkit.drivers.checks import Weights
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A logistic regression.

    `table`: one row per predictor, `always` first: `coefficient` (log odds per point), `error` (sandwich; linearised
    where weighted), `error_model`, `low`, `high`, `odds_ratio`, `odds_low`, `odds_high` (per point), and `effect`,
    `effect_low`, `effect_high` (average marginal effect: change of the chance of yes per point, averaged over all
    respondents). `intercept` with `intercept_error`.
    `loglik` with weights of mean 1; `mcfadden`, `nagelkerke`, `tjur`, `auc`, with limits, tell how well it fits.
    `joint` tests all drivers together. `events` of `n` are yes; `n_effective` after weighting (Kish).
    """

    outcome: str
    table: pd.DataFrame
    intercept: float
    intercept_error: float
    loglik: float
    mcfadden: float
    nagelkerke: float
    tjur: float
    auc: float
    auc_low: float
    auc_high: float
    joint: Joint
    events: int
    n: int
    n_effective: float
    confidence: float


def logistic(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    confidence: float = 0.95,
) -> Logistic:
    """Regress a yes or no, the higher of two different answers being yes, on drivers and `always`.

    logit P(yes) = α + xβ, by maximum likelihood (Newton's method). `frame`, `always` and `weights` are as for
    `toolkit.drivers.importance.relative_importance`. Errors are the sandwich's, I⁻¹·Σ(w·u)(w·u)'·I⁻¹·n/(n − 1), u a
    respondent's slope. See `docs/methods/logistic.md`.

    An association, not an effect. Raises StatisticsError as `relative_importance` does, where the outcome has not two
    different answers, where the rarer one has fewer than five per predictor, and where predictors separate yes from no.
    Source: Hosmer, Lemeshow & Sturdivant (2013), Applied Logistic Regression, 3rd ed.; Binder (1983), International
    Statistical Review 51, 279–292; Tjur (2009), The American Statistician 63, 366–372.
    In R this is `survey::svyglm(y ~ ., svydesign(ids = ~1, weights = ~w, data = d), family = quasibinomial())`, and
    without weights `glm(y ~ ., binomial, d)` with `sandwich::vcovHC(type = "HC0")`.

    >>> frame = pd.DataFrame({"x": [0] * 30 + [1] * 30, "y": [1] * 10 + [0] * 20 + [1] * 20 + [0] * 10})
    >>> result = logistic(frame, "y", ["x"])
    >>> result.table.loc["x", ["odds_ratio", "effect"]].round(6).to_dict()
    {'odds_ratio': 4.0, 'effect': 0.308065}
    """
    answers = answers_of(frame, outcome, drivers, always, weights)
    if len(answers.levels) != 2:
        raise StatisticsError(
            f"{outcome}: {len(answers.levels)} different answers are no yes or no; "
            "say which count as yes, or use the ordered logit"
        )
    fit, moments = fit_full(answers), answers.sample.moments
    influences = influence(answers.layout, fit)
    table = coefficient_table(answers, fit, influences, confidence)
    cut = intercepts(answers, fit, influences).iloc[0]
    chance = _chances(answers, fit)
    yes, weight = answers.layout.classes == 1, answers.layout.weights
    limits = auc_limits(chance, yes, weight, confidence)
    return Logistic(
        outcome=outcome,
        table=table.join(_effects(answers, fit, influences, confidence)),
        intercept=-float(cut["estimate"]),
        intercept_error=float(cut["error"]),
        loglik=float(fit.value[0]),
        mcfadden=mcfadden(answers.layout, fit),
        nagelkerke=nagelkerke(answers.layout, fit),
        tjur=float(
            np.average(chance[yes], weights=weight[yes]) - np.average(chance[~yes], weights=weight[~yes])
        ),
        auc=auc(chance, yes, weight),
        auc_low=limits[0],
        auc_high=limits[1],
        joint=joint_test(answers, fit),
        events=int(yes.sum()),
        n=moments.n,
        n_effective=moments.n_effective,
        confidence=confidence,
    )


def _chances(answers: Answers, fit: Fit) -> FloatArray:
    theta = fit.theta[0]
    return np.asarray(special.expit(theta[1:] @ answers.sample.scores[:-1] - theta[0]))


def _effects(answers: Answers, fit: Fit, influences: FloatArray, confidence: float) -> pd.DataFrame:
    """Average marginal effect of each predictor: mean of p(1 − p) times its coefficient, with limits.

    Its error counts that the respondents are a sample too: the mean is linearised over coefficients and respondents.
    """
    scores, weight = answers.sample.scores[:-1], answers.layout.weights
    n, slopes = len(weight), fit.theta[0, 1:] / answers.scale
    chance = _chances(answers, fit)
    steep = chance * (1 - chance)
    mean = float(np.average(steep, weights=weight))
    # How the mean of p(1 − p) moves with ζ and with each coefficient.
    turn = weight * steep * (1 - 2 * chance) / n
    moved = np.concatenate([[-turn.sum()], scores @ turn]) @ influences + weight * (steep - mean) / n
    each = slopes[:, None] * moved + mean * influences[1:] / answers.scale[:, None]
    error = np.sqrt(n / (n - 1) * (each**2).sum(axis=1))
    margin = t_quantile(confidence, n - len(slopes) - 1) * error
    effect = slopes * mean
    return pd.DataFrame(
        {"effect": effect, "effect_low": effect - margin, "effect_high": effect + margin},
        index=pd.Index(answers.predictors, name="predictor"),
    )
