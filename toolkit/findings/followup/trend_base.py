"""What may be said about what the course over the waves rests on, and what is not in it."""

from __future__ import annotations

from toolkit.analysis.followup.trend import Trend
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import listed
from toolkit.followup.thresholds import TREND_WAVES


def trend_base(job: Job, result: Trend) -> tuple[Finding, ...]:
    """Say what was left out and why, and which themes rest on fewer waves or questions."""
    language = job.language
    found = []
    if result.one_wave_weighted:
        text = language.say("Not all waves have weights, so the course is computed without weights.")
        evidence = language.say("Columns of weights of all waves.")
        found.append(Finding("trend.unweighted", text, "warning", evidence))
    if result.left_out:
        text = language.say(
            "Not in the course, because fewer than {fewest} waves asked the same question about it: {themes}.",
            fewest=language.number(TREND_WAVES),
            themes=listed(job, result.left_out),
        )
        found.append(Finding("trend.left_out", text, "too_few", language.say("Columns of all files.")))
    if result.hidden:
        text = language.say(
            "Not in the course, because in fewer than {fewest} waves {minimum} customers or more answered, and no "
            "smaller number would follow from it: {themes}.",
            fewest=language.number(TREND_WAVES),
            minimum=language.number(job.engagement.privacy.minimum_cell),
            themes=listed(job, result.hidden),
        )
        found.append(
            Finding("trend.hidden", text, "too_few", language.say("Minimum cell of the engagement."))
        )
    if result.not_alike:
        text = language.say(
            "Not in the course, because the questions about it do not mean the same in all waves: {themes}.",
            themes=listed(job, result.not_alike),
        )
        evidence = language.say("Test of invariance over the waves.")
        found.append(Finding("trend.not_alike", text, "warning", evidence))
    if result.withheld:
        found.append(_withheld(job, result))
    found += [_without(job, name, waves) for name, waves in result.without.items()]
    found += [_shortened(job, name, asked) for name, asked in result.shortened.items()]
    found += [_moved(job, name, items) for name, items in result.moved.items()]
    return tuple(found)


def _withheld(job: Job, result: Trend) -> Finding:
    language = job.language
    slots = {
        "waves": language.listing(job.wave_label_of(wave) for wave in result.withheld),
        "minimum": language.number(job.engagement.privacy.minimum_cell),
    }
    if result.recommendation is None:
        text = language.say(
            "The course of the recommendation score (NPS) is not shown: its margin would tell how many customers gave "
            "some answer, fewer than {minimum}, in: {waves}.",
            **slots,
        )
    else:
        text = language.say(
            "The course of the recommendation score (NPS) is without: {waves}. Its margin would tell how many "
            "customers gave some answer then, fewer than {minimum}.",
            **slots,
        )
    return Finding("trend.nps.withheld", text, "too_few", language.say("Minimum cell of the engagement."))


def _without(job: Job, name: str, waves: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "“{theme}” has no score in: {waves}. It was not asked then, or too few customers answered.",
        theme=job.label(name),
        waves=language.listing(job.wave_label_of(wave) for wave in waves),
    )
    evidence = language.say("Columns of all files; minimum cell of the engagement.")
    return Finding(f"trend.{name}.waves", text, "warning", evidence)


def _shortened(job: Job, name: str, asked: int) -> Finding:
    language = job.language
    text = language.say(
        "“{theme}” is followed on {asked} of its {all} questions: only those were asked in all waves of its course.",
        theme=job.label(name),
        asked=language.number(asked),
        all=language.number(len(job.engagement.constructs[name].items)),
    )
    return Finding(f"trend.{name}.shortened", text, "warning", language.say("Columns of all files."))


def _moved(job: Job, name: str, items: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "“{theme}” is followed without: {items}. The answers to it moved by themselves between the waves.",
        theme=job.label(name),
        items=language.listing(language.quoted(job.item_text(item)) for item in items),
    )
    evidence = language.say("Test of invariance over the waves.")
    return Finding(f"trend.{name}.moved", text, "warning", evidence)
