"""How the rows of a file were checked, and which were left out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.quality import CHECKS, left_out, rule, why_not
from toolkit.measures.suppression import hidden_cells
from toolkit.report.blocks import Block, Heading
from toolkit.report.sections.common import HIDDEN, Cell, Nobody, said, table, word_cell


def checks(job: Job, *results: Response) -> tuple[Block, ...]:
    """List for the appendix what each check found in the rows of each wave, and what was done with it."""
    language = job.language
    waves = [job.wave_label_of(result.wave) for result in results]
    gated = [_gated(job, result.checks) for result in results]
    note = _note(job, waves, hidden=any(rows["few"].any() for rows in gated))
    counts = Nobody("rows of a file, whoever filled them in; which rows they are is not told")
    found = said(finding for result in results for finding in left_out(job, result))
    if len(results) == 1:
        title = language.say("What the checks found: number of rows, {wave}", wave=waves[0])
        shown = table(job, f"checks-{results[0].wave}", title, gated[0], _columns(job), note, counts=counts)
        return (
            Heading(2, language.say("Checks of the rows in the file: {wave}", wave=waves[0])),
            found,
            shown,
        )
    if not results:
        return ()
    frame = _beside(job, waves, gated)
    title = language.say("What the checks found: number of suspect rows per measurement")
    shown = table(job, "checks", title, frame, _columns_beside(job, waves), note, counts=counts)
    return (Heading(2, language.say("Checks of the rows in the file")), found, shown)


def _note(job: Job, waves: Sequence[str], *, hidden: bool) -> str:
    language = job.language
    note = language.say(
        "These are numbers of rows, not what customers think or do; so small numbers are shown too, but not of rows "
        "that contradict themselves, because that tells what somebody answered. A row that more than one check finds "
        "is counted as left out once. A row that was kept is treated like any other."
    )
    if hidden:
        note = f"{note} " + language.say("{sign}: hidden.", sign=HIDDEN)
    return f"{note} " + language.say("Source: {source}.", source=language.listing(waves))


def _columns(job: Job) -> dict[str, tuple[str, str, Cell]]:
    language = job.language
    return {
        "check": (language.say("Check"), "left", word_cell(job, "check", CHECKS)),
        "rule": (language.say("When a row is suspect"), "left", lambda row: rule(job, row["check"])),
        "rows": (language.say("Suspect rows"), "right", lambda row: _rows(job, row)),
        "done": (language.say("What was done"), "left", lambda row: _done(job, row)),
    }


def _columns_beside(job: Job, waves: Sequence[str]) -> dict[str, tuple[str, str, Cell]]:
    """Give the columns where waves stand beside each other: the counts of each, and what was done in all."""
    one = _columns(job)
    done: tuple[str, str, Cell] = (one["done"][0], "left", lambda row: str(row["done"]))
    return {
        "check": one["check"],
        "rule": one["rule"],
        **{f"rows-{place}": (wave, "right", _cell(f"rows-{place}")) for place, wave in enumerate(waves)},
        "done": done,
    }


def _cell(column: str) -> Cell:
    return lambda row: str(row[column])


def _beside(job: Job, waves: Sequence[str], gated: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Set the checks of several waves beside each other, a row per check."""
    found = [rows.set_index("check", drop=False) for rows in gated]
    lines = []
    for check in dict.fromkeys(name for rows in gated for name in rows["check"]):
        told = [rows.loc[check] if check in rows.index else None for rows in found]
        done = ["–" if row is None else _done(job, row) for row in told]
        rows = ["–" if row is None else _rows(job, row) for row in told]
        counts = {f"rows-{place}": cell for place, cell in enumerate(rows)}
        lines.append({"check": check, **counts, "done": _in_all(job, waves, done)})
    return pd.DataFrame(lines)


def _in_all(job: Job, waves: Sequence[str], done: Sequence[str]) -> str:
    """Say once what was done in all waves, or per wave where it differs."""
    told = {text for text in done if text != "–"}
    if not told:
        return "–"
    if len(told) == 1:
        return told.pop()
    each = (
        job.language.say("{wave}: {what}", wave=wave, what=text)
        for wave, text in zip(waves, done, strict=True)
        if text != "–"
    )
    return "; ".join(each)


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
