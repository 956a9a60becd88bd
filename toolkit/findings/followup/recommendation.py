"""What may be said about the change of the recommendation score."""

from __future__ import annotations

from toolkit.analysis.followup import Change
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.row import numbers_of, slots_of


def recommendation(job: Job, result: Change) -> tuple[Finding, ...]:
    """Say what became of the recommendation score."""
    if result.recommendation is None:
        return ()
    language, row = job.language, dict(result.recommendation)
    slots = {
        **slots_of(job, row),
        "smallest": language.number(result.smallest_change_nps),
        "client": job.engagement.client.name,
    }
    text, plain = {
        "better": (
            language.say(
                "The recommendation score (NPS) rose from {before} to {after}: {difference} points (margin {margin}).",
                **slots,
            ),
            language.say(
                "Customers are more inclined to recommend {client} than before: the recommendation score, which runs "
                "from −100 to 100, rose from {before} to {after} ({points} points; {range}).",
                **slots,
            ),
        ),
        "worse": (
            language.say(
                "The recommendation score (NPS) fell from {before} to {after}: {difference} points (margin {margin}).",
                **slots,
            ),
            language.say(
                "Customers are less inclined to recommend {client} than before: the recommendation score, which runs "
                "from −100 to 100, fell from {before} to {after} ({points} points; {range}).",
                **slots,
            ),
        ),
        "no relevant change": (
            language.say(
                "The recommendation score (NPS) went from {before} to {after} ({difference}, margin {margin}): "
                "any change is smaller than the {smallest} points that matter.",
                **slots,
            ),
            language.say("Customers are about as inclined to recommend {client} as before.", **slots),
        ),
        "not decided": (
            language.say(
                "The recommendation score (NPS) went from {before} to {after} ({difference}, margin {margin}). "
                "Whether that is a real change, these answers do not decide.",
                **slots,
            ),
            language.say(
                "Whether customers recommend {client} more or less than before, these answers do not decide.",
                **slots,
            ),
        ),
    }[str(row["verdict"])]
    evidence = language.say("Test of the difference of two recommendation scores.")
    strength: Strength = "not_shown" if row["verdict"] == "not decided" else "shown"
    # NPS runs over 200 points, a theme over 100.
    size = min(1.0, abs(float(row["difference"])) / 40 + 0.4)
    return (Finding("change.nps", text, strength, evidence, plain, "", size, 0.8, numbers_of(row)),)
