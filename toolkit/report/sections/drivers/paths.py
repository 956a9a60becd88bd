"""The chapter on how themes lead to attitude and behaviour, directly and through each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.paths import OutcomePaths
from toolkit.analysis.job import Job
from toolkit.drivers.paths import PathFit
from toolkit.engagement.paths import UPSTREAM
from toolkit.figures.paths import Arrow, Box
from toolkit.figures.paths import paths as draw_paths
from toolkit.findings.drivers.paths import PER, effect_words
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Prose, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words

KINDS = ("direct", "indirect", "total")
NO_WAY = "–"  # the drawing has no such way


def paths(job: Job, results: tuple[OutcomePaths, ...], say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the drawing for the first outcome, and drawing and effects where something runs through other themes.

    `say` is what `findings.drivers.paths` said of all.
    """
    if not results:
        return ()
    reading = Prose(_reading(job, results))
    parts: list[Block] = [heading(job, N_("Direct and indirect links with loyalty")), reading]
    for result in results:
        title = job.language.say("Ways to “{outcome}”", outcome=job.label(result.outcome))
        theirs = tuple(finding for finding in say if finding.key.startswith(f"paths.{result.outcome}."))
        parts += [Heading(2, title), *([said(theirs)] if theirs else [])]
        if result.fit is not None:
            if _in_chapter(results, result):
                parts.append(_figure(job, result, result.fit, theirs))
            if result.shown:
                parts.append(_effects(job, result, result.fit))
    return tuple(parts)


def _in_chapter(results: tuple[OutcomePaths, ...], result: OutcomePaths) -> bool:
    first = next((one for one in results if one.fit is not None), None)
    return result is first or bool(result.shown)


def _reading(job: Job, results: tuple[OutcomePaths, ...]) -> tuple[str, ...]:
    language = job.language
    if job.engagement.paths:
        drawn = language.say(
            "The arrows below were drawn by the adviser for this research, not computed from the answers. The answers "
            "tell how strong each link is; they cannot tell that an arrow points the right way."
        )
    elif any(UPSTREAM in result.fit.causes for result in results if result.fit is not None):
        drawn = language.say(
            "The arrows below are the same for every client: image comes before satisfaction, trust and involvement, "
            "and every theme comes before loyalty. The answers tell how strong each link is; they cannot tell that an "
            "arrow points the right way."
        )
    else:
        drawn = language.say(
            "The arrows below are the same for every client: every theme comes before attitude, and attitude before "
            "behaviour. The answers tell how strong each link is; they cannot tell that an arrow points the right way."
        )
    counted = language.say(
        "A theme can be linked to loyalty by itself, through other themes, or both. Looking at its own link only "
        "would sell short a theme that comes before the others."
    )
    return drawn, counted


