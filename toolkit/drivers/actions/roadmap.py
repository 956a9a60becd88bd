"""First, next, later: the chosen actions in time, with their dates."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from toolkit.drivers.actions.choice import Choice, Reason

Phase = Literal["first", "next", "later", "not"]
PHASES: tuple[Phase, ...] = ("first", "next", "later", "not")
_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One action in time: `first` in the first quarter, `next` in the second, `later` afterwards, or `not` at all.

    `start` is the first day of the quarter in which it begins and `end` the last day of that in which it is finished.
    An action without dates was left out, and `reason` says why; where there was no money or time for it beside the
    others, it comes later.
    """

    action: str
    phase: Phase
    start: dt.date | None
    end: dt.date | None
    reason: Reason | None


def roadmap(choice: Choice, start: dt.date) -> tuple[Step, ...]:
    """Set the actions in time, in order of their phase, their quarter and the list.

    `start` is the first day of the first quarter.
    """
    steps = []
    for place, key in enumerate(choice.keys):
        begins, ends = int(choice.starts[place]), int(choice.ends[place])
        if begins >= 0:
            first, _ = quarter_of(start, begins)
            _, last = quarter_of(start, ends)
            steps.append((begins, Step(key, PHASES[min(begins, 2)], first, last, None)))
        else:
            reason = choice.left_out[key]
            phase: Phase = "later" if reason in ("crowded_out", "too_dear") else "not"
            steps.append((len(choice.reached), Step(key, phase, None, None, reason)))
    return tuple(step for _, step in sorted(steps, key=lambda one: (PHASES.index(one[1].phase), one[0])))


def quarter_of(start: dt.date, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter of three months, the first of which has number 0 and begins on `start`.

    >>> first, last = quarter_of(dt.date(2026, 11, 30), 1)
    >>> first.isoformat(), last.isoformat()
    ('2027-02-28', '2027-05-29')
    """
    return _months_on(start, _MONTHS * quarter), _months_on(start, _MONTHS * (quarter + 1)) - dt.timedelta(1)


def _months_on(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
