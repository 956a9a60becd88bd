"""Customers who stay without being attached: held by lock-in, or there because it is easy."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, enough, hidden_parts, unreliable, weights_of
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.groups import captive_share, convenience_share


@dataclass(frozen=True)
class Held:
    """Captive customers (held, not attached), and customers for convenience (neither, but loyal in `behaviour`).

    None where it may not be shown, or where a scale that it rests on does not hold.
    """

    lock_in: str
    attitude: str
    behaviour: str
    captive: Estimate | None
    convenience: Estimate | None


def held_customers(
    job: Job, frame: pd.DataFrame, lock_in: str, attitude: str, behaviour: str | None
) -> Held | None:
    """Count them from the scores in `frame`; None where there is nothing to show."""
    captive = _captive(job, frame, lock_in, attitude)
    convenience = _convenience(job, frame, lock_in, attitude, behaviour) if behaviour else None
    if captive is None and convenience is None:
        return None
    return Held(lock_in, attitude, behaviour or "", captive, convenience)


def _captive(job: Job, frame: pd.DataFrame, lock_in: str, attitude: str) -> Estimate | None:
    settings = job.engagement.analysis
    asked = frame[[lock_in, attitude]].dropna()
    attached, bound = asked[attitude] >= settings.cut, asked[lock_in] >= settings.cut
    if not enough(job, frame[lock_in], frame[attitude]) or unreliable(job, (lock_in, attitude)):
        return None
    # How many are attached, other chapters tell: this share then gives away who is neither attached nor held.
    parts = {"attached": attached, "held": ~attached & bound, "free": ~attached & ~bound}
    if hidden_parts(job, pd.DataFrame(parts)).any():
        return None
    return captive_share(
        frame[lock_in],
        frame[attitude],
        cut=settings.cut,
        weights=weights_of(job.survey),
        confidence=settings.confidence,
    )


def _convenience(
    job: Job, frame: pd.DataFrame, lock_in: str, attitude: str, behaviour: str
) -> Estimate | None:
    settings = job.engagement.analysis
    names = (attitude, behaviour, lock_in)
    if not enough(job, *(frame[name] for name in names)) or unreliable(job, names):
        return None
    high = frame[list(names)].dropna() >= settings.cut
    low_attitude = ~high[attitude]
    # With the groups and the captive customers, this share gives away all that is told of those not attached.
    parts = pd.DataFrame({"attached": high[attitude]})
    for done in (True, False):
        for bound in (True, False):
            parts[f"{done}-{bound}"] = low_attitude & (high[behaviour] == done) & (high[lock_in] == bound)
    if hidden_parts(job, parts).any():
        return None
    return convenience_share(
        frame[attitude],
        frame[behaviour],
        frame[lock_in],
        cut=settings.cut,
        weights=weights_of(job.survey),
        confidence=settings.confidence,
    )
