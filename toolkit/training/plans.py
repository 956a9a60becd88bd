"""The lessons: what each is about, its invented client, its exercises, and where its text stands."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from toolkit.errors import TrainingError
from toolkit.house import house_folder
from toolkit.training import lessons
from toolkit.training.case import Case, Drawn
from toolkit.training.checks import Exercise
from toolkit.training.dials import Dials
from toolkit.training.samples import Samples

FIRST_SEED = 20_270_000  # of who opens a lesson without a class; each lesson has its own


@dataclass(frozen=True, slots=True)
class Plan:
    """One lesson.

    number     its place in the course
    slug       its folder in `notebooks/training`
    client     the folder of its invented client
    draw       gives the client's customers by a seed: the same in kind, with other numbers
    exercises  in the order of the lesson
    reveal     says what was planted, in sentences already in the reader's language
    repeated   the same survey over and over, for `Lesson.samples`; None where the lesson has no such picture
    dials      of the simulator, for `Lesson.dials`; None where the lesson has none
    """

    number: int
    slug: str
    client: str
    draw: Callable[[int], Drawn]
    exercises: tuple[Exercise, ...]
    reveal: Callable[[Case], Iterator[str]]
    repeated: Callable[[Case], Samples] | None = None
    dials: Dials | None = None

    @property
    def folder(self) -> Path:
        """Where the text, the quiz, the guide and the engagement of the lesson stand."""
        return course_folder() / self.slug

    @property
    def seed(self) -> int:
        """The seed of who opens the lesson without a class."""
        return FIRST_SEED + self.number

    def exercise(self, key: str) -> Exercise:
        """Give the exercise with this letter. Raises TrainingError where there is none."""
        known = {one.key: one for one in self.exercises}
        if key not in known:
            letters = ", ".join(known)
            raise TrainingError(f"Lesson {self.number} has no exercise {key!r}. Its exercises are {letters}.")
        return known[key]


@cache
def plans() -> dict[int, Plan]:
    """Give all lessons by their number, in order. Raises TrainingError where a module of a lesson is broken."""
    found = [
        _plan_in(f"{lessons.__name__}.{module.name}") for module in pkgutil.iter_modules(lessons.__path__)
    ]
    return {plan.number: plan for plan in sorted(found, key=lambda plan: plan.number)}


def _plan_in(module: str) -> Plan:
    try:
        plan = import_module(module).PLAN
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise TrainingError(
            f"The lesson in {module} cannot be read. {why}. Mend it, or remove it."
        ) from error
    if not isinstance(plan, Plan):
        raise TrainingError(
            f"The lesson in {module} cannot be read: its PLAN is no Plan. Mend it, or remove it."
        )
    return plan


def plan_of(number: int) -> Plan:
    """Give a lesson by its number. Raises TrainingError where there is none."""
    if number not in plans():
        raise TrainingError(f"There is no lesson {number}. There are {min(plans())} to {max(plans())}.")
    return plans()[number]


def course_folder() -> Path:
    """Give the folder of the course."""
    return house_folder() / "notebooks" / "training"
