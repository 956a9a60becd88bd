"""What needs doing, client by client: the most pressing first, each with the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.errors import FaultsError
from toolkit.language import Language
from toolkit.report.overview.look import Client
from toolkit.report.overview.words import day, reports_told, since

Urgency = Literal["now", "soon", "later"]
URGENCIES: Final[tuple[Urgency, ...]] = ("now", "soon", "later")
# A day of deletion is announced so long before: time to make the last report, and to ask for another day.
COMING_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for a client; `client` is None where it is for many, and `command` is what to type."""

    urgency: Urgency
    client: Client | None
    text: str
    command: str


def tasks(clients: Sequence[Client], language: Language, today: dt.date) -> tuple[Task, ...]:
    """List what needs doing, by urgency and then in the order of the clients."""
    found = [task for one in clients for task in _of(one, language, today)]
    older = [one for one in clients if any(report.state == "older" for report in one.reports)]
    if older:
        text = language.plural(
            "{count} client has reports of an earlier version of the toolkit. They stand as they are; "
            "made anew they would be of this version.",
            "{count} clients have reports of an earlier version of the toolkit. They stand as they are; "
            "made anew they would be of this version.",
            len(older),
        )
        command = f"loyalty run {older[0].slug}" if len(older) == 1 else "loyalty batch --all"
        found.append(Task("later", None, text, command))
    return tuple(sorted(found, key=lambda one: URGENCIES.index(one.urgency)))


def _of(client: Client, language: Language, today: dt.date) -> Iterator[Task]:
    if client.engagement is None:
        text = language.say("The engagement cannot be read; what is wrong with it stands below.")
        # A folder that may not be called so is named by no command.
        yield Task("now", client, text, f"loyalty check {client.slug}" if client.named else "")
        return
    yield from _deletion(client, language, today)
    if client.faults:
        text = language.say("Files beside its reports cannot be read; which ones stands below.")
        # `loyalty check` reads the forecasts; what else a run left, a run makes anew.
        forecasts = any(isinstance(one, FaultsError) for one in client.faults)
        yield Task("now", client, text, f"loyalty {'check' if forecasts else 'run'} {client.slug}")
    yield from _reports(client, language)
    if client.plans.unkept:
        text = language.say("The last forecast is not put aside yet: the next run writes over it.")
        yield Task("soon", client, text, f"loyalty keep {client.slug}")


def _deletion(client: Client, language: Language, today: dt.date) -> Iterator[Task]:
    until = client.retention.until
    if until is None or not client.retention.raw:
        return
    days, command = (until - today).days, f"loyalty purge {client.slug}"
    if days < 0:
        text = language.plural(
            "The raw data had to be gone on {date}, {count} day ago.",
            "The raw data had to be gone on {date}, {count} days ago.",
            -days,
            date=day(language, until),
        )
        yield Task("now", client, text, command)
    elif days == 0:
        yield Task("now", client, language.say("The raw data must be gone today."), command)
    elif days <= COMING_DAYS:
        text = language.plural(
            "The raw data must be gone on {date}, in {count} day.",
            "The raw data must be gone on {date}, in {count} days.",
            days,
            date=day(language, until),
        )
        yield Task("soon", client, text, command)


def _reports(client: Client, language: Language) -> Iterator[Task]:
    command = f"loyalty run {client.slug}"
    stopped = [one.report for one in client.reports if one.stopped]
    if stopped:
        text = language.say("The last attempt broke off: {reports}.", reports=reports_told(language, stopped))
        yield Task("now", client, text, command)
    outdated = [one for one in client.reports if one.state == "outdated"]
    if outdated:
        changed = dict.fromkeys(what for one in outdated for what in one.changed)
        names = reports_told(language, [one.report for one in outdated])
        what = since(language, changed)
        text = language.say("Out of date: {reports}. Changed since: {what}.", reports=names, what=what)
        yield Task("soon", client, text, command)
    missing = [one.report for one in client.reports if one.state == "missing" and not one.stopped]
    if missing and any(client.data):
        text = language.say("Not made yet: {reports}.", reports=reports_told(language, missing))
        yield Task("later", client, text, command)
