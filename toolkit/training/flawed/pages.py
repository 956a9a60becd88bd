"""The pages of the flawed report as a notebook shows them, each sentence with its number."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.analysis.job import Job
from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.training.flawed.facts import ADVICE, Answers, Two, facts
from toolkit.training.flawed.sentences import SENTENCES

if TYPE_CHECKING:
    from toolkit.training.case import Case
    from toolkit.training.lesson import Lesson

HEADS = {
    1: N_("Page 1. Who answered"),
    2: N_("Page 2. The scores"),
    3: N_("Page 3. Groups, and what changed"),
    4: N_("Page 4. What moves customers, and the plan"),
}
_QUESTIONS = (N_("friendly staff"), N_("expert advice"), N_("help in time"))
_SHEET = (
    "border:1px solid #d1d5db;box-shadow:0 1px 4px #0002;padding:1em 1.6em;max-width:46em;background:#fff"
)
_LINE = "display:flex;gap:.9em;margin:.45em 0;color:#111827"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its head, and its sentences by their numbers."""

    head: str
    sentences: tuple[tuple[int, str], ...]

    def __repr__(self) -> str:
        """Give it as plain text."""
        return "\n".join((self.head, *(f"{number}  {text}" for number, text in self.sentences)))

    def _repr_html_(self) -> str:
        lines = "".join(
            f'<div style="{_LINE}"><strong style="min-width:1.6em;text-align:right">{number}</strong>'
            f"<span>{html.escape(text)}</span></div>"
            for number, text in self.sentences
        )
        return f'<div style="{_SHEET}"><strong>{html.escape(self.head)}</strong>{lines}</div>'


def report_page(lesson: Lesson, page: int) -> Page:
    """Give a page of the flawed report on the lesson's client, 1 to 4."""
    language = lesson.language
    told = tuple(
        (number, text) for place, number, text in sentences_of(lesson.case, language) if place == page
    )
    return Page(language.say(HEADS[page]), told)


def report_text(lesson: Lesson) -> str:
    """Give the whole report as plain text, a line per sentence."""
    return "\n".join(f"{number}. {text}" for _, number, text in sentences_of(lesson.case, lesson.language))


def sentences_of(case: Case, language: Language) -> Iterator[tuple[int, int, str]]:
    """Give each sentence with its page and number, filled in."""
    job = case.job("followup")
    filled = facts(two_of(job), language, _names(job, language))
    for one in SENTENCES:
        yield one.page, one.number, language.say(one.says, **filled[one.number])


def two_of(job: Job) -> Two:
    """Take the two waves of a follow-up."""
    spring, autumn = (Answers.of(survey) for survey in job.surveys)
    return Two(spring, autumn)


def whys_of(case: Case) -> Iterator[str]:
    """Say of each faulty sentence what is wrong with it, in the reader's language."""
    job, language = case.job("followup"), Language(case.language, TRAINING)
    filled = facts(two_of(job), language, _names(job, language))
    for one in SENTENCES:
        if one.rule:
            yield language.say(one.why, **filled[one.number])


def _names(job: Job, language: Language) -> dict[str, str]:
    branches = job.engagement.segments["branch"].values
    asked = dict(zip(ADVICE, map(language.say, _QUESTIONS), strict=True))
    return asked | {code: job.group_label("branch", code) for code in branches}
