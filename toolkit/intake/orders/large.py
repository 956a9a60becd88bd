"""Large plain files of orders: straight through DuckDB, so that their size does not matter.

Plain is: CSV or Parquet, the columns named in the engagement, days as 2025-01-31 or 31-01-2025 (with or without a time,
without an offset), amounts as 12.50 or 12,50, and no numbers of orders that rows would have to be added up by. What
comes out is what the ordinary way gives; whatever is not plain goes that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from toolkit.engagement.sources import Orders as OrderSettings
from toolkit.engine import PARQUET, Opened, opened
from toolkit.errors import StatisticsError
from toolkit.intake.formats.sales import word
from toolkit.intake.orders.orders import CANCELLED, REFUNDED, Window
from toolkit.intake.personal.guard import bsn_faults
from toolkit.intake.personal.keys import hashed_keys, plain_keys
from toolkit.intake.read import name_told
from toolkit.intake.telling import refusal
from toolkit.intake.values.money import currencies_of

if TYPE_CHECKING:
    import ibis

# Files that are together smaller than this are read in the ordinary way, which tells more of them.
LARGE_BYTES = 50_000_000
TEXT = frozenset({".csv", ".tsv", ".txt"})
PLAIN_COLUMNS = frozenset({"customer", "ordered_at", "amount", "currency", "status"})
# More different states or currencies than this are none.
MOST_WORDS = 1_000
TIME = r"([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
YEAR_FIRST = rf"^\d{{4}}-\d{{2}}-\d{{2}}{TIME}$"
DAY_FIRST = rf"^\d{{2}}-\d{{2}}-\d{{4}}{TIME}$"
POINT = r"^-?\d+(\.\d{1,2})?$"
COMMA = r"^-?\d+(,\d{1,2})?$"

Found = tuple[tuple[Path, ...], int, dict[str, int], tuple[str, ...]]


def large_lines(
    settings: OrderSettings,
    paths: Sequence[Path],
    folder: Path,
    salt: bytes,
    signs: Sequence[str],
    window: Window = (None, None),
) -> Found | None:
    """Write the orders that count to Parquet in `folder`, customers hashed; None for files not large and plain.

    Gives the files, the rows read, how many do not count per reason, and what is doubtful. `signs` stand for the
    engagement's currency; rows of a day outside the `window` are passed over. Raises IntakeError where the customers
    are told by their BSN.
    """
    if not _may_be_plain(settings, paths):
        return None
    try:
        with opened(paths, text=True) as engine:
            plain = _plain(engine, settings, signs, window)
            if plain is None:
                return None
            groups = _groups(engine, plain)
            if groups.empty:
                return None
            _lawful(settings, paths, groups["customer"])
            target = folder / "lines.parquet"
            engine.write(_hashed(engine, plain, groups, salt), target)
    except StatisticsError:
        # The ordinary way says what is wrong with the file, and where.
        return None
    rows = groups.groupby("out")["rows"].sum()
    counts = {reason: int(rows.get(reason, 0)) for reason in plain.reasons}
    no_amount = int(groups.loc[groups["out"] == "", "no_amount"].sum())
    told = (f"orders have no amount: {no_amount:,} rows",) if no_amount else ()
    return (target,), int(rows.sum()), counts, told


def _lawful(settings: OrderSettings, paths: Sequence[Path], customers: pd.Series) -> None:
    column = settings.columns.model_dump(exclude_none=True)["customer"]
    file = name_told(paths[0])
    if found := bsn_faults(file, customers.dropna().astype("str").rename(column), {}):
        raise refusal(file, found)


def _may_be_plain(settings: OrderSettings, paths: Sequence[Path]) -> bool:
    named = settings.columns.model_dump(exclude_none=True)
    kinds = {path.suffix.lower() for path in paths}
    if not {"customer", "ordered_at", "amount"} <= set(named) <= PLAIN_COLUMNS:
        return False
    if not (kinds <= PARQUET or kinds <= TEXT) or settings.format not in (
        None,
        "csv",
        "parquet",
        "transactions",
    ):
        return False
    try:
        return sum(path.stat().st_size for path in paths) >= LARGE_BYTES
    except OSError:
        return False


@dataclass(frozen=True)
class _Plain:
    """The lines as an expression: customer (text, as it is written), day, amount, and `out`, one of `reasons` or ""."""

    table: ibis.Table
    reasons: tuple[str, ...]


def _plain(engine: Opened, settings: OrderSettings, signs: Sequence[str], window: Window) -> _Plain | None:
    """Put the file's columns in their roles; None where their types or their ways of writing are others."""
    import ibis  # noqa: PLC0415 - slow to import

    named = settings.columns.model_dump(exclude_none=True)
    if not set(named.values()) <= set(engine.table.columns):
        return None
    table = engine.table.select(**{role: engine.table[column] for role, column in named.items()})
    table = table.mutate(customer=table["customer"].cast("string"))
    table = table.mutate(**{role: _text(table[role]) for role in named if table[role].type().is_string()})
    days, amounts = _days(table["ordered_at"]), _amounts(table["amount"])
    written = _written(engine, table, days, amounts)
    if written is None:
        return None
    day, amount = days[written[0]], amounts[written[1]]
    states = _words_of(engine, table, "status") if "status" in named else ([], [])
    foreign = _foreign(engine, table, signs) if "currency" in named else []
    if states is None or foreign is None:
        return None
    nothing = ibis.literal(False)
    reasons = {
        "no_customer": table["customer"].isnull(),
        "no_day": day.isnull(),
        "cancelled": table["status"].isin(states[0]) if states[0] else nothing,
        "refunded": table["status"].isin(states[1]) if states[1] else nothing,
        "other_currency": table["currency"].isin(foreign) if foreign else nothing,
    }
    reason = ibis.cases(*((_so(is_so), name) for name, is_so in reasons.items()), else_="")
    rows = table.select("customer", day=day, amount=amount, out=reason)
    first, last = window
    if first is not None:
        rows = rows.filter(rows["day"].isnull() | (rows["day"] >= first))
    if last is not None:
        rows = rows.filter(rows["day"].isnull() | (rows["day"] <= last))
    return _Plain(rows, tuple(reasons))


