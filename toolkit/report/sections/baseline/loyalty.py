"""The chapter on attitude and behaviour."""

from __future__ import annotations

import math

import pandas as pd

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.loyalty import Groups, Loyalty
from toolkit.analysis.baseline.loyalty_by_segment import BySegment
from toolkit.analysis.job import Job
from toolkit.figures.fields import loyalty_map
from toolkit.findings.finding import Finding
from toolkit.findings.wording import row_of, shares
from toolkit.language import N_
from toolkit.measures.loyalty.groups import GROUPS
from toolkit.measures.loyalty.map import SHADES
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections.baseline.told import Told, told_table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    counts_note,
    heading,
    look,
    percent_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words

GROUP_LABELS = {
    "true": N_("loyal in both (true)"),
    "latent": N_("loyal in attitude only (latent)"),
    "spurious": N_("loyal in behaviour only (spurious)"),
    "none": N_("loyal in neither"),
}
# In the picture, which a board sees on its page, without the words of the trade.
PICTURE_LABELS = GROUP_LABELS | {
    "true": N_("loyal in both"),
    "latent": N_("loyal in attitude only"),
    "spurious": N_("loyal in behaviour only"),
}
# Where customers are not free to go, nobody is called loyal for what they do.
PLAIN_LABELS = {
    "true": N_("high on both"),
    "latent": N_("high on attitude only"),
    "spurious": N_("high on behaviour only"),
    "none": N_("low on both"),
}
TOGETHER = {"unattached": N_("low on attitude"), "others": N_("all others")}


