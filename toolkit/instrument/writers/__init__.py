"""A questionnaire as a file: for Word, LimeSurvey, Qualtrics and Excel. The same questionnaire gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from toolkit.instrument.form import Questionnaire

Write: TypeAlias = Callable[[Questionnaire], tuple[bytes, tuple[str, ...]]]
"""Gives the file, and what the consultant has to do in the software that the file cannot."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its ending, whether it holds two languages, and what to do with it."""

    name: str
    ending: str
    bilingual: bool
    use: str
    write: Write


def _docx(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    from toolkit.instrument.writers.docx import as_docx  # noqa: PLC0415 - slow to import

    return as_docx(form), ()


def _limesurvey(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    from toolkit.instrument.writers.limesurvey import as_lss  # noqa: PLC0415

    return as_lss(form)


def _qualtrics(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    from toolkit.instrument.writers.qualtrics import as_txt  # noqa: PLC0415

    return as_txt(form)


def _xlsx(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    from toolkit.instrument.writers.xlsx import as_xlsx  # noqa: PLC0415 - slow to import

    return as_xlsx(form), ()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format("docx", ".docx", False, "Print it, or send it round to be reviewed.", _docx),
            Format(
                "limesurvey",
                ".lss",
                True,
                "In LimeSurvey: Create survey, Import. Later export responses as CSV, with question codes as headings "
                "and answer codes as answers.",
                _limesurvey,
            ),
            Format(
                "qualtrics",
                ".qualtrics.txt",
                False,
                "In Qualtrics: Tools, Import/Export, Import survey. Later export data as CSV, with numeric values.",
                _qualtrics,
            ),
            Format(
                "xlsx", ".xlsx", True, "A list of all questions, to program or to check a survey from.", _xlsx
            ),
        )
    }
)
