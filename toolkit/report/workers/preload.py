"""What every report imports, imported once before anything is forked."""

from __future__ import annotations

import gc
from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING

from toolkit.report.workers.later import UNUSED, load_later

if TYPE_CHECKING:
    from toolkit.language import Language

FORMATS = ("csv", "parquet", "sav", "xlsx")
# In this order: the first leaves out of jsonschema what takes longer to import than to use.
MODULES = (
    "toolkit.report.notebook_format",
    "toolkit.notebook",
    "toolkit.report.make",
    "toolkit.report.exporters",
    "toolkit.report.shell",
    "toolkit.report.beside.slides",
    *(f"toolkit.intake.formats.{name}" for name in FORMATS),
)
# What some clients' reports use: for one client they had better import it themselves, beside each other.
OF_ORDERS = ("ibis", "duckdb", "ibis.backends.duckdb")
OF_SOME = (
    *OF_ORDERS,
    *("scipy.stats", "sklearn.feature_extraction.text", "sklearn.linear_model", "sklearn.decomposition"),
    *("simplemma", "stop_words", "weightipy"),
)
# The reports that sum up orders.
_OF_CUSTOMERS = {"baseline", "followup"}


def preload(*, lasting: bool = False) -> None:
    """Import what all reports use; for a server that is to serve many clients, what some use as well."""
    gc.disable()  # nothing that is imported becomes waste: looking for it takes an eighth of the time
    try:
        for name in UNUSED:
            load_later(name)
        for name in (*MODULES, *(OF_SOME if lasting else ())):
            import_module(name)
        _warm()
    finally:
        gc.enable()


def load_for(reports: Collection[str], *, orders: bool, words: Language) -> None:
    """Load what more than one of a client's reports will ask for, so that it is there for all that are forked here."""
    words.pattern("")
    if orders and len(_OF_CUSTOMERS & set(reports)) > 1:
        for name in OF_ORDERS:
            import_module(name)
    gc.freeze()  # what all have is never waste: no report has to look through it


def _warm() -> None:
    """Make once what each report would: the check of notebooks, the measures of the fonts, the template of blocks."""
    from toolkit.report.fonts import glyphs, text_width  # noqa: PLC0415 - after what its imports leave out
    from toolkit.report.notebook_format import nbformat  # noqa: PLC0415
    from toolkit.report.screen.render import block_template  # noqa: PLC0415

    nbformat.validate(nbformat.v4.new_notebook())
    glyphs()
    block_template()
    for strong in (False, True):
        text_width("", 1.0, strong=strong)
