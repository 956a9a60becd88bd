"""The languages that reports are written in: that of the code, and each with a catalogue in `toolkit/locale`.

What the reports say stands in one catalogue, what the training says in another: nobody who translates or makes the
reports has to do with the lessons.
"""

from __future__ import annotations

from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
REPORT, TRAINING = "report", "training"
SOURCE_LANGUAGE = "en"


def available_languages() -> tuple[str, ...]:
    """The codes of the languages that a report can be written in, such as "en" and "nl"."""
    found = {path.parents[1].name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{REPORT}.po")}
    return tuple(sorted(found | {SOURCE_LANGUAGE}))


def catalogue_file(code: str, catalogue: str = REPORT) -> Path:
    """Give a catalogue of a language other than that of the code."""
    return CATALOGUES / code / "LC_MESSAGES" / f"{catalogue}.po"
