"""The chapter on the scores per theme."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.baseline import Scores
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    base_cell,
    base_hidden_note,
    counts_note,
    heading,
    look,
    number_cell,
    said,
    table,
    word_cell,
)
from toolkit.report.sections.telling import in_words, with_margins

BASE = ("n", "n_effective")


ROLE_LABELS = {
    "attitude": N_("outcome: attitude"),
    "behaviour": N_("outcome: behaviour"),
    "driver": N_("driver"),
    "lock_in": N_("lock-in"),
    "touchpoint": N_("touchpoint"),
    "background": N_("background"),
}


def scores(job: Job, result: Scores, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the score of each theme, drawn and printed."""
    if result.table.empty:
        return ()
    told = (said(say),) if say else ()
    return (
        heading(job, N_("Scores per theme")),
        *told,
        scores_figure(job, result, say),
        _scores_table(job, result),
    )


def scores_figure(job: Job, result: Scores, say: tuple[Finding, ...]) -> Figure:
    """Draw the scores, outcomes first, each group from high to low."""
    language = job.language
    ordered = _ordered(result)
    apart = {result.lowest, result.highest} - {None}
    outcomes = ordered["role"].isin(["attitude", "behaviour"])
    names = [job.label(str(name)) for name in ordered.index]
    values = [language.number(value) for value in ordered["estimate"]]
    chart = charts.intervals(
        ordered,
        names,
        values,
        look(job),
        axis_label=language.say("score, 0 to 100"),
        highlight=[bool(outcome) or name in apart for name, outcome in outcomes.items()],
    )
    low, high = (language.number(value) for value in (ordered["estimate"].min(), ordered["estimate"].max()))
    title = _title(job, result, say)
    if not title and len(ordered) == 1:
        title = language.say("The score on “{theme}” is {score} out of 100", theme=names[0], score=low)
    elif not title:
        title = language.say(
            "The scores per theme lie between {low} and {high} out of 100", low=low, high=high
        )
    alt = language.say(
        "Dots with margins per theme on a scale from 0 to 100: {list}.",
        list=language.listing(with_margins(names, values, ordered, partial(points, language))),
    )
    note = counts_note(
        job,
        _told(ordered),
        language.say("Round and coloured: outcomes and themes named in the findings."),
    )
    return Figure("scores", title, chart, in_words(title, alt), note)


def _title(job: Job, result: Scores, say: tuple[Finding, ...]) -> str:
    """Name the driver that stands apart, as one of the drivers: other themes are not tested; "" where none does."""
    shown = {finding.key for finding in say if finding.strength == "shown"}
    if "scores.lowest" in shown:
        return job.language.say(
            "Of the drivers, “{driver}” scores lowest", driver=job.label(str(result.lowest))
        )
    if "scores.highest" in shown:
        return job.language.say(
            "Of the drivers, “{driver}” scores highest", driver=job.label(str(result.highest))
        )
    return ""


def _ordered(result: Scores) -> pd.DataFrame:
    order = {"attitude": 0, "behaviour": 1, "driver": 2, "touchpoint": 3, "lock_in": 4, "background": 5}
    rank = result.table["role"].map(order)
    hidden = result.table.index.isin(list(result.bases_hidden))
    return result.table.assign(rank=rank, base_hidden=hidden).sort_values(
        ["rank", "estimate"], ascending=[True, False], kind="stable"
    )


def _told(ordered: pd.DataFrame) -> pd.Series:
    """Give the numbers of customers that may be printed."""
    return ordered["n"][~ordered["base_hidden"]]


def _scores_table(job: Job, result: Scores) -> Table:
    language = job.language
    columns = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(row.name)),
        "role": (
            language.say("Part in the model"),
            "left",
            word_cell(job, "role", ROLE_LABELS),
        ),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", number_cell(job, "low", 1)),
        "high": (language.say("to"), "right", number_cell(job, "high", 1)),
        "n": (language.say("n"), "right", base_cell(job)),
    }
    ordered = _ordered(result)
    title = language.say("Scores per theme, 0 to 100")
    note = counts_note(job, _told(ordered), base_hidden_note(job, ordered["base_hidden"]))
    counts = Customers(about=("theme", "role"), rows=BASE)
    return table(job, "scores-table", title, ordered, columns, note, counts=counts)
