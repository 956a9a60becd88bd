"""Standardised coefficients of the full model, with intervals that hold where the spread differs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.drivers.thresholds import LEVERAGE_WITHIN
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile
from toolkit.measures.weights import FloatArray

# Rows taken at a time: a few MB, however many respondents there are.
_ROWS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Coefficients of `always` and drivers, their standard errors and limits, each of shape (k,).

    Unit: standard deviations of the outcome per standard deviation of the predictor.
    """

    values: FloatArray
    errors: FloatArray
    low: FloatArray
    high: FloatArray


def standardised_coefficients(sample: Sample, confidence: float) -> Coefficients:
    """Regress the standardised outcome on all standardised predictors, with HC3 standard errors.

    b = R⁻¹r; HC3: (X'WX)⁻¹ · Σ w²e²/(1 − h)² xx' · (X'WX)⁻¹ with leverage h = w·x'(X'WX)⁻¹x, intercept included.
    Limits b ± t·se, t with n − k − 1 degrees of freedom.
    The standard deviations count as known, as is usual.
    Raises StatisticsError where one respondent alone settles a coefficient (h = 1), for which HC3 has no value.
    Source: MacKinnon & White (1985), Journal of Econometrics 29, 305–325; Long & Ervin (2000), The American
    Statistician 54, 217–224.
    In R this is `sandwich::vcovHC(lm(y ~ ., scale(d), weights = w), type = "HC3")`.
    """
    moments = sample.moments
    inverse = np.linalg.inv(moments.correlation[:-1, :-1])
    values = inverse @ moments.correlation[:-1, -1]
    middle = np.zeros_like(inverse)
    for start in range(0, moments.n, _ROWS):
        rows = slice(start, start + _ROWS)
        x, y = sample.scores[:-1, rows], sample.scores[-1, rows]
        w = np.ones(len(y)) if sample.weights is None else sample.weights[rows]
        # Scores have weighted mean 0, so that the intercept stands apart from the other columns.
        leverage = w / moments.n * (1 + (x * (inverse @ x)).sum(axis=0))
        alone = leverage > 1 - LEVERAGE_WITHIN
        if alone.any():
            _refuse(moments.names[int(np.abs(x[:, alone.argmax()]).argmax())])
        middle += (x * (w * (y - values @ x) / (1 - leverage)) ** 2) @ x.T
    errors = np.sqrt(np.diagonal(inverse @ middle @ inverse)) / moments.n
    margin = t_quantile(confidence, moments.n - len(values) - 1) * errors
    return Coefficients(values, errors, values - margin, values + margin)


def _refuse(name: str) -> None:
    raise StatisticsError(
        f"{name}: one respondent alone settles its coefficient, because nobody else has such a value; "
        "leave it out, or merge its rare values"
    )
