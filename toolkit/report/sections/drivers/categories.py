"""The chapter on promoters and on buying again: a table per outcome of yes or no, and the check on the whole scale."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.drivers.categories import Categories, ClassDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.categorical.dominance import ClassImportance
from toolkit.drivers.categorical.logistic import Logistic
from toolkit.drivers.categorical.regression import odds_ratios
from toolkit.findings.drivers.categories import POINTS
from toolkit.findings.drivers.category_checks import CLASSES
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, points, shares
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    counts_note,
    heading,
    number_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)

TITLES = {
    "promoter": N_("Promoter or not, per driver"),
    "bought_again": N_("Bought again or not, per driver"),
    "ordered_again": N_("Ordered again after the survey or not, per driver"),
}


def categories(job: Job, result: Categories | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the outcomes of yes or no, and the check where it found something; () where nothing of it was asked."""
    if result is None:
        return ()
    tables = [
        _table(job, one, one.importance, one.model)
        for one in result.outcomes
        if one.importance is not None and isinstance(one.model, Logistic)
    ]
    return (heading(job, _title(result)), said(one for one in say if not _reassures(result, one)), *tables)


def _title(result: Categories) -> str:
    if not result.outcomes:
        return N_("The drivers on the whole scale")
    if all(one.key == "promoter" for one in result.outcomes):
        return N_("Promoters")
    return N_("Promoters and buying again")


def _reassures(result: Categories, finding: Finding) -> bool:
    """Whether a finding only says that the check found nothing amiss: a chapter tells what it did find."""
    named = finding.key in ("categories.check", "categories.steps")
    return bool(result.outcomes) and named and finding.strength in ("fact", "not_shown")


def _table(job: Job, one: ClassDrivers, importance: ClassImportance, model: Logistic) -> Table:
    language = job.language
    frame = importance.table.rename(columns={"low": "share_low", "high": "share_high"}).join(model.table)
    frame = frame.sort_values("share", ascending=False, kind="stable")
    frame = frame.assign(n=model.n, n_effective=model.n_effective, **odds_ratios(frame, POINTS))
    names = ["effect", "effect_low", "effect_high"]
    frame[names] *= 100 * POINTS
    columns: dict[str, tuple[str, str, Cell]] = {
        **_share_columns(job),
        "odds": (language.say("Odds ratio"), "right", number_cell(job, "odds_ratio", 2)),
        "odds_margin": (
            language.say("Its margin"),
            "right",
            lambda row: points(language, row["odds_low"], row["odds_high"], 2),
        ),
        "effect": (language.say("Percentage points"), "right", signed_cell(job, "effect", 1)),
        "effect_margin": (
            language.say("Its margin"),
            "right",
            lambda row: changes(language, row["effect_low"], row["effect_high"]),
        ),
    }
    note = counts_note(
        job,
        pd.Series([model.n]),
        language.say(
            "Share: part of what the drivers add to McFadden’s R², averaged over all orders. Odds ratio and percentage "
            "points: for {points} points more on the driver, the other drivers held equal; the odds are the chance of "
            "a yes over that of a no, and the percentage points are averaged over all customers.",
            points=language.number(POINTS),
        ),
    )
    counts = Customers(about=("driver",), rows=("n", "n_effective"))
    title = language.say(TITLES[one.key])
    return table(job, f"categories-{one.key}", title, frame, columns, note, counts=counts)


def _share_columns(job: Job) -> dict[str, tuple[str, str, Cell]]:
    language = job.language
    return {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "share": (language.say("Share"), "right", percent_cell(job, "share")),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: shares(language, row["share_low"], row["share_high"]),
        ),
        "p_first": (language.say("Chance of first place"), "right", percent_cell(job, "p_first")),
    }


def categories_in_full(
    job: Job, result: Categories | None, say: tuple[Finding, ...] = ()
) -> tuple[Block, ...]:
    """Show the ordered logit beside the outcomes of yes or no, for the appendix; () where there is none.

    Of `say` it tells what `categories` leaves to the appendix.
    """
    check = None if result is None else result.check
    if check is None or check.importance is None:
        return ()
    language, importance = job.language, check.importance
    frame = importance.table.rename(columns={"low": "share_low", "high": "share_high"})
    if check.model is not None:
        frame = frame.join(check.model.table)
    frame = frame.sort_values("share", ascending=False, kind="stable")
    frame = frame.assign(n=importance.n, n_effective=importance.n_effective, **odds_ratios(frame, POINTS))
    columns: dict[str, tuple[str, str, Cell]] = {
        **_share_columns(job),
        "odds": (language.say("Odds ratio"), "right", number_cell(job, "odds_ratio", 2)),
        "odds_margin": (
            language.say("Its margin"),
            "right",
            lambda row: points(language, row["odds_low"], row["odds_high"], 2),
        ),
    }
    title = language.say("Drivers of the whole scale: {classes}", classes=language.say(CLASSES[check.key]))
    note = counts_note(
        job,
        pd.Series([importance.n]),
        language.say(
            "Ordered logit. Odds ratio: of a higher class, for {points} points more on the driver, the other drivers "
            "held equal.",
            points=language.number(POINTS),
        ),
    )
    counts = Customers(about=("driver",), rows=("n", "n_effective"))
    told = tuple(one for one in say if result is not None and _reassures(result, one))
    printed = table(job, "categories-check", title, frame, columns, note, counts=counts)
    return (said(told), printed) if told else (printed,)
