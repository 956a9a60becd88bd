"""The chapter on links that differ between groups of customers."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.interactions import OutcomeLinks, SegmentLinks
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.figures import charts
from toolkit.findings.drivers.interactions import PER_POINTS
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, shares
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_cell,
    base_hidden_note,
    counts_note,
    heading,
    look,
    p_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins


def interactions(
    job: Job, results: tuple[OutcomeLinks, ...] | None, say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Say per outcome whether links differ between groups, and draw and print those that do."""
    if not results or not say:
        return ()
    parts: list[Block] = [heading(job, N_("Are the links the same for all groups of customers?"))]
    if not any(part.differ for result in results for part in result.segments):
        return (*parts, said(say))
    for result in results:
        mine = tuple(finding for finding in say if finding.key.startswith(f"interactions.{result.outcome}."))
        if mine:
            parts += [Heading(2, job.language.quoted(job.label(result.outcome))), said(mine)]
        for part in result.segments:
            parts += [_figure(job, result, part, name, mine) for name in part.differ]
            if part.differ:
                parts.append(_links(job, result, part))
    return tuple(parts)


def _rows(part: SegmentLinks, name: str) -> pd.DataFrame:
    """Give the links of one driver per group, per PER_POINTS points of it."""
    rows = part.found.links[part.found.links["driver"] == name].reset_index(drop=True)
    return rows.assign(**{column: PER_POINTS * rows[column] for column in ("estimate", "low", "high")})


def _figure(
    job: Job, result: OutcomeLinks, part: SegmentLinks, name: str, say: tuple[Finding, ...]
) -> Figure:
    language, rows = job.language, _rows(part, name)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "segment": job.segment_label(part.segment),
        "points": language.number(PER_POINTS),
    }
    names = [job.group_label(part.segment, str(group)) for group in rows["group"]]
    values = [language.signed(value, 1) for value in rows["estimate"]]
    chart = charts.intervals(
        rows,
        names,
        values,
        look(job),
        axis_label=language.say("points on “{outcome}” per {points} points of “{driver}”", **slots),
        highlight=[True] * len(rows),
        limits=_limits(rows),
    )
    claim = next(finding for finding in say if finding.key.endswith(f".{part.segment}.{name}"))
    alt = language.say(
        "Dots with margins: points on “{outcome}” that go with {points} points more on “{driver}”, by “{segment}”: "
        "{list}.",
        list=language.listing(with_margins(names, values, rows, partial(changes, language))),
        **slots,
    )
    told = rows["n"].iloc[:0] if _tells_of_few(job, part) else rows["n"]
    note = counts_note(job, told, language.say("All other drivers held equal, within each group."))
    identifier = f"interactions-{result.outcome}-{part.segment}-{name}"
    title = claim.plain.rstrip(".")
    return Figure(identifier, title, chart, in_words(title, alt), note)


def _tells_of_few(job: Job, part: SegmentLinks) -> bool:
    """Tell whether the sizes of the groups would, added up, say how few customers a question did not apply to."""
    return count_told(job, part.n) != part.n


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Give ends of the axis on whole steps, five of them, around all intervals and 0."""
    low, high = min(0.0, float(rows["low"].min())), max(0.0, float(rows["high"].max()))
    step = max(1, math.ceil((high - low) / 5))
    if math.floor(low / step) * step + 5 * step < high:
        step += 1
    first = math.floor(low / step) * step
    return first, first + 5 * step


def _links(job: Job, result: OutcomeLinks, part: SegmentLinks) -> Table:
    """Print the links that differ and the importance per group."""
    language = job.language
    shown = part.shares.rename(columns={"estimate": "share", "low": "share_low", "high": "share_high"})
    links = pd.concat([_rows(part, name) for name in part.differ], ignore_index=True)
    frame = links.merge(shown.drop(columns=["n", "n_effective"]), on=["driver", "group"])
    frame = frame.assign(base_hidden=_tells_of_few(job, part))
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(row["driver"])),
        "group": (language.say("Group"), "left", lambda row: job.group_label(part.segment, row["group"])),
        "n": (language.say("Customers"), "right", base_cell(job)),
        "estimate": (language.say("Link"), "right", signed_cell(job, "estimate")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "share": (
            language.say("Share"),
            "right",
            lambda row: "–" if np.isnan(row["share"]) else language.percent(row["share"]),
        ),
        "share_margin": (
            language.say("Margin"),
            "right",
            lambda row: (
                "–" if np.isnan(row["share"]) else shares(language, row["share_low"], row["share_high"])
            ),
        ),
    }
    note = counts_note(
        job,
        frame["n"][~frame["base_hidden"]],
        language.say(
            "Link: points on the outcome per {points} points of the driver, all other drivers held equal within the "
            "group (HC3); that these differ is tested. Share: part of what all drivers explain in the group (LMG); "
            "that shares differ is not tested.",
            points=language.number(PER_POINTS),
        ),
        _not_compared(job, part),
        base_hidden_note(job, frame["base_hidden"]),
    )
    title = language.say(
        "Links with “{outcome}” that differ by “{segment}”",
        outcome=job.label(result.outcome),
        segment=job.segment_label(part.segment),
    )
    identifier = f"interactions-{result.outcome}-{part.segment}-table"
    counts = Customers(about=("driver", "group"), rows=("n", "n_effective"))
    return table(job, identifier, title, frame, columns, note, counts=counts)


def _not_compared(job: Job, part: SegmentLinks) -> str:
    groups = [job.group_label(part.segment, group) for group, _ in part.found.left_out]
    if not groups:
        return ""
    return job.language.say(
        "Not compared, for too few customers or too little spread: {groups}.",
        groups=job.language.listing(groups),
    )


def interactions_in_full(job: Job, results: tuple[OutcomeLinks, ...] | None) -> tuple[Table, ...]:
    """Print all tests: a row per driver, a column per division."""
    return tuple(_tests(job, result) for result in results or () if result.segments and result.tests)


def _tests(job: Job, result: OutcomeLinks) -> Table:
    language = job.language
    tested = [name for name in result.drivers if name not in result.no_claim]
    frame = pd.DataFrame(index=pd.Index(tested, name="driver"))
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name)))
    }
    for place, part in enumerate(result.segments):
        frame[f"p-{place}"] = part.found.tests["p_holm"].reindex(tested)
        frame[f"n-{place}"] = min(part.n, part.n_effective)
        columns[f"p-{place}"] = (job.segment_label(part.segment), "right", p_cell(job, f"p-{place}"))
    sizes = pd.Series([part.n for part in result.segments])
    note = counts_note(
        job,
        sizes,
        language.say(
            "p of the test that the link of the driver is the same in all groups of the division (Welch’s F on "
            "coefficients with HC3 errors), after Holm over all {tests} tests. Groups of at least {fewest} customers "
            "are compared.",
            tests=language.number(result.tests),
            fewest=language.number(result.fewest),
        ),
    )
    title = language.say(
        "Do links with “{outcome}” differ between groups?", outcome=job.label(result.outcome)
    )
    cells = {f"p-{place}": f"n-{place}" for place in range(len(result.segments))}
    counts = Customers(about=("driver",), cells=cells)
    return table(job, f"interactions-{result.outcome}-tests", title, frame, columns, note, counts=counts)
