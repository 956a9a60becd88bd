"""What may be said in the baseline report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from toolkit.analysis.baseline import Groups, Headline, Loyalty, Reliability, Scores
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import numbers_of, of_hundred, points, range_of_hundred, row_of, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate
from toolkit.measures.thresholds import MINIMUM_ALPHA

NPS_METHODS = {
    "score": N_("score interval after Tango"),
    "score_effective_n": N_("score interval after Tango on the effective number"),
    "linearised": N_("linearised, weighted"),
}
# A group smaller than this share of the customers is told, but no decision is asked about it.
WORTH_A_DECISION = 0.10


def headline(job: Job, result: Headline) -> tuple[Finding, ...]:
    """Say the recommendation score and the report mark."""
    found = []
    if result.recommendation and result.promoters and result.detractors:
        found.append(_recommendation(job, result.recommendation, result.promoters, result.detractors))
    if result.mark and result.nine_plus:
        found.append(_mark(job, result.mark, result.nine_plus))
    return tuple(found)


def _recommendation(job: Job, nps: Estimate, promoters: Estimate, detractors: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "The recommendation score (NPS) is {nps} (margin {margin}): {promoters} of customers give a 9 or 10, "
        "{detractors} give a 6 or lower.",
        nps=language.number(nps.value, 1),
        margin=points(language, nps.low, nps.high, 1),
        promoters=language.percent(promoters.value),
        detractors=language.percent(detractors.value),
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
    evidence = language.say(
        "Key figures; interval by method: {method}.", method=language.say(NPS_METHODS[nps.method])
    )
    numbers = {**numbers_of(nps), "promoters": promoters.value, "detractors": detractors.value}
    return Finding("headline.nps", text, "fact", evidence, plain, "", 1.0, 0.6, numbers)


def _mark(job: Job, mark: Estimate, nine: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "Customers give {client} a {mark} out of 10 on average (margin {margin}). "
        "{share} give a 9 or 10 (margin {share_margin}).",
        client=job.engagement.client.name,
        mark=language.number(mark.value, 1),
        margin=points(language, mark.low, mark.high, 1),
        share=language.percent(nine.value),
        share_margin=shares(language, nine.low, nine.high),
    )
    plain = language.say(
        "Customers give {client} a {mark} out of 10 on average ({range}); {share} of every 100 ({share_range}) give a "
        "9 or 10.",
        client=job.engagement.client.name,
        mark=language.number(mark.value, 1),
        range=points(language, mark.low, mark.high, 1),
        share=of_hundred(language, nine.value),
        share_range=range_of_hundred(language, nine.low, nine.high),
    )
    evidence = language.say("Key figures; intervals by Student's t and Wilson.")
    numbers = {**numbers_of(mark), "nine_plus": nine.value}
    return Finding("headline.mark", text, "fact", evidence, plain, "", 0.9, 0.6, numbers)


def scores(job: Job, result: Scores) -> tuple[Finding, ...]:
    """Say which driver stands apart, and only where chance is ruled out."""
    found = [_extreme(job, result, end) for end in ("lowest", "highest") if getattr(result, end)]
    if not result.lowest and (result.table["role"] == "driver").sum() > 1:
        text = job.language.say(
            "No driver scores lower than each of the others beyond doubt: at the bottom the differences are too small."
        )
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
            "It lies below each other driver by more than chance allows.",
            **slots,
        )
        plain = language.say(
            "Customers are least positive about “{driver}”: {score} out of 100 points ({margin}).", **slots
        )
        decision = language.say(
            "Does “{driver}” come up for improvement? The driver analysis tells what it does for loyalty.",
            **slots,
        )
    else:
        text = language.say(
            "Of the drivers, “{driver}” scores highest: {score} out of 100 (margin {margin}). "
            "It lies above each other driver by more than chance allows.",
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


def reliability(job: Job, result: Reliability) -> tuple[Finding, ...]:
    """Say of each scale that does not hold that no conclusion rests on it."""
    if result.table.empty:
        return ()
    flagged = result.table[result.table["flagged"]]
    if flagged.empty:
        text = job.language.say(
            "The questions within each theme belong together: every alpha is {alpha} or higher.",
            alpha=job.language.number(result.table["estimate"].min(), 2),
        )
        evidence = job.language.say("Table with Cronbach's alpha; interval after Feldt.")
        numbers = {"lowest": float(result.table["estimate"].min())}
        return (Finding("reliability.hold", text, "fact", evidence, numbers=numbers),)
    return tuple(_flag(job, str(name), row["estimate"]) for name, row in flagged.iterrows())


def _flag(job: Job, name: str, alpha: float) -> Finding:
    text = job.language.say(
        "The questions about “{theme}” do not belong together well enough (alpha {alpha}, under {minimum}). "
        "Its score is printed, but no conclusion in this report rests on it.",
        theme=job.label(name),
        alpha=job.language.number(alpha, 2),
        minimum=job.language.number(MINIMUM_ALPHA, 1),
    )
    evidence = job.language.say("Table with Cronbach's alpha; interval after Feldt.")
    return Finding(f"reliability.{name}", text, "warning", evidence, numbers={"alpha": float(alpha)})


def loyalty(job: Job, result: Loyalty) -> tuple[Finding, ...]:
    """Say how many are loyal in attitude and in behaviour, and who stays without being attached."""
    found = []
    for groups in result.groups:
        if not math.isnan(row_of(groups.table, "true")["estimate"]):
            found.append(_true(job, groups, alone=len(result.groups) == 1))
        if not math.isnan(row_of(groups.table, "spurious")["estimate"]):
            found.append(_spurious(job, groups))
    if result.captive:
        found.append(_captive(job, result.captive))
    return tuple(found)


def _true(job: Job, groups: Groups, *, alone: bool) -> Finding:
    language, row = job.language, row_of(groups.table, "true")
    slots = _group_slots(job, groups, "true")
    text = language.say(
        "{share} of customers (margin {margin}) score {cut} or higher on both “{attitude}” and “{behaviour}”: "
        "truly loyal customers.",
        **slots,
    )
    if alone:
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) are truly loyal: they score high on both “{attitude}” and "
            "“{behaviour}”.",
            **slots,
        )
    else:
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
        "they come, but are not attached.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) come, but are not attached: "
        "they score high on “{behaviour}”, not on “{attitude}”.",
        **slots,
    )
    decision = ""
    if row["estimate"] >= WORTH_A_DECISION:
        decision = language.say(
            "What do we offer customers who score high on “{behaviour}” but not on “{attitude}” ({share}), "
            "before another provider does?",
            **slots,
        )
    evidence = language.say("Table of loyalty groups after Dick and Basu (1994); intervals by Wilson.")
    key = f"loyalty.spurious.{groups.attitude}.{groups.behaviour}"
    size = min(1.0, 2 * float(row["estimate"]))
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
        "{of_hundred} of every 100 customers ({range}) find it hard to leave, but are not attached: "
        "they are held, they are not loyal.",
        **slots,
    )
    decision = language.say(
        "What do we do for the {share} of customers who are held by the trouble of leaving?", **slots
    )
    evidence = language.say("Customers with a score for lock-in and for attitude; interval by Wilson.")
    size = min(1.0, 2 * captive.value)
    return Finding("loyalty.captive", text, "fact", evidence, plain, decision, size, 0.9, numbers_of(captive))


def next_step(job: Job) -> tuple[Finding, ...]:
    """Ask for the decision that every baseline ends with."""
    text = job.language.say("This baseline is the yardstick for the follow-up measurement.")
    decision = job.language.say("When do we measure again, and which score must have changed by then?")
    evidence = job.language.say("The same questions, asked in the same way.")
    return (Finding("next.followup", text, "fact", evidence, "", decision, 0.2, 0.5),)
