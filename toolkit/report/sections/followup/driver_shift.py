"""The chapter on drivers that weigh otherwise than before."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from toolkit.analysis.followup.driver_shift import OutcomeShift
from toolkit.analysis.job import Job
from toolkit.figures.dumbbell import dumbbell
from toolkit.findings.finding import Finding
from toolkit.findings.followup.driver_shift import PER_POINTS, bases
from toolkit.findings.wording import changes, listed, row_of, shares
from toolkit.followup.shift.driver_shift import DriverShift
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    look,
    p_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words

BASES = ("n_before", "n_after", "n_effective_before", "n_effective_after")


def driver_shift(
    job: Job, results: tuple[OutcomeShift, ...] | None, say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Show per outcome the shares of the drivers before and after, drawn and printed."""
    if not results or not say:
        return ()
    parts: list[Block] = [heading(job, N_("Do the same drivers still count?"))]
    for result in results:
        mine = tuple(finding for finding in say if finding.key.startswith(f"driver_shift.{result.outcome}."))
        parts += [Heading(2, job.language.quoted(job.label(result.outcome))), said(mine)]
        if result.shift is not None:
            parts += [_figure(job, result, result.shift, mine), _shares(job, result, result.shift)]
    return tuple(parts)


def driver_shift_in_full(job: Job, results: tuple[OutcomeShift, ...] | None) -> tuple[Block, ...]:
    """Print for the appendix the links of the drivers before and after, in points and standardised."""
    links = [_links(job, result, result.shift) for result in results or () if result.shift is not None]
    return (heading(job, N_("Do the same drivers still count? In full"), 2), *links) if links else ()


def _figure(job: Job, result: OutcomeShift, shift: DriverShift, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    rows = _ordered(shift)
    moved = result.moved("share")
    names = [job.label(str(name)) for name in rows.index]
    values = [language.signed(100 * value, 0) for value in rows["share_difference"]]
    labels = (job.wave_label(job.surveys[0]), job.wave_label(job.surveys[-1]))
    chart = dumbbell(
        rows.filter(like="share_").rename(columns=lambda name: str(name).removeprefix("share_")),
        names,
        values,
        look(job),
        labels=labels,
        axis_label=language.say(
            "part of what all drivers explain of “{outcome}”", outcome=job.label(result.outcome)
        ),
        highlight=[str(name) in moved for name in rows.index],
        tick=language.percent,
    )
    alt = language.say(
        "Two dots with margins per driver: its part of what all drivers explain, before and after: {list}.",
        list=language.listing(
            f"{name} {language.percent(row['share_before'])} → {language.percent(row['share_after'])}"
            for name, (_, row) in zip(names, rows.iterrows(), strict=True)
        ),
    )
    note = _note(
        job,
        result,
        shift,
        language.say(
            "Filled dots: the change is shown; open dots: it is not. At the right the change in percentage points."
        ),
    )
    title = _claim(job, result, say)
    return Figure(f"driver-shift-{result.outcome}", title, chart, in_words(title, alt), note)


def _claim(job: Job, result: OutcomeShift, say: tuple[Finding, ...]) -> str:
    told = [finding for finding in say if finding.plain]
    if told:
        return max(told, key=lambda finding: finding.weight).plain.rstrip(".")
    return job.language.say(
        "The weight of the drivers of “{outcome}”, before and after", outcome=job.label(result.outcome)
    )


def _ordered(shift: DriverShift) -> pd.DataFrame:
    return shift.table.sort_values("share_before", ascending=False, kind="stable")


def _note(job: Job, result: OutcomeShift, shift: DriverShift, *more: str) -> str:
    language = job.language
    base = language.say(
        "Base: {n_before} customers before, {n_after} after, who answered the outcome and all drivers.",
        **bases(job, shift),
    )
    held = ""
    if result.always:
        held = language.say("Held equal in both waves: {themes}.", themes=listed(job, result.always))
    return base_note(job, base, *more, held, smallest=float(min(shift.n_before, shift.n_after)))


def _frame(shift: DriverShift) -> pd.DataFrame:
    return _ordered(shift).assign(**{name: getattr(shift, name) for name in BASES})


def _shares(job: Job, result: OutcomeShift, shift: DriverShift) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "before": (language.say("Share before"), "right", percent_cell(job, "share_before")),
        "after": (language.say("Share after"), "right", percent_cell(job, "share_after")),
        "difference": (language.say("Change"), "right", _points(job, "share_difference")),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, 100 * row["share_low"], 100 * row["share_high"], 0),
        ),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "share_p_holm")),
    }
    explained = {str(name): row_of(shift.explained, str(name)) for name in shift.explained.index}
    told = {name: explained[name] for name in ("before", "after")}
    note = _note(
        job,
        result,
        shift,
        language.say(
            "Share: part of what all drivers explain together (LMG), which was {before} of the differences in the "
            "outcome (margin {before_margin}) and is {after} (margin {after_margin}); change in percentage points. "
            "Shares of different totals do not compare strengths: for these see the links in the appendix.",
            before=language.percent(told["before"]["estimate"]),
            before_margin=shares(language, told["before"]["low"], told["before"]["high"]),
            after=language.percent(told["after"]["estimate"]),
            after_margin=shares(language, told["after"]["low"], told["after"]["high"]),
        ),
        _silent(job, result),
    )
    title = language.say("Weight of the drivers of “{outcome}”", outcome=job.label(result.outcome))
    counts = Customers(about=("driver",), rows=BASES)
    return table(
        job, f"driver-shift-{result.outcome}-table", title, _frame(shift), columns, note, counts=counts
    )


def _silent(job: Job, result: OutcomeShift) -> str:
    if not result.no_claim:
        return ""
    return job.language.say(
        "Not tested, as their questions do not measure them well enough or apart from others: {drivers}.",
        drivers=listed(job, result.no_claim),
    )


def _points(job: Job, column: str) -> Cell:
    return lambda row: job.language.signed(100 * row[column], 0)


def _links(job: Job, result: OutcomeShift, shift: DriverShift) -> Table:
    language = job.language
    frame = _frame(shift)
    for part in ("before", "after", "difference", "low", "high"):
        frame[f"link_{part}"] *= PER_POINTS

    def margin(low: str, high: str) -> Callable[[pd.Series], str]:
        return lambda row: changes(language, row[low], row[high])

    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "before": (language.say("Link before"), "right", signed_cell(job, "link_before")),
        "after": (language.say("Link after"), "right", signed_cell(job, "link_after")),
        "difference": (language.say("Change"), "right", signed_cell(job, "link_difference")),
        "margin": (language.say("Margin"), "right", margin("link_low", "link_high")),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "link_p_holm")),
        "coefficient_before": (
            language.say("β before"),
            "right",
            signed_cell(job, "coefficient_before", 2),
        ),
        "coefficient_after": (
            language.say("β after"),
            "right",
            signed_cell(job, "coefficient_after", 2),
        ),
    }
    note = _note(
        job,
        result,
        shift,
        language.say(
            "Link: points on the outcome per {points} points of the driver, all other drivers held equal. "
            "β: the same in standard deviations of that wave.",
            points=language.number(PER_POINTS),
        ),
        _silent(job, result),
    )
    title = language.say(
        "Links of the drivers with “{outcome}”, before and after", outcome=job.label(result.outcome)
    )
    counts = Customers(about=("driver",), rows=BASES)
    return table(job, f"driver-shift-{result.outcome}-links", title, frame, columns, note, counts=counts)
