"""Were we right: a forecast of a change held against the change that was measured, and all forecasts together.

Both are uncertain: the forecast by its own limits, the measured change because not all customers answered.
So a right forecast does not promise that the measured change lies inside the forecast's own limits, but inside
limits that hold both errors.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.thresholds import COULD_TELL, TIED
from toolkit.followup.tied import tied_number
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.proportions import wilson_interval
from toolkit.measures.square_and_add import square_and_add, two_sided

Verdict = Literal["inside", "above", "below"]
INSIDE: Final[Verdict] = "inside"
ABOVE: Final[Verdict] = "above"
BELOW: Final[Verdict] = "below"


class Limits(NamedTuple):
    """A number with its limits, which need not lie as far to both sides."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A forecast held against what was measured, in the units of both.

    `low`, `high`: where the measured change of a right forecast lies. `surprise` is measured − expected, with its
    limits; `p` its two-sided p-value. `verdict`: inside, above or below these limits. `could_tell`: the measurement
    was sharp enough to tell the forecast from no change at all; where it was not, "inside" says little.
    """

    low: float
    high: float
    surprise: float
    surprise_low: float
    surprise_high: float
    p: float
    verdict: Verdict
    could_tell: bool


def score_forecast(forecast: Limits, measured: Limits, *, confidence: float = 0.95) -> Scored:
    """Hold a forecast of a change against the measured one; limits of both at the same confidence, same units.

    With e the expected change and l, u its limits, m the measured one and l′, u′ its own, the measured change of a
    right forecast lies from e − √((e − l)² + (u′ − m)²) to e + √((u − e)² + (m − l′)²) (square-and-add, so that
    limits may lie lopsided). It is "inside" there, else "above" or "below". The p-value is that of m − e = 0, from
    normal errors as wide as the limits on the side of 0.
    `could_tell`: the measured margin, the wider side of it, is at most `COULD_TELL` times |e|. It rests on margins
    alone and not on what was measured, so that leaving the others out of a count favours no outcome.

    Raises StatisticsError where a number is absent or infinite, or limits do not enclose their number.
    Source: Newcombe (1998), Statistics in Medicine 17, 873–890; Zou & Donner (2008), Statistics in Medicine 27,
    1693–1702; Patil, Peng & Leek (2016), Perspectives on Psychological Science 11, 539–544, for limits that hold
    both errors. With limits as wide to both sides, in R this is
    `e + c(-1, 1) * qnorm(.975) * sqrt(se_e^2 + se_m^2)`. See docs/methods/forecast.md.

    >>> found = score_forecast(Limits(4.0, 1.0, 7.0), Limits(9.0, 5.0, 13.0))
    >>> found.low, found.high, found.verdict
    (-1.0, 9.0, 'inside')
    >>> score_forecast(Limits(4.0, 1.0, 7.0), Limits(9.5, 5.5, 13.5)).verdict
    'above'
    """
    _check("forecast", forecast)
    _check("measured change", measured)
    surprise = measured.value - forecast.value
    low, high = square_and_add(measured.value, measured[1:], forecast.value, forecast[1:])
    verdict = ABOVE if low > 0 else BELOW if high < 0 else INSIDE
    width = surprise - low if surprise > 0 else high - surprise
    margin = max(measured.value - measured.low, measured.high - measured.value)
    return Scored(
        low=forecast.value - (high - surprise),
        high=forecast.value + (surprise - low),
        surprise=surprise,
        surprise_low=low,
        surprise_high=high,
        p=_p_value(surprise, width, confidence),
        verdict=verdict,
        could_tell=margin <= COULD_TELL * abs(forecast.value),
    )


def _p_value(surprise: float, width: float, confidence: float) -> float:
    if width == 0:
        return 1.0 if surprise == 0 else 0.0
    return two_sided(normal_quantile(confidence) * surprise / width)


def joined(parts: Sequence[Limits], *, independent: bool) -> Limits:
    """Add up forecasts: independent ones by square-and-add, others by adding their widths, which is the widest.

    >>> joined([Limits(2.0, -1.0, 5.0), Limits(3.0, -1.0, 7.0)], independent=True)
    Limits(value=5.0, low=0.0, high=10.0)
    >>> joined([Limits(2.0, -1.0, 5.0), Limits(3.0, -1.0, 7.0)], independent=False)
    Limits(value=5.0, low=-2.0, high=12.0)
    """
    if not parts:
        raise StatisticsError("There is no forecast to add up. Give at least one.")
    for part in parts:
        _check("forecast", part)
    value = math.fsum(part.value for part in parts)
    down = [part.value - part.low for part in parts]
    up = [part.high - part.value for part in parts]
    if independent:
        return Limits(value, value - math.hypot(*down), value + math.hypot(*up))
    return Limits(value, value - math.fsum(down), value + math.fsum(up))


def _check(what: str, limits: Limits) -> None:
    if not all(math.isfinite(one) for one in limits):
        raise StatisticsError(f"The {what} has no finite number with finite limits. Leave it out.")
    if not limits.low <= limits.value <= limits.high:
        raise StatisticsError(
            f"The {what} of {limits.value:g} lies outside its limits, {limits.low:g} to {limits.high:g}. "
            f"Give low, then the number, then high."
        )


@dataclass(frozen=True, slots=True)
class Prediction:
    """One forecast that was scored, as little of it as a count needs; `round` names those of one plan.

    `expected` and the surprise with its limits, in points of 100.
    """

    round: str
    expected: float
    surprise: float
    surprise_low: float
    surprise_high: float

    @property
    def inside(self) -> bool:
        """Whether it came true."""
        return self.surprise_low <= 0 <= self.surprise_high


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often forecasts came true, and whether what was measured is more or less than what was expected.

    `n` predictions of `rounds` plans, of which `inside` came true; `share` is that with Wilson's interval, to hold
    against `promised`. `gained`: measured as a part of expected, with limits; None where nothing was expected in all,
    or so much to both sides that most of it cancels.
    """

    n: int
    rounds: int
    inside: int
    share: Estimate
    promised: float
    gained: Limits | None
    n_effective: float = field(default=float("nan"))

    @property
    def below_promise(self) -> bool:
        """Whether so few came true that right forecasts would do so in less than half of 1 − `promised`.

        P(X ≤ k) of the binomial with the effective number n, as I₁₋ₚ(n − k, k + 1). Wilson's limits alone would blame
        right forecasts too often where their number is small: 10% of the time for 11 of them.
        """
        missed = self.n_effective * (1 - self.share.value)
        if missed <= 0:
            return False
        came = self.n_effective - missed
        return float(special.betainc(missed, came + 1, 1 - self.promised)) < (1 - self.promised) / 2


