"""The chapter on other customers answering: what of a change is within like customers."""

from __future__ import annotations

import math

import pandas as pd

from toolkit.analysis.followup import NOT_JUDGED
from toolkit.analysis.followup.composition import NPS, Composition
from toolkit.analysis.job import Job
from toolkit.figures.parts import parts
from toolkit.findings.finding import Finding
from toolkit.findings.followup.alike import label_of
from toolkit.findings.followup.composition import because_of_others
from toolkit.findings.wording import changes
from toolkit.followup.composition.compare import BOTH, COMPOSITION
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    look,
    said,
    signed_cell,
    table,
    word_cell,
)
from toolkit.report.sections.followup.bases import bases_cell, bases_note, bases_of, items_behind
from toolkit.report.sections.telling import in_words

VERDICTS = {
    "real": N_("within like customers"),
    "composition": N_("other customers"),
    "both": N_("both"),
    "not decided": N_("not decided"),
    NOT_JUDGED: N_("not judged"),
}
BASES = ["n_before", "n_after", "n_effective_before", "n_effective_after"]
NOTHING = "–"


def composition(job: Job, result: Composition | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show per theme the two parts of its change; the appendix prints them."""
    if not say:
        return ()
    head: tuple[Block, ...] = (heading(job, N_("Other customers, or a real change?")), said(say))
    if result is None or not result.segments:
        return head
    figure = _figure(job, result, say)
    return head if figure is None else (*head, figure)


def _figure(job: Job, result: Composition, say: tuple[Finding, ...]) -> Figure | None:
    """Draw the themes; the recommendation score has a scale of its own and stands in the table."""
    language = job.language
    rows = result.table.drop(index=[NPS], errors="ignore")
    rows = rows[rows["within"].notna()].sort_values("difference", ascending=False, kind="stable")
    if rows.empty:
        return None
    names = [job.label(str(name)) for name in rows.index]
    values = [
        language.say(
            "{within} and {composition}",
            within=language.signed(row["within"], 1),
            composition=language.signed(row["composition"], 1),
        )
        for _, row in rows.iterrows()
    ]
    chart = parts(
        rows,
        names,
        values,
        look(job),
        labels=(
            language.say("within like customers"),
            language.say("from other customers"),
            language.say("whole change"),
        ),
        axis_label=language.say("change in points out of 100"),
        tick=language.signed,
    )
    alt = language.say(
        "Two marks with margins per theme, in points out of 100: the change within like customers, and what comes from "
        "other customers answering: {list}.",
        list=language.listing(f"{name} {value}" for name, value in zip(names, values, strict=True)),
    )
    title = _claim(job, result, rows, say)
    return Figure("composition", title, chart, in_words(title, alt), _note(job, rows))


def _claim(job: Job, result: Composition, rows: pd.DataFrame, say: tuple[Finding, ...]) -> str:
    """Take the weightiest sentence that a test supports; that of the recommendation score is not in the picture."""
    others = rows[rows["verdict"] == COMPOSITION]
    if not others.empty:
        return because_of_others(job, result, str(others["composition"].abs().idxmax())).rstrip(".")
    told = [one for one in say if one.plain and one.strength == "shown" and one.key != "composition.nps"]
    if told:
        return max(told, key=lambda finding: finding.weight).plain.rstrip(".")
    if (rows["verdict"] == BOTH).any():
        return job.language.say("A part of what changed comes from other customers answering")
    return job.language.say("No theme is shown to have changed because other customers answered")


def _note(job: Job, rows: pd.DataFrame, *more: str) -> str:
    smallest = float(rows[["n_before", "n_after"]].to_numpy().min())
    return base_note(job, bases_of(job, rows), *more, smallest=smallest)


def _table(job: Job, result: Composition) -> Table:
    language = job.language
    rows = result.table.sort_values("difference", ascending=False, kind="stable")
    rows = rows.assign(verdict=rows["verdict"].mask(rows.index.isin(result.silent), NOT_JUDGED))

    def margin(part: str) -> Cell:
        return lambda row: _or_nothing(row[part], changes(language, row[f"{part}_low"], row[f"{part}_high"]))

    def signed(part: str) -> Cell:
        return lambda row: _or_nothing(row[part], language.signed(row[part], 1))

    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: label_of(job, str(row.name))),
        "difference": (language.say("Change"), "right", signed_cell(job, "difference")),
        "within": (language.say("Like customers"), "right", signed("within")),
        "within_margin": (language.say("Margin"), "right", margin("within")),
        "composition": (language.say("Other customers"), "right", signed("composition")),
        "composition_margin": (language.say("Margin"), "right", margin("composition")),
        "raked": (language.say("Raked"), "right", signed("raked")),
        "n": (
            language.say("n"),
            "right",
            lambda row: bases_cell(job, items_behind(job, str(row.name)), row),
        ),
        "verdict": (language.say("Shown"), "left", word_cell(job, "verdict", VERDICTS)),
    }
    note = _note(
        job,
        rows,
        language.say(
            "Like customers: the change among customers who are alike on the segments. Other customers: the part that "
            "comes from another make-up of those who answered. The two add up to the change. Raked: the change when "
            "both waves are weighted to the make-up halfway between them. Shown: at 5% after Holm over all themes, "
            "each part by itself."
        ),
        language.say("Differences are computed before rounding."),
        bases_note(job, rows),
    )
    title = language.say("Changes in two parts")
    counts = Customers(about=("theme",), rows=tuple(BASES))
    return table(job, "composition-table", title, rows, columns, note, counts=counts)


def _or_nothing(value: float, written: str) -> str:
    return NOTHING if math.isnan(value) else written


def composition_in_full(job: Job, result: Composition | None) -> tuple[Block, ...]:
    """Print per theme the two parts of its change, and what each segment adds to that from other customers."""
    if result is None or not result.segments:
        return ()
    added = () if result.contributions.empty else (_segments(job, result),)
    return (
        heading(job, N_("Other customers, or a real change? In full"), 2),
        *added,
        _table(job, result),
    )


def _segments(job: Job, result: Composition) -> Table:
    language = job.language
    wide = result.contributions.pivot(index="measure", columns="segment", values=["estimate", "low", "high"])
    order = [name for name in result.table.index if name in wide.index]
    frame = result.table.loc[order, BASES].copy()
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: label_of(job, str(row.name)))
    }
    for place, segment in enumerate(name for name in result.segments if name in wide["estimate"]):
        for part in ("estimate", "low", "high"):
            frame[f"{part}-{place}"] = wide[part][segment].reindex(order).astype(float)
        columns[f"segment-{place}"] = (job.segment_label(segment), "right", _contribution(job, place))
    note = _note(
        job,
        frame,
        language.say(
            "Points that the make-up on one segment adds, with the others equal, with its margin; they add up to the "
            "part from other customers. They are the same whichever group of a segment is taken as the base."
        ),
    )
    title = language.say("What each segment adds to the part from other customers")
    counts = Customers(about=("theme",), rows=tuple(BASES))
    return table(job, "composition-segments", title, frame, columns, note, counts=counts)


def _contribution(job: Job, place: int) -> Cell:
    language = job.language

    def write(row: pd.Series) -> str:
        if math.isnan(row[f"estimate-{place}"]):
            return NOTHING
        return language.say(
            "{value} ({margin})",
            value=language.signed(row[f"estimate-{place}"], 1),
            margin=changes(language, row[f"low-{place}"], row[f"high-{place}"]),
        )

    return write
