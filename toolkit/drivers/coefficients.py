"""Standardised coefficients of the full model, with intervals that hold where the spread differs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.drivers.robust import hc3
from toolkit.measures.intervals import t_quantile
from toolkit.measures.weights import FloatArray


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
    # Scores have weighted mean 0 and weights mean 1, so that the intercept stands apart from the other columns.
    covariance = hc3(
        sample.scores[:-1],
        sample.scores[-1],
        values,
        inverse / moments.n,
        sample.weights,
        moments.names,
        apart=1 / moments.n,
    )
    errors = np.sqrt(np.diagonal(covariance))
    margin = t_quantile(confidence, moments.n - len(values) - 1) * errors
    return Coefficients(values, errors, values - margin, values + margin)
