"""The question bank: what can be asked, in Dutch and English, with its scale, routing and source.

question_bank.csv has a row per question, choices.csv the answers to choose from, constructs.csv what constructs are
called, sections.csv what respondents see above their questions.

Dutch is kept at level B1: short, active, one thing per question, formal "u".
`checked` says how far the source was looked up: whether the publication was found as cited.
The wording of an item was not laid beside the original; "adapted" means that it asks the same thing in other words.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.engagement import Words

BANK_FILE = Path(__file__).with_name("question_bank.csv")
CHOICES_FILE = Path(__file__).with_name("choices.csv")
CONSTRUCTS_FILE = Path(__file__).with_name("constructs.csv")
SECTIONS_FILE = Path(__file__).with_name("sections.csv")

ROUTING = re.compile(r"(?P<item>\w+) (= (?P<value>-?[0-9.]+)|answered)")
VALUE_ITEM = re.compile(r"VAL_[0-9]+_(IMP|EXP)")
# How important a stated value is, and how much of it is noticed.
VALUE_QUESTIONS = ("VAL_n_IMP", "VAL_n_EXP")


@dataclass(frozen=True, slots=True)
class Condition:
    """Who is asked a question: those who gave `value` on `item`, or any answer where `value` is None."""

    item: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `text` may hold the slots of a question."""

    code: str
    text: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank; without scale ends it is open or a choice.

    `role` is the bank's own word for what the question is for. `text` may hold the slots {org},
    {category} and {value}. `scale` names a scale of scales.csv, "" for a number, a choice or an open answer.
    `offers`: not_applicable and dont_know, where the respondent may answer so. `routing`: who is asked, None for all.
    """

    id: str
    construct: str
    role: str
    minimum: float | None
    maximum: float | None
    reverse: bool
    text: Words
    source: str
    scale: str
    offers: tuple[str, ...]
    routing: Condition | None
    choices: tuple[Choice, ...]
    checked: str


@cache
def question_bank() -> tuple[Question, ...]:
    """Read the bank, in its own order."""
    return tuple(_question(row) for row in _rows(BANK_FILE))


def bank_question(item: str) -> Question | None:
    """Find the question of an item; VAL_1_IMP is asked as VAL_n_IMP is."""
    found = VALUE_ITEM.fullmatch(item)
    return _by_id().get(f"VAL_n_{found[1]}" if found else item)


@cache
def known_labels() -> Mapping[str, Words]:
    """Read the labels of the constructs that the house knows, by key."""
    return {row["key"]: Words(nl=row["label_nl"], en=row["label_en"]) for row in _rows(CONSTRUCTS_FILE)}


@cache
def section_of() -> Mapping[str, str]:
    """Read in which section of a questionnaire a construct is asked, by key of the construct."""
    return {row["key"]: row["section"] for row in _rows(CONSTRUCTS_FILE)}


@cache
def section_titles() -> Mapping[str, Words]:
    """Read the headings that respondents see, by key; they never name what is measured."""
    return {row["key"]: Words(nl=row["title_nl"], en=row["title_en"]) for row in _rows(SECTIONS_FILE)}


def _question(row: Mapping[str, str]) -> Question:
    return Question(
        id=row["id"],
        construct=row["construct"],
        role=row["role"],
        minimum=float(row["scale_min"]) if row["scale_min"] else None,
        maximum=float(row["scale_max"]) if row["scale_max"] else None,
        reverse=row["reverse"] == "1",
        text=Words(nl=row["text_nl"], en=row["text_en"]),
        source=row["source"],
        scale=row["scale"],
        offers=tuple(row["offers"].split()),
        routing=_condition(row["routing"]) if row["routing"] else None,
        choices=_choices().get(row["id"], ()),
        checked=row["checked"],
    )


def _condition(written: str) -> Condition:
    found = ROUTING.fullmatch(written)
    if found is None:  # a slip in the house's own file
        raise ValueError(f"question_bank.csv: {written!r} is no routing; write ITEM = 1 or ITEM answered")
    return Condition(found["item"], None if found["value"] is None else float(found["value"]))


@cache
def _choices() -> Mapping[str, tuple[Choice, ...]]:
    choices: dict[str, tuple[Choice, ...]] = {}
    for row in _rows(CHOICES_FILE):
        one = Choice(row["code"], Words(nl=row["text_nl"], en=row["text_en"]))
        choices[row["question"]] = (*choices.get(row["question"], ()), one)
    return choices


@cache
def _by_id() -> Mapping[str, Question]:
    return {question.id: question for question in question_bank()}


def _rows(path: Path) -> tuple[Mapping[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
