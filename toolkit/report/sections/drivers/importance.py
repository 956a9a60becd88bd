"""The sections of the driver report."""

from __future__ import annotations

from functools import partial

import pandas as pd

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.figures import charts
from toolkit.findings.drivers.first import in_front
from toolkit.findings.drivers.importance import outcome_drivers
from toolkit.findings.finding import Finding
from toolkit.findings.wording import shares
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Prose, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.drivers.full import for_specialists
from toolkit.report.sections.telling import in_words, with_margins


def drivers(job: Job, results: tuple[OutcomeDrivers, ...], say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the importance of the drivers for each outcome; `say` is what `findings.drivers` said of all."""
    parts: list[Block] = []
    for result in results:
        title = job.language.say("What “{outcome}” is linked to", outcome=job.label(result.outcome))
        parts += [Heading(1, title), said(_of(say, result))]
        if result.importance is not None:
            if result.linked and len(result.importance.table) > 1:
                parts.append(importance_figure(job, result, result.importance))
            parts.append(_importance_table(job, result, result.importance))
    return tuple(parts)


def _of(say: tuple[Finding, ...], result: OutcomeDrivers) -> tuple[Finding, ...]:
    theirs = (finding for finding in say if finding.key.startswith(f"drivers.{result.outcome}."))
    return tuple(finding for finding in theirs if not for_specialists(finding, result.outcome))


def importance_figure(job: Job, result: OutcomeDrivers, importance: Importance) -> Figure:
    """Draw the shares with their margins, from large to small, the leaders in colour."""
    language = job.language
    ordered = _by_share(importance).rename(columns={"share": "estimate"})
    names = [job.label(str(name)) for name in ordered.index]
    # Where every driver may come first, colour would tell nothing.
    coloured = result.leaders if len(result.leaders) < len(ordered) else ()
    # Where another method contests the lead, all that may be first by one of them are in front.
    named = coloured
    if len(coloured) > 1 and not result.contested:
        named = tuple(in_front(importance, coloured, result.other_fronts.values()))
    values = [language.percent(value) for value in ordered["estimate"]]
    chart = charts.bars(
        ordered,
        names,
        values,
        look(job),
        axis_label=language.say("part of the link (all themes together 100%)"),
        highlight=[name in named for name in ordered.index],
        tick=language.percent,
        outlined=[name in coloured and name not in named for name in ordered.index],
    )
    alt = language.say(
        "Bars with margins: the share of each driver in what they explain together of “{outcome}”: {list}.",
        outcome=job.label(result.outcome),
        list=language.listing(with_margins(names, values, ordered, partial(shares, language))),
    )
    note = counts_note(
        job,
        pd.Series([importance.n]),
        _colours(job, len(named), len(coloured)),
    )
    title = _claim(job, result)
    return Figure(f"importance-{result.outcome}", title, chart, in_words(title, alt), note)


def _colours(job: Job, filled: int, coloured: int) -> str:
    if not coloured:
        return ""
    if filled < coloured:
        return job.language.say("Coloured: in front. Outlined: not ruled out as the first.")
    return job.language.say("Coloured: the driver or drivers that may come first.")


def _claim(job: Job, result: OutcomeDrivers) -> str:
    first = outcome_drivers(job, result)[0]
    if first.plain:
        return first.plain.rstrip(".")
    return job.language.say("Share of each driver in “{outcome}”", outcome=job.label(result.outcome))


def _by_share(importance: Importance) -> pd.DataFrame:
    return importance.table.sort_values("share", ascending=False, kind="stable")


def _importance_table(job: Job, result: OutcomeDrivers, importance: Importance) -> Table:
    language = job.language
    performance = result.performance.rename(columns={"estimate": "performance", "n": "n_performance"})
    frame = _by_share(importance).join(performance[["performance", "n_performance"]])
    frame = frame.assign(n=importance.n, n_effective=importance.n_effective)
    columns = {
        "driver": (language.say("Driver"), "left", lambda row: _name(job, row)),
        "performance": (language.say("Score"), "right", number_cell(job, "performance")),
        "share": (language.say("Share"), "right", percent_cell(job, "share")),
        "margin": (language.say("Margin"), "right", lambda row: shares(language, row["low"], row["high"])),
        "p_first": (language.say("Chance of first place"), "right", percent_cell(job, "p_first")),
        "coefficient": (language.say("Coefficient"), "right", signed_cell(job, "coefficient", 2)),
        "coefficient_margin": (
            language.say("Its margin"),
            "right",
            lambda row: language.interval(
                language.signed(row["coefficient_low"], 2), language.signed(row["coefficient_high"], 2)
            ),
        ),
    }
    note = counts_note(
        job,
        pd.Series([importance.n]),
        language.say(
            "Score: all customers who answered. Share: part of what the drivers explain (LMG). Chance of first "
            "place: part of the redrawn samples in which this driver is largest. Coefficient: standardised, all "
            "other drivers held equal. The appendix gives the other measures."
        ),
        _sampled(job, importance),
        language.say("* Its coefficient has the opposite sign to its correlation.")
        if importance.table["suppressor"].any()
        else "",
    )
    title = language.say("Importance of each driver for “{outcome}”", outcome=job.label(result.outcome))
    counts = Customers(about=("driver",), rows=("n", "n_effective", "n_performance"))
    return table(job, f"importance-{result.outcome}-table", title, frame, columns, note, counts=counts)


def _sampled(job: Job, importance: Importance) -> str:
    """Tell that not all orders were looked at, and what that does."""
    error = float(importance.table["sampling_error"].max())
    if error == 0:
        return ""
    return job.language.say(
        "With so many drivers, shares are averaged over orders drawn at random; that alone gives each a standard error "
        "of {error} at most.",
        error=job.language.percent(error, 2),
    )


def _name(job: Job, row: pd.Series) -> str:
    return job.label(str(row.name)) + (" *" if row["suppressor"] else "")


def picture(job: Job, *results: tuple[OutcomeDrivers, ...]) -> Figure | None:
    """Choose the one picture of the summary: the first outcome that could be analysed."""
    for result in (result for group in results for result in group):
        if result.importance is not None and result.linked and len(result.importance.table) > 1:
            return importance_figure(job, result, result.importance)
    return None


def reading(job: Job, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Tell what a driver analysis can and cannot carry."""
    language = job.language
    paragraphs = (
        language.say(
            "The drivers overlap: people who trust an organisation are often satisfied too. The share of a driver "
            "is what it adds on average over all orders in which the drivers can be entered. The shares of all "
            "drivers together make 100%."
        ),
        language.say(
            "A driver is only called first when its lead over each other driver is larger than chance allows, by each "
            "method of computing it. Otherwise the drivers that may be first are named together."
        ),
    )
    return (heading(job, N_("How to read this")), Prose(paragraphs), said(say))
