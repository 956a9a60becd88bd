"""What a reader must know of a forecast before it counts: when it was put aside, and what became of plan and data."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.analysis.followup.forecast import ScoredForecast, title_of
from toolkit.analysis.followup.rounds import Planned
from toolkit.analysis.job import Job
from toolkit.engagement.forecasts import NPS
from toolkit.findings.finding import Finding


def doubts(job: Job, result: ScoredForecast) -> tuple[Finding, ...]:
    """Say everything that makes the forecast less than a promise given beforehand on the same plan and data."""
    return (*_beforehand(job, result), *_data(job, result), *_plan(job, result), *_next(job, result))


def _beforehand(job: Job, result: ScoredForecast) -> list[Finding]:
    language, round_ = job.language, result.round
    evidence = language.say("File {name}.", name=round_.file.name)
    found = []
    if not round_.file.aside:
        text = language.say(
            "The forecast was not kept aside beforehand: a later run may have made it again, with what was known by "
            "then. It does not count among the forecasts so far."
        )
        found.append(Finding("forecast.not_kept", text, "warning", evidence, "", "", 0.4, 0.6))
    elif round_.late and round_.file.data.kept is not None:
        text = language.say(
            "The forecast was put aside on {day}, when the measurement that judges it had begun. It does not count "
            "among the forecasts so far.",
            day=language.date(round_.file.data.kept),
        )
        found.append(Finding("forecast.late", text, "warning", evidence, "", "", 0.4, 0.6))
    if round_.others:
        text = language.plural(
            "{count} other forecast of the same wave was kept too; the one put aside last is judged.",
            "{count} other forecasts of the same wave were kept too; the one put aside last is judged.",
            len(round_.others),
        )
        names = language.listing((round_.file.name, *round_.others))
        found.append(Finding("forecast.others", text, "warning", language.say("Files {names}.", names=names)))
    return found


def _data(job: Job, result: ScoredForecast) -> list[Finding]:
    if not result.differs:
        return []
    language = job.language
    told = language.listing(
        language.say(
            "{theme} ({then} then, {now} now)",
            theme=language.say("the recommendation score (NPS)")
            if name == NPS
            else language.quoted(job.label(name)),
            then=language.number(then, 1),
            now=language.number(now, 1),
        )
        for name, (then, now) in result.differs.items()
    )
    text = language.say(
        "The forecast rests on other scores than the data of that wave give now: {themes}. Data, weights or questions "
        "were changed since, and what was expected may be off by as much.",
        themes=told,
    )
    evidence = language.say("Scores in {name}, and those of the same wave now.", name=result.round.file.name)
    return [Finding("forecast.differs", text, "warning", evidence, "", "", 0.4, 0.6)]


def _plan(job: Job, result: ScoredForecast) -> list[Finding]:
    """Say what became of the actions of the plan."""
    say, actions = job.language.say, result.round.actions
    evidence = say("File {name}.", name=result.round.file.name)
    groups = {
        "partly": [one for one in actions if one.carried == "partly"],
        "not_told": [one for one in actions if one.own is not None and one.carried == "unknown"],
        "renamed": [one for one in actions if one.match == "number"],
        "gone": [one for one in actions if one.own is None],
    }
    titles = {key: _titles(job, ones) for key, ones in groups.items()}
    found = []
    if titles["partly"]:
        text = say(
            "Carried out in part, while the forecast is of the whole: {actions}.", actions=titles["partly"]
        )
        found.append(Finding("forecast.partly", text, "warning", evidence))
    if titles["not_told"]:
        text = say(
            "Of {actions} it is not known whether it was carried out; it is judged as if it was.",
            actions=titles["not_told"],
        )
        found.append(Finding("forecast.not_told", text, "warning", evidence))
    if titles["renamed"]:
        text = say(
            "Known again by number and theme, as the title was changed: {actions}.", actions=titles["renamed"]
        )
        found.append(Finding("forecast.renamed", text, "warning", evidence))
    if titles["gone"]:
        text = say(
            "In the forecast, but no longer among the actions: {actions}. It is judged as if it was carried out.",
            actions=titles["gone"],
        )
        found.append(Finding("forecast.gone", text, "warning", evidence))
    return found


def _titles(job: Job, actions: Iterable[Planned]) -> str:
    return job.language.listing(job.language.quoted(title_of(job, one)) for one in actions)


def _next(job: Job, result: ScoredForecast) -> list[Finding]:
    """Say which forecasts wait, and which rest on a wave that this report leaves out."""
    language, found = job.language, []
    if result.not_yet:
        text = language.say("The forecast that rests on the last wave is for the next measurement to judge.")
        names = language.listing(result.not_yet)
        found.append(Finding("forecast.not_yet", text, "fact", language.say("Files {names}.", names=names)))
    if result.not_read:
        text = language.say(
            "Forecasts that rest on a wave which this report does not read are not judged here."
        )
        names = language.listing(result.not_read)
        found.append(
            Finding("forecast.not_read", text, "warning", language.say("Files {names}.", names=names))
        )
    return found
