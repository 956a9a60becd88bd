"""What came of a whole class: all notebooks marked, and kept for the trainer as JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from toolkit.errors import LoyaltyError, WorkspaceError
from toolkit.report.workers import Pool
from toolkit.training.classes.mark import LIMIT, MEMORY, Job, Marks, mark, open_ones
from toolkit.training.classes.roster import TRAINER, Roster, participant_folder
from toolkit.training.plans import plan_of
from toolkit.workspace import client_lock, replace_whole, staging

FORM: Final = 1  # of board.json
DATA, PAGE = "board.json", "board.html"
_SLACK: Final = 240.0  # seconds to make the data, judge and clear away, on a machine that is busy
Told = Callable[[str, int, Marks], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one notebook may take: seconds and GB."""

    limit: float = LIMIT
    memory: float = MEMORY


@dataclass(frozen=True, slots=True)
class Board:
    """A class that was marked: `lessons` are those that were, `marks` by participant and lesson.

    `faults` says what went wrong on our side, of the notebooks that could not be marked for it.
    """

    roster: Roster
    lessons: tuple[int, ...]
    marks: Mapping[tuple[str, int], Marks]
    faults: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def points(self, participant: str) -> int:
        """How many exercises of a participant are right."""
        return sum(self.marks[participant, lesson].points for lesson in self.lessons)

    @property
    def most(self) -> int:
        """How many exercises there are."""
        return sum(len(plan_of(lesson).exercises) for lesson in self.lessons)


def mark_class(
    folder: Path, roster: Roster, lessons: tuple[int, ...], bounds: Bounds, pool: Pool, told: Told
) -> Board:
    """Mark all notebooks of these lessons; whatever one of them does, all others are marked. `told` hears of each.

    Raises KeyboardInterrupt only: what goes wrong with a notebook stands in its marks.
    """
    futures = {}
    for lesson in lessons:
        for name, seed in roster.seeds.items():
            job = Job(
                participant_folder(folder, name),
                lesson,
                roster.language,
                seed,
                folder,
                bounds.limit,
                bounds.memory,
            )
            futures[pool.submit(mark, job, limit=bounds.limit + _SLACK)] = name, lesson
    marks, faults = {}, {}
    for future in as_completed(futures):
        name, lesson = futures[future]
        try:
            marks[name, lesson] = future.result()
        except LoyaltyError as error:
            faults[name, lesson] = str(error)
            marks[name, lesson] = Marks(open_ones(plan_of(lesson)), trouble="fault")
        told(name, lesson, marks[name, lesson])
    return Board(roster, lessons, marks, faults)


def as_data(board: Board) -> dict[str, Any]:
    """Give a board as plain data, the form of `board.json` (docs/training.md)."""
    return {
        "form": FORM,
        "class": board.roster.name,
        "language": board.roster.language,
        "lessons": [
            {
                "number": lesson,
                "slug": plan_of(lesson).slug,
                "exercises": [one.key for one in plan_of(lesson).exercises],
            }
            for lesson in board.lessons
        ],
        "participants": [
            {
                "name": name,
                "points": board.points(name),
                "of": board.most,
                "lessons": [_lesson(lesson, board.marks[name, lesson]) for lesson in board.lessons],
            }
            for name in board.roster.seeds
        ],
    }


def _lesson(lesson: int, marks: Marks) -> dict[str, Any]:
    return {
        "number": lesson,
        "points": marks.points,
        "right": dict(marks.right),
        "failed": dict(marks.failed),
        "trouble": marks.trouble,
        "refused": list(marks.refused),
    }


def write_board(board: Board, folder: Path) -> tuple[Path, Path]:
    """Write the board into the trainer's folder of a class, both files or none; give them.

    Raises WorkspaceError where they cannot be written.
    """
    from toolkit.training.classes.page import board_page  # noqa: PLC0415 - slow to import

    target = folder / TRAINER
    texts = {
        DATA: json.dumps(as_data(board), ensure_ascii=False, indent=1) + "\n",
        PAGE: board_page(board),
    }
    try:
        target.mkdir(exist_ok=True)
        with client_lock(target), staging(target) as fresh:
            for name, text in texts.items():
                (fresh / name).write_text(text, encoding="utf-8", newline="\n")
            replace_whole(fresh, target, texts)
    except OSError as error:
        raise WorkspaceError(
            f"Cannot write in {target}: {error.strerror}. Check its rights and its room."
        ) from error
    return target / DATA, target / PAGE
