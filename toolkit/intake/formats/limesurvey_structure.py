"""The structure of a LimeSurvey questionnaire (`.lss`, or its tab-separated form): columns, question texts and labels.

LimeSurvey keeps a question, its subquestions and its answers apart, with the texts per language. Older versions
(DBVersion below 400) repeat the row of a question per language; newer ones keep the texts in tables of their own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from toolkit.errors import Fault
from toolkit.intake.formats.headers import plain
from toolkit.intake.formats.limesurvey_columns import Described, Question, Texts, columns_of
from toolkit.intake.received import Received

Row: TypeAlias = dict[str, str]

DOCUMENT = re.compile(rb"<LimeSurveyDocType>\s*([A-Za-z ]{1,40}?)\s*</LimeSurveyDocType>")
# Names of columns that no other tab-separated file has together.
SHEET = {"class", "type/scale", "name", "text", "language"}
MAX_BYTES = 100_000_000
MAX_COLUMNS = 20_000
AGAIN = "Export the structure from LimeSurvey again, as .lss."


@dataclass(frozen=True, slots=True)
class Structure:
    """A questionnaire; the base language stands first in `languages`."""

    file: str
    survey: str
    languages: tuple[str, ...]
    columns: tuple[Described, ...]


def is_structure(received: Received) -> bool:
    """Say whether a file is a structure of LimeSurvey, in either form."""
    if received.kind == "xml":
        return DOCUMENT.search(received.data[:5000]) is not None
    return received.kind == "text" and received.separator == "\t" and set(*received.head[:1]) >= SHEET


def structure_of(received: Received) -> Structure | Fault:
    """Read a structure; it must be one by `is_structure`."""
    if len(received.data) > MAX_BYTES:
        return Fault(received.file, "is larger than 100 MB, which no questionnaire is", AGAIN)
    if received.kind == "text":
        made: tuple[str, list[str], list[Question]] | Fault = _of_sheet(received)
    else:
        made = _of_document(received)
    if isinstance(made, Fault):
        return made
    survey, languages, questions = made
    columns = tuple(
        islice((column for one in questions for column in columns_of(one, languages)), MAX_COLUMNS + 1)
    )
    if not columns:
        return Fault(received.file, "is a LimeSurvey structure without questions", AGAIN)
    if len(columns) > MAX_COLUMNS:
        return Fault(received.file, f"describes more than {MAX_COLUMNS:,} columns", AGAIN)
    return Structure(received.file, survey, tuple(languages), columns)


def _of_document(received: Received) -> tuple[str, list[str], list[Question]] | Fault:
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - only a structure needs it
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415

    found = DOCUMENT.search(received.data[:5000])
    kind = found[1].decode("ascii") if found else ""
    if kind != "Survey":
        what = f"is a LimeSurvey export of one {kind.lower() or 'part'}, not of the whole questionnaire"
        return Fault(received.file, what, "Export the whole survey structure (.lss).")
    try:
        document = fromstring(received.data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return Fault(received.file, "is a damaged .lss file", AGAIN)
    rows = {section.tag: _rows(section) for section in document}
    settings = next(iter(rows.get("surveys", [])), {})
    languages = _languages(settings, [one.text or "" for one in document.findall("languages/language")])
    questions = _gathered(rows, languages)
    return settings.get("sid", ""), languages, questions


def _rows(section: Any) -> list[Row]:
    return [{cell.tag: cell.text or "" for cell in row} for row in section.findall("rows/row")]


def _languages(settings: Row, listed: Iterable[str]) -> list[str]:
    """List the languages, the base language first."""
    named = [settings.get("language", ""), *settings.get("additional_languages", "").split(), *listed]
    return list(dict.fromkeys(language for language in named if language)) or ["en"]


def _gathered(rows: Mapping[str, list[Row]], languages: list[str]) -> list[Question]:
    """Bring questions, subquestions, answers and their texts together, in the order of the questionnaire."""
    texts = _texts(rows.get("question_l10ns", []), "qid", "question")
    groups = {row.get("gid", ""): _number(row, "group_order") for row in rows.get("groups", [])}
    by_id: dict[str, Question] = {}
    order = sorted(
        rows.get("questions", []),
        key=lambda row: (groups.get(row.get("gid", ""), 0), _number(row, "question_order")),
    )
    for row in order:
        if row.get("parent_qid", "0") not in ("", "0"):
            continue
        made = Question(row.get("title", ""), row.get("type", ""), row.get("other") == "Y")
        question = by_id.setdefault(row.get("qid", ""), made)
        question.texts |= texts.get(row.get("qid", ""), {}) or _own(row, "question", languages[0])
    # Subquestions stand in a table of their own; some tools that write .lss leave them among the questions.
    beneath = [*rows.get("subquestions", []), *rows.get("questions", [])]
    for row in sorted(beneath, key=lambda row: _number(row, "question_order")):
        if row.get("parent_qid", "0") in by_id:
            place = (_number(row, "scale_id"), row.get("title", ""))
            own = by_id[row["parent_qid"]].subquestions.setdefault(place, {})
            own |= texts.get(row.get("qid", ""), {}) or _own(row, "question", languages[0])
    _add_answers(rows, by_id, languages[0])
    for row in rows.get("question_attributes", []):
        if row.get("attribute") == "other_replace_text" and row.get("value") and row.get("qid") in by_id:
            by_id[row["qid"]].other[row.get("language") or languages[0]] = plain(row["value"])
    return [question for question in by_id.values() if question.code]


def _add_answers(rows: Mapping[str, list[Row]], by_id: Mapping[str, Question], language: str) -> None:
    texts = _texts(rows.get("answer_l10ns", []), "aid", "answer")
    for row in sorted(rows.get("answers", []), key=lambda row: _number(row, "sortorder")):
        if row.get("qid", "") in by_id and row.get("code"):
            place = (_number(row, "scale_id"), row["code"])
            own = by_id[row["qid"]].answers.setdefault(place, {})
            own |= texts.get(row.get("aid", ""), {}) or _own(row, "answer", language)


def _texts(rows: Iterable[Row], key: str, column: str) -> dict[str, Texts]:
    """Gather texts per language from a table of texts."""
    texts: dict[str, Texts] = {}
    for row in rows:
        texts.setdefault(row.get(key, ""), {})[row.get("language", "")] = plain(row.get(column, ""))
    return texts


def _own(row: Row, column: str, language: str) -> Texts:
    """Give the text that stands in the row itself, as older versions have it."""
    return {row.get("language") or language: plain(row[column])} if column in row else {}


def _number(row: Row, column: str) -> int:
    text = row.get(column, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _of_sheet(received: Received) -> tuple[str, list[str], list[Question]] | Fault:
    """Read the tab-separated form: subquestions and answers belong to the question above them."""
    text = received.data.decode(received.encoding, errors="replace")
    records = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        names = next(records, [])
        rows = [dict(zip(names, record, strict=False)) for record in records]
    except csv.Error:
        return Fault(received.file, "is a damaged LimeSurvey structure", AGAIN)
    settings = {row.get("name", ""): row.get("text", "") for row in rows if row.get("class") == "S"}
    languages = _languages(settings, [row.get("language", "") for row in rows if row.get("class") == "Q"])
    questions: dict[str, Question] = {}
    question: Question | None = None
    for row in rows:
        what, code, language = row.get("class"), row.get("name", ""), row.get("language") or languages[0]
        texts = {language: plain(row.get("text", ""))}
        place = (_number(row, "type/scale"), code)
        if what == "Q" and code:
            made = Question(code, row.get("type/scale", ""), row.get("other") == "Y")
            question = questions.setdefault(code, made)
            question.texts |= texts
            if row.get("other_replace_text"):
                question.other[language] = plain(row["other_replace_text"])
        elif what == "SQ" and question is not None:
            question.subquestions.setdefault(place, {}).update(texts)
        elif what == "A" and question is not None and code:
            question.answers.setdefault(place, {}).update(texts)
    return settings.get("sid", ""), languages, list(questions.values())
