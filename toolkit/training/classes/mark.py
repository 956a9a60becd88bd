"""Mark the notebook of a participant: run it within walls, with data made anew, and judge what it answers.

Three processes: this one asks a worker of the pool, which trusts nobody, and the worker has the notebook run in a third
(`guest`), of which it reads lines of JSON and nothing else, and which it ends when it takes too long or too much.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from toolkit.errors import LoyaltyError
from toolkit.report.batch.scratch import scratch_folder
from toolkit.training.answers import plain
from toolkit.training.case import Case
from toolkit.training.checks import judge
from toolkit.training.classes.host import Limits, heard
from toolkit.training.classes.roster import notebook_of
from toolkit.training.client import make_client
from toolkit.training.plans import Plan, plan_of
from toolkit.workspace import CLIENTS

LIMIT: Final = 60.0  # seconds for a notebook
MEMORY: Final = 1.5  # GB for a notebook
BIGGEST: Final = 50_000_000  # bytes of a notebook: those of lessons, with all they show, are a tenth of it
PREFIX: Final = "loyalty-class-"
MOST: Final = 20  # different things that it tried and may not: no board shows more

Trouble = Literal["", "missing", "elsewhere", "big", "unreadable", "late", "memory", "disk", "lost", "fault"]
_ERROR: Final = re.compile(r"[A-Za-z_]\w{0,59}", re.ASCII)
_EVENT: Final = re.compile(r"[A-Za-z_][\w./]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """What came of one notebook.

    right     per exercise: True, False, or None where it is open
    failed    per exercise ("" for a cell of the text) the name of the error its cell ended with
    trouble   "" or why it was not run to its end: it is "missing", a link to "elsewhere", too "big" or "unreadable";
              it was too "late", took too much "memory" or "disk", or ended itself ("lost"); "fault": one of ours
    refused   what it tried and may not, each once, in order
    """

    right: Mapping[str, bool | None]
    failed: Mapping[str, str] = field(default_factory=dict)
    trouble: Trouble = ""
    refused: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """How many exercises are right."""
        return sum(1 for one in self.right.values() if one)


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to mark: whose, which lesson, by which seed, and how long and how much it may take."""

    folder: Path
    lesson: int
    language: str
    seed: int
    closed: Path
    limit: float = LIMIT
    memory: float = MEMORY


def mark(job: Job) -> Marks:
    """Mark one notebook; whatever it does or is, this comes back with marks.

    Raises WorkspaceError where there is no room to mark in.
    """
    plan = plan_of(job.lesson)
    cells = _cells(job, plan)
    if not isinstance(cells, list):
        return Marks(open_ones(plan), trouble=cells)
    with scratch_folder(None, PREFIX) as place:
        scratch = Path(os.path.realpath(place))
        # Data made anew, whatever the participant has made of them; judged on others than the notebook can reach.
        guest_folder, own_folder = scratch / "guest", scratch / "own"
        for workspace in (guest_folder, own_folder):
            (workspace / CLIENTS).mkdir(parents=True)
        case = make_client(plan, own_folder, job.language, job.seed)
        shutil.copytree(case.folder, guest_folder / CLIENTS / plan.client)
        task = {
            **{"cells": cells, "scratch": str(guest_folder), "closed": str(job.closed)},
            **{"memory": job.memory, "seconds": job.limit},
        }
        said, trouble = heard(task, Limits(job.limit, job.memory, guest_folder))
        return _judged(plan, case, said, trouble)


def open_ones(plan: Plan) -> dict[str, bool | None]:
    """Give the marks of who has answered nothing."""
    return {one.key: None for one in plan.exercises}


def _cells(job: Job, plan: Plan) -> list[str] | Trouble:
    """Read the source of each cell of code, or say why it cannot be read."""
    path = notebook_of(job.folder, plan.slug)
    try:
        if not path.is_file():
            return "missing"
        inside = Path(os.path.realpath(job.closed)) / job.folder.relative_to(job.closed)
        if not Path(os.path.realpath(path)).is_relative_to(inside):
            return "elsewhere"
        if path.stat().st_size > BIGGEST:
            return "big"
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
        return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        return "unreadable"


def _judged(plan: Plan, client: Case, said: bytes, trouble: str) -> Marks:
    right, failed, refused = open_ones(plan), dict[str, str](), list[str]()
    over = begun = False
    for word in _words(said):
        match word:
            case {"answer": [str(key), handed]} if key in right:
                right[key] = _right(plan, client, key, handed)
            case {"failed": [str(key), str(error)]} if not key or key in right:
                failed[key] = error if _ERROR.fullmatch(error) else "Exception"
            case {"refused": str(event)} if event not in refused and len(refused) < MOST:
                if _EVENT.fullmatch(event):
                    refused.append(event)
            case {"begun": True}:
                begun = True
            case {"over": True}:
                over = True
    if not begun:  # no cell of the participant's was run yet
        trouble = "fault"
    elif not trouble:
        trouble = "memory" if "MemoryError" in failed.values() else "" if over else "lost"
    return Marks(right, failed, trouble, tuple(refused))  # type: ignore[arg-type]


def _words(said: bytes) -> Iterator[Mapping[str, Any]]:
    """Read what was said: lines of JSON, and nothing of what is not."""
    for line in said.splitlines():
        try:
            word = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(word, dict):
            yield word


def _right(plan: Plan, client: Case, key: str, handed: Any) -> bool | None:
    """Judge what was handed in; what our own checks cannot read is wrong."""
    try:
        return judge(plan.exercise(key), client, plain(handed)).right
    except LoyaltyError:
        raise
    except Exception:  # noqa: BLE001 - whatever was handed in, it stops nobody
        return False
