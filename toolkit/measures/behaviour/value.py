"""Value at stake: what customers of a group bring in, in money, under stated assumptions."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import t_quantile
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_degrees
from toolkit.measures.weights import answered, effective_n, same_rows


def share_of_revenue(
    in_group: npt.ArrayLike,
    revenue: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Share of the revenue of all customers that those of a group bring in, estimated from respondents.

    `in_group`, shape (n,): 1 or True for who is in it, 0 for who is not, NaN where that is not known. `revenue`, shape
    (n,): what each respondent brings in a year, ≥ 0, NaN where not known; without it everybody counts alike and the
    result is `proportion`. Who lacks one of them takes no part. Unit "share" of 0 to 1.

    R = Σwyg / Σwy, a ratio of two totals. Its variance is linearised: n/(n − 1)·Σ(wy(g − R)/Σwy)²; the interval is
    R's logit ± t·se/(R(1 − R)), which stays between 0 and 1, method "linearised_logit". Kish's effective n is that of
    w·y: revenue weighs a customer as a weight does, and a few large ones leave little certainty. Where it is under half
    of n, t has Satterthwaite's degrees of freedom for those weights instead of n − 1. Where R is 0 or 1, or all the
    revenue is of one respondent, the limits are Wilson's on that effective n.

    Raises StatisticsError where nobody has both, a revenue is below 0 or all of it is 0, and for unusable weights.
    Source: Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, section 5.6; Korn & Graubard (1998),
    Survey Methodology 24, 193–201, on logit limits. In R this is `survey::svyciprop(~g, d, method = "logit")` with the
    weights w·y in the design `d`.

    >>> found = share_of_revenue([1, 0, 1, 0], [100.0, 300.0, 200.0, 400.0])
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.3, 0.01, 0.95)
    """
    if revenue is None:
        return proportion(in_group, weights, confidence=confidence)
    same_rows(in_group, revenue)
    pairs = np.column_stack([np.asarray(one, dtype=np.float64) for one in (in_group, revenue)])
    x, w = answered(pairs, weights, name="customers")
    if not len(x):
        raise StatisticsError("revenue: nobody has both a group and a revenue")
    group, money = x.T
    if (money < 0).any() or not money.any():
        raise StatisticsError("revenue: none may be below 0, and not all of it can be 0")
    weight = money if w is None else money * w
    bought = weight > 0
    found = proportion(group[bought], weight[bought], confidence=confidence)
    n, share, effective = len(x), found.value, effective_n(weight[bought])
    if 0 < share < 1:
        influence = weight * (group - share) / weight.sum()
        error = math.sqrt(n / (n - 1) * float((influence**2).sum()))
        degrees = mean_degrees(int(bought.sum()), weight[bought])
        margin = t_quantile(confidence, degrees) * error / (share * (1 - share))
        centre = float(special.logit(share))
        low, high = (float(special.expit(centre + sign * margin)) for sign in (-1, 1))
        found = replace(found, low=low, high=high, method="linearised_logit")
    return replace(found, n=n, n_effective=effective)


@dataclass(frozen=True, slots=True)
class Stake:
    """Value at stake, in money: `value` = `share` × `revenue` × `margin` × `years`.

    `share`: of the revenue, as `share_of_revenue` estimates it; `revenue`: of all customers, a year; `margin`: the part
    of revenue that is margin, 0 to 1; `years`: the horizon.
    """

    value: Estimate
    share: Estimate
    revenue: float
    margin: float
    years: float


def value_at_stake(share: Estimate, *, revenue: float, margin: float, years: float) -> Stake:
    """Put the share of revenue of a group in money: share × revenue a year × margin × years.

    The interval is that of the share alone: revenue, margin and years are taken as given, nothing is discounted, and
    nothing says that this money will be lost. It is what these customers bring in if all stays as it is.
    Unit "money", in that of `revenue`.
    Raises StatisticsError where `revenue` or `years` is not above 0, or `margin` not above 0 and at most 1.

    >>> share = Estimate(0.25, 0.2, 0.3, 400, "share", "wilson")
    >>> stake = value_at_stake(share, revenue=1_000_000, margin=0.4, years=3)
    >>> stake.value.value, stake.value.low
    (300000.0, 240000.0)
    """
    if not (revenue > 0 and years > 0 and math.isfinite(revenue * years)):
        raise StatisticsError(f"a revenue of {revenue:g} over {years:g} years cannot be at stake")
    if not 0 < margin <= 1:
        raise StatisticsError(f"margin is {margin:g}; it must lie above 0 and at most at 1")
    factor = revenue * margin * years
    value = replace(
        share, value=share.value * factor, low=share.low * factor, high=share.high * factor, unit="money"
    )
    return Stake(value, share, revenue, margin, years)
