"""Whether a driver's link with the outcome differs between groups of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.drivers.checks import Weights, checked_moments, checked_names, complete_rows
from toolkit.drivers.moments import sample_of
from toolkit.drivers.robust import robust_regression
from toolkit.drivers.thresholds import CUSTOMERS_PER_PREDICTOR, ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile, upper_tail
from toolkit.measures.thresholds import LETTERS_FROM
from toolkit.measures.weights import FloatArray, answered, as_numbers, effective_n, same_rows


@dataclass(frozen=True, slots=True, eq=False)
class LinkDifferences:
    """The link of each driver in each group, and whether it differs between them.

    `tests`: one row per driver, `f`, `df_groups`, `df_residual`, `p` (not adjusted for the number of tests).
    `links`: one row per driver and group, `driver`, `group`, `estimate` (points of the outcome per point of the driver,
    all other drivers and `always` held equal), `error` (HC3), `low`, `high`, `n`, `n_effective`.
    `left_out`: the groups that are not compared, and why in a few words.
    """

    outcome: str
    tests: pd.DataFrame
    links: pd.DataFrame
    left_out: tuple[tuple[str, str], ...]
    confidence: float


def fewest_in_group(predictors: int) -> int:
    """Give the fewest (effective) customers of a group whose links are compared: 10 per predictor, and never under 30.

    >>> fewest_in_group(2), fewest_in_group(6)
    (30, 60)
    """
    return max(LETTERS_FROM, CUSTOMERS_PER_PREDICTOR * predictors)


def link_differences(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    groups: pd.Series,
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    order: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> LinkDifferences:
    """Test per driver whether its coefficient differs between groups, in the model in which all coefficients may.

    `frame`, `outcome`, `drivers`, `always` and `weights` are as in `relative_importance`; `groups` names the group of
    each row, missing for none; `order` the groups to compare, all of them where it is None.
    That model is a regression in each group by itself. With b_g the coefficient of a driver in group g of G, v_g its
    HC3 variance, w_g = 1/v_g, W = Σw_g and b̄ = Σw_g·b_g/W, the Wald statistic of "no interaction" is
    Q = Σw_g(b_g − b̄)², and Welch's
    F = Q/(G − 1) / (1 + 2(G − 2)Λ/(G² − 1)), Λ = Σ(1 − w_g/W)²/ν_g, ν_g = n_g − k (n_g effective),
    has G − 1 and (G² − 1)/(3Λ) degrees of freedom: groups may be uneven and differ in spread.
    A group with fewer rows than `fewest_in_group`, weighted or not, is left out, as is one in which a column does not
    vary or predictors determine each other.

    Raises StatisticsError as `relative_importance` does for its columns and weights, for groups on other rows, and
    where fewer than two groups can be compared.
    Source: Welch (1951), Biometrika 38, 330–336; Long & Ervin (2000), The American Statistician 54, 217–224.
    In R, Q is `lmtest::waldtest(lm(y ~ x + g), lm(y ~ x * g), vcov = sandwich::vcovHC, test = "Chisq")`.

    >>> x = np.tile([0.0, 1, 2], 20)
    >>> frame = pd.DataFrame({"x": x, "y": np.r_[x[:30], 3 * x[30:]] + np.tile([1.0, -1, 0, 0], 15)})
    >>> found = link_differences(frame, "y", ["x"], pd.Series(["a"] * 30 + ["b"] * 30))
    >>> found.links["estimate"].round(2).tolist(), bool(found.tests.loc["x", "p"] < 0.001)
    ([0.9, 3.1], True)
    """
    names = checked_names(frame, outcome, drivers, always, weights)
    upper_tail(confidence)
    same_rows(frame, groups)
    given = _given(frame, weights)
    values, kept = complete_rows(frame, names, weights)
    checked_moments(sample_of(values, names, kept).moments, len(always))
    chosen = pd.unique(groups.dropna()) if order is None else order
    links, left_out = [], []
    for group in chosen:
        here = (groups == group).fillna(False).to_numpy(bool)
        found = _links(frame[here], names, drivers, None if given is None else given[here], confidence)
        if isinstance(found, str):
            left_out.append((group, found))
        else:
            links.append(found.assign(group=group))
    if len(links) < 2:
        raise StatisticsError(
            f"{outcome}: fewer than two groups have the {fewest_in_group(len(names) - 1)} customers that a comparison "
            "of links asks for; merge groups, or name fewer drivers"
        )
    table = pd.concat(links, ignore_index=True)
    columns = ["driver", "group", "estimate", "error", "low", "high", "n", "n_effective"]
    return LinkDifferences(outcome, _tests(table, drivers), table[columns], tuple(left_out), confidence)


def _given(frame: pd.DataFrame, weights: Weights) -> FloatArray | None:
    column = frame[weights] if isinstance(weights, str) else weights
    if column is None:
        return None
    same_rows(frame, column)
    numbers = as_numbers(column, "weights")
    if numbers.shape != (len(frame),):
        raise StatisticsError(
            f"weights: {len(frame)} expected, one per row, but the shape is {numbers.shape}"
        )
    return numbers


def _links(
    frame: pd.DataFrame,
    names: tuple[str, ...],
    drivers: Sequence[str],
    weights: FloatArray | None,
    confidence: float,
) -> pd.DataFrame | str:
    """Give the links of one group, a row per driver, or why there are none."""
    fewest, n, effective = fewest_in_group(len(names) - 1), 0, 0.0
    rows, kept = answered(frame[list(names)], weights)
    n, effective = len(rows), float(len(rows)) if kept is None else effective_n(kept)
    if min(n, effective) < fewest:
        return "too few"
    try:
        values, kept = complete_rows(frame, names, weights)
        design = np.concatenate([np.ones((1, n)), values[:-1] - values[:-1].mean(axis=1, keepdims=True)])
        fit = robust_regression(design, values[-1], kept, ("", *names[:-1]))
    except StatisticsError as error:
        return str(error)
    rest = values[-1] - fit.values @ design
    if rest.var() <= ROUNDING * values[-1].var():
        return "the outcome follows exactly from the drivers"
    errors = np.sqrt(np.diagonal(fit.covariance))
    degrees = effective - len(names)
    margin = t_quantile(confidence, degrees) * errors
    table = {
        "driver": ["", *names[:-1]],
        "estimate": fit.values,
        "error": errors,
        "low": fit.values - margin,
        "high": fit.values + margin,
    }
    found = pd.DataFrame(table).iloc[-len(drivers) :]
    return found.assign(n=n, n_effective=effective, degrees=degrees)


def _tests(links: pd.DataFrame, drivers: Sequence[str]) -> pd.DataFrame:
    b, error, degrees = (
        links[column].to_numpy(float).reshape(-1, len(drivers)) for column in ("estimate", "error", "degrees")
    )
    f, first, second = welch_f(b, error, degrees)
    return pd.DataFrame(
        {"f": f, "df_groups": first, "df_residual": second, "p": special.fdtrc(first, second, f)},
        index=pd.Index(drivers, name="driver"),
    )


def welch_f(
    estimates: npt.ArrayLike, errors: npt.ArrayLike, degrees: npt.ArrayLike
) -> tuple[FloatArray, float, FloatArray]:
    """Test that estimates of G groups are one: Welch's F and its degrees of freedom, per column of (G, k) or (G,).

    `errors` are their standard errors, above 0, with so many `degrees` of freedom each.
    Source: Welch (1951), Biometrika 38, 330–336. On means this is R's `oneway.test(y ~ g)`.

    >>> f, first, second = welch_f([1.0, 3.0], [0.6, 0.8], [20, 30])
    >>> float(f.round(6)), first, float(second.round(4))
    (4.0, 1.0, 49.6689)
    """
    b, v = np.asarray(estimates, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    nu = np.asarray(degrees, dtype=np.float64)
    groups, weights = len(b), 1 / v
    part = weights / weights.sum(axis=0)
    q = (weights * (b - (part * b).sum(axis=0)) ** 2).sum(axis=0)
    spread = ((1 - part) ** 2 / nu).sum(axis=0)
    f = q / (groups - 1) / (1 + 2 * (groups - 2) * spread / (groups**2 - 1))
    return f, float(groups - 1), np.asarray((groups**2 - 1) / (3 * spread))
