"""From order lines to one row per customer, as ibis expressions: one text for DuckDB, PySpark and the rest.

Nothing here runs anything: `summary.py` does, on DuckDB. All that counts days counts whole ones, and several orders of
one customer on one day are one purchase, as in the research this follows (Fader, Hardie & Lee 2005).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import StatisticsError

if TYPE_CHECKING:
    import ibis

NEEDED = ("customer", "ordered_at", "amount")
DAYS_A_YEAR = 365


def customer_summary(
    orders: ibis.Table, *, end: date, start: date | None = None, inactive_after_days: int = DAYS_A_YEAR
) -> ibis.Table:
    """Sum up order lines as one row per customer who bought from `start` up to `end`, both days included.

    `orders` has columns `customer` (any type), `ordered_at` (date or timestamp) and `amount` (a number), one row per
    order, or per line of one; others are ignored. A row without customer or moment is left out. A row with an amount
    below 0 is money given back: it lowers the amount and is no purchase; one without amount is a purchase of 0.
    Days are those of `ordered_at` as it is written: bring it to the zone of the customers first.

    Columns, days as whole numbers:
    - `customer`; `first`, `last`: days of the first and last purchase in the window; `known`: bought before `start`;
    - `purchases`: different days with a purchase; `frequency`: purchases after the first; `repeat`: at least one;
    - `amount`: all money of the window; `purchases_year`, `amount_year`: those of the last 365 days up to `end`;
    - `recency_days`: from last purchase to `end`; `active_days`: from first to last purchase (what Fader et al. call
      recency); `tenure_days`: from first purchase to `end` (their T);
    - `gap_days`: mean time between purchases, active_days / frequency, missing for a single purchase;
    - `second_days`: from first to second purchase, missing where there is none;
    - `lapse_days`, `lapsed`: when the customer first fell silent for `inactive_after_days`: the last purchase before
      that silence + `inactive_after_days` − first purchase, where that day is not after `end` (`lapsed`), else the
      time seen, tenure_days. Who comes back after it has lapsed all the same.

    Raises StatisticsError where a column is absent, `start` is after `end`, or `inactive_after_days` is under 1.
    Source: Fader, Hardie & Lee (2005), Marketing Science 24, 275–284, for purchases per day, frequency, recency and T.
    """
    import ibis  # noqa: PLC0415 - slow to import

    _check(orders, start, end)
    if inactive_after_days < 1:
        raise StatisticsError(
            f"inactive_after_days is {inactive_after_days}: a silence lasts at least one day"
        )
    row = _days(orders, start, end)
    # Rows that are no purchase have no day: they stand last and end nothing.
    following = row.bought.lead().over(ibis.window(group_by="customer", order_by=row.bought))
    # What follows from a row is worked out after the window, which has to sort whatever is in it.
    row = row.mutate(next=ibis.coalesce(following, ibis.literal(end)))
    inside, earlier = _inside(row, start)
    last_year = row.day > ibis.literal(end - timedelta(days=DAYS_A_YEAR))
    silent = row.next.delta(row.bought, unit="day") >= inactive_after_days
    # A day counts once: at its last row, where the next purchase is of another day, or there is none.
    changes = row.next > row.bought
    found = row.group_by("customer").aggregate(
        first=row.bought.min(),
        last=row.bought.max(),
        known=(earlier & (row.paid >= 0)).any(),
        changes=row.count(where=changes),
        changes_year=row.count(where=changes & last_year),
        amount=row.paid.sum(where=inside),
        amount_year=row.paid.sum(where=inside & last_year),
        second=row.next.min(where=changes),
        silence=row.bought.min(where=silent),
    )
    return _measured(found.filter(found.first.notnull()), end, inactive_after_days)


def spend_around(orders: ibis.Table, *, day: date, days: int) -> ibis.Table:
    """Sum up, per customer, the same number of days before and from `day` on: what was spent, and how often.

    `orders` as for `customer_summary`. Columns: `customer`, `amount_before`, `amount_after`, `purchases_before`,
    `purchases_after`; before is from `day` − `days` up to the day before `day`, after from `day` for `days` days.
    Customers without a row in either are not in it: they spent nothing in both.
    Raises StatisticsError where a column is absent or `days` is under 1.
    """
    if days < 1:
        raise StatisticsError(f"days is {days}: each side is at least one day")
    first, last = day - timedelta(days=days), day + timedelta(days=days - 1)
    _check(orders, first, last)
    row = _days(orders, first, last)
    row = row.filter(row.day >= first)
    before = row.day < day
    found = row.group_by("customer").aggregate(
        amount_before=row.paid.sum(where=before),
        amount_after=row.paid.sum(where=~before),
        purchases_before=row.bought.nunique(where=before),
        purchases_after=row.bought.nunique(where=~before),
    )
    return found.mutate(
        amount_before=found.amount_before.fill_null(0.0), amount_after=found.amount_after.fill_null(0.0)
    )


def in_bucket(orders: ibis.Table, bucket: int, buckets: int) -> ibis.Table:
    """Keep the lines of one of `buckets` parts of the customers, by the hash of the customer; from 0.

    Each customer is in one part, so that the parts can be summed up one after the other in little memory.
    """
    if buckets == 1:
        return orders
    # The rest of a negative number is negative in SQL.
    rest = orders.customer.hash() % buckets
    return orders.filter(((rest + buckets) % buckets) == bucket)


def _check(orders: ibis.Table, start: date | None, end: date) -> None:
    absent = [name for name in NEEDED if name not in orders.columns]
    if absent:
        raise StatisticsError(f"orders: no column {', '.join(absent)}")
    if start is not None and start > end:
        raise StatisticsError(f"orders: the window starts on {start}, after its end on {end}")


def _days(orders: ibis.Table, start: date | None, end: date) -> ibis.Table:
    """Give each line up to `end` its day, what was paid, and the day again where it is a purchase in the window."""
    import ibis  # noqa: PLC0415 - slow to import

    # The cast makes a date of a date and of a timestamp alike.
    row = orders.select("customer", day=orders.ordered_at.cast("date"), amount=orders.amount.cast("float64"))
    row = row.filter(row.customer.notnull() & row.day.notnull() & (row.day <= end))
    # What pandas has for "none" some engines take for a number.
    paid = ibis.ifelse(row.amount.isnull() | row.amount.isnan(), 0.0, row.amount)
    purchase = (paid >= 0) & _inside(row, start)[0]
    return row.select("customer", "day", paid=paid, bought=ibis.ifelse(purchase, row.day, None))


def _inside(row: ibis.Table, start: date | None) -> tuple[ibis.Expr, ibis.Expr]:
    """Say which rows lie in the window, and which before it."""
    import ibis  # noqa: PLC0415 - slow to import

    if start is None:
        return ibis.literal(True), ibis.literal(False)
    return row.day >= start, row.day < start


def _measured(found: ibis.Table, end: date, inactive_after_days: int) -> ibis.Table:
    """Work out per customer what follows from first and last day, number of purchases and silence."""
    import ibis  # noqa: PLC0415 - slow to import

    last_day = ibis.literal(end)
    # On the last day itself there is no later row or end to change to.
    today = ibis.ifelse(found["last"] == last_day, 1, 0)
    tenure = last_day.delta(found["first"], unit="day")
    active = found["last"].delta(found["first"], unit="day")
    found = found.mutate(
        purchases=(found.changes + today).cast("int64"),
        purchases_year=(found.changes_year + today).cast("int64"),
        tenure_days=tenure,
        active_days=active,
    )
    several = found.purchases > 1
    silence = found.silence.delta(found["first"], unit="day") + inactive_after_days
    return found.select(
        "customer",
        "first",
        "last",
        "known",
        "purchases",
        frequency=found.purchases - 1,
        repeat=several,
        amount=found.amount.fill_null(0.0),
        purchases_year=found.purchases_year,
        amount_year=found.amount_year.fill_null(0.0),
        recency_days=last_day.delta(found["last"], unit="day"),
        active_days=found.active_days,
        tenure_days=found.tenure_days,
        gap_days=ibis.ifelse(several, found.active_days / (found.purchases - 1), None),
        second_days=ibis.ifelse(several, found.second.delta(found["first"], unit="day"), None),
        lapse_days=ibis.coalesce(silence, found.tenure_days),
        lapsed=found.silence.notnull(),
    )
