"""For the appendix: the bases of loyalty in each group of customers."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.report.blocks import Block
from toolkit.report.sections.common import Cell, Customers, counts_note, heading, table


def bases_by_segment(job: Job, result: pd.DataFrame) -> tuple[Block, ...]:
    """Print each group's score on each basis, with its margin."""
    if result.empty:
        return ()
    language = job.language
    names = [name.removesuffix("_estimate") for name in result.columns if name.endswith("_estimate")]
    columns: dict[str, tuple[str, str, Cell]] = {
        "segment": (language.say("By"), "left", lambda row: job.segment_label(row["segment"])),
        "group": (language.say("Group"), "left", lambda row: job.group_label(row["segment"], row["code"])),
    }
    columns |= {name: (job.label(name), "right", _cell(job, name)) for name in names}
    behind = [f"{name}_{one}" for name in names for one in ("n", "n_effective")]
    counts = Customers(about=("segment", "group"), rows=tuple(behind), down=True, parts="segment")
    shown = result[f"{names[0]}_estimate"].notna()
    note = counts_note(job, result.loc[shown, [f"{name}_n" for name in names]].min(axis=1))
    title = language.say("Bases of loyalty per group of customers, 0 to 100")
    return (
        heading(job, N_("Why customers stay, per group"), 2),
        table(job, "bases-segments", title, result, columns, note, counts=counts),
    )


def _cell(job: Job, name: str) -> Cell:
    def write(row: pd.Series) -> str:
        return job.language.say(
            "{score} ({margin})",
            score=job.language.number(row[f"{name}_estimate"]),
            margin=points(job.language, row[f"{name}_low"], row[f"{name}_high"]),
        )

    return write
