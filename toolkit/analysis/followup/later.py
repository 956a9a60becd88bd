"""What customers of the first wave did after it: from the orders, or else from what they say in the last wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.asked import is_asked, yes_to
from toolkit.analysis.baseline.customers import MOST_DAYS_WITHOUT, beside, customers_of
from toolkit.analysis.followup.frames import wave_scores
from toolkit.analysis.job import Job
from toolkit.errors import Fault, StatisticsError
from toolkit.intake.orders.customers import read_orders
from toolkit.intake.read import name_told
from toolkit.intake.telling import refusal
from toolkit.measures.behaviour.summary import summarised

Source = Literal["orders", "survey"]
# What is told of beside scores on behaviour, which go by the name of their construct: no construct is called so.
AGAIN, AMOUNT = "bought again", "amount spent"


@dataclass(frozen=True, eq=False, repr=False)
class Later:
    """Later behaviour per respondent of the first wave, with its index; NaN for who cannot be told.

    `again`: 1 for who bought again, 0 for who did not; None where that is not known of anybody. `means`: what has a
    mean, by name: AMOUNT (money, of orders) or a construct of behaviour (0 to 100, of the last wave).
    `start` and `until`: first and last day of what counts, of orders. `found`: respondents of whom it is known.
    """

    source: Source
    again: pd.Series | None
    means: Mapping[str, pd.Series]
    start: date | None
    until: date | None
    found: int

    def __repr__(self) -> str:
        # What single customers did may not reach a notebook by way of a repr.
        return f"Later({self.source!r}, {self.found:,} respondents)"


def later(job: Job) -> Later | None:
    """Give it from the orders where [orders] says until when customers are followed, else from the last wave.

    None where neither tells. Raises IntakeError as `read_orders` does, and where the files end long before that day.
    """
    return job.remembered(("later",), lambda: _from_orders(job) or _from_survey(job))


def _from_orders(job: Job) -> Later | None:
    """Follow the respondents who had bought before the first wave; who has no order later did not come back.

    Everybody is followed over the same days: from the one after the wave to `followed_until`.
    """
    settings, first = job.engagement.orders, job.surveys[0]
    day = job.wave(first).end
    if (
        settings is None
        or settings.followed_until is None
        or first.key is None
        or settings.followed_until <= day
    ):
        return None
    before = customers_of(replace(job, surveys=(first,)))
    if before is None:
        return None
    known = beside(first.key, before)["purchases"].notna()
    start = day + timedelta(days=1)
    with read_orders(job.engagement, after=day) as lines:
        try:
            frame = summarised(lines.source, start=start, end=settings.followed_until)
        except StatisticsError as error:
            raise refusal(_file(job), [Fault("orders.files", str(error), "Take a shorter period.")]) from None
    last = frame["last"].max()
    if pd.isna(last) or (pd.Timestamp(settings.followed_until) - last).days > MOST_DAYS_WITHOUT:
        told = "there is none" if pd.isna(last) else f"the last one is of {last.date()}"
        what = f"orders should go on until {settings.followed_until}, and {told}: customers would seem gone"
        mend = "Add the orders since then to `files`, or mend the day."
        raise refusal(_file(job), [Fault("orders.followed_until", what, mend)])
    own = frame.set_index("customer")[["purchases", "amount"]].astype(np.float64)
    theirs = own.reindex(first.key.to_numpy()).set_axis(first.key.index).fillna(0.0)
    return Later(
        source="orders",
        again=(theirs["purchases"] > 0).astype(float).where(known),
        means={AMOUNT: theirs["amount"].where(known)},
        start=start,
        until=settings.followed_until,
        found=int(known.sum()),
    )


def _file(job: Job) -> str:
    settings = job.engagement.orders
    return "" if settings is None else name_told(job.engagement.folder / settings.files[0])


def _from_survey(job: Job) -> Later | None:
    """Take what those who answered again say of their own behaviour: yes or no, or else a score."""
    first, last = job.surveys[0], job.surveys[-1]
    if first is last or first.key is None or last.key is None:
        return None
    then = replace(job, surveys=(last,), series=())
    item = job.engagement.questions.bought_again
    again, means = None, {}
    if item is not None and is_asked(then, item):
        again = _of_first(job, yes_to(then, item))
    for name in job.constructs("behaviour"):
        if job.items(name) == (item,):
            continue
        means[name] = _of_first(job, wave_scores(job, (name,), last)[name])
    told = [one.notna() for one in (again, *means.values()) if one is not None]
    if not told:
        return None
    return Later("survey", again, means, None, None, int(np.logical_or.reduce(told).sum()))


def _of_first(job: Job, answers: pd.Series) -> pd.Series:
    """Lay answers of the last wave beside the respondents of the first; a key that two share is nobody's."""
    first, last = job.surveys[0].key, job.surveys[-1].key
    if first is None or last is None:
        raise ValueError("both waves need keys")
    once = ~last.duplicated(keep=False) & last.notna()
    known = pd.Series(answers[once].to_numpy(float), index=last[once].to_numpy())
    wanted = first.where(~first.duplicated(keep=False) & first.notna())
    return pd.Series(known.reindex(wanted.to_numpy()).to_numpy(), index=first.index)
