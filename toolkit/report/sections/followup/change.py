"""The sections of the follow-up report."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.followup import NOT_JUDGED, Change
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.finding import Finding
from toolkit.findings.followup.change import NEITHER_BETTER_NOR_WORSE
from toolkit.findings.wording import changes
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.followup.bases import bases_cell, bases_note, bases_of, items_behind
from toolkit.report.sections.telling import in_words, with_margins

VERDICTS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "no relevant change": N_("about the same"),
    "not decided": N_("not decided"),
    NOT_JUDGED: N_("not judged"),
}
SMALL = N_("changed, but little")
MOVED = ("better", "worse")
NEUTRAL_VERDICTS = {"better": N_("higher"), "worse": N_("lower")}
BASES = ["n_before", "n_after", "n_effective_before", "n_effective_after"]
DESIGNS = {
    "paired": N_("The same customers answered both times."),
    "independent": N_("Compared as different customers."),
    "partially overlapping": N_("Some customers answered both times; both they and the others count."),
}


def change(job: Job, result: Change, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what changed per theme, drawn and printed."""
    if result.table.empty:
        return (heading(job, N_("What changed")), said(say))
    return (
        heading(job, N_("What changed")),
        said(say),
        change_figure(job, result, say),
        _change_table(job, result),
    )


def picture(job: Job, result: Change, say: tuple[Finding, ...]) -> Figure | None:
    """Choose the one picture of the summary: the changes, where any theme could be compared."""
    return None if result.table.empty else change_figure(job, result, say)


def change_figure(job: Job, result: Change, say: tuple[Finding, ...]) -> Figure:
    """Draw the differences with their margins, largest rise first."""
    language = job.language
    ordered = _ordered(result)
    names = [job.label(str(name)) for name in ordered.index]
    values = [language.signed(value, 1) for value in ordered["difference"]]
    chart = charts.changes(
        ordered,
        names,
        values,
        look(job),
        axis_label=language.say("change in points out of 100"),
        band=result.smallest_change,
        band_label=language.say(
            "less than {smallest} points", smallest=language.number(result.smallest_change)
        ),
        tick=language.signed,
    )
    alt = language.say(
        "Dots with margins: the change of each theme between the two waves, in points out of 100: {list}.",
        list=language.listing(with_margins(names, values, ordered, partial(changes, language))),
    )
    note = base_note(
        job,
        bases_of(job, result.table),
        language.say(
            "Filled dots: better or worse. Open dots: not shown, too small to matter, or not judged."
        ),
        language.say("Differences are computed before rounding."),
    )
    title = _claim(job, result, say)
    return Figure("change", title, chart, in_words(title, alt), note)


def smallest_base(result: Change) -> float:
    """Give the smallest number of customers in a row."""
    return float(result.table[["n_before", "n_after"]].to_numpy().min())


def _claim(job: Job, result: Change, say: tuple[Finding, ...]) -> str:
    moved = [str(name) for name, row in result.table.iterrows() if row["verdict"] in MOVED]
    # A title has no room for the doubt that other customers answered.
    keys = {f"change.{name}" for name in moved if name not in result.by_others}
    told = [finding for finding in say if finding.key in keys and finding.plain]
    if told:
        return max(told, key=lambda finding: finding.weight).plain.rstrip(".")
    if any(result.roles[name] not in NEITHER_BETTER_NOR_WORSE for name in moved):
        return job.language.say("The difference between the first and the last measurement, per theme")
    return job.language.say("No theme is shown to be better or worse")


def _ordered(result: Change) -> pd.DataFrame:
    return result.table.sort_values("difference", ascending=False, kind="stable")


def _change_table(job: Job, result: Change) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(str(row.name))),
        "before": (language.say("Before"), "right", number_cell(job, "before", 1)),
        "after": (language.say("After"), "right", number_cell(job, "after", 1)),
        "difference": (language.say("Difference"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "effect_size": (language.say("d"), "right", signed_cell(job, "effect_size", 2)),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "p_equivalence_holm": (language.say("p (equal)"), "right", p_cell(job, "p_equivalence_holm")),
        # Without spaces: with ten columns every point counts to keep the page upright.
        "n": (
            language.say("n"),
            "right",
            lambda row: bases_cell(job, items_behind(job, str(row.name)), row, between="/"),
        ),
        "verdict": (language.say("Verdict"), "left", lambda row: _verdict(job, result, row)),
    }
    designs = [language.say(DESIGNS[name]) for name in result.table["design"].unique()]
    note = base_note(
        job,
        bases_of(job, result.table),
        bases_note(job, result.table),
        *designs,
        language.say(
            "p (Holm): chance of a difference at least this large if nothing had changed. p (equal): chance of a "
            "difference this small if the real change were {smallest} points or more. Both are corrected for the "
            "number of themes (Holm).",
            smallest=language.number(result.smallest_change),
        ),
        language.say("Margins hold for each theme by itself."),
        language.say(
            "d: the change in standard deviations of the scores (Cohen); it has no margin of its own, so no word "
            "like large or small is put to it."
        ),
        smallest=smallest_base(result),
    )
    return table(
        job,
        "change-table",
        language.say("Scores in both waves, 0 to 100"),
        _ordered(result),
        columns,
        note,
        counts=Customers(about=("theme",), rows=tuple(BASES)),
    )


def _verdict(job: Job, result: Change, row: pd.Series) -> str:
    if row["verdict"] == "no relevant change" and row["p_holm"] < 1 - job.engagement.analysis.confidence:
        return job.language.say(SMALL)
    words = {**VERDICTS, **NEUTRAL_VERDICTS} if result.roles[str(row.name)] == "lock_in" else VERDICTS
    word = words[row["verdict"]]
    return job.language.say(word)
