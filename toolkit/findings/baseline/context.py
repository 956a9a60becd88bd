"""What may be said of how free customers are: it changes how the rest of the report is read."""

from __future__ import annotations

from toolkit.analysis.baseline.context import Context
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import NOTHING, of_group
from toolkit.language import N_

MEANING = {
    "free": N_(
        "Customers can go elsewhere when they want to. What they do therefore says something about their "
        "loyalty, beside what they feel."
    ),
    "contract": N_(
        "Customers are bound by a contract for some time. Until it ends staying is no choice, so this "
        "report judges loyalty by what customers feel and is careful with what they do."
    ),
    "nearby": N_(
        "Customers come here because it is nearby. Coming back is then easy before it is loyal, so this "
        "report judges loyalty by what customers feel and is careful with what they do."
    ),
    "monopoly": N_(
        "Customers have nowhere else to go. Staying is then no choice and says nothing about loyalty, so "
        "this report judges loyalty by what customers feel."
    ),
}


def context(job: Job, result: Context | None) -> tuple[Finding, ...]:
    """Say how free customers are to go elsewhere, and what that means for the reader."""
    if result is None:
        return ()
    text = job.language.say(MEANING[result.choice])
    evidence = job.language.say("Stated by the consultant beforehand; not measured.")
    if result.choice == "free":
        return (Finding("context.choice", text, "fact", evidence),)
    return (Finding("context.choice", text, "warning", evidence, text, "", of_group(1.0), NOTHING),)
