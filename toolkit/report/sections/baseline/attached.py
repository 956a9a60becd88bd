"""Attitude beside what respondents really did: two tables of the chapter on orders."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from toolkit.analysis.baseline.behaviour import Behaviour
from toolkit.analysis.job import Job
from toolkit.language import N_
from toolkit.measures.behaviour.orders import DAYS_A_YEAR
from toolkit.measures.estimate import Estimate
from toolkit.report.blocks import Table
from toolkit.report.sections.common import Cell, Customers, number_cell, signed_cell, table

ACT_LABELS = {
    "purchases_year": N_("purchases in the last year"),
    "amount_year": N_("money spent in the last year"),
}
SHORT_LABELS = {
    "purchases_year": N_("purchases in the {days} days of these orders"),
    "amount_year": N_("money spent in the {days} days of these orders"),
}


def _act(job: Job, result: Behaviour) -> Cell:
    """Write what was done, and in how long: a year, or the shorter time that the orders cover."""
    words = ACT_LABELS if result.days >= DAYS_A_YEAR else SHORT_LABELS

    def write(row: pd.Series) -> str:
        word = words[row["act"]]
        return job.language.say(word, days=job.language.number(result.days))

    return write


def associations(job: Job, result: Behaviour, note: str) -> Table:
    """Print how attitude and what respondents really did go together: rank correlations."""
    language = job.language
    frame = pd.DataFrame(
        [{"attitude": one.attitude, "act": one.act, **_row(one.association)} for one in result.attached]
    )
    columns = {
        "attitude": (language.say("Attitude"), "left", lambda row: job.label(row["attitude"])),
        "act": (language.say("Measured as"), "left", _act(job, result)),
        "estimate": (language.say("Rank correlation"), "right", signed_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", signed_cell(job, "low", 2)),
        "high": (language.say("to"), "right", signed_cell(job, "high", 2)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    counts = Customers(about=("attitude", "act"), rows=("n", "n_effective"))
    title = language.say("Attitude beside what respondents really did")
    return table(job, "behaviour-attached", title, frame, columns, note, counts=counts)


def _row(found: Estimate) -> dict[str, float]:
    effective = float(found.n) if found.n_effective is None else found.n_effective
    return {
        "estimate": found.value,
        "low": found.low,
        "high": found.high,
        "n": float(found.n),
        "n_effective": effective,
    }


def _means(result: Behaviour) -> pd.DataFrame:
    rows = [
        {"attitude": one.attitude, "act": one.act, "high_side": high, **_row(mean)}
        for one in result.attached
        for high, mean in ((True, one.high), (False, one.low))
        if mean is not None
    ]
    return pd.DataFrame(rows)


def means_table(job: Job, result: Behaviour, note: str) -> Iterator[Table]:
    """Print what those high and low on an attitude did, where that may be told."""
    means = _means(result)
    if len(means):
        yield _means_table(job, result, means, note)


def _means_table(job: Job, result: Behaviour, means: pd.DataFrame, note: str) -> Table:
    language = job.language
    currency = job.engagement.orders.currency if job.engagement.orders else "EUR"
    cut = language.number(job.engagement.analysis.cut)

    def amount(column: str) -> Cell:
        def write(row: pd.Series) -> str:
            if row["act"] == "amount_year":
                return language.money(row[column], currency)
            return language.number(row[column], 1)

        return write

    columns = {
        "attitude": (language.say("Attitude"), "left", lambda row: job.label(row["attitude"])),
        "side": (
            language.say("Score"),
            "left",
            lambda row: (
                language.say("{cut} or higher", cut=cut)
                if row["high_side"]
                else language.say("under {cut}", cut=cut)
            ),
        ),
        "act": (language.say("Measured as"), "left", _act(job, result)),
        "estimate": (language.say("Mean"), "right", amount("estimate")),
        "low": (language.say("from"), "right", amount("low")),
        "high": (language.say("to"), "right", amount("high")),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    counts = Customers(about=("attitude", "side", "act"), rows=("n", "n_effective"))
    title = language.say("What respondents did in the last year, by their attitude")
    if result.days < DAYS_A_YEAR:
        title = language.say(
            "What respondents did in the {days} days of these orders, by their attitude",
            days=language.number(result.days),
        )
    return table(job, "behaviour-means", title, means, columns, note, counts=counts)
