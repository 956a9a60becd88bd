"""A plain table as text: comma, semicolon or tab, with one row of names."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.errors import Fault
from toolkit.intake.formats.plain import plain_table
from toolkit.intake.received import Parts, Received


def fits(received: Received) -> bool:
    """Say whether this is text."""
    return received.kind == "text"


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read a plain table."""
    return plain_table(received)
