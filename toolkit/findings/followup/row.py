"""The words and numbers for one row of a table of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.analysis.job import Job
from toolkit.findings.wording import changes, points
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


def by_other_customers(job: Job) -> str:
    """Say of a change that other customers answering explain it."""
    return job.language.say(
        "Other kinds of customers answered this time, which explains it: of customers who are alike no change is shown."
    )


def numbers_of(row: Mapping[str, Any]) -> dict[str, float]:
    """Give the numbers that a finding on a change rests on."""
    return {
        key: float(row[key]) for key in ("before", "after", "difference", "low", "high", "p", "p_equivalence")
    }
