"""The chapter on how free customers are to choose."""

from __future__ import annotations

from toolkit.analysis.baseline.context import Context
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Prose
from toolkit.report.sections.common import heading, said


def context(job: Job, result: Context | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what the engagement says of the customers' choice."""
    if result is None:
        return ()
    more = (Prose((result.explanation,)),) if result.explanation else ()
    return (heading(job, N_("How free customers are to choose")), said(say), *more)
