"""The chapter on whether the scales hold."""

from __future__ import annotations

from toolkit.analysis.baseline import Reliability
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.measures.thresholds import MINIMUM_ALPHA
from toolkit.report.blocks import Block
from toolkit.report.sections.baseline.scores import BASE
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    number_cell,
    said,
    table,
)


def reliability(
    job: Job, result: Reliability, say: tuple[Finding, ...], *, level: int = 1
) -> tuple[Block, ...]:
    """Show whether the questions of each theme belong together."""
    if result.table.empty:
        return ()
    language = job.language
    columns = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(row.name)),
        "items": (language.say("Questions"), "right", number_cell(job, "items")),
        "estimate": (language.say("Alpha"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
        "verdict": (
            language.say("Reliable"),
            "left",
            lambda row: language.say("no") if row["flagged"] else language.say("yes"),
        ),
    }
    note = counts_note(
        job,
        result.table["n"],
        language.say(
            "A theme is reliable enough from an alpha of {minimum}.",
            minimum=language.number(MINIMUM_ALPHA, 1),
        ),
    )
    title = language.say("Do the questions of a theme belong together? Cronbach’s alpha")
    counts = Customers(about=("theme", "items"), rows=BASE)
    return (
        heading(job, N_("Are the scales reliable?"), level),
        said(say),
        table(job, "reliability", title, result.table, columns, note, counts=counts),
    )
