"""A table of numbers that stand by themselves in the sentences above it, so that each finding has its row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.findings.wording import points, shares
from toolkit.measures.estimate import Estimate
from toolkit.report.blocks import Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_cell,
    base_hidden_note,
    counts_note,
    table,
)


@dataclass(frozen=True)
class Told:
    """A number that is told, with its name in the reader's language; None where it is not told.

    `base_hidden`: the number of customers behind it may not be printed.
    """

    label: str
    found: Estimate | None
    base_hidden: bool = False


def told_table(
    job: Job, identifier: str, title: str, told: Iterable[Told], *, bases: bool = True
) -> tuple[Table, ...]:
    """Print numbers as they are told, with their margins and, with `bases`, the customers behind each; no empty table.

    It tells nothing that the sentences do not, and a number that may not be shown never gets here.
    """
    language = job.language
    frame = pd.DataFrame([_row(job, one, one.found) for one in told if one.found is not None])
    if frame.empty:
        return ()
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Measure"), "left", lambda row: str(row["measure"])),
        "value": (language.say("Value"), "right", lambda row: str(row["value"])),
        "interval": (language.say("Margin"), "right", lambda row: str(row["interval"])),
    }
    if bases:
        columns["n"] = (language.say("n"), "right", base_cell(job))
    hidden = frame["base_hidden"].astype(bool)
    note = counts_note(job, frame.loc[~hidden, "n"], base_hidden_note(job, hidden) if bases else "")
    counts = Customers(about=("measure",), rows=("n", "n_effective"))
    return (table(job, identifier, title, frame, columns, note, counts=counts),)


def _row(job: Job, one: Told, found: Estimate) -> dict[str, object]:
    language, share = job.language, found.unit == "share"
    return {
        "measure": one.label,
        "value": language.percent(found.value) if share else language.number(found.value, 1),
        "interval": shares(language, found.low, found.high)
        if share
        else points(language, found.low, found.high, 1),
        "n": found.n,
        "n_effective": found.n if found.n_effective is None else found.n_effective,
        "base_hidden": one.base_hidden,
    }
