"""The chapter on what loyal customers bring."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.baseline.dividends import Dividends
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.baseline.dividends import LABELS, written
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, shares
from toolkit.language import N_
from toolkit.measures.thresholds import REFERRALS_UP_TO
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.baseline.told import Told, told_table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    blocks,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins

SHARES = (
    N_("ambassadors, of all customers"),
    N_("recommended to nobody, of those who give a 9 or 10"),
)


def dividends(job: Job, result: Dividends | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what loyal customers bring beside the others, and who is an ambassador."""
    if result is None:
        return ()
    return blocks(
        heading(job, N_("What loyal customers bring")),
        said(say),
        _figure(job, result),
        *_in_numbers(job, result, say),
        _table(job, result),
    )


def _in_numbers(job: Job, result: Dividends, say: tuple[Finding, ...]) -> tuple[Table, ...]:
    """Print how many are ambassadors and how many recommended to nobody, as far as it is told."""
    language, keys = job.language, {finding.key for finding in say}
    shown = {"dividends.ambassadors": result.ambassadors, "dividends.silent": result.silent}
    labels = dict(zip(shown, SHARES, strict=True))
    told = [Told(language.say(labels[key]), found) for key, found in shown.items() if key in keys]
    title = language.say("Customers who recommend, and who do not")
    return told_table(job, "ambassadors-table", title, told, bases=False)


def _figure(job: Job, result: Dividends) -> Figure | None:
    """Draw ambassadors and promoters who recommended to nobody, where both may be told."""
    both = dict(zip(SHARES, (result.ambassadors, result.silent), strict=True))
    drawn = {name: share for name, share in both.items() if share is not None}
    if len(drawn) < 2 or result.attitude in result.unreliable:
        return None
    language = job.language
    frame = pd.DataFrame([(one.value, one.low, one.high, one.n) for one in drawn.values()])
    frame = frame.set_axis(["estimate", "low", "high", "n"], axis=1)
    names = [language.say(name) for name in drawn]
    values = [language.percent(value) for value in frame["estimate"]]
    chart = charts.bars(
        frame,
        names,
        values,
        look(job),
        axis_label=language.say("share of customers"),
        highlight=[True, False],
        tick=language.percent,
    )
    title = language.say("{share} of customers are ambassadors", share=values[0])
    alt = language.say(
        "Bars with margins: {list}.",
        list=language.listing(with_margins(names, values, frame, partial(shares, language))),
    )
    return Figure("ambassadors", title, chart, in_words(title, alt), counts_note(job, frame["n"]))


def _table(job: Job, result: Dividends) -> Table:
    language = job.language

    def cell(column: str) -> Cell:
        return lambda row: written(job, str(row.name), row[column], row["unit"])

    def difference(row: pd.Series) -> str:
        times, decimals = (100, 0) if row["unit"] == "share" else (1, 1)
        return language.signed(times * row["estimate"], decimals)

    def margin(row: pd.Series) -> str:
        times, decimals = (100, 0) if row["unit"] == "share" else (1, 1)
        return changes(language, times * row["low"], times * row["high"], decimals)

    columns = {
        "dividend": (language.say("Dividend"), "left", lambda row: language.say(LABELS[row.name])),
        "all": (language.say("All"), "right", cell("all")),
        "loyal": (language.say("Loyal"), "right", cell("loyal")),
        "others": (language.say("Others"), "right", cell("others")),
        "difference": (language.say("Difference"), "right", difference),
        "margin": (language.say("Margin"), "right", margin),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "n_loyal": (language.say("n loyal"), "right", number_cell(job, "n_loyal")),
        "n_others": (language.say("n others"), "right", number_cell(job, "n_others")),
    }
    title = language.say("What loyal customers bring, beside the other customers")
    note = counts_note(
        job,
        result.table["n_loyal"] + result.table["n_others"],
        language.say(
            "Loyal: {cut} or more of 100 on “{attitude}”. Differences of shares in percentage points. Who "
            "recommended to more than {most} people counts as {most}.",
            cut=language.number(result.cut),
            attitude=job.label(result.attitude),
            most=language.number(REFERRALS_UP_TO),
        ),
    )
    counts = Customers(about=("dividend",), rows=("least", "least_effective"))
    return table(job, "dividends-table", title, result.table, columns, note, counts=counts)
