"""The page that a participant finds in their folder: what it holds, and how to begin."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.training.classes.roster import LESSONS, Roster, notebook_of
from toolkit.training.plans import plan_of

FILE = "README.md"
_RUN_ALL = "*Run* → *Restart Kernel and Run All Cells…*"  # as JupyterLab has it in every language


def titles(folder: Path, lessons: Sequence[int]) -> dict[str, str]:
    """Give the title of each notebook of a participant, by its file: the heading it begins with."""
    paths = [notebook_of(folder, plan_of(number).slug) for number in lessons]
    return {path.name: _title(path) for path in paths}


def _title(path: Path) -> str:
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").strip()
    return path.stem


def welcome(roster: Roster, participant: str, lessons: dict[str, str]) -> str:
    """Give the page in the language of the class, as Markdown."""
    return "\n".join(_lines(Language(roster.language, TRAINING), roster, participant, lessons)) + "\n"


def _lines(language: Language, roster: Roster, participant: str, lessons: dict[str, str]) -> Iterator[str]:
    say = language.say
    title = say(N_("Class {name}, participant {participant}"), name=roster.name, participant=participant)
    yield f"# {title}"
    yield ""
    yield say(
        N_("This folder is yours: your notebooks, and invented customers that nobody else in the class has.")
    )
    yield say(N_("So compare how you reasoned with your neighbours, not your numbers."))
    yield ""
    yield "## " + say(N_("How to begin"))
    yield ""
    yield say(N_("1. Open a terminal in this folder and type `jupyter lab`."))
    yield say(N_("2. Open the first notebook in the folder `{folder}`."), folder=LESSONS)
    yield say(
        N_(
            "3. Run the cells from top to bottom with Shift+Enter, and put your answer where three dots stand."
        )
    )
    yield say(N_("4. Save with Ctrl+S. Your trainer marks what is saved."))
    yield ""
    yield "## " + say(N_("Your notebooks"))
    yield ""
    yield from (f"- [{title}]({LESSONS}/{name})" for name, title in lessons.items())
    yield ""
    yield "## " + say(N_("How it is marked"))
    yield ""
    yield say(
        N_("Each notebook is run from top to bottom, on your own customers as they were on the first day.")
    )
    yield say(N_("So leave its name and its place as they are, and let it run without you."))
    yield say(N_("Try that yourself in the menu: {menu}."), menu=_RUN_ALL)
    yield say(N_("A cell that ends with an error costs only its own exercise."))
    yield say(
        N_("What a notebook writes or starts outside its own folder is stopped, and told to your trainer.")
    )
