"""The chapter on changes that go together among customers who answered twice."""

from __future__ import annotations

from toolkit.analysis.followup.linked_changes import OutcomeChanges
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.linked_changes import PER_POINTS, pairs_told
from toolkit.findings.wording import changes, listed
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    p_cell,
    said,
    signed_cell,
    table,
)


def linked_changes(
    job: Job, results: tuple[OutcomeChanges, ...] | None, say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Say and print, per outcome, what changed with it."""
    if not results or not say:
        return ()
    tables = (_table(job, result) for result in results if result.found is not None)
    return (heading(job, N_("What changed together")), said(say), *tables)


def _table(job: Job, result: OutcomeChanges) -> Table:
    assert result.found is not None
    language, found = job.language, result.found
    frame = found.table.assign(
        **{name: PER_POINTS * found.table[name] for name in ("estimate", "low", "high")},
        n=found.n,
        n_effective=found.n_effective,
    )
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "estimate": (language.say("Goes with"), "right", signed_cell(job, "estimate")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
    }
    counts = Customers(about=("driver",), rows=("n", "n_effective"))
    title = language.say("Change on “{outcome}” that goes with change", outcome=job.label(result.outcome))
    identifier = f"linked-changes-{result.outcome}"
    return table(job, identifier, title, frame, columns, _note(job, result), counts=counts)


def _note(job: Job, result: OutcomeChanges) -> str:
    assert result.found is not None
    language, found = job.language, result.found
    held = left_out = ""
    if result.always:
        held = language.say("Held equal too, but no driver: {themes}.", themes=listed(job, result.always))
    if result.no_claim:
        left_out = language.say(
            "Not compared, because their questions do not belong together well enough: {themes}.",
            themes=listed(job, result.no_claim),
        )
    return base_note(
        job,
        language.say("Base: {n} customers who answered all of this both times.", n=pairs_told(job, result)),
        language.say(
            "Goes with: points of change on “{outcome}” per {points} points of change on the driver, the changes of "
            "all other drivers held equal. The drivers’ changes go with {share} of the differences in change.",
            outcome=job.label(result.outcome),
            points=language.number(PER_POINTS),
            share=language.percent(found.r2),
        ),
        language.say(
            "A change is measured less exactly than a score, which makes these links look weaker; a mood that colours "
            "all answers of one day makes them look stronger."
        ),
        held,
        left_out,
        smallest=float(found.n),
    )
