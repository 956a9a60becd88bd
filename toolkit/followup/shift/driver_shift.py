"""Driver shift: did the importance of the drivers change between two waves?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.drivers.bootstrap import checked_options, expanded_tail, fewest_resamples, widening
from toolkit.drivers.checks import (
    checked_moments,
    checked_names,
    complete_rows,
    explained_parts,
    near_duplicates,
    numbers_of,
)
from toolkit.drivers.matrices import regularised, sweep
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.sampled import lmg_for_bootstrap
from toolkit.drivers.thresholds import MOST_REDRAWN, ROUNDING
from toolkit.errors import StatisticsError
from toolkit.followup.resampled import crossings, largest_p, limits, two_sided_p
from toolkit.followup.shift.people import people_resampled
from toolkit.followup.waves import IntArray, partners, require_columns, wave_weights
from toolkit.measures.multiplicity import holm
from toolkit.measures.resampling import correlations_of
from toolkit.measures.weights import FloatArray

# What is compared of each driver: its share, its standardised coefficient, and the points that go with a point of it.
MEASURES = ("share", "coefficient", "link")
COLUMNS = tuple(
    f"{measure}_{column}"
    for measure in MEASURES
    for column in (
        *("before", "before_low", "before_high", "after", "after_low", "after_high"),
        *("difference", "low", "high", "p", "p_holm"),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class DriverShift:
    """What became of the importance of each driver between two waves.

    `table`: one row per driver with COLUMNS. `share` is its part of what all drivers explain (LMG over `always`; 0 to
    1), `coefficient` its standardised coefficient, `link` the points of the outcome per point of the driver, both
    with the other drivers and `always` held equal. Of each the value before and after with its limits, the difference
    (after less before) with its own, and p of "no difference", by itself and after Holm over the drivers.
    `p_any`: p of "no share differs"; `p_any_link`: the same of the links.
    `explained`: rows "before", "after", "difference", columns estimate, low, high: the part of the outcome's variance
    that the drivers explain over `always`, adjusted for their number.
    `crossed`: pairs (ahead before, ahead after) of which both leads are shown: the order of these two turned round.
    `p_linked`: p of "no driver is linked to the outcome" in each wave (F over `always`): where they may not be, shares
    divide next to nothing.
    `near_duplicates`: pairs that correlate above .95 in a wave, on which no claim about either should rest.
    `n_both` people are in both waves; `n_effective_*` after weighting (Kish). `resamples` are those that counted.
    """

    outcome: str
    table: pd.DataFrame
    explained: pd.DataFrame
    p_any: float
    p_any_link: float
    crossed: tuple[tuple[str, str], ...]
    p_linked: tuple[float, float]
    near_duplicates: tuple[tuple[str, str], ...]
    n_before: int
    n_after: int
    n_both: int
    n_effective_before: float
    n_effective_after: float
    confidence: float
    resamples: int


@dataclass(frozen=True, slots=True, eq=False)
class _Wave:
    """One wave: its complete rows, in the order of `rows` of the frame, and what divides R² among the drivers."""

    rows: IntArray
    sample: Sample
    p_linked: float
    divide: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Importance in one wave, shapes (p, m); `explained` (m,) over `always`, adjusted; m = 1 for the sample itself."""

    share: FloatArray
    coefficient: FloatArray
    link: FloatArray
    explained: FloatArray


