"""SurveyMonkey: CSV or XLSX with two rows of header, the first of which names a question only once.

A column is named by its question, and where a question has several columns by "question [row or choice]".
Choices stand as texts or as codes, as was chosen at the export; nothing in the file tells which.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import (
    cell,
    empty_or_one,
    first_filled,
    lists_of_choices,
    plain,
    times,
    unique_names,
)
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed, names_told

# The columns before the questions, in letters and digits alone: of the CSV, the XLSX, and those of before 2016.
OWN = {
    "respondent": r"respondent(?:en)?id",
    "collector": r"collectorid|verzamelprogrammaid|idvanverzamelprogramma",
    "started": r"startdate|datecreated|begindatum|startdatum",
    "ended": r"enddate|datemodified|einddatum|enddatum",
    "ip": r"ipaddress|ipadres(?:se)?",
    "email": r"emailaddress|emailadres(?:se)?|email",
    "first": r"firstname|voornaam|vorname",
    "last": r"lastname|achternaam|nachname",
    "custom": r"custom(?:data|value)?[0-9]*|aangepastegegevens[0-9]*",
}
PERSONAL = ("ip", "email", "first", "last")
# What stands under the text of a question that has one column.
ANSWER = re.compile(
    r"response|openendedresponse|antwoord|openantwoord|reactie|openreactie|antwort|offenebeantwortung|reponse"
    r"|reponseouverte|respuesta|respuestaabierta"
)
# The last column of a question may hold another answer, in words.
OTHER = re.compile(r"specif|other\b|anders|namelijk|toelicht|comment|opmerking", re.IGNORECASE)
SHORTENED = r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the header: what the platform has it for ("" for a question), its question, its row or choice."""

    role: str
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of one file: how many rows it has, its columns, and the columns of each question by place."""

    rows: int
    columns: list[_Column]
    questions: list[list[int]]


def fits(received: Received) -> bool:
    """Say whether a table begins with respondents' ids and has SurveyMonkey's second row or collectors' ids."""
    return received.kind in ("text", "workbook") and _header(received.head) is not None


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the answers under the header; a question that has a column per choice is a set."""
    header = _header(received.head) if received.kind in ("text", "workbook") else None
    if header is None:
        what = "has no header of SurveyMonkey: no column Respondent ID with a second row under the names"
        return Fault(received.file, what, "Leave the format to be found.")
    texts = _names(header)
    names, doubled = unique_names(texts)
    made = received.table(names=names, header_rows=header.rows)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    own: dict[str, str] = {}
    for name, column in zip(names, header.columns, strict=True):
        if column.role and name in frame:
            own.setdefault(column.role, name)
    paradata, told = _paradata(frame, own)
    return Parts(
        frame,
        {name: text for name, text in zip(names, texts, strict=True) if name in frame},
        paradata=paradata,
        sets=_sets(frame, header, names),
        personal=tuple(
            name
            for name, one in zip(names, header.columns, strict=True)
            if one.role in PERSONAL and name in frame
        ),
        warnings=(*doubled, *warnings, *told, *_several_told(frame, header, names)),
    )


def _role(name: str) -> str:
    """Say what a column before the questions is for, "" where it is none of SurveyMonkey's own."""
    base = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(character for character in base if character.isalnum())
    return next((role for role, form in OWN.items() if re.fullmatch(form, letters)), "")


def _is_answer(text: str) -> bool:
    base = unicodedata.normalize("NFKD", text.casefold())
    return ANSWER.fullmatch("".join(character for character in base if character.isalnum())) is not None


def _header(head: Sequence[Sequence[str]]) -> _Header | None:
    start = first_filled(head)
    if start < 0 or _role(cell(head[start], 0)) != "respondent":
        return None
    first = [plain(text) for text in head[start]]
    below = head[start + 1] if len(head) > start + 1 else ()
    second = [plain(cell(below, place)) for place in range(len(first))]
    roles = [_role(text) for text in first]
    collected = "collector" in roles and "started" in roles
    if below and not second[0]:
        continued = sum(bool(low) and not high for high, low in zip(first, second, strict=True))
        if collected or continued > 1 or any(map(_is_answer, second)):
            return _grouped(2, first, second, roles)
    return _grouped(1, first, [""] * len(first), roles) if collected else None


