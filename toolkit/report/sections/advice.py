"""The consultant's own words: the advice, as a chapter of its own."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.errors import ReportError
from toolkit.language import N_
from toolkit.report.blocks import Block, Markdown
from toolkit.report.sections.common import heading


def advice(job: Job) -> tuple[Block, ...]:
    """Print `text/<report>.<language>.md` of the client's folder; nothing where it is absent or empty.

    Raises ReportError when the file is not UTF-8.
    """
    path = job.engagement.folder / "text" / f"{job.report}.{job.language.code}.md"
    if not path.is_file():
        return ()
    try:
        source = path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ReportError(f"text/{path.name} is not written in UTF-8. Save it again as UTF-8.") from error
    return (heading(job, N_("Advice")), Markdown(source)) if source else ()
