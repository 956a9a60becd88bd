"""WooCommerce's analytics report of orders: a row per order or refund; the shop's language names the columns.

The columns are known by their places, which the code of WooCommerce gives: date, order number, revenue as text, status,
customer (a name), kind of customer, products, items sold, coupons, net sales and, in later versions, attribution.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.errors import Fault
from toolkit.intake.formats import sales
from toolkit.intake.formats.headers import cell, first_filled
from toolkit.intake.received import Parts, Received

ENGLISH = ("Date", "Order #", "N. Revenue (formatted)", "Status", "Customer")
COLUMNS = (
    "date", "order", "revenue", "status", "customer", "kind", "products", "items", "coupons", "net", "attribution",
)  # fmt: skip
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
# The states of an order in the database of WooCommerce, which no language changes.
STATUS = re.compile(
    r"(?:wc-)?(?:pending|processing|on-hold|completed|cancelled|refunded|failed|checkout-draft|trash)"
)
# Attribution came later, and a shop may add a few columns of its own behind.
WIDTHS = range(len(COLUMNS) - 1, len(COLUMNS) + 5)


def fits(received: Received) -> bool:
    """Say whether the file has the columns of the report, by its English header or else by its cells."""
    names = sales.header(received)
    if len(names) not in WIDTHS:
        return False
    if tuple(names[:5]) == ENGLISH:
        return True
    rows = [record for record in received.head[first_filled(received.head) + 1 :] if any(record)]
    return bool(rows) and all(map(_row, rows))


def _row(record: Sequence[str]) -> bool:
    """Tell a row by the cells that look alike in every language."""
    products, items, net = (cell(record, place) for place in (6, 7, 9))
    return (
        DATE.fullmatch(cell(record, 0)) is not None
        and bool(re.search(r"\d", cell(record, 2)))
        and STATUS.fullmatch(cell(record, 3)) is not None
        and (not products or re.match(r"\d+\s?×", products) is not None)
        and items.removeprefix("-").isdigit()
        and re.fullmatch(r"-?\d+(?:\.\d+)?", net) is not None
    )


def column(names: Sequence[str], what: str) -> str:
    """Give the name, in the language of the shop, of the column that holds what one of `COLUMNS` says."""
    place = COLUMNS.index(what)
    return names[place] if place < len(names) else ""


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the report; a customer is a name there, and no number."""
    made = sales.table(received)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    names = list(frame.columns)
    customer, order = column(names, "customer"), column(names, "order")
    return Parts(
        frame=frame,
        questions={name: name for name in frame.columns},
        personal=(customer,) if customer in frame else (),
        warnings=warnings,
        unit="order",
        units=int(frame[order].nunique()) if order in frame else None,
    )
