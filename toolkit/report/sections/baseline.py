"""The sections of the baseline report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from toolkit.analysis.baseline import Groups, Headline, Loyalty, Reliability, Scores
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points, row_of, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate
from toolkit.measures.thresholds import MINIMUM_ALPHA
from toolkit.report.blocks import Block, Figure, KpiItem, Kpis, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    percent_cell,
    said,
    table,
    word_cell,
)

GROUP_LABELS = {
    "true": N_("loyal in both (true)"),
    "latent": N_("loyal in attitude only (latent)"),
    "spurious": N_("loyal in behaviour only (spurious)"),
    "none": N_("loyal in neither"),
}
BASE = ("n", "n_effective")
ROLE_LABELS = {
    "attitude": N_("outcome: attitude"),
    "behaviour": N_("outcome: behaviour"),
    "driver": N_("driver"),
    "lock_in": N_("lock-in"),
    "touchpoint": N_("touchpoint"),
    "background": N_("background"),
}


def headline(job: Job, result: Headline, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the numbers a board asks first."""
    tiles = {
        "recommendation": _points_tile(job, N_("Recommendation (NPS)"), result.recommendation),
        "mark": _points_tile(job, N_("Mark out of 10"), result.mark),
        "nine_plus": _share_tile(job, N_("Gives a 9 or 10"), result.nine_plus),
    }
    if tiles["recommendation"] and result.margin_hidden:
        # With the exact number of customers the score tells how many more promoters there are than detractors.
        no_margin = job.language.say("margin not shown")
        tiles["recommendation"] = replace(tiles["recommendation"], interval=no_margin, base="")
    shown = tuple(
        replace(tile, base="") if name in result.bases_hidden else tile
        for name, tile in tiles.items()
        if tile
    )
    if not shown:
        return ()
    return (heading(job, N_("Key figures")), Kpis(shown), said(say))


def _points_tile(job: Job, label: str, estimate: Estimate | None) -> KpiItem | None:
    if estimate is None:
        return None
    language = job.language
    value = language.number(estimate.value, 1)
    return _tile(job, label, value, points(language, estimate.low, estimate.high, 1), estimate)


def _share_tile(job: Job, label: str, estimate: Estimate | None) -> KpiItem | None:
    if estimate is None:
        return None
    language = job.language
    return _tile(
        job, label, language.percent(estimate.value), shares(language, estimate.low, estimate.high), estimate
    )


def _tile(job: Job, label: str, value: str, interval: str, estimate: Estimate) -> KpiItem:
    language = job.language
    return KpiItem(
        language.say(label),
        value,
        language.say("margin {margin}", margin=interval),
        language.say("n = {n}", n=language.number(estimate.n)),
        "",
    )