def _so(condition: ibis.Expr) -> ibis.Expr:
    return condition.fill_null(False)


def _text(cells: ibis.Expr) -> ibis.Expr:
    """Give text without blanks around it, null where nothing is left."""
    return cells.strip().nullif("")


def _days(cells: ibis.Expr) -> list[ibis.Expr]:
    """Give the day of each cell by each way of writing that is plain; none for cells of another type."""
    kind = cells.type()
    if kind.is_date() or (kind.is_timestamp() and kind.timezone is None):
        return [cells.cast("date")]
    if not kind.is_string():
        return []
    parts = cells.substr(6, 4), cells.substr(3, 2), cells.substr(0, 2)
    turned = parts[0] + "-" + parts[1] + "-" + parts[2]
    return [
        cells.re_search(YEAR_FIRST).ifelse(cells.substr(0, 10), None).try_cast("date"),
        cells.re_search(DAY_FIRST).ifelse(turned, None).try_cast("date"),
    ]


def _amounts(cells: ibis.Expr) -> list[ibis.Expr]:
    """Give the amount of each cell by each way of writing that is plain; none for cells of another type."""
    if cells.type().is_numeric():
        return [cells.cast("float64")]
    if not cells.type().is_string():
        return []
    return [
        cells.re_search(POINT).ifelse(cells, None).try_cast("float64"),
        cells.re_search(COMMA).ifelse(cells.replace(",", "."), None).try_cast("float64"),
    ]


def _written(
    engine: Opened, table: ibis.Table, days: Sequence[ibis.Expr], amounts: Sequence[ibis.Expr]
) -> tuple[int, int] | None:
    """Give the first way of writing days, and the first of amounts, by which every filled cell can be read."""
    sides = {"ordered_at": days, "amount": amounts}
    if not days or not amounts:
        return None
    unread = {
        f"{column}-{place}": (table[column].notnull() & way.isnull()).sum().fill_null(0)
        for column, ways in sides.items()
        for place, way in enumerate(ways)
    }
    found = engine.run(table.aggregate(**unread)).to_pylist()[0]
    first = [
        next((place for place in range(len(ways)) if not found[f"{column}-{place}"]), None)
        for column, ways in sides.items()
    ]
    day, amount = first
    return None if day is None or amount is None else (day, amount)


def _distinct(engine: Opened, table: ibis.Table, column: str) -> list[str] | None:
    found = engine.run(table.select(column).distinct().limit(MOST_WORDS + 1))[column].drop_null().to_pylist()
    return None if len(found) > MOST_WORDS else [str(one) for one in found]


def _words_of(engine: Opened, table: ibis.Table, column: str) -> tuple[list[str], list[str]] | None:
    """Give the states that mean cancelled, and those that mean given back in full."""
    found = _distinct(engine, table, column)
    if found is None:
        return None
    whole = {one for one in REFUNDED if not one.removeprefix("wc").startswith(("partial", "gedeeltelijk"))}
    return [one for one in found if word(one) in CANCELLED], [one for one in found if word(one) in whole]


def _foreign(engine: Opened, table: ibis.Table, signs: Sequence[str]) -> list[str] | None:
    """Give the texts that name another currency."""
    found = _distinct(engine, table, "currency")
    if found is None:
        return None
    codes = currencies_of(pd.Series(found, dtype="str")) if found else pd.Series([], dtype="str")
    return [one for one, code in zip(found, codes, strict=True) if pd.notna(code) and code not in signs]


def _groups(engine: Opened, plain: _Plain) -> pd.DataFrame:
    """Count the rows of each customer per reason why they do not count, and those without an amount."""
    table = plain.table
    counted = table.group_by("customer", "out").aggregate(
        rows=table.count(), no_amount=table["amount"].isnull().sum()
    )
    return engine.run(counted).to_pandas()


def _hashed(engine: Opened, plain: _Plain, groups: pd.DataFrame, salt: bytes) -> ibis.Table:
    """Put the hash in the place of each customer; of the customers as written only a list is made, in memory."""
    import ibis  # noqa: PLC0415 - slow to import

    written = groups.loc[groups["out"] == "", "customer"].astype("str").reset_index(drop=True)
    keys = hashed_keys(plain_keys(written), salt) if len(written) else written
    texts = {"written": written, "key": keys}
    names = pa.table(
        {name: pa.array(np.asarray(cells, dtype=object), pa.string()) for name, cells in texts.items()}
    )
    engine.connection.register("customers", names)
    customers = ibis.table(ibis.Schema.from_pyarrow(names.schema), name="customers")
    lines = plain.table.filter(plain.table["out"] == "")
    joined = lines.join(customers, lines["customer"] == customers["written"])
    return joined.select(customer=customers["key"], ordered_at=lines["day"], amount=lines["amount"])
