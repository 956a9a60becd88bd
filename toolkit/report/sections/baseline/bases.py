"""The chapter on why customers stay."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.baseline.bases import Bases
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.baseline.bases import REASONS
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    blocks,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins

BASE = ("n", "n_effective")


def bases(job: Job, result: Bases | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the profile of the bases of loyalty, and how each goes with attitude and behaviour."""
    if result is None:
        return ()
    parts: list[Block | None] = [heading(job, N_("Why customers stay")), said(say)]
    if len(result.table):
        parts += [_figure(job, result, say), _profile(job, result), _links(job, result)]
    return blocks(*parts)


def _figure(job: Job, result: Bases, say: tuple[Finding, ...]) -> Figure:
    language, shown = job.language, result.table
    names = [job.label(str(name)) for name in shown.index]
    values = [language.number(value) for value in shown["estimate"]]
    chart = charts.intervals(
        shown,
        names,
        values,
        look(job),
        axis_label=language.say("score, 0 to 100"),
        highlight=[name == result.highest for name in shown.index],
    )
    if any(finding.key == "bases.highest" and finding.strength == "shown" for finding in say):
        title = language.say(
            "Of the reasons to stay, “{basis}” scores highest", basis=job.label(str(result.highest))
        )
    else:
        title = language.say(
            "The reasons to stay score between {low} and {high} out of 100",
            low=language.number(shown["estimate"].min()),
            high=language.number(shown["estimate"].max()),
        )
    alt = language.say(
        "Dots with margins per reason to stay on a scale from 0 to 100: {list}.",
        list=language.listing(with_margins(names, values, shown, partial(points, language))),
    )
    tie = language.say("The structural base is a tie: it keeps customers, and is no loyalty.")
    return Figure("bases", title, chart, in_words(title, alt), counts_note(job, shown["n"], tie))


def _profile(job: Job, result: Bases) -> Table:
    language = job.language
    columns = {
        "basis": (language.say("Basis"), "left", lambda row: job.label(row.name)),
        "reason": (
            language.say("Customers stay because"),
            "left",
            lambda row: language.say(REASONS[row.name]),
        ),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", number_cell(job, "low", 1)),
        "high": (language.say("to"), "right", number_cell(job, "high", 1)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    title, note = language.say("Bases of loyalty, 0 to 100"), counts_note(job, result.table["n"])
    counts = Customers(about=("basis", "reason"), rows=BASE)
    return table(job, "bases-table", title, result.table, columns, note, counts=counts)


def _links(job: Job, result: Bases) -> Table | None:
    if not result.links:
        return None
    language = job.language
    frame = pd.concat(
        [links.table.reset_index().assign(outcome=links.outcome) for links in result.links], ignore_index=True
    )
    columns = {
        "outcome": (language.say("Outcome"), "left", lambda row: job.label(row["outcome"])),
        "basis": (language.say("Basis"), "left", lambda row: job.label(row["basis"])),
        "estimate": (language.say("Partial correlation"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    title = language.say("How each basis goes with the outcomes, the other bases held constant")
    note = counts_note(
        job,
        frame["n"],
        language.say(
            "Partial correlation: −1 to 1; customers who answered all bases and the outcome. The structural base "
            "is a tie and no driver of loyalty."
        ),
    )
    counts = Customers(about=("outcome", "basis"), rows=BASE)
    return table(job, "bases-links", title, frame, columns, note, counts=counts)