def scores(job: Job, result: Scores, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the score of each theme, drawn and printed."""
    if result.table.empty:
        return ()
    return (
        heading(job, N_("Scores per theme")),
        said(say),
        scores_figure(job, result, say),
        _scores_table(job, result),
    )


def scores_figure(job: Job, result: Scores, say: tuple[Finding, ...]) -> Figure:
    """Draw the scores, outcomes first, each group from high to low."""
    language = job.language
    ordered = _ordered(result)
    apart = {result.lowest, result.highest} - {None}
    outcomes = ordered["role"].isin(["attitude", "behaviour"])
    names = [job.label(str(name)) for name in ordered.index]
    chart = charts.intervals(
        ordered,
        names,
        [language.number(value) for value in ordered["estimate"]],
        look(job),
        axis_label=language.say("score, 0 to 100"),
        highlight=[bool(outcome) or name in apart for name, outcome in outcomes.items()],
    )
    title = next(
        (
            finding.plain
            for finding in say
            if finding.key in {"scores.lowest", "scores.highest"} and finding.plain
        ),
        language.say(
            "The scores per theme lie between {low} and {high} out of 100",
            low=language.number(ordered["estimate"].min()),
            high=language.number(ordered["estimate"].max()),
        ),
    )
    alt = language.say(
        "Dots with margins per theme on a scale from 0 to 100: {list}.",
        list=language.listing(
            f"{name} {language.number(value)}" for name, value in zip(names, ordered["estimate"], strict=True)
        ),
    )
    note = counts_note(
        job,
        ordered["n"],
        language.say("Round and coloured: outcomes and themes named in the findings."),
    )
    return Figure("scores", title.rstrip("."), chart, alt, note)


def _ordered(result: Scores) -> pd.DataFrame:
    order = {"attitude": 0, "behaviour": 1, "driver": 2, "touchpoint": 3, "lock_in": 4, "background": 5}
    rank = result.table["role"].map(order)
    return result.table.assign(rank=rank).sort_values(
        ["rank", "estimate"], ascending=[True, False], kind="stable"
    )


def _scores_table(job: Job, result: Scores) -> Table:
    language = job.language
    columns = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(row.name)),
        "role": (
            language.say("Part in the model"),
            "left",
            word_cell(job, "role", ROLE_LABELS),
        ),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", number_cell(job, "low", 1)),
        "high": (language.say("to"), "right", number_cell(job, "high", 1)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    ordered = _ordered(result)
    title, note = language.say("Scores per theme, 0 to 100"), counts_note(job, ordered["n"])
    counts = Customers(about=("theme", "role"), rows=BASE)
    return table(job, "scores-table", title, ordered, columns, note, counts=counts)


def loyalty(job: Job, result: Loyalty, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the groups of attitude × behaviour for each pair of outcomes."""
    if not result.groups:
        return ()
    parts: list[Block] = [heading(job, N_("Attitude and behaviour")), said(say)]
    for groups in result.groups:
        parts += [loyalty_figure(job, groups), _groups_table(job, groups)]
    return tuple(parts)


def loyalty_figure(job: Job, groups: Groups) -> Figure:
    """Draw the four groups of one pair of outcomes."""
    language = job.language
    names = [language.say(GROUP_LABELS[str(name)]) for name in groups.table.index]
    chart = charts.bars(
        groups.table,
        names,
        [_or_hidden(job, value) for value in groups.table["estimate"]],
        look(job),
        axis_label=language.say("share of customers"),
        highlight=[name == "true" and not groups.unreliable for name in groups.table.index],
        tick=language.percent,
    )
    slots = {
        "share": language.percent(row_of(groups.table, "true")["estimate"]),
        "attitude": job.label(groups.attitude),
        "behaviour": job.label(groups.behaviour),
    }
    if groups.unreliable or pd.isna(row_of(groups.table, "true")["estimate"]):
        title = language.say("Groups of customers by “{attitude}” and “{behaviour}”", **slots)
    else:
        title = language.say(
            "{share} of customers score high on both “{attitude}” and “{behaviour}”", **slots
        )
    alt = language.say(
        "Bars with margins for four groups of customers: {list}.",
        list=language.listing(
            f"{name} {_or_hidden(job, value)}"
            for name, value in zip(names, groups.table["estimate"], strict=True)
        ),
    )
    note = counts_note(
        job,
        groups.table["n"],
        language.say("High: {cut} or more of 100.", cut=language.number(groups.cut)),
    )
    return Figure(f"groups-{groups.attitude}-{groups.behaviour}", title, chart, alt, note)


def _or_hidden(job: Job, share: float) -> str:
    return job.language.say("hidden, too few customers") if pd.isna(share) else job.language.percent(share)


def _groups_table(job: Job, groups: Groups) -> Table:
    language = job.language
    columns = {
        "group": (language.say("Group"), "left", lambda row: language.say(GROUP_LABELS[row.name])),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
    }
    title = language.say(
        "Groups of customers by “{attitude}” and “{behaviour}”",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
    )
    identifier = f"groups-{groups.attitude}-{groups.behaviour}-table"
    note = counts_note(job, groups.table["n"])
    counts = Customers(about=("group",), rows=("count", "count_effective"), down=True)
    return table(job, identifier, title, groups.table, columns, note, counts=counts)


def picture(job: Job, result: Loyalty, scored: Scores, say: tuple[Finding, ...]) -> Figure | None:
    """Choose the one picture of the summary: the loyalty groups, else the scores."""
    for groups in result.groups:
        if not groups.unreliable and groups.table["estimate"].notna().any():
            return loyalty_figure(job, groups)
    return None if scored.table.empty else scores_figure(job, scored, say)


def reliability(
    job: Job, result: Reliability, say: tuple[Finding, ...], *, level: int = 1
) -> tuple[Block, ...]:
    """Show whether the questions of each theme belong together."""
    if result.table.empty:
        return ()
    language = job.language
    columns = {
        "theme": (language.say("Theme"), "left", lambda row: job.label(row.name)),
        "items": (language.say("Questions"), "right", number_cell(job, "items")),
        "estimate": (language.say("Alpha"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
        "verdict": (
            language.say("Reliable"),
            "left",
            lambda row: language.say("no") if row["flagged"] else language.say("yes"),
        ),
    }
    note = counts_note(
        job,
        result.table["n"],
        language.say(
            "A theme is reliable enough from an alpha of {minimum}.",
            minimum=language.number(MINIMUM_ALPHA, 1),
        ),
    )
    title = language.say("Do the questions of a theme belong together? Cronbach’s alpha")
    counts = Customers(about=("theme", "items"), rows=BASE)
    return (
        heading(job, N_("Are the scales reliable?"), level),
        said(say),
        table(job, "reliability", title, result.table, columns, note, counts=counts),
    )


def correlations(job: Job, result: pd.DataFrame) -> tuple[Block, ...]:
    """Print for the appendix how the themes go together, two by two."""
    if result.empty:
        return ()
    language = job.language
    columns = {
        "first": (language.say("Theme"), "left", lambda row: job.label(row["first"])),
        "second": (language.say("and"), "left", lambda row: job.label(row["second"])),
        "estimate": (language.say("Correlation"), "right", number_cell(job, "estimate", 2)),
        "low": (language.say("from"), "right", number_cell(job, "low", 2)),
        "high": (language.say("to"), "right", number_cell(job, "high", 2)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
    }
    title = language.say("Correlations between themes")
    note = counts_note(job, result["n"])
    counts = Customers(about=("first", "second"), rows=BASE)
    return (
        heading(job, N_("How the themes are linked"), 2),
        table(job, "correlations", title, result, columns, note, counts=counts),
    )