def driver_shift(
    before: pd.DataFrame,
    after: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    key: str | None = None,
    weights: str | Sequence[Any] | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int | list[int] = 0,
) -> DriverShift:
    """Compare the importance of the drivers between two waves, with bootstrap tests.

    `before`, `after`: a row per respondent, numbers, NaN where there is no answer; rows with an answer in `outcome`,
    all `drivers` and `always` count. `key`, `weights` as for `toolkit.followup.changes.compare.compare_waves`.
    Each resample draws people with replacement from all who answered either wave, each with equal probability; who
    answered both brings both answers along, and each answer its weight. So the waves keep their dependence.
    Limits are expanded percentiles: with w the `widening` for the smaller wave, those of the tail Φ(−w·z). With k the
    smaller number of resampled differences on one side of 0, p₀ = 2(k + 1)/(B + 1), and p = 2Φ(Φ⁻¹(p₀/2)/w), which
    is below 1 − confidence where the limits leave out 0. "No driver differs" is tested by the largest |d|/se over
    the drivers against its resamples, the largest w·|d* − d|/se: p = (k + 1)/(B + 1).
    A pair crossed where its difference of shares is beyond w·z(1 − α/2P)·se in both waves, with opposite signs, P the
    number of pairs.

    An association in each wave: a change of importance is no effect of an action.
    Raises StatisticsError as `relative_importance` does for each wave, with fewer than two drivers, for keys as
    `compare_waves` does, and where in half of the resamples the drivers explain nothing.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 16; Hesterberg (2015), The
    American Statistician 69, 371–386, section 5.3; Grömping (2006), Journal of Statistical Software 17(1).
    In R, the difference of links is the interaction in `lm(y ~ wave * (x1 + x2))`.

    >>> first = pd.DataFrame({"a": [1, -1, 1, -1] * 8, "b": [1, 1, -1, -1] * 8, "y": [4, 0, 1, -3] * 8})
    >>> first["y"] += np.repeat([0, 1], 16)
    >>> second = first.assign(y=first["y"] - 1.5 * first["a"])
    >>> shift = driver_shift(first, second, "y", ["a", "b"], resamples=199)
    >>> shift.table[["share_before", "share_after"]].round(2).to_numpy().tolist()
    [[0.64, 0.1], [0.36, 0.9]]
    """
    checked_options(resamples, confidence, min(np.atleast_1d(seed)))
    if len(drivers) < 2:
        raise StatisticsError("drivers: one driver has no share that could shift; name at least two")
    if not resamples:
        raise StatisticsError(
            f"resamples is 0; a shift is tested by resamples, at least {fewest_resamples(confidence)}"
        )
    if key is not None:
        require_columns(before, after, [key])
    names = (*always, *drivers, outcome)
    waves = [
        _wave(frame, outcome, drivers, always, own, int(np.atleast_1d(seed)[0]))
        for frame, own in zip((before, after), wave_weights(before, after, weights), strict=True)
    ]
    first, second = (wave.sample for wave in waves)
    partner = np.full(first.moments.n, -1, dtype=np.intp)
    if key is not None:
        partner = partners(before[key].iloc[waves[0].rows], after[key].iloc[waves[1].rows])
    sums = people_resampled(first, second, partner, resamples, np.random.default_rng(seed))
    half = len(sums) // 2
    given = [
        _importance(wave, wave.sample.moments.correlation[..., None], None, len(always)) for wave in waves
    ]
    drawn = [
        _importance(wave, correlations_of(part, len(names)), part, len(always))
        for wave, part in zip(waves, (sums[:half], sums[half:]), strict=True)
    ]
    kept = np.isfinite(drawn[0].share[0] + drawn[1].share[0])
    if not kept.sum() > MOST_REDRAWN * resamples:
        raise StatisticsError(
            f"in {resamples - int(kept.sum())} of {resamples} resamples the drivers explain nothing, because too few "
            "respondents differ; collect more answers"
        )
    wide = widening(confidence, min(one.moments.n_effective for one in (first, second)), len(names) - 1)
    return _result(
        outcome, drivers, waves, given, [_some(one, kept) for one in drawn], partner, confidence, wide
    )


def _wave(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    always: Sequence[str],
    weights: FloatArray | None,
    seed: int,
) -> _Wave:
    names = checked_names(frame, outcome, drivers, always, None)
    counted = ~np.isnan(numbers_of(frame, names)).any(axis=1)
    if weights is not None:
        counted &= weights != 0
    rows = np.flatnonzero(counted)
    values, kept = complete_rows(frame.iloc[rows], names, None if weights is None else weights[rows])
    sample = sample_of(values, names, kept)
    checked_moments(sample.moments, len(always))
    divide = lmg_for_bootstrap(sweep(sample.moments.correlation[..., None], len(always)), seed)[2]
    total, alone = explained_parts(sample.moments, len(always))
    left = sample.moments.n_effective - len(names)
    f = (total - alone) / len(drivers) / ((1 - total) / left)
    return _Wave(rows, sample, float(special.fdtrc(len(drivers), left, f)), divide)


