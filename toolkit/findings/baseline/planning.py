"""What may be said of the next measurement."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding


def next_step(job: Job) -> tuple[Finding, ...]:
    """Ask for the decision that every baseline ends with."""
    text = job.language.say("This baseline is the yardstick for the follow-up measurement.")
    decision = job.language.say("When do we measure again, and which score must have changed by then?")
    evidence = job.language.say("The same questions, asked in the same way.")
    return (Finding("next.followup", text, "fact", evidence, "", decision, 0.2, 0.5),)
