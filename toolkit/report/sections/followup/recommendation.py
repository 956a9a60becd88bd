"""The recommendation score of both waves."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup import Change
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, points
from toolkit.followup.changes.compare import NPS
from toolkit.language import N_
from toolkit.report.blocks import Block, KpiItem, Kpis, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    number_cell,
    p_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.followup.bases import bases_cell, bases_note, bases_of, items_behind
from toolkit.report.sections.followup.change import BASES, SMALL, VERDICTS


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
    tested = () if kept.margin else (_tested(job, result, row),)  # p tells as much as the margin
    return (heading(job, N_("The recommendation score")), Kpis(tiles), said(say), *tested)


def _tested(job: Job, result: Change, row: pd.Series) -> Table:
    """Print how the two scores were compared."""
    language, frame = job.language, row.to_frame().T
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Measure"), "left", lambda _: language.say("Recommendation (NPS)")),
        "before": (language.say("Before"), "right", number_cell(job, "before", 1)),
        "after": (language.say("After"), "right", number_cell(job, "after", 1)),
        "difference": (language.say("Difference"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p": (language.say("p"), "right", p_cell(job, "p")),
        "p_equivalence": (language.say("p (equal)"), "right", p_cell(job, "p_equivalence")),
        "n": (language.say("n"), "right", lambda row: bases_cell(job, items_behind(job, NPS), row)),
        "verdict": (language.say("Verdict"), "left", lambda row: _verdict(job, row)),
    }
    note = base_note(
        job,
        bases_of(job, frame),
        bases_note(job, frame),
        language.say(
            "p: chance of a difference at least this large if nothing had changed. p (equal): chance of a difference "
            "this small if the real change were {smallest} points or more.",
            smallest=language.number(result.smallest_change_nps),
        ),
    )
    title, counts = (
        language.say("The recommendation score in both waves"),
        Customers(("measure",), tuple(BASES)),
    )
    return table(job, "recommendation-table", title, frame, columns, note, counts=counts)


def _verdict(job: Job, row: pd.Series) -> str:
    little = row["verdict"] == "no relevant change" and row["p"] < 1 - job.engagement.analysis.confidence
    word = SMALL if little else VERDICTS[row["verdict"]]
    return job.language.say(word)
