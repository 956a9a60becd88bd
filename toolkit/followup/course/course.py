"""The course of one measure over waves: its means, how they hang together, the line through them, and its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import linalg

from toolkit.followup.changes.change import MINIMUM_PAIRS, ROUNDING
from toolkit.followup.thresholds import SINGULAR_FROM
from toolkit.followup.waves import IntArray, Sample
from toolkit.measures.tails import chi_square_above, f_above
from toolkit.measures.thresholds import TAME_EFFICIENCY
from toolkit.measures.weights import (
    FloatArray,
    effective_n,
    linearised_influence,
    satterthwaite_degrees,
    weighted_mean,
)

People: TypeAlias = tuple[IntArray, ...]
"""Per wave the number of the respondent behind each answer, the same in all waves; None: all are different."""


@dataclass(frozen=True, slots=True)
class Line:
    """The straight line through the answers: `slope` per unit of time, its standard error, degrees of freedom."""

    slope: float
    se: float
    df: float


@dataclass(frozen=True, slots=True)
class Wald:
    """A test of several contrasts at once: `statistic` is F on `df` and `df_error`; NaN where nothing can be tested."""

    statistic: float
    df: int
    df_error: float
    p: float


@dataclass(frozen=True, slots=True)
class Waves:
    """The answers of several waves to one measure: a sample per wave, the time of each, and who answered twice.

    `corrected`: variances carry n/(n − 1); not so for the multinomial variance of a net promoter score, whose tests
    are those of the normal distribution where nothing is weighted.
    `equal_spread`: where nothing is weighted and nobody answered twice, pool the spread of all waves; else each wave
    has its own.
    """

    samples: tuple[Sample, ...]
    times: FloatArray
    people: People | None
    corrected: bool = True
    equal_spread: bool = False

    @property
    def pooled(self) -> bool:
        """Whether one spread stands for all waves."""
        return self.equal_spread and self.corrected and not self.weighted and not self.repeated

    @property
    def weighted(self) -> bool:
        """Whether any wave has unequal weights."""
        return any(sample.weights is not None for sample in self.samples)

    @property
    def sizes(self) -> FloatArray:
        """The number of answers per wave."""
        return np.array([sample.n for sample in self.samples], dtype=np.float64)

    @property
    def means(self) -> FloatArray:
        """The mean per wave."""
        return np.array([weighted_mean(sample.values, sample.weights) for sample in self.samples])

    @property
    def repeated(self) -> bool:
        """Whether anybody answered in more than one wave."""
        if self.people is None:
            return False
        everyone = np.concatenate(self.people)
        return np.unique(everyone).size < everyone.size

    @property
    def spread(self) -> bool:
        """Whether the answers differ within each wave: without spread in one of them nothing is tested."""
        return all(
            bool(np.ptp(sample.values) > ROUNDING * np.abs(sample.values).max()) for sample in self.samples
        )


def line(waves: Waves) -> Line:
    """Give the least-squares line of the answers on the time of their wave, each respondent with her weight.

    The error is linearised: z = w·(t − t̄)·(y − fitted) / Σw(t − t̄)² per answer, centred within its wave, times
    √(n/(n − 1)) of that wave, and added up per respondent; se² = Σz². In R, weighted and with nobody twice, this is
    `svyglm(y ~ time, svydesign(ids = ~1, strata = ~wave, weights = ~w))`. Degrees of freedom: weighted n − (waves) − 1
    as there; unweighted, or where the effective n of a wave is under half of n, Welch's, with Satterthwaite's of the
    weights for each n − 1; with respondents in several waves Satterthwaite's over respondents; infinite for an
    unweighted net promoter score. With `equal_spread` ordinary least squares, in R `lm(y ~ time)`, on n − 2.
    """
    weights = _weights(waves)
    sums = np.array([each.sum() for each in weights])
    centred = waves.times - np.average(waves.times, weights=sums)
    pull = sums * centred / float(np.sum(sums * centred**2))  # per wave: what its mean adds to the slope
    means = waves.means
    slope = float(pull @ means)
    if not waves.spread:
        return Line(slope, float("nan"), float("nan"))
    fitted = np.average(means, weights=sums) + slope * centred
    if waves.pooled:
        n = waves.sizes.sum()
        residual = sum(
            float(np.sum((sample.values - fit) ** 2))
            for sample, fit in zip(waves.samples, fitted, strict=True)
        )
        return Line(slope, float(np.sqrt(residual / (n - 2) / np.sum(sums * centred**2))), float(n - 2))
    parts = []
    for sample, w, share, fit in zip(waves.samples, weights, pull / sums, fitted, strict=True):
        score = w * (sample.values - fit)
        parts.append(share * (score - score.mean()) * _correction(sample, waves.corrected))
    se = float(np.sqrt(_sum_of_squares(parts, waves)))
    largest = max(float(np.abs(sample.values).max()) for sample in waves.samples)
    if se <= ROUNDING * largest / np.ptp(waves.times):
        return Line(slope, float("nan"), float("nan"))
    return Line(slope, se, _line_df(waves, pull, parts))


def covariance(waves: Waves) -> FloatArray:
    """Give the covariance of the means of the waves, shape (waves, waves), linearised; in squared units.

    Each respondent adds to the error of every wave in which she answered; nobody twice: off the diagonal it is 0.
    """
    influences = [
        linearised_influence(sample.values, sample.weights) * _correction(sample, waves.corrected)
        for sample in waves.samples
    ]
    if waves.people is None or not waves.repeated:
        return np.diag([float(np.sum(part**2)) for part in influences])
    added = _per_person(influences, waves.people)
    return np.asarray(added.T @ added)


def any_difference(waves: Waves) -> Wald:
    """Test whether any wave differs from another.

    A Wald test by `covariance`. Unweighted, or where weights are very uneven, with Johansen's correction, which here
    is Welch's analysis of variance: in R `oneway.test(y ~ wave)`. Weighted, in R `regTermTest(svyglm(y ~ factor(wave),
    design), ~factor(wave))`. With respondents in several waves Hotelling's T². With `equal_spread` the F of one-way
    analysis of variance, in R `anova(lm(y ~ factor(wave)))`.
    """
    count = len(waves.samples)
    return _wald(waves, np.diff(np.eye(count), axis=0))


def off_the_line(waves: Waves) -> Wald:
    """Test whether the means of the waves depart from a straight line in time (lack of fit), as `any_difference`."""
    straight = np.column_stack([np.ones_like(waves.times), waves.times - waves.times.mean()])
    return _wald(waves, linalg.null_space(straight.T).T)


def _wald(waves: Waves, contrasts: FloatArray) -> Wald:
    """Test that `contrasts` (q × waves) of the means are all 0."""
    q, count, nothing = len(contrasts), len(waves.samples), float("nan")
    if not waves.spread:
        return Wald(nothing, q, nothing, nothing)
    n = waves.sizes
    if waves.pooled:
        within = sum(float(np.sum((one.values - one.values.mean()) ** 2)) for one in waves.samples)
        spread = np.diag(within / (n.sum() - count) / n)
    else:
        spread = covariance(waves)
    inner = contrasts @ spread @ contrasts.T
    if not np.linalg.cond(inner) < SINGULAR_FROM:
        return Wald(nothing, q, nothing, nothing)
    moved = contrasts @ waves.means
    chi_square = float(moved @ np.linalg.solve(inner, moved))
    if not waves.weighted and not waves.corrected:
        return Wald(chi_square / q, q, np.inf, chi_square_above(chi_square, q))
    if waves.pooled:
        divisor, df = float(q), float(n.sum() - count)
    elif waves.repeated:
        # Hotelling's T²: exact where all answered in every wave, cautious where a wave has few.
        least = min(_own_degrees(sample) for sample in waves.samples)
        df = least - q + 1
        divisor = least * q / df if df > 0 else nothing
    elif waves.weighted and _tame(waves):
        divisor, df = float(q), float(n.sum() - 2 * count + 1)
    else:
        divisor, df = _johansen(waves, spread @ contrasts.T @ np.linalg.solve(inner, contrasts), q)
    if df < 1:
        return Wald(nothing, q, df, nothing)
    return Wald(chi_square / divisor, q, df, f_above(chi_square / divisor, q, df))


def _johansen(waves: Waves, share: FloatArray, q: int) -> tuple[float, float]:
    """Give what to divide a Wald statistic by, and its degrees of freedom, where each wave has its own spread.

    `share` (waves × waves): V·C'·(C·V·C')⁻¹·C. With A = Σ share²/(n − 1) over its diagonal, the statistic divided by
    q + 2A − 6A/(q + 2) has F on q and q(q + 2)/(3A). Source: Johansen (1980), Biometrika 67, 85–92.
    """
    own = np.array([_own_degrees(sample) for sample in waves.samples])
    lost = float(np.sum(np.diag(share) ** 2 / own))
    return q + 2 * lost - 6 * lost / (q + 2), q * (q + 2) / (3 * lost)


def _line_df(waves: Waves, pull: FloatArray, parts: Sequence[FloatArray]) -> float:
    if not waves.corrected and not waves.weighted:
        return float("inf")
    if waves.repeated:
        return _degrees_of_people(waves, pull)
    if waves.weighted and _tame(waves):
        return float(waves.sizes.sum() - len(waves.samples) - 1)
    added = np.array([float(np.sum(part**2)) for part in parts])
    own = np.array([_own_degrees(sample) for sample in waves.samples])
    return float(added.sum() ** 2 / np.sum(added**2 / own))


def _degrees_of_people(waves: Waves, pull: FloatArray) -> float:
    """Satterthwaite's degrees of freedom over respondents.

    The share of each is the standard deviation of what all her answers together add to the slope, by the spread of
    each wave and the correlation of those who answered in both of two waves.
    """
    deviations = np.array([np.sqrt(_variance(sample)) for sample in waves.samples])
    loads = [
        weight * deviation * w / w.sum()
        for weight, deviation, w in zip(pull, deviations, _weights(waves), strict=True)
    ]
    people = _people(waves)
    added = _per_person(loads, people)
    variance = np.einsum("gh,hk,gk->g", added, _correlations(waves.samples, people), added)
    share = np.sqrt(variance[variance > ROUNDING * variance.max()])
    return satterthwaite_degrees(share) if share.size > 1 else 1.0


def _correlations(samples: Sequence[Sample], people: People) -> FloatArray:
    """Correlate the answers of those who gave both, per pair of waves; 0 under three pairs."""
    found = np.eye(len(samples))
    for first in range(len(samples)):
        for second in range(first + 1, len(samples)):
            _, here, there = np.intersect1d(people[first], people[second], return_indices=True)
            x, y = samples[first].values[here], samples[second].values[there]
            if here.size >= MINIMUM_PAIRS and np.ptp(x) > 0 and np.ptp(y) > 0:
                found[first, second] = found[second, first] = np.corrcoef(x, y)[0, 1]
    return found


def _sum_of_squares(parts: Sequence[FloatArray], waves: Waves) -> float:
    if not waves.repeated:
        return float(sum(np.sum(part**2) for part in parts))
    return float(np.sum(_per_person(parts, _people(waves)).sum(axis=1) ** 2))


def _per_person(parts: Sequence[FloatArray], people: People) -> FloatArray:
    """Lay what each answer adds in a table of respondents × waves."""
    _, place = np.unique(np.concatenate(people), return_inverse=True)
    wave = np.repeat(np.arange(len(parts)), [part.size for part in parts])
    table = np.zeros((int(place.max()) + 1, len(parts)))
    table[place, wave] = np.concatenate(parts)
    return table


def _people(waves: Waves) -> People:
    return waves.people or ()


def _weights(waves: Waves) -> list[FloatArray]:
    return [np.ones(one.n) if one.weights is None else one.weights for one in waves.samples]


def _correction(sample: Sample, corrected: bool) -> float:
    return float(np.sqrt(sample.n / (sample.n - 1))) if corrected else 1.0


def _tame(waves: Waves) -> bool:
    return all(
        one.weights is None or effective_n(one.weights) >= TAME_EFFICIENCY * one.n for one in waves.samples
    )


def _own_degrees(sample: Sample) -> float:
    return float(sample.n - 1) if sample.weights is None else satterthwaite_degrees(sample.weights)


def _variance(sample: Sample) -> float:
    mean = weighted_mean(sample.values, sample.weights)
    return weighted_mean((sample.values - mean) ** 2, sample.weights) * sample.n / (sample.n - 1)
