"""A lesson as its notebook holds it: the client, checks, hints, the quiz, the dials, and what was planted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalogues import TRAINING
from toolkit.errors import TrainingError
from toolkit.language import N_, Language
from toolkit.notebook import WORKSPACE_VARIABLE
from toolkit.training.answers import plain
from toolkit.training.case import Case
from toolkit.training.checks import judge
from toolkit.training.client import find_client
from toolkit.training.dials import show_dials
from toolkit.training.plans import plan_of
from toolkit.training.quiz import show_quiz
from toolkit.training.samples import Film
from toolkit.training.verdict import Shown, Told
from toolkit.workspace import find_workspace


@dataclass(frozen=True)
class Lesson:
    """One lesson for one participant; made by `open_lesson`."""

    case: Case
    language: Language

    @property
    def client(self) -> str:
        """The name of the client's folder, for `open_job`."""
        return self.case.plan.client

    def check(self, key: str, answer: object) -> Shown:
        """Judge the answer to an exercise; whatever is handed in, this says something of it.

        Raises TrainingError for a letter that the lesson does not have.
        """
        exercise = self.case.plan.exercise(key)
        return Shown(judge(exercise, self.case, plain(answer)), exercise.hints, self.language)

    def quiz(self) -> None:
        """Show the five questions of the lesson."""
        show_quiz(self.case.plan, self.language)

    def samples(self) -> Film:
        """Show the survey of this lesson taken over and over: intervals that hold the truth, and that miss it.

        Raises TrainingError in a lesson without.
        """
        repeated = self.case.plan.repeated
        if repeated is None:
            raise TrainingError(f"Lesson {self.case.plan.number} has no repeated samples.")
        return Film(repeated(self.case), self.language)

    def dials(self) -> None:
        """Show the dials of the simulator, to be turned in JupyterLab; elsewhere how they stand at first.

        Raises TrainingError in a lesson without.
        """
        dials = self.case.plan.dials
        if dials is None:
            raise TrainingError(f"Lesson {self.case.plan.number} has no dials.")
        show_dials(dials, self.language.code, self.case.seed)

    def reveal(self) -> Told:
        """Say what was planted: what is true of all customers, which no survey knows."""
        head = self.language.say(N_("What was planted"))
        return Told(head, tuple(self.case.plan.reveal(self.case)))


def open_lesson(number: int, language: str = "nl", *, workspace: str = "") -> Lesson:
    """Open a lesson; its invented client is made in `clients/` of the workspace when it is not there yet.

    `workspace` is the folder that holds `clients/`; empty: the nearest from the current folder upwards.
    Raises TrainingError where there is no such lesson, and WorkspaceError where there is no workspace.
    """
    plan, words = plan_of(number), Language(language, TRAINING)
    given = workspace or os.environ.get(WORKSPACE_VARIABLE, "")
    place = find_workspace(Path.cwd(), Path(given) if given else None)
    return Lesson(find_client(plan, place, language), words)
