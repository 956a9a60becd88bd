"""What stands beside the comparison of an action: who was compared, the course before, and regression to the mean."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from toolkit.analysis.followup import NOT_JUDGED, ActionImpact
from toolkit.analysis.followup.apart import Apart
from toolkit.analysis.followup.earlier import Course, courses
from toolkit.analysis.followup.picked import Regression
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.impact_words import measure_label, title_of
from toolkit.findings.wording import changes, same_customers


def doubts(job: Job, one: ActionImpact, level: float) -> list[Finding]:
    """Say why an action cannot be compared; or what to mind where it is."""
    found = []
    if one.apart is not None and one.effects:
        found.append(_apart(job, one, one.apart))
    if one.why_not:
        found.append(_why_not(job, one))
    elif one.read == "carried_back" and one.effects:
        found.append(_carried_back(job, one))
    if one.hidden and one.effects:
        found.append(_hidden(job, one))
    if one.regression is not None:
        found.append(_regression(job, one, one.regression))
    if one.earlier is not None:
        found += _before(job, one, one.earlier, level)
    return found


def _why_not(job: Job, one: ActionImpact) -> Finding:
    language = job.language
    slots = {
        "action": title_of(job, one.number),
        "first": job.wave_label_of(one.before) if one.before else "",
        "last": job.wave_label(job.read[-1]),
        "minimum": language.number(job.engagement.privacy.minimum_cell),
    }
    text = {
        "began_before": language.say(
            "“{action}” cannot be compared with and without: it began before the first measurement.", **slots
        ),
        "not_told": language.say(
            "“{action}” cannot be compared with and without: the file of {last} does not tell who had it.",
            **slots,
        ),
        "not_told_before": language.say(
            "“{action}” cannot be compared with and without: the file of {first} does not tell who had it, and too few "
            "customers of {last} are found in it by their key.",
            **slots,
        ),
        "nobody": language.say(
            "“{action}” cannot be compared with and without: by the file of {last} nobody had it.", **slots
        ),
        "too_few": language.say(
            "“{action}” cannot be compared with and without: with it or without it there are fewer than {minimum} "
            "customers in a measurement.",
            **slots,
        ),
        "picked_low": language.say(
            "Whether “{action}” made scores rise cannot be told: its customers were picked for their low scores, which "
            "rise by themselves, and too few answered both times to compare them with others equally low.",
            **slots,
        ),
        "picked_not_compared": language.say(
            "Whether “{action}” made scores rise cannot be told: its customers were picked for their low scores, which "
            "rise by themselves, and what they were picked on cannot be compared between these measurements.",
            **slots,
        ),
    }[one.why_not]
    evidence = language.say("Columns of both files, and the minimum cell of the engagement.")
    return Finding(f"impact.{one.number}.why_not", text, "too_few", evidence)


def _carried_back(job: Job, one: ActionImpact) -> Finding:
    if one.table is None:
        raise ValueError("nothing was compared")
    n = int(one.table["n_paired"].max())
    text = job.language.say(
        "Who had “{action}” is read from {last}, so it is compared among the customers who answered both times: {n}.",
        action=title_of(job, one.number),
        last=job.wave_label(job.read[-1]),
        n=same_customers(job.since(one.before) or job, n),
    )
    evidence = job.language.say("Matching of the customers’ hashed keys.")
    return Finding(f"impact.{one.number}.carried_back", text, "fact", evidence)


def _hidden(job: Job, one: ActionImpact) -> Finding:
    text = job.language.say(
        "“{action}”: not compared, because on a side fewer than {minimum} customers answered: {themes}.",
        action=title_of(job, one.number),
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
        themes=job.language.listing(measure_label(job, name) for name in one.hidden),
    )
    return Finding(
        f"impact.{one.number}.hidden", text, "too_few", job.language.say("Minimum cell of the engagement.")
    )


def _apart(job: Job, one: ActionImpact, found: Apart) -> Finding:
    """Say that the sides were not alike at the start, and what that does to the comparison."""
    language = job.language
    slots = {
        "action": title_of(job, one.number),
        "measure": measure_label(job, found.measure),
        "points": language.number(abs(found.difference), 1),
        "margin": changes(language, found.low, found.high),
    }
    if found.difference < 0:
        stood = language.say(
            "At the start the customers who had “{action}” stood {points} points lower on {measure} than those who had "
            "not (margin {margin}), as where they were picked for it. Such scores go back to the mean by themselves.",
            **slots,
        )
    else:
        stood = language.say(
            "At the start the customers who had “{action}” stood {points} points higher on {measure} than those who "
            "had not (margin {margin}), as where they were picked for it. Such scores go back to the mean by "
            "themselves.",
            **slots,
        )
    if found.equals is None:
        rest = language.say(
            "Too few answered both times to compare those who stood equally, so nothing is concluded."
        )
    else:
        rest = language.say(
            "So only what also shows among customers who stood equally at the start is taken for a difference."
        )
    evidence = language.say(
        "First scores of the customers who answered both times (Welch, Holm over the measures), more than a quarter of "
        "a standard deviation apart; among equals by regression of the second score on the action and the score at the "
        "start (HC3)."
    )
    numbers = {"difference": found.difference, "low": found.low, "high": found.high}
    return Finding(f"impact.{one.number}.apart", f"{stood} {rest}", "warning", evidence, numbers=numbers)


def _regression(job: Job, one: ActionImpact, found: Regression) -> Finding:
    language = job.language
    slots = {
        "action": title_of(job, one.number),
        "theme": job.label(found.picked),
        "group": language.number(found.group, 1),
        "everybody": language.number(found.everybody, 1),
        "measured": language.signed(found.measured, 1),
        "expected": language.signed(found.expected, 1),
        "beyond": language.signed(found.beyond, 1),
        "margin": changes(language, found.low, found.high),
        "expected_margin": changes(language, found.expected_low, found.expected_high),
    }
    if found.group >= found.everybody:
        text = language.say(
            "The customers who had “{action}” are said to be picked for a low score on “{theme}”, but they stood no "
            "lower than all: {group}, against {everybody}.",
            **slots,
        )
        evidence = language.say("Scores of the first measurement.")
        return Finding(f"impact.{one.number}.regression", text, "warning", evidence)
    if found.by == "panel":
        text = language.say(
            "The customers who had “{action}” were picked for a low score on “{theme}”: {group}, against {everybody} "
            "of all. Such scores go back to the mean by themselves. Of their change of {measured} points that alone "
            "would give {expected} (margin {expected_margin}); {beyond} is left (margin {margin}).",
            **slots,
        )
        evidence = language.say(
            "Regression to the mean, by how scores went back among the customers without the action who answered both "
            "times."
        )
    else:
        text = language.say(
            "The customers who had “{action}” were picked for a low score on “{theme}”: {group}, against {everybody} "
            "of all. Such scores go back to the mean by themselves. Of their change of {measured} points that alone "
            "would give {expected} or more; at most {beyond} is left (margin {margin}).",
            **slots,
        )
        evidence = language.say(
            "Regression to the mean, at least what the reliability of the scale (alpha) leaves to chance."
        )
    numbers = {"difference": found.measured, "expected": found.expected, "low": found.low, "high": found.high}
    return Finding(f"impact.{one.number}.regression", text, "fact", evidence, numbers=numbers)


def _before(job: Job, one: ActionImpact, table: pd.DataFrame, level: float) -> list[Finding]:
    """Say whether both sides went the same way before the action; nothing of scales that do not hold."""
    stopped = {effect.measure for effect in one.effects or () if effect.verdict == NOT_JUDGED}
    told = {name: kind for name, kind in courses(table, level).items() if name not in stopped}
    found = []
    for kind in get_args(Course):
        names = [name for name, course in told.items() if course == kind]
        if names:
            measures = job.language.listing(measure_label(job, name) for name in names)
            found.append(_course(job, one, kind, measures))
    return found


def _course(job: Job, one: ActionImpact, kind: str, measures: str) -> Finding:
    say, slots = job.language.say, {"action": title_of(job, one.number), "measures": measures}
    strength: Strength
    if kind == "differ":
        strength = "warning"
        text = say(
            "Before “{action}” began, the customers who had it later went another way already: {measures}. A "
            "difference afterwards may be that course going on.",
            **slots,
        )
    elif kind == "same":
        strength = "shown"
        text = say(
            "Before “{action}” began, the customers who had it later changed about as much as the others: {measures}.",
            **slots,
        )
    else:
        strength = "not_shown"
        text = say(
            "Before “{action}” began, the customers who had it later are not shown to have gone another way than the "
            "others: {measures}. That is no proof that they went the same way.",
            **slots,
        )
    evidence = say(
        "Difference in differences between the measurements before the action; corrected for their number (Holm)."
    )
    return Finding(f"impact.{one.number}.before.{kind}", text, strength, evidence)