def _importance(wave: _Wave, correlations: FloatArray, sums: FloatArray | None, held: int) -> _Drawn:
    """Give importance for a stack of correlations, shape (q, q, m); NaN shares where the drivers explain nothing.

    `sums`: those of the resamples, None for the sample itself. What the drivers explain is adjusted once more in
    resamples: they lift R² above that of the sample as much as the sample lifts it above that of all customers.
    """
    moments, q = wave.sample.moments, len(correlations)
    stack = correlations if sums is None else regularised(correlations)
    swept = sweep(stack, held)
    raw = wave.divide(swept)
    gained = raw.sum(axis=0)
    some = gained > ROUNDING
    share: FloatArray = np.divide(raw, gained, out=np.full_like(raw, np.nan), where=some)
    squares = np.moveaxis(stack, -1, 0)
    beta = np.asarray(np.linalg.solve(squares[:, :-1, :-1], squares[:, :-1, -1:])[..., 0].T, dtype=np.float64)
    scale = moments.deviations[-1] / moments.deviations[:-1]
    ratio = np.ones_like(beta) if sums is None else _ratio(sums, q)
    alone = 1 - swept[-1, -1]
    times = 1 if sums is None else 2
    explained = _adjusted(alone + gained, moments.n_effective, q - 1, times) - _adjusted(
        alone, moments.n_effective, held, times
    )
    return _Drawn(share, beta[held:], (beta * ratio * scale[:, None])[held:], explained)


def _ratio(sums: FloatArray, q: int) -> FloatArray:
    """Standard deviation of the outcome over that of each predictor, in each resample, of standardised columns."""
    total = sums[-1]
    diagonal = np.cumsum([0, *range(q, 1, -1)])
    variances = np.maximum(sums[diagonal] / total - (sums[-1 - q : -1] / total) ** 2, 0)
    own = np.sqrt(variances[:-1])
    return np.divide(np.sqrt(variances[-1]), own, out=np.zeros_like(own), where=own > 0)


def _adjusted(r_squared: FloatArray, n: float, predictors: int, times: int) -> FloatArray:
    return np.asarray(1 - (1 - r_squared) * ((n - 1) / (n - predictors - 1)) ** times)


def _some(drawn: _Drawn, kept: npt.NDArray[np.bool_]) -> _Drawn:
    return _Drawn(
        drawn.share[:, kept], drawn.coefficient[:, kept], drawn.link[:, kept], drawn.explained[kept]
    )


def _result(
    outcome: str,
    drivers: Sequence[str],
    waves: Sequence[_Wave],
    given: Sequence[_Drawn],
    drawn: Sequence[_Drawn],
    partner: IntArray,
    confidence: float,
    wide: float,
) -> DriverShift:
    first, second = (wave.sample.moments for wave in waves)
    tail = expanded_tail(confidence, min(first.n_effective, second.n_effective), len(first.names) - 1)
    table = pd.DataFrame(index=pd.Index(drivers, name="driver"), columns=list(COLUMNS), dtype=np.float64)
    any_p = {}
    for measure in MEASURES:
        old, new = (getattr(one, measure)[:, 0] for one in given)
        resampled = [getattr(one, measure) for one in drawn]
        differences = resampled[1] - resampled[0]
        for wave, values in zip(("before", "after"), resampled, strict=True):
            table[f"{measure}_{wave}_low"], table[f"{measure}_{wave}_high"] = limits(values, tail)
        table[f"{measure}_before"], table[f"{measure}_after"] = old, new
        table[f"{measure}_difference"] = new - old
        table[f"{measure}_low"], table[f"{measure}_high"] = limits(differences, tail)
        p = two_sided_p(differences, wide)
        table[f"{measure}_p"], table[f"{measure}_p_holm"] = p, holm(p)
        any_p[measure] = largest_p(new - old, differences, wide)
    alike = {pair for wave in waves for pair in near_duplicates(wave.sample.moments)}
    return DriverShift(
        outcome=outcome,
        table=table,
        explained=_explained(given, drawn, tail),
        p_any=any_p["share"],
        p_any_link=any_p["link"],
        crossed=tuple(
            (drivers[ahead], drivers[behind])
            for ahead, behind in crossings(
                [one.share[:, 0] for one in given], [one.share for one in drawn], confidence, wide
            )
        ),
        p_linked=(waves[0].p_linked, waves[1].p_linked),
        near_duplicates=tuple(sorted(alike)),
        n_before=first.n,
        n_after=second.n,
        n_both=int((partner >= 0).sum()),
        n_effective_before=first.n_effective,
        n_effective_after=second.n_effective,
        confidence=confidence,
        resamples=drawn[0].share.shape[1],
    )


def _explained(given: Sequence[_Drawn], drawn: Sequence[_Drawn], tail: float) -> pd.DataFrame:
    old, new = (max(0.0, float(one.explained[0])) for one in given)
    resampled = np.stack([np.maximum(one.explained, 0.0) for one in drawn])
    low, high = limits(np.vstack([resampled, resampled[1] - resampled[0]]), tail)
    return pd.DataFrame(
        {"estimate": [old, new, new - old], "low": low, "high": high},
        index=pd.Index(["before", "after", "difference"], name="wave"),
    )
