"""The consultant's own words: the advice, as a chapter of its own."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.language import N_
from toolkit.report.blocks import Block, Markdown
from toolkit.report.own.words import own_text
from toolkit.report.sections.common import heading


def advice(job: Job) -> tuple[Block, ...]:
    """Print `text/<report>.<language>.md` of the client's folder; nothing where it is absent or empty.

    Raises ReportError when the file is not UTF-8.
    """
    path = job.engagement.folder / "text" / f"{job.report}.{job.language.code}.md"
    source = own_text(path)
    return (heading(job, N_("Advice")), Markdown(source)) if source else ()
