"""What may be said about the cause of a change."""

from __future__ import annotations

from toolkit.analysis.followup import impact
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.impact_words import title_of
from toolkit.findings.ranking import DECIDE, LOST, OF_MEASURING


def cause(job: Job) -> tuple[Finding, ...]:
    """Say once what waves without customers drawn by lot can not show."""
    result = impact(job)
    compared = () if result is None else result.compared
    if compared:
        return (_with_others(job, tuple(one.number for one in compared)),)
    text = job.language.say(
        "A change between two waves does not tell its cause. There is no group of customers without the action "
        "to compare with, so there may be other causes."
    )
    decision = job.language.say(
        "With which customers do we wait with the next action, so that its effect can be seen?"
    )
    evidence = job.language.say("Two waves, no control group.")
    if not any(action.carried_out in ("yes", "partly") for action in job.engagement.actions):
        return (Finding("change.cause", text, "warning", evidence, "", decision, OF_MEASURING, DECIDE),)
    plain = job.language.say(
        "Whether the actions did it cannot be told: there were no customers without them to compare with."
    )
    return (Finding("change.cause", text, "warning", evidence, plain, decision, LOST, DECIDE),)


def _with_others(job: Job, numbers: tuple[int, ...]) -> Finding:
    """Say it where there are customers without an action: no proof either, but for one that lots decided."""
    language = job.language
    text = language.say(
        "A change between two waves does not tell its cause. For {actions} there are customers without it to compare "
        "with. Unless lots decided who had it, they may differ in more than the action; and for every other change "
        "there is nobody to compare with.",
        actions=language.listing(language.quoted(title_of(job, number)) for number in numbers),
    )
    decision = language.say(
        "Do we draw lots for who gets the next action first, so that its effect can be seen?"
    )
    evidence = language.say("Two waves; a group with and a group without an action.")
    return Finding("change.cause", text, "warning", evidence, "", decision, OF_MEASURING, DECIDE)
