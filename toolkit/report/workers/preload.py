"""What every report imports, imported once before anything is forked."""

from __future__ import annotations

import gc
from importlib import import_module

from toolkit.report.workers.later import UNUSED, load_later

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
OF_SOME = (
    *("ibis", "duckdb", "ibis.backends.duckdb"),
    *("sklearn.feature_extraction.text", "sklearn.linear_model", "sklearn.decomposition"),
    *("simplemma", "stop_words", "weightipy"),
)


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


def _warm() -> None:
    """Make once what each report would make for itself: the check of notebooks, and the measures of the fonts."""
    from toolkit.report.fonts import glyphs, text_width  # noqa: PLC0415 - after what its imports leave out
    from toolkit.report.notebook_format import nbformat  # noqa: PLC0415

    nbformat.validate(nbformat.v4.new_notebook())
    glyphs()
    for strong in (False, True):
        text_width("", 1.0, strong=strong)
