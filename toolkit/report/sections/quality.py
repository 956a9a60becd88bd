"""How the rows of a file were checked, and which were left out."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.quality import CHECKS, left_out, rule, why_not
from toolkit.measures.suppression import hidden_cells
from toolkit.report.blocks import Block, Heading
from toolkit.report.sections.common import HIDDEN, Cell, Nobody, said, table, word_cell


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
        "These are numbers of rows, not what customers think or do; so small numbers are shown too, but not of rows "
        "that contradict themselves, because that tells what somebody answered. A row that more than one check finds "
        "is counted as left out once. A row that was kept is treated like any other."
    )
    rows = _gated(job, result.checks)
    if rows["few"].any():
        note = f"{note} " + language.say("{sign}: hidden.", sign=HIDDEN)
    note = f"{note} " + language.say("Source: {source}.", source=slots["wave"])
    return (
        Heading(2, language.say("Checks of the rows in the file: {wave}", **slots)),
        said(left_out(job, result)),
        table(
            job,
            f"checks-{result.wave}",
            language.say("What the checks found: number of rows, {wave}", **slots),
            rows,
            columns,
            note,
            counts=Nobody("rows of a file, whoever filled them in; which rows they are is not told"),
        ),
    )


def _gated(job: Job, checks: pd.DataFrame) -> pd.DataFrame:
    """Mark, as `few`, the numbers of rows that may not be told: few rows with contradicting answers.

    Those left out add up to a total that the reader knows, so where they are few, another number goes with them.
    """
    minimum = job.engagement.privacy.minimum_cell
    told = checks["check"] == "contradiction"
    few = told & checks["made"].astype(bool) & checks["rows"].between(1, minimum - 1)
    out = checks[checks["excluded"].notna()]
    if (few & checks["excluded"].notna()).any():
        counts = pd.DataFrame([out["excluded"].astype(float).to_list()], columns=out["check"].to_list())
        harmless = [str(check) for check in counts if check != "contradiction"]
        hidden = hidden_cells(counts, minimum, across=True, harmless=harmless).iloc[0]
        few |= checks["check"].isin(hidden.index[hidden])
    return checks.assign(few=few)


def _rows(job: Job, row: pd.Series) -> str:
    if not row["made"]:
        return "–"
    if row["few"]:
        return HIDDEN
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
    if row["few"]:
        return language.say("left out, here or by another check")
    return language.say(
        "{count} left out here, the rest by another check", count=language.number(row["excluded"])
    )
