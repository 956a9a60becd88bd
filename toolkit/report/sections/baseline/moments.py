"""The chapter on moments of need."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.baseline.moments import NPS, Moments
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.baseline.moments import measure_label
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    blocks,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins

LABELS = {
    "unaffected": N_("no problem"),
    "resolved": N_("problem, resolved"),
    "unresolved": N_("problem, not resolved"),
}


def moments(job: Job, result: Moments | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show who had a problem and whether it was resolved, and how loyal each group is."""
    if result is None:
        return ()
    return blocks(
        heading(job, N_("When customers need the organisation")),
        said(say),
        _figure(job, result, say),
        _groups(job, result) if result.shown else None,
        _differences(job, result),
    )


def _label(job: Job, group: str) -> str:
    return job.language.say(LABELS[group])


def _figure(job: Job, result: Moments, say: tuple[Finding, ...]) -> Figure | None:
    """Draw the first attitude of the groups that may be shown."""
    drawn = result.levels[result.levels["measure"] != NPS]
    if drawn.empty:
        return None
    measure = str(drawn["measure"].iloc[0])
    drawn = drawn[drawn["measure"] == measure].set_index("group")
    language, theme = job.language, job.label(measure)
    names = [_label(job, str(group)) for group in drawn.index]
    values = [language.number(value) for value in drawn["estimate"]]
    key = f"moments.{measure}.unresolved.unaffected"
    claim = next((finding.plain for finding in say if finding.key == key), "")
    chart = charts.intervals(
        drawn,
        names,
        values,
        look(job),
        axis_label=language.say("{theme}, 0 to 100", theme=theme),
        highlight=[group == "unresolved" and bool(claim) for group in drawn.index],
    )
    title = (
        language.say(
            "Customers with an unresolved problem score lower on “{theme}” than those without", theme=theme
        )
        if claim
        else language.say("“{theme}” of customers with and without a problem", theme=theme)
    )
    alt = language.say(
        "Dots with margins: the mean score on “{theme}” by moment of need: {list}.",
        theme=theme,
        list=language.listing(with_margins(names, values, drawn, partial(points, language))),
    )
    return Figure("moments", title, chart, in_words(title, alt), counts_note(job, drawn["n"]))


def _groups(job: Job, result: Moments) -> Table:
    """Print the share of each group, and its scores."""
    language, frame = job.language, result.table.copy()
    columns: dict[str, tuple[str, str, Cell]] = {
        "group": (language.say("Group"), "left", lambda row: _label(job, str(row.name))),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
    }
    rows = ["count", "count_effective"]
    for place, measure in enumerate(dict.fromkeys(result.levels["measure"])):
        theirs = result.levels[result.levels["measure"] == measure].set_index("group")
        names = {name: f"{name}_{place}" for name in ("estimate", "low", "high", "n", "n_effective")}
        frame = frame.join(theirs[list(names)].rename(columns=names))
        # A hidden group has no number here; what hides it is the number of customers in it.
        frame[names["n"]] = frame[names["n"]].fillna(frame["count"])
        frame[names["n_effective"]] = frame[names["n_effective"]].fillna(frame["count_effective"])
        rows += [names["n"], names["n_effective"]]
        columns[names["estimate"]] = (
            measure_label(job, measure),
            "right",
            number_cell(job, names["estimate"], 1),
        )
        columns[names["low"]] = (language.say("from"), "right", number_cell(job, names["low"], 1))
        columns[names["high"]] = (language.say("to"), "right", number_cell(job, names["high"], 1))
    title = language.say("Customers by moment of need, and the scores of each group")
    shown = frame["estimate"].notna()
    note = counts_note(
        job,
        frame.loc[shown, "n"],
        language.say(
            "The recommendation score is not shown: in some group too few customers gave some answer."
        )
        if result.nps_hidden
        else "",
    )
    counts = Customers(about=("group",), rows=tuple(rows), down=True)
    return table(job, "moments-table", title, frame, columns, note, counts=counts)


def _differences(job: Job, result: Moments) -> Table | None:
    if result.differences.empty:
        return None
    language, frame = job.language, result.differences
    columns = {
        "measure": (language.say("Theme"), "left", lambda row: measure_label(job, row["measure"])),
        "first": (language.say("Group"), "left", lambda row: _label(job, row["first"])),
        "second": (language.say("against"), "left", lambda row: _label(job, row["second"])),
        "estimate": (language.say("Difference"), "right", signed_cell(job, "estimate")),
        "low": (language.say("from"), "right", signed_cell(job, "low")),
        "high": (language.say("to"), "right", signed_cell(job, "high")),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "n_first": (language.say("n"), "right", number_cell(job, "n_first")),
        "n_second": (language.say("n against"), "right", number_cell(job, "n_second")),
    }
    title = language.say("Differences between customers with and without a problem")
    counts = Customers(about=("measure", "first", "second"), rows=("n_first", "n_second"))
    note = counts_note(job, pd.concat([frame["n_first"], frame["n_second"]]))
    return table(job, "moments-differences", title, frame, columns, note, counts=counts)
