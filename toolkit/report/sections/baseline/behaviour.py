"""The chapter on what customers really do, from the order files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.behaviour import Behaviour
from toolkit.analysis.baseline.cohorts import Cohorts
from toolkit.analysis.job import Job
from toolkit.figures.survival import survival_curves
from toolkit.findings.baseline.behaviour import cohort_label
from toolkit.findings.finding import Finding
from toolkit.findings.wording import shares
from toolkit.language import N_
from toolkit.measures.behaviour.orders import DAYS_A_YEAR
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.baseline.attached import associations, means_table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    heading,
    look,
    number_cell,
    percent_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins


def behaviour(job: Job, result: Behaviour | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show how much customers buy, how long new ones stay, and what those high and low on an attitude did.

    The other tables stand in the appendix: `behaviour_in_full`.
    """
    if result is None:
        return ()
    return (heading(job, N_("What customers really do")), said(say), *_shown(job, result, say))


def _shown(job: Job, result: Behaviour, say: tuple[Finding, ...]) -> Iterator[Block]:
    yield _facts(job, result)
    if result.cohorts and result.cohorts.curves:
        yield _figure(job, result, result.cohorts, say)
    if result.attached:
        yield from means_table(job, result, _attached_note(job, result))


def behaviour_in_full(job: Job, result: Behaviour | None) -> tuple[Block, ...]:
    """Print for the appendix the classes of recency and frequency, who stayed and came back, and the correlations."""
    if result is None:
        return ()
    return (heading(job, N_("Purchases in full"), 2), *_full(job, result))


def _full(job: Job, result: Behaviour) -> Iterator[Block]:
    yield _classes(job, result, "share")
    if result.amount_year > 0:
        yield _classes(job, result, "amount_share")
    if result.cohorts:
        yield _stayed(job, result, result.cohorts)
        yield _returned(job, result, result.cohorts)
    if result.attached:
        yield associations(job, result, _attached_note(job, result))


def _attached_note(job: Job, result: Behaviour) -> str:
    return orders_note(
        job,
        result,
        job.language.say("Only respondents who were found in the order files."),
        job.language.say("Weighted.") if job.survey.weights is not None else "",
    )


def orders_note(job: Job, result: Behaviour, *more: str, margins: bool = True) -> str:
    """Write the line under what rests on orders: base, window, source."""
    language = job.language
    parts = [
        language.say("Base: {n} customers in the order files.", n=language.number(result.customers)),
        *more,
        language.say(
            "Margins: {confidence} interval.", confidence=language.percent(job.engagement.analysis.confidence)
        )
        if margins
        else "",
        language.say(
            "Source: orders of {start} to {end}.",
            start=language.date(result.start),
            end=language.date(result.end),
        ),
    ]
    return " ".join(part for part in parts if part)


def _facts(job: Job, result: Behaviour) -> Table:
    language = job.language
    currency = job.engagement.orders.currency if job.engagement.orders else "EUR"
    rows = [
        (language.say("Customers"), language.number(result.customers)),
        (language.say("Purchases"), language.number(result.purchases)),
        (language.say("Purchases per customer, median"), language.number(result.purchases_each)),
        (
            language.say("Days between purchases, median of customers with more than one"),
            language.number(result.gap_days),
        ),
        (
            language.say("Days from first purchase to the last day, median"),
            language.number(result.tenure_days),
        ),
        (
            language.say("Money spent in the last 365 days, all customers")
            if result.days >= DAYS_A_YEAR
            else language.say(
                "Money spent in the {days} days of these orders, all customers",
                days=language.number(result.days),
            ),
            language.money(result.amount_year, currency),
        ),
    ]
    frame = pd.DataFrame(rows, columns=["what", "value"]).assign(n=result.customers)
    columns = {
        "what": (language.say("Measure"), "left", lambda row: str(row["what"])),
        "value": (language.say("Value"), "right", lambda row: str(row["value"])),
    }
    note = orders_note(
        job,
        result,
        language.say("What one customer orders on one day is one purchase."),
        margins=False,
    )
    counts = Customers(about=("what",), rows=("n",))
    return table(
        job,
        "behaviour-facts",
        language.say("Customers and their purchases"),
        frame,
        columns,
        note,
        counts=counts,
    )


def _span(job: Job, low: float, high: float) -> str:
    """Write the ends of a class: 3 to 4, or 10 or more."""
    language = job.language
    if np.isnan(high):
        return language.say("{number} or more", number=language.number(low))
    return (
        language.number(low)
        if low == high
        else language.interval(language.number(low), language.number(high))
    )


