"""One measure, two waves: the difference of means and its standard error, by the design the data have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.followup.waves import IntArray, Sample, paired_positions
from toolkit.measures.differences import welch_degrees
from toolkit.measures.thresholds import TAME_EFFICIENCY
from toolkit.measures.weights import (
    FloatArray,
    effective_n,
    linearised_influence,
    satterthwaite_degrees,
    weighted_mean,
)

PAIRED = "paired"
INDEPENDENT = "independent"
OVERLAPPING = "partially overlapping"
DESIGNS = (PAIRED, INDEPENDENT, OVERLAPPING)

# Two pairs always correlate perfectly: from three on, a correlation says something.
MINIMUM_PAIRS = 3
# A standard error below this part of the largest answer is the rounding of floating point, not spread.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one measure, in its own units; `n_effective_*` after Kish, equal to n without weights."""

    before: float
    after: float
    difference: float
    design: str
    n_before: int
    n_after: int
    n_paired: int
    se: float
    df: float
    effect_size: float
    n_effective_before: float
    n_effective_after: float


def mean_change(before: Sample, after: Sample, partner: IntArray | None) -> Change:
    """Give the change of a mean, from at least two answers in each wave.

    `partner`: per row of the first wave the same respondent's row in the second, or −1; None matches nobody.
    Unweighted: Welch (independent), t on the differences (paired), Derrick's T_new2 (partially overlapping).
    Weighted: linearised variances with n/(n−1) per wave, and the covariance of those who answered twice;
    degrees of freedom as `_weighted_df`.
    """
    pairs = paired_positions(before, after, partner)
    design = design_of(before, after, pairs)
    if before.weights is None and after.weights is None:
        se, df = _unweighted(before.values, after.values, pairs, design)
    else:
        se = linearised_se(before, after, pairs, corrected=True)
        df = _weighted_df(before, after, pairs, design)
    return _change(before, after, pairs, design, se, df)


def score_change(before: Sample, after: Sample, partner: IntArray | None) -> Change:
    """Give the change of a net promoter score, from scores of −100, 0 and 100.

    Unweighted: the multinomial variance p + d − (p − d)², divided by n, and the normal distribution.
    Weighted: as `mean_change`.
    """
    if before.weights is not None or after.weights is not None:
        return mean_change(before, after, partner)
    pairs = paired_positions(before, after, partner)
    se = linearised_se(before, after, pairs, corrected=False)
    return _change(before, after, pairs, design_of(before, after, pairs), se, np.inf)


def design_of(before: Sample, after: Sample, pairs: tuple[IntArray, IntArray]) -> str:
    """Read the design from who answered: one of DESIGNS."""
    n_paired = pairs[0].size
    if n_paired == 0:
        return INDEPENDENT
    return PAIRED if before.n == after.n == n_paired else OVERLAPPING


def _unweighted(
    x: FloatArray, y: FloatArray, pairs: tuple[IntArray, IntArray], design: str
) -> tuple[float, float]:
    if design == PAIRED:
        differences = y[pairs[1]] - x[pairs[0]]
        return float(np.std(differences, ddof=1) / np.sqrt(differences.size)), float(differences.size - 1)
    part_x, part_y = (float(np.var(answers, ddof=1)) / answers.size for answers in (x, y))
    r = correlation_of(x[pairs[0]], y[pairs[1]])
    # In terms of Derrick's formula: 2·r·s1·s2·n_paired/(n1·n2).
    shared = 2 * r * np.sqrt(part_x * part_y) * pairs[0].size / np.sqrt(x.size * y.size)
    independent = welch_degrees(part_x, part_y, x.size - 1, y.size - 1)
    df = _between(independent, pairs[0].size - 1, x.size, y.size, pairs[0].size)
    return float(np.sqrt(part_x + part_y - shared)), df


def correlation_of(x: FloatArray, y: FloatArray) -> float:
    """Correlation of the answers of the pairs; 0 where they are under MINIMUM_PAIRS or a wave shows no spread."""
    if x.size < MINIMUM_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def _between(independent: float, paired: float, n_before: int, n_after: int, n_paired: int) -> float:
    """Degrees of freedom between those of the pairs and those of independent waves (Derrick et al. 2017)."""
    if n_paired == 0:
        return independent
    alone = n_before + n_after - 2 * n_paired
    return float(paired + (independent - paired) / (alone + 2 * n_paired) * alone)


