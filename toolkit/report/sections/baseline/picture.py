"""The one picture of the summary."""

from __future__ import annotations

import math

from toolkit.analysis.baseline import Loyalty, Scores
from toolkit.analysis.baseline.loyalty import Groups
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import row_of
from toolkit.report.blocks import Figure
from toolkit.report.sections.baseline.loyalty import loyalty_figure
from toolkit.report.sections.baseline.scores import scores_figure


def picture(job: Job, result: Loyalty, scored: Scores, say: tuple[Finding, ...]) -> Figure | None:
    """Choose the one picture of the summary: the loyalty groups, else the scores.

    Of several outcomes those on which the fewest are high on both: the page tells of them, as they weigh most.
    """
    usable = [
        groups for groups in result.groups if not groups.unreliable and groups.table["estimate"].notna().any()
    ]
    if usable:
        return loyalty_figure(job, min(usable, key=_high_on_both))
    return None if scored.table.empty else scores_figure(job, scored, say)


def _high_on_both(groups: Groups) -> float:
    share = float(row_of(groups.table, "true")["estimate"])
    return share if math.isfinite(share) else 1.0
