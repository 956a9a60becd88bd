"""The chapter on attitude against what the same customers did later."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from toolkit.analysis.followup.later import AGAIN
from toolkit.analysis.followup.results import Results
from toolkit.analysis.job import Job
from toolkit.figures.calibration import calibration
from toolkit.findings.finding import Finding
from toolkit.findings.followup.results import period
from toolkit.findings.followup.results_spent import base, margin_of, measure_of, value_of
from toolkit.findings.wording import shares
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    base_note,
    heading,
    look,
    percent_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words

PARTS = {
    "lowest": N_("lowest third"),
    "middle": N_("middle third"),
    "highest": N_("highest third"),
    "detractors": N_("detractors"),
    "passives": N_("passives"),
    "promoters": N_("promoters"),
}


def results(job: Job, result: Results | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what customers high and low in attitude did later, what was predicted of it, and the numbers."""
    if result is None or not say:
        return ()
    parts: list[Block] = [heading(job, N_("Did loyalty show in what customers did later?")), said(say)]
    if result.observed is not None:
        parts.append(_figure(job, result, result.observed, say))
    if result.lifts:
        parts.append(_lifts(job, result))
    return tuple(parts)


def results_in_full(job: Job, result: Results | None) -> tuple[Block, ...]:
    """Print for the appendix what was predicted and what happened, part by part."""
    if result is None or result.observed is None:
        return ()
    title = heading(job, N_("Did loyalty show in what customers did later? In full"), 2)
    return (title, _predicted(job, result, result.observed))


def _figure(job: Job, result: Results, rows: pd.DataFrame, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    values = [language.percent(value) for value in rows["estimate"]]
    chart = calibration(
        rows,
        values,
        look(job),
        axis_labels=(
            language.say("chance that follows from “{attitude}”", attitude=job.label(result.attitude)),
            measure_of(job, result, AGAIN),
        ),
        line_label=language.say("as predicted"),
        tick=language.percent,
    )
    alt = language.say(
        "Dots with margins: the share that bought again, by the chance that attitude gave beforehand: {list}.",
        list=language.listing(
            f"{language.percent(row['predicted'])} → {value}"
            for (_, row), value in zip(rows.iterrows(), values, strict=True)
        ),
    )
    claims = [finding.plain for finding in say if finding.key == "results.attitude.again" and finding.plain]
    title = claims[0].rstrip(".") if claims else language.say("Bought again, as predicted and as it came out")
    note = _note(
        job,
        result,
        language.say(
            "Each dot is a part of the customers, from low to high on “{attitude}”; the chance of each customer "
            "was computed from the others.",
            attitude=job.label(result.attitude),
        ),
        smallest=float(rows["n"].min()),
    )
    return Figure("results", title, chart, in_words(title, alt), note)


def _note(job: Job, result: Results, *more: str, smallest: float) -> str:
    language = job.language
    told = language.say("Base: {n} customers.", n=base(job, result.counted))
    if result.source == "survey":
        return base_note(job, told, *more, smallest=smallest)
    window = language.say("Orders from {start} to {until}.", **period(job, result))
    # The last wave says nothing of this: its name is no source.
    first = replace(job, surveys=(job.surveys[0],), series=())
    return base_note(first, told, window, *more, smallest=smallest)


def _lifts(job: Job, result: Results) -> Table:
    language = job.language
    rows = [
        {**{str(name): value for name, value in row.items()}, "measure": lift.measure, "block": place}
        | {"base_hidden": lift.bases_hidden}
        for place, lift in enumerate(result.lifts)
        for _, row in lift.table.iterrows()
    ]
    frame = pd.DataFrame(rows)
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Later"), "left", lambda row: measure_of(job, result, row["measure"])),
        "part": (language.say("Customers in the first wave"), "left", _part(job)),
        "n": (
            language.say("n"),
            "right",
            lambda row: HIDDEN if row["base_hidden"] else base(job, int(row["n"])),
        ),
        "value": (language.say("Value"), "right", lambda row: value_of(job, row["measure"], row["estimate"])),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: margin_of(job, row["measure"], row["low"], row["high"]),
        ),
    }
    note = _note(
        job,
        result,
        language.say(
            "Thirds of “{attitude}”; who scored the same is in the same third.",
            attitude=job.label(result.attitude),
        ),
        _kept_back(job, result),
        smallest=float(frame["n"].min()),
    )
    counts = Customers(about=("measure", "part"), rows=("n", "n_effective"), down=True, parts="block")
    title = language.say("What customers did later, by their answers before")
    return table(job, "results-table", title, frame, columns, note, counts=counts)


def _kept_back(job: Job, result: Results) -> str:
    if not any(lift.bases_hidden for lift in result.lifts):
        return ""
    return job.language.say(
        "{sign}: not printed, as it would tell how few customers of a group had not bought before.",
        sign=HIDDEN,
    )


def _part(job: Job) -> Cell:
    def write(row: pd.Series) -> str:
        word = PARTS[row["part"]]
        return job.language.say(word)

    return write


def _predicted(job: Job, result: Results, rows: pd.DataFrame) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "part": (
            language.say("Part, from low to high"),
            "left",
            lambda row: language.number(int(row["place"])),
        ),
        "n": (language.say("n"), "right", lambda row: base(job, int(row["n"]))),
        "predicted": (language.say("Predicted"), "right", percent_cell(job, "predicted")),
        "estimate": (language.say("Came out"), "right", percent_cell(job, "estimate")),
        "margin": (language.say("Margin"), "right", lambda row: shares(language, row["low"], row["high"])),
    }
    found = result.calibration
    told = ""
    if found is not None:
        told = language.say(
            "On the whole what came out lies {intercept} log odds from what was predicted (margin {low} to "
            "{high}); the Brier score is {skill} better than the same chance for everybody.",
            intercept=language.signed(found.intercept.value, 2),
            low=language.signed(found.intercept.low, 2),
            high=language.signed(found.intercept.high, 2),
            skill=language.percent(found.skill),
        )
    note = _note(job, result, told, smallest=float(rows["n"].min()))
    frame = rows.assign(place=range(1, len(rows) + 1))
    counts = Customers(about=("part",), rows=("n", "n_effective"), down=True)
    title = language.say(
        "Bought again: predicted from “{attitude}” and as it came out", attitude=job.label(result.attitude)
    )
    return table(job, "results-predicted", title, frame, columns, note, counts=counts)
