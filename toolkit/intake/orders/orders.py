"""From an export of orders, lines, refunds or transactions to a table of one row per order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from toolkit.intake.export import Export
from toolkit.intake.formats.sales import word
from toolkit.intake.formats.salesforce import long_id
from toolkit.intake.orders.columns import order_roles
from toolkit.intake.orders.open_cells import refuse_open
from toolkit.intake.personal.keys import plain_keys
from toolkit.intake.telling import listed, names_told
from toolkit.intake.values.instants import instants
from toolkit.intake.values.money import currencies_of, money_and_doubts

# The first and the last day of what is read; None for no such end.
Window = tuple[date | None, date | None]

# States of orders, in the words of shops, without capitals, blanks and marks.
CANCELLED = frozenset(
    {
        "cancelled",
        "canceled",
        "wccancelled",
        "voided",
        "failed",
        "wcfailed",
        "trash",
        "expired",
        "geannuleerd",
    }
    | {"vervallen", "mislukt", "closedlost"}
)
REFUNDED = frozenset(
    {"refunded", "wcrefunded", "partiallyrefunded", "returned", "terugbetaald", "gedeeltelijkterugbetaald"}
    | {"geretourneerd", "retour"}
)
NO = frozenset({"0", "false", "no", "nee", "n", "onwaar"})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Orders:
    """Orders, and what is doubtful about them.

    `frame` has one row per order, in the order of the file; its index is the number of the row in which the order
    starts. Columns: customer (text: blanks trimmed, an e-mail address in small letters; not hashed yet), order (text),
    ordered_at (datetime64[us], UTC), amount (float64), currency (text), status (text, as in the file), cancelled
    (bool), refunded (float64 where the file gives amounts, else bool). NaN or NaT is what the file does not say; an
    order is cancelled or refunded only where the file says so. No order is left out.
    """

    frame: pd.DataFrame
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        # No customer may reach a notebook or a log by way of a repr.
        return f"Orders({len(self.frame):,} orders)"


def order_table(
    export: Export,
    *,
    columns: Mapping[str, str] | None = None,
    zone: str = "Europe/Amsterdam",
    window: Window = (None, None),
) -> Orders:
    """Make one row per order of an export.

    The columns are known by the format; `columns` (role → column) names them in any other file, or names another one:
    customer, order, ordered_at, amount, currency, status, cancelled, refunded. Without a column for the order every row
    is one. `zone` is that of times without an offset.

    Rows of one order: at Shopify the amount is on the first of them alone. Elsewhere it is the sum over the rows, for
    they are lines, or an order and its refund; unless in each such order all rows have one and the same amount, which
    is the total then, repeated. What was done is told. Raises IntakeError where the columns cannot be found, or where a
    column does not tell what its amounts or days are.
    """
    roles = order_roles(export, columns, zone)
    rows, cells, warnings = _rows(export, roles, zone)
    groups = _Groups.of(rows["order"] if "order" in roles else None, len(rows))
    if window != (None, None):
        kept = _within(rows, groups, zone, window)
        rows, cells = rows[kept], {role: cell[kept] for role, cell in cells.items()}
        export = replace(export, frame=export.frame[kept])
        groups = _Groups.of(rows["order"] if "order" in roles else None, len(rows))
    warnings = (*warnings, *_cell_doubts(cells, roles, rows))
    amount, told = _amounts(rows, groups, first_only=export.format == "shopify")
    frame = pd.DataFrame(
        {
            "customer": groups.first(rows["customer"]),
            "order": groups.first(rows["order"]),
            "ordered_at": rows["ordered_at"]
            .groupby(groups.codes, sort=True)
            .min()
            .to_numpy("datetime64[us]"),
            "amount": amount,
            "currency": groups.first(rows["currency"]),
            "status": groups.first(rows["status"]),
            "cancelled": rows["cancelled"].groupby(groups.codes, sort=True).any().to_numpy(bool),
            "refunded": _refunded(rows["refunded"], groups, first_only=export.format == "shopify"),
        },
        index=pd.Index(rows.index[groups.starts], name="row"),
    )
    doubts = [*_row_doubts(export, rows, groups), *_order_doubts(frame, export.format)]
    return Orders(frame, (*warnings, *told, *doubts))


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Which rows are of one order: `codes` per row, from 0 in the order of the file; `starts` their first rows."""

    codes: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, order: pd.Series | None, rows: int) -> _Groups:
        """Group rows by the number of their order; a row without one stands alone."""
        if order is None:
            return cls(np.arange(rows), np.arange(rows), np.ones(rows, dtype=np.int64))
        named, different = pd.factorize(order)
        alone = np.flatnonzero(named < 0)
        named[alone] = len(different) + np.arange(len(alone))
        codes, _ = pd.factorize(named)
        starts = np.unique(codes, return_index=True)[1]
        return cls(codes, starts, np.bincount(codes, minlength=len(starts)))

    def first(self, cells: pd.Series) -> ExtensionArray | np.ndarray:
        """Give the first filled cell of each order."""
        filled = np.flatnonzero(cells.notna().to_numpy(bool))
        places = np.full(len(self.starts), -1)
        places[self.codes[filled][::-1]] = filled[::-1]  # written last, the first of them stays
        return cells.array.take(places, allow_fill=True)

    def told(self, index: pd.Index, chosen: np.ndarray) -> str:
        """List the rows in which chosen orders start."""
        return listed(index[self.starts[chosen]].tolist())


