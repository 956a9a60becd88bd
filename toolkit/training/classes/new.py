"""Make a class: a folder per participant with the notebooks and own data, and one for the trainer."""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import TrainingError, WorkspaceError
from toolkit.language import Language
from toolkit.report.workers import Pool
from toolkit.training.classes.roster import (
    TRAINER,
    Roster,
    checked_class,
    notebook_of,
    participant_folder,
    write_roster,
)
from toolkit.training.classes.welcome import FILE as WELCOME
from toolkit.training.classes.welcome import titles, welcome
from toolkit.training.client import make_client
from toolkit.training.plans import Plan, plan_of, plans
from toolkit.workspace import CLIENTS, client_lock, staging

MOST = 200  # participants
_SEEDS = 900_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a class is to be: `lessons` empty = all of them; `seed` None = drawn."""

    name: str
    participants: int
    language: str
    lessons: tuple[int, ...] = ()
    seed: int | None = None


def new_class(asked: Asked, root: Path, pool: Pool) -> Path:
    """Make a class in a folder of `root`, whole or not at all; give its folder.

    What a run that was struck down left there is cleared first.
    Raises TrainingError where it is there already, or something that cannot be is asked.
    """
    roster = _roster(asked)
    folder = root / asked.name
    try:
        root.mkdir(parents=True, exist_ok=True)
        with client_lock(root), staging(root) as part:
            if folder.exists():
                raise TrainingError(
                    f"There is a class {asked.name!r} already, in {folder}. Choose another name."
                )
            made = part / asked.name
            _make(made, roster, pool)
            made.rename(folder)
    except (OSError, WorkspaceError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise TrainingError(
            f"Cannot make a class in {root}: {why} Check its rights and its room, or give --folder."
        ) from error
    return folder


def _make(folder: Path, roster: Roster, pool: Pool) -> None:
    folder.mkdir()
    write_roster(roster, folder)
    made = [
        pool.submit(make_participant, participant_folder(folder, name), roster, name) for name in roster.seeds
    ]
    _make_trainer(folder / TRAINER, roster)
    for one in made:
        one.result()


def _roster(asked: Asked) -> Roster:
    checked_class(asked.name)
    Language(asked.language)
    if not 1 <= asked.participants <= MOST:
        raise TrainingError(f"A class has 1 to {MOST} participants; {asked.participants} were asked for.")
    if asked.seed is not None and not 0 <= asked.seed < _SEEDS:
        raise TrainingError(f"A seed is a number from 0 to {_SEEDS - 1}; {asked.seed} was given.")
    lessons = tuple(sorted(set(asked.lessons))) or tuple(plans())
    for number in lessons:
        plan_of(number)
    first = 1000 * (secrets.randbelow(_SEEDS) if asked.seed is None else asked.seed)
    width = max(2, len(str(asked.participants)))
    seeds = {f"p{number:0{width}}": first + number for number in range(1, asked.participants + 1)}
    return Roster(asked.name, asked.language, lessons, seeds)


def make_participant(folder: Path, roster: Roster, name: str) -> None:
    """Make the folder of one participant: it is a workspace, and its notebooks find their clients in it."""
    (folder / CLIENTS).mkdir(parents=True)
    for number in roster.lessons:
        make_client(plan_of(number), folder, roster.language, roster.seeds[name])
        _copy_notebook(plan_of(number), "lesson", folder, roster.language)
    _write(folder / WELCOME, welcome(roster, name, titles(folder, roster.lessons)))


def _make_trainer(folder: Path, roster: Roster) -> None:
    """Lay down what the trainer has: solutions, guides, and a workspace in which the solutions run."""
    (folder / CLIENTS).mkdir(parents=True)
    (folder / "guides").mkdir()
    for number in roster.lessons:
        plan = plan_of(number)
        _copy_notebook(plan, "solution", folder, roster.language)
        guide = _spoken(plan, "guide", ".md", roster.language)
        if guide.exists():
            shutil.copyfile(guide, folder / "guides" / f"{plan.slug}.md")


def _spoken(plan: Plan, kind: str, ending: str, language: str) -> Path:
    """Give a file of a lesson in a language, or in English where it has none."""
    spoken = [plan.folder / f"{kind}.{code}{ending}" for code in (language, "en")]
    return next((path for path in spoken if path.exists()), spoken[-1])


def _copy_notebook(plan: Plan, kind: str, folder: Path, language: str) -> None:
    source = _spoken(plan, kind, ".ipynb", language)
    target = notebook_of(folder, plan.slug)
    target.parent.mkdir(exist_ok=True)
    _write(target, json.dumps(json.loads(source.read_text("utf-8")), ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
