"""How much drivers overlap: variance inflation of each, and the condition number of all together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Collinearity:
    """`vif` of each predictor, shape (k,), and `condition_number` of all standardised predictors; 1 without overlap."""

    vif: FloatArray
    condition_number: float


def collinearity(correlation: npt.ArrayLike) -> Collinearity:
    """Variance inflation factors and condition number of k predictors, from their correlations R of shape (k, k).

    vif_j = (R⁻¹)_jj = 1/(1 − R²_j), R²_j what all other predictors explain of predictor j: the variance of its
    coefficient is so many times what it would be without overlap.
    condition_number = √(λ_max/λ_min), λ the eigenvalues of R: that of the standardised columns themselves.
    Raises StatisticsError where it is no correlation matrix, or where predictors determine each other.
    Source: Marquardt (1970), Technometrics 12, 591–612; Belsley, Kuh & Welsch (1980), Regression Diagnostics,
    chapter 3.
    In R this is `car::vif(lm(y ~ .))`, and `sqrt(kappa(cor(x), exact = TRUE))`.

    >>> found = collinearity([[1, 0.6], [0.6, 1]])
    >>> found.vif.round(4).tolist(), round(found.condition_number, 4)
    ([1.5625, 1.5625], 2.0)
    """
    given = np.asarray(correlation, dtype=np.float64)
    if given.ndim != 2:
        raise StatisticsError(f"correlation: a square matrix expected, not shape {given.shape}")
    # An outcome that goes along with nothing makes it the matrix that the other checks know.
    beside = np.pad(given, (0, 1))
    beside[-1, -1] = 1.0
    between = as_stack(beside, 0)[:-1, :-1, 0]
    values = np.linalg.eigvalsh(between)
    return Collinearity(np.diagonal(np.linalg.inv(between)).copy(), float(np.sqrt(values[-1] / values[0])))