def _figure(job: Job, result: OutcomePaths, fit: PathFit, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    ends = [name for name in fit.model.names if _is_outcome(job, name)]
    boxes = [
        Box(name, job.label(name), end=name in ends, doubtful=name in result.unreliable)
        for name in _in_order(job, fit)
    ]
    arrows = [_arrow(job, result, row) for _, row in fit.arrows.iterrows()]
    title = next((finding.plain for finding in say if finding.plain), "").rstrip(".") or language.say(
        "What may lead to “{outcome}”", outcome=job.label(result.outcome)
    )
    certain = language.listing(
        language.say(
            "“{first}” to “{second}” {effect}",
            first=job.label(arrow.start),
            second=job.label(arrow.end),
            effect=arrow.label,
        )
        for arrow in arrows
        if arrow.certain
    )
    alt = language.say(
        "Boxes and arrows, from left to right, that end at “{outcome}”. Arrows whose margin leaves out 0: {list}.",
        outcome=job.label(result.outcome),
        list=certain or language.say("none"),
    )
    note = counts_note(
        job,
        pd.Series([fit.n]),
        language.say(
            "At an arrow: points at its end that go with {points} points more at its beginning, the other themes that "
            "lead there held equal. Thick: a strong link. Grey: its margin holds 0.",
            points=language.number(PER),
        ),
        language.say("Dashed: a theme on which no conclusion rests.")
        if any(box.doubtful for box in boxes)
        else "",
    )
    return Figure(
        f"paths-{result.outcome}", title, draw_paths(boxes, arrows, look(job)), in_words(title, alt), note
    )


def _in_order(job: Job, fit: PathFit) -> list[str]:
    """What is drawn, in the order of the engagement; outcomes last, attitude before behaviour."""
    drawn = {*fit.causes, fit.outcome}
    roles = ("touchpoint", "driver", "attitude", "behaviour")
    return [name for role in roles for name in job.constructs(role) if name in drawn]


def _is_outcome(job: Job, name: str) -> bool:
    return job.engagement.constructs[name].role in ("attitude", "behaviour")


def _arrow(job: Job, result: OutcomePaths, row: pd.Series) -> Arrow:
    certain = bool(row["low"] > 0 or row["high"] < 0) and not {row["cause"], row["effect"]} & {
        *result.unreliable
    }
    return Arrow(
        str(row["cause"]),
        str(row["effect"]),
        strength=abs(float(row["standardised"])),
        certain=certain,
        label=effect_words(job, row)["effect"] if certain else "",
    )


def _effects(job: Job, result: OutcomePaths, fit: PathFit) -> Table:
    language = job.language
    frame = _wide(fit)
    heads = {
        "direct": language.say("By itself"),
        "indirect": language.say("Through others"),
        "total": language.say("Together"),
    }
    columns: dict[str, tuple[str, str, Cell]] = {"theme": (language.say("Theme"), "left", _name(job))}
    for kind, head in heads.items():
        columns[kind] = (head, "right", _points(job, kind))
        columns[f"{kind}_margin"] = (language.say("Margin"), "right", _margin(job, kind))
    note = counts_note(
        job,
        pd.Series([fit.n]),
        language.say(
            "Points on “{outcome}” that go with {points} points more on the theme, if the arrows point the right way. "
            "–: the drawing has no such way.",
            outcome=job.label(result.outcome),
            points=language.number(PER),
        ),
        language.say("* Held equal where attitude and behaviour are explained: no driver.")
        if frame["held"].any()
        else "",
    )
    title = language.say("What is linked to “{outcome}”, and which way", outcome=job.label(result.outcome))
    counts = Customers(about=("theme",), rows=("n", "n_effective"))
    return table(job, f"paths-{result.outcome}-table", title, frame, columns, note, counts=counts)


def _wide(fit: PathFit) -> pd.DataFrame:
    """A row per theme, the largest total first, then those held equal, with their direct effect only."""
    columns = ("estimate", "low", "high")
    kinds = {kind: fit.effects[fit.effects["kind"] == kind].set_index("cause") for kind in KINDS}
    frame = pd.DataFrame(
        {f"{kind}_{column}": rows[column] for kind, rows in kinds.items() for column in columns}
    )
    frame = frame.sort_values("total_estimate", ascending=False, kind="stable").assign(held=False)
    held = fit.held[fit.held["effect"] == fit.outcome].set_index("cause")
    if len(held):
        more = pd.DataFrame({f"direct_{column}": held[column] for column in columns})
        frame = pd.concat([frame, more.reindex(columns=frame.columns).assign(held=True)])
    return frame.assign(n=fit.n, n_effective=fit.n_effective)


def _name(job: Job) -> Cell:
    return lambda row: job.label(str(row.name)) + (" *" if row["held"] else "")


def _points(job: Job, kind: str) -> Cell:
    """A cell with an effect; a dash where the drawing has no such way."""
    return lambda row: (
        job.language.signed(PER * row[f"{kind}_estimate"], 1) if np.isfinite(row[f"{kind}_low"]) else NO_WAY
    )


def _margin(job: Job, kind: str) -> Cell:
    return lambda row: (
        changes(job.language, PER * row[f"{kind}_low"], PER * row[f"{kind}_high"])
        if np.isfinite(row[f"{kind}_low"])
        else NO_WAY
    )


def paths_in_full(job: Job, results: tuple[OutcomePaths, ...]) -> tuple[Block, ...]:
    """Give every arrow with its margin and p-value, those not drawn, and what no chapter shows."""
    found: list[Block] = []
    for result in results:
        if result.fit is not None:
            outcome = job.label(result.outcome)
            if not _in_chapter(results, result):
                found.append(_figure(job, result, result.fit, ()))
            if not result.shown:
                found.append(_effects(job, result, result.fit))
            drawn = job.language.say("Arrows that lead to “{outcome}”", outcome=outcome)
            found.append(_arrows(job, result.fit, result.fit.arrows, drawn, "arrows"))
            if len(result.fit.left_out):
                lacking = job.language.say(
                    "Arrows to “{outcome}” that were not drawn, when added", outcome=outcome
                )
                found.append(_arrows(job, result.fit, result.fit.left_out, lacking, "not-drawn"))
    return tuple(found)


def _arrows(job: Job, fit: PathFit, frame: pd.DataFrame, title: str, name: str) -> Table:
    language = job.language
    label: Callable[[str], Cell] = lambda end: lambda row: job.label(str(row[end]))  # noqa: E731
    frame = frame.assign(points=PER * frame["estimate"], n=fit.n, n_effective=fit.n_effective)
    columns: dict[str, tuple[str, str, Cell]] = {
        "cause": (language.say("From"), "left", label("cause")),
        "effect": (language.say("To"), "left", label("effect")),
        "points": (language.say("Points"), "right", lambda row: language.signed(row["points"], 1)),
        "margin": (language.say("Margin"), "right", lambda row: effect_words(job, row)["margin"]),
        "standardised": (language.say("Standardised"), "right", number_cell(job, "standardised", 2)),
        "p": (language.say("p (Holm)"), "right", p_cell(job, "p_adjusted")),
    }
    note = counts_note(
        job,
        pd.Series([fit.n]),
        language.say(
            "Points at the end that go with {points} points more at the beginning, all else that leads there held "
            "equal. p: resampled, of all rows together.",
            points=language.number(PER),
        ),
    )
    counts = Customers(about=("cause", "effect"), rows=("n", "n_effective"))
    return table(job, f"paths-{fit.outcome}-{name}", title, frame, columns, note, counts=counts)
