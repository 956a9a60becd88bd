"""What may be said about the cause of a change."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding


def cause(job: Job) -> tuple[Finding, ...]:
    """Say once what two waves without a control group can not show."""
    text = job.language.say(
        "A change between two waves does not tell its cause. There is no group of customers without the action "
        "to compare with, so there may be other causes."
    )
    decision = job.language.say(
        "With which customers do we wait with the next action, so that its effect can be seen?"
    )
    evidence = job.language.say("Two waves, no control group.")
    return (Finding("change.cause", text, "warning", evidence, "", decision, 0.3, 0.5),)
