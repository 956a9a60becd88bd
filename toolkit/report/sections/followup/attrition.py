"""The chapter on customers who did not answer again."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup.attrition import Attrition
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, listed
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.baseline.segments import row_label
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    number_cell,
    p_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)


def attrition(job: Job, result: Attrition | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Say whether they were different the first time, and show their scores."""
    if result is None or not say:
        return ()
    shown = (_measures(job, result),) if _differ(say) and not result.measures.empty else ()
    return (heading(job, N_("Customers who did not answer again")), said(say), *shown)


def attrition_in_full(job: Job, result: Attrition | None, say: tuple[Finding, ...] = ()) -> tuple[Block, ...]:
    """Print how both parts are divided over groups of customers, and their scores where these show no difference."""
    if result is None:
        return ()
    behind = [_measures(job, result)] if say and not _differ(say) and not result.measures.empty else []
    if not result.groups.empty:
        behind.append(_groups(job, result))
    return (heading(job, N_("Customers who did not answer again, in full"), 2), *behind) if behind else ()


def _differ(say: tuple[Finding, ...]) -> bool:
    """Whether a difference is shown: a table in which nothing is shown goes to the appendix."""
    return any(finding.strength == "shown" for finding in say)


def _measures(job: Job, result: Attrition) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "score": (language.say("Score"), "left", lambda row: row_label(job, str(row.name))),
        "estimate_stayed": (language.say("Answered again"), "right", number_cell(job, "estimate_stayed", 1)),
        "estimate_left": (
            language.say("Did not, or not asked"),
            "right",
            number_cell(job, "estimate_left", 1),
        ),
        "difference": (language.say("Difference"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
    }
    title = language.say("First scores of customers who did and did not answer again")
    counts = Customers(
        about=("score",), rows=("n_stayed", "n_left", "n_effective_stayed", "n_effective_left")
    )
    return table(job, "attrition", title, result.measures, columns, _note(job, result), counts=counts)


def _note(job: Job, result: Attrition) -> str:
    language = job.language
    left_out = ""
    if result.no_claim:
        left_out = language.say(
            "Not compared, because their questions do not belong together well enough: {themes}.",
            themes=listed(job, result.no_claim),
        )
    return base_note(
        job,
        _base(job, result),
        language.say(
            "Scores of the first measurement, 0 to 100; the recommendation score (NPS) −100 to 100. p: chance of a "
            "difference at least this large if both were alike, corrected for {count} comparisons, the divisions in "
            "the appendix among them (Holm).",
            count=language.number(result.tests),
        ),
        left_out,
        smallest=float(min(result.n_stayed, result.n_left)),
    )


def _base(job: Job, result: Attrition) -> str:
    language = job.language
    return language.say(
        "Base: {stayed} customers who answered again, {left} who did not or were not asked.",
        stayed=language.number(result.n_stayed),
        left=language.number(result.n_left),
    )


def _groups(job: Job, result: Attrition) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "segment": (language.say("Division"), "left", lambda row: job.segment_label(row["segment"])),
        "group": (
            language.say("Group"),
            "left",
            lambda row: job.group_label(row["segment"], str(row["group"])),
        ),
        "estimate_stayed": (language.say("Answered again"), "right", percent_cell(job, "estimate_stayed")),
        "estimate_left": (language.say("Did not, or not asked"), "right", percent_cell(job, "estimate_left")),
    }
    tested = [
        language.say(
            "“{segment}” p {p}",
            segment=job.segment_label(str(segment)),
            p=language.p_equals(float(row["p_holm"])),
        )
        for segment, row in result.segments.iterrows()
        if pd.notna(row["p_holm"])
    ]
    note = base_note(
        job,
        _base(job, result),
        language.say(
            "Chance of divisions at least this different if both were alike (chi-square; after Rao and Scott where "
            "answers are weighted), after Holm over {count} comparisons: {list}.",
            count=language.number(result.tests),
            list=language.listing(tested),
        )
        if tested
        else "",
        smallest=float(min(result.n_stayed, result.n_left)),
    )
    counts = Customers(
        about=("segment", "group"),
        cells={"estimate_stayed": "behind_stayed", "estimate_left": "behind_left"},
        across=True,
        down=True,
        parts="segment",
    )
    title = language.say("Groups of customers who did and did not answer again")
    return table(job, "attrition-groups", title, result.groups, columns, note, counts=counts)
