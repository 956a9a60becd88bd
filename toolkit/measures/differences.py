"""Two groups of different customers: the difference of a mean, a share or a net promoter score, with its test.

Each can be asked of the answers themselves (`mean_difference`, `share_difference`, `nps_difference`) or, where many
pairs are compared, of what `summarise` keeps of each group (`difference`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile, t_quantile
from toolkit.measures.nps import nps_scores, tango_limits
from toolkit.measures.proportions import checked_hits, wilson_interval
from toolkit.measures.square_and_add import LimitsAt, reach, square_and_add, two_sided
from toolkit.measures.thresholds import TAME_EFFICIENCY
from toolkit.measures.weights import (
    answered,
    effective_n,
    mean_variance,
    same_rows,
    satterthwaite_degrees,
    weighted_mean,
)

Kind = Literal["mean", "share", "nps"]
KINDS: Final[tuple[Kind, ...]] = ("mean", "share", "nps")
_POINTS = 100.0  # of a score, where shares run from 0 to 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference (first less second) with its interval and the two-sided p of "no difference".

    In the unit of the measure: points, marks, or a share of 0 to 1. `df` are the degrees of freedom of t, infinite for
    the normal distribution. `low`, `high` and `p` are NaN where nothing can be tested.
    """

    value: float
    low: float
    high: float
    p: float
    df: float
    n_first: int
    n_second: int
    method: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a difference needs of one group's answers to one measure.

    `value`: mean, share or score; `variance` of that value (NaN on one respondent, where one cannot be had);
    `spread`: whether answers differ at all; `degrees` of freedom of the variance and `uneven`, Σp²·s², on which
    Welch's formula weighs them; `high`, `low`: promoters and detractors, or hits and misses, as effective numbers.
    """

    kind: Kind
    value: float
    variance: float
    n: int
    n_effective: float
    weighted: bool
    spread: bool
    degrees: float
    uneven: float
    high: float
    low: float


def summarise(answers: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, kind: Kind) -> Summary:
    """Keep of one group's answers what a difference needs.

    `answers`: shape (n,), NaN where there is none: numbers for "mean", 0 and 1 for "share", ratings of 0 to 10 for
    "nps". `weights` as in `toolkit.measures.weights`.
    Raises StatisticsError where there is no answer, for an answer that cannot be, or for unusable weights.
    """
    if kind not in KINDS:
        raise StatisticsError(f"a measure of kind {kind!r} is unknown; choose one of {', '.join(KINDS)}")
    same_rows(answers, weights)
    x, w = answered(nps_scores(answers) if kind == "nps" else answers, weights)
    n = len(x)
    if not n:
        raise StatisticsError("answers: there is none to compare")
    if kind == "share":
        checked_hits(x)
    size = float(n) if w is None else effective_n(w)
    value = weighted_mean(x, w)
    return Summary(
        kind=kind,
        value=value,
        variance=mean_variance(x, w) if n > 1 else float("nan"),
        n=n,
        n_effective=size,
        weighted=w is not None,
        spread=bool(np.ptp(x) > 0),
        degrees=float(n - 1) if w is None or n < 2 else satterthwaite_degrees(w),
        uneven=weighted_mean((x - value) ** 2, w) * n / (n - 1) / size if n > 1 else float("nan"),
        high=size * weighted_mean(x > 0, w),
        low=size * weighted_mean(x < (0 if kind == "nps" else 1), w),
    )


def difference(first: Summary, second: Summary, *, confidence: float = 0.95) -> Difference:
    """Give the difference of two groups (first less second) by the test that fits the kind of measure.

    The groups hold different respondents. How it is tested stand with `mean_difference`, `share_difference` and
    `nps_difference`. Raises StatisticsError where the kinds differ.
    """
    if first.kind != second.kind:
        raise StatisticsError(f"a {first.kind} and a {second.kind} cannot be compared")
    if first.kind == "share":
        low, high, p = _share_test(first, second, confidence)
        return _result(first, second, low, high, p, math.inf, "newcombe")
    if first.kind == "nps":
        low, high, p = _score_test(first, second, confidence)
        return _result(first, second, low, high, p, math.inf, "tango_square_and_add")
    df = difference_degrees(first, second)
    method = "linearised_t" if first.weighted or second.weighted else "welch"
    if not (first.spread and second.spread):
        nothing = float("nan")
        return _result(first, second, nothing, nothing, nothing, df, method)
    se = math.sqrt(first.variance + second.variance)
    d, margin = first.value - second.value, t_quantile(confidence, df) * se
    p = 2 * float(special.stdtr(df, -abs(d / se)))
    return _result(first, second, d - margin, d + margin, p, df, method)


def cautious_p(found: Difference, first: Summary, second: Summary) -> float:
    """Two-sided p of "no difference" for a family of many tests; `found` is the `difference` of the two groups.

    That of `found`; of means the larger of that and of Student's t.
    A small group in which nearly all answer alike has too little spread by chance. Welch's t then finds differences
    that are not there, the more often the stricter the level: two to ten times too often where many tests share one
    family and one group is much smaller (docs/methods/segments.md). Student's t gives both groups the spread of all:
    se² = s²·(1/n + 1/n′), s² pooled, n + n′ − 2 degrees of freedom; with unequal weights on Kish's effective numbers.
    NaN where `found` has no test.
    Source: Student (1908), Biometrika 6, 1–25; Cochran (1977), Sampling Techniques, 3rd ed., section 2.15, on skew.
    In R this is `max(t.test(x, y)$p.value, t.test(x, y, var.equal = TRUE)$p.value)`.

    >>> even, uneven = summarise([6, 7, 7] * 4, kind="mean"), summarise([1, 5, 9] * 20, kind="mean")
    >>> found = difference(even, uneven)
    >>> round(found.p, 4), round(cautious_p(found, even, uneven), 4)
    (0.0004, 0.0864)
    """
    if first.kind != "mean" or math.isnan(found.p):
        return found.p
    n, m = first.n_effective, second.n_effective
    # `uneven` is the variance of one answer over the effective number.
    pooled = ((n - 1) * first.uneven * n + (m - 1) * second.uneven * m) / (n + m - 2)
    t = (first.value - second.value) / math.sqrt(pooled * (1 / n + 1 / m))
    return max(found.p, 2 * float(special.stdtr(n + m - 2, -abs(t))))


def _result(
    first: Summary, second: Summary, low: float, high: float, p: float, df: float, method: str
) -> Difference:
    return Difference(first.value - second.value, low, high, p, df, first.n, second.n, method)


def welch_degrees(part_x: float, part_y: float, df_x: float, df_y: float) -> float:
    """Degrees of freedom of a sum of two variances, each with its own; their sum where neither has spread.

    (a + b)² / (a²/ν + b²/ν′). Source: Welch (1947), Biometrika 34, 28–35; Satterthwaite (1946), Biometrics Bulletin 2,
    110–114.

    >>> round(welch_degrees(1.0, 1.0, 10, 10), 9), round(welch_degrees(4.0, 0.0, 10, 50), 9)
    (20.0, 10.0)
    """
    spread = part_x**2 / df_x + part_y**2 / df_y
    return float((part_x + part_y) ** 2 / spread) if spread > 0 else float(df_x + df_y)


def difference_degrees(first: Summary, second: Summary) -> float:
    """Degrees of freedom of a difference of means of different respondents, two or more in each group.

    Without weights Welch's. With weights n1 + n2 − 3, as R's `svyglm` has it, while the weights of both groups are
    tame; else Welch's, in which what the weights leave (`satterthwaite_degrees`) takes the place of each n − 1.
    """
    weighted = first.weighted or second.weighted
    if weighted and all(one.n_effective >= TAME_EFFICIENCY * one.n for one in (first, second)):
        return float(first.n + second.n - 3)
    if min(first.n, second.n) < 2:
        return float("nan")
    return welch_degrees(first.uneven, second.uneven, first.degrees, second.degrees)


def design_n(one: Summary) -> float:
    """The number of respondents that the variance of a weighted share or score stands for, after Rao and Scott.

    Never above Kish's: on a few answers of small weight the linearised variance is too small by chance.
    """
    if not one.weighted or not one.spread or not one.variance > 0:
        return one.n_effective
    high, low = one.high / one.n_effective, one.low / one.n_effective
    single = high * (1 - high) if one.kind == "share" else _POINTS**2 * (high + low - (high - low) ** 2)
    return min(one.n_effective, single / one.variance)


def _share_test(first: Summary, second: Summary, confidence: float) -> tuple[float, float, float]:
    """Newcombe's limits from both Wilson's, and the score test."""
    n, m = design_n(first), design_n(second)
    low, high = square_and_add(
        first.value,
        wilson_interval(first.value, n, confidence=confidence),
        second.value,
        wilson_interval(second.value, m, confidence=confidence),
    )
    if not (first.spread or second.spread or first.value != second.value):
        return low, high, 1.0
    pooled = (first.value * n + second.value * m) / (n + m)
    se = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return low, high, two_sided((first.value - second.value) / se)


def _score_test(first: Summary, second: Summary, confidence: float) -> tuple[float, float, float]:
    """Tango's limits of both scores, squared and added, and the error at which they just reach 0."""
    z = normal_quantile(confidence)
    limits, other = _tango(first), _tango(second)
    low, high = square_and_add(first.value, limits(z), second.value, other(z))
    return low, high, two_sided(reach(first.value, limits, second.value, other, 0.0))


