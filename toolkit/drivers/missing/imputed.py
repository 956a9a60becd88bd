"""Importance with the missing answers drawn many times, and what the drawings add to its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.bootstrap import checked_options, leads, resampled_importance, share_limits
from toolkit.drivers.checks import Weights, checked_moments, checked_names, explained_parts
from toolkit.drivers.matrices import sweep
from toolkit.drivers.missing.chained import impute
from toolkit.drivers.missing.rows import IncompleteRows, checked_complete, incomplete_rows
from toolkit.drivers.moments import sample_of
from toolkit.drivers.sampled import lmg_for_bootstrap
from toolkit.drivers.thresholds import IMPUTATION_ROUNDS, IMPUTATIONS, MOST_IMPUTED
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray, checked_weights


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Estimates of several drawings as one, each of shape (k,).

    `error` is the standard error of `estimate`, `missing_information` the part of its variance that comes of what is
    missing.
    """

    estimate: FloatArray
    error: FloatArray
    missing_information: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ImputedImportance:
    """How the drivers divide what they explain, with the missing answers drawn.

    `table`: one row per driver, in the order given, with `share`, `error` (standard error), `low`, `high` and
    `missing_information` (part of its variance that comes of what is missing); NaN without resamples.
    `leaders` as in `toolkit.drivers.importance.Importance`. `n` rows, `n_effective` after weighting (Kish), of which
    `incomplete` had at least one missing answer; `n_least` answered both columns of the smallest pair.
    """

    table: pd.DataFrame
    leaders: tuple[str, ...]
    r_squared: float
    r_squared_always: float
    n: int
    n_effective: float
    n_least: int
    incomplete: int
    imputations: int
    resamples: int


