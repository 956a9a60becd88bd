"""The full tables of the driver analysis, for the appendix: shares by each method, and parts of variance."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.account import Account
from toolkit.drivers.importance import Importance
from toolkit.findings.finding import Finding
from toolkit.findings.wording import listed, points, shares
from toolkit.report.blocks import Block, Heading, Prose, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    counts_note,
    number_cell,
    percent_cell,
    said,
    table,
)

# What the leader explains alone, and whether it dominates: the chapters leave these findings to the appendix.
FOR_SPECIALISTS = ("unique", "dominance")


def for_specialists(finding: Finding, outcome: str) -> bool:
    """Whether a finding on the drivers of an outcome stands in the appendix."""
    return finding.key.startswith(tuple(f"drivers.{outcome}.{kind}" for kind in FOR_SPECIALISTS))


def drivers_in_full(
    job: Job, *groups: tuple[OutcomeDrivers, ...], say: tuple[Finding, ...] = (), level: int = 2
) -> tuple[Block, ...]:
    """Print for each outcome the shares by every method, and what each driver explains alone and with others.

    Of `say` it tells what `drivers` leaves to the appendix.
    """
    parts: list[Block] = []
    for result in (result for group in groups for result in group):
        if result.importance is not None and result.account is not None:
            frame = _frame(result.importance, result.account)
            if told := tuple(finding for finding in say if for_specialists(finding, result.outcome)):
                parts.append(said(told))
            parts.append(_methods_table(job, result, result.account, frame))
            parts.append(_variance_table(job, result, result.account, frame))
    if not parts:
        return ()
    language = job.language
    explained = (
        language.say(
            "Three methods divide what the drivers explain. LMG, which the chapters use, averages over all orders in "
            "which drivers can enter. Johnson’s weights go by uncorrelated stand-ins of the drivers. The corrected "
            "shares are LMG as it would be if every theme were measured without error: a theme that is asked about "
            "with fewer or vaguer questions then gets its due."
        ),
    )
    return (Heading(level, language.say("The drivers in full")), Prose(explained), *parts)


def _frame(importance: Importance, account: Account) -> pd.DataFrame:
    own = importance.table[[name for name in importance.table if name not in account.table]]
    frame = own.join(account.table).sort_values("share", ascending=False, kind="stable")
    return frame.assign(n=importance.n, n_effective=importance.n_effective)


def _methods_table(job: Job, result: OutcomeDrivers, account: Account, frame: pd.DataFrame) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "share": (language.say("Share"), "right", percent_cell(job, "share")),
        "rank": (language.say("Rank"), "right", number_cell(job, "rank")),
        "rank_margin": (
            language.say("Margin"),
            "right",
            lambda row: points(language, row["rank_low"], row["rank_high"]),
        ),
        "johnson": (language.say("Johnson"), "right", percent_cell(job, "johnson")),
        "johnson_margin": (language.say("Margin"), "right", _share_margin(job, "johnson")),
    }
    if account.corrected is not None:
        columns |= {
            "corrected": (language.say("Corrected"), "right", percent_cell(job, "corrected")),
            "corrected_margin": (language.say("Margin"), "right", _share_margin(job, "corrected")),
            "reliability": (language.say("Alpha"), "right", number_cell(job, "reliability", 2)),
        }
    note = counts_note(job, frame["n"], *_methods_note(job, account))
    title = language.say("Shares in “{outcome}” by each method", outcome=job.label(result.outcome))
    identifier = f"importance-{result.outcome}-methods"
    return table(job, identifier, title, frame, columns, note, counts=_counts())


def _methods_note(job: Job, account: Account) -> list[str]:
    """Say what the columns are, what was corrected and what was not, and whether the first dominates the next."""
    language = job.language
    notes = [
        language.say("Share: LMG. Rank: place of that share. Johnson: share by Johnson’s relative weights.")
    ]
    corrected = account.corrected
    if corrected is not None:
        notes.append(
            language.say(
                "Corrected: share without error of measurement, of which alpha tells the size; alpha is computed anew "
                "in every redrawn sample."
            )
        )
        if account.uncorrected:
            notes.append(
                language.say(
                    "Not corrected, as their error is not known: {themes}.",
                    themes=listed(job, account.uncorrected),
                )
            )
        if corrected.left_out > 0:
            notes.append(
                language.say(
                    "In {part} of the redrawn samples the correction is impossible; these are left out.",
                    part=language.percent(corrected.left_out, 1),
                )
            )
    elif account.refusal:
        notes.append(language.say("No corrected shares: corrected, the correlations are of no real scores."))
    else:
        notes.append(
            language.say("No corrected shares: of scores of a single question the error is not known.")
        )
    return [*notes, _dominance_note(job, account)]


def _dominance_note(job: Job, account: Account) -> str:
    """Say whether the driver with the largest share dominates the next; "" where that was not looked at."""
    language, found = job.language, account.dominance
    if found is None:
        return ""
    slots = {"first": job.label(found.first), "second": job.label(found.second)}
    if found.part == 1:
        return language.say(
            "“{first}” dominates “{second}” completely: it adds more to every combination of the other drivers "
            "(in {part} of the redrawn samples).",
            part=language.percent(found.reproduced),
            **slots,
        )
    return language.say(
        "“{first}” does not dominate “{second}” completely: it adds more to {part} of the combinations of the "
        "other drivers.",
        part=language.percent(found.part),
        **slots,
    )


def _variance_table(job: Job, result: OutcomeDrivers, account: Account, frame: pd.DataFrame) -> Table:
    language = job.language
    columns: Mapping[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "correlation": (language.say("Correlation"), "right", number_cell(job, "correlation", 2)),
        "correlation_margin": (
            language.say("Margin"),
            "right",
            lambda row: points(language, row["correlation_low"], row["correlation_high"], 2),
        ),
        "unique": (language.say("Unique"), "right", percent_cell(job, "unique", 1)),
        "unique_margin": (language.say("Margin"), "right", _share_margin(job, "unique", 1)),
        "shared": (language.say("Shared"), "right", percent_cell(job, "shared", 1)),
        "shared_margin": (language.say("Margin"), "right", _share_margin(job, "shared", 1)),
    }
    note = counts_note(
        job,
        frame["n"],
        language.say(
            "Correlation: with the outcome, nothing held equal. Unique and shared: part of all differences between "
            "customers that the driver adds when it enters last, and that it explains together with other drivers; "
            "both together are what it explains by itself."
        ),
        language.say("Below 0, shared means that other drivers bring its link out (suppression).")
        if (account.table["shared"] < 0).any()
        else "",
        language.say("What is held equal is taken off first.") if result.always else "",
        language.say(
            "Overlap with the others makes the variance of a coefficient {low} to {high} times as large (VIF); "
            "condition number of all together {value}.",
            low=language.number(account.table["vif"].min(), 1),
            high=language.number(account.table["vif"].max(), 1),
            value=language.number(account.condition_number, 1),
        ),
    )
    title = language.say("What each driver explains of “{outcome}”", outcome=job.label(result.outcome))
    identifier = f"importance-{result.outcome}-variance"
    return table(job, identifier, title, frame, columns, note, counts=_counts())


def _counts() -> Customers:
    return Customers(about=("driver",), rows=("n", "n_effective"))


def _share_margin(job: Job, column: str, decimals: int = 0) -> Cell:
    return lambda row: shares(job.language, row[f"{column}_low"], row[f"{column}_high"], decimals)
