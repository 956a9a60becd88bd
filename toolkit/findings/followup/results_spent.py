"""What may be said of what customers spent later, or how they scored on behaviour, by their attitude before."""

from __future__ import annotations

import math
from dataclasses import replace

from toolkit.analysis.followup.later import AGAIN, AMOUNT
from toolkit.analysis.followup.results import Lift, Results
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, points, shares
from toolkit.language import UNKNOWN, Language

# What stands in the key of a finding.
NAMES = {AGAIN: "again", AMOUNT: "amount"}


def base(job: Job, n: int) -> str:
    """Write a number of respondents of the first wave as it may be told."""
    return job.language.number(count_told(replace(job, surveys=(job.surveys[0],), series=()), n))


def bases(job: Job, lift: Lift) -> dict[str, str]:
    """Write on how many customers the last and the first part of a lift rest, as slots of a sentence."""
    sizes = {"n_high": lift.difference.n_first, "n_low": lift.difference.n_second}
    return {name: UNKNOWN if lift.bases_hidden else base(job, n) for name, n in sizes.items()}


def currency_of(job: Job) -> str:
    """Give the currency of the orders."""
    return "" if job.engagement.orders is None else job.engagement.orders.currency


def spread(language: Language, low: float, high: float, currency: str) -> str:
    """Write the limits of an amount; none lies below nothing. Where all spent the same there are none."""
    if math.isnan(low) or math.isnan(high):
        return language.say("unknown")
    return language.interval(language.money(max(0.0, low), currency), language.money(high, currency))


def turned(job: Job, result: Results, lift: Lift) -> Finding:
    """Say that those lowest before did more later: shown, and not what loyalty would have."""
    language = job.language
    low, high = lift.table.iloc[0], lift.table.iloc[-1]
    slots = {
        "attitude": job.label(result.attitude),
        "low": value_of(job, lift.measure, low["estimate"]),
        "low_margin": margin_of(job, lift.measure, low["low"], low["high"]),
        "high": value_of(job, lift.measure, high["estimate"]),
        "high_margin": margin_of(job, lift.measure, high["low"], high["high"]),
        "measure": measure_of(job, result, lift.measure),
    }
    if lift.by == "attitude":
        text = language.say(
            "The other way round than expected: the third that scored lowest on “{attitude}” did more later "
            "({low}, margin {low_margin}) than the third that scored highest ({high}, margin {high_margin}): "
            "{measure}.",
            **slots,
        )
    else:
        text = language.say(
            "The other way round than expected: detractors did more later ({low}, margin {low_margin}) than "
            "promoters ({high}, margin {high_margin}): {measure}.",
            **slots,
        )
    evidence = language.say(
        "p {p} after Holm over this chapter. Customers: {n_high} and {n_low}.",
        p=language.p_equals(lift.p),
        **bases(job, lift),
    )
    key = f"results.{lift.by}.{NAMES.get(lift.measure, lift.measure)}"
    return Finding(key, text, "shown", evidence, size=0.4, numbers={"p": lift.p})


def measure_of(job: Job, result: Results, measure: str) -> str:
    """Name what customers did."""
    if measure == AMOUNT:
        return job.language.say("spent, each")
    if measure != AGAIN:
        return job.label(measure)
    if result.source == "survey":
        return job.language.say("say that they bought again")
    return job.language.say("bought again")


def value_of(job: Job, measure: str, value: float) -> str:
    """Write what a group did: a share, money, or points."""
    if measure == AGAIN:
        return job.language.percent(value)
    if measure == AMOUNT:
        return job.language.money(value, currency_of(job))
    return job.language.number(value, 1)


def margin_of(job: Job, measure: str, low: float, high: float) -> str:
    """Write its limits."""
    if measure == AGAIN:
        return shares(job.language, low, high)
    if measure == AMOUNT:
        return spread(job.language, low, high, currency_of(job))
    return points(job.language, low, high, 1)


