"""A questionnaire as Qualtrics' Advanced Format: a text file of questions with [[tags]].

The tag ID makes the item the export tag, and the number of a choice its recode value, so that an export leads back.
The format knows no display logic: who is asked what is told as notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from toolkit.engagement import code_number, plain_number
from toolkit.instrument.form import Asked, Questionnaire
from toolkit.instrument.writers.markup import as_html, paragraphs, writable
from toolkit.instrument.writers.routing import condition_answer

NEUTRAL = "[]$"  # [[…]] is a tag and ${…} piped text
ENTRY = {"number": "TE:SingleLine", "open": "TE:Essay"}
HORIZONTAL = 5  # a scale from so many answers on is shown in one row
_PLAIN = str.maketrans("[]<>{}$&", "()()()  ")
_TAG = re.compile(r"[^A-Za-z0-9_.-]")


def as_txt(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    """Write the survey in its main language; and what remains to be done in Qualtrics."""
    language = form.languages[0]
    notes: list[str] = []
    lines = ["[[AdvancedFormat]]", ""]
    for place, section in enumerate(form.sections):
        lines += [f"[[Block:{_name(section.title[language])}]]", ""]
        if place == 0:
            introduction = [texts[language] for texts in form.introduction]
            lines += ["[[Question:DB]]", "[[ID:INTRO]]", paragraphs(introduction, neutral=NEUTRAL), ""]
        for asked in section.questions:
            lines += _question(asked, language, notes)
            notes += _logic(form, asked, language)
    lines += ["[[Question:DB]]", "[[ID:THANKS]]", paragraphs([form.thanks[language]], neutral=NEUTRAL), ""]
    return "\n".join(lines).encode("utf-8"), tuple(notes)


def _question(asked: Asked, language: str, notes: list[str]) -> list[str]:
    tag = _TAG.sub("_", asked.id)
    if tag != asked.id:
        notes.append(f"Qualtrics calls the column of {asked.id} {tag}: say so in [columns]")
    text = asked.text[language]
    if asked.prompt is not None:
        words = (
            f"{as_html(asked.prompt[language], neutral=NEUTRAL)}<br /><br />{as_html(text, neutral=NEUTRAL)}"
        )
    else:
        words = as_html(text, neutral=NEUTRAL)
    if asked.hint is not None:
        words += f"<br /><br />{as_html(asked.hint[language], neutral=NEUTRAL)}"
    if asked.kind in ENTRY:
        if asked.kind == "number" and asked.minimum is not None and asked.maximum is not None:
            ends = f"{plain_number(asked.minimum)} to {plain_number(asked.maximum)}"
            notes.append(f"Give {asked.id} the validation “number”, {ends}")
        return [f"[[Question:{ENTRY[asked.kind]}]]", f"[[ID:{tag}]]", words, ""]
    layout = "Horizontal" if asked.kind == "scale" and len(asked.options) >= HORIZONTAL else "Vertical"
    lines = [f"[[Question:MC:SingleAnswer:{layout}]]", f"[[ID:{tag}]]", words, "[[AdvancedChoices]]"]
    for code, words in _choices(asked, language, notes):
        lines += [f"[[Choice:{code}]]", words]
    return [*lines, ""]


def _choices(asked: Asked, language: str, notes: list[str]) -> Iterator[tuple[str, str]]:
    """Give code and words per choice; a code that is no number, which Qualtrics cannot recode to, becomes one."""
    own = [option.code for option in asked.answers]
    spare = (str(number) for number in count(901) if str(number) not in own)
    codes = [next(spare) if code_number(code) is None else code for code in own]
    changed = [f"{new} for {old}" for new, old in zip(codes, own, strict=True) if new != old]
    if changed:
        notes.append(f"Qualtrics takes numbers only as codes, so {asked.id} has {', '.join(changed)}")
    for code, option in zip(codes, asked.answers, strict=True):
        yield code, as_html(option.text[language], neutral=NEUTRAL)


def _logic(form: Questionnaire, asked: Asked, language: str) -> Iterator[str]:
    """Tell which display logic the consultant has to add."""
    condition = asked.condition
    if condition is None:
        return
    if condition.value is None:
        yield f"Give {asked.id} display logic: only if {condition.item} is answered"
        return
    words = condition_answer(form, asked, language)
    yield f"Give {asked.id} display logic: only if {condition.item} is “{words}”"


def _name(title: str) -> str:
    """Make the name of a block, which only the consultant sees: one line in which nothing is markup or a tag."""
    return " ".join(writable(title).translate(_PLAIN).split())
