"""What may be said of loyalty in attitude and in behaviour."""

from __future__ import annotations

import math

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.loyalty import Groups, Loyalty
from toolkit.analysis.job import Job
from toolkit.findings.baseline.held import held
from toolkit.findings.baseline.loyalty_by_segment import by_segment
from toolkit.findings.baseline.loyalty_groups import attached, feels_loyal, high_on_both, stays_unattached
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.wording import row_of, shares


def loyalty(job: Job, result: Loyalty) -> tuple[Finding, ...]:
    """Say how many are loyal in attitude and in behaviour, and who stays without being attached.

    Where customers are not free to go, attitude leads and nobody is called loyal for what they do.
    """
    found: list[Finding] = []
    told: set[str] = set()
    for groups in result.groups:
        if groups.unreliable:
            found.append(_groups_unreliable(job, groups))
            continue
        if not chooses_freely(job) and groups.felt and groups.attitude not in told:
            found.append(attached(job, groups))
            told.add(groups.attitude)
        if not math.isnan(row_of(groups.table, "true")["estimate"]):
            found.append(high_on_both(job, groups, alone=len(result.groups) == 1))
        if chooses_freely(job) and not math.isnan(row_of(groups.table, "latent")["estimate"]):
            found.append(feels_loyal(job, groups))
        if not math.isnan(row_of(groups.table, "spurious")["estimate"]):
            found.append(stays_unattached(job, groups))
        found += _band(job, groups)
        found += by_segment(job, groups)
    return (*found, *(held(job, result.held) if result.held else ()))


def _groups_unreliable(job: Job, groups: Groups) -> Finding:
    language = job.language
    text = language.say(
        "The groups by “{attitude}” and “{behaviour}” are shown, but no conclusion rests on them: the "
        "questions about {themes} do not belong together well enough.",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
        themes=language.listing(language.quoted(job.label(name)) for name in groups.unreliable),
    )
    evidence = flagged(job, groups.unreliable)
    return Finding(f"loyalty.unreliable.{groups.attitude}.{groups.behaviour}", text, "warning", evidence)


def _band(job: Job, groups: Groups) -> tuple[Finding, ...]:
    """Say for how many customers measurement error may decide the group."""
    if "either" not in groups.band.index:
        return ()
    language, row = job.language, row_of(groups.band, "either")
    slots = {
        "share": language.percent(row["estimate"]),
        "margin": shares(language, row["low"], row["high"]),
        "cut": language.number(groups.cut),
    }
    names = [job.label(name) for name in (groups.attitude, groups.behaviour)]
    known = [
        (name, language.number(sem)) for name, sem in zip(names, groups.sems, strict=True) if sem is not None
    ]
    if len(known) == 2:
        text = language.say(
            "{share} of customers (margin {margin}) score so near the line of {cut} that the same "
            "questions, asked again, might well put them in another group: less than {first} points from "
            "it on “{attitude}”, or less than {second} points on “{behaviour}”.",
            first=known[0][1],
            second=known[1][1],
            attitude=names[0],
            behaviour=names[1],
            **slots,
        )
    else:
        text = language.say(
            "{share} of customers (margin {margin}) score so near the line of {cut} that the same "
            "questions, asked again, might well put them in another group: less than {points} points from "
            "it on “{theme}”. How exactly “{other}” is measured is not known.",
            points=known[0][1],
            theme=known[0][0],
            other=next(name for name in names if name != known[0][0]),
            **slots,
        )
    evidence = language.say("One standard error of measurement: SD · √(1 − alpha); interval by Wilson.")
    key = f"loyalty.band.{groups.attitude}.{groups.behaviour}"
    numbers = {name: float(row[name]) for name in ("estimate", "low", "high", "n")}
    return (Finding(key, text, "fact", evidence, numbers=numbers),)
