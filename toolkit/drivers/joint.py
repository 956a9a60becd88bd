"""Whether the drivers together say anything of the outcome, and how much of it after chance is taken off."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.drivers.importance import Importance
from toolkit.measures.tails import f_above


@dataclass(frozen=True, slots=True)
class Joint:
    """What all drivers explain together, over `always`: adjusted share of variance (0 to 1), F and its p-value."""

    explained: float
    f: float
    p: float
    df_drivers: int
    df_residual: float


def joint_test(importance: Importance) -> Joint:
    """Test that no driver is linked to the outcome, and adjust R² for the number of predictors.

    With R² of the full model, R²_a of `always` alone, p drivers, a variables in `always` and n the effective n:
    F = ((R² − R²_a)/p) / ((1 − R²)/(n − p − a − 1)), and
    explained = adjusted(R², p + a) − adjusted(R²_a, a), not under 0, adjusted(r, k) = 1 − (1 − r)·(n − 1)/(n − k − 1).
    Plain R² of chance alone is p/(n − 1): eight meaningless drivers and thirty respondents "explain" 28%.

    In R this is `anova(lm(y ~ always), lm(y ~ always + drivers))`, and the difference of both `adj.r.squared`.
    Source: Ezekiel (1930), Methods of Correlation Analysis; Cohen et al. (2003), section 3.6.
    """
    drivers, always, n = len(importance.table), len(importance.always), importance.n_effective
    residual = n - drivers - always - 1
    gained = importance.r_squared - importance.r_squared_always
    f = (gained / drivers) / ((1 - importance.r_squared) / residual)
    full = _adjusted(importance.r_squared, n, drivers + always)
    without = _adjusted(importance.r_squared_always, n, always)
    return Joint(max(0.0, full - without), f, f_above(f, drivers, residual), drivers, residual)


def _adjusted(r_squared: float, n: float, predictors: int) -> float:
    return 1 - (1 - r_squared) * (n - 1) / (n - predictors - 1)
