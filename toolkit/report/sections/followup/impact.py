"""The chapter on what actions did: with and without each, and what was worked on beside what was not."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup import ActionImpact, Impact
from toolkit.analysis.followup.earlier import Lines
from toolkit.analysis.followup.treated import TREATED
from toolkit.analysis.job import Job
from toolkit.figures.sides import sides
from toolkit.findings.finding import Finding
from toolkit.findings.followup.impact_words import title_of
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading
from toolkit.report.sections.common import base_note, blocks, heading, look, said
from toolkit.report.sections.followup.impact_tables import (
    base_of,
    earlier_table,
    equals_table,
    sides_table,
    targeted_table,
)
from toolkit.report.sections.telling import in_words


def impact(job: Job, result: Impact | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what went with each action that can be compared, and with all of them together."""
    if result is None or not say:
        return ()
    parts: list[Block | None] = [heading(job, N_("Was it our doing?"))]
    told: set[str] = set()
    for one in result.actions:
        theirs = tuple(finding for finding in say if finding.key.startswith(f"impact.{one.number}."))
        told |= {finding.key for finding in theirs}
        if theirs:
            parts += [Heading(2, title_of(job, one.number)), said(theirs), *_action(job, one, theirs)]
    rest = tuple(finding for finding in say if finding.key not in told)
    if rest:
        parts += [heading(job, N_("What was worked on, beside the rest"), 2), said(rest)]
    if result.targeted is not None:
        parts.append(targeted_table(job, result.targeted))
    return blocks(*parts)


def _action(job: Job, one: ActionImpact, say: tuple[Finding, ...]) -> tuple[Block | None, ...]:
    if not one.effects or one.table is None:
        return ()
    equals = one.equals if one.apart is None else one.apart.equals
    return (
        None if one.lines is None else _figure(job, one, one.lines, say),
        sides_table(job, one, one.table),
        None if equals is None else equals_table(job, one, equals),
        None if one.earlier is None else earlier_table(job, one, one.earlier),
    )


def _figure(job: Job, one: ActionImpact, lines: Lines, say: tuple[Finding, ...]) -> Figure:
    """Draw the score on the theme of an action with and without it, wave by wave."""
    language = job.language
    found = lines.table
    waves = [survey.wave for survey in job.read if survey.wave in set(found.index)]
    places = {wave: float(place) for place, wave in enumerate(waves)}
    names = {1: language.say("with the action"), 0: language.say("without it")}
    points = {
        names[side]: pd.DataFrame(
            {
                "place": [places[str(wave)] for wave in rows.index],
                "value": rows["estimate"].to_numpy(),
                "low": rows["low"].to_numpy(),
                "high": rows["high"].to_numpy(),
            }
        )
        for side, rows in ((side, found[found[TREATED] == side]) for side in (1, 0))
    }
    action = job.engagement.actions[one.number - 1]
    chart = sides(
        points,
        [job.wave_label_of(wave) for wave in waves],
        look(job),
        began=_began(job, one, waves),
        began_label=language.say("the action begins"),
        axis_label=language.say("score out of 100"),
        tick=language.number,
    )
    title = next(
        (one.plain.rstrip(".") for one in say if one.key.endswith(f".{lines.measure}") and one.plain), ""
    )
    neutral = language.say(
        "The score on “{theme}” with and without “{action}”",
        theme=job.label(lines.measure),
        action=job.text(action.title),
    )
    note = base_note(
        job.over_time(),
        base_of(job, found["n"]),
        language.say("Margins are those of each mean; the difference of both changes is in the table."),
        smallest=float(found["n"].min()),
    )
    alt = in_words(title or neutral, _alt(job, points, waves))
    return Figure(f"impact-{one.number}", title or neutral, chart, alt, note)


def _began(job: Job, one: ActionImpact, waves: list[str]) -> float | None:
    """Where the action began: by its day between the wave before it and the next, else halfway."""
    if one.before not in waves[:-1]:
        return None
    place = waves.index(one.before)
    since = job.engagement.actions[one.number - 1].since
    if since is None:
        return place + 0.5
    days = [job.wave(survey).end for survey in job.read if survey.wave in (waves[place], waves[place + 1])]
    return place + min(max((since - days[0]).days / (days[1] - days[0]).days, 0.1), 0.9)


def _alt(job: Job, points: dict[str, pd.DataFrame], waves: list[str]) -> str:
    language = job.language
    told = [
        language.say(
            "{side}: {list}",
            side=name,
            list=language.listing(
                f"{job.wave_label_of(waves[int(place)])} {language.number(value, 1)}"
                for place, value in zip(frame["place"], frame["value"], strict=True)
            ),
        )
        for name, frame in points.items()
    ]
    return language.say("Two lines over the measurements. {sides}.", sides="; ".join(told))
