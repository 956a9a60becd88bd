"""The ordered logit: which predictors go with a higher class, and whether they do so at every step of the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.drivers.categorical.answers import Answers, answers_of, fit_full
from toolkit.drivers.categorical.likelihood import IntArray, layout_of, maximise, null_theta
from toolkit.drivers.categorical.regression import (
    Joint,
    coefficient_table,
    influence,
    intercepts,
    joint_test,
    mcfadden,
    wald,
    without_each,
)
from toolkit.drivers.checks import Weights
from toolkit.drivers.thresholds import EVENTS_PER_PREDICTOR
from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray, sizes_within


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Whether each predictor goes with every step of the scale alike (proportional odds).

    `joint` tests it of all predictors at once. `table`: one row per predictor, `p`, `p_holm`, and a column per step,
    named by the lowest answer above it: the coefficient of a yes or no above that step.
    """

    joint: Joint
    table: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """An ordered logit.

    `table`: one row per predictor, `always` first: `coefficient` (log odds of a higher class per point), `error`
    (sandwich; linearised where weighted), `error_model`, `low`, `high`, `odds_ratio`, `odds_low`, `odds_high`.
    `thresholds`: one row per class but the highest, `estimate`, `error`, `error_model`.
    `steps` is None where a step has too few (effective) answers on one side to test it, or with two classes.
    `counts`: customers per class, by answer.
    """

    outcome: str
    table: pd.DataFrame
    thresholds: pd.DataFrame
    loglik: float
    mcfadden: float
    joint: Joint
    steps: Steps | None
    counts: pd.Series
    n: int
    n_effective: float
    confidence: float


def ordered_logit(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    confidence: float = 0.95,
) -> Ordered:
    """Regress classes in an order, the different answers to `outcome`, on drivers and `always`.

    logit P(Y ≤ j) = ζ_j − xβ, by maximum likelihood (Newton's method): a point more on a predictor multiplies the odds
    of a class above j by exp β, whatever j is. `frame`, `always` and `weights` are as for
    `toolkit.drivers.importance.relative_importance`; errors as for `toolkit.drivers.categorical.logistic.logistic`.
    See `docs/methods/ordered.md`.

    An association, not an effect. Raises StatisticsError as `relative_importance` does, with more than 11 classes, with
    too few answers in them, and where predictors separate the classes.
    Source: McCullagh (1980), Journal of the Royal Statistical Society B 42, 109–142.
    In R this is `MASS::polr(factor(y) ~ ., d, Hess = TRUE)`, weighted `survey::svyolr`.

    >>> rows = [(0, 0)] * 40 + [(0, 1)] * 20 + [(0, 2)] * 20 + [(1, 0)] * 20 + [(1, 1)] * 20 + [(1, 2)] * 40
    >>> result = ordered_logit(pd.DataFrame(rows, columns=["x", "y"]), "y", ["x"])
    >>> float(result.table.at["x", "odds_ratio"].round(4)), result.thresholds["estimate"].round(4).abs().tolist()
    (3.0, [0.0, 1.0986])
    """
    answers = answers_of(frame, outcome, drivers, always, weights)
    fit, moments = fit_full(answers), answers.sample.moments
    influences = influence(answers.layout, fit)
    return Ordered(
        outcome=outcome,
        table=coefficient_table(answers, fit, influences, confidence),
        thresholds=intercepts(answers, fit, influences),
        loglik=float(fit.value[0]),
        mcfadden=mcfadden(answers.layout, fit),
        joint=joint_test(answers, fit),
        steps=_steps(answers),
        counts=pd.Series(np.bincount(answers.layout.classes), index=answers.levels),
        n=moments.n,
        n_effective=moments.n_effective,
        confidence=confidence,
    )


def _steps(answers: Answers) -> Steps | None:
    """Fit a logistic regression at each step and test whether their coefficients are the same.

    The coefficients of all steps have the covariances of what each respondent adds to their errors, over 1 less his or
    her leverage (HC3); Wald test of their differences from the first step, on J − 2 degrees of freedom per predictor.
    That is Brant's test with the sandwich's covariances in place of the model's, so that weights enter.
    Source: Brant (1990), Biometrics 46, 1171–1178; MacKinnon & White (1985), Journal of Econometrics 29, 305–325. In R
    this is, without weights and nearly, `brant::brant`.
    """
    x, classes = answers.sample.scores[:-1], answers.layout.classes
    k, steps = len(x), answers.layout.thresholds
    weights = answers.sample.weights
    above = [(classes > step).astype(np.int64) for step in range(steps)]
    rarer = min(sizes_within(one, 2, weights).min() for one in above)
    if steps < 2 or rarer < EVENTS_PER_PREDICTOR * k:
        return None
    fitted = [_one_step(x, one, weights) for one in above]
    if any(one is None for one in fitted):
        return None
    slopes = np.concatenate([one[0] for one in fitted if one is not None])
    apiece = np.concatenate([one[1] for one in fitted if one is not None])
    v = apiece @ apiece.T
    # Differences from the first step: (J − 2)·k of them, those of one predictor k places apart.
    turned = np.kron(np.column_stack([-np.ones(steps - 1), np.eye(steps - 1)]), np.eye(k))
    apart, between = turned @ slopes, turned @ v @ turned.T
    residual = answers.sample.moments.n_effective - steps * (k + 1)
    p = [wald(apart[j::k], between[j::k, j::k], residual).p for j in range(k)]
    table = pd.DataFrame({"p": p, "p_holm": holm(p)}, index=pd.Index(answers.predictors, name="predictor"))
    per_step = slopes.reshape(steps, k) / answers.scale
    for level, coefficients in zip(answers.levels[1:], per_step, strict=True):
        table[level] = coefficients
    return Steps(wald(apart, between, residual), table)


def _one_step(
    x: FloatArray, above: IntArray, weights: FloatArray | None
) -> tuple[FloatArray, FloatArray] | None:
    """Give the coefficients (k,) of a yes or no and what each would lose without each respondent, (k, n).

    None where predictors separate yes from no.
    """
    layout = layout_of(x, above, weights)
    try:
        fit = maximise(layout, np.ones((1, layout.width), dtype=np.bool_), null_theta(layout)[None])
    except StatisticsError:
        return None
    return fit.theta[0, 1:], without_each(layout, fit)[1:]
