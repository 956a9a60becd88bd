"""The chapter on loyalty by report mark."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.curve import Curve
from toolkit.analysis.job import Job
from toolkit.figures import curve as drawing
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.measures.loyalty.bend import Bend
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    base_note,
    heading,
    look,
    number_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words


def curve(job: Job, result: Curve | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show attitude at each report mark, drawn and printed."""
    if result is None:
        return ()
    return (
        heading(job, N_("Satisfied is not the same as loyal")),
        said(say),
        _figure(job, result, say),
        _table(job, result),
    )


def _figure(job: Job, result: Curve, say: tuple[Finding, ...]) -> Figure:
    language, theme = job.language, job.label(result.attitude)
    names = [_marks(job, row) for _, row in result.table.iterrows()]
    values = [language.number(value) for value in result.table["estimate"]]
    shown = any(finding.key == "curve.bend" and finding.strength == "shown" for finding in say)
    chart = drawing.mark_curve(
        result.table,
        names,
        values,
        look(job),
        axis_labels=(
            language.say("report mark"),
            language.say("{theme}, 0 to 100", theme=theme),
        ),
        fit_label=language.say("best line that never falls"),
        bend=_corners(result.table, result.bend) if shown and result.bend else (),
        bend_label=language.say("line with one bend"),
    )
    title = _title(job, result, say)
    alt = language.say(
        "Dots with margins: the mean score on “{theme}” by report mark: {list}.",
        theme=theme,
        list=language.listing(f"{name}: {value}" for name, value in zip(names, values, strict=True)),
    )
    return Figure("curve", title, chart, in_words(title, alt), _note(job, result))


def _title(job: Job, result: Curve, say: tuple[Finding, ...]) -> str:
    """Claim the difference where its test shows it, with the shares where these may be told."""
    language, theme = job.language, job.label(result.attitude)
    claim = next((one for one in say if one.key == f"curve.step.{result.attitude}" and one.plain), None)
    step = next((one for one in result.steps if one.construct == result.attitude), None)
    if claim is None or step is None:
        return language.say("“{theme}” by report mark", theme=theme)
    if not (step.very and step.satisfied):
        return claim.plain.rstrip(".")
    return language.say(
        "{very} of customers who give a 9 or 10 score high on “{theme}”, and {satisfied} of those who give "
        "a 7 or 8",
        very=language.percent(step.very.value),
        satisfied=language.percent(step.satisfied.value),
        theme=theme,
    )


def _marks(job: Job, row: pd.Series) -> str:
    first, last = (job.language.number(row[end]) for end in ("first", "last"))
    return first if first == last else job.language.interval(first, last)


def _corners(table: pd.DataFrame, bend: Bend) -> tuple[tuple[float, float], ...]:
    """Give the ends and the bend of the fitted line, over the marks that are drawn."""
    left, right = float(table["mark"].iloc[0]), float(table["mark"].iloc[-1])
    mark, level = bend.mark.value, bend.level.value
    ends = (
        (left, level + bend.before.value * (left - mark)),
        (right, level + bend.after.value * (right - mark)),
    )
    return (ends[0], (mark, level), ends[1])


def _note(job: Job, result: Curve) -> str:
    language = job.language
    joined = bool((result.table["first"] < result.table["last"]).any())
    return base_note(
        job,
        language.say("Base: {n} customers.", n=language.number(result.n)),
        language.say(
            "Marks that fewer than {minimum} customers gave are taken together.",
            minimum=language.number(job.engagement.privacy.minimum_cell),
        )
        if joined
        else "",
        smallest=float(result.table["n"].min()),
    )


def _table(job: Job, result: Curve) -> Table:
    language = job.language
    columns = {
        "marks": (language.say("Report mark"), "left", lambda row: _marks(job, row)),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", number_cell(job, "low", 1)),
        "high": (language.say("to"), "right", number_cell(job, "high", 1)),
    }
    title = language.say("Score on “{theme}” by report mark, 0 to 100", theme=job.label(result.attitude))
    counts = Customers(about=("marks",), rows=("n", "n_effective"))
    return table(job, "curve-table", title, result.table, columns, _note(job, result), counts=counts)
