"""What may be said about the course over three or more waves: what is a trend, and what only goes back and forth."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup.trend import DAYS_A_YEAR, Trend
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.followup.steps import steps
from toolkit.findings.followup.trend_base import trend_base
from toolkit.findings.followup.trend_chart import trend_chart
from toolkit.findings.followup.trend_nps import trend_nps
from toolkit.findings.followup.trend_words import (
    MOVED,
    direction,
    numbers_of_line,
    period,
    plainly,
    slots_of_line,
)
from toolkit.findings.ranking import NOTHING, WATCH, WORK_ON, of_difference
from toolkit.findings.wording import listed, row_of
from toolkit.followup.course.pattern import (
    BACK_AND_FORTH,
    NO_TREND,
    NOT_DECIDED,
    SAME,
    SLIGHT,
)
from toolkit.language import Language

LOCK_IN = "lock_in"
MOST_NAMES = 4
MOST_LISTED = 8  # more themes than this that stayed the same are counted: the table names them


def trend(job: Job, result: Trend | None) -> tuple[Finding, ...]:
    """Say what rose or fell, what only went back and forth, and which steps between two waves are more than chance."""
    if result is None:
        return ()
    found = list(trend_nps(job, result))
    if result.themes is not None:
        table = result.themes.trends
        names = [str(name) for name in table.index if table.at[name, "pattern"] in MOVED]
        found += [_moved(job, result, table, name) for name in names]
        found += _together(job, result, table)
        if result.unreliable:
            found.append(_unreliable(job, result))
    return (*found, *steps(job, result), *trend_chart(job, result), *trend_base(job, result))


def _moved(job: Job, result: Trend, table: pd.DataFrame, name: str) -> Finding:
    row = row_of(table, name)
    slots = {**slots_of_line(job, row), "theme": job.label(name)}
    text = direction(job.language, str(row["pattern"]), slots)
    neutral = result.roles[name] == LOCK_IN
    if neutral:
        text += " " + job.language.say("That tells whether customers can leave, not whether they are loyal.")
    if abs(row["difference"]) < result.smallest_change:
        text += " " + job.language.say(
            "It is not certain that this is as much as the {smallest} points that matter.",
            smallest=job.language.number(result.smallest_change),
        )
    plain = "" if neutral else plainly(job.language, str(row["pattern"]), slots)
    size = of_difference(row["difference"])
    return Finding(
        f"trend.{name}", text, "shown", _evidence(job, table), plain, "", size, WORK_ON, numbers_of_line(row)
    )


def _together(job: Job, result: Trend, table: pd.DataFrame) -> list[Finding]:
    """Say in one sentence each what all themes of a pattern have in common."""
    language = job.language
    found = []
    for pattern in (SLIGHT, BACK_AND_FORTH, SAME, NO_TREND, NOT_DECIDED):
        names = [str(name) for name in table.index if table.at[name, "pattern"] == pattern]
        if not names:
            continue
        slots = {
            "themes": listed(job, names),
            "changes": language.listing(_with_change(job, table, name) for name in names),
            "count": language.number(len(names)),
            "all": language.number(len(table)),
            "smallest": language.number(result.smallest_change),
            "period": period(language, (result.days[-1] - result.days[0]).days / DAYS_A_YEAR),
            "waves": language.number(len(result.waves)),
        }
        text, plain = _pattern_words(language, pattern, slots, len(names))
        strength: Strength = "not_shown" if pattern == NOT_DECIDED else "shown"
        key = f"trend.{pattern.replace(' ', '_')}"
        # Up and down puts a change between two waves in its place: that is more to go by than what stayed the same.
        doable = WATCH if pattern == BACK_AND_FORTH else NOTHING
        size = of_difference(result.smallest_change)
        found.append(Finding(key, text, strength, _evidence(job, table), plain, "", size, doable))
    return found


def _pattern_words(language: Language, pattern: str, slots: dict[str, str], count: int) -> tuple[str, str]:
    many = count > MOST_NAMES
    if pattern == SLIGHT:
        text = language.say(
            "Changing beyond chance over {period}, but by less than the {smallest} points that matter: {changes}.",
            **slots,
        )
        return text, ""
    if pattern == BACK_AND_FORTH:
        text = language.say(
            "Back and forth: {themes}. The waves differ beyond chance, but no rise or fall of {smallest} points or "
            "more is shown to run through them.",
            **slots,
        )
        plain = language.say(
            "Up and down over {waves} measurements, without a rise or fall of {smallest} points that is shown: "
            "{themes}.",
            **slots,
        )
        return text, "" if many else plain
    if pattern == SAME:
        text = _same(language, slots, count)
        if many:
            plain = language.say(
                "{count} of the {all} themes stayed about the same in all {waves} measurements.", **slots
            )
        else:
            plain = language.say("About the same in all {waves} measurements: {themes}.", **slots)
        return text, plain
    if pattern == NO_TREND:
        text = language.say(
            "No rise or fall that matters over {period}: {themes}. In all it is less than {smallest} points; "
            "single waves may lie further apart.",
            **slots,
        )
        return text, ""
    text = language.say(
        "Not decided: {themes}. A rise or fall over the waves is neither shown nor ruled out.", **slots
    )
    return text, ""


def _same(language: Language, slots: dict[str, str], count: int) -> str:
    """Name the themes that stayed the same, or count them where the table names so many."""
    if count > MOST_LISTED:
        return language.say(
            "About the same in all waves: {count} of the {all} themes, which the table names. Whichever two waves are "
            "compared, they differ by less than {smallest} points.",
            **slots,
        )
    return language.say(
        "About the same in all waves: {themes}. Whichever two waves are compared, they differ by less than "
        "{smallest} points.",
        **slots,
    )


def _with_change(job: Job, table: pd.DataFrame, name: str) -> str:
    change = job.language.signed(row_of(table, name)["difference"], 1)
    return f"{job.language.quoted(job.label(name))} ({change})"


def _unreliable(job: Job, result: Trend) -> Finding:
    text = job.language.say(
        "Not judged: {themes}. In at least one wave the questions about it do not belong together well enough.",
        themes=listed(job, result.unreliable),
    )
    return Finding("trend.unreliable", text, "warning", flag_evidence(job.over_time(), result.unreliable))


def _evidence(job: Job, table: pd.DataFrame) -> str:
    language = job.language
    return language.say(
        "Table of the course; straight line through the answers of all waves, tests that waves differ and that they "
        "depart from the line, and equivalence of every two waves; each corrected for {count} themes (Holm).",
        count=language.number(len(table)),
    )
