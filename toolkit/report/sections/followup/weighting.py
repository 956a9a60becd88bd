"""Each change with and without weights."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup import Change
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block
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
from toolkit.report.sections.followup.bases import bases_of
from toolkit.report.sections.followup.change import BASES, smallest_base


def weighting(
    job: Job, result: pd.DataFrame | None, changed: Change, say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Show each change with and without weights."""
    if result is None:
        return ()
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(str(row.name))),
        "difference_unweighted": (
            language.say("Change, unweighted"),
            "right",
            signed_cell(job, "difference_unweighted"),
        ),
        "p_holm_unweighted": (language.say("p (Holm)"), "right", p_cell(job, "p_holm_unweighted")),
        "difference_weighted": (
            language.say("Change, weighted"),
            "right",
            signed_cell(job, "difference_weighted"),
        ),
        "p_holm_weighted": (language.say("p (Holm)"), "right", p_cell(job, "p_holm_weighted")),
    }
    title = language.say("Changes with and without weights")
    return (
        heading(job, N_("What weighting does to the changes")),
        said(say),
        table(
            job,
            "weighting",
            title,
            result.join(changed.table[BASES]),
            columns,
            base_note(job, bases_of(job, changed.table), smallest=smallest_base(changed)),
            counts=Customers(about=("theme",), rows=tuple(BASES)),
        ),
    )