def spent(job: Job, result: Results, lift: Lift) -> Finding:
    """Say what those highest and lowest spent, or how they scored later."""
    shown = lift.p < result.level and lift.difference.value > 0
    slots = {
        "attitude": job.label(result.attitude),
        "wave": job.wave_label(job.surveys[0]),
        "last": job.wave_label(job.surveys[-1]),
    }
    if lift.measure == AMOUNT:
        text = _money(job, result, lift, slots, shown=shown)
    else:
        text = _score(job, lift, slots | {"behaviour": job.label(lift.measure)}, shown=shown)
    numbers = {"p": lift.p} if lift.ratio is None else {"p": lift.p, "ratio": lift.ratio.value}
    evidence = job.language.say(
        "Welch’s t and Student’s, the more careful of the two: p {p} after Holm over this chapter. Customers: "
        "{n_high} and {n_low}.",
        p=job.language.p_equals(lift.p),
        **bases(job, lift),
    )
    key = f"results.{lift.by}.{NAMES.get(lift.measure, lift.measure)}"
    if result.unreliable and lift.by == "attitude":
        return Finding(key, text, "fact", evidence, size=0.3, numbers=numbers)
    return Finding(key, text, "shown" if shown else "not_shown", evidence, size=0.4, numbers=numbers)


def _money(job: Job, result: Results, lift: Lift, slots: dict[str, str], *, shown: bool) -> str:
    language, currency = job.language, currency_of(job)
    low, high = lift.table.iloc[0], lift.table.iloc[-1]
    slots = slots | {
        "high": language.money(high["estimate"], currency),
        "high_margin": spread(language, high["low"], high["high"], currency),
        "low": language.money(low["estimate"], currency),
        "low_margin": spread(language, low["low"], low["high"], currency),
        "until": "" if result.until is None else language.date(result.until),
    }
    if not shown and lift.by == "attitude":
        return language.say(
            "That customers higher on “{attitude}” spent more later is not shown: {high} each in the third that "
            "scored highest (margin {high_margin}), {low} in the third that scored lowest (margin {low_margin}).",
            **slots,
        )
    if not shown:
        return language.say(
            "That promoters spent more later than detractors is not shown: {high} each (margin {high_margin}) and "
            "{low} (margin {low_margin}).",
            **slots,
        )
    if lift.by == "attitude":
        text = language.say(
            "The third of the customers that scored highest on “{attitude}” spent {high} each until {until} "
            "(margin {high_margin}), the third that scored lowest {low} (margin {low_margin}).",
            **slots,
        )
    else:
        text = language.say(
            "Promoters spent {high} each until {until} (margin {high_margin}), detractors {low} (margin "
            "{low_margin}).",
            **slots,
        )
    if lift.ratio is None:
        return text
    times = language.say(
        "That is {ratio} times as much (margin {margin}).",
        ratio=language.number(lift.ratio.value, 1),
        margin=language.interval(language.number(lift.ratio.low, 1), language.number(lift.ratio.high, 1)),
    )
    return f"{text} {times}"


def _score(job: Job, lift: Lift, slots: dict[str, str], *, shown: bool) -> str:
    language, found = job.language, lift.difference
    low, high = lift.table.iloc[0], lift.table.iloc[-1]
    slots = slots | {
        "high": language.number(high["estimate"], 1),
        "high_margin": points(language, high["low"], high["high"], 1),
        "low": language.number(low["estimate"], 1),
        "low_margin": points(language, low["low"], low["high"], 1),
        "difference": language.signed(found.value, 1),
        "margin": changes(language, found.low, found.high),
    }
    if not shown:
        return language.say(
            "That those highest in “{wave}” score higher on “{behaviour}” in “{last}” than those lowest is not "
            "shown: a difference of {difference} points (margin {margin}).",
            **slots,
        )
    if lift.by == "attitude":
        return language.say(
            "The third of the customers that scored highest on “{attitude}” in “{wave}” scores {high} out of 100 "
            "on “{behaviour}” in “{last}” (margin {high_margin}), the third that scored lowest {low} (margin "
            "{low_margin}).",
            **slots,
        )
    return language.say(
        "Promoters in “{wave}” score {high} out of 100 on “{behaviour}” in “{last}” (margin {high_margin}), "
        "detractors {low} (margin {low_margin}).",
        **slots,
    )
