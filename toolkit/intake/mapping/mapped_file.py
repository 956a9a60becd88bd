"""What was found about a file and an engagement, for the screen and for the proposal."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.intake.export import Export
from toolkit.intake.mapping.answers_found import Found
from toolkit.intake.mapping.column_roles import Roles
from toolkit.intake.mapping.matching import ColumnMap
from toolkit.intake.mapping.scale_guesses import ScaleGuess
from toolkit.intake.mapping.targets import Target
from toolkit.intake.personal.identifiers import identifier_in
from toolkit.intake.personal.names import is_name
from toolkit.intake.telling import UNNAMED, column_told
from toolkit.intake.wrong_scales import ScaleDoubt

# Of a file without a header the first row of data are the names; so long a name is a question and no cell.
LONGEST_CELL = 60
LONGEST_NAME = 5_000
CONTROL = frozenset({"Cc", "Cs"})
NUMBERS = re.compile(r"[\d\s+().,/:\-]{7,}")


@dataclass(frozen=True, slots=True, eq=False)
class MappedFile:
    """All that was found.

    `file`: the file as the engagement would name it; `outside` says that it is not there yet. `raw`: engagement.toml as
    far as it is valid, with how many `faults`. `wave`: the place of this file's wave in it, None for a new one.
    `declared`: the items of the model. `found`: what the columns of matched items hold. `personal`: why a column is
    personal data. `used`: what the engagement uses a column for already. `days`: the first and the last day of answers,
    where the file tells them. `doubts`: declared scales that another of the house fits better.
    `questions`: their texts as far as they may be shown.
    """

    client: str
    file: str
    outside: bool
    export: Export
    raw: Mapping[str, Any]
    faults: int
    wave: int | None
    declared: tuple[Target, ...]
    columns: ColumnMap
    found: tuple[Found, ...]
    scales: tuple[ScaleGuess, ...]
    roles: Roles
    personal: Mapping[str, str]
    used: Mapping[str, str]
    days: tuple[dt.date, dt.date] | None
    doubts: tuple[ScaleDoubt, ...] = ()
    questions: Mapping[str, str | None] = field(default_factory=dict)

    def table(self, name: str, entry: str | None = None) -> dict[str, Any]:
        """Give a copy of a table of the engagement, or of an entry of it; {} where there is none."""
        found = self.raw.get(name)
        if entry is not None:
            found = found.get(entry) if isinstance(found, Mapping) else None
        return dict(found) if isinstance(found, Mapping) else {}

    def waves(self) -> list[Any]:
        """Give the waves of the engagement as they stand."""
        found = self.raw.get("waves")
        return list(found) if isinstance(found, list) else []

    def wave_table(self) -> dict[str, Any]:
        """Give a copy of this file's wave, {} for a new one."""
        found = self.waves()[self.wave] if self.wave is not None else None
        return dict(found) if isinstance(found, Mapping) else {}

    def question_shown(self, column: str) -> str:
        """Give the question of a column as it may be shown, or say why it is not."""
        return self.questions.get(column) or "(a question not shown: it may hold a name)"

    def question_written(self, column: str) -> str | None:
        """Give the question of a column as it may be written into engagement.toml, None where it tells no more."""
        return None if self.export.questions.get(column, column) == column else self.questions.get(column)

    @property
    def apart(self) -> bool:
        """Say whether this wave maps columns of its own: it does so already, or there are other waves."""
        return len(self.waves()) > (self.wave is not None) or bool(self.wave_table().get("columns"))


def may_be_named(column: str) -> bool:
    """Say whether the engagement can name a column: its name has no control character and is no personal data.

    >>> may_be_named("Vraag 1"), may_be_named("a.test@example.com"), may_be_named("Jan de Vries")
    (True, False, False)
    >>> may_be_named("vraag_06-28374655"), may_be_named("Xandor_Prulleveld")
    (False, False)
    """
    if not 0 < len(column.strip()) <= LONGEST_NAME or any(
        unicodedata.category(one) in CONTROL for one in column
    ):
        return False
    return not _personal(column)


def column_shown(column: str) -> str:
    """Show the whole name of a column, for the consultant must find it; or say why it is not shown."""
    return UNNAMED if _personal(column) else column


def _personal(column: str) -> bool:
    """Say whether a name is itself an answer about one person."""
    short = len(column) <= LONGEST_CELL
    if column_told(column) == UNNAMED or NUMBERS.fullmatch(column):
        return True
    return short and bool(identifier_in(column) or is_name(column))
