"""The checks of when and how fast people answered: speeders, impossible dates, answers outside the fieldwork."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from toolkit.intake.quality.found import Bools, Floats, Found, moments_of, not_made, rows_told, truths

# A speeder takes less than a third of the median: a convention of the trade, at the careful end of what is in use
# (half the median is common too). Greszki, Meyer & Schoen (2015), Public Opinion Quarterly 79, 471–503: leaving
# out the too fast hardly changes results. So speeders are flagged, and only the engagement leaves them out.
SPEEDER_SHARE = 1 / 3
# A median of fewer durations says too little to call anybody fast.
LEAST_DURATIONS = 10
# Older than any survey of ours: the date of a clock that was not set.
EARLIEST = np.datetime64("2000-01-01", "us")
# Further ahead than late answers and time zones explain.
A_YEAR = np.timedelta64(366, "D")


def speeders(paradata: pd.DataFrame, judged: Bools, setting: float | None) -> Found:
    """Flag those among `judged` who took fewer seconds than `setting`, or than a third of their median.

    Durations are `seconds`, or else `ended` less `started`. Who did not finish is fast for another reason and is
    not judged. The limit and the median are told in seconds.
    """
    seconds = _durations(paradata)
    known = judged & (seconds >= 0)
    if not known.any():
        return not_made(len(paradata), "the file has no durations of finished respondents")
    median = float(np.median(seconds[known]))
    if setting is None and (known.sum() < LEAST_DURATIONS or median == 0):
        few = f"only {int(known.sum())} finished respondents have a duration, too few for a median"
        return not_made(len(paradata), few if median else "the median duration is 0 seconds")
    limit = median * SPEEDER_SHARE if setting is None else setting
    without = int((judged & ~known).sum())
    note = f"{rows_told(without)} of finished respondents without a duration could not be checked for speed"
    return Found(
        known & (seconds < limit),
        notes=(note,) if without else (),
        limits={"speeder_seconds": limit, "median_seconds": median},
    )


def impossible_dates(paradata: pd.DataFrame, end: dt.date) -> Found:
    """Flag an end before the start, a moment before 2000 or over a year after the fieldwork, an unreadable date."""
    started, ended = moments_of(paradata, "started"), moments_of(paradata, "ended")
    _, unreadable = truths(paradata, "unreadable")
    durations = "seconds" in paradata and paradata["seconds"].notna().any()
    if np.isnat(started).all() and np.isnat(ended).all() and not durations and not unreadable.any():
        return not_made(len(paradata), "the file has no dates")
    hits = (ended < started) | unreadable
    for moment in (started, ended):
        hits |= (moment < EARLIEST) | (moment > np.datetime64(end) + A_YEAR)
    if "seconds" in paradata:
        hits |= paradata["seconds"].to_numpy(np.float64) < 0
    return Found(hits)


def outside_fieldwork(paradata: pd.DataFrame, start: dt.date, end: dt.date) -> Found:
    """Flag who began before the first day or after the last; both days count whole.

    Where the start is not known the end is taken. Who began in time and finished past midnight is within.
    """
    started, ended = moments_of(paradata, "started"), moments_of(paradata, "ended")
    moment = np.where(np.isnat(started), ended, started)
    unknown = np.isnat(moment)
    if unknown.all():
        return not_made(len(paradata), "the file has no dates")
    hits = (moment < np.datetime64(start)) | (moment >= np.datetime64(end) + np.timedelta64(1, "D"))
    note = f"{rows_told(int(unknown.sum()))} without a date could not be placed in or outside the fieldwork"
    return Found(hits, notes=(note,) if unknown.any() else ())


def _durations(paradata: pd.DataFrame) -> Floats:
    """Seconds per row, NaN where unknown."""
    started, ended = moments_of(paradata, "started"), moments_of(paradata, "ended")
    apart = (ended - started) / np.timedelta64(1, "s")
    if "seconds" not in paradata:
        return apart
    seconds = paradata["seconds"].to_numpy(np.float64)
    return np.where(np.isnan(seconds), apart, seconds)
