"""What low scores of a driver cost and what high scores bring: basic, performance or excitement factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from toolkit.drivers.asymmetry_draws import KINDS, class_chances
from toolkit.drivers.bootstrap import fewest_resamples
from toolkit.drivers.checks import Weights, checked_moments, checked_names, complete_rows
from toolkit.drivers.moments import sample_of
from toolkit.drivers.robust import Robust, robust_regression
from toolkit.drivers.thirds import Thirds, normal_scores, sides, thirds
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile, upper_tail
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray, effective_n

NO_CUTS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Asymmetry:
    """Penalty and reward of each driver, and what may be said of them.

    `table`: one row per driver, in the order given, with columns
    `low_cut`, `high_cut` (low is up to, high is from), `low_share`, `middle_share`, `high_share` (parts of the
    customers), `low_count`, `middle_count`, `high_count`;
    `penalty` (outcome of low less that of middle, all other drivers and `always` held equal: below 0 where low scores
    go with less), `reward` (high less middle), `asymmetry` (their sum: below 0 where the penalty is larger), each with
    `_error` (HC3) and limits `_low` and `_high`; `reward_share` (reward / (reward − penalty));
    `equal_penalty`, `equal_reward` (the same for steps of equal size: the mean of both steps);
    `p_effect` (penalty and reward are both 0), `p_both` (the larger p of the two), `p_asymmetry` (the largest p of the
    sum and of the bend beside a common bend, on the scores and on normal scores; 1 where these point different ways),
    each after Holm over the drivers; `kind` ("basic", "performance", "excitement", "none" shown, or "undecided");
    `chance_basic`, `chance_performance`, `chance_excitement`, `chance_none` (part of the resamples).
    `curvature`, `curvature_p`: the bend that all drivers together have in common, as the end of the outcome's scale
    gives it (change of the outcome, in its standard deviations, by the square of the standardised prediction).
    `n` complete rows, `n_effective` after weighting (Kish). Chances are NaN without resamples.
    """

    outcome: str
    table: pd.DataFrame
    curvature: float
    curvature_p: float
    n: int
    n_effective: float
    confidence: float
    resamples: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Complete rows: `held` (a, n) and `outcome` (n,) centred, `drivers` (p, n), their cuts, who is in which part."""

    names: tuple[str, ...]
    held: FloatArray
    drivers: FloatArray
    outcome: FloatArray
    weights: FloatArray | None
    cut: tuple[Thirds, ...]
    low: FloatArray
    middle: FloatArray
    high: FloatArray


