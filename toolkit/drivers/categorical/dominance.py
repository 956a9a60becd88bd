"""Which driver matters most for an outcome in classes: general dominance of McFadden's R², with its uncertainty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import comb

import numpy as np
import pandas as pd

from toolkit.drivers.bootstrap import checked_options, first_chances, leads, share_limits
from toolkit.drivers.categorical.answers import Answers, answers_of, fit_full
from toolkit.drivers.categorical.likelihood import (
    BoolArray,
    Fit,
    IntArray,
    Layout,
    contributions,
    maximise,
    narrowed,
    null_value,
)
from toolkit.drivers.checks import Weights
from toolkit.drivers.thresholds import CLASS_GROUPS, CLASS_ROWS, MOST_CLASS_DRIVERS, MOST_REDRAWN, ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.resampling import Rows, drawn_sums, row_sums
from toolkit.measures.weights import FloatArray

# Models fitted at a time, and sums per respondent kept at a time (8M numbers: 64 MB).
_MODELS = 512
_COLUMNS = 4_096
_NUMBERS = 8_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ClassImportance:
    """How the drivers divide what they add to McFadden's R² of an outcome in classes, with the uncertainty of it.

    `table`: one row per driver, in the order given, with columns `raw` (part of McFadden's R²; sums to `mcfadden` minus
    `mcfadden_always`), `share` (of that; sums to 1), `low` and `high` (of the share) and `p_first` (part of the
    resamples in which it has the largest share).
    `leaders`: the driver with the largest share and all over which its lead is not shown, by the rule of
    `toolkit.drivers.bootstrap.leads`; empty without resamples.
    `draws` (p, B): the shares in the resamples.
    `counts`: customers per class, by answer. `n` complete rows, `n_effective` after weighting (Kish). `always`: how
    many variables were held constant. Limits and `p_first` are NaN without resamples.
    """

    outcome: str
    table: pd.DataFrame
    leaders: tuple[str, ...]
    draws: FloatArray
    mcfadden: float
    mcfadden_always: float
    counts: pd.Series
    n: int
    n_effective: float
    confidence: float
    resamples: int
    seed: int
    always: int = 0

    def leaders_at(self, confidence: float) -> tuple[str, ...]:
        """Give the leaders by another confidence; empty without resamples."""
        if not self.resamples:
            return ()
        share = self.table["share"]
        first = int(share.argmax())
        level = share[~leads(self.draws, first, confidence, self.n_effective, always=self.always)]
        return tuple(level.sort_values(ascending=False, kind="stable").index)


def class_importance(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    weights: Weights = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> ClassImportance:
    """Divide among the drivers what they add to McFadden's R² of an outcome in classes.

    Two different answers give logistic regression, more give the ordered logit. `frame`, `always` and `weights` are as
    for `toolkit.drivers.importance.relative_importance`; at most 12 drivers.

    With ℓ(S) the highest log-likelihood of the model with the drivers in S on top of `always`, and ℓ₀ that of the
    shares of the classes alone: R²(S) = 1 − ℓ(S)/ℓ₀, and
    raw_j = Σ_S |S|!·(p−1−|S|)!/p! · (R²(S ∪ j) − R²(S)).
    All 2^p models are fitted. In a resample each takes one step from there, by its slope and the sample's curvature:
    ℓ*(S) = ℓ*(θ_S) + ½·u*'I⁻¹u*, whose error is a part 1/n of what differs between resamples.
    See `docs/methods/logistic.md`.

    An association, not an effect. Raises StatisticsError as `relative_importance` does, with more than 12 drivers or 11
    classes, with too few answers in a class, and where the drivers separate the classes.
    Source: Azen & Traxel (2009), Journal of Educational and Behavioral Statistics 34, 319–347; McFadden (1974).
    In R this is `domir::domir(y ~ ., function(f) 1 - logLik(glm(f, binomial)) / logLik(glm(y ~ 1, binomial)))`.

    >>> frame = pd.DataFrame({"a": [0, 0, 1, 1] * 12, "b": ([0] * 4 + [1] * 4) * 6})
    >>> frame["y"] = ([0, 0, 1, 1, 0, 1, 1, 1] * 4 + [1, 0, 0, 1, 0, 1, 0, 1] * 2)
    >>> class_importance(frame, "y", ["a", "b"], resamples=0).table["share"].round(2).to_dict()
    {'a': 0.89, 'b': 0.11}
    """
    checked_options(resamples, confidence, seed)
    _checked_count(len(drivers))
    answers = answers_of(frame, outcome, drivers, always, weights)
    models = models_of(answers)
    null = null_value(answers.layout)
    raw = np.maximum(shapley_weights(models.drivers) @ models.fit.value / -null, 0)
    if raw.sum() <= ROUNDING:
        raise StatisticsError(
            f"{outcome}: the drivers explain nothing of it, so that there is nothing to divide"
        )
    table = pd.DataFrame({"raw": raw, "share": raw / raw.sum()}, index=pd.Index(drivers, name="driver"))
    table[["low", "high", "p_first"]] = np.nan
    draws = np.empty((len(drivers), 0))
    if resamples:
        draws = _shares(resampled(models, resamples, seed), outcome)
        table["low"], table["high"] = share_limits(draws, confidence)
        table["p_first"] = first_chances(draws)
    moments = answers.sample.moments
    result = ClassImportance(
        outcome=outcome,
        table=table,
        leaders=(),
        draws=draws,
        mcfadden=float(1 - models.fit.value[-1] / null),
        mcfadden_always=float(1 - models.fit.value[0] / null),
        counts=pd.Series(np.bincount(answers.layout.classes), index=answers.levels),
        n=moments.n,
        n_effective=moments.n_effective,
        confidence=confidence,
        resamples=draws.shape[1],
        seed=seed,
        always=answers.held,
    )
    return replace(result, leaders=result.leaders_at(confidence))


def _checked_count(drivers: int) -> None:
    if drivers > MOST_CLASS_DRIVERS:
        raise StatisticsError(
            f"{drivers} drivers are too many for an outcome in classes, which needs a model for each of their subsets; "
            f"take at most {MOST_CLASS_DRIVERS}"
        )


def _shares(importance: FloatArray, outcome: str) -> FloatArray:
    """Divide by the sum of each resample; one in which the drivers explain nothing has nothing to divide."""
    total = importance.sum(axis=0)
    kept = total > ROUNDING
    if kept.sum() < (1 - MOST_REDRAWN) * len(kept):
        raise StatisticsError(
            f"{outcome}: in {len(kept) - kept.sum()} of {len(kept)} resamples the drivers explain nothing; "
            "ask for no resamples, or collect more answers"
        )
    return np.asarray(importance[:, kept] / total[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """All subsets of the drivers on top of `always`: subset s holds driver j where bit j of s is set.

    `free` (2^p, K) says what each estimates, `fit` the models of the sample.
    """

    layout: Layout
    free: BoolArray
    fit: Fit
    drivers: int


def models_of(answers: Answers) -> Models:
    """Fit the models of all subsets."""
    layout = answers.layout
    p = layout.width - layout.thresholds - answers.held
    bits = (np.arange(2**p)[:, None] >> np.arange(p)) & 1
    free = np.ones((2**p, layout.width), dtype=np.bool_)
    free[:, layout.width - p :] = bits
    full = fit_full(answers)
    fits = [
        maximise(layout, part, narrowed(layout, full, part))
        for part in (free[first : first + _MODELS] for first in range(0, 2**p, _MODELS))
    ]
    fit = Fit(*(np.concatenate([getattr(one, name) for one in fits]) for name in Fit.__slots__))
    return Models(layout, free, fit, p)


def shapley_weights(p: int) -> FloatArray:
    """Weights of the 2^p subsets in the importance of each of p drivers, shape (p, 2^p).

    importance_j = Σ_S (s−1)!(p−s)!/p!·v(S) over the sets S with j, of size s, less Σ_S s!(p−1−s)!/p!·v(S) over those
    without.

    >>> shapley_weights(2).tolist()
    [[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5]]
    """
    subsets = np.arange(2**p)
    sizes = np.bitwise_count(subsets)
    within = np.array([0.0, *(1 / (p * comb(p - 1, size - 1)) for size in range(1, p + 1))])[sizes]
    without = np.array([*(-1 / (p * comb(p - 1, size)) for size in range(p)), 0.0])[sizes]
    holds = (subsets >> np.arange(p)[:, None]) & 1 == 1
    return np.where(holds, within, without)


def resampled(models: Models, resamples: int, seed: int) -> FloatArray:
    """Importance of each driver in each resample of the respondents, shape (p, B), in units of log-likelihood."""
    weights = shapley_weights(models.drivers)
    n = len(models.layout.classes)
    importance = np.zeros((models.drivers, resamples))
    for subsets in _portions(models, min(n, CLASS_ROWS)):
        # The same seed again: every portion of the models rests on the same resamples.
        generator = np.random.default_rng(seed)
        sums = row_sums(
            partial(_sums_of_rows, models, subsets), n, generator, most_rows=CLASS_ROWS, groups=CLASS_GROUPS
        )
        drawn = drawn_sums(sums, resamples, generator)
        importance += weights[:, subsets] @ _highest(models, subsets, drawn)
    return np.maximum(importance, 0)


def _portions(models: Models, rows: int) -> Iterator[IntArray]:
    """Give the subsets, those of one size together, so many at a time that what they need fits in memory."""
    columns = models.free.sum(axis=1) + 1
    order = np.argsort(columns, kind="stable")
    most = min(_COLUMNS, max(1, _NUMBERS // rows))
    ends = np.cumsum(columns[order])
    portion = (ends - 1) // most
    for number in range(portion[-1] + 1):
        yield order[portion == number]


def _by_size(models: Models, subsets: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Split subsets by how many numbers they estimate, and give the places of these, shape (m, f)."""
    sizes = models.free[subsets].sum(axis=1)
    for size in np.unique(sizes):
        some = subsets[sizes == size]
        yield some, np.nonzero(models.free[some])[1].reshape(len(some), size)


def _sums_of_rows(models: Models, subsets: IntArray, rows: Rows) -> FloatArray:
    """Give what each respondent adds to the log-likelihood of each model and to its slope, the slope whitened."""
    columns = []
    for some, free in _by_size(models, subsets):
        value, slope = contributions(models.layout, models.fit.theta[some], free, rows)
        information = models.fit.information[some[:, None, None], free[:, :, None], free[:, None, :]]
        root = np.linalg.inv(np.linalg.cholesky(information))
        columns += [value, (root @ slope).reshape(-1, slope.shape[-1])]
    return np.concatenate(columns)


def _highest(models: Models, subsets: IntArray, drawn: FloatArray) -> FloatArray:
    """Highest log-likelihood of each model in each resample, shape (m, B): one step from the sample's own model."""
    values, start = [], 0
    for _, free in _by_size(models, subsets):
        m, f = free.shape
        value, slope = drawn[start : start + m], drawn[start + m : start + m + m * f]
        values.append(value + (slope.reshape(m, f, -1) ** 2).sum(axis=1) / 2)
        start += m + m * f
    return np.concatenate(values)