def _tango(one: Summary) -> LimitsAt:
    """Tango's limits of one net promoter score at z standard errors, in points."""
    n = design_n(one)
    promoters, detractors = one.high * n / one.n_effective, one.low * n / one.n_effective

    def limits(z: float) -> tuple[float, float]:
        low, high = tango_limits(promoters, detractors, n, z)
        return _POINTS * low, _POINTS * high

    return limits


def mean_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights_first: npt.ArrayLike | None = None,
    weights_second: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Difference:
    """Difference of two means of different respondents by Welch's t, method "welch".

    `first`, `second`: shapes (n,) and (m,), NaN where there is no answer; unit: that of the answers.
    se² = s²/n + s′²/m with Welch's degrees of freedom. With unequal weights both variances are linearised and t has
    `difference_degrees`, method "linearised_t". Where a group shows no spread (one respondent, or all the same)
    there is nothing to judge its uncertainty by: limits and p are NaN, which is not certainty.
    Raises StatisticsError as `summarise` does.
    Source: Welch (1947), Biometrika 34, 28–35; Lumley (2010), Complex Surveys. In R this is `t.test(first, second)`,
    weighted `svyglm(x ~ group, svydesign(ids = ~1, strata = ~group, weights = ~w))`.

    >>> found = mean_difference([1, 2, 3, 4], [3, 4, 5, 6])
    >>> found.value, round(found.low, 3), round(found.high, 3), round(found.p, 4), round(found.df, 9)
    (-2.0, -4.234, 0.234, 0.071, 6.0)
    """
    return difference(
        summarise(first, weights_first, kind="mean"),
        summarise(second, weights_second, kind="mean"),
        confidence=confidence,
    )


