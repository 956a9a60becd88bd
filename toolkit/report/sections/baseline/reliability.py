"""The chapter on whether the scales hold."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline import Reliability
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.measures.thresholds import MAXIMUM_HTMT, MINIMUM_ALPHA, STRICT_HTMT
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.baseline.scores import BASE
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_cell,
    base_hidden_note,
    counts_note,
    heading,
    number_cell,
    said,
    table,
    word_cell,
)

# Why a scale has no omega.
NO_OMEGA = {
    "heywood": N_("–: one factor does not fit these questions, so that no omega can be trusted."),
    "no_fit": N_("–: no factor could be found behind these questions."),
}
PAIR_VERDICTS = {
    "apart": N_("told apart"),
    "alike": N_("not told apart"),
    "unknown": N_("no conclusion"),
}
# Pairs on a page: 22 drivers make 231, of which the closest tell whether two themes are one.
MOST_CLOSE, MOST_PAIRS = 20, 40


def reliability(
    job: Job, result: Reliability, say: tuple[Finding, ...], *, level: int = 1
) -> tuple[Block, ...]:
    """Show whether the questions of each theme belong together, and which themes are hardly told apart."""
    if result.table.empty and not say:
        return ()
    parts: list[Block] = [heading(job, N_("Are the scales reliable?"), level), said(say)]
    if not result.table.empty:
        parts.append(_scales(job, result))
    near = (result.pairs["high"] > STRICT_HTMT) & (result.pairs["verdict"] != "unknown")
    worth = result.pairs[(result.pairs["verdict"] == "alike") | near]
    if not worth.empty:
        title = job.language.say("Pairs of themes that lie close together")
        parts.append(_pairs(job, "told-apart", title, worth, MOST_CLOSE))
    return tuple(parts)


def _scales(job: Job, result: Reliability) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(str(row.name))),
        "items": (language.say("Questions"), "right", number_cell(job, "items")),
        "estimate": (language.say("Alpha"), "right", number_cell(job, "estimate", 2)),
        "margin": (language.say("Margin"), "right", lambda row: points(language, row["low"], row["high"], 2)),
        "omega": (language.say("Omega"), "right", lambda row: _omega(job, row)),
        "omega_margin": (language.say("Its margin"), "right", lambda row: _omega_margin(job, row)),
        "n": (language.say("n"), "right", base_cell(job)),
        "verdict": (language.say("Verdict"), "left", lambda row: _verdict(job, result, row)),
    }
    frame = result.table
    note = _note(
        job,
        frame,
        language.say(
            "A theme is reliable enough from an alpha of {minimum}.",
            minimum=language.number(MINIMUM_ALPHA, 1),
        ),
        language.say("* Two questions: Spearman–Brown.")
        if (frame["second"] == "spearman_brown").any()
        else "",
        *(language.say(why) for reason, why in NO_OMEGA.items() if (frame["second"] == reason).any()),
    )
    title = language.say("Do the questions of a theme belong together? Alpha and omega")
    counts = Customers(about=("theme", "items"), rows=BASE)
    return table(job, "reliability", title, frame, columns, note, counts=counts)


def _note(job: Job, frame: pd.DataFrame, *more: str) -> str:
    """Write what a table rests on: the numbers of customers that may be told, and why others are not."""
    hidden = frame["base_hidden"].astype(bool)
    return counts_note(job, frame["n"][~hidden], *more, base_hidden_note(job, hidden))


def _omega(job: Job, row: pd.Series) -> str:
    mark = " *" if row["second"] == "spearman_brown" else ""
    return job.language.number(row["omega"], 2) + mark


def _omega_margin(job: Job, row: pd.Series) -> str:
    if pd.isna(row["omega_low"]):
        return job.language.number(row["omega_low"])
    return points(job.language, row["omega_low"], row["omega_high"], 2)


def _verdict(job: Job, result: Reliability, row: pd.Series) -> str:
    if row["flagged"]:
        return job.language.say("no conclusion")
    if str(row.name) in result.flags:
        return job.language.say("a question counts twice")
    return job.language.say("holds")


def told_apart(job: Job, result: Reliability) -> tuple[Block, ...]:
    """Print for the appendix what one factor explains of each theme, and of each two whether they are told apart.

    Two themes of which nothing is concluded, because a scale does not hold, say nothing.
    """
    parts: list[Block] = []
    factors = result.table[result.table["ave"].notna()]
    if not factors.empty:
        parts.append(_factors(job, factors))
    if (result.pairs["verdict"] != "unknown").any():
        title = job.language.say("Are the themes told apart? Heterotrait-monotrait ratio of each two")
        parts.append(_pairs(job, "told-apart-all", title, result.pairs, MOST_PAIRS))
    return (heading(job, N_("Are the themes told apart?"), 2), *parts) if parts else ()


def _factors(job: Job, frame: pd.DataFrame) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(str(row.name))),
        "items": (language.say("Questions"), "right", number_cell(job, "items")),
        "composite": (language.say("Composite"), "right", number_cell(job, "composite_reliability", 2)),
        "ave": (language.say("AVE"), "right", number_cell(job, "ave", 2)),
        "n": (language.say("n"), "right", base_cell(job)),
    }
    note = _note(
        job,
        frame,
        language.say(
            "Composite: reliability of the standardised loadings. AVE: what the factor explains of the questions on "
            "average."
        ),
    )
    title = language.say("What one factor explains of each theme")
    counts = Customers(about=("theme", "items"), rows=BASE)
    return table(job, "reliability-factors", title, frame, columns, note, counts=counts)


def _pairs(job: Job, identifier: str, title: str, frame: pd.DataFrame, most: int) -> Table:
    """Print pairs of themes, the closest first by where their margin ends; one without a margin comes last."""
    language = job.language
    frame = frame.sort_values("high", ascending=False, kind="stable")
    columns: dict[str, tuple[str, str, Cell]] = {
        "first": (language.say("Theme"), "left", lambda row: job.label(row["first"])),
        "second": (language.say("and"), "left", lambda row: job.label(row["second"])),
        "htmt": (language.say("Ratio (HTMT)"), "right", number_cell(job, "htmt", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "htmt2": (language.say("HTMT2"), "right", number_cell(job, "htmt2", 2)),
        "n": (language.say("n"), "right", base_cell(job)),
        "verdict": (language.say("Verdict"), "left", word_cell(job, "verdict", PAIR_VERDICTS)),
    }
    note = _note(
        job,
        frame,
        language.say(
            "Near 1: customers answer on both as if they were one theme. Two themes are told apart where the margin "
            "stays under {maximum}.",
            maximum=language.number(MAXIMUM_HTMT, 1),
        ),
        language.say("HTMT2: with geometric means; – where a correlation is not above 0.")
        if frame["htmt2"].isna().any()
        else "",
    )
    counts = Customers(about=("first", "second"), rows=BASE)
    return table(job, identifier, title, frame, columns, note, counts=counts, most=most)


def item_rest(job: Job, result: Reliability) -> tuple[Block, ...]:
    """Print for the appendix how each question goes along with the others of its theme."""
    if result.items.empty:
        return ()
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(row["construct"])),
        "item": (language.say("Question"), "left", lambda row: job.item_text(row["item"])),
        "estimate": (language.say("With the rest"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "alpha": (language.say("Alpha without it"), "right", number_cell(job, "alpha_without", 2)),
        "n": (language.say("n"), "right", base_cell(job)),
    }
    note = _note(
        job,
        result.items,
        language.say("With the rest: correlation of the question with the sum of the others of its theme."),
    )
    title = language.say("Does each question go along with the others of its theme?")
    counts = Customers(about=("theme", "item"), rows=BASE)
    return (
        heading(job, N_("Question by question"), 2),
        table(job, "item-rest", title, result.items, columns, note, counts=counts),
    )
