"""The chapter on attitude and behaviour."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline import Groups, Loyalty
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.finding import Finding
from toolkit.findings.wording import row_of
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    percent_cell,
    said,
    table,
)

GROUP_LABELS = {
    "true": N_("loyal in both (true)"),
    "latent": N_("loyal in attitude only (latent)"),
    "spurious": N_("loyal in behaviour only (spurious)"),
    "none": N_("loyal in neither"),
}


def loyalty(job: Job, result: Loyalty, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the groups of attitude × behaviour for each pair of outcomes."""
    if not result.groups:
        return ()
    parts: list[Block] = [heading(job, N_("Attitude and behaviour")), said(say)]
    for groups in result.groups:
        parts += [loyalty_figure(job, groups), _groups_table(job, groups)]
    return tuple(parts)


def loyalty_figure(job: Job, groups: Groups) -> Figure:
    """Draw the four groups of one pair of outcomes."""
    language = job.language
    names = [language.say(GROUP_LABELS[str(name)]) for name in groups.table.index]
    chart = charts.bars(
        groups.table,
        names,
        [_or_hidden(job, value) for value in groups.table["estimate"]],
        look(job),
        axis_label=language.say("share of customers"),
        highlight=[name == "true" and not groups.unreliable for name in groups.table.index],
        tick=language.percent,
    )
    slots = {
        "share": language.percent(row_of(groups.table, "true")["estimate"]),
        "attitude": job.label(groups.attitude),
        "behaviour": job.label(groups.behaviour),
    }
    if groups.unreliable or pd.isna(row_of(groups.table, "true")["estimate"]):
        title = language.say("Groups of customers by “{attitude}” and “{behaviour}”", **slots)
    else:
        title = language.say(
            "{share} of customers score high on both “{attitude}” and “{behaviour}”", **slots
        )
    alt = language.say(
        "Bars with margins for four groups of customers: {list}.",
        list=language.listing(
            f"{name} {_or_hidden(job, value)}"
            for name, value in zip(names, groups.table["estimate"], strict=True)
        ),
    )
    note = counts_note(
        job,
        groups.table["n"],
        language.say("High: {cut} or more of 100.", cut=language.number(groups.cut)),
    )
    return Figure(f"groups-{groups.attitude}-{groups.behaviour}", title, chart, alt, note)


def _or_hidden(job: Job, share: float) -> str:
    return job.language.say("hidden, too few customers") if pd.isna(share) else job.language.percent(share)


def _groups_table(job: Job, groups: Groups) -> Table:
    language = job.language
    columns = {
        "group": (language.say("Group"), "left", lambda row: language.say(GROUP_LABELS[row.name])),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
    }
    title = language.say(
        "Groups of customers by “{attitude}” and “{behaviour}”",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
    )
    identifier = f"groups-{groups.attitude}-{groups.behaviour}-table"
    note = counts_note(job, groups.table["n"])
    counts = Customers(about=("group",), rows=("count", "count_effective"), down=True)
    return table(job, identifier, title, groups.table, columns, note, counts=counts)