def imputed_importance(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    imputations: int = IMPUTATIONS,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> ImputedImportance:
    """Divide what the drivers explain among them (LMG), missing answers drawn `imputations` times by `impute`.

    Arguments as in `toolkit.drivers.importance.relative_importance`; all rows with any answer count, the outcome is
    drawn where it is missing too. Shares are the average over the drawings. `resamples` are spread over the drawings:
    they tell the variance within each, and `pooled` adds that between them; limits and leaders rest on
    `pooled_resamples`, which spread as much.
    Of over `MOST_IMPUTED` rows a random part is used. Right where what is missing depends on the other answers, but not
    on the missing one itself (missing at random); an association, not an effect. Same input and seed, same result.
    Raises StatisticsError as `relative_importance` and `incomplete_rows` do.
    Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys; van Buuren (2018), section 5.1.
    In R this is `mice::mice(d, method = "norm")`, `relaimpo::calc.relimp` on each, and `mice::pool.scalar`.

    >>> rng = np.random.default_rng(1)
    >>> d = pd.DataFrame(rng.normal(size=(200, 2)), columns=["a", "b"]).assign(y=lambda d: 2 * d["a"] + d["b"])
    >>> d["y"] += rng.normal(size=200)
    >>> found = imputed_importance(d.mask(rng.random(d.shape) < 0.1), "y", ["a", "b"], resamples=200)
    >>> found.leaders, found.incomplete
    (('a',), 44)
    """
    names, held = checked_names(frame, outcome, drivers, always, weights), len(always)
    checked_options(resamples, confidence, seed)
    if imputations < 2:
        raise StatisticsError(f"imputations is {imputations}; at least 2 are needed to tell what they add")
    generator = np.random.default_rng(seed)
    rows = _some(incomplete_rows(frame, names, weights), generator)
    checked_complete(rows, held)
    completed = impute(rows, imputations, IMPUTATION_ROUNDS, generator)
    samples = [sample_of(one, names, rows.weights) for one in completed]
    correlations = np.stack([sample.moments.correlation for sample in samples], axis=-1)
    moments = replace(samples[0].moments, correlation=correlations.mean(axis=-1))
    checked_moments(moments, held)
    stack = sweep(correlations, held)
    _, _, divide = lmg_for_bootstrap(stack.mean(axis=-1, keepdims=True), seed)
    importance = divide(stack)
    shares = importance / importance.sum(axis=0)
    table = _without_limits(shares, pd.Index(drivers, name="driver"))
    leaders: tuple[str, ...] = ()
    if resamples:
        each = -(-resamples // imputations)
        drawn = [resampled_importance(sample, held, divide, each, generator) for sample in samples]
        within = np.stack([one / one.sum(axis=0) for one in drawn], axis=1)
        found = pooled(shares, within.var(axis=2, ddof=1))
        table["error"], table["missing_information"] = found.error, found.missing_information
        both = pooled_resamples(shares, within)
        low, high = share_limits(both, confidence)
        table["low"], table["high"] = np.maximum(low, 0.0), np.minimum(high, 1.0)
        behind = leads(both, int(found.estimate.argmax()), confidence, rows.n_effective, always=held)
        leaders = tuple(table["share"][~behind].sort_values(ascending=False, kind="stable").index)
    parts = [explained_parts(sample.moments, held) for sample in samples]
    r_squared, r_squared_always = np.mean(parts, axis=0)
    return ImputedImportance(
        table=table,
        leaders=leaders,
        r_squared=float(r_squared),
        r_squared_always=float(r_squared_always),
        n=rows.n,
        n_effective=rows.n_effective,
        n_least=int(rows.together.min()),
        incomplete=rows.n - rows.complete,
        imputations=imputations,
        resamples=resamples,
    )


def pooled(estimates: npt.ArrayLike, variances: npt.ArrayLike) -> Pooled:
    """Pool the estimates of m drawings by Rubin's rules.

    `estimates` and `variances` (their squared standard errors) have shape (k, m), m ≥ 2. With W the mean variance and B
    the variance of the estimates (divisor m − 1): T = W + (1 + 1/m)·B is the variance of the mean estimate, and
    λ = (1 + 1/m)·B/T the part of it that comes of what is missing.
    Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, section 3.3.
    In R this is `mice::pool.scalar(estimates, variances)`: `qbar`, `sqrt(t)` and `r / (1 + r)`.

    >>> found = pooled([[0.4, 0.5, 0.6]], [[0.01, 0.02, 0.03]])
    >>> float(found.estimate[0].round(3)), float(found.error[0].round(4)), float(found.missing_information[0].round(3))
    (0.5, 0.1826, 0.4)
    """
    values, squares = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    between = (1 + 1 / values.shape[1]) * values.var(axis=1, ddof=1)
    total = squares.mean(axis=1) + between
    part = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    return Pooled(values.mean(axis=1), np.sqrt(total), part)


def pooled_resamples(estimates: FloatArray, drawn: FloatArray) -> FloatArray:
    """Put the resamples of m drawings together, so that they spread as `pooled` says, shape (k, m·B).

    `estimates` has shape (k, m), `drawn` (k, m, B): each resample keeps its distance to the estimate of its drawing,
    and the estimates are put around their mean q by q + c·(s − q), c² = (m + 1)/(m − 1): their variance with divisor m
    is then (1 + 1/m)·B. Limits are percentiles of these, as for complete answers.
    Source: Schomaker & Heumann (2018), Statistics in Medicine 37, 2252–2266 (resamples of drawings, pooled), and Rubin
    (1987) for the variance.

    >>> pooled_resamples(np.array([[1.0, 2.0, 3.0]]), np.array([[[0.5, 1.5], [2, 2], [3, 3]]])).round(2).tolist()
    [[0.09, 1.09, 2.0, 2.0, 3.41, 3.41]]
    """
    m = estimates.shape[1]
    away = estimates - estimates.mean(axis=1, keepdims=True)
    wider = ((m + 1) / (m - 1)) ** 0.5 - 1
    return np.asarray((drawn + wider * away[..., None]).reshape(len(drawn), -1))


def _some(rows: IncompleteRows, generator: np.random.Generator) -> IncompleteRows:
    """Keep a random part of very many rows."""
    if rows.n <= MOST_IMPUTED:
        return rows
    kept = np.sort(generator.choice(rows.n, MOST_IMPUTED, replace=False))
    weights = None if rows.weights is None else checked_weights(rows.weights[kept], len(kept))
    values = rows.values[:, kept]
    complete = int((~np.isnan(values)).all(axis=0).sum())
    return replace(rows, values=values, weights=weights, complete=complete)


def _without_limits(shares: FloatArray, drivers: pd.Index) -> pd.DataFrame:
    columns = {"share": shares.mean(axis=1)}
    none = np.full(len(shares), np.nan)
    return pd.DataFrame(
        columns | dict.fromkeys(("error", "low", "high", "missing_information"), none), drivers
    )
