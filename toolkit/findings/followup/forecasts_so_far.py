"""What may be said of all forecasts so far: of this client, and of all clients together."""

from __future__ import annotations

from typing import Final

from toolkit.analysis.followup.forecast import ScoredForecast
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import DECIDE, OF_MEASURING
from toolkit.findings.wording import points, shares
from toolkit.followup.forecast import Calibration

# Under this effective number the margin runs over most of the scale: the counts are told, and no more.
_FEW: Final = 3


def so_far(job: Job, result: ScoredForecast) -> tuple[Finding, ...]:
    """Say how often the forecasts came true, and whether too much was expected."""
    found: list[Finding] = []
    if result.own is not None:
        found += [_often(job, result.own, None), *_gained(job, result.own, "own")]
    if result.pool is not None:
        found += [_often(job, result.pool.found, result.pool.clients)]
        found += _gained(job, result.pool.found, "pool")
    return tuple(found)


def _often(job: Job, found: Calibration, clients: int | None) -> Finding:
    language = job.language
    slots = {
        "n": language.number(found.n),
        "inside": language.number(found.inside),
        "share": language.percent(found.share.value),
        "margin": shares(language, found.share.low, found.share.high),
        "promised": language.percent(found.promised),
    }
    if clients is None:
        text = language.plural(
            "Over {count} plan of this client so far {inside} of {n} expectations of themes that could be tested came "
            "true: {share} ({margin}), where {promised} was promised.",
            "Over {count} plans of this client so far {inside} of {n} expectations of themes that could be tested came "
            "true: {share} ({margin}), where {promised} was promised.",
            found.rounds,
            **slots,
        )
    else:
        text = language.say(
            "Over {clients} clients together {inside} of {n} expectations of themes that could be tested came true: "
            "{share} ({margin}), where {promised} was promised.",
            clients=language.number(clients),
            **slots,
        )
    strength: Strength = "fact"
    verdict = language.say("That does not contradict the promise.")
    if found.n_effective < _FEW:
        verdict = language.say("That is too few to judge the forecasts by.")
    elif found.share.high < found.promised and found.below_promise:
        strength = "shown"
        verdict = language.say("That is less than was promised: the limits of the forecasts are too narrow.")
    elif found.share.low > found.promised:
        strength = "shown"
        verdict = language.say("That is more than was promised: the limits of the forecasts are too wide.")
    evidence = language.say(
        "Table “Forecasts so far”: Wilson’s interval, expectations of one plan taken to hang together."
    )
    numbers = {"tested": found.n, "inside": found.inside, "share": found.share.value}
    key = "forecast.own" if clients is None else "forecast.pool"
    return Finding(key, f"{text} {verdict}", strength, evidence, "", "", 0.4, 0.6, numbers)


def _gained(job: Job, found: Calibration, whose: str) -> list[Finding]:
    """Say whether more or less came than was expected, where that is shown."""
    language, gained = job.language, found.gained
    if gained is None or gained.low <= 1 <= gained.high:
        return []
    slots = {
        "measured": language.number(100 * gained.value),
        "margin": points(language, 100 * gained.low, 100 * gained.high),
    }
    decision = ""
    if gained.high < 1:
        text = language.say(
            "Of every 100 points that were expected, {measured} came ({margin}): the forecasts so far promised too "
            "much.",
            **slots,
        )
        decision = language.say(
            "The forecasts so far promised too much. Do we lower what we expect of the next plan?"
        )
    else:
        text = language.say(
            "For every 100 points that were expected, {measured} came ({margin}): the forecasts so far promised too "
            "little.",
            **slots,
        )
    evidence = language.say(
        "Table “Forecasts so far”: all that was measured as a part of all that was expected."
    )
    numbers = {"ratio": gained.value, "ratio_low": gained.low, "ratio_high": gained.high}
    return [
        Finding(
            f"forecast.{whose}_gained", text, "shown", evidence, "", decision, OF_MEASURING, DECIDE, numbers
        )
    ]