def _grouped(rows: int, first: list[str], second: list[str], roles: list[str]) -> _Header:
    """Give each column its question: the last one named to its left."""
    columns: list[_Column] = []
    questions: list[list[int]] = []
    for place, (text, choice, role) in enumerate(zip(first, second, roles, strict=True)):
        if role and not choice:
            columns.append(_Column(role, text, ""))
            continue
        before = columns[questions[-1][-1]].question if questions else ""
        again = text == before and bool(choice) and not _is_answer(choice)
        if questions and rows > 1 and (not text or again):
            questions[-1].append(place)
            columns.append(_Column("", before, choice))
        else:
            questions.append([place])
            columns.append(_Column("", text, choice))
    return _Header(rows, columns, questions)


def _names(header: _Header) -> list[str]:
    """Name the columns: "question", or "question [choice]" where the choice says more than that here is an answer."""
    alone = Counter(header.columns[places[0]].choice for places in header.questions if len(places) == 1)
    names = [column.question for column in header.columns]
    for places in header.questions:
        for place in places:
            column = header.columns[place]
            # A word that stands under several questions is the platform's own, in whatever language.
            general = len(places) == 1 and (_is_answer(column.choice) or alone[column.choice] > 1)
            if column.choice and not (general and column.question):
                names[place] = f"{column.question} [{column.choice}]" if column.question else column.choice
    return names


def _paradata(frame: pd.DataFrame, own: dict[str, str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    made = pd.DataFrame(index=frame.index)
    moments, warnings = times(frame, {role: own[role] for role in ("started", "ended") if role in own})
    if "respondent" in own:
        made["respondent"] = frame[own["respondent"]].astype("str")
        short = made["respondent"].str.strip().str.fullmatch(SHORTENED).to_numpy(bool)
        if short.any():
            rows = listed(frame.index[short].tolist())
            warnings = (
                *warnings,
                f"column {own['respondent']} was shortened by Excel ({rows}): ids are lost",
            )
    return made.assign(**moments), warnings


def _sets(frame: pd.DataFrame, header: _Header, names: list[str]) -> dict[str, tuple[str, ...]]:
    """Find the questions with a column per choice; the column of another answer in words is none of them."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for places in header.questions:
        here = [place for place in places if names[place] in frame]
        if len(here) > 1:
            held = {place: empty_or_one(frame[names[place]]) for place in here}
            chosen = _by_text(header, held) or _by_code(frame[[names[place] for place in here]], held)
            if chosen:
                found.append((header.columns[here[0]].question, tuple(names[place] for place in chosen)))
    questions, _ = unique_names([question for question, _ in found])
    return dict(zip(questions, (columns for _, columns in found), strict=True))


def _by_text(header: _Header, held: dict[int, str | None]) -> list[int]:
    """Choose the columns of which each filled cell repeats the choice, and those that nobody chose."""
    same = [place for place, one in held.items() if one and plain(one) == header.columns[place].choice]
    if not same:
        return []
    last = max(same)
    words = any(one is None and place < last for place, one in held.items())
    if words:
        return []
    empty = [
        place for place, one in held.items() if one == "" and (place < last or not _is_other(header, place))
    ]
    chosen = sorted({*same, *empty})
    return chosen if len(chosen) > 1 else []


def _is_other(header: _Header, place: int) -> bool:
    return OTHER.search(header.columns[place].choice) is not None


def _by_code(cells: pd.DataFrame, held: dict[int, str | None]) -> list[int]:
    """Choose the columns that hold one code each, 1, 2, 3 in their order, where nobody chose all."""
    order = {str(number): place for number, place in enumerate(held, start=1)}
    chosen = [place for code, place in order.items() if held[place] in ("", code)]
    filled = cells.notna()
    often = bool((filled.sum() > 1).any())
    partly = bool(filled.any(axis="columns").any()) and not filled.all(axis="columns").any()
    any_code = any(held[place] for place in chosen)
    return (
        chosen
        if len(chosen) > 1 and chosen == list(held)[: len(chosen)] and any_code and often and partly
        else []
    )


def _several_told(frame: pd.DataFrame, header: _Header, names: list[str]) -> tuple[str, ...]:
    """Tell of condensed columns, in which the choices of a question stand in one cell."""
    alone = [names[places[0]] for places in header.questions if len(places) == 1]
    several = [name for name in alone if name in frame and lists_of_choices(frame[name])]
    if not several:
        return ()
    told = names_told(several, 5)
    return (
        f"several choices seem to stand in one cell in {told}: export without condensed columns to use them",
    )
