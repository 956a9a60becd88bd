"""What is said beside the levers: that a link is no promise, and of which drivers nothing is promised at all."""

from __future__ import annotations

from toolkit.analysis.drivers.what_if import Levers
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import listed


def what_if(job: Job, levers: Levers | None) -> tuple[Finding, ...]:
    """Say what the levers do not know."""
    if levers is None:
        return ()
    found = [_association(job)]
    if levers.left_out:
        found.append(_left_out(job, levers))
    return tuple(found)


def _association(job: Job) -> Finding:
    text = job.language.say(
        "A gain below is what to expect if the links are causes. They are associations at one moment: whether work on "
        "a driver brings this gain, the follow-up measurement has to show."
    )
    evidence = job.language.say("One wave, no control group.")
    return Finding("what_if.association", text, "warning", evidence)


def _left_out(job: Job, levers: Levers) -> Finding:
    text = job.language.say(
        "No gain is given for these, because nothing is claimed of them or they have no room left to score higher: "
        "{drivers}.",
        drivers=listed(job, levers.left_out),
    )
    evidence = job.language.say("Red flags of the scales; see “Are the scales reliable?”.")
    return Finding("what_if.left_out", text, "warning", evidence)
