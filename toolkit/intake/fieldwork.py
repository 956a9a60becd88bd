"""Whether the rows of a file were answered in the fieldwork of their wave, or in that of another one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave
from toolkit.errors import Fault
from toolkit.intake.quality.found import moments_of, rows_told

# Fewer rows with a date say too little of a file.
LEAST_DATED = 10
# From this share of the dated rows on, the days are those of the file and not of a few late answers.
MOST = 0.5


def misplaced(
    engagement: Engagement, one: Wave, file: str, paradata: pd.DataFrame
) -> tuple[list[Fault], tuple[str, ...]]:
    """Find a file whose rows were answered outside the fieldwork of its wave: faults, and what is only told.

    `paradata`: as `Export` describes it, the rows that the wave keeps. It is a fault where most of these rows lie in
    the fieldwork of another wave and hardly any in its own, as where two files were exchanged, and where too few
    would be left because [quality] leaves the rows outside out.
    """
    started, ended = moments_of(paradata, "started"), moments_of(paradata, "ended")
    moments = np.where(np.isnat(started), ended, started)
    moments = moments[~np.isnat(moments)]
    if len(moments) < LEAST_DATED:
        return [], ()
    within = int(_within(moments, one).sum())
    if within > (1 - MOST) * len(moments):
        return [], ()
    left_out = "outside_fieldwork" in engagement.quality.exclude
    if left_out and within >= engagement.privacy.minimum_cell:
        return [], (_told(one, moments, within),)  # one running file, of which the days choose the rows
    others = {
        other.id: int(_within(moments, other).sum()) for other in engagement.waves if other.id != one.id
    }
    nearest = max(others, key=lambda name: others[name], default="")
    if nearest and others[nearest] >= MOST * len(moments) and others[nearest] > within:
        return [_exchanged(engagement, one, file, nearest, others[nearest], len(moments))], ()
    if left_out:
        mend = "Mend `start` and `end` of the wave, or name the file that belongs to it."
        return [Fault(file, _told(one, moments, within), mend)], ()
    return [], (_told(one, moments, within),)


def _within(moments: np.ndarray, one: Wave) -> np.ndarray:
    """Say of each moment whether it lies in the fieldwork of a wave; both days count whole."""
    return (moments >= np.datetime64(one.start)) & (moments < np.datetime64(one.end) + np.timedelta64(1, "D"))


def _told(one: Wave, moments: np.ndarray, within: int) -> str:
    first, last = (np.datetime_as_string(day, "D") for day in (moments.min(), moments.max()))
    outside = f"{len(moments) - within:,} of {rows_told(len(moments))} with a date"
    return f"has {outside} outside the fieldwork ({one.start} to {one.end}): they run from {first} to {last}"


def _exchanged(engagement: Engagement, one: Wave, file: str, other: str, there: int, dated: int) -> Fault:
    theirs = next(wave for wave in engagement.waves if wave.id == other)
    return Fault(
        file,
        f'has {there:,} of {rows_told(dated)} with a date in the fieldwork of wave "{other}" ({theirs.start} to '
        f"{theirs.end}), not in its own ({one.start} to {one.end})",
        "Give each wave its own file, if they were exchanged; else mend `start` and `end` of the waves.",
    )