def _classes(job: Job, result: Behaviour, what: str) -> Table:
    """Lay recency against number of purchases; a cell is a share of the customers, or of their money."""
    language, found = job.language, result.classes
    numbers = found["purchases_from"].unique().tolist()
    wide = found.pivot(index="recency_from", columns="purchases_from", values=["customers", what])
    frame = pd.DataFrame(
        {
            f"{name}-{number}": wide[key, number]
            for name, key in (("n", "customers"), ("share", what))
            for number in numbers
        }
    )
    ends = found.drop_duplicates("recency_from").set_index("recency_from")["recency_to"]
    often = found.drop_duplicates("purchases_from").set_index("purchases_from")["purchases_to"]
    columns = {
        "recency": (
            language.say("Days since the last purchase"),
            "left",
            lambda row: _span(job, row.name, ends[row.name]),
        ),
        **{
            f"share-{number}": (
                language.say("purchases: {number}", number=_span(job, number, often[number])),
                "right",
                percent_cell(job, f"share-{number}", 1),
            )
            for number in numbers
        },
    }
    title = (
        language.say("Customers by last purchase and number of purchases, share of all customers")
        if what == "share"
        else language.say("Money spent in the last 365 days, by the same classes, share of all of it")
        if result.days >= DAYS_A_YEAR
        else language.say(
            "Money spent in the {days} days of these orders, by the same classes, share of all of it",
            days=language.number(result.days),
        )
    )
    counts = Customers(
        about=("recency",),
        cells={f"share-{number}": f"n-{number}" for number in numbers},
        across=True,
        down=True,
    )
    note = orders_note(job, result, margins=False)
    return table(
        job, f"behaviour-classes-{what.replace('_', '-')}", title, frame, columns, note, counts=counts
    )


def _figure(job: Job, result: Behaviour, cohorts: Cohorts, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    silence = job.engagement.orders.inactive_after_days if job.engagement.orders else 0
    names = [cohort_label(job, name) for name in cohorts.curves]
    curves = list(cohorts.curves.values())
    claim = next((one for one in say if one.key == "behaviour.cohorts" and one.strength == "shown"), None)
    chart = survival_curves(
        curves,
        names,
        look(job),
        axis_labels=(
            language.say("days since the first purchase"),
            language.say("customers who have not lapsed"),
        ),
        highlight=[place == len(curves) - 1 for place in range(len(curves))],
        tick=language.percent,
        mark=(float(silence), language.say("{days} days of silence", days=language.number(silence))),
    )
    title = language.say("How many new customers have not lapsed, by the period of their first purchase")
    if claim is not None and claim.plain:
        title = claim.plain.rstrip(".")
    alt = language.say(
        "Curves in steps, one per period of first purchase; at their ends not lapsed: {list}.",
        list=language.listing(
            with_margins(
                names,
                [language.percent(float(curve["estimate"].iloc[-1])) for curve in curves],
                pd.DataFrame([curve.iloc[-1] for curve in curves]),
                partial(shares, language),
            )
        ),
    )
    note = _cohort_note(job, result, cohorts, silence)
    return Figure("behaviour-stayed", title, chart, in_words(title, alt), note)


def _cohort_note(job: Job, result: Behaviour, cohorts: Cohorts, silence: int) -> str:
    language, minimum = job.language, job.engagement.privacy.minimum_cell
    sizes = language.listing(
        f"{cohort_label(job, name)} {language.number(size)}"
        for name, size in cohorts.sizes.items()
        if name in cohorts.curves
    )
    others = [cohort_label(job, name) for name in cohorts.sizes if name not in cohorts.curves]
    return orders_note(
        job,
        result,
        language.say("New customers per period: {sizes}.", sizes=sizes) if sizes else "",
        language.say(
            "Lapsed: {silence} days without a purchase, so that nobody can lapse before that day.",
            silence=language.number(silence),
        ),
        language.say(
            "Steps of fewer than {minimum} customers are taken together, and a curve ends where fewer are followed.",
            minimum=language.number(minimum),
        ),
        language.say(
            "Not drawn, because fewer than {minimum} customers lapsed: {periods}.",
            minimum=language.number(minimum),
            periods=language.listing(others),
        )
        if others
        else "",
        language.say("Customers whose first order is older than the files count as new in them.")
        if job.engagement.orders is None or job.engagement.orders.start is None
        else "",
        language.say(
            "Not followed: {n} customers of periods too small, too recent or too long ago.",
            n=language.number(cohorts.left_out),
        )
        if cohorts.left_out >= minimum
        else "",
    )


def _curve_columns(job: Job) -> dict[str, tuple[str, str, Cell]]:
    language = job.language
    return {
        "time": (language.say("Days after the first purchase"), "right", number_cell(job, "time")),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
        "at_risk": (language.say("followed so long"), "right", number_cell(job, "at_risk")),
    }


def _stayed(job: Job, result: Behaviour, cohorts: Cohorts) -> Table:
    language = job.language
    columns = {
        "cohort": (
            language.say("First purchase in"),
            "left",
            lambda row: cohort_label(job, row["cohort"]) if row["cohort"] else language.say("all periods"),
        ),
        **_curve_columns(job),
    }
    # Of a period of which nobody was followed so long there is nothing to tell.
    frame = cohorts.stayed[~(cohorts.stayed["at_risk"] == 0)].reset_index(drop=True)
    counts = Customers(about=("cohort", "time"), rows=("behind",))
    title = language.say("New customers who have not lapsed")
    return table(
        job, "behaviour-stayed-table", title, frame, columns, orders_note(job, result), counts=counts
    )


def _returned(job: Job, result: Behaviour, cohorts: Cohorts) -> Table:
    language = job.language
    frame = cohorts.returned[cohorts.returned["at_risk"] > 0].reset_index(drop=True)
    counts = Customers(about=("time",), rows=("behind",))
    title = language.say("New customers who bought again")
    note = orders_note(job, result)
    return table(job, "behaviour-returned", title, frame, _curve_columns(job), note, counts=counts)
