"""The sentences on the loyalty groups, for customers who can choose and for those who cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.loyalty import Groups
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import WATCH, WORK_ON, asking, of_group, of_level
from toolkit.findings.wording import numbers_of, of_hundred, range_of_hundred, row_of, shares
from toolkit.language import N_

# A group smaller than this share of the customers is told, but no decision is asked about it.
WORTH_A_DECISION = 0.10
# Nor does a group smaller than this come on the first page.
WORTH_THE_FIRST_PAGE = 0.05

BOTH = {
    "contract": N_(
        "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and "
        "“{behaviour}”. Their contract binds them for now: only what they feel says whether they are loyal."
    ),
    "nearby": N_(
        "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and "
        "“{behaviour}”. That it is nearby may explain what they do: only what they feel says whether they "
        "are loyal."
    ),
    "monopoly": N_(
        "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and "
        "“{behaviour}”. They have nowhere else to go: only what they feel says whether they are loyal."
    ),
}
UNATTACHED = {
    "contract": N_(
        "{share} of customers (margin {margin}) score high on “{behaviour}” but not on “{attitude}”: they "
        "are under contract, and they are not attached."
    ),
    "nearby": N_(
        "{share} of customers (margin {margin}) score high on “{behaviour}” but not on “{attitude}”: they "
        "come where it is nearby, and they are not attached."
    ),
    "monopoly": N_(
        "{share} of customers (margin {margin}) score high on “{behaviour}” but not on “{attitude}”: they "
        "have nowhere else to go, and they are not attached."
    ),
}


def attached(job: Job, groups: Groups) -> Finding:
    """Say how many are high on attitude: what leads where behaviour is no free choice."""
    assert groups.felt is not None
    language, felt = job.language, groups.felt
    slots = {
        "share": language.percent(felt.value),
        "of_hundred": of_hundred(language, felt.value),
        "range": range_of_hundred(language, felt.low, felt.high),
        "margin": shares(language, felt.low, felt.high),
        "cut": language.number(groups.cut),
        "attitude": job.label(groups.attitude),
    }
    text = language.say(
        "{share} of customers (margin {margin}) score {cut} or higher on “{attitude}”. Here that says most "
        "about loyalty, because what customers do has other reasons as well.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) are loyal in what they feel: they score high on "
        "“{attitude}”.",
        **slots,
    )
    evidence = language.say("Customers with a score for both outcomes; interval by Wilson.")
    key = f"loyalty.attitude.{groups.attitude}"
    return Finding(
        key, text, "fact", evidence, plain, "", of_level(felt.value, 0, 1), WATCH, numbers_of(felt)
    )


def high_on_both(job: Job, groups: Groups, *, alone: bool) -> Finding:
    """Say how many are high on attitude and on behaviour; `alone`: there is no other pair of outcomes."""
    language = job.language
    slots, numbers = _group_slots(job, groups, "true"), _row_numbers(row_of(groups.table, "true"))
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.true.{groups.attitude}.{groups.behaviour}"
    if not chooses_freely(job):
        text = language.say(BOTH[job.engagement.context.choice], **slots)
        return Finding(key, text, "warning", evidence, numbers=numbers)
    if alone:
        text = language.say(
            "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and "
            "“{behaviour}”: truly loyal customers.",
            **slots,
        )
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) are truly loyal: they score high on both "
            "“{attitude}” and “{behaviour}”.",
            **slots,
        )
    else:
        text = language.say(
            "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and "
            "“{behaviour}”.",
            **slots,
        )
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) score high on both “{attitude}” and "
            "“{behaviour}”.",
            **slots,
        )
    size = of_level(row_of(groups.table, "true")["estimate"], 0, 1)
    return Finding(key, text, "fact", evidence, plain, "", size, WATCH, numbers)


def feels_loyal(job: Job, groups: Groups) -> Finding:
    """Say how many are high on attitude only: latent loyalty, of customers who are free to go."""
    language, row = job.language, row_of(groups.table, "latent")
    slots = _group_slots(job, groups, "latent")
    text = language.say(
        "{share} of customers (margin {margin}) score high on “{attitude}” but not on “{behaviour}”: loyal "
        "in what they feel, not in what they do.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) are loyal in what they feel, not in what they do: "
        "they score high on “{attitude}”, not on “{behaviour}”.",
        **slots,
    )
    asked = language.say(
        "What keeps the customers who are loyal in what they feel ({share}) from showing it in what they do?",
        **slots,
    )
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.latent.{groups.attitude}.{groups.behaviour}"
    plain = plain if row["estimate"] >= WORTH_THE_FIRST_PAGE else ""
    asked = asked if row["estimate"] >= WORTH_A_DECISION else ""
    size, doable = of_group(row["estimate"]), asking(asked, WORK_ON)
    return Finding(key, text, "fact", evidence, plain, asked, size, doable, _row_numbers(row))


def stays_unattached(job: Job, groups: Groups) -> Finding:
    """Say how many are high on behaviour only: spurious loyalty where they are free to go."""
    language, row = job.language, row_of(groups.table, "spurious")
    slots, numbers = _group_slots(job, groups, "spurious"), _row_numbers(row)
    free, large = chooses_freely(job), row["estimate"] >= WORTH_A_DECISION
    if free:
        text = language.say(
            "{share} of customers (margin {margin}) score high on “{behaviour}” but not on “{attitude}”: "
            "loyal in what they do, not in what they feel.",
            **slots,
        )
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) are loyal in what they do, not in what they "
            "feel: they score high on “{behaviour}”, not on “{attitude}”.",
            **slots,
        )
        asked = language.say(
            "How do we win over the customers who are loyal in what they do, not in what they feel "
            "({share})?",
            **slots,
        )
    else:
        text = language.say(UNATTACHED[job.engagement.context.choice], **slots)
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) score high on “{behaviour}”, not on "
            "“{attitude}”: they are not attached.",
            **slots,
        )
        asked = language.say(
            "What do we offer customers who are not attached, so that they would also stay of their own choice "
            "({share})?",
            **slots,
        )
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.spurious.{groups.attitude}.{groups.behaviour}"
    asked = asked if large else ""
    size, doable = of_group(row["estimate"]), asking(asked, WORK_ON)
    plain = plain if row["estimate"] >= WORTH_THE_FIRST_PAGE else ""
    strength: Strength = "fact" if free else "warning"
    return Finding(key, text, strength, evidence, plain, asked, size, doable, numbers)


def _group_slots(job: Job, groups: Groups, group: str) -> dict[str, str]:
    language, row = job.language, row_of(groups.table, group)
    return {
        "share": language.percent(row["estimate"]),
        "of_hundred": of_hundred(language, row["estimate"]),
        "range": range_of_hundred(language, row["low"], row["high"]),
        "margin": shares(language, row["low"], row["high"]),
        "cut": language.number(groups.cut),
        "attitude": job.label(groups.attitude),
        "behaviour": job.label(groups.behaviour),
    }


def _row_numbers(row: Mapping[str, Any]) -> dict[str, float]:
    return {key: float(row[key]) for key in ("estimate", "low", "high", "n")}
