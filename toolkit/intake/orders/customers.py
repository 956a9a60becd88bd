"""The orders of an engagement, by customer: hashed as the key of a wave is, so that they can be joined to answers.

Left out are orders without customer or day, those that were cancelled or given back in full, and those in another
currency than the engagement's; what was given back in part is taken off. All of it is counted and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement
from toolkit.engagement.sources import Orders as OrderSettings
from toolkit.engine import opened, temporary_folder
from toolkit.errors import Fault, IntakeError, StatisticsError
from toolkit.intake.formats.sales import word
from toolkit.intake.orders.columns import order_roles
from toolkit.intake.orders.large import large_lines
from toolkit.intake.orders.orders import Window, days_in, order_table
from toolkit.intake.personal.guard import bsn_faults
from toolkit.intake.personal.keys import client_salt, hashed_keys
from toolkit.intake.read import name_told, read_export
from toolkit.intake.telling import refusal

# Why rows are left out, in the order in which they are judged.
REASONS = ("no_customer", "no_day", "cancelled", "refunded", "other_currency")
# States in which part of an order was given back, by the start of their word.
IN_PART = ("partial", "gedeeltelijk", "deels")
DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD", "USD")
YENS = ("CNY", "JPY")


@dataclass(frozen=True, eq=False, repr=False)
class OrderLines:
    """Orders that count, as a frame or as Parquet files of a temporary folder, and what was left out.

    `source` has columns customer (hashed, as `Survey.key` is), ordered_at (day) and amount (float64, in the currency of
    the engagement; below 0 where money was given back on its own). `rows` were read, of which `left_out` says how many
    do not count, per reason of `REASONS`; `kept` do.
    """

    source: pd.DataFrame | tuple[Path, ...]
    rows: int
    kept: int
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        return f"OrderLines({self.kept:,} of {self.rows:,} rows)"


@contextmanager
def read_orders(engagement: Engagement, *, after: date | None = None) -> Iterator[OrderLines]:
    """Read the orders of an engagement that has [orders], for as long as the block lasts.

    With `after` only orders of later days are read. Without it, where [orders] says until when customers are followed,
    none after its `end` are, so that nothing of a report on what came before, not even a count of rows, rests on them.

    Large plain files go through DuckDB (`large_lines`), others through `read_export` and `order_table`. The customers'
    own numbers or addresses are hashed here and go no further.
    Raises IntakeError with the faults of all files, also where no order lies in the window of [orders], and
    WorkspaceError where the salt cannot be had.
    """
    settings = engagement.orders
    if settings is None:
        raise ValueError("the engagement has no [orders]")
    paths = [engagement.folder / name for name in settings.files]
    window = _window(settings, after)
    with _folder(paths) as folder:
        found = large_lines(
            settings, paths, folder, salt_of(engagement), own_signs(settings.currency), window
        )
        if found is None:
            lines = _read(engagement, settings, paths, window)
        else:
            files, rows, left_out, told = found
            lines = OrderLines(files, rows, rows - sum(left_out.values()), left_out, told)
        if not lines.kept:
            raise refusal(_named(paths), [_nothing(lines) if after is None else _none_later(after)])
        if after is None and (fault := _outside(settings, lines)):
            raise refusal(_named(paths), [fault])
        yield lines


def _window(settings: OrderSettings, after: date | None) -> Window:
    if after is not None:
        return after + timedelta(days=1), settings.followed_until
    return None, settings.end if settings.followed_until else None


@contextmanager
def _folder(paths: Sequence[Path]) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_folder("loyalty-lines-"))
        except StatisticsError as error:
            fault = Fault("orders.files", str(error), "Large files need it.")
            raise refusal(_named(paths), [fault]) from None
        yield folder


def salt_of(engagement: Engagement) -> bytes:
    """Give the salt that the keys of the engagement's waves are hashed with."""
    return client_salt(engagement.folder) + engagement.slug.encode()


def own_signs(currency: str) -> tuple[str, ...]:
    """Give what may stand for a currency: its code, and a sign that it shares with others."""
    return (currency, *(("$",) if currency in DOLLARS else ()), *(("¥",) if currency in YENS else ()))


def _named(paths: Sequence[Path]) -> str:
    return name_told(paths[0]) if len(paths) == 1 else f"{len(paths)} files of orders"


def _nothing(lines: OrderLines) -> Fault:
    why = ", ".join(
        f"{number:,} {reason.replace('_', ' ')}" for reason, number in lines.left_out.items() if number
    )
    what = f"hold no order that counts ({lines.rows:,} rows; left out: {why or 'none'})"
    return Fault("orders.files", what, "Look at the columns, the currency and the states of the orders.")


def _none_later(after: date) -> Fault:
    mend = "Add the file of the orders since then to `files`, or leave followed_until out until there is one."
    return Fault("orders.followed_until", f"no order that counts is of a day after {after}", mend)


def _outside(settings: OrderSettings, lines: OrderLines) -> Fault | None:
    """Find a window in which no order lies."""
    if settings.start is None and settings.end is None:
        return None
    first, last, inside = _days_of(lines.source, settings.start or date.min, settings.end or date.max)
    if settings.start and settings.start > last:
        what = f"{settings.start} lies after the last order, {last}"
        return Fault("orders.start", what, "Mend it, or leave it out: then the first order counts too.")
    if settings.end and settings.end < first:
        what = f"{settings.end} lies before the first order, {first}"
        return Fault("orders.end", what, "Mend it, or leave it out: then the last order counts too.")
    if inside:
        return None
    what = f"no order lies between {settings.start} and {settings.end}"
    return Fault("orders.start", what, f"Mend start or end: the orders are of {first} to {last}.")


