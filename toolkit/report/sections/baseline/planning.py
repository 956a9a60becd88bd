"""The chapter on the follow-up measurement: what it can show, and how many answers it takes."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from toolkit.analysis.baseline.planning import Planning
from toolkit.analysis.baseline.segments import NINE_PLUS
from toolkit.analysis.job import Job
from toolkit.findings.baseline.planning import size_of
from toolkit.findings.finding import Finding
from toolkit.language import N_, UNKNOWN
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.baseline.segments import row_label
from toolkit.report.sections.common import Cell, Customers, heading, number_cell, said, table

# From this cost of weighting on the note tells it.
WORTH_TELLING: Final = 1.05


def planning(job: Job, result: Planning | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show per measure what the next measurement can show."""
    return (
        heading(job, N_("The follow-up measurement")),
        said(say),
        *(() if result is None else (_table(job, result),)),
    )


def _table(job: Job, result: Planning) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Score"), "left", lambda row: row_label(job, str(row.name))),
        "n": (language.say("Answers now"), "right", number_cell(job, "n")),
        "smallest": (language.say("Smallest change that matters"), "right", _change(job, "smallest")),
        "independent": (
            language.say("As many other customers show a change of"),
            "right",
            _change(job, "independent"),
        ),
        "panel": (language.say("The same customers show a change of"), "right", _change(job, "panel")),
        "needed": (language.say("Other customers needed"), "right", _needed(job, "needed")),
        "needed_panel": (language.say("Same customers needed"), "right", _needed(job, "needed_panel")),
    }
    return table(
        job,
        "planning",
        language.say("What the follow-up measurement can show"),
        result.table,
        columns,
        _note(job, result),
        counts=Customers(about=("measure", "smallest"), rows=("n", "n_effective")),
    )


def _change(job: Job, column: str) -> Cell:
    return lambda row: size_of(job, str(row.name), float(row[column]))


def _needed(job: Job, column: str) -> Cell:
    def write(row: pd.Series) -> str:
        needed = float(row[column])
        return job.language.number(math.ceil(needed)) if math.isfinite(needed) else UNKNOWN

    return write


def _note(job: Job, result: Planning) -> str:
    """Say what the table assumes."""
    language, settings = job.language, job.engagement.analysis
    slots = {
        "power": language.percent(settings.power),
        "confidence": language.percent(settings.confidence),
        "tests": language.number(result.tests),
    }
    tested = language.say(
        "Changes in points, of which {power} of measurements would show a true one (two-sided test, {confidence}).",
        **slots,
    )
    if result.tests > 1:
        tested = language.say(
            "Changes in points, of which {power} of measurements would show a true one (two-sided test, {confidence}; "
            "each theme at that level over the {tests} themes that the follow-up judges together).",
            **slots,
        )
    parts = [
        tested,
        language.say(
            "Assumed: answers lie as far apart as now, and of the same customers two answers correlate {correlation}.",
            correlation=language.number(settings.panel_correlation, 2),
        ),
        language.say("Needed: answers that show the smallest change that matters, beside this baseline."),
    ]
    if NINE_PLUS in result.table.index and result.shares > 1:
        parts.append(
            language.say(
                "The share of nines and tens: at that level over the {count} shares that the follow-up judges "
                "together.",
                count=language.number(result.shares),
            )
        )
    if (result.table[["needed", "needed_panel"]] == math.inf).any(axis=None):
        parts.append(language.say("–: no number is enough, because this baseline is too small for it."))
    if result.design_effect >= WORTH_TELLING:
        parts.append(
            language.say(
                "Weighting multiplies the number of answers that is needed by {factor} at most, as now.",
                factor=language.number(result.design_effect, 2),
            )
        )
    return " ".join(parts)
