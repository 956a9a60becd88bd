"""The words of the page: what each state is called, and how numbers, days and lists are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from babel.dates import format_date

from toolkit.engagement import Engagement
from toolkit.instrument.texts import construct_label
from toolkit.language import N_, UNKNOWN, Language
from toolkit.report.overview.figures import Figure, Measure
from toolkit.report.overview.look import Report, Stage, State
from toolkit.report.runs.fresh import Changed

REPORT_NAMES: Final[Mapping[str, str]] = {
    "baseline": N_("Baseline"),
    "drivers": N_("Driver analysis"),
    "followup": N_("Follow-up measurement"),
}
IN_A_SENTENCE: Final[Mapping[str, str]] = {
    "baseline": N_("the baseline"),
    "drivers": N_("the driver analysis"),
    "followup": N_("the follow-up measurement"),
}
STAGES: Final[Mapping[Stage, str]] = {
    "unreadable": N_("cannot be read"),
    "set_up": N_("set up"),
    "data": N_("data are in"),
    "partly": N_("partly reported"),
    "outdated": N_("to be made anew"),
    "draft": N_("draft is ready"),
    "final": N_("final"),
    "closed": N_("closed"),
}
STATES: Final[Mapping[State, str]] = {
    "missing": N_("not made yet"),
    "current": N_("up to date"),
    "older": N_("earlier version"),
    "outdated": N_("out of date"),
    "closed": N_("closed"),
    "unknown": N_("not known"),
}
SINCE: Final[Mapping[Changed, str]] = {
    "data": N_("the data"),
    "settings": N_("the settings"),
    "words": N_("texts or looks"),
    "notebook": N_("the notebook"),
    "forecasts": N_("the forecast"),
    "versions": N_("the software"),
}
MEASURES: Final[Mapping[Measure, str]] = {
    "attitude": N_("Attitude"),
    "behaviour": N_("Behaviour"),
    "nps": N_("NPS"),
}
# What stands on every page, by the names that the template calls it by.
LABELS: Final[Mapping[str, str]] = {
    "begin": N_("Begin one, and it will stand on this page:"),
    "came": N_("Came true"),
    "faults_short": N_("Cannot be read"),
    "change": N_("Change since"),
    "client": N_("Client"),
    "clients_title": N_("Clients and their reports"),
    "clients": N_("Clients"),
    "title": N_("Engagements at a glance"),
    "expected": N_("Expected"),
    "forecasts_title": N_("Forecasts and what came of them"),
    "forecasts": N_("Forecasts"),
    "until": N_("Gone by"),
    "figures": N_("Headline figures"),
    "last_run": N_("Last run"),
    "level": N_("Level in the baseline report"),
    "surprises": N_("Measured less expected, in points"),
    "calm": N_("Nothing needs doing today."),
    "nothing_personal": N_(
        "Nothing of a respondent stands on this page, and it fetches nothing from the network."
    ),
    "contents": N_("On this page"),
    "kept": N_("Put aside"),
    "retention_title": N_("Raw data and when they must be gone"),
    "retention": N_("Raw data"),
    "search": N_("Search a client"),
    "skip": N_("Skip to the page"),
    "stage": N_("Stage"),
    "state": N_("State"),
    "empty": N_("There is no engagement here yet"),
    "faults": N_("What cannot be read"),
    "todo": N_("What needs doing"),
    "figures_lead": N_(
        "With their margins, as the last reports print them. "
        "Attitude and behaviour run from 0 to 100, the NPS from −100 to 100."
    ),
    "awaited": N_("awaits its follow-up"),
    "inside": N_("came true: the margin holds 0"),
    "demo": N_("demo"),
    "outside": N_("did not"),
    "untested": N_("none could be tested"),
    "soon": N_("soon"),
    "now": N_("urgent"),
    "later": N_("when there is time"),
}


def labels(language: Language) -> dict[str, str]:
    """Give the fixed words of the page."""
    return {key: language.say(words) for key, words in LABELS.items()}


def report_name(language: Language, report: str) -> str:
    """Name a report."""
    return language.say(REPORT_NAMES[report])


def reports_told(language: Language, reports: Iterable[str]) -> str:
    """List reports inside a sentence."""
    return language.listing(language.say(IN_A_SENTENCE[one]) for one in reports)


def state_word(language: Language, report: Report) -> str:
    """Say how a report stands."""
    if report.state == "impossible":
        second = report.report == "followup"
        return language.say("needs a second wave") if second else language.say("needs a wave")
    return language.say(STATES[report.state])


def since(language: Language, changed: Iterable[Changed]) -> str:
    """List what changed since a report was made; the software only where nothing else did."""
    found = [one for one in changed if one not in ("purged", "versions")] or ["versions"]
    return language.listing(language.say(SINCE[one]) for one in found)


def day(language: Language, when: dt.date | None) -> str:
    """Write a day as short as can be read: 2 Feb 2026."""
    return UNKNOWN if when is None else format_date(when, format="medium", locale=language.locale)


def level(language: Language, figure: Figure) -> tuple[str, str]:
    """Write a level and its margin, "" where that is not told."""
    return language.number(figure.value, figure.decimals), _margin(language, figure, language.number)


def change(language: Language, figure: Figure) -> tuple[str, str]:
    """Write a change and its margin, with signs."""
    return language.signed(figure.value, figure.decimals), _margin(language, figure, language.signed)


def _margin(language: Language, figure: Figure, write: Callable[[float, int], str]) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return language.interval(write(figure.low, figure.decimals), write(figure.high, figure.decimals))


def objective_name(language: Language, engagement: Engagement | None, objective: str) -> str:
    """Name what a plan aims at."""
    if objective == "nps" or engagement is None:
        return language.say("NPS") if objective == "nps" else objective
    return construct_label(engagement, objective, language.code)