def _days_of(source: pd.DataFrame | tuple[Path, ...], start: date, end: date) -> tuple[date, date, bool]:
    """Give the first and the last day of orders, and whether one lies from `start` up to `end`."""
    if isinstance(source, pd.DataFrame):
        days = source["ordered_at"].to_numpy("datetime64[D]")
        within = (days >= np.datetime64(start)) & (days <= np.datetime64(end))
        return days.min().item(), days.max().item(), bool(within.any())
    with opened(source) as engine:
        day = engine.table["ordered_at"].cast("date")
        inside = day.between(start, end).any()
        found = engine.run(
            engine.table.aggregate(first=day.min(), last=day.max(), inside=inside)
        ).to_pylist()[0]
    return found["first"], found["last"], bool(found["inside"])


def _read(
    engagement: Engagement, settings: OrderSettings, paths: Sequence[Path], window: Window
) -> OrderLines:
    """Read all files in the ordinary way, telling the faults of all of them at once."""
    faults: list[Fault] = []
    parts, warnings = [], []
    for path in paths:
        try:
            part, told = _one_file(settings, path, window)
        except IntakeError as error:
            faults += error.faults
        except MemoryError:
            mend = (
                "Save it as CSV or Parquet with dates as 2025-01-31 and name its columns in [orders.columns]: "
                "such files are read in parts."
            )
            faults.append(Fault(name_told(path), "does not fit in memory", mend))
        else:
            parts.append(part)
            where = f"{name_told(path)}: " if len(paths) > 1 else ""
            warnings += [f"{where}{one}" for one in told]
    if faults:
        raise refusal(_named(paths), faults)
    rows, doubles = _without_doubles(parts)
    kept, left_out = _counting(rows, own_signs(settings.currency))
    if doubles:
        warnings.append(f"orders stand in more than one file, and were counted once: {doubles:,}")
    lines = pd.DataFrame(
        {
            "customer": _hashed(kept["customer"], salt_of(engagement)),
            "ordered_at": kept["day"],
            "amount": kept["amount"] - kept["back"],
        }
    )
    return OrderLines(lines, len(rows) + doubles, len(lines), left_out, tuple(warnings))


def _one_file(settings: OrderSettings, path: Path, window: Window) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read one file: per order customer, day, amount, what was given back, and whether it counts by its state."""
    export = read_export(path, format=settings.format or "auto")
    columns = settings.columns.model_dump(exclude_none=True)
    orders = order_table(export, columns=columns, zone=settings.zone, window=window)
    frame = orders.frame
    roles = order_roles(export, columns, settings.zone)
    if forbidden := bsn_faults(export.file, export.frame[roles["customer"]], export.questions):
        raise refusal(export.file, forbidden)
    numbered = "order" in roles
    back, whole = _given_back(frame)
    return (
        pd.DataFrame(
            {
                "customer": frame["customer"],
                "order": frame["order"] if numbered else pd.Series(np.nan, index=frame.index, dtype="str"),
                "day": days_in(frame["ordered_at"], settings.zone),
                "amount": frame["amount"],
                "back": back,
                "currency": frame["currency"],
                "cancelled": frame["cancelled"],
                "refunded": whole,
            }
        ).reset_index(drop=True),
        (*export.warnings, *orders.warnings),
    )


def _given_back(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give per order the money given back, and whether that was all of it; only what the file says."""
    if frame["refunded"].dtype == bool:
        # Without an amount a part that was given back is not known, and nothing is taken off.
        part = np.array([isinstance(one, str) and _in_part(one) for one in frame["status"]], dtype=bool)
        return np.zeros(len(frame)), frame["refunded"].to_numpy(bool) & ~part
    back = np.abs(np.nan_to_num(frame["refunded"].to_numpy(float)))
    amount = np.nan_to_num(frame["amount"].to_numpy(float))
    # To the cent: sums of refunds carry rounding.
    return back, (back > 0) & (amount - back < 0.005)


def _in_part(status: str) -> bool:
    return word(status).removeprefix("wc").startswith(IN_PART)


def _without_doubles(parts: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, int]:
    """Put files together; an order with a number that is in several, the same in all, counts once."""
    if len(parts) == 1:
        return parts[0], 0
    rows = pd.concat([part.assign(file=place) for place, part in enumerate(parts)], ignore_index=True)
    same = ["order", "customer", "day", "amount"]
    again = rows.duplicated(same) & ~rows.duplicated([*same, "file"]) & rows["order"].notna()
    return rows[~again].reset_index(drop=True), int(again.sum())


def _counting(rows: pd.DataFrame, signs: Sequence[str]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Leave out what does not count, and say how many rows for each reason; each row for its first alone."""
    reasons = {
        "no_customer": rows["customer"].isna(),
        "no_day": rows["day"].isna(),
        "cancelled": rows["cancelled"],
        "refunded": rows["refunded"],
        "other_currency": rows["currency"].notna() & ~rows["currency"].isin(list(signs)),
    }
    kept = np.ones(len(rows), dtype=bool)
    left_out = {}
    for reason in REASONS:
        out = kept & reasons[reason].to_numpy(bool)
        left_out[reason] = int(out.sum())
        kept &= ~out
    return rows[kept], left_out


def _hashed(customers: pd.Series, salt: bytes) -> pd.Series:
    places, found = pd.factorize(customers)
    if not len(found):
        return customers
    keys = hashed_keys(pd.Series(found, dtype="str"), salt)
    return pd.Series(keys.array.take(places), index=customers.index)
