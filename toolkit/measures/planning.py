"""Planning the next wave: the change that so many answers can show, and how many answers a change needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from scipy import special
from scipy.optimize import brentq

from toolkit.errors import StatisticsError
from toolkit.measures.differences import welch_degrees
from toolkit.measures.intervals import normal_quantile, t_quantile
from toolkit.measures.thresholds import TAME_EFFICIENCY

Unit = Literal["points", "share"]
# What rounding may add to a number of answers, and how near to 1 a share may rise.
_EDGE: Final = 1e-9
# A wave has 2 answers at least, and more than this no survey gets.
_FEWEST: Final = 2.0
_MOST: Final = 1e9


@dataclass(frozen=True, slots=True)
class Design:
    """How the next wave will be compared with the baseline.

    `sd`: standard deviation of one answer in the baseline, in points; or `share`: the baseline's share (0 to 1), whose
    spread changes with it. One of the two. `n_before`: answers in the baseline.
    `correlation`: of the answers of one respondent in both waves, −1 to 1, where the same respondents are asked again
    (a panel): as many of them as the smaller wave has answers. None: other respondents (independent waves).
    `design_effect`: n over the effective n that weighting leaves (Kish), 1 or more, the same in both waves; a
    respondent who is asked again weighs the same again.
    `tests`: how many measures are judged together; each is then tested at the level over their number (Bonferroni),
    which is what Holm's first step asks for. `confidence`: 1 less the two-sided level. `power`: the probability with
    which a change of that size is to be found. `student`: whether a mean is tested by t, as the follow-up does, and not
    by the normal distribution, as it does a recommendation score without weights; a share never is.
    """

    n_before: float
    sd: float | None = None
    share: float | None = None
    correlation: float | None = None
    design_effect: float = 1.0
    tests: int = 1
    confidence: float = 0.95
    power: float = 0.80
    student: bool = True

    def __post_init__(self) -> None:
        checks = (
            (
                (self.sd is None) != (self.share is None),
                "a design needs a standard deviation or a share, one of them",
            ),
            (
                self.sd is None or (math.isfinite(self.sd) and self.sd > 0),
                "the standard deviation must be over 0",
            ),
            (self.share is None or 0 < self.share < 1, "a share to plan with lies between 0 and 1"),
            (self.n_before > 1, "a baseline of fewer than 2 answers cannot be compared with"),
            (self.correlation is None or -1 < self.correlation < 1, "a correlation lies between −1 and 1"),
            (math.isfinite(self.design_effect) and self.design_effect >= 1, "a design effect is 1 or more"),
            (self.tests >= 1, "at least one measure is tested"),
            (0.5 <= self.power < 1, "power lies between 0.5 and 1, such as 0.80"),
        )
        faults = [fault for holds, fault in checks if not holds]
        if faults:
            raise StatisticsError("; ".join(faults))

    @property
    def level(self) -> float:
        """The two-sided level at which each measure is tested."""
        return (1 - self.confidence) / self.tests


def degrees_of_freedom(design: Design, n_after: float) -> float:
    """Degrees of freedom of the test of the next comparison, at least 1; infinite for the normal distribution.

    As `compare_waves` has them where the spread stays as it is: Welch's γ for independent waves, n + n′ − 3 with
    weights that leave half of n or more, else γ on the effective numbers; in a panel
    (c − 1) + (γ − c + 1)·(n + n′ − 2c)/(n + n′), c the smaller of both.

    >>> degrees_of_freedom(Design(100, sd=10), 100), degrees_of_freedom(Design(100, sd=10, correlation=0.5), 100)
    (198.0, 99.0)
    """
    if design.share is not None or not design.student:
        return math.inf
    n, m = design.n_before, max(n_after, _FEWEST)
    if (
        design.design_effect > 1
        and design.correlation is None
        and design.design_effect * TAME_EFFICIENCY <= 1
    ):
        return max(1.0, n + m - 3)
    n, m = (max(one / design.design_effect, 1 + _EDGE) for one in (n, m))
    degrees = welch_degrees(1 / n, 1 / m, n - 1, m - 1)
    if design.correlation is not None:
        pairs = min(n, m)
        degrees = (pairs - 1) + (degrees - pairs + 1) * (n + m - 2 * pairs) / (n + m)
    return max(1.0, degrees)


def reach(design: Design, n_after: float) -> float:
    """How many standard errors a change must be to be found with the design's power.

    z of the level + z of the power; with t the noncentrality δ for which t with δ exceeds its quantile of the level
    with that power. The other tail of the test is left out: what it adds is on the safe side.

    >>> round(reach(Design(100, sd=10, student=False), 100), 4), round(reach(Design(100, sd=10), 100), 4)
    (2.8016, 2.8153)
    """
    df, z = degrees_of_freedom(design, n_after), float(special.ndtri(design.power))
    if math.isinf(df):
        return normal_quantile(1 - design.level) + z
    t = t_quantile(1 - design.level, df)
    near = t * (1 - 1 / (4 * df)) + z * math.sqrt(1 + t**2 / (2 * df))

    def short(delta: float) -> float:
        return design.power - 1 + float(special.nctdtr(df, delta, t))

    return float(brentq(short, 0.5 * near, 1.5 * near, xtol=1e-12))


def standard_error(design: Design, n_after: float, change: float = 0.0) -> float:
    """Standard error of the change between the baseline and a next wave of `n_after` answers.

    se² = deff·(v/n + v′/n′ − 2·r·√(v·v′)·c/(n·n′)), with v = sd², or p(1 − p) before and after the change; c is 0 for
    independent waves and the smaller of n and n′ in a panel. Unit: that of the measure.
    Raises StatisticsError where `n_after` is not over 0, or a share with its change lies outside 0 to 1.
    Source: Derrick, Russ, Toher & White (2017), Journal of Modern Applied Statistical Methods 16(1), 137–157, for
    partly the same respondents; Kish (1965), Survey Sampling, for the design effect.

    >>> round(standard_error(Design(100, sd=10), 100), 4)
    1.4142
    >>> round(standard_error(Design(100, sd=10, correlation=0.5), 100), 4)
    1.0
    """
    if not n_after > 0:
        raise StatisticsError(f"a next wave of {n_after:g} answers cannot be planned")
    before, after = _variances(design, change)
    r = 0.0 if design.correlation is None else design.correlation
    # c/(n·n′) with c the smaller of both is 1 over the larger.
    shared = 2 * r * math.sqrt(before * after) / max(design.n_before, n_after)
    return math.sqrt(design.design_effect * (before / design.n_before + after / n_after - shared))


def _variances(design: Design, change: float) -> tuple[float, float]:
    """Variance of one answer before and after the change."""
    if design.sd is not None:
        return design.sd**2, design.sd**2
    share = design.share or 0.0
    later = share + change
    if not 0 <= later <= 1:
        raise StatisticsError(f"a share of {share:g} cannot change by {change:g}")
    return share * (1 - share), later * (1 - later)


def _null_error(design: Design, n_after: float, change: float) -> float:
    """Standard error with which the test of shares holds the difference against 0: that of the pooled share."""
    n, share = design.n_before, design.share or 0.0
    pooled = share + change * n_after / (n + n_after)
    each = 1 / n + 1 / n_after - 2 * (design.correlation or 0.0) / max(n, n_after)
    return math.sqrt(design.design_effect * pooled * (1 - pooled) * each)


def _needed(design: Design, n_after: float, change: float = 0.0) -> float:
    """The change that is found with the design's power, if the spread is that after a change of `change`."""
    se = standard_error(design, n_after, change)
    if design.share is None:
        return reach(design, n_after) * se
    level = normal_quantile(1 - design.level) * _null_error(design, n_after, change)
    return level + float(special.ndtri(design.power)) * se


