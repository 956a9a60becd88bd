"""What may be said about the change of the recommendation score."""

from __future__ import annotations

from toolkit.analysis.followup import Change
from toolkit.analysis.followup.composition import NPS
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.row import by_other_customers, numbers_of, slots_of, used_otherwise
from toolkit.findings.ranking import WORK_ON, of_difference


def recommendation(job: Job, result: Change) -> tuple[Finding, ...]:
    """Say what became of the recommendation score."""
    if result.recommendation is None:
        return ()
    language, row = job.language, dict(result.recommendation)
    slots = {
        **slots_of(job, row),
        "smallest": language.number(result.smallest_change_nps),
        "client": job.engagement.client.name,
        "minimum": language.number(job.engagement.privacy.minimum_cell),
    }
    verdict, numbers = str(row["verdict"]), numbers_of(row)
    if withheld(job).margin:
        text, plain = _without_margin(job, verdict, slots)
        numbers = {name: numbers[name] for name in ("before", "after", "difference")}
    else:
        text, plain = _with_margin(job, verdict, slots)
    if NPS in result.by_others:
        others = by_other_customers(job, NPS)
        text, plain = f"{text} {others}", f"{plain} {others}"
    if verdict != "not decided" and (doubt := used_otherwise(job, job.engagement.questions.recommendation)):
        text, plain = f"{text} {doubt}", f"{plain} {doubt}"
    evidence = language.say("Test of the difference of two recommendation scores.")
    strength: Strength = "not_shown" if verdict == "not decided" else "shown"
    size = of_difference(row["difference"], "nps")
    return (Finding("change.nps", text, strength, evidence, plain, "", size, WORK_ON, numbers),)


def _with_margin(job: Job, verdict: str, slots: dict[str, str]) -> tuple[str, str]:
    language = job.language
    return {
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
    }[verdict]


def _without_margin(job: Job, verdict: str, slots: dict[str, str]) -> tuple[str, str]:
    """Say it where the margin would tell how few customers gave some answer."""
    language = job.language
    text, plain = {
        "better": (
            language.say(
                "The recommendation score (NPS) rose from {before} to {after}: {difference} points.", **slots
            ),
            language.say(
                "Customers are more inclined to recommend {client} than before: the recommendation score, which runs "
                "from −100 to 100, rose from {before} to {after}.",
                **slots,
            ),
        ),
        "worse": (
            language.say(
                "The recommendation score (NPS) fell from {before} to {after}: {difference} points.", **slots
            ),
            language.say(
                "Customers are less inclined to recommend {client} than before: the recommendation score, which runs "
                "from −100 to 100, fell from {before} to {after}.",
                **slots,
            ),
        ),
        "no relevant change": (
            language.say(
                "The recommendation score (NPS) went from {before} to {after} ({difference}): any change is smaller "
                "than the {smallest} points that matter.",
                **slots,
            ),
            language.say("Customers are about as inclined to recommend {client} as before.", **slots),
        ),
        "not decided": (
            language.say(
                "The recommendation score (NPS) went from {before} to {after} ({difference}). Whether that is a real "
                "change, these answers do not decide.",
                **slots,
            ),
            language.say(
                "Whether customers recommend {client} more or less than before, these answers do not decide.",
                **slots,
            ),
        ),
    }[verdict]
    why = language.say(
        "The margin is not shown: how many customers gave some answer, fewer than {minimum}, would follow from it.",
        **slots,
    )
    return f"{text} {why}", plain
