"""The one picture of the summary."""

from __future__ import annotations

from toolkit.analysis.baseline import Loyalty, Scores
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.report.blocks import Figure
from toolkit.report.sections.baseline.loyalty import loyalty_figure
from toolkit.report.sections.baseline.scores import scores_figure


def picture(job: Job, result: Loyalty, scored: Scores, say: tuple[Finding, ...]) -> Figure | None:
    """Choose the one picture of the summary: the loyalty groups, else the scores."""
    for groups in result.groups:
        if not groups.unreliable and groups.table["estimate"].notna().any():
            return loyalty_figure(job, groups)
    return None if scored.table.empty else scores_figure(job, scored, say)
