"""The plans of a client that a later wave can judge: each from the wave it rests on to the wave that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.analysis.job import Job
from toolkit.catalogues import available_languages
from toolkit.engagement import text
from toolkit.engagement.advice import Action
from toolkit.engagement.forecast_form import ForecastData, PlannedAction
from toolkit.engagement.forecasts import ForecastFile, forecasts_at_hand
from toolkit.engagement.words import Day, Words
from toolkit.followup.steering import Carried

Match = Literal["title", "number", ""]


@dataclass(frozen=True)
class Planned:
    """An action of a forecast, and what the engagement says came of it.

    `own`: its number in the engagement, from 1; None where the engagement has it no more. `match`: by what it was
    found there. `carried`: "later" where customers could not notice it before the wave that judges it had ended,
    "unknown" where nobody told.
    """

    planned: PlannedAction
    own: int | None
    match: Match
    carried: Carried


@dataclass(frozen=True, eq=False)
class Round:
    """One plan: its forecast, the job that compares the wave it rests on with the wave that ends it, and its actions.

    `others`: forecasts of the same wave that were kept too. `late`: it was kept when the wave that judges it had begun.
    """

    file: ForecastFile
    job: Job
    actions: tuple[Planned, ...]
    others: tuple[str, ...]
    late: bool

    @property
    def counts(self) -> bool:
        """Whether it was put aside before anybody could know better, so that it may count as a forecast."""
        return self.file.aside and not self.late


@dataclass(frozen=True, eq=False)
class Rounds:
    """All plans of a client that can be judged, in order of time; `not_yet` wait for the next wave, by name.

    `not_read`: rest on a wave that this report does not read.
    """

    judged: tuple[Round, ...]
    not_yet: tuple[str, ...]
    not_read: tuple[str, ...]


def rounds(job: Job) -> Rounds:
    """Find the plans that the waves of a follow-up can judge.

    A plan ends with the wave on which the next plan rests, else with the last: what came later was another plan's.
    Of a wave with several forecasts the last one kept is taken.
    A forecast that nobody kept aside stands in where its wave has none that was.
    Raises IntakeError where a file cannot be used.
    """
    return job.remembered(("rounds",), lambda: _rounds(job))


def _rounds(job: Job) -> Rounds:
    files = forecasts_at_hand(job.engagement)
    read = [survey.wave for survey in job.read]
    by_wave: dict[str, list[ForecastFile]] = {}
    for one in files:
        by_wave.setdefault(one.data.wave, []).append(one)
    begun = [wave for wave in read[:-1] if wave in by_wave]
    ends = [*begun[1:], read[-1]]
    judged = tuple(_round(job, by_wave[wave], end) for wave, end in zip(begun, ends, strict=False))
    return Rounds(
        judged,
        tuple(one.name for one in by_wave.get(read[-1], [])),
        tuple(one.name for one in files if one.data.wave not in read),
    )


def _round(job: Job, files: Sequence[ForecastFile], end: str) -> Round:
    *others, file = files
    before, after = (
        next(survey for survey in job.read if survey.wave == wave) for wave in (file.data.wave, end)
    )
    pair = replace(job, surveys=(before, after))
    return Round(
        file=file,
        job=pair,
        actions=matched(file.data, job.engagement.actions, pair.wave(after).end),
        others=tuple(one.name for one in others),
        late=file.data.kept is not None and file.data.kept >= pair.wave(after).start,
    )


def matched(data: ForecastData, actions: Sequence[Action], end: Day) -> tuple[Planned, ...]:
    """Find the actions of a forecast in the engagement: by title in either language, else by number and theme.

    `end`: the last day of the wave that judges them.

    A number alone finds none whose title is that of another action of the forecast.
    """
    own = {number: _titles(action.title) for number, action in enumerate(actions, 1)}
    by_title = {
        planned.number: next(
            (number for number, titles in own.items() if titles & _titles(planned.title)), None
        )
        for planned in data.actions
    }
    taken = set(by_title.values())
    found = []
    for planned in data.actions:
        number, match = by_title[planned.number], "title"
        if number is None and planned.number in own and planned.number not in taken:
            action = actions[planned.number - 1]
            if planned.driver in (action.driver, action.touchpoint):
                number, match = planned.number, "number"
        carried: Carried = "unknown" if number is None else carried_by(actions[number - 1], end)
        found.append(Planned(planned, number, _match(number, match), carried))
    return tuple(found)


def carried_by(action: Action, end: Day) -> Carried:
    """Tell what came of an action until the last day of a wave."""
    if action.carried_out in ("yes", "partly") and action.since is not None and action.since > end:
        return "later"
    return action.carried_out or "unknown"


def _match(number: int | None, match: str) -> Match:
    if number is None:
        return ""
    return "title" if match == "title" else "number"


def _titles(title: object) -> set[str]:
    """Give a title as it may be told apart: without capitals, in every language that it has."""
    if isinstance(title, str):
        return {title.casefold().strip()}
    given = (
        [text(title, code) for code in available_languages()]
        if isinstance(title, Words)
        else [getattr(title, code, "") for code in available_languages()]
    )
    return {one.casefold().strip() for one in given if one}
