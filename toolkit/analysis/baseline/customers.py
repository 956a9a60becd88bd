"""The customers of the order files: one row each, read once for all chapters that ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.engagement.sources import Orders
from toolkit.errors import Fault, IntakeError, StatisticsError
from toolkit.intake.orders.customers import read_orders
from toolkit.intake.read import name_told
from toolkit.intake.telling import refusal
from toolkit.measures.behaviour.orders import DAYS_A_YEAR
from toolkit.measures.behaviour.summary import summarised

# A window may begin or end so many days away from its orders; beyond it the files are taken not to cover it.
MOST_DAYS_WITHOUT = 31


@dataclass(frozen=True, eq=False, repr=False)
class Customers:
    """The customers who bought in the window, as `customer_summary` describes them, by hashed key.

    `start` and `end` are the first and last day that count; of the 365 days up to `end` the orders cover `days`
    (`covered`). `rows` were read, `left_out` says how many did not count, per reason; `warnings` are what is doubtful
    about the files.
    """

    frame: pd.DataFrame
    start: date
    end: date
    days: int
    rows: int
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        # No key may reach a notebook or a log by way of a repr.
        return f"Customers({len(self.frame):,})"


# What was read last, and from which files: two chapters of one report ask for the same.
_last: list[tuple[object, Customers]] = []


def customers_of(job: Job) -> Customers | None:
    """Sum up the orders of a job's engagement by customer; None where it has no [orders].

    Raises IntakeError, as `read_orders` does, and where no order lies in the window.
    """
    settings = job.engagement.orders
    if settings is None:
        return None
    known = _what(job.engagement, settings)
    if not (_last and _last[0][0] == known):
        _last[:] = [(known, read_customers(job.engagement, settings))]
    return _last[0][1]


def _what(engagement: Engagement, settings: Orders) -> tuple[object, ...]:
    """Give what the customers follow from: the settings, and the files as they are now."""
    stats = []
    for name in settings.files:
        try:
            about = (engagement.folder / name).stat()
        except OSError:
            stats.append((name, 0, 0))
        else:
            stats.append((name, about.st_size, about.st_mtime_ns))
    return (engagement.folder, engagement.slug, settings.model_dump_json(), *stats)


def read_customers(engagement: Engagement, settings: Orders) -> Customers:
    """Sum up the orders of an engagement by customer, whenever they were read last; raises as `customers_of` does."""
    file = name_told(engagement.folder / settings.files[0])
    with read_orders(engagement) as lines:
        try:
            frame = summarised(
                lines.source,
                start=settings.start,
                end=settings.end,
                inactive_after_days=settings.inactive_after_days,
            )
        except StatisticsError as error:
            # Its message says what to do where it is memory or the disk that lacks.
            mend = "Look at the columns of [orders], or take a shorter period of orders."
            raise refusal(file, [Fault("orders.files", str(error), mend)]) from None
        rows, left_out, warnings = lines.rows, lines.left_out, lines.warnings
    if frame.empty:
        raise IntakeError(
            f"{file} cannot be used: 1 fault",
            [Fault("orders.start", "no purchase lies in the window", "Mend start or end in [orders].")],
        )
    last = frame["last"].max().date()
    # A day later, for a shop may be ahead of us.
    if settings.end is None and last > datetime.now(tz=UTC).date() + timedelta(days=1):
        mend = "Correct it in a copy of the file, or write the last day that counts as end in [orders]."
        what = (
            f"the last order is of {last}, which is yet to come: every customer would seem silent until then"
        )
        raise refusal(file, [Fault("orders.end", what, mend)])
    end = settings.end or last
    if (end - last).days > settings.inactive_after_days / 4:
        told = (
            f"the last order is of {last}, and the window ends on {end}: customers seem silent for that long"
        )
        warnings = (*warnings, told)
    first = frame["first"].min().date()
    days = covered(first, last, settings.start, settings.end)
    if days < DAYS_A_YEAR:
        told = f"the orders cover {days} of the {DAYS_A_YEAR} days up to {end}: no value a year follows from them"
        warnings = (*warnings, told)
    return Customers(frame, settings.start or first, end, days, rows, left_out, warnings)


def covered(first: date, last: date, start: date | None, end: date | None) -> int:
    """Count the days, of the 365 up to the end of the window, that orders from `first` to `last` cover.

    The window's own `start` and `end` are believed where they lie no more than a month from those orders.

    >>> covered(date(2024, 1, 9), date(2024, 12, 30), date(2024, 1, 1), date(2024, 12, 31))
    365
    >>> covered(date(2024, 8, 1), date(2024, 12, 29), date(2022, 1, 1), None)
    151
    >>> covered(date(2022, 1, 1), date(2022, 12, 31), None, date(2024, 12, 31))
    0
    """
    begin = start if start and (first - start).days <= MOST_DAYS_WITHOUT else first
    stop = end if end and (end - last).days <= MOST_DAYS_WITHOUT else last
    return max(0, (stop - max(begin, (end or last) - timedelta(days=DAYS_A_YEAR - 1))).days + 1)


def of_respondents(job: Job, customers: Customers) -> pd.DataFrame:
    """Lay the customers' rows beside the respondents of a job, as `beside` does."""
    return beside(job.survey.key, customers)


def beside(key: pd.Series | None, customers: Customers) -> pd.DataFrame:
    """Lay the customers' rows beside respondents, by hashed key: NaN where a respondent is not among them.

    The index is that of the keys; a frame without rows where there are none. A key that two respondents share is
    nobody's.
    """
    columns = ["purchases", "purchases_year", "amount_year", "recency_days", "tenure_days"]
    if key is None:
        return pd.DataFrame(columns=columns, dtype=np.float64)
    known = customers.frame.set_index("customer")[columns].astype(np.float64)
    found = known.reindex(key.where(~key.duplicated(keep=False)).to_numpy())
    return found.set_axis(key.index)
