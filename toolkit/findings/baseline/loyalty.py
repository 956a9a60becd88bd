"""What may be said of loyalty in attitude and in behaviour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from toolkit.analysis.baseline import Groups, Loyalty
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import numbers_of, of_hundred, range_of_hundred, row_of, shares
from toolkit.measures.estimate import Estimate

# A group smaller than this share of the customers is told, but no decision is asked about it.
WORTH_A_DECISION = 0.10


# Nor does a group smaller than this come on the first page.
WORTH_THE_FIRST_PAGE = 0.05


def loyalty(job: Job, result: Loyalty) -> tuple[Finding, ...]:
    """Say how many are loyal in attitude and in behaviour, and who stays without being attached."""
    found = []
    for groups in result.groups:
        if groups.unreliable:
            found.append(_groups_unreliable(job, groups))
            continue
        if not math.isnan(row_of(groups.table, "true")["estimate"]):
            found.append(_true(job, groups, alone=len(result.groups) == 1))
        if not math.isnan(row_of(groups.table, "spurious")["estimate"]):
            found.append(_spurious(job, groups))
    if result.captive:
        found.append(_captive(job, result.captive))
    return tuple(found)


def _groups_unreliable(job: Job, groups: Groups) -> Finding:
    language = job.language
    text = language.say(
        "The groups by “{attitude}” and “{behaviour}” are shown, but no conclusion rests on them: the questions about "
        "{themes} do not belong together well enough.",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
        themes=language.listing(language.quoted(job.label(name)) for name in groups.unreliable),
    )
    evidence = language.say("Cronbach’s alpha under the red flag.")
    return Finding(f"loyalty.unreliable.{groups.attitude}.{groups.behaviour}", text, "warning", evidence)


def _true(job: Job, groups: Groups, *, alone: bool) -> Finding:
    language, row = job.language, row_of(groups.table, "true")
    slots = _group_slots(job, groups, "true")
    if alone:
        text = language.say(
            "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and “{behaviour}”: "
            "truly loyal customers.",
            **slots,
        )
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) are truly loyal: they score high on both “{attitude}” and "
            "“{behaviour}”.",
            **slots,
        )
    else:
        text = language.say(
            "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and “{behaviour}”.",
            **slots,
        )
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) score high on both “{attitude}” and “{behaviour}”.",
            **slots,
        )
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.true.{groups.attitude}.{groups.behaviour}"
    return Finding(key, text, "fact", evidence, plain, "", 1.0, 0.6, _row_numbers(row))


def _spurious(job: Job, groups: Groups) -> Finding:
    language, row = job.language, row_of(groups.table, "spurious")
    slots = _group_slots(job, groups, "spurious")
    text = language.say(
        "{share} of customers (margin {margin}) score high on “{behaviour}” but not on “{attitude}”: "
        "loyal in what they do, not in what they feel.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) are loyal in what they do, not in what they feel: "
        "they score high on “{behaviour}”, not on “{attitude}”.",
        **slots,
    )
    decision = ""
    if row["estimate"] >= WORTH_A_DECISION:
        decision = language.say(
            "How do we win over the customers who are loyal in what they do, not in what they feel ({share})?",
            **slots,
        )
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.spurious.{groups.attitude}.{groups.behaviour}"
    size = min(1.0, 2 * float(row["estimate"]))
    plain = plain if row["estimate"] >= WORTH_THE_FIRST_PAGE else ""
    return Finding(key, text, "fact", evidence, plain, decision, size, 0.9, _row_numbers(row))


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


def _captive(job: Job, captive: Estimate) -> Finding:
    language = job.language
    slots = {
        "share": language.percent(captive.value),
        "of_hundred": of_hundred(language, captive.value),
        "range": range_of_hundred(language, captive.low, captive.high),
        "margin": shares(language, captive.low, captive.high),
    }
    text = language.say(
        "{share} of customers (margin {margin}) find it hard to leave and are not attached: captive customers. "
        "Keeping them is retention, not loyalty.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) find it hard to leave and are not attached: "
        "they may stay, but they are not loyal.",
        **slots,
    )
    decision = ""
    if captive.value >= WORTH_A_DECISION:
        decision = language.say(
            "What do we do for the {share} of customers who find it hard to leave and are not attached?",
            **slots,
        )
    evidence = language.say("Customers with a score for lock-in and for attitude; interval by Wilson.")
    size = min(1.0, 2 * captive.value)
    plain = plain if captive.value >= WORTH_THE_FIRST_PAGE else ""
    return Finding("loyalty.captive", text, "fact", evidence, plain, decision, size, 0.9, numbers_of(captive))
