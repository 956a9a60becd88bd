"""How a number with its margin is written inside a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told, same_told
from toolkit.language import Language
from toolkit.measures.estimate import Estimate


def points(language: Language, low: float, high: float, decimals: int = 0) -> str:
    """Write the limits of a score or difference."""
    if math.isnan(low) or math.isnan(high):
        return language.say("unknown")
    return language.interval(language.number(low, decimals), language.number(high, decimals))


def changes(language: Language, low: float, high: float, decimals: int = 1) -> str:
    """Write the limits of a difference, each with its sign."""
    if math.isnan(low) or math.isnan(high):
        return language.say("unknown")
    return language.interval(language.signed(low, decimals), language.signed(high, decimals))


def shares(language: Language, low: float, high: float, decimals: int = 0) -> str:
    """Write the limits of a share."""
    return language.interval(language.percent(low, decimals), language.percent(high, decimals))


def of_hundred(language: Language, share: float) -> str:
    """Write a share as so many of every hundred."""
    return language.number(100 * share)


def range_of_hundred(language: Language, low: float, high: float) -> str:
    """Write the limits of a share as so many of every hundred."""
    return language.interval(of_hundred(language, low), of_hundred(language, high))


def numbers_of(estimate: Estimate) -> dict[str, float]:
    """The numbers of an estimate, for the record of a finding."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n}


def customers(job: Job, n: int) -> str:
    """Write a number of customers, rounded down where the exact one would tell of a few of them."""
    return _in_full_or_more(job, n, count_told(job, n))


def same_customers(job: Job, n: int) -> str:
    """Write how many customers of both waves stand behind something; so too where nearly all of a wave do."""
    return _in_full_or_more(job, n, same_told(job, n))


def _in_full_or_more(job: Job, n: int, told: int) -> str:
    number = job.language.number(told)
    return number if told == n else job.language.say("{n} or more", n=number)


def row_of(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    """Give one row of a table, by its name in the index."""
    return {str(column): frame.at[name, column] for column in frame.columns}


def listed(job: Job, names: Iterable[str]) -> str:
    """Name themes one after the other, each between quotation marks."""
    return job.language.listing(job.language.quoted(job.label(name)) for name in names)
