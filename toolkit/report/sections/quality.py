"""How the rows of a file were checked, and which were left out."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.quality import CHECKS, left_out, rule, why_not
from toolkit.report.blocks import Block, Heading
from toolkit.report.sections.common import Cell, Nobody, said, table, word_cell


def checks(job: Job, result: Response) -> tuple[Block, ...]:
    """List for the appendix what each check found in the rows of one wave, and what was done with it."""
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "check": (language.say("Check"), "left", word_cell(job, "check", CHECKS)),
        "rule": (language.say("When a row is suspect"), "left", lambda row: rule(job, row["check"])),
        "rows": (language.say("Suspect rows"), "right", lambda row: _rows(job, row)),
        "done": (language.say("What was done"), "left", lambda row: _done(job, row)),
    }
    slots = {"wave": job.wave_label_of(result.wave)}
    note = language.say(
        "These are numbers of rows, not what customers think or do; so small numbers are shown too. A row that more "
        "than one check finds is counted as left out once. Rows that were kept count in all results."
    )
    note = f"{note} " + language.say("Source: {source}.", source=slots["wave"])
    return (
        Heading(2, language.say("Checks of the rows in the file: {wave}", **slots)),
        said(left_out(job, result)),
        table(
            job,
            f"checks-{result.wave}",
            language.say("What the checks found: number of rows, {wave}", **slots),
            result.checks,
            columns,
            note,
            counts=Nobody("rows of a file, whoever filled them in; which rows they are is not told"),
        ),
    )


def _rows(job: Job, row: pd.Series) -> str:
    if not row["made"]:
        return "–"
    return job.language.number(row["rows"]) if row["rows"] else job.language.say("none")


def _done(job: Job, row: pd.Series) -> str:
    language = job.language
    if not row["made"]:
        return why_not(job, row["why_not"])
    if not row["rows"]:
        return "–"
    if pd.isna(row["excluded"]):
        return language.say("kept")
    if row["excluded"] == row["rows"]:
        return language.say("left out")
    return language.say(
        "{count} left out here, the rest by another check", count=language.number(row["excluded"])
    )
