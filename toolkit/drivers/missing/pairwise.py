"""Importance from pairwise correlations: each rests on all who answered both, so that no answer is thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.bootstrap import checked_options, leads, share_limits
from toolkit.drivers.checks import Weights, checked_moments, checked_names, explained_parts
from toolkit.drivers.matrices import regularised, sweep
from toolkit.drivers.missing.rows import IncompleteRows, checked_complete, incomplete_rows
from toolkit.drivers.moments import Moments
from toolkit.drivers.sampled import lmg_for_bootstrap
from toolkit.drivers.thresholds import MOST_REDRAWN, MOST_REPAIRED, ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.resampling import Rows, drawn_sums, row_sums
from toolkit.measures.thresholds import (
    CONSTANT_WITHIN,
    DEPENDENT_WITHIN,
    DUPLICATE_CORRELATION,
    RESAMPLED_GROUPS,
    RESAMPLED_ROWS,
)
from toolkit.measures.weights import FloatArray

# Rows of which the products are summed at a time, resamples handed on at a time, and numbers in the sums of all rows.
_ROWS = 65_536
_RESAMPLES = 2_048
_NUMBERS = 8_388_608


@dataclass(frozen=True, slots=True, eq=False)
class PairwiseImportance:
    """How the drivers divide what they explain, by pairwise correlations.

    `table`: one row per driver, in the order given, with `share`, `low` and `high` (NaN without resamples).
    `leaders` as in `toolkit.drivers.importance.Importance`, on the effective number of the smallest pair.
    `correlation` of shape (q, q): `always`, drivers, outcome. `n_least` and `n_most` count who answered both of a pair,
    in the smallest and the largest, `n_effective` the smallest after weighting (Kish). `repaired` is the part of the
    resamples whose correlations contradicted each other and were put right.
    """

    table: pd.DataFrame
    leaders: tuple[str, ...]
    correlation: FloatArray
    r_squared: float
    r_squared_always: float
    n_least: int
    n_most: int
    n_effective: float
    repaired: float
    resamples: int


def pairwise_correlations(
    frame: pd.DataFrame, names: Sequence[str], weights: Weights = None
) -> tuple[FloatArray, FloatArray]:
    """Correlate each pair of columns over the rows in which both are answered: r and n, shapes (q, q).

    `frame` has a column of numbers per name, NaN for no answer. Mean and variance of a column are, for each pair, those
    over the rows of that pair: r_ij = Σw(x_i − m_i)(x_j − m_j) / √(Σw(x_i − m_i)² · Σw(x_j − m_j)²), m_i = Σwx_i/Σw.
    Such a table need not be that of any set of columns (smallest eigenvalue below 0).
    Raises StatisticsError as `toolkit.drivers.missing.rows.incomplete_rows` does.
    Source: Little & Rubin (2019), Statistical Analysis with Missing Data, 3rd ed., section 3.4 (available cases).
    In R this is `cor(x, use = "pairwise.complete.obs")`.

    >>> gap = float("nan")
    >>> d = pd.DataFrame({"a": [1, 2, 3, 4, 5, gap], "b": [2, 1, 4, 3, gap, 9], "c": [1, 2, gap, 4, 5, 7]})
    >>> r, n = pairwise_correlations(d, ["a", "b"])
    >>> float(r[0, 1].round(3)), int(n[0, 1])
    (0.6, 4)
    """
    rows = incomplete_rows(frame, tuple(names), weights)
    return _correlations(rows), rows.together


def pairwise_importance(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> PairwiseImportance:
    """Divide what the drivers explain among them (LMG), by `pairwise_correlations`.

    Arguments as in `toolkit.drivers.importance.relative_importance`; a row counts for the pairs that it answered.
    In each resample of the respondents all pairs are correlated anew. A resample whose correlations contradict each
    other is put right by `nearest_possible`; where those of the sample itself do, or of more than `MOST_REPAIRED` of
    the resamples, the analysis is refused.
    Unbiased where answers are missing completely at random, whatever the pair; an association, not an effect.
    Raises StatisticsError as `relative_importance` and `incomplete_rows` do, and where correlations contradict.
    Source: as `pairwise_correlations` and `relative_importance`.
    In R this is `relaimpo::calc.relimp(cor(d, use = "pairwise.complete.obs"), rela = TRUE)`, outcome first.

    >>> rng = np.random.default_rng(1)
    >>> d = pd.DataFrame(rng.normal(size=(200, 2)), columns=["a", "b"]).assign(y=lambda d: 2 * d["a"] + d["b"])
    >>> d["y"] += rng.normal(size=200)
    >>> found = pairwise_importance(d.mask(rng.random(d.shape) < 0.1), "y", ["a", "b"], resamples=200)
    >>> found.leaders, found.table["share"].round(2).to_dict()
    (('a',), {'a': 0.85, 'b': 0.15})
    """
    names, held = checked_names(frame, outcome, drivers, always, weights), len(always)
    checked_options(resamples, confidence, seed)
    rows = incomplete_rows(frame, names, weights)
    checked_complete(rows, held)
    correlation = _correlations(rows)
    moments = _moments(rows, correlation)
    _possible(moments, held)
    raw, _, divide = lmg_for_bootstrap(sweep(correlation[..., None], held), seed)
    table = pd.DataFrame({"share": raw / raw.sum()}, index=pd.Index(drivers, name="driver"))
    table["low"], table["high"] = np.nan, np.nan
    leaders: tuple[str, ...] = ()
    repaired = 0.0
    if resamples:
        shares, repaired = _resampled(rows, held, divide, resamples, np.random.default_rng(seed))
        table["low"], table["high"] = share_limits(shares, confidence)
        top = int(raw.argmax())
        behind = leads(shares, top, confidence, moments.n_effective, always=held)
        leaders = tuple(table["share"][~behind].sort_values(ascending=False, kind="stable").index)
    r_squared, r_squared_always = explained_parts(moments, held)
    return PairwiseImportance(
        table=table,
        leaders=leaders,
        correlation=correlation,
        r_squared=r_squared,
        r_squared_always=r_squared_always,
        n_least=moments.n,
        n_most=int(rows.together.max()),
        n_effective=moments.n_effective,
        repaired=repaired,
        resamples=resamples,
    )


def nearest_possible(stack: FloatArray) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Put right the correlations of a stack (q, q, m) that contradict each other; say which those were, shape (m,).

    Eigenvalues below `DEPENDENT_WITHIN` are raised to it and the diagonal is brought back to 1.
    Source: Rousseeuw & Molenberghs (1993), Communications in Statistics 22, 965–984 (eigenvalue method).
    In R this is `psych::cor.smooth`; in Python `statsmodels.stats.correlation_tools.corr_clipped`.

    >>> wrong = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])[..., None]
    >>> right, changed = nearest_possible(wrong)
    >>> bool(changed[0]), right[..., 0].round(3)[0].tolist()
    (True, [1.0, 0.5, -0.5])
    """
    matrices = np.moveaxis(stack, -1, 0)
    try:
        # One factorisation of all is much faster than eigenvalues, and nearly always enough.
        np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        pass
    else:
        return stack, np.zeros(len(matrices), dtype=np.bool_)
    values, vectors = np.linalg.eigh(matrices)
    changed = values[:, 0] < DEPENDENT_WITHIN
    raised = np.maximum(values[changed], DEPENDENT_WITHIN)
    repaired = (vectors[changed] * raised[:, None, :]) @ vectors[changed].swapaxes(1, 2)
    deviations = np.sqrt(np.diagonal(repaired, axis1=1, axis2=2))
    right = matrices.copy()
    right[changed] = repaired / (deviations[:, :, None] * deviations[:, None, :])
    return np.ascontiguousarray(np.moveaxis(right, 0, -1)), changed


