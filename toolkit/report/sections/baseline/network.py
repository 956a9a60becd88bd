"""The chapter on how customers come and pass the word on."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.network import Network
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.baseline.told import Told, told_table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    blocks,
    counts_note,
    heading,
    number_cell,
    said,
    signed_cell,
    table,
    word_cell,
)

GROUPS = {
    "through others": N_("came through other people"),
    "otherwise": N_("came otherwise"),
}


def network(job: Job, result: Network | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show how many customers came through others and pass the word on, and how loyal they are."""
    if result is None or not (say or len(result.levels)):
        return ()
    return blocks(
        heading(job, N_("Loyalty among people")),
        said(say),
        *_in_numbers(job, result, say),
        _table(job, result),
    )


def _in_numbers(job: Job, result: Network, say: tuple[Finding, ...]) -> tuple[Table, ...]:
    """Print how many came through others and passed the word on, as far as it is told."""
    language, keys = job.language, {finding.key for finding in say}
    numbers = {
        "network.arrived": (language.say("Came through other people"), result.arrived),
        "network.reviewed": (language.say("Wrote something online"), result.reviewed),
        "network.referrals": (language.say("People recommended to, per customer"), result.referrals),
    }
    told = [Told(label, found) for key, (label, found) in numbers.items() if key in keys]
    title = language.say("How customers came and passed the word on")
    return told_table(job, "network-shares", title, told, bases=False)


def _table(job: Job, result: Network) -> Table | None:
    if result.levels.empty:
        return None
    language = job.language
    frame = result.levels.merge(
        result.differences[["measure", "first", "estimate", "low", "high"]].set_axis(
            ["measure", "group", "difference", "d_low", "d_high"], axis=1
        ),
        how="left",
        on=["measure", "group"],
    )
    columns = {
        "measure": (language.say("Theme"), "left", lambda row: job.label(row["measure"])),
        "group": (language.say("Customers who"), "left", word_cell(job, "group", GROUPS)),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", number_cell(job, "low", 1)),
        "high": (language.say("to"), "right", number_cell(job, "high", 1)),
        "difference": (language.say("Difference"), "right", _or_nothing(job, "difference")),
        "d_low": (language.say("from"), "right", _or_nothing(job, "d_low")),
        "d_high": (language.say("to"), "right", _or_nothing(job, "d_high")),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    title = language.say("Loyalty of customers who came through other people, 0 to 100")
    counts = Customers(about=("measure", "group"), rows=("n", "n_effective"), down=True, parts="measure")
    note = counts_note(job, frame["n"])
    return table(job, "network-table", title, frame, columns, note, counts=counts)


def _or_nothing(job: Job, column: str) -> Cell:
    """Leave the second row of a pair empty: the difference stands in the first."""
    write = signed_cell(job, column)
    return lambda row: "" if pd.isna(row[column]) else write(row)
