"""Planning the next wave: the change that so many answers can show, and how many answers a change needs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

from scipy import special
from scipy.optimize import brentq

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile

Unit = Literal["points", "share"]
# What rounding may add to a number of answers, and how near to 1 a share may rise.
_EDGE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Design:
    """How the next wave will be compared with the baseline.

    `sd`: standard deviation of one answer in the baseline, in points; or `share`: the baseline's share (0 to 1), whose
    spread changes with it. One of the two. `n_before`: answers in the baseline.
    `correlation`: of the answers of one respondent in both waves, −1 to 1, where the same respondents are asked again
    (a panel): as many of them as the smaller wave has answers. None: other respondents (independent waves).
    `design_effect`: n over the effective n that weighting leaves (Kish), 1 or more, the same in both waves.
    `tests`: how many measures are judged together; each is then tested at the level over their number (Bonferroni),
    which is what Holm's first step asks for. `confidence`: 1 less the two-sided level. `power`: the probability with
    which a change of that size is to be found.
    """

    n_before: float
    sd: float | None = None
    share: float | None = None
    correlation: float | None = None
    design_effect: float = 1.0
    tests: int = 1
    confidence: float = 0.95
    power: float = 0.80

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
    def reach(self) -> float:
        """How many standard errors a change must be: z of the level plus z of the power.

        >>> round(Design(100, sd=10).reach, 4)
        2.8016
        """
        level = (1 - self.confidence) / self.tests
        return normal_quantile(1 - level) + float(special.ndtri(self.power))


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


def power_of(design: Design, n_after: float, change: float) -> float:
    """Probability that a true change of this size is found, either way, with `n_after` answers in the next wave.

    Φ(|d|/se − z) + Φ(−|d|/se − z), z of the (adjusted) level. Raises StatisticsError as `standard_error` does.
    In R, for independent waves, this is `power.t.test` up to its t instead of z.

    >>> round(power_of(Design(100, sd=10), 100, 2.8016 * 2**0.5), 3)
    0.8
    """
    z = normal_quantile(1 - (1 - design.confidence) / design.tests)
    distance = abs(change) / standard_error(design, n_after, change)
    return float(special.ndtr(distance - z) + special.ndtr(-distance - z))


def detectable_change(design: Design, n_after: float) -> float:
    """Smallest rise that `n_after` answers in the next wave find with the design's power; unit: that of the measure.

    (z of the level + z of the power)·se, for a share solved because se depends on the rise. Infinite where even a rise
    to a share of 1 would not do. The other tail of the test is left out: at a power of .5 or more it adds under 1e-4.
    Raises StatisticsError as `standard_error` does.
    Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed.; Bloom (1995), Evaluation
    Review 19, 547–556. In R this is `power.t.test(n, sd = sd, power = .8)$delta` up to its t instead of z.

    >>> round(detectable_change(Design(400, sd=25), 400), 2), round(detectable_change(Design(400, share=0.3), 400), 4)
    (4.95, 0.0938)
    """
    if design.share is None:
        return design.reach * standard_error(design, n_after)
    most = 1 - design.share - _EDGE

    def short(rise: float) -> float:
        return rise - design.reach * standard_error(design, n_after, rise)

    return float(brentq(short, 0.0, most, xtol=1e-14)) if short(most) > 0 else math.inf


def sample_size(design: Design, change: float) -> float:
    """Answers that the next wave needs to find a rise of `change` with the design's power; not rounded.

    The inverse of `detectable_change`: with S = (d/(z + z′))²/deff, n the baseline's answers, v and v′ as in
    `standard_error` and k = r·√(v·v′) (0 for independent waves), n′ = v′/(S − (v − 2k)/n) up to n; above n, where all
    of the baseline take part again and others are added, n′ = (v′ − 2k)/(S − v/n). Infinite where no number is enough:
    the baseline itself is then too small, or beyond n further respondents would not help a panel.
    Raises StatisticsError where `change` is not over 0, or a share cannot rise so much.
    Source: as `detectable_change`. In R this is `power.t.test(delta = d, sd = sd, power = .8)$n` where both waves are
    planned alike, up to its t instead of z.

    >>> round(sample_size(Design(400, sd=25), 5.0), 1), sample_size(Design(100, sd=25), 5.0)
    (385.2, inf)
    """
    if not change > 0:
        raise StatisticsError(f"a change of {change:g} needs no number of answers; give one over 0")
    before, after = _variances(design, change)
    allowed = (change / design.reach) ** 2 / design.design_effect
    shared = 0.0 if design.correlation is None else 2 * design.correlation * math.sqrt(before * after)
    within = allowed - (before - shared) / design.n_before
    if within > 0 and after / within <= design.n_before * (1 + _EDGE):
        return after / within
    beyond = allowed - before / design.n_before
    return (after - shared) / beyond if beyond > 0 and after > shared else math.inf


def alike(design: Design, change: float) -> float:
    """Answers that two waves of the same size each need to find a rise of `change`; not rounded.

    (v + v′ − 2k)·deff·((z + z′)/d)², what a baseline should have had. Raises StatisticsError as `sample_size` does.
    In R, for independent waves, this is `power.t.test(delta = d, sd = sd, power = .8)$n` up to its t instead of z.

    >>> round(alike(Design(100, sd=25), 5.0), 1), round(alike(Design(100, sd=25, correlation=0.5), 5.0), 1)
    (392.4, 196.2)
    """
    if not change > 0:
        raise StatisticsError(f"a change of {change:g} needs no number of answers; give one over 0")
    each = replace(design, n_before=2.0)
    # se² is proportional to 1/n where both waves have n answers.
    return 2 * (design.reach * standard_error(each, 2.0, change) / change) ** 2