def _moments(rows: IncompleteRows, correlation: FloatArray) -> Moments:
    """Give what is checked of a sample; n is that of the smallest pair."""
    n, ones = rows.together.min(), np.ones(len(rows.names))
    effective = float(rows.together_effective.min())
    return Moments(rows.names, int(n), effective, float(n), 0 * ones, ones, correlation)


def _possible(moments: Moments, always: int) -> None:
    """Refuse correlations that contradict each other, and what `checked_moments` refuses."""
    smallest = float(np.linalg.eigvalsh(moments.correlation)[0])
    repeats = np.abs(moments.correlation[:-1, -1]).max() > DUPLICATE_CORRELATION
    # A driver that measures the outcome itself is the reason where both are so.
    if smallest < -DEPENDENT_WITHIN and not repeats:
        raise StatisticsError(
            f"the pairwise correlations contradict each other (smallest eigenvalue {smallest:.2g}), because each rests "
            "on other respondents; impute the missing answers, or leave the incomplete rows out"
        )
    checked_moments(moments, always)


def _correlations(rows: IncompleteRows) -> FloatArray:
    """Give the correlations of all pairs of columns, shape (q, q)."""
    q, n = rows.values.shape
    weight, sums, squares, products = np.zeros((4, q, q))
    for start in range(0, n, _ROWS):
        some = slice(start, start + _ROWS)
        scores, there, weighted = _block(rows, some)
        weight += (there if rows.weights is None else there * rows.weights[some]) @ there.T
        sums += weighted @ there.T
        squares += (weighted * scores) @ there.T
        products += weighted @ scores.T
    i, j = np.triu_indices(q, 1)
    pairs = (weight[i, j], sums[i, j], sums[j, i], squares[i, j], squares[j, i], products[i, j])
    return _stack(np.stack(pairs)[..., None], q)[..., 0]


