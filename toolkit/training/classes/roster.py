"""A class: who is in it, which lessons it takes, and the seed of each participant; `class.json` in its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from toolkit.catalogues import available_languages
from toolkit.errors import TrainingError, WorkspaceError
from toolkit.workspace import LONGEST_NAME, checked_name

_PARTICIPANT: Final = re.compile(r"p\d{2,3}")
FILE: Final = "class.json"
PARTICIPANTS, TRAINER = "participants", "trainer"
LESSONS: Final = "lessons"  # the folder of a participant's notebooks


@dataclass(frozen=True, slots=True)
class Roster:
    """One class. `seeds` are by participant (p01, p02, …); the trainer's own is that of each lesson's plan."""

    name: str
    language: str
    lessons: tuple[int, ...]
    seeds: Mapping[str, int]


def checked_class(name: str) -> str:
    """Give the name of a class back if a folder may be called so on every system. Raises TrainingError if not."""
    try:
        return checked_name(name)
    except WorkspaceError as error:
        raise TrainingError(
            f"{name[:40]!r} cannot be the name of a class. Use at most {LONGEST_NAME} lower-case letters, digits "
            f"and hyphens, such as autumn-27, and no name that Windows keeps for a device."
        ) from error


def write_roster(roster: Roster, folder: Path) -> None:
    """Write `class.json`."""
    text = json.dumps(asdict(roster), ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_roster(folder: Path) -> Roster:
    """Read the class in a folder. Raises TrainingError where there is none, or its file cannot be read."""
    path = folder / FILE
    if not path.is_file():
        raise TrainingError(
            f"There is no class in {folder}: it has no {FILE}. Make one with loyalty class new {folder.name}, or give "
            f"--folder the folder that it stands in."
        )
    try:
        raw = json.loads(path.read_text("utf-8"))
        roster = Roster(
            str(raw["name"]),
            str(raw["language"]),
            tuple(int(number) for number in raw["lessons"]),
            {str(name): int(seed) for name, seed in raw["seeds"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingError(
            f"{path} cannot be read as a class ({type(error).__name__}: {error}). Put back the file that "
            f"`loyalty class new` made, or make the class anew."
        ) from error
    _refuse_odd(roster, path)
    if roster.language not in available_languages():
        raise TrainingError(f"{path}: there is no language {roster.language!r}.")
    return roster


def _refuse_odd(roster: Roster, path: Path) -> None:
    """Refuse what `loyalty class new` never wrote: a name such as ../p01 would lead out of the class."""
    odd = [name for name in roster.seeds if not _PARTICIPANT.fullmatch(name)]
    if odd or not roster.seeds or not roster.lessons:
        what = f"there is no participant {odd[0]!r}" if odd else "it has no participants or no lessons"
        raise TrainingError(f"{path}: {what}. Put back the file that `loyalty class new` made.")


def participant_folder(folder: Path, participant: str) -> Path:
    """Give the folder of a participant."""
    return folder / PARTICIPANTS / participant


def notebook_of(folder: Path, slug: str) -> Path:
    """Give where the notebook of a lesson stands in a participant's folder."""
    return folder / LESSONS / f"{slug}.ipynb"