def _weighted_df(before: Sample, after: Sample, pairs: tuple[IntArray, IntArray], design: str) -> float:
    """Degrees of freedom of a weighted difference.

    Without pairs n1 + n2 − 3, as svyglm has it, as long as the weights of both waves are tame; else Welch's, in
    which `satterthwaite_degrees` replaces each n − 1. With pairs Derrick's, with the same; a respondent's share
    among the pairs is the standard deviation of what both answers add.
    """
    tame = all(effective_n_of(sample) >= TAME_EFFICIENCY * sample.n for sample in (before, after))
    if design == INDEPENDENT and tame:
        return float(before.n + after.n - 3)
    shares = _share(before), _share(after)
    u, v = (share * np.sqrt(_variance(sample)) for share, sample in zip(shares, (before, after), strict=True))
    independent = welch_degrees(
        float(np.sum(u**2)), float(np.sum(v**2)), *(satterthwaite_degrees(share) for share in shares)
    )
    if design == INDEPENDENT:
        return independent
    one, two = u[pairs[0]], v[pairs[1]]
    r = correlation_of(before.values[pairs[0]], after.values[pairs[1]])
    both = np.sqrt(np.maximum(one**2 + two**2 - 2 * r * one * two, 0))
    paired = satterthwaite_degrees(both / both.sum()) if both.size > 1 and both.any() else both.size - 1.0
    return _between(independent, paired, before.n, after.n, both.size)


def _share(sample: Sample) -> FloatArray:
    weights = np.ones(sample.n) if sample.weights is None else sample.weights
    return np.asarray(weights / weights.sum())


def linearised_se(
    before: Sample, after: Sample, pairs: tuple[IntArray, IntArray], *, corrected: bool
) -> float:
    """Standard error of the difference, from what each respondent adds to the error of each mean.

    se² = Σ u1² + Σ u2² − 2·Σ u1·u2, the last over those in both waves; taken as a sum of squares over
    respondents, (u2 − u1)² for those in both, so that rounding cannot make it negative.
    `corrected`: u carries the √(n/(n−1)) of its wave.
    """
    u, v = (influences(sample, corrected=corrected) for sample in (before, after))
    both = v[pairs[1]] - u[pairs[0]]
    alone = (np.delete(u, pairs[0]), np.delete(v, pairs[1]))
    return float(np.sqrt(sum(np.sum(part**2) for part in (both, *alone))))


def influences(sample: Sample, *, corrected: bool) -> FloatArray:
    """What each answer adds to the error of its wave's mean; `corrected` by √(n/(n−1))."""
    influence = linearised_influence(sample.values, sample.weights)
    return influence * np.sqrt(sample.n / (sample.n - 1)) if corrected else influence


def effective_n_of(sample: Sample) -> float:
    """The number of answers, after weighting (Kish) where there are weights."""
    return float(sample.n) if sample.weights is None else effective_n(sample.weights)


def _change(
    before: Sample, after: Sample, pairs: tuple[IntArray, IntArray], design: str, se: float, df: float
) -> Change:
    first, second = (weighted_mean(sample.values, sample.weights) for sample in (before, after))
    largest = max(float(np.abs(sample.values).max()) for sample in (before, after))
    return Change(
        before=first,
        after=second,
        difference=second - first,
        design=design,
        n_before=before.n,
        n_after=after.n,
        n_paired=int(pairs[0].size),
        se=se if se > ROUNDING * largest and not _unknown(before, after, design) else 0.0,
        df=df,
        effect_size=_effect_size(before, after, second - first, design),
        n_effective_before=effective_n_of(before),
        n_effective_after=effective_n_of(after),
    )


def _effect_size(before: Sample, after: Sample, difference: float, design: str) -> float:
    """Cohen's d: the difference in standard deviations; NaN where there is no spread.

    Paired: by the average of both (d_av, Lakens 2013). Otherwise: by the pooled one.
    """
    a, b = _variance(before), _variance(after)
    if design == PAIRED:
        unit = (np.sqrt(a) + np.sqrt(b)) / 2
    else:
        unit = np.sqrt(((before.n - 1) * a + (after.n - 1) * b) / (before.n + after.n - 2))
    largest = max(float(np.abs(sample.values).max()) for sample in (before, after))
    return float(difference / unit) if unit > ROUNDING * largest else float("nan")


def _variance(sample: Sample) -> float:
    mean = weighted_mean(sample.values, sample.weights)
    return weighted_mean((sample.values - mean) ** 2, sample.weights) * sample.n / (sample.n - 1)


def _unknown(before: Sample, after: Sample, design: str) -> bool:
    """Say whether a wave in which all answer alike leaves the error unknown, not 0; differences have their own."""
    flat = (np.ptp(one.values) <= ROUNDING * np.abs(one.values).max() for one in (before, after))
    return design != PAIRED and any(flat)