def days_in(moments: pd.Series, zone: str) -> pd.Series:
    """Give the day on which moments (UTC, without saying so) fell in a zone.

    A moment at midnight is a day without a time, and stays that day.

    >>> days_in(pd.Series(pd.to_datetime(["2025-01-01 23:30", "2025-01-01 00:00"])), "Europe/Amsterdam").dt.day.tolist()
    [2, 1]
    """
    local = moments.dt.tz_localize("UTC").dt.tz_convert(ZoneInfo(zone)).dt.tz_localize(None)
    return moments.where(moments == moments.dt.normalize(), local).dt.normalize()


def _within(rows: pd.DataFrame, groups: _Groups, zone: str, window: Window) -> np.ndarray:
    """Say which rows are of an order whose day lies in the window, or that has none."""
    moments = rows["ordered_at"].groupby(groups.codes, sort=True).min().astype("datetime64[us]")
    day = days_in(moments, zone).to_numpy("datetime64[D]")
    first, last = window
    outside = np.zeros(len(day), dtype=bool)
    if first is not None:
        outside |= day < np.datetime64(first)
    if last is not None:
        outside |= day > np.datetime64(last)
    return ~outside[groups.codes]


def _rows(
    export: Export, roles: Mapping[str, str], zone: str
) -> tuple[pd.DataFrame, dict[str, pd.Series], tuple[str, ...]]:
    """Read what the rows of a file say, each on its own; beside it the cells by role, and what is doubtful of days."""
    index = export.frame.index
    cells = {role: _text(export.frame[column]) for role, column in roles.items()}
    nothing = pd.Series(np.nan, index=index, dtype="str")
    status = cells.get("status", nothing)
    amounts, doubtful = money_and_doubts(cells["amount"], typed=export.typed)
    refuse_open(export, roles, cells, np.isnan(amounts), doubtful)
    ordered_at, told = instants(cells["ordered_at"], zone)
    rows = pd.DataFrame(
        {
            "customer": _keys(cells["customer"], export.format),
            "order": cells.get("order", pd.Series(index.astype("str"), index=index)),
            "ordered_at": ordered_at,
            "amount": amounts,
            "currency": currencies_of(cells.get("currency", cells["amount"])),
            "status": status,
            "cancelled": _is(status, CANCELLED) | _true(cells.get("cancelled", nothing)) | _lost(cells),
            "refunded": _refunds(cells.get("refunded", nothing), status, typed=export.typed),
        }
    )
    return rows, cells, told


def _cell_doubts(cells: Mapping[str, pd.Series], roles: Mapping[str, str], rows: pd.DataFrame) -> list[str]:
    """Tell cells that are filled and say nothing that can be read, and records that are no orders yet."""
    told = []
    for role, what in (("amount", "no amount that can be read"), ("currency", "no currency that is known")):
        unread = cells[role].notna() & rows[role].isna() if role in cells else np.zeros(len(rows), dtype=bool)
        if unread.any():
            where = listed(rows.index[unread].tolist())
            told.append(f"column {names_told([roles[role]])}: cells hold {what} ({where})")
    if "closed" in cells and not (closed := _true(cells["closed"])).all():
        told.append(f"records are not closed, and so no orders yet ({listed(rows.index[~closed].tolist())})")
    return told


def _text(cells: pd.Series) -> pd.Series:
    """Give the cells as text without blanks around them, NaN where nothing is left."""
    trimmed = cells.astype("str").str.strip()
    return trimmed.mask(trimmed == "")


def _keys(cells: pd.Series, format: str) -> pd.Series:
    """Write customers alike; ids of Salesforce in their long form, which does not hang on capitals."""
    places, found = pd.factorize(cells)
    keys = plain_keys(pd.Series(found, dtype="str"))
    if format.startswith("salesforce"):
        short = keys.str.fullmatch(r"00[A-Za-z0-9]{13}").to_numpy(bool)
        keys[short] = keys[short].map(long_id)
    return pd.Series(keys.array.take(places, allow_fill=True), index=cells.index)