def power_of(design: Design, n_after: float, change: float) -> float:
    """Probability that a true change of this size is found, either way, with `n_after` answers in the next wave.

    P(|T| > t) with T noncentral t, δ = |d|/se, and t its quantile of the (adjusted) level; for a score without weights
    Φ(δ − z) + Φ(−δ − z); for a share Φ((|d| − z·se0)/se) + Φ((−|d| − z·se0)/se), se0 that of the pooled share.
    Raises StatisticsError as `standard_error` does.
    In R, for independent waves alike, this is `power.t.test(n, delta, sd, strict = TRUE)$power`, and
    `power.prop.test(n, p1, p2, strict = TRUE)$power`.

    >>> round(power_of(Design(20, sd=1), 20, 1.0), 7), round(power_of(Design(100, share=0.3), 100, 0.2), 3)
    (0.868953, 0.828)
    """
    se = standard_error(design, n_after, change)
    distance, df = abs(change) / se, degrees_of_freedom(design, n_after)
    if math.isinf(df):
        z = normal_quantile(1 - design.level)
        if design.share is not None:
            z *= _null_error(design, n_after, change) / se
        return float(special.ndtr(distance - z) + special.ndtr(-distance - z))
    t = t_quantile(1 - design.level, df)
    return float(1 - special.nctdtr(df, distance, t) + special.nctdtr(df, distance, -t))


