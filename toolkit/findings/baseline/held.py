"""What may be said of customers who stay without being attached."""

from __future__ import annotations

from toolkit.analysis.baseline.held import Held
from toolkit.analysis.job import Job
from toolkit.findings.baseline.loyalty_groups import WORTH_A_DECISION, WORTH_THE_FIRST_PAGE
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WORK_ON, asking, of_group
from toolkit.findings.wording import numbers_of, of_hundred, range_of_hundred, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate

# What is said of customers who are neither attached nor held, its plain form, and the decision it asks.
FREE_TO_GO = (
    N_(
        "{share} of customers (margin {margin}) score high on “{behaviour}”, but are neither attached nor "
        "find it hard to leave: customers out of convenience."
    ),
    N_(
        "{of_hundred} of every 100 customers ({range}) come out of convenience: they score high on "
        "“{behaviour}”, but are not attached and could leave easily."
    ),
    N_("What reason to stay do we give the {share} of customers who come out of convenience?"),
)
UNDER_CONTRACT = (
    N_(
        "{share} of customers (margin {margin}) score high on “{behaviour}”, but are neither attached nor "
        "find it hard to leave: little keeps them once their contract ends."
    ),
    N_(
        "{of_hundred} of every 100 customers ({range}) are not attached and find it easy to leave once "
        "their contract ends, though they score high on “{behaviour}”."
    ),
    N_(
        "What reason to stay do we give, before their contract ends, the {share} of customers whom little else keeps?"
    ),
)


def held(job: Job, result: Held) -> tuple[Finding, ...]:
    """Say how many are held by lock-in, and how many are there because it is easy."""
    found = [_captive(job, result.captive)] if result.captive else []
    # In a monopoly all are held, whatever they answer about leaving: nobody is there for convenience.
    if result.convenience and job.engagement.context.choice != "monopoly":
        found.append(_convenience(job, result, result.convenience))
    return tuple(found)


def _slots(job: Job, estimate: Estimate) -> dict[str, str]:
    language = job.language
    return {
        "share": language.percent(estimate.value),
        "of_hundred": of_hundred(language, estimate.value),
        "range": range_of_hundred(language, estimate.low, estimate.high),
        "margin": shares(language, estimate.low, estimate.high),
    }


def _captive(job: Job, captive: Estimate) -> Finding:
    language, slots = job.language, _slots(job, captive)
    text = language.say(
        "{share} of customers (margin {margin}) find it hard to leave and are not attached: captive "
        "customers. Keeping them is retention, not loyalty.",
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
    plain = plain if captive.value >= WORTH_THE_FIRST_PAGE else ""
    size, doable = of_group(captive.value), asking(decision, WORK_ON)
    return Finding(
        "loyalty.captive", text, "fact", evidence, plain, decision, size, doable, numbers_of(captive)
    )


def _convenience(job: Job, result: Held, convenience: Estimate) -> Finding:
    language = job.language
    slots = _slots(job, convenience) | {"behaviour": job.label(result.behaviour)}
    bound = job.engagement.context.choice == "contract"
    text, plain, asked = (
        language.say(message, **slots) for message in (UNDER_CONTRACT if bound else FREE_TO_GO)
    )
    decision = asked if convenience.value >= WORTH_A_DECISION else ""
    evidence = language.say("Customers with a score for attitude, behaviour and lock-in; interval by Wilson.")
    plain = plain if convenience.value >= WORTH_THE_FIRST_PAGE else ""
    # They are among the spurious ones, of whom the report has told already: half the size.
    size, doable = of_group(convenience.value) / 2, asking(decision, WORK_ON)
    numbers = numbers_of(convenience)
    return Finding("loyalty.convenience", text, "fact", evidence, plain, decision, size, doable, numbers)
