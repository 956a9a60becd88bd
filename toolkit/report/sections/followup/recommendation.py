"""The recommendation score of both waves."""

from __future__ import annotations

from toolkit.analysis.followup import Change
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, points
from toolkit.language import N_
from toolkit.report.blocks import Block, KpiItem, Kpis
from toolkit.report.sections.common import heading, said


def recommendation(job: Job, result: Change, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what became of the recommendation score."""
    if result.recommendation is None:
        return ()
    language, row = job.language, result.recommendation
    names = [job.wave_label(job.surveys[0]), job.wave_label(job.surveys[-1]), language.say("Difference")]
    values = [
        language.number(row["before"], 1),
        language.number(row["after"], 1),
        language.signed(row["difference"], 1),
    ]
    kept = withheld(job)
    bases = ["", "", ""]
    if not (kept.margin or kept.bases):
        bases = [
            language.say("n = {n}", n=language.number(row[name])) for name in ("n_before", "n_after")
        ] + [""]
    if kept.margin:
        margins = [language.say("margin not shown")] * len(values)
    else:
        limits = [points(language, level.low, level.high, 1) for level in result.levels]
        limits.append(changes(language, row["low"], row["high"]))
        margins = [language.say("margin {margin}", margin=margin) for margin in limits]
    tiles = tuple(KpiItem(*tile) for tile in zip(names, values, margins, bases, strict=True))
    return (heading(job, N_("The recommendation score")), Kpis(tiles), said(say))