def _block(rows: IncompleteRows, some: Rows) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give scores (0 where missing), who answered, and weighted scores, each of shape (q, rows)."""
    values = rows.values[:, some]
    there = ~np.isnan(values)
    scores = np.where(there, values, 0.0)
    weighted = scores if rows.weights is None else scores * rows.weights[some]
    return scores, there.astype(np.float64), weighted


def _row_products(rows: IncompleteRows, some: Rows) -> FloatArray:
    """Give what each row adds to the six sums of each pair, shape (6·pairs, rows)."""
    scores, there, weighted = _block(rows, some)
    i, j = np.triu_indices(len(scores), 1)
    counted = there if rows.weights is None else there * rows.weights[some]
    squares = weighted * scores
    blocks = (
        counted[i] * there[j],
        weighted[i] * there[j],
        weighted[j] * there[i],
        squares[i] * there[j],
        squares[j] * there[i],
        weighted[i] * scores[j],
    )
    return np.concatenate(blocks)


def _stack(sums: FloatArray, q: int) -> FloatArray:
    """Turn the six sums of each pair, shape (6, pairs, m), into correlations (q, q, m).

    A pair that nobody answered both, or of which one does not vary, has correlation 0.
    """
    weight, first, second, first_square, second_square, product = sums
    there = weight > ROUNDING
    share = np.divide(1.0, weight, out=np.zeros_like(weight), where=there)
    first, second = first * share, second * share
    variances = (first_square * share - first**2, second_square * share - second**2)
    varies = there & (np.minimum(*variances) > CONSTANT_WITHIN)
    scale = np.sqrt(np.where(varies, variances[0], 1.0) * np.where(varies, variances[1], 1.0))
    found = np.where(varies, (product * share - first * second) / scale, 0.0)
    stack = np.empty((q, q, sums.shape[-1]))
    i, j = np.triu_indices(q, 1)
    stack[i, j], stack[j, i] = found, found
    stack[np.arange(q), np.arange(q)] = 1.0
    return stack


def _resampled_stacks(
    rows: IncompleteRows, resamples: int, generator: np.random.Generator
) -> Iterator[FloatArray]:
    q = len(rows.names)
    # Six sums per pair take more room than a row's scores: of many columns, groups of rows are drawn sooner.
    most = min(RESAMPLED_ROWS, max(RESAMPLED_GROUPS, _NUMBERS // (3 * q * (q - 1))))
    sums = row_sums(
        lambda some: _row_products(rows, some), rows.n, generator, most_rows=most, groups=RESAMPLED_GROUPS
    )
    for start in range(0, resamples, _RESAMPLES):
        drawn = drawn_sums(sums, min(_RESAMPLES, resamples - start), generator)
        yield _stack(drawn.reshape(6, -1, drawn.shape[1]), q)


def _resampled(
    rows: IncompleteRows,
    always: int,
    divide: Callable[[FloatArray], FloatArray],
    resamples: int,
    generator: np.random.Generator,
) -> tuple[FloatArray, float]:
    """Give shares in each resample, shape (p, B), and the part of the resamples that was put right."""
    kept, repaired = [], 0
    for stack in _resampled_stacks(rows, resamples, generator):
        right, changed = nearest_possible(stack)
        repaired += int(changed.sum())
        importance = divide(sweep(regularised(right), always))
        total = importance.sum(axis=0)
        kept.append(importance[:, total > ROUNDING] / total[total > ROUNDING])
    shares = np.concatenate(kept, axis=1)
    if shares.shape[1] < MOST_REDRAWN * resamples:
        raise StatisticsError(
            f"in {resamples - shares.shape[1]} of {resamples} resamples the drivers explain nothing, because too few "
            "respondents differ; ask for no resamples, or collect more answers"
        )
    if repaired > MOST_REPAIRED * resamples:
        raise StatisticsError(
            f"in {repaired} of {resamples} resamples the pairwise correlations contradict each other, because each "
            "rests on other respondents; impute the missing answers, or leave the incomplete rows out"
        )
    return shares, repaired / resamples
