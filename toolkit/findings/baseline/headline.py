"""What may be said of the numbers a board asks first."""

from __future__ import annotations

from dataclasses import replace

from toolkit.analysis.baseline import Headline
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, of_level
from toolkit.findings.wording import numbers_of, of_hundred, points, range_of_hundred, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate

NPS_METHODS = {
    "score": N_("score interval after Tango"),
    "score_effective_n": N_("score interval after Tango on the effective number"),
    "linearised": N_("linearised, weighted"),
}


def headline(job: Job, result: Headline) -> tuple[Finding, ...]:
    """Say the recommendation score, the report mark and how many found it easy."""
    found = []
    if result.recommendation:
        found.append(_recommendation(job, result.recommendation, result.promoters, result.detractors))
    if result.mark:
        found.append(_mark(job, result.mark, result.nine_plus))
    if result.effort:
        found.append(_effort(job, result.effort))
    bases = {"headline.nps": "recommendation", "headline.mark": "mark", "headline.effort": "effort"}
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
        "How likely are customers to recommend {client}? Of every 100, {promoters} ({promoters_range}) give a 9 or 10 "
        "and {detractors} ({detractors_range}) a 6 or lower.",
        client=job.engagement.client.name,
        promoters=of_hundred(language, promoters.value),
        promoters_range=range_of_hundred(language, promoters.low, promoters.high),
        detractors=of_hundred(language, detractors.value),
        detractors_range=range_of_hundred(language, detractors.low, detractors.high),
    )
    numbers = {**numbers_of(nps), "promoters": promoters.value, "detractors": detractors.value}
    return Finding(
        "headline.nps", text, "fact", evidence, plain, "", of_level(nps.value, -100, 100), WATCH, numbers
    )


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
        return Finding(
            "headline.mark",
            text,
            "fact",
            evidence,
            plain,
            "",
            of_level(mark.value, 1, 10),
            WATCH,
            numbers_of(mark),
        )
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
    return Finding(
        "headline.mark", text, "fact", evidence, plain, "", of_level(mark.value, 1, 10), WATCH, numbers
    )


def _effort(job: Job, effort: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "{share} of customers (margin {margin}) found it easy: they give one of the two highest answers on effort.",
        share=language.percent(effort.value),
        margin=shares(language, effort.low, effort.high),
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) found it easy to get done what they came for.",
        of_hundred=of_hundred(language, effort.value),
        range=range_of_hundred(language, effort.low, effort.high),
    )
    evidence = language.say("Key figures; interval by Wilson.")
    numbers = {"share": effort.value, "share_low": effort.low, "share_high": effort.high, "n": effort.n}
    return Finding(
        "headline.effort", text, "fact", evidence, plain, "", of_level(effort.value, 0, 1), WATCH, numbers
    )
