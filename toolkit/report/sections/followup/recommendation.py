"""The recommendation score of both waves."""

from __future__ import annotations

from toolkit.analysis.followup import Change
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
    bases = [language.number(row["n_before"]), language.number(row["n_after"]), ""]
    margins = [points(language, level.low, level.high, 1) for level in result.levels]
    margins.append(changes(language, row["low"], row["high"]))
    tiles = tuple(
        KpiItem(
            name,
            value,
            language.say("margin {margin}", margin=margin),
            language.say("n = {n}", n=base) if base else "",
        )
        for name, value, margin, base in zip(names, values, margins, bases, strict=True)
    )
    return (heading(job, N_("The recommendation score")), Kpis(tiles), said(say))