def share_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights_first: npt.ArrayLike | None = None,
    weights_second: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Difference:
    """Difference of two shares of different respondents: Newcombe's interval and the score test.

    `first`, `second`: shapes (n,) and (m,): 1 for a hit, 0 for none, NaN where there is no answer; unit: share.
    Limits: both Wilson's limits, squared and added, so that all or none in a group is no certainty.
    z = d/√(p̄(1 − p̄)(1/n + 1/m)) with the pooled share p̄; p = 1 where all or none are a hit in both groups.
    With unequal weights n and m are p(1 − p)/v with v the linearised variance, at most Kish's effective n.
    Raises StatisticsError as `summarise` does.
    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10; Rao & Scott (1992), Biometrics 48,
    577–585. In R this is `prop.test(x, n, correct = FALSE)$p.value` and
    `DescTools::BinomDiffCI(x1, n1, x2, n2, method = "score")`.

    >>> found = share_difference([1] * 56 + [0] * 14, [1] * 48 + [0] * 32)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (0.2, 0.0524, 0.3339, 0.008)
    """
    return difference(
        summarise(first, weights_first, kind="share"),
        summarise(second, weights_second, kind="share"),
        confidence=confidence,
    )


def nps_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights_first: npt.ArrayLike | None = None,
    weights_second: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Difference:
    """Difference of two net promoter scores of different respondents, in points of −200 to 200.

    `first`, `second`: ratings of 0 to 10, shapes (n,) and (m,), NaN where there is no answer.
    Limits: both Tango's limits, squared and added, so that all in one group is no certainty; p is the error at which
    they just reach 0. With many answers this is the test with se² = 100²·(v/n + v′/m), v = p + d − (p − d)², which in
    small or lopsided groups finds differences that are not there (docs/methods/segments.md).
    With unequal weights n and m are 100²·v over the linearised variance, at most Kish's effective n.
    Raises StatisticsError as `summarise` does.
    Source: Tango (1998), Statistics in Medicine 17, 891–908; Zou & Donner (2008), Statistics in Medicine 27, 1693–1702;
    Rao & Scott (1992), Biometrics 48, 577–585. In R the test for many answers is `NPS::nps.test(first, second)`.

    >>> found = nps_difference([10] * 40 + [8] * 20 + [5] * 40, [10] * 60 + [8] * 20 + [5] * 20)
    >>> found.value, round(found.low, 2), round(found.high, 2), round(found.p, 5)
    (-40.0, -62.42, -15.9, 0.00117)
    """
    return difference(
        summarise(first, weights_first, kind="nps"),
        summarise(second, weights_second, kind="nps"),
        confidence=confidence,
    )