def calibration(predictions: Sequence[Prediction], *, confidence: float = 0.95) -> Calibration | None:
    """Count the forecasts that came true; None without any.

    Predictions of one plan rest on the same customers: they are taken to correlate `TIED` (ρ). Of rounds of m_r
    predictions the effective number is n/(1 + (m̄ − 1)·ρ) with m̄ = Σm_r²/Σm_r, on which Wilson's interval rests.
    What was gained is 1 + S/E, with S the sum of all surprises and E of all that was expected; the limits of S add
    those of each surprise squared, with ρ between those of a round: H² = Σh² + ρ·Σ h·h′. Its interval is right where
    the forecasts are; that 1 lies outside shows that too much or too little is promised.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209–212; Kish (1965), Survey Sampling,
    for the effective number of what comes in clusters. In R, of predictions that are alone in their round, this is
    `prop.test(inside, n, correct = FALSE)`. See docs/methods/forecast.md.

    >>> one = Prediction("a", 4.0, -1.0, -3.0, 1.0)
    >>> two = Prediction("b", 4.0, -4.0, -6.0, -2.0)
    >>> found = calibration([one, two])
    >>> found.inside, found.n, round(found.share.low, 3), round(found.share.high, 3)
    (1, 2, 0.095, 0.905)
    >>> [round(number, 3) for number in found.gained]
    [0.375, 0.021, 0.729]
    """
    if not predictions:
        return None
    sizes = Counter(one.round for one in predictions).values()
    n = len(predictions)
    effective = tied_number(sizes)
    inside = sum(one.inside for one in predictions)
    low, high = wilson_interval(inside / n, effective, confidence=confidence)
    share = Estimate(inside / n, low, high, n, "share", "wilson_effective_n", confidence, effective)
    return Calibration(n, len(sizes), inside, share, confidence, _gained(predictions), effective)


def _gained(predictions: Sequence[Prediction]) -> Limits | None:
    expected = math.fsum(one.expected for one in predictions)
    if expected <= 0 or 2 * expected < math.fsum(abs(one.expected) for one in predictions):
        # A part of what is left where rises and falls cancel says nothing of either.
        return None
    surprise = math.fsum(one.surprise for one in predictions)
    down = _together(predictions, [one.surprise - one.surprise_low for one in predictions])
    up = _together(predictions, [one.surprise_high - one.surprise for one in predictions])
    return Limits(1 + surprise / expected, 1 + (surprise - down) / expected, 1 + (surprise + up) / expected)


def _together(predictions: Sequence[Prediction], widths: Sequence[float]) -> float:
    """The width of a sum, those of one round tied."""
    total = 0.0
    for name in {one.round for one in predictions}:
        own = [width for one, width in zip(predictions, widths, strict=True) if one.round == name]
        total += (1 - TIED) * math.fsum(width**2 for width in own) + TIED * math.fsum(own) ** 2
    return math.sqrt(total)
