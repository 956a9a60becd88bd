"""The chapter on the values that the organisation says it stands for."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.alignment import Alignment
from toolkit.analysis.job import Job
from toolkit.figures import gaps
from toolkit.findings.baseline.alignment import value_label
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words


def alignment(job: Job, result: Alignment | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show how important each stated value is to customers, and what they notice of it."""
    if result is None:
        return ()
    start: tuple[Block, ...] = (heading(job, N_("What the organisation stands for")), said(say))
    if result.table.empty:
        return start
    return (*start, _figure(job, result, say), _table(job, result))


def _figure(job: Job, result: Alignment, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    ordered = result.table.sort_values("rank")
    names = [_ranked(job, str(key), row) for key, row in ordered.iterrows()]
    values = [language.signed(value) for value in ordered["estimate"]]
    chart = gaps.gaps(
        ordered,
        names,
        values,
        look(job),
        labels=(language.say("important"), language.say("noticed")),
        axis_label=language.say("score, 0 to 100"),
    )
    gap = next(
        (finding for finding in say if finding.key.startswith("alignment.gap.") and finding.plain), None
    )
    title = (
        language.say(
            "“{value}” matters to customers, but they notice less of it",
            value=value_label(job, gap.key.removeprefix("alignment.gap.")),
        )
        if gap
        else language.say("How important each value is to customers, and how much they notice of it")
    )
    alt = language.say(
        "Two dots with margins per value, importance and experience, on a scale from 0 to 100: {list}.",
        list=language.listing(_both(job, str(key), row) for key, row in ordered.iterrows()),
    )
    note = counts_note(
        job,
        ordered["n"],
        language.say("In the order of {client}; at the right the gap.", client=job.engagement.client.name),
    )
    return Figure("alignment", title, chart, in_words(title, alt), note)


def _both(job: Job, key: str, row: pd.Series) -> str:
    return job.language.say(
        "{value} {importance} and {experience}",
        value=value_label(job, key),
        importance=job.language.number(row["importance"]),
        experience=job.language.number(row["experience"]),
    )


def _ranked(job: Job, key: str, row: pd.Series) -> str:
    return job.language.say(
        "{rank}. {value}", rank=job.language.number(row["rank"]), value=value_label(job, key)
    )


def _table(job: Job, result: Alignment) -> Table:
    language = job.language
    columns = {
        "value": (language.say("Value"), "left", lambda row: value_label(job, row.name)),
        "rank": (language.say("Place"), "right", number_cell(job, "rank")),
        "importance": (language.say("Important"), "right", number_cell(job, "importance", 1)),
        "experience": (language.say("Noticed"), "right", number_cell(job, "experience", 1)),
        "estimate": (language.say("Gap"), "right", signed_cell(job, "estimate")),
        "low": (language.say("from"), "right", signed_cell(job, "low")),
        "high": (language.say("to"), "right", signed_cell(job, "high")),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    title = language.say("Values: stated, important and noticed, 0 to 100; the widest gap first")
    note = counts_note(
        job,
        result.table["n"],
        language.say(
            "Place: in the order of {client}. Gap: noticed less important, within customers who answered both.",
            client=job.engagement.client.name,
        ),
    )
    counts = Customers(about=("value", "rank"), rows=("n", "n_effective"))
    return table(job, "alignment-table", title, result.table, columns, note, counts=counts)
