"""The words for a line through the waves: its direction, what it adds up to, and over what period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.analysis.job import Job
from toolkit.findings.wording import changes, points
from toolkit.followup.course.pattern import FALLING, FALLING_UNEVENLY, RISING, RISING_UNEVENLY
from toolkit.language import Language

MOVED = (RISING, RISING_UNEVENLY, FALLING, FALLING_UNEVENLY)
WHOLE_YEAR = 0.05  # years that a period may be from a whole number of them
MONTHS_BELOW = 2  # years


def direction(language: Language, pattern: str, slots: dict[str, str]) -> str:
    """Say which way the line goes."""
    words = {
        RISING: language.say(
            "“{theme}” rises: over {period} by {difference} points along a straight line (margin {margin}).",
            **slots,
        ),
        FALLING: language.say(
            "“{theme}” falls: over {period} by {difference} points along a straight line (margin {margin}).",
            **slots,
        ),
        RISING_UNEVENLY: language.say(
            "“{theme}” rises, but not evenly: over {period} by {difference} points along a straight line (margin "
            "{margin}), from which the waves depart beyond chance.",
            **slots,
        ),
        FALLING_UNEVENLY: language.say(
            "“{theme}” falls, but not evenly: over {period} by {difference} points along a straight line (margin "
            "{margin}), from which the waves depart beyond chance.",
            **slots,
        ),
    }
    return words[pattern]


def plainly(language: Language, pattern: str, slots: dict[str, str]) -> str:
    """Say it for a board."""
    words = {
        RISING: language.say(
            "Over {waves} measurements the score on “{theme}” rose by {points} points in {period} ({range}).",
            **slots,
        ),
        FALLING: language.say(
            "Over {waves} measurements the score on “{theme}” fell by {points} points in {period} ({range}).",
            **slots,
        ),
        RISING_UNEVENLY: language.say(
            "Over {waves} measurements the score on “{theme}” rose by {points} points in {period} ({range}), but "
            "not evenly.",
            **slots,
        ),
        FALLING_UNEVENLY: language.say(
            "Over {waves} measurements the score on “{theme}” fell by {points} points in {period} ({range}), but "
            "not evenly.",
            **slots,
        ),
    }
    return words[pattern]


def slots_of_line(job: Job, row: Mapping[str, Any]) -> dict[str, str]:
    """Give the words for the numbers of a line."""
    language = job.language
    near, far = sorted((row["low"], row["high"]), key=abs)
    near = 0.0 if row["low"] * row["high"] < 0 else near
    return {
        "difference": language.signed(row["difference"], 1),
        "margin": changes(language, row["low"], row["high"]),
        "points": language.number(abs(row["difference"]), 1),
        "range": points(language, abs(near), abs(far), 1),
        "period": period(language, row["span"]),
        "waves": language.number(row["waves"]),
    }


def period(language: Language, years: float) -> str:
    """Write how long the waves took: in years where these are whole or many, else in months."""
    whole = round(years)
    if whole and abs(years - whole) < WHOLE_YEAR:
        return language.plural("{count} year", "{count} years", whole)
    if years < MONTHS_BELOW:
        return language.plural("{count} month", "{count} months", max(1, round(12 * years)))
    return language.say("{years} years", years=language.number(years, 1))


def numbers_of_line(row: Mapping[str, Any]) -> dict[str, float]:
    """Give the numbers that a finding on a line rests on."""
    return {key: float(row[key]) for key in ("slope", "difference", "low", "high", "p", "p_equivalence")}
