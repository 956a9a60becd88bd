"""What may be said of value at stake: what customers bring in under stated assumptions, never that it will be lost."""

from __future__ import annotations

from toolkit.analysis.baseline.value import Group, Value
from toolkit.analysis.job import Job
from toolkit.findings.baseline.attached import money_range
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import DECIDE
from toolkit.findings.wording import shares
from toolkit.language import N_

# Sentences per group: with the revenue of the orders, and with a stated revenue per customer.
FROM_ORDERS = {
    "not_attached": N_(
        "Customers who score under {cut} on “{attitude}” brought in {share} of last year’s revenue in the order "
        "files (margin {margin}). At a profit margin of {profit} that comes to {value} over {period} (margin {range})."
    ),
    "spurious": N_(
        "Customers who score under {cut} on “{attitude}” and high on “{behaviour}” brought in {share} of last year’s "
        "revenue (margin {margin}): {value} of profit over {period} (margin {range})."
    ),
    "none": N_(
        "Customers who score under {cut} on both “{attitude}” and “{behaviour}” brought in {share} of last year’s "
        "revenue (margin {margin}): {value} of profit over {period} (margin {range})."
    ),
    "captive": N_(
        "Customers who find it hard to leave and are not attached brought in {share} of last year’s revenue (margin "
        "{margin}): {value} of profit over {period} (margin {range})."
    ),
}
STATED = {
    "not_attached": N_(
        "Customers who score under {cut} on “{attitude}” are {share} of all customers (margin {margin}). At the stated "
        "revenue and a profit margin of {profit} that comes to {value} over {period} (margin {range})."
    ),
    "spurious": N_(
        "Customers who score under {cut} on “{attitude}” and high on “{behaviour}” are {share} of all customers "
        "(margin {margin}): {value} of profit over {period} (margin {range})."
    ),
    "none": N_(
        "Customers who score under {cut} on both “{attitude}” and “{behaviour}” are {share} of all customers (margin "
        "{margin}): {value} of profit over {period} (margin {range})."
    ),
    "captive": N_(
        "Customers who find it hard to leave and are not attached are {share} of all customers (margin {margin}): "
        "{value} of profit over {period} (margin {range})."
    ),
}


# Why the orders do not count, and what does.
UNUSED = {
    "short": N_(
        "The order files cover {days} of the 365 days up to {end}, so that no amount for a year follows from them."
    ),
    "no_key": N_(
        "The answers carry no customer key, so that what customers spent cannot be laid beside their attitude."
    ),
    "few": N_(
        "Fewer than {minimum} respondents, after weighting, were found in the order files, so that what they spent is "
        "not laid beside their attitude."
    ),
    "dominated": N_(
        "Too few customers make up most of what was spent in the order files, so that no amount is told from them."
    ),
}


def value(job: Job, result: Value | None) -> tuple[Finding, ...]:
    """Say what customers who are not attached bring in; nothing where the scale they are told by does not hold."""
    if result is None:
        return ()
    unused = (_unused(job, result),) if result.unused else ()
    return (*unused, *_at_stake(job, result))


def why_unused(job: Job, result: Value) -> str:
    """Say why no amount follows from the orders, where none does."""
    language = job.language
    return language.say(
        UNUSED[result.unused],
        days=language.number(result.days),
        end=language.date(result.end) if result.end else "",
        minimum=language.number(job.engagement.privacy.minimum_cell),
    )


def _unused(job: Job, result: Value) -> Finding:
    language = job.language
    if result.groups:
        instead = language.say("The amounts here rest on the stated revenue per customer instead.")
    else:
        instead = language.say("No revenue per customer is stated either, so that no value is given.")
    evidence = language.say("Order files.")
    return Finding("value.unused", f"{why_unused(job, result)} {instead}", "warning", evidence)


def _at_stake(job: Job, result: Value) -> tuple[Finding, ...]:
    found = [_group(job, result, group) for group in result.groups if not group.unreliable]
    weak = dict.fromkeys(name for group in result.groups for name in group.unreliable)
    if weak:
        found.append(_unreliable(job, tuple(weak)))
    if found:
        found.append(_no_forecast(job))
    return tuple(found)


def _group(job: Job, result: Value, group: Group) -> Finding:
    language, stake = job.language, group.stake
    slots = {
        "cut": language.number(result.cut),
        "attitude": job.label(result.attitude),
        "behaviour": job.label(result.behaviour) if result.behaviour else "",
        "share": language.percent(stake.share.value),
        "margin": shares(language, stake.share.low, stake.share.high),
        "profit": language.percent(result.margin),
        "period": period(job, result.years),
        "value": language.money(stake.value.value, result.currency),
        "range": money_range(job, stake.value, result.currency),
    }
    text = language.say((FROM_ORDERS if result.from_orders else STATED)[group.name], **slots)
    evidence = language.say(
        "Share of revenue by linearisation; the interval is that of the share alone. All assumptions stand in the "
        "table of this chapter."
    )
    numbers = {
        "share": stake.share.value,
        "share_low": stake.share.low,
        "share_high": stake.share.high,
        "value": stake.value.value,
        "low": stake.value.low,
        "high": stake.value.high,
        "n": float(stake.share.n),
    }
    key = f"value.{group.name}"
    if group.name != "not_attached":
        return Finding(key, text, "fact", evidence, numbers=numbers)
    plain = _plain(job, result, slots)
    decision = language.say(
        "What is it worth to win over customers who are not attached, who bring in {value} of profit over "
        "{period}?",
        **slots,
    )
    return Finding(key, text, "fact", evidence, plain, decision, stake.share.value, DECIDE, numbers)


def _plain(job: Job, result: Value, slots: dict[str, str]) -> str:
    given = {**slots, "client": job.engagement.client.name}
    if result.from_orders:
        return job.language.say(
            "By the order files, customers who are not attached to {client} bring in {value} ({range}) of profit over "
            "{period}, if nothing changes.",
            **given,
        )
    return job.language.say(
        "Customers who are not attached to {client} bring in {value} ({range}) of profit over {period}, if nothing "
        "changes.",
        **given,
    )


def period(job: Job, years: float) -> str:
    """Write a number of years, with a decimal only where it has one."""
    if years == round(years):
        return job.language.plural("{count} year", "{count} years", round(years))
    return job.language.say("{number} years", number=job.language.number(years, 1))


def _unreliable(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Where groups are told by {themes}, nothing is concluded about their value: the questions do not belong "
        "together well enough.",
        themes=language.listing(language.quoted(job.label(name)) for name in names),
    )
    return Finding("value.unreliable", text, "warning", language.say("Cronbach’s alpha under the red flag."))


def _no_forecast(job: Job) -> Finding:
    text = job.language.say(
        "These amounts are what such customers bring in as long as nothing changes. They are no forecast: nothing here "
        "says that these customers will leave, or that winning them over would bring in this much. The groups overlap, "
        "so that their amounts may not be added up."
    )
    return Finding("value.no_forecast", text, "fact", job.language.say("Assumptions of this chapter."))
