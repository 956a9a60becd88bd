"""The formats of the software that exports come from: one small reader each.

A reader is a module with two functions. `fits(received)` says cheaply, from the first rows, whether a file is of its
format; `read(received, companions)` makes `Parts` of it or says why that cannot be. Neither raises, on any bytes.
To add a format: write its module, name it here before the plain tables, and add a real file to the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from toolkit.errors import Fault
from toolkit.intake.received import Parts, Received

# In the order in which they are tried; a plain table is what no other reader knows.
READERS = (
    "qualtrics",
    "surveymonkey",
    "typeform",
    "limesurvey",
    "google_forms",
    "ms_forms",
    "spss",
    "parquet",
    "shopify",
    "woocommerce",
    "salesforce",
    "salesforce_report",
    "transactions",
    "csv",
    "xlsx",
)
PLAIN = ("csv", "xlsx")
# Those whose files are explained by others beside them.
WITH_COMPANIONS = ("limesurvey",)


class Reader(Protocol):
    """What the module of a format offers."""

    def fits(self, received: Received) -> bool:
        """Say whether a file is of this format."""
        ...

    def read(self, received: Received, companions: Sequence[Received]) -> Parts | Fault:
        """Make the parts of a file, or the fault that stops it."""
        ...


def reader(name: str) -> Reader:
    """Give the reader of a format."""
    return cast(Reader, import_module(f"{__name__}.{name}"))
