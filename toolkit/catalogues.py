"""The languages that reports are written in: that of the code, and each with a catalogue in `toolkit/locale`."""

from __future__ import annotations

from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
CATALOGUE = Path("LC_MESSAGES") / "report.po"
SOURCE_LANGUAGE = "en"


def available_languages() -> tuple[str, ...]:
    """The codes of the languages that a report can be written in, such as "en" and "nl"."""
    found = {path.parents[1].name for path in CATALOGUES.glob(f"*/{CATALOGUE.as_posix()}")}
    return tuple(sorted(found | {SOURCE_LANGUAGE}))


def catalogue_file(code: str) -> Path:
    """Give the catalogue of a language other than that of the code."""
    return CATALOGUES / code / CATALOGUE