def penalty_reward(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    cuts: Mapping[str, tuple[float, float]] = NO_CUTS,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Asymmetry:
    """Contrast the low and the high third of each driver with its middle, all drivers in one regression.

    `frame`, `outcome`, `drivers`, `always`, `weights`, `resamples` and `seed` are as in `relative_importance`. `cuts`
    gives a driver's last low and first high score, where it is not to be cut into thirds (`toolkit.drivers.thirds`).
    Errors are HC3, limits and tests by Student's t and F with n − k degrees of freedom.

    A driver is called "basic" where its effect is shown, low scores cost, and the penalty is larger than the reward by
    more than chance and by more than a straight line gives: a skewed driver has steps of different size, and the end
    of the outcome's scale bends the lines of all drivers alike. "excitement" is the same the other way round,
    "performance" where both penalty and reward are shown and neither is shown to be larger, "none" where no effect
    is shown, and "undecided" all else. See `docs/methods/asymmetry.md`.

    An association, not an effect.
    Raises StatisticsError as `relative_importance` does for its columns and weights, for a driver of fewer than three
    values, cuts that leave a part empty, low and high parts of drivers that follow from each other, and a coefficient
    that rests on one respondent.
    Source: Brandt (1987) and Anderson & Mittal (2000), Journal of Service Research 3, 107–120, for the contrasts;
    Matzler & Sauerwein (2002), International Journal of Service Industry Management 13, 314–332; Ramsey (1969),
    Journal of the Royal Statistical Society B 31, 350–371, for the common bend.
    In R this is `lm(y ~ I(x <= low) + I(x >= high) + …)` with `sandwich::vcovHC(…, type = "HC3")`.

    >>> frame = pd.DataFrame({"service": [1, 2, 3] * 4, "loyalty": [2, 7, 8, 4, 9, 8, 2, 7, 10, 4, 9, 10]})
    >>> table = penalty_reward(frame, "loyalty", ["service"], resamples=0).table
    >>> table.loc["service", ["penalty", "reward", "asymmetry"]].round(6).tolist()
    [-5.0, 1.0, -4.0]
    """
    names = checked_names(frame, outcome, drivers, always, weights)
    upper_tail(confidence)
    if seed < 0 or 0 != resamples < fewest_resamples(confidence):
        raise StatisticsError(
            f"resamples is {resamples} and seed {seed}; take a seed of 0 or more, and 0 or at least "
            f"{fewest_resamples(confidence)} resamples"
        )
    values, row_weights = complete_rows(frame, names, weights)
    checked_moments(sample_of(values, names, row_weights).moments, len(always))
    rows = _rows(values, tuple(drivers), len(always), row_weights, cuts)
    fit = robust_regression(_dummies(rows), rows.outcome, row_weights, _columns(rows, len(always)))
    table = _contrasts(rows, fit, confidence)
    bends, curvature, curvature_p = _bends(rows, len(always))
    table["p_asymmetry"] = holm(_agreed(table["asymmetry"].to_numpy(), table.pop("p_sum").to_numpy(), bends))
    table["kind"] = _kinds(table, 1 - confidence)
    chances = class_chances(
        _dummies(rows), rows.outcome, row_weights, _steps(rows), resamples, np.random.default_rng(seed)
    )
    for name, chance in zip(KINDS, chances, strict=True):
        table[f"chance_{name}"] = chance
    n = values.shape[1]
    effective = float(n) if row_weights is None else effective_n(row_weights)
    return Asymmetry(outcome, table, curvature, curvature_p, n, effective, confidence, resamples)


def _rows(
    values: FloatArray,
    drivers: tuple[str, ...],
    held: int,
    weights: FloatArray | None,
    cuts: Mapping[str, tuple[float, float]],
) -> _Rows:
    unknown = [name for name in cuts if name not in drivers]
    if unknown:
        raise StatisticsError(
            f"{unknown[0]}: cuts are given, but it is no driver; take it out, or name it as driver"
        )
    columns, cut = values[held:-1], []
    for name, column in zip(drivers, columns, strict=True):
        try:
            cut.append(thirds(column, weights, cuts.get(name)))
        except StatisticsError as error:
            raise StatisticsError(f"{name}: {error}") from error
    parts = np.array([sides(column, one) for column, one in zip(columns, cut, strict=True)], dtype=np.float64)
    means = np.average(values, axis=1, weights=weights)
    return _Rows(
        names=drivers,
        held=values[:held] - means[:held, None],
        drivers=columns,
        outcome=values[-1] - means[-1],
        weights=weights,
        cut=tuple(cut),
        low=parts[:, 0],
        middle=parts[:, 1],
        high=parts[:, 2],
    )


def _dummies(rows: _Rows) -> FloatArray:
    """Give the design: intercept, `always`, then low of each driver, then high of each."""
    return np.concatenate([np.ones((1, len(rows.outcome))), rows.held, rows.low, rows.high])


def _columns(rows: _Rows, held: int) -> tuple[str, ...]:
    return ("", *(f"variable {place + 1} held constant" for place in range(held)), *rows.names, *rows.names)


def _steps(rows: _Rows) -> FloatArray:
    """Give how far the means of low and of high lie from that of middle, shape (2, p)."""
    low, middle, high = (
        np.array(
            [
                np.average(x[part > 0], weights=None if rows.weights is None else rows.weights[part > 0])
                for x, part in zip(rows.drivers, parts, strict=True)
            ]
        )
        for parts in (rows.low, rows.middle, rows.high)
    )
    return np.array([middle - low, high - middle])


def _contrasts(rows: _Rows, fit: Robust, confidence: float) -> pd.DataFrame:
    p, first = len(rows.names), len(fit.values) - 2 * len(rows.names)
    low, high = np.arange(first, first + p), np.arange(first + p, first + 2 * p)
    penalty, reward, v = fit.values[low], fit.values[high], fit.covariance
    between = v[low, high]
    table = pd.DataFrame(
        [[one.low_cut, one.high_cut, *one.shares, *one.counts] for one in rows.cut],
        index=pd.Index(rows.names, name="driver"),
        columns=["low_cut", "high_cut", "low_share", "middle_share", "high_share",
                 "low_count", "middle_count", "high_count"],
    )  # fmt: skip
    p_values = {}
    for name, value, variance in (
        ("penalty", penalty, v[low, low]),
        ("reward", reward, v[high, high]),
        ("asymmetry", penalty + reward, v[low, low] + v[high, high] + 2 * between),
    ):
        error = np.sqrt(variance)
        margin = t_quantile(confidence, fit.degrees) * error
        table[name], table[f"{name}_error"] = value, error
        table[f"{name}_low"], table[f"{name}_high"] = value - margin, value + margin
        p_values[name] = _two_sided(value, error, fit.degrees)
    total = reward - penalty
    table["reward_share"] = np.divide(reward, total, out=np.full(p, np.nan), where=total != 0)
    steps = _steps(rows)
    table["equal_penalty"], table["equal_reward"] = np.array([penalty, reward]) * steps.mean(axis=0) / steps
    determinant = v[low, low] * v[high, high] - between**2
    wald = v[high, high] * penalty**2 + v[low, low] * reward**2 - 2 * between * penalty * reward
    f = np.divide(wald, 2 * determinant, out=np.full(p, np.inf), where=determinant > 0)
    table["p_effect"] = holm(special.fdtrc(2, fit.degrees, f))
    opposite = (penalty < 0) & (reward > 0)
    table["p_both"] = holm(np.where(opposite, np.maximum(p_values["penalty"], p_values["reward"]), 1.0))
    table["p_sum"] = p_values["asymmetry"]
    return table


def _two_sided(value: FloatArray, error: FloatArray, degrees: float) -> FloatArray:
    t = np.divide(np.abs(value), error, out=np.full(len(value), np.inf), where=error > 0)
    return np.asarray(2 * special.stdtr(degrees, -np.where((value == 0) & (error == 0), 0.0, t)))


def _bends(rows: _Rows, held: int) -> tuple[list[tuple[FloatArray, FloatArray]], float, float]:
    """Test the bend of each driver beside a common one: on the scores and on normal scores, (bend, p) of shape (p,).

    The outcome on `always`, x, |x − m| of each driver, m the mean of its middle part, and the square of the
    standardised prediction of the straight lines. The coefficient of |x − m| is half of what the slope changes at m.
    Also gives the coefficient and p of that square, on the scores.
    """
    normal = np.array([normal_scores(x, rows.weights) for x in rows.drivers])
    found = [_bend(rows, held, scores) for scores in (rows.drivers, normal)]
    return [(bend, p) for bend, p, _, _ in found], *found[0][2:]


def _bend(rows: _Rows, held: int, scores: FloatArray) -> tuple[FloatArray, FloatArray, float, float]:
    w, ones = rows.weights, np.ones((1, len(rows.outcome)))
    middle = np.array(
        [np.average(x, weights=m if w is None else m * w) for x, m in zip(scores, rows.middle, strict=True)]
    )
    centred = scores - middle[:, None]
    lines = np.concatenate([ones, rows.held, centred])
    names = ("", *(f"variable {place + 1} held constant" for place in range(held)), *rows.names)
    straight = robust_regression(lines, rows.outcome, w, names).values @ lines
    common = ((straight - np.average(straight, weights=w)) / _spread(straight, w)) ** 2
    design = np.concatenate([lines, np.abs(centred), [common]])
    first, nothing = len(lines), np.full(len(scores), np.nan)
    try:
        fit = robust_regression(design, rows.outcome, w, (*names, *rows.names, "the common bend"))
    except StatisticsError:
        # So few values that one driver's bend and the common one cannot be told apart.
        return nothing, nothing, float("nan"), float("nan")
    p = _two_sided(fit.values, np.sqrt(np.diagonal(fit.covariance)), fit.degrees)
    curvature = float(fit.values[-1] / _spread(rows.outcome, w))
    return fit.values[first:-1], p[first:-1], curvature, float(p[-1])


def _spread(values: FloatArray, weights: FloatArray | None) -> float:
    return float(np.sqrt(np.average((values - np.average(values, weights=weights)) ** 2, weights=weights)))


def _agreed(total: FloatArray, p: FloatArray, bends: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """Give the largest p of the sum and the bends: what holds of all is wrong no more often than the weakest.

    Source: Berger (1982), Technometrics 24, 295–300.
    """
    for bend, p_bend in bends:
        same = np.sign(bend) == np.sign(total)
        p = np.where(same & ~np.isnan(p_bend), np.maximum(p, np.nan_to_num(p_bend, nan=1.0)), 1.0)
    return p


def _kinds(table: pd.DataFrame, level: float) -> FloatArray:
    effect, larger = table["p_effect"] < level, table["p_asymmetry"] < level
    return np.select(
        [
            ~effect,
            larger & (table["asymmetry"] < 0) & (table["penalty_high"] < 0),
            larger & (table["asymmetry"] > 0) & (table["reward_low"] > 0),
            (table["p_both"] < level),
        ],
        ["none", "basic", "excitement", "performance"],
        "undecided",
    )