def _is(status: pd.Series, words: frozenset[str]) -> np.ndarray:
    places, found = pd.factorize(status)
    return np.array([*(word(text) in words for text in found), False], dtype=bool)[places]


def _true(cells: pd.Series) -> np.ndarray:
    """Say where a cell says yes: it is filled, and with anything but a no; a date says yes."""
    return (cells.notna() & ~cells.str.lower().isin(NO)).to_numpy(bool)


def _lost(cells: Mapping[str, pd.Series]) -> np.ndarray | bool:
    """Say which records of Salesforce are closed and not won."""
    if "closed" not in cells or "won" not in cells:
        return False
    return _true(cells["closed"]) & ~_true(cells["won"])


def _refunds(cells: pd.Series, status: pd.Series, *, typed: bool) -> np.ndarray:
    """Give amounts where the column has them, else whether the column or the status says that it was refunded."""
    amounts, _ = money_and_doubts(cells, typed=typed)
    filled = cells.notna().to_numpy(bool)
    # A column of 0 and 1 says yes and no, and no amounts.
    if filled.any() and not np.isnan(amounts[filled]).any() and not cells[filled].isin(["0", "1"]).all():
        return amounts
    return _is(status, REFUNDED) | _true(cells)


def _refunded(refunded: pd.Series, groups: _Groups, *, first_only: bool) -> np.ndarray:
    if refunded.dtype == bool:
        return refunded.groupby(groups.codes, sort=True).any().to_numpy(bool)
    if first_only:
        return np.nan_to_num(np.asarray(groups.first(refunded), dtype=float))
    return refunded.groupby(groups.codes, sort=True).sum().to_numpy(float)


def _amounts(rows: pd.DataFrame, groups: _Groups, *, first_only: bool) -> tuple[np.ndarray, list[str]]:
    """Give the amount of each order: that of its first row, its total that each row repeats, or the sum of its rows."""
    found = rows["amount"].groupby(groups.codes, sort=True)
    low, high, filled = (found.agg(what).to_numpy(float) for what in ("min", "max", "count"))
    several = groups.sizes > 1
    if first_only:
        other = (filled > 1) & (low != high)
        told = [
            f"orders have more than one total, of which the first was taken ({groups.told(rows.index, other)})"
        ]
        return np.asarray(groups.first(rows["amount"]), dtype=float), told if other.any() else []
    total = found.sum(min_count=1).to_numpy(float)
    if not several.any():
        return total, []
    count = f"orders of more than one row: {several.sum():,}"
    if (low == high)[several].all() and (filled == groups.sizes)[several].all():
        return high, [f"{count}; the amount is the same on each row, and was counted once"]
    return total, [f"{count}; the amounts of their rows were added up"]


def _row_doubts(export: Export, rows: pd.DataFrame, groups: _Groups) -> list[str]:
    """Tell rows that are the same in every cell, and orders of which rows name different customers."""
    told = []
    double = export.frame.duplicated(keep=False).to_numpy(bool)
    if double.any():
        told.append(f"rows are the same as another in every cell ({listed(rows.index[double].tolist())})")
    customers = pd.factorize(rows["customer"])[0]
    known = pd.Series(customers[customers >= 0]).groupby(groups.codes[customers >= 0])
    mixed = known.min() != known.max()
    if mixed.any():
        which = groups.told(rows.index, mixed.index[mixed].to_numpy())
        told.append(f"orders name more than one customer, of which the first was taken ({which})")
    return told


def _order_doubts(frame: pd.DataFrame, format: str) -> list[str]:
    """Tell what lacks or stands out among the orders."""
    told = []
    if format == "woocommerce":
        told.append("customers are known by name alone: two of one name are one customer here")
    checks = (
        (frame["customer"].isna(), "orders have no customer"),
        (frame["ordered_at"].isna(), "orders have no date"),
        (frame["amount"].isna(), "orders have no amount"),
        (frame["amount"] < 0, "orders have a negative amount"),
        (frame["cancelled"], "orders are cancelled"),
        (frame["refunded"] != 0, "orders are refunded in full or in part"),
    )
    told += [f"{what} ({listed(frame.index[which].tolist())})" for which, what in checks if which.any()]
    currencies = frame["currency"].dropna().unique().tolist()
    if len(currencies) > 1:
        told.append(f"amounts are in several currencies ({names_told(currencies)}): never add them up")
    return told