def loyalty(job: Job, result: Loyalty, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the groups of attitude × behaviour for each pair of outcomes, each with its own findings."""
    if not result.groups:
        return ()
    top = heading(job, N_("Attitude and behaviour"))
    if len(result.groups) == 1:
        pair = _pair(job, result.groups[0])
        return (top, *((said(say),) if say else ()), *pair, *_in_numbers(job, result, say))
    pairs = {f".{groups.attitude}.{groups.behaviour}": groups for groups in result.groups}
    held = [finding for finding in say if finding.key in {"loyalty.captive", "loyalty.convenience"}]
    first = [finding for finding in say if finding not in held and not finding.key.endswith(tuple(pairs))]
    parts: list[Block] = [top, *([said(first)] if first else [])]
    for ending, groups in pairs.items():
        own = [finding for finding in say if finding.key.endswith(ending)]
        parts += [_pair_heading(job, groups), *([said(own)] if own else []), *_pair(job, groups)]
    if held:
        parts += [heading(job, N_("Customers who stay without being attached"), 2), said(held)]
        parts += _in_numbers(job, result, tuple(held))
    return tuple(parts)


def _in_numbers(job: Job, result: Loyalty, say: tuple[Finding, ...]) -> tuple[Table, ...]:
    """Print how many are attached, captive, and there for convenience, as far as it is told."""
    language, keys = job.language, {finding.key for finding in say}
    numbers = {
        f"loyalty.attitude.{groups.attitude}": (
            language.say("Score {cut} or higher on “{attitude}”", **_felt(job, groups)),
            groups.felt,
        )
        for groups in result.groups
    }
    if result.held:
        numbers |= {
            "loyalty.captive": (language.say("Hard to leave, and not attached"), result.held.captive),
            "loyalty.convenience": (
                language.say(
                    "High on “{behaviour}”, neither attached nor hard to leave",
                    behaviour=job.label(result.held.behaviour),
                ),
                result.held.convenience,
            ),
        }
    told = [Told(label, found) for key, (label, found) in numbers.items() if key in keys]
    title = language.say("Customers who are attached, and who stay without it")
    return told_table(job, "attached-table", title, told, bases=False)


def _felt(job: Job, groups: Groups) -> dict[str, str]:
    return {"cut": job.language.number(groups.cut), "attitude": job.label(groups.attitude)}


def _pair(job: Job, groups: Groups) -> tuple[Block, ...]:
    return (loyalty_figure(job, groups), _groups_table(job, groups))


def loyalty_by_segment(job: Job, result: Loyalty) -> tuple[Block, ...]:
    """Print for the appendix the four shares per group of customers, for every division."""
    tables = tuple(_segment_table(job, groups, one) for groups in result.groups for one in groups.segments)
    return (heading(job, N_("Attitude and behaviour per group of customers"), 2), *tables) if tables else ()


def _pair_heading(job: Job, groups: Groups) -> Heading:
    return Heading(
        2,
        job.language.say(
            "“{attitude}” and “{behaviour}”",
            attitude=job.label(groups.attitude),
            behaviour=job.label(groups.behaviour),
        ),
    )


def group_label(job: Job, group: str) -> str:
    """The name of a group, without the word loyal where customers are not free to go."""
    labels = TOGETHER | (GROUP_LABELS if chooses_freely(job) else PLAIN_LABELS)
    return job.language.say(labels[group])


def _picture_label(job: Job, group: str) -> str:
    return job.language.say((PICTURE_LABELS if chooses_freely(job) else PLAIN_LABELS)[group])


def loyalty_figure(job: Job, groups: Groups) -> Figure:
    """Draw where the customers lie between attitude and behaviour, with the four groups beside it."""
    language = job.language
    claims = not groups.unreliable and chooses_freely(job)
    chart = loyalty_map(
        groups.fields,
        {name: _words(job, groups, name) for name in GROUPS},
        look(job),
        cut=groups.cut,
        sems=groups.sems,
        axis_labels=(
            language.say("{theme}, 0 to 100", theme=job.label(groups.attitude)),
            language.say("{theme}, 0 to 100", theme=job.label(groups.behaviour)),
        ),
        band_label=language.say("uncertain"),
        strong="true" if claims else "",
        shades=SHADES,
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
        "Map of customers by attitude and behaviour, with the shares of four groups: {list}.",
        list=language.listing(
            f"{_picture_label(job, str(name))} {_or_hidden(job, share)}"
            for name, share in groups.table["estimate"].items()
        ),
    )
    identifier = f"groups-{groups.attitude}-{groups.behaviour}"
    return Figure(identifier, title, chart, in_words(title, alt), _note(job, groups))


def _words(job: Job, groups: Groups, group: str) -> tuple[str, str, str]:
    """Give a group's share, name and margin as the map writes them."""
    language, row = job.language, row_of(groups.table, group)
    if math.isnan(row["estimate"]):
        return HIDDEN, _picture_label(job, group), language.say("hidden, too few customers")
    margin = language.say("margin {margin}", margin=shares(language, row["low"], row["high"]))
    return language.percent(row["estimate"]), _picture_label(job, group), margin


def _or_hidden(job: Job, share: float) -> str:
    return job.language.say("hidden, too few customers") if pd.isna(share) else job.language.percent(share)


def _note(job: Job, groups: Groups) -> str:
    language = job.language
    known = [sem for sem in groups.sems if sem is not None]
    return counts_note(
        job,
        groups.table["n"],
        language.say("High: {cut} or more of 100.", cut=language.number(groups.cut)),
        language.say(
            "Darker: more customers; fields of fewer than {minimum} customers are left blank.",
            minimum=language.number(job.engagement.privacy.minimum_cell),
        ),
        language.say("Uncertain: within one standard error of measurement of a line.") if known else "",
        language.say("Of “{theme}” the error of measurement is not known.", theme=_unknown(job, groups))
        if len(known) == 1
        else "",
        ""
        if known or groups.unreliable
        else language.say(
            "How certain a customer’s group is is not known: of single questions the error cannot be "
            "measured."
        ),
    )


def _unknown(job: Job, groups: Groups) -> str:
    pair = zip((groups.attitude, groups.behaviour), groups.sems, strict=True)
    return job.label(next(name for name, sem in pair if sem is None))


def _groups_table(job: Job, groups: Groups) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "group": (language.say("Group"), "left", lambda row: group_label(job, str(row.name))),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
    }
    cells = dict.fromkeys(("estimate", "low", "high"), "behind")
    if any(sem is not None for sem in groups.sems):
        columns["sure"] = (language.say("of which certain"), "right", percent_cell(job, "sure", 1))
        cells["sure"] = "sure_behind"
    frame = groups.table.assign(behind=groups.table[["count", "count_effective"]].min(axis=1))
    title = language.say(
        "Groups of customers by “{attitude}” and “{behaviour}”",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
    )
    note = counts_note(
        job,
        groups.table["n"],
        language.say(
            "Certain: further than one standard error of measurement from each line; as a share of all "
            "customers."
        )
        if "sure" in columns
        else "",
        language.say("The same per group of customers: see the appendix.") if groups.segments else "",
    )
    identifier = f"groups-{groups.attitude}-{groups.behaviour}-table"
    counts = Customers(about=("group",), cells=cells, down=True)
    return table(job, identifier, title, frame, columns, note, counts=counts)


def _segment_table(job: Job, groups: Groups, one: BySegment) -> Table:
    """Print the four shares per group of customers, with the limits of the first."""
    language = job.language
    shares = [name for name in (*GROUPS, *TOGETHER) if name in one.table]

    def limit(column: str) -> Cell:
        return lambda row: HIDDEN if pd.isna(row["true"]) else language.percent(row[column])

    columns: dict[str, tuple[str, str, Cell]] = {
        "segment": (
            job.segment_label(one.segment),
            "left",
            lambda row: job.group_label(one.segment, str(row.name)),
        ),
        "true": (group_label(job, "true"), "right", percent_cell(job, "true")),
        "low": (language.say("from"), "right", limit("low")),
        "high": (language.say("to"), "right", limit("high")),
    }
    columns |= {name: (group_label(job, name), "right", percent_cell(job, name)) for name in shares[1:]}
    title = language.say(
        "Groups by “{attitude}” and “{behaviour}”, per “{segment}”",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
        segment=job.segment_label(one.segment),
    )
    identifier = f"groups-{groups.attitude}-{groups.behaviour}-{one.segment}"
    counts = Customers(
        about=("segment", "low", "high"),
        cells={name: f"count_{name}" for name in shares},
        across=True,
        down=True,
    )
    return table(job, identifier, title, one.table, columns, counts_note(job, one.table["n"]), counts=counts)
