"""Classes as tests ask for them: made by the command line, their notebooks filled in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from toolkit.cli import app
from toolkit.training.classes.roster import notebook_of, participant_folder
from toolkit.training.plans import plan_of

LESSON = 1


def loyalty(*words: str) -> Result:
    """Run `loyalty class …`."""
    return CliRunner().invoke(app, ["class", *words], catch_exceptions=False)


def notebook(folder: Path, participant: str) -> Path:
    """Give the notebook of a participant."""
    return notebook_of(participant_folder(folder, participant), plan_of(LESSON).slug)


def hand_in(folder: Path, participant: str, *cells: str) -> None:
    """Hand in the solution of the lesson, with these cells run before the first answer."""
    path = notebook(folder, participant)
    solution = json.loads((plan_of(LESSON).folder / "solution.en.ipynb").read_text("utf-8"))
    first = next(
        place
        for place, cell in enumerate(solution["cells"])
        if "\nanswer_a" in "\n" + "".join(cell["source"])
    )
    solution["cells"][first:first] = [
        {"cell_type": "code", "id": f"own-{number}", "metadata": {}, "source": cell, "outputs": []}
        for number, cell in enumerate(cells)
    ]
    path.write_text(json.dumps(solution), encoding="utf-8")


def copy_of(folder: Path, place: Path) -> Path:
    """Give a copy of a class, for a test to spoil."""
    return Path(shutil.copytree(folder, place / folder.name, symlinks=True))


def files(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder with what is in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