def detectable_change(design: Design, n_after: float) -> float:
    """Smallest rise that `n_after` answers in the next wave find with the design's power; unit: that of the measure.

    `reach`·se; for a share z·se0 + z′·se, with z of the level, z′ of the power and se0 the standard error of the pooled
    share, solved because both depend on the rise. Infinite where even a rise to a share of 1 would not do.
    Raises StatisticsError as `standard_error` does.
    Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed.; Bloom (1995), Evaluation
    Review 19, 547–556. In R this is `power.t.test(n, sd = sd, power = .8)$delta`, and
    `power.prop.test(n, p1, power = .8)$p2 - p1`.

    >>> round(detectable_change(Design(400, sd=25), 400), 2), round(detectable_change(Design(400, share=0.3), 400), 4)
    (4.96, 0.0942)
    """
    if design.share is None:
        return _needed(design, n_after)
    most = 1 - design.share - _EDGE

    def short(rise: float) -> float:
        return rise - _needed(design, n_after, rise)

    return float(brentq(short, 0.0, most, xtol=1e-14)) if short(most) > 0 else math.inf


def sample_size(design: Design, change: float) -> float:
    """Answers that the next wave needs to find a rise of `change` with the design's power, 2 or more; not rounded.

    The inverse of `detectable_change`, solved up to the baseline's number of answers n, and above it, where all of the
    baseline take part again and others are added. Infinite where no number is enough: the baseline itself is then too
    small, or beyond n further respondents would not help a panel (2r√(v·v′) ≥ v′).
    Raises StatisticsError where `change` is not over 0, or a share cannot rise so much.
    Source: as `detectable_change`. In R this is `power.t.test(delta = d, sd = sd, power = .8)$n` where both waves are
    planned alike.

    >>> round(sample_size(Design(400, sd=25), 5.0), 1), sample_size(Design(100, sd=25), 5.0)
    (387.0, inf)
    """
    before, after = _planned(design, change)

    def short(n_after: float) -> float:
        return _needed(design, n_after, change) / change - 1

    n = design.n_before
    if short(n) <= _EDGE:
        return _solved(short, _FEWEST, n)
    shared = 0.0 if design.correlation is None else 2 * design.correlation * math.sqrt(before * after)
    return _solved(short, n, _MOST) if after > shared else math.inf


def alike(design: Design, change: float) -> float:
    """Answers that two waves of the same size each need to find a rise of `change`; not rounded.

    What a baseline should have had. Raises StatisticsError as `sample_size` does.
    In R, for independent waves, this is `power.t.test(delta = d, sd = sd, power = .8)$n`.

    >>> round(alike(Design(100, sd=25), 5.0), 1), round(alike(Design(100, sd=25, correlation=0.5), 5.0), 1)
    (393.4, 198.2)
    """
    _planned(design, change)

    def short(n: float) -> float:
        each = replace(design, n_before=n)
        return _needed(each, n, change) / change - 1

    return _solved(short, _FEWEST, _MOST)


def _planned(design: Design, change: float) -> tuple[float, float]:
    """Variance of one answer before and after a change that answers can be planned for."""
    if not change > 0:
        raise StatisticsError(f"a change of {change:g} needs no number of answers; give one over 0")
    return _variances(design, change)


def _solved(short: Callable[[float], float], fewest: float, most: float) -> float:
    """Give the number of answers with which nothing is short any more; infinite where `most` is not enough."""
    if short(fewest) <= 0:
        return fewest
    if short(most) > -_EDGE:
        return most if short(most) <= _EDGE else math.inf
    # On a scale of powers: numbers of answers run over nine of them.
    span = math.log(most / fewest)
    return fewest * math.exp(brentq(lambda power: short(fewest * math.exp(power)), 0.0, span, xtol=1e-13))
