"""What may be said of the next measurement: when it is, and what it can show."""

from __future__ import annotations

import math

from toolkit.analysis.baseline.planning import Planning
from toolkit.analysis.baseline.segments import NINE_PLUS, NPS
from toolkit.analysis.job import Job
from toolkit.findings.baseline.segment_words import measure_label
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import DECIDE, OF_MEASURING
from toolkit.findings.wording import row_of


def next_step(job: Job, result: Planning | None = None) -> tuple[Finding, ...]:
    """Ask for the decision that every baseline ends with, and say what the next measurement can show."""
    text = job.language.say("This baseline is the yardstick for the follow-up measurement.")
    decision = job.language.say("When do we measure again, and which score must have changed by then?")
    evidence = job.language.say("The same questions, asked in the same way.")
    return (
        Finding("next.followup", text, "fact", evidence, "", decision, OF_MEASURING, DECIDE),
        *_changes(job, result),
    )


def _changes(job: Job, result: Planning | None) -> tuple[Finding, ...]:
    """Say it of the first outcome and of the recommendation score."""
    if result is None:
        return ()
    told = [result.outcome, *([NPS] if NPS in result.table.index and result.outcome != NPS else [])]
    return tuple(_change(job, result, measure) for measure in told)


def _change(job: Job, result: Planning, measure: str) -> Finding:
    language, row = job.language, row_of(result.table, measure)
    slots = {
        "theme": measure_label(job, measure),
        "n": language.number(row["n"]),
        "power": language.percent(job.engagement.analysis.power),
        "change": size_of(job, measure, row["independent"]),
        "panel": size_of(job, measure, row["panel"]),
        "smallest": size_of(job, measure, row["smallest"]),
    }
    first = language.say(
        "With {n} answers again, from other customers, a change of {change} points or more on {theme} can be shown "
        "with {power} certainty; with the same customers again, {panel} points.",
        **slots,
    )
    second = _against_smallest(job, row, slots)
    numbers = {
        "n": row["n"],
        "independent": row["independent"],
        "panel": row["panel"],
        "needed": _whole(row["needed"]),
    }
    return Finding(
        f"next.{measure.lower()}",
        f"{first} {second}",
        "fact",
        language.say("Table “What the follow-up measurement can show”, with what it assumes."),
        numbers=numbers,
    )


def _against_smallest(job: Job, row: dict[str, float], slots: dict[str, str]) -> str:
    """Set what can be shown beside the smallest change that matters."""
    language = job.language
    needed = {
        name: language.number(math.ceil(row[name]))
        for name in ("needed", "needed_panel")
        if math.isfinite(row[name])
    }
    if row["independent"] <= row["smallest"]:
        return language.say(
            "That is enough for the smallest change that matters here, {smallest} points. A change that is shown to be "
            "smaller is reported as too small to matter, not as better or worse.",
            **slots,
        )
    if "needed" in needed:
        return language.say(
            "The smallest change that matters here, {smallest} points, takes {needed} answers of other customers.",
            needed=needed["needed"],
            **slots,
        )
    if "needed_panel" in needed:
        return language.say(
            "The smallest change that matters here, {smallest} points, can only be shown by asking the same customers "
            "again, {needed_panel} of them: this baseline is too small to compare other customers with.",
            needed_panel=needed["needed_panel"],
            **slots,
        )
    return language.say(
        "The smallest change that matters here, {smallest} points, cannot be shown with any number of answers: this "
        "baseline is too small for it.",
        **slots,
    )


def _whole(answers: float) -> float:
    """Round a number of answers up; infinite stays so."""
    return math.ceil(answers) if math.isfinite(answers) else answers


def size_of(job: Job, measure: str, change: float) -> str:
    """Write a change in points; of a share, in points of a hundred."""
    return job.language.number(100 * change if measure == NINE_PLUS else change, 1)
