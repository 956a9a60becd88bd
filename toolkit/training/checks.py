"""Exercises and how an answer is judged: right, or wrong in a way that is known, or wrong.

An exercise knows the right answer and what comes of each way to misunderstand it, for the data of this participant.
Whoever thought so is told why that is not it; nobody is told the answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.language import N_
from toolkit.training.answers import (
    Plain,
    as_accusations,
    as_letter,
    as_names,
    as_number,
    as_numbers,
    plain,
)
from toolkit.training.case import Case
from toolkit.training.verdict import Verdict

_ROUNDING = 1e-9

# What does not hang on the participant's data may be given as it is.
Answer: TypeAlias = Callable[[Case], object] | str | float
# How far what was handed in lies from an answer: up to 1 is the same.
Distance: TypeAlias = Callable[[Case, Plain, Plain], float]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A way to think, the answer that comes of it, and the sentence that says why it is not so."""

    says: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Exercise:
    """What is asked under one letter.

    key        its letter in the lesson
    distance   how answers are compared: `number`, `letter`, `names` or `accusations`
    right      the answer, worked out as the lesson does
    another    the same answer, worked out another way: what a participant may well do
    wrong      at least three ways to get it wrong; the one nearest to what was handed in is told, of equals the first
    hints      one after the other, on request
    because    what the right answer shows; told when it is given
    otherwise  what is told of any other answer
    """

    key: str
    distance: Distance
    right: Answer
    another: Answer
    wrong: tuple[Misconception, ...]
    hints: tuple[str, ...]
    because: str
    otherwise: str = N_("Not yet. Read the question once more, or ask for a hint.")


def number(tolerance: float, *, share: float = 0.0) -> Distance:
    """Compare numbers: the same where they differ by no more than `tolerance`, or than this share of the answer."""

    def distance(_: Case, handed: Plain, answer: Plain) -> float:
        known = as_number(answer)
        if known is None:
            return math.inf
        near = max(tolerance, share * abs(known), _ROUNDING)
        return min((abs(given - known) / near for given in as_numbers(handed)), default=math.inf)

    return distance


def letter(_: Case, handed: Plain, answer: Plain) -> float:
    """Compare one letter of several, written large or small, with a bracket or without."""
    return 0.0 if as_letter(handed) == answer else math.inf


def names(*, ordered: bool = False) -> Distance:
    """Compare names of constructs, by their key or as the reader knows them; in this order, or in any."""

    def distance(case: Case, handed: Plain, answer: Plain) -> float:
        known = as_names(answer)
        words: Plain = [*handed.replace(",", " ").split()] if isinstance(handed, str) else handed
        for given in (as_names(handed), as_names(handed, loosely=True), as_names(words)):
            if given is None or known is None:
                return math.inf
            keys = [case.key_of(name) for name in given]
            if keys == known if ordered else sorted(set(keys)) == sorted(known):
                return 0.0
        return math.inf

    return distance


def accusations(_: Case, handed: Plain, answer: Plain) -> float:
    """Compare sentences, each with the rule that it breaks: "3f, 6i". The right answer names two or more.

    One sentence is found among those handed in: "4" with whatever letter, "3a" with that one. Of several, all must
    be the same; numbers without letters are the same as these numbers with any, and further off than all else.
    """
    given, known = as_accusations(handed), as_accusations(answer)
    if given is None or known is None:
        return math.inf
    if not isinstance(answer, list):
        ((number, rule),) = known
        return 0.0 if any(one == number and rule in ("", said) for one, said in given) else math.inf
    if given == known:
        return 0.0
    bare = {rule for _, rule in known} == {""}
    return 1.0 if bare and {one for one, _ in given} == {one for one, _ in known} else math.inf


def answer_of(answer: Answer, case: Case) -> Plain:
    """Work an answer out for a client."""
    return plain(answer(case) if callable(answer) else answer)


def judge(exercise: Exercise, case: Case, handed: Plain) -> Verdict:
    """Judge what was handed in."""
    if handed is None:
        return Verdict(None, N_("Not answered yet: put your answer in the place of the three dots."))
    right = answer_of(exercise.right, case)
    if exercise.distance(case, handed, right) <= 1:
        return Verdict(True, exercise.because)
    known = [
        (exercise.distance(case, handed, answer), says) for says, answer in _known(exercise, case, right)
    ]
    nearest, says = min(known, key=lambda one: one[0])  # of equals the first, as the exercise has them
    return Verdict(False, says if nearest <= 1 else _unreadable(handed, right) or exercise.otherwise)


def _known(exercise: Exercise, case: Case, right: Plain) -> Iterator[tuple[str, Plain]]:
    """Give the known ways to get it wrong, with what comes of them: those of the exercise, then those of any number."""
    for one in exercise.wrong:
        yield one.says, answer_of(one.answer, case)
    if value := as_number(right):
        yield N_("The size is right, the sign is not: what is taken from what?"), -value
        yield (
            N_("The digits are right, the unit is not: a percentage is asked, not a share of 1."),
            value / 100,
        )
        yield (
            N_("The digits are right, the unit is not: a share of 1 is asked, not a percentage."),
            value * 100,
        )
        if abs(value) >= 1000:
            yield N_("Write thousands without a point or comma: Python reads 3.100 as 3.1."), value / 1000


def _unreadable(handed: Plain, right: Plain) -> str:
    """Say what to hand in where something else was."""
    if isinstance(right, float) and not as_numbers(handed):
        return N_("Hand in one number, such as 12.3: this is something else.")
    if isinstance(right, list) and as_accusations(right):
        known = as_accusations(handed) is not None
        return "" if known else N_('Hand in numbers with the letter of a rule, such as "2a, 5c".')
    if as_letter(right):
        return "" if as_letter(handed) else N_('Hand in one letter between quotes, such as "a".')
    if isinstance(right, list) and as_names(handed) is None:
        return N_('Hand in names between square brackets, such as ["trust", "image"].')
    return ""
