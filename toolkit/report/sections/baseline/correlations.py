"""The appendix on how the themes go together."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.language import N_
from toolkit.report.blocks import Block
from toolkit.report.sections.baseline.scores import BASE
from toolkit.report.sections.common import (
    Customers,
    base_cell,
    base_hidden_note,
    counts_note,
    heading,
    number_cell,
    table,
)

MOST_PAIRS = 40  # on a page: 22 drivers make 231


def correlations(job: Job, result: pd.DataFrame) -> tuple[Block, ...]:
    """Print for the appendix how the themes go together, two by two: the closest first, either way."""
    if result.empty:
        return ()
    language = job.language
    result = result.sort_values("estimate", key=abs, ascending=False, kind="stable")
    columns = {
        "first": (language.say("Theme"), "left", lambda row: job.label(row["first"])),
        "second": (language.say("and"), "left", lambda row: job.label(row["second"])),
        "estimate": (language.say("Correlation"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "n": (language.say("n"), "right", base_cell(job)),
    }
    title = language.say("Correlations between themes")
    told = result["n"][~result["base_hidden"]]
    note = counts_note(job, told, base_hidden_note(job, result["base_hidden"]))
    counts = Customers(about=("first", "second"), rows=BASE)
    return (
        heading(job, N_("How the themes are linked"), 2),
        table(job, "correlations", title, result, columns, note, counts=counts, most=MOST_PAIRS),
    )
