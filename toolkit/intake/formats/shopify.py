"""Shopify's export of orders: a row per line item; what is of the order stands on the first row of it alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.errors import Fault
from toolkit.intake.formats import sales
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed

NEEDED = frozenset({"Name", "Financial Status", "Total", "Created at", "Lineitem quantity", "Lineitem name"})
PERSONAL = re.compile(
    r"Email|Phone|(?:Billing|Shipping) (?:Name|Street|Address\d|Company|City|Zip|Phone)"
    r"|Notes?|Note Attributes|Employee|Device ID|Payment (?:ID|References?)|Receipt Number"
)


def fits(received: Received) -> bool:
    """Say whether the header is that of Shopify's orders."""
    return set(sales.header(received)) >= NEEDED


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the orders; `units` counts the different names of orders, and every line stays as received."""
    made = sales.table(received)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    if "Name" not in frame:
        return Fault(received.file, "is no export of orders of Shopify", "Leave the format to be found.")
    order = frame["Name"].str.strip()
    nameless = order.isna() | (order == "")
    told = []
    if nameless.any():
        told.append(f"lines without the name of an order ({listed(frame.index[nameless].tolist())})")
    return Parts(
        frame=frame,
        questions={name: name for name in frame.columns},
        personal=tuple(name for name in frame.columns if PERSONAL.fullmatch(name)),
        warnings=(*warnings, *told),
        unit="order",
        units=int(order[~nameless].nunique()),
    )
