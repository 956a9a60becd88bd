"""What a questionnaire is: sections of questions in one or two languages, ready to be written for any software."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from toolkit.instrument.bank import Condition

Texts: TypeAlias = Mapping[str, str]
"""A text per language of the questionnaire."""

Kind: TypeAlias = Literal["scale", "choice", "number", "open"]

MOST_IN_GRID = 8  # longer grids are filled in without reading


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: the code it has in the file, and what the respondent reads."""

    code: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is asked.

    `id`: the item, or the column of a segment or an open answer. `prompt`: the sentence above a statement, None for a
    question. `hint`: a sentence below it, None for none. `options`: the answers on the scale, in the order to show;
    `low` and `high` what its ends mean. `not_applicable`, `dont_know`: further answers where the question offers them.
    `required`: others depend on it.
    """

    id: str
    kind: Kind
    text: Texts
    scale: str = ""
    minimum: float | None = None
    maximum: float | None = None
    prompt: Texts | None = None
    hint: Texts | None = None
    options: tuple[Option, ...] = ()
    low: Texts | None = None
    high: Texts | None = None
    not_applicable: Option | None = None
    dont_know: Option | None = None
    required: bool = False
    condition: Condition | None = None

    @property
    def answers(self) -> tuple[Option, ...]:
        """Every answer that can be chosen, those that are none last."""
        return (*self.options, *self.no_answers)

    @property
    def no_answers(self) -> tuple[Option, ...]:
        """The answers that are none."""
        return tuple(option for option in (self.not_applicable, self.dont_know) if option is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading; the heading never tells what is measured."""

    title: Texts
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire.

    `languages`: the first is the main one. `notes`: what the consultant has to know or do, in English.
    `untranslated`: keys of the engagement whose text lacks one of the languages.
    """

    title: Texts
    languages: tuple[str, ...]
    introduction: tuple[Texts, ...]
    sections: tuple[Section, ...]
    thanks: Texts
    notes: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def number(self, item: str) -> int:
        """Give the number of a question, counted from 1."""
        return [question.id for question in self.questions].index(item) + 1

    def question(self, item: str) -> Asked:
        """Give the question of an id."""
        return self.questions[self.number(item) - 1]


def grids(section: Section) -> Iterator[tuple[Asked, ...]]:
    """Put statements that stand together and share their answers in one grid; any other question stands alone."""
    for _, alike in groupby(section.questions, key=_form):
        questions = tuple(alike)
        most = MOST_IN_GRID if _in_grid(questions[0]) else 1
        yield from (questions[first : first + most] for first in range(0, len(questions), most))


def _form(question: Asked) -> tuple[bool, Texts | None, tuple[Option, ...]]:
    return _in_grid(question), question.prompt, question.answers


def _in_grid(question: Asked) -> bool:
    return question.prompt is not None and question.condition is None and not question.required
