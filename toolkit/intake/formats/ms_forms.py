"""Microsoft Forms: the workbook of answers, or the same table as CSV, in the language of who exports it.

The first columns are Microsoft's own: number, begin, end, e-mail, name, last change. Of a question that stands twice
the second heading ends in a number. Ticked options, and ranked ones, stand in one cell, each with ";" behind it.
A quiz has columns of points and feedback beside each question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import first_filled, one_line, plain, times, unique_names
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import names_told

# Microsoft's own columns, in their order; the first four are always there.
OWN = {
    "id": {"id"},
    "started": {
        "begintijd", "starttijd", "start time", "startzeit", "heure de début", "hora de inicio", "ora di inizio",
        "hora de início", "starttid",
    },
    "ended": {
        "tijd van voltooien", "tijd van voltooiing", "voltooiingstijd", "completion time", "fertigstellungszeit",
        "abschlusszeit", "heure de fin", "hora de finalización", "ora di completamento", "hora de conclusão",
    },
    "email": {
        "e-mail", "e-mailadres", "email", "e-mail-adresse", "adresse de messagerie", "correo electrónico",
        "posta elettronica", "indirizzo di posta elettronica",
    },
    "name": {"naam", "name", "nom", "nombre", "nome", "namn", "navn"},
    "changed": {
        "tijd van laatste wijziging", "last modified time", "zeitpunkt der letzten änderung",
        "uhrzeit der letzten änderung", "heure de la dernière modification", "hora de la última modificación",
    },
    "language": {"taal", "language", "sprache", "langue", "idioma"},
    "points": {"totaal aantal punten", "total points", "gesamtpunktzahl"},
    "feedback": {"quizfeedback", "feedback over de quiz", "quiz feedback", "feedback zum quiz"},
}  # fmt: skip
ALWAYS = ("id", "started", "ended", "email")
QUIZ = re.compile(r"(?:Punten|Points|Punkte|Feedback)\s[-–]\s.+")
NUMBERED = re.compile(r"(.*\D)([2-9]|[1-9][0-9])")
AFTER = ";"


def fits(received: Received) -> bool:
    """Say whether a table begins with Microsoft's own columns, in its order."""
    return received.kind in ("text", "workbook") and _own(_headings(received)) is not None


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the answers, and what Microsoft says of each row."""
    headings = _headings(received) if received.kind in ("text", "workbook") else []
    own = _own(headings)
    if own is None:
        what = "does not begin with the columns of Microsoft Forms: ID, begin, end, e-mail"
        return Fault(received.file, what, "Leave the format to be found.")
    names, doubled = unique_names(headings)
    made = received.table(names=names)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    columns = {role: names[place] for role, place in own.items() if names[place] in frame}
    paradata, doubts = _paradata(frame, columns)
    asked = [name for name in names if name in frame and name not in columns.values()]
    return Parts(
        frame,
        {
            name: _question(name, text, set(names))
            for name, text in zip(names, headings, strict=True)
            if name in frame
        },
        paradata=paradata,
        personal=tuple(columns[role] for role in ("email", "name") if role in columns),
        warnings=(*doubled, *warnings, *doubts, *_told(frame, asked, columns)),
    )


def _headings(received: Received) -> list[str]:
    """Give the headings on one line each; Microsoft ends some with a hard blank."""
    start = first_filled(received.head)
    return [one_line(cell) for cell in received.head[start]] if start >= 0 else []


def _own(headings: Sequence[str]) -> dict[str, int] | None:
    """Find Microsoft's own columns at the beginning; None where the first four are not all there."""
    own: dict[str, int] = {}
    roles = list(OWN)
    for place, text in enumerate(headings[: len(OWN)]):
        following = roles[roles.index(next(reversed(own))) + 1 :] if own else roles[:1]
        role = next((role for role in following if text.casefold() in OWN[role]), None)
        if role is None:
            break
        own[role] = place
    return own if tuple(own)[: len(ALWAYS)] == ALWAYS else None


def _question(name: str, heading: str, names: set[str]) -> str:
    """Give the text of a question, without the number that a heading has which stood there already."""
    numbered = NUMBERED.fullmatch(heading)
    if numbered and name == heading and numbered[1] in names:
        number = int(numbered[2])
        # "Top" and "Top10" are two questions where there is no "Top9".
        if number == 2 or f"{numbered[1]}{number - 1}" in names:
            return plain(numbered[1])
    return plain(heading)


def _paradata(frame: pd.DataFrame, columns: Mapping[str, str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    read, warnings = times(frame, {role: columns[role] for role in ("started", "ended") if role in columns})
    made = pd.DataFrame(read, index=frame.index)
    if "id" in columns:
        made.insert(0, "respondent", frame[columns["id"]].astype("str"))
    if {"started", "ended"} <= set(read):
        seconds = (read["ended"] - read["started"]).dt.total_seconds()
        made["seconds"] = seconds.where(seconds >= 0, np.nan)
    # Only answers that were sent are kept by Microsoft.
    made["finished"] = True
    if "language" in columns:
        made["language"] = frame[columns["language"]].astype("str")
    return made, warnings


def _told(frame: pd.DataFrame, asked: Sequence[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Tell the columns with several answers in a cell, and those of a quiz."""
    warnings = []
    several = [name for name in asked if _several(frame[name])]
    if several:
        warnings.append(
            f'cells hold several answers, each with "{AFTER}" behind it, which were not taken apart: '
            f"{names_told(several)}"
        )
    quiz = [columns[role] for role in ("points", "feedback") if role in columns]
    quiz += [name for name in asked if QUIZ.fullmatch(name)]
    if quiz:
        warnings.append(f"columns of a quiz, which hold no answers of respondents: {names_told(quiz)}")
    return tuple(warnings)


def _several(cells: pd.Series) -> bool:
    """Say whether each cell that is filled ends as Microsoft ends a list of options."""
    filled = cells.dropna()
    return bool(len(filled)) and bool(filled.astype("str").str.endswith(AFTER).all())
