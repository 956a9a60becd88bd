"""The chapter on value at stake: money, and every assumption under it."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.value import Value
from toolkit.analysis.job import Job
from toolkit.findings.baseline.value import period, why_unused
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    Nobody,
    base_note,
    heading,
    percent_cell,
    said,
    table,
)

GROUP_LABELS = {
    "not_attached": N_("not attached: {attitude} under {cut}"),
    "spurious": N_("of these, {behaviour} {cut} or higher"),
    "none": N_("of these, {behaviour} under {cut}"),
    "captive": N_("of these, held: {lock_in} {cut} or higher"),
}


def value(job: Job, result: Value | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what each group brings in, and the assumptions."""
    if result is None:
        return ()
    if not result.groups:
        return (heading(job, N_("Value at stake")), said(say))
    return (
        heading(job, N_("Value at stake")),
        said(say),
        _groups(job, result),
        _assumptions(job, result),
    )


def _groups(job: Job, result: Value) -> Table:
    language = job.language
    frame = pd.DataFrame(
        [
            {
                "group": group.name,
                "customers": group.customers.value,
                "share": group.stake.share.value,
                "share_low": group.stake.share.low,
                "share_high": group.stake.share.high,
                "value": group.stake.value.value,
                "low": group.stake.value.low,
                "high": group.stake.value.high,
                "behind": group.customers.value * group.customers.n,
                "n": group.customers.n,
            }
            for group in result.groups
        ]
    )
    names = {
        "attitude": job.label(result.attitude),
        "behaviour": job.label(result.behaviour) if result.behaviour else "",
        "lock_in": job.label(result.lock_in) if result.lock_in else "",
        "cut": language.number(result.cut),
    }

    def money(column: str) -> Cell:
        return lambda row: language.money(row[column], result.currency)

    columns = {
        "group": (
            language.say("Group"),
            "left",
            _group_cell(job, names),
        ),
        "customers": (language.say("Share of customers"), "right", percent_cell(job, "customers")),
        "share": (language.say("Share of revenue"), "right", percent_cell(job, "share")),
        "share_low": (language.say("from"), "right", percent_cell(job, "share_low")),
        "share_high": (language.say("to"), "right", percent_cell(job, "share_high")),
        "value": (
            language.say("Profit over {period}", period=period(job, result.years)),
            "right",
            money("value"),
        ),
        "low": (language.say("from"), "right", money("low")),
        "high": (language.say("to"), "right", money("high")),
    }
    note = base_note(
        job,
        language.say("Base: {n} customers.", n=language.number(result.respondents)),
        language.say("Groups overlap and do not add up. Amounts to three digits."),
        smallest=result.respondents,
    )
    counts = Customers(about=("group",), rows=("n", "behind"))
    title = language.say("What customers who are not attached bring in")
    return table(job, "value", title, frame, columns, note, counts=counts)


def _group_cell(job: Job, names: dict[str, str]) -> Cell:
    def write(row: pd.Series) -> str:
        label = GROUP_LABELS[row["group"]]
        return job.language.say(label, **names)

    return write


def _assumptions(job: Job, result: Value) -> Table:
    language, facts = job.language, job.engagement.value
    rows = [*_about_revenue(job, result), *_about_counting(job, result)]
    frame = pd.DataFrame(rows, columns=["what", "value", "meaning"])
    columns = {
        "what": (language.say("Assumption"), "left", lambda row: str(row["what"])),
        "value": (language.say("Value"), "right", lambda row: str(row["value"])),
        "meaning": (language.say("Meaning"), "left", lambda row: str(row["meaning"])),
    }
    note = language.say("Assumptions: {source}.", source=job.text(facts.source).rstrip(".")) if facts else ""
    title = language.say("Assumptions under value at stake")
    return table(
        job, "value-assumptions", title, frame, columns, note, counts=Nobody("assumptions of the engagement")
    )


def _about_revenue(job: Job, result: Value) -> list[tuple[str, str, str]]:
    """Write where the revenue comes from, and what is made of it."""
    language, size = job.language, job.engagement.population.size
    if result.from_orders:
        meaning = language.say(
            "What the {n} customers in the order files spent in their last 365 days; what was refunded is taken off.",
            n=language.number(result.customers),
        )
    else:
        meaning = language.say(
            "{n} customers times {each} a year, the same for every customer.",
            n=language.number(result.customers),
            each=language.money(result.revenue_per_customer, result.currency),
        )
    rows = [(language.say("Revenue a year"), language.money(result.revenue, result.currency), meaning)]
    if result.from_orders and size:
        outside = language.say(
            "There are {size} customers in all; those who are not in the order files count for nothing.",
            size=language.number(size),
        )
        nothing = language.money(0, result.currency)
        rows.append((language.say("Customers outside the order files"), nothing, outside))
    rows += _that_do_not_count(job, result)
    return [
        *rows,
        (
            language.say("Profit margin"),
            language.percent(result.margin),
            language.say("Stated, and the same for all revenue."),
        ),
        (
            language.say("Horizon"),
            period(job, result.years),
            language.say("Each year counts in full: nothing is discounted, and nobody leaves or comes."),
        ),
    ]


def _that_do_not_count(job: Job, result: Value) -> list[tuple[str, str, str]]:
    """Write which of orders and stated revenue does not count, where there are both."""
    language, facts = job.language, job.engagement.value
    if result.unused:
        return [(language.say("Order files"), language.say("do not count"), why_unused(job, result))]
    if not result.from_orders or facts is None or facts.revenue_per_customer is None:
        return []
    stated = language.say(
        "Stated as {each} a year; the revenue is that of the order files.",
        each=language.money(facts.revenue_per_customer, facts.currency),
    )
    return [(language.say("Revenue per customer"), language.say("does not count"), stated)]


def _about_counting(job: Job, result: Value) -> list[tuple[str, str, str]]:
    """Write who is counted, in which group, and what the margin is for."""
    language = job.language
    if result.from_orders and 0 < result.asked - result.respondents < job.engagement.privacy.minimum_cell:
        # Few were not found: how many, those who were would tell.
        meaning = language.say(
            "Respondents with an attitude score whose key is in the order files. They are taken to spend as others "
            "with their attitude do."
        )
    elif result.from_orders:
        meaning = language.say(
            "Respondents with an attitude score whose key is in the order files, of {asked} with a score. They are "
            "taken to spend as others with their attitude do.",
            asked=language.number(result.asked),
        )
    else:
        meaning = language.say("Respondents with an attitude score.")
    return [
        (language.say("Who is counted"), language.number(result.respondents), meaning),
        (
            language.say("Not attached"),
            language.say("under {cut}", cut=language.number(result.cut)),
            language.say("On “{attitude}”, 0 to 100.", attitude=job.label(result.attitude)),
        ),
        (
            language.say("Margin of the amounts"),
            language.percent(job.engagement.analysis.confidence),
            language.say(
                "Only for chance in who answered; revenue, profit margin and horizon are taken as given."
            ),
        ),
    ]
