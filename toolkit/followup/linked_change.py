"""Among customers who answered twice: does the outcome rise more where a driver rose more?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from toolkit.drivers.robust import robust_regression
from toolkit.errors import StatisticsError
from toolkit.followup.waves import partners, require_columns, wave_weights
from toolkit.measures.intervals import t_quantile
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, effective_n, weighted_mean


@dataclass(frozen=True, slots=True, eq=False)
class LinkedChanges:
    """What change of the outcome goes with change of each driver, all other drivers' changes held equal.

    `table`: per driver (index) `estimate, low, high, error, p, p_holm`, points of the outcome per point of the driver.
    `intercept`: change of the outcome where no driver changed, with its HC3 error; `r2`: share of the spread of the
    outcome's changes that goes with the drivers'. `n` pairs, `n_effective` after Kish, `df` n − k.
    """

    table: pd.DataFrame
    intercept: float
    intercept_error: float
    r2: float
    n: int
    n_effective: float
    df: float


def linked_changes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    key: str,
    always: Sequence[str] = (),
    weights: str | None = None,
    confidence: float = 0.95,
) -> LinkedChanges:
    """Regress the change of an outcome on the changes of all drivers, of the respondents who answered both waves.

    `before`, `after`: one row per respondent, NaN where there is no answer; columns `outcome`, `drivers`, `always`
    (held equal too, but not told) and `key`. `weights`: a column of both waves, of which the first wave's counts, for
    it stands for the customers who are followed.
    Least squares on first differences, Δy = a + Σ b·Δx, with HC3 errors and Student's t on n − k degrees of freedom, k
    the drivers, those held equal and the intercept; `p_holm` over the drivers. What does not change of a customer (who
    is kind to all questions) drops out; what changes together for another reason does not, so that b is association.
    Errors of measurement, larger in a change than in a score, draw b towards 0.
    Raises StatisticsError for unknown columns, without a driver, where nobody answered both times, no more pairs than
    coefficients, where a change has no spread or follows from the others, or for unusable keys or weights.
    Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, section 10.6; MacKinnon & White
    (1985), Journal of Econometrics 29, 305–325. In R this is `lm(I(y2 - y1) ~ I(x2 - x1), weights = w)` with
    `sandwich::vcovHC(fit, "HC3")`.

    >>> first = pd.DataFrame({"id": range(6), "loyal": [50, 60, 70, 40, 55, 65], "trust": [50, 50, 60, 40, 50, 70]})
    >>> second = pd.DataFrame({"id": range(6), "loyal": [55, 60, 78, 41, 62, 62], "trust": [60, 50, 75, 40, 65, 65]})
    >>> linked_changes(first, second, "loyal", ["trust"], key="id").table["estimate"].round(4).to_dict()
    {'trust': 0.4989}
    """
    names = list(drivers)
    if not names:
        raise StatisticsError(
            "There is no driver whose change could go with the outcome's. Name at least one."
        )
    require_columns(before, after, [outcome, *names, *always, key])
    w, _ = wave_weights(before, after, weights)
    partner = partners(before[key], after[key])
    matched = np.flatnonzero(partner >= 0)
    columns = [outcome, *names, *always]
    changes = (
        as_numbers(after[columns], "the after wave")[partner[matched]]
        - as_numbers(before[columns], "the before wave")[matched]
    )
    kept = ~np.isnan(changes).any(axis=1)
    if w is not None:
        kept &= w[matched] > 0
    changes, own = changes[kept], None if w is None else w[matched][kept]
    if not len(changes):
        raise StatisticsError("Nobody answered these questions in both waves. Check the keys of both files.")
    own = checked_weights(own, len(changes))
    _require_spread(changes, columns)
    return _fitted(changes, own, [*names, *always], len(names), confidence)


def _require_spread(changes: FloatArray, columns: Sequence[str]) -> None:
    flat = [name for name, spread in zip(columns, np.ptp(changes, axis=0), strict=True) if spread == 0]
    if flat:
        raise StatisticsError(
            f"{' and '.join(flat)}: changed by the same step for all, so that nothing can go with it; leave it out"
        )


def _fitted(
    changes: FloatArray, weights: FloatArray | None, names: list[str], told: int, confidence: float
) -> LinkedChanges:
    """Fit the changes of the columns of `names` to that of the outcome, the first column; tell the first `told`."""
    y, x = changes[:, 0], changes[:, 1:].T
    fit = robust_regression(np.vstack([np.ones(len(y)), x]), y, weights, ("", *names))
    errors = np.sqrt(np.diagonal(fit.covariance))
    slopes, own = fit.values[1 : told + 1], errors[1 : told + 1]
    p = 2 * special.stdtr(fit.degrees, -np.abs(slopes / own))
    margin = t_quantile(confidence, fit.degrees) * own
    table = pd.DataFrame(
        {
            "estimate": slopes,
            "low": slopes - margin,
            "high": slopes + margin,
            "error": own,
            "p": p,
            "p_holm": holm(p),
        },
        index=pd.Index(names[:told], name="driver"),
    )
    left = y - fit.values[0] - fit.values[1:] @ x
    about = (y - weighted_mean(y, weights)) ** 2
    return LinkedChanges(
        table=table,
        intercept=float(fit.values[0]),
        intercept_error=float(errors[0]),
        r2=1 - weighted_mean(left**2, weights) / weighted_mean(about, weights),
        n=len(y),
        n_effective=float(len(y)) if weights is None else effective_n(weights),
        df=fit.degrees,
    )
