"""The words and numbers for one row of a table of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.analysis.followup import invariance, trend
from toolkit.analysis.followup.composition import turned_round
from toolkit.analysis.job import Job
from toolkit.findings.wording import changes, points
from toolkit.followup.course.pattern import BACK_AND_FORTH
from toolkit.language import Language


def slots_of(job: Job, row: Mapping[str, Any]) -> dict[str, str]:
    """Give the words for the numbers of a change."""
    language = job.language
    return {
        "before": language.number(row["before"], 1),
        "after": language.number(row["after"], 1),
        "difference": language.signed(row["difference"], 1),
        "margin": changes(language, row["low"], row["high"]),
        **_size_slots(language, row),
    }


def _size_slots(language: Language, row: Mapping[str, Any]) -> dict[str, str]:
    """The size of a change without its sign, for a sentence that says the direction in words."""
    near, far = sorted((row["low"], row["high"]), key=abs)
    if row["low"] * row["high"] < 0:
        near = 0.0
    return {
        "points": language.number(abs(row["difference"]), 1),
        "range": points(language, abs(near), abs(far), 1),
    }


def by_other_customers(job: Job, name: str) -> str:
    """Say of a change that other customers answering explain it in part: what else changed is not ruled out."""
    if name in turned_round(job):
        return job.language.say(
            "Other kinds of customers answered this time, and that turned it round: customers who are alike moved the "
            "other way."
        )
    return job.language.say(
        "Other kinds of customers answered this time, which explains at least a part of it: of customers who are "
        "alike no change is shown."
    )


def up_and_down(job: Job, construct: str) -> str:
    """Say of a change between the first and the last wave that the course over all goes back and forth; "" if not."""
    course = trend(job)
    if course is None or course.themes is None or construct not in course.themes.trends.index:
        return ""
    if course.themes.trends["pattern"].to_dict()[construct] != BACK_AND_FORTH:
        return ""
    return job.language.say(
        "Over all measurements it goes up and down: this is the difference between the first and the last, and no "
        "trend."
    )


def used_otherwise(job: Job, item: str | None) -> str:
    """Say of the change of one question that its theme may not be compared, or not with it; "" where it may."""
    for theme in invariance(job).themes:
        if item in theme.items and (theme.outcome == "fails" or item not in theme.held):
            return job.language.say(
                "This question is one of “{theme}”, and not all of those are used as before: a part of this change can "
                "be in how customers answer.",
                theme=job.label(theme.construct),
            )
    return ""


def numbers_of(row: Mapping[str, Any]) -> dict[str, float]:
    """Give the numbers that a finding on a change rests on."""
    return {
        key: float(row[key]) for key in ("before", "after", "difference", "low", "high", "p", "p_equivalence")
    }
