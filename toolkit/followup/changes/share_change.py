"""A measure of yes or no in two waves: the difference of shares, its limits and tests, by the design the data have."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from toolkit.followup.changes.change import MINIMUM_PAIRS, Change, linearised_se, mean_change
from toolkit.followup.thresholds import EXACT_DISCORDANT
from toolkit.followup.waves import IntArray, Sample, paired_positions
from toolkit.measures.differences import Summary, design_n, summarise
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.square_and_add import LimitsAt, reach, square_and_add, two_sided
from toolkit.measures.weights import FloatArray, effective_n
from toolkit.measures.wilson import wilson_limits

# A difference of shares below this is the rounding of floating point.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class McNemar:
    """McNemar's test of the same respondents: `statistic` is chi-square, NaN where the test is exact."""

    statistic: float
    p: float
    exact: bool


def mcnemar(gained: int, lost: int) -> McNemar:
    """Test whether as many respondents turned from no to yes (`gained`) as from yes to no (`lost`).

    Under 25 who turned (`EXACT_DISCORDANT`) the exact binomial test, two-sided; from there on chi-square without
    continuity correction, (gained − lost)²/(gained + lost), with 1 degree of freedom. p is 1 where nobody turned.
    Source: McNemar (1947), Psychometrika 12, 153–157; Fagerland, Lydersen & Laake (2013), BMC Medical Research
    Methodology 13:91, on its error rate.
    In R this is `binom.test(gained, gained + lost)` or `mcnemar.test(table, correct = FALSE)`.

    >>> found = mcnemar(68, 49)
    >>> round(found.statistic, 4), round(found.p, 4), found.exact
    (3.0855, 0.079, False)
    >>> mcnemar(8, 1).p
    0.0390625
    """
    turned = gained + lost
    if not turned:
        return McNemar(float("nan"), 1.0, exact=True)
    if turned < EXACT_DISCORDANT:
        # Both tails of a fair coin are alike.
        tail = float(special.bdtr(min(gained, lost), turned, 0.5))
        return McNemar(float("nan"), min(1.0, 2 * tail), exact=True)
    statistic = (gained - lost) ** 2 / turned
    return McNemar(statistic, float(special.chdtrc(1, statistic)), exact=False)


def share_change(before: Sample, after: Sample, partner: IntArray | None) -> Change:
    """Give the change of a share, from answers of 0 and 1, at least two in each wave; unit: share of 0 to 1.

    As `mean_change`, but se² = Σ u1² + Σ u2² − 2·Σ u1·u2 without n/(n − 1) where there are no weights, so that it is
    p(1 − p)/n of both waves less their covariance; `df` is infinite, and `effect_size` is Cohen's h,
    2·asin(√p2) − 2·asin(√p1).
    """
    change = mean_change(before, after, partner)
    weighted = before.weights is not None or after.weights is not None
    pairs = paired_positions(before, after, partner)
    first, second = 2 * np.arcsin(np.sqrt(np.clip([change.before, change.after], 0.0, 1.0)))
    return replace(
        change,
        se=linearised_se(before, after, pairs, corrected=weighted),
        df=np.inf,
        effect_size=float(second - first),
    )


def share_tests(
    before: Sample, after: Sample, partner: IntArray | None, margin: float, confidence: float
) -> dict[str, float]:
    """Give `low, high, p, p_equivalence` of the change of a share, by the design of the data.

    With n, m the numbers of answers (weighted: what the linearised variance stands for, at most Kish's), p̄ their
    pooled share and r the correlation of the two shares, which is φ of the pairs times c/√(n·m):

    - limits: Wilson's of both waves, squared and added with r, where φ carries Newcombe's continuity correction.
    - p: McNemar's where all answered twice without weights; else z = d/√(p̄(1 − p̄)(1/n + 1/m − 2r/√(nm))).
    - p_equivalence: the smallest error at which the limits of twice that error lie within ±`margin`.

    Source and R: as `toolkit.followup.changes.shares.compare_shares`.
    """
    first, second = (summarise(sample.values, sample.weights, kind="share") for sample in (before, after))
    pairs = paired_positions(before, after, partner)
    plain, cautious = _correlations(before, after, pairs)
    limits, other = _wilson(second), _wilson(first)
    z = normal_quantile(confidence)
    low, high = square_and_add(second.value, limits(z), first.value, other(z), cautious)

    def distance(target: float) -> float:
        return reach(second.value, limits, first.value, other, target, cautious)

    if pairs[0].size == before.n == after.n and before.weights is None and after.weights is None:
        turned = after.values[pairs[1]] - before.values[pairs[0]]
        p = mcnemar(int((turned > 0).sum()), int((turned < 0).sum())).p
    else:
        p = _score_p(first, second, plain)
    above, below = special.ndtr(-distance(-margin)), special.ndtr(distance(margin))
    return {"low": low, "high": high, "p": p, "p_equivalence": float(max(above, below))}


def _wilson(one: Summary) -> LimitsAt:
    """Wilson's limits of one wave at z standard errors."""
    n = design_n(one)
    return lambda z: wilson_limits(one.value, n, z)


def _score_p(first: Summary, second: Summary, correlation: float) -> float:
    """Two-sided p of "no difference" by the pooled share; 1 where all or none are a hit in both waves."""
    n, m, d = design_n(first), design_n(second), second.value - first.value
    pooled = (first.value * n + second.value * m) / (n + m)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m - 2 * correlation / np.sqrt(n * m))
    if abs(d) < _ROUNDING or not variance > 0:
        return 1.0
    return two_sided(d / float(np.sqrt(variance)))


def _correlations(before: Sample, after: Sample, pairs: tuple[IntArray, IntArray]) -> tuple[float, float]:
    """Correlation of the two shares: as it is, and with Newcombe's continuity correction of φ.

    r = φ·Σp·q/√(Σp²·Σq²), p and q the weights of both waves over their sums, the first sum over the pairs, which count
    for p·q in φ. Without weights that is φ·c/√(n·m). 0 where a wave of the pairs shows no spread.
    """
    p, q = (_parts(sample) for sample in (before, after))
    both = p[pairs[0]] * q[pairs[1]]
    if both.size < MINIMUM_PAIRS:
        return 0.0, 0.0
    x, y = before.values[pairs[0]], after.values[pairs[1]]
    size, weights = effective_n(both), both / both.sum()
    yes_yes, yes_no, no_yes, no_no = (
        float(weights[(x == a) & (y == b)].sum()) for a, b in ((1, 1), (1, 0), (0, 1), (0, 0))
    )
    ends = (yes_yes + yes_no) * (no_yes + no_no) * (yes_yes + no_yes) * (yes_no + no_no)
    if not ends > 0:
        return 0.0, 0.0
    agreement = yes_yes * no_no - yes_no * no_yes
    # ad − bc − n/2 in counts is ad − bc − 1/(2n) in shares.
    corrected = max(agreement - 1 / (2 * size), 0.0) if agreement > 0 else agreement
    overlap = float(both.sum() / np.sqrt(np.sum(p**2) * np.sum(q**2)))
    # Rounding may not lift a correlation over 1.
    plain, cautious = (min(1.0, overlap * part / ends**0.5) for part in (agreement, corrected))
    return plain, cautious


def _parts(sample: Sample) -> FloatArray:
    weights = np.ones(sample.n) if sample.weights is None else sample.weights
    return np.asarray(weights / weights.sum())
