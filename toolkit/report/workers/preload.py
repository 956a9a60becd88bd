"""What every report imports, imported once before anything is forked."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
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
# New things between two searches for waste: a report makes little of it, and by Python's own 700 it would search often.
FEW_SEARCHES = 20_000
# The reports that sum up orders.
_OF_CUSTOMERS = {"baseline", "followup"}


def preload(*, lasting: bool = False) -> None:
    """Import what all reports use; for a server that is to serve many clients, what some use as well."""
    with _nothing_is_waste():
        for name in UNUSED:
            load_later(name)
        for name in (*MODULES, *(OF_SOME if lasting else ())):
            import_module(name)
        _warm()
        if lasting:
            _dictionaries()


@contextmanager
def _nothing_is_waste() -> Iterator[None]:
    """Look for no waste among what is imported, now or in who is forked later: it takes a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(FEW_SEARCHES)
        gc.enable()


def load_for(reports: Collection[str], *, orders: bool, words: Language) -> None:
    """Load what more than one of a client's reports will ask for, so that it is there for all that are forked here."""
    with _nothing_is_waste():
        _made_once(words)
        if orders and len(_OF_CUSTOMERS & set(reports)) > 1:
            for name in OF_ORDERS:
                import_module(name)


def _made_once(words: Language) -> None:
    """Make what every report of a client would make first: its words and numbers, a figure, and what it is made by."""
    from toolkit.figures.style import canvas, svg  # noqa: PLC0415 - after what its imports leave out
    from toolkit.measures.resampling import blas_threads  # noqa: PLC0415
    from toolkit.report.manifest import software  # noqa: PLC0415

    words.pattern("")
    words.number(0.5, 1)
    with canvas(1.0) as (figure, _):
        svg(figure)
    blas_threads()
    software()


def _dictionaries() -> None:
    """Read what gives words their lemma: a quarter of a second for each client with open answers, and 75 MB."""
    from toolkit.measures.words.lexicon import LANGUAGES, lemma  # noqa: PLC0415 - after what its imports leave out

    for language in LANGUAGES:
        lemma("x", language)


def _warm() -> None:
    """Make once what each report would: the check of notebooks, the measures of the fonts, the templates of pages."""
    from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyTypstExporter  # noqa: PLC0415
    from toolkit.report.fonts import glyphs, text_width  # noqa: PLC0415 - after what its imports leave out
    from toolkit.report.notebook_format import nbformat  # noqa: PLC0415
    from toolkit.report.screen.render import block_template  # noqa: PLC0415

    nbformat.validate(nbformat.v4.new_notebook())
    glyphs()
    block_template()
    for exporter in (LoyaltyHTMLExporter(), LoyaltyTypstExporter()):
        exporter.compile()
    for strong in (False, True):
        text_width("", 1.0, strong=strong)
