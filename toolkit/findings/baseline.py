"""What may be said in the baseline report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from toolkit.analysis.baseline import Groups, Headline, Loyalty, Scores
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import numbers_of, of_hundred, points, range_of_hundred, row_of, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate

NPS_METHODS = {
    "score": N_("score interval after Tango"),
    "score_effective_n": N_("score interval after Tango on the effective number"),
    "linearised": N_("linearised, weighted"),
}
# A group smaller than this share of the customers is told, but no decision is asked about it.
WORTH_A_DECISION = 0.10
# Nor does a group smaller than this come on the first page.
WORTH_THE_FIRST_PAGE = 0.05


def headline(job: Job, result: Headline) -> tuple[Finding, ...]:
    """Say the recommendation score and the report mark."""
    found = []
    if result.recommendation:
        found.append(_recommendation(job, result.recommendation, result.promoters, result.detractors))
    if result.mark:
        found.append(_mark(job, result.mark, result.nine_plus))
    bases = {"headline.nps": "recommendation", "headline.mark": "mark"}
    return tuple(
        _without_base(finding) if bases[finding.key] in result.bases_hidden else finding for finding in found
    )


def _without_base(finding: Finding) -> Finding:
    return replace(finding, numbers={name: value for name, value in finding.numbers.items() if name != "n"})


def _recommendation(
    job: Job, nps: Estimate, promoters: Estimate | None, detractors: Estimate | None
) -> Finding:
    language = job.language
    slots = {"nps": language.number(nps.value, 1), "margin": points(language, nps.low, nps.high, 1)}
    evidence = language.say(
        "Key figures; interval by method: {method}.", method=language.say(NPS_METHODS[nps.method])
    )
    if promoters is None or detractors is None:
        text = language.say(
            "The recommendation score (NPS) is {nps}. Its margin is not shown: how many customers gave some answer, "
            "fewer than {minimum}, would follow from it.",
            nps=slots["nps"],
            minimum=language.number(job.engagement.privacy.minimum_cell),
        )
        return Finding(
            "headline.nps", text, "fact", language.say("Key figures."), numbers={"value": nps.value}
        )
    text = language.say(
        "The recommendation score (NPS) is {nps} (margin {margin}): {promoters} of customers give a 9 or 10, "
        "{detractors} give a 6 or lower.",
        promoters=language.percent(promoters.value),
        detractors=language.percent(detractors.value),
        **slots,
    )
    plain = language.say(
        "Asked how likely they are to recommend {client}, {promoters} of every 100 customers ({promoters_range}) give "
        "a 9 or 10 and {detractors} of every 100 ({detractors_range}) give a 6 or lower.",
        client=job.engagement.client.name,
        promoters=of_hundred(language, promoters.value),
        promoters_range=range_of_hundred(language, promoters.low, promoters.high),
        detractors=of_hundred(language, detractors.value),
        detractors_range=range_of_hundred(language, detractors.low, detractors.high),
    )
    numbers = {**numbers_of(nps), "promoters": promoters.value, "detractors": detractors.value}
    return Finding("headline.nps", text, "fact", evidence, plain, "", 1.0, 0.6, numbers)


def _mark(job: Job, mark: Estimate, nine: Estimate | None) -> Finding:
    language = job.language
    slots = {
        "client": job.engagement.client.name,
        "mark": language.number(mark.value, 1),
        "margin": points(language, mark.low, mark.high, 1),
    }
    evidence = language.say("Key figures; intervals by Student’s t and Wilson.")
    if nine is None:
        text = language.say(
            "Customers give {client} a {mark} out of 10 on average (margin {margin}).", **slots
        )
        plain = language.say("Customers give {client} a {mark} out of 10 on average ({margin}).", **slots)
        return Finding("headline.mark", text, "fact", evidence, plain, "", 0.9, 0.6, numbers_of(mark))
    text = language.say(
        "Customers give {client} a {mark} out of 10 on average (margin {margin}). "
        "{share} give a 9 or 10 (margin {share_margin}).",
        share=language.percent(nine.value),
        share_margin=shares(language, nine.low, nine.high),
        **slots,
    )
    plain = language.say(
        "Customers give {client} a {mark} out of 10 on average ({margin}); {share} of every 100 ({share_range}) give a "
        "9 or 10.",
        share=of_hundred(language, nine.value),
        share_range=range_of_hundred(language, nine.low, nine.high),
        **slots,
    )
    numbers = {**numbers_of(mark), "nine_plus": nine.value}
    return Finding("headline.mark", text, "fact", evidence, plain, "", 0.9, 0.6, numbers)


def scores(job: Job, result: Scores) -> tuple[Finding, ...]:
    """Say which driver stands apart, and only where chance is ruled out."""
    found = [_extreme(job, result, end) for end in ("lowest", "highest") if getattr(result, end)]
    if not result.lowest and result.compared > 1:
        text = job.language.say("No driver can be called the lowest beyond doubt.")
        evidence = job.language.say("Differences within respondents, Bonferroni over all pairs of drivers.")
        found.append(Finding("scores.lowest", text, "not_shown", evidence))
    if result.hidden:
        found.append(_hidden(job, result.hidden))
    return tuple(found)


def _extreme(job: Job, result: Scores, end: str) -> Finding:
    language, name = job.language, getattr(result, end)
    row = row_of(result.table, name)
    slots = {
        "driver": job.label(name),
        "score": language.number(row["estimate"]),
        "margin": points(language, row["low"], row["high"]),
    }
    if end == "lowest":
        text = language.say(
            "Of the drivers, “{driver}” scores lowest: {score} out of 100 (margin {margin}). "
            "The difference with each other driver is larger than chance.",
            **slots,
        )
        plain = language.say(
            "Customers are least positive about “{driver}”: {score} out of 100 points ({margin}).", **slots
        )
        decision = language.say(
            "Should we work on “{driver}”? The driver analysis shows how strongly it is linked to loyalty.",
            **slots,
        )
    else:
        text = language.say(
            "Of the drivers, “{driver}” scores highest: {score} out of 100 (margin {margin}). "
            "The difference with each other driver is larger than chance.",
            **slots,
        )
        plain = language.say(
            "Customers are most positive about “{driver}”: {score} out of 100 points ({margin}).", **slots
        )
        decision = ""
    evidence = language.say("Differences within respondents, Bonferroni over all pairs of drivers.")
    size = (100 - row["estimate"]) / 100 if end == "lowest" else row["estimate"] / 100
    numbers = {key: float(row[key]) for key in ("estimate", "low", "high", "n")}
    actionable = 1.0 if end == "lowest" else 0.3
    return Finding(
        f"scores.{end}", text, "shown", evidence, plain, decision, float(size), actionable, numbers
    )


def _hidden(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Not shown, because fewer than {minimum} customers answered: {themes}.",
        minimum=language.number(job.engagement.privacy.minimum_cell),
        themes=language.listing(job.label(name) for name in names),
    )
    return Finding("scores.hidden", text, "too_few", language.say("Minimum cell of the engagement."))


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


def next_step(job: Job) -> tuple[Finding, ...]:
    """Ask for the decision that every baseline ends with."""
    text = job.language.say("This baseline is the yardstick for the follow-up measurement.")
    decision = job.language.say("When do we measure again, and which score must have changed by then?")
    evidence = job.language.say("The same questions, asked in the same way.")
    return (Finding("next.followup", text, "fact", evidence, "", decision, 0.2, 0.5),)
