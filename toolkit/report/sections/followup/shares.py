"""The chapter on shares of customers in both waves."""

from __future__ import annotations

from typing import Final

import pandas as pd

from toolkit.analysis.baseline.segments import EFFORT, NINE_PLUS
from toolkit.analysis.followup.shares import ATTACHED, CAPTIVE, LOYAL, Shares
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.shares import who
from toolkit.findings.wording import changes, of_hundred
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    p_cell,
    percent_cell,
    said,
    table,
)
from toolkit.report.sections.followup.bases import bases_cell, bases_note, bases_of
from toolkit.report.sections.followup.change import BASES

# Of how many there are more is neither better nor worse by itself: the words say which way.
VERDICTS: Final = {
    "better": N_("more"),
    "worse": N_("fewer"),
    "no relevant change": N_("about the same"),
    "not decided": N_("not decided"),
}
LABELS: Final = {
    NINE_PLUS: N_("Gives a 9 or 10"),
    EFFORT: N_("Found it easy"),
    LOYAL: N_("Loyal in what they feel and do"),
    ATTACHED: N_("Feels attached"),
    CAPTIVE: N_("Captive: held, not attached"),
}


def shares(job: Job, result: Shares | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what became of each share."""
    if result is None or not say:
        return ()
    shown = () if result.table.empty else (_table(job, result),)
    return (heading(job, N_("How many customers: then and now")), said(say), *shown)


def _table(job: Job, result: Shares) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "share": (language.say("Customers"), "left", lambda row: _label(job, row)),
        "before": (language.say("Before"), "right", percent_cell(job, "before")),
        "after": (language.say("After"), "right", percent_cell(job, "after")),
        "difference": (
            language.say("Change, of every hundred"),
            "right",
            lambda row: language.signed(100 * row["difference"], 1),
        ),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, 100 * row["low"], 100 * row["high"]),
        ),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "p_equivalence_holm": (language.say("p (equal)"), "right", p_cell(job, "p_equivalence_holm")),
        "n": (language.say("n"), "right", lambda row: bases_cell(job, _items(job, str(row.name)), row)),
        "verdict": (language.say("Verdict"), "left", lambda row: _verdict(job, row)),
    }
    counts = Customers(about=("share",), rows=tuple(BASES))
    title = language.say("Shares of customers in both waves")
    return table(job, "shares", title, result.table, columns, _note(job, result), counts=counts)


def _label(job: Job, row: pd.Series) -> str:
    label = LABELS[str(row.name)]
    return job.language.say(label)


def _verdict(job: Job, row: pd.Series) -> str:
    word = VERDICTS[row["verdict"]]
    return job.language.say(word)


def _items(job: Job, measure: str) -> tuple[str, ...]:
    """Give the question that a share is of; those of scores rest on several themes at once."""
    asked = job.engagement.questions
    item = {NINE_PLUS: asked.report_mark, EFFORT: asked.effort}.get(measure)
    return () if item is None else (item,)


def _note(job: Job, result: Shares) -> str:
    """Say what the table rests on, and how it was tested."""
    language = job.language
    slots = {role: job.label(name) for role, name in result.themes.items()}
    cut = language.number(result.cut)
    meaning = {
        LOYAL: lambda: language.say(
            "Loyal: {cut} or more on “{attitude}” and on “{behaviour}”.",
            cut=cut,
            attitude=slots["attitude"],
            behaviour=slots["behaviour"],
        ),
        ATTACHED: lambda: language.say(
            "Feels attached: {cut} or more on “{attitude}”.", cut=cut, attitude=slots["attitude"]
        ),
        CAPTIVE: lambda: language.say(
            "Captive: {cut} or more on “{lock_in}” and less on “{attitude}”.",
            cut=cut,
            lock_in=slots["lock_in"],
            attitude=slots["attitude"],
        ),
    }
    counts = result.table[["n_before", "n_after"]]
    unmatched = ""
    if result.unmatched:
        unmatched = language.say(
            "Compared as different customers, because too few changed their answer to tell: {list}.",
            list=language.listing(who(job, name) for name in result.unmatched),
        )
    return base_note(
        job,
        bases_of(job, result.table, _items),
        bases_note(job, result.table, _items),
        *(meaning[name]() for name in result.table.index if name in meaning),
        language.say(
            "p (Holm): chance of a difference at least this large if nothing had changed. p (equal): chance of a "
            "difference this small if the real change were {smallest} of every hundred or more. Both are corrected for "
            "the number of shares (Holm).",
            smallest=of_hundred(language, result.smallest_change),
        ),
        _tested(job, result),
        unmatched,
        language.say("Margins hold for each share by itself."),
        smallest=float(counts.to_numpy().min()),
    )


def _tested(job: Job, result: Shares) -> str:
    """Name the tests and intervals by the designs that occur."""
    language = job.language
    paired = (result.table["design"] == "paired").any() and all(
        survey.weights is None for survey in job.surveys
    )
    if paired:
        return language.say("Test by McNemar; margins by Newcombe, for the same customers.")
    return language.say("Score test; margins by Newcombe.")
