"""What the template prints: texts ready-made in the reader's language, places in per cent, keys to sort by."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from toolkit.engagement import text
from toolkit.errors import FaultsError, LoyaltyError
from toolkit.instrument.texts import construct_label
from toolkit.language import UNKNOWN, Language
from toolkit.report.overview import words
from toolkit.report.overview.figures import BETTER, MEASURES, WORSE, Change, Figure, Headline, Measure
from toolkit.report.overview.look import STAGES, Client, Report
from toolkit.report.overview.plans import Plan
from toolkit.report.overview.todo import COMING_DAYS

View = dict[str, Any]

# Where the axis of a level ends, and where it has its tick.
LEVELS: Final[dict[Measure, tuple[float, float, float]]] = {
    "attitude": (0, 100, 50),
    "behaviour": (0, 100, 50),
    "nps": (-100, 100, 0),
}
SMALLEST_REACH: Final = 10  # an axis of changes reaches at least so far to both sides
REACH_STEP: Final = 5


def clients_view(clients: Sequence[Client], language: Language, base: Path) -> list[View]:
    """Give a row per client: who it is, how far it is, and each of its reports."""
    return [
        {
            **whose(one),
            "stage": one.stage,
            "stage_word": language.say(words.STAGES[one.stage]),
            "stage_order": STAGES.index(one.stage),
            "reports": [_report(one, report, language, base) for report in one.reports],
            "last_run": words.day(language, one.last_run),
            "last_run_order": "" if one.last_run is None else one.last_run.isoformat(),
        }
        for one in clients
    ]


def whose(client: Client) -> View:
    """Name a client, with what it is known by."""
    details = [client.slug] if client.slug != client.name else []
    if client.engagement is not None and client.engagement.client.sector:
        details.append(client.engagement.client.sector)
    return {"name": client.name, "slug": client.slug, "details": details, "demo": client.demo}


def _report(client: Client, report: Report, language: Language, base: Path) -> View:
    changed = words.since(language, report.changed) if report.state == "outdated" else ""
    return {
        "name": words.report_name(language, report.report),
        "state": report.state,
        "word": words.state_word(language, report),
        "changed": language.say("since then: {what}", what=changed) if changed else "",
        "made": report.made and bool(report.run),
        "status": language.say("final") if report.final else language.say("draft"),
        "pages": [
            {"kind": Path(name).suffix[1:].upper(), "link": link}
            for name in report.pages
            if (link := _link(client.folder / "reports" / name, base))
        ],
    }


def _link(path: Path, base: Path) -> str:
    """Give the way from the page to a file; "" where there is none, as to another disk."""
    try:
        return quote(Path(os.path.relpath(path, base)).as_posix())
    except ValueError:
        return ""


def figures_view(clients: Sequence[Client], language: Language) -> View:
    """Give a row per client with a headline score: its levels, and what changed since the first wave."""
    shown = [one for one in clients if one.headlines]
    reaches = {measure: _reach(_changes(shown, measure)) for measure in MEASURES}
    rows = []
    for one in shown:
        cells = [_levels(one, measure, language) for measure in MEASURES]
        moved = [_moved(one, measure, language, reaches[measure]) for measure in MEASURES]
        rows.append({**whose(one), "waves": _waves(one, language), "cells": [*cells, *moved]})
    heads = [_head(one, language, changed=changed) for changed in (False, True) for one in MEASURES]
    return {"rows": rows, "heads": heads, "changes": any(map(_any_change, shown))}


def _head(measure: Measure, language: Language, *, changed: bool) -> View:
    """Name a column; `long` also where nothing stands above it."""
    label = language.say(words.MEASURES[measure])
    long = language.say("{score}, change", score=label) if changed else label
    return {"label": label, "long": long, "changed": changed}


def _any_change(client: Client) -> bool:
    return any(one.change is not None for one in client.headlines)


def _changes(clients: Iterable[Client], measure: Measure) -> list[Figure]:
    scores = [one for client in clients for one in client.headlines if one.measure == measure]
    return [one.change.figure for one in scores if one.change is not None]


def _reach(figures: Iterable[Figure]) -> float:
    """Give how far an axis must reach to both sides of 0 to hold all, in whole steps."""
    ends = [abs(end) for one in figures for end in (one.value, one.low, one.high) if end is not None]
    return max(SMALLEST_REACH, REACH_STEP * math.ceil(max(ends, default=0) / REACH_STEP))


def _waves(client: Client, language: Language) -> str:
    """Name the waves that the figures are of."""
    labels = {}
    if client.engagement is not None:
        labels = {one.id: text(one.label, language.code) or one.id for one in client.engagement.waves}
    told = {name: None for one in client.reports if one.report != "drivers" for name in one.waves}
    names = [labels.get(name, name) for name in told]
    return " → ".join((names[0], names[-1])) if len(names) > 1 else "".join(names)


def _levels(client: Client, measure: Measure, language: Language) -> list[View]:
    low, high, tick = LEVELS[measure]
    return [
        _score(client, one, language, one.level, words.level, (low, high, tick), "")
        for one in client.headlines
        if one.measure == measure and one.level is not None
    ]


def _moved(client: Client, measure: Measure, language: Language, reach: float) -> list[View]:
    return [
        _score(client, one, language, one.change.figure, words.change, (-reach, reach, 0), _tone(one.change))
        | {
            "course": f"{language.number(one.change.before, 1)} → {language.number(one.change.after, 1)}",
            "verdict": language.say(one.change.verdict) if one.change.verdict else "",
        }
        for one in client.headlines
        if one.measure == measure and one.change is not None
    ]


def _tone(change: Change) -> str:
    return {BETTER: "better", WORSE: "worse"}.get(change.verdict, "open")


def _score(
    client: Client,
    score: Headline,
    language: Language,
    figure: Figure,
    write: Callable[[Language, Figure], tuple[str, str]],
    axis: tuple[float, float, float],
    tone: str,
) -> View:
    value, margin = write(language, figure)
    alike = [one for one in client.headlines if one.measure == score.measure]
    several = len(alike) > 1 and client.engagement is not None
    return {
        "label": construct_label(client.engagement, score.construct, language.code)
        if several and client.engagement is not None
        else "",
        "value": value,
        "margin": margin,
        "order": figure.value,
        "tone": tone,
        "strip": strip(figure, axis),
    }


def strip(figure: Figure, axis: tuple[float, float, float]) -> View:
    """Give the places of a number, its margin and the tick on an axis (low, high, tick), in per cent of its length.

    >>> strip(Figure(25, 0, 75), (0, 100, 50))
    {'at': 25.0, 'tick': 50.0, 'low': 0.0, 'width': 75.0}
    """
    low, high, tick = axis

    def place(value: float) -> float:
        return round(100 * min(max((value - low) / (high - low), 0), 1), 2)

    view = {"at": place(figure.value), "tick": place(tick)}
    if figure.low is not None and figure.high is not None:
        view |= {"low": place(figure.low), "width": round(place(figure.high) - place(figure.low), 2)}
    return view


def plans_view(clients: Sequence[Client], language: Language) -> list[View]:
    """Give a row per plan: what was expected of it, and how what was measured lay from each expectation."""
    found = [(client, plan) for client in clients for plan in client.plans.plans]
    surprises = [
        Figure(one.surprise, one.surprise_low, one.surprise_high) for _, plan in found for one in plan.tested
    ]
    reach = _reach(surprises)
    return [{**whose(client), **_plan(client, plan, language, reach)} for client, plan in found]


def _plan(client: Client, plan: Plan, language: Language, reach: float) -> View:
    value, margin = ("", "") if plan.expected is None else words.change(language, plan.expected)
    labels = {}
    if client.engagement is not None:
        labels = {one.id: text(one.label, language.code) for one in client.engagement.waves}
    return {
        "wave": labels.get(plan.wave, "") or plan.wave or UNKNOWN,
        "kept": "" if plan.kept is None else words.day(language, plan.kept),
        "kept_order": "" if plan.kept is None else plan.kept.isoformat(),
        "objective": words.objective_name(language, client.engagement, plan.objective),
        "value": value,
        "margin": margin,
        "order": "" if plan.expected is None else plan.expected.value,
        "judged": plan.judged is not None,
        "tested": len(plan.tested),
        "came": language.say("{count} of {total}", count=str(plan.inside), total=str(len(plan.tested)))
        if plan.tested
        else UNKNOWN,
        "share": plan.inside / len(plan.tested) if plan.tested else "",
        "reach": language.number(reach),
        "strips": [
            {
                **strip(Figure(one.surprise, one.surprise_low, one.surprise_high), (-reach, reach, 0)),
                "inside": one.surprise_low <= 0 <= one.surprise_high,
            }
            for one in plan.tested
        ],
    }


def retention_view(clients: Sequence[Client], language: Language, today: dt.date) -> list[View]:
    """Give a row per client that has or had raw data, or a day on which they must be gone: the first day first."""
    held = [one for one in clients if one.retention.raw or one.retention.until or one.retention.deleted]
    held.sort(key=lambda one: (not one.retention.raw, one.retention.until or dt.date.max))
    return [{**whose(one), **_retention(one, language, today)} for one in held]


def _retention(client: Client, language: Language, today: dt.date) -> View:
    held = client.retention
    days = None if held.until is None else (held.until - today).days
    view = {
        "until": words.day(language, held.until),
        "until_order": "" if held.until is None else held.until.isoformat(),
        "deleted": words.day(language, held.deleted) if held.deleted else "",
    }
    if not held.raw:
        word = language.say("deleted on {date}", date=view["deleted"]) if held.deleted else ""
        return {**view, "tone": "done", "word": word or language.say("no raw data"), "order": math.inf}
    if days is None:
        known = client.engagement is not None
        word = language.say("no day is agreed") if known else language.say("cannot be read")
        return {**view, "tone": "open", "word": word, "order": 1e6}
    if days < 0:
        word = language.plural("{count} day too late", "{count} days too late", -days)
    elif days == 0:
        word = language.say("today")
    else:
        word = language.plural("in {count} day", "in {count} days", days)
    tone = "late" if days <= 0 else "soon" if days <= COMING_DAYS else "later"
    return {**view, "tone": tone, "word": word, "order": days}


def faults_view(clients: Sequence[Client]) -> list[View]:
    """Give what cannot be read, per client: each file with all its faults."""
    return [
        {**whose(one), "faults": [_fault(error) for error in one.faults]} for one in clients if one.faults
    ]


def _fault(error: LoyaltyError | str) -> View:
    if isinstance(error, FaultsError):
        return {"headline": error.headline, "parts": [str(one) for one in error.faults]}
    return {"headline": str(error), "parts": []}
