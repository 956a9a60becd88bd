"""`loyalty class`: make a class, mark its notebooks, tell what was planted, and make its slides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from toolkit.catalogues import TRAINING
from toolkit.commands.screen import plain, screen
from toolkit.engagement import did_you_mean
from toolkit.errors import TrainingError
from toolkit.language import Language
from toolkit.report.run import processors
from toolkit.report.workers import workers
from toolkit.training.classes.board import Board, Bounds, mark_class, write_board
from toolkit.training.classes.mark import LIMIT, MEMORY, Marks
from toolkit.training.classes.new import Asked, new_class
from toolkit.training.classes.page import flags
from toolkit.training.classes.roster import PARTICIPANTS, TRAINER, Roster, checked_class, read_roster
from toolkit.training.classes.truth import truths

CLASSES = "classes"
LONGEST, MOST = 3600, 1000  # seconds and GB of a notebook
_ENGLISH = Language("en", TRAINING)


def new(
    name: str,
    *,
    participants: int,
    language: str,
    lessons: str = "",
    folder: Path | None = None,
    seed: int | None = None,
) -> Path:
    """Make a class in `classes/` of the current folder, or in `folder`; give its folder.

    `lessons` are numbers with commas between them; "" for all. Raises TrainingError where that cannot be.
    """
    asked = Asked(name, participants, language, _numbers(lessons), seed)
    root = _root(folder)
    console = screen()
    with workers(max(1, min(processors(), participants)), lasting=True) as pool:
        made = new_class(asked, root, pool)
    roster = read_roster(made)
    count = f"{participants} participants" if participants != 1 else "1 participant"
    console.print(plain(f"Class {name}: {count}, lessons {_listed(roster.lessons)}, in {made}"))
    console.print(plain(f"Give each participant one folder of {made / PARTICIPANTS}"))
    console.print(
        plain(f"Solutions and guides are in {made / TRAINER}: keep that folder and class.json to yourself.")
    )
    return made


def check(
    name: str,
    *,
    lesson: int | None = None,
    jobs: int | None = None,
    limit: float = LIMIT,
    memory: float = MEMORY,
    folder: Path | None = None,
) -> Board:
    """Mark the notebooks of a class, print the board and write it for the trainer.

    Raises TrainingError where the class itself cannot be read, and WorkspaceError where the board cannot be written.
    """
    if (jobs is not None and jobs < 1) or not 0 < limit <= LONGEST or not 0 < memory <= MOST:
        raise TrainingError(
            f"--jobs, --limit and --memory must be more than 0; --limit at most {LONGEST} seconds, "
            f"--memory at most {MOST} GB."
        )
    place, roster = _class(name, folder)
    lessons = _of_class(roster, lesson)
    console = screen()
    with (
        _progress(len(lessons) * len(roster.seeds), console) as told,
        workers(jobs or processors(), lasting=True) as pool,
    ):
        board = mark_class(place, roster, lessons, Bounds(limit, memory), pool, told)
    data, page = write_board(board, place)
    _print(board, console)
    console.print(plain(f"\nThe board is {page} and {data.name}"))
    return board


def truth(name: str, *, participant: str | None = None, folder: Path | None = None) -> None:
    """Print what was planted for each participant, or for one. Raises TrainingError where there is none such."""
    _, roster = _class(name, folder)
    if participant is not None and participant not in roster.seeds:
        hint = did_you_mean(participant, tuple(roster.seeds))
        there = f"Its participants are {_listed(tuple(roster.seeds))}."
        raise TrainingError(" ".join(filter(None, (f"Class {name} has no {participant!r}.", hint, there))))
    chosen = tuple(roster.seeds) if participant is None else (participant,)
    with workers(max(1, min(processors(), len(chosen) * len(roster.lessons))), lasting=True) as pool:
        found = truths(roster, chosen, roster.lessons, pool)
    table = Table("participant", "lesson", "what was planted", box=None, pad_edge=False)
    for (who, lesson), sentences in found.items():
        table.add_row(who, str(lesson), Text(plain("\n".join(sentences))))
    screen().print(table, soft_wrap=False)


def slides(name: str, *, folder: Path | None = None) -> None:
    """Make the slides of a class's lessons in the trainer's folder."""
    from toolkit.training.slides import write_slides  # noqa: PLC0415 - slow to import

    place, roster = _class(name, folder)
    with workers(max(1, min(processors(), len(roster.lessons))), lasting=True) as pool:
        made = write_slides(place / TRAINER, roster.language, roster.lessons, pool)
    for path in made:
        screen().print(plain(str(path)))


def _root(folder: Path | None) -> Path:
    return (folder or Path.cwd() / CLASSES).absolute()


def _class(name: str, folder: Path | None) -> tuple[Path, Roster]:
    place = _root(folder) / checked_class(name)
    return place, read_roster(place)


def _numbers(lessons: str) -> tuple[int, ...]:
    try:
        return tuple(int(one) for one in lessons.split(",")) if lessons.strip() else ()
    except ValueError:
        raise TrainingError(
            f"--lessons {lessons!r} is no list of numbers. Write them with commas, such as 1,3."
        ) from None


def _of_class(roster: Roster, lesson: int | None) -> tuple[int, ...]:
    if lesson is not None and lesson not in roster.lessons:
        raise TrainingError(
            f"Class {roster.name} does not take lesson {lesson}. It takes {_listed(roster.lessons)}."
        )
    return roster.lessons if lesson is None else (lesson,)


def _listed(things: tuple[object, ...]) -> str:
    return ", ".join(map(str, things))


@contextlib.contextmanager
def _progress(notebooks: int, console: Console) -> Iterator[Callable[[str, int, Marks], None]]:
    """Show on a terminal how many notebooks are marked; anywhere else nothing."""
    if not console.is_terminal:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("notebooks marked", total=notebooks)

        def told(name: str, lesson: int, _: Marks) -> None:
            progress.update(task, advance=1, description=f"{name}, lesson {lesson}")

        yield told


def _print(board: Board, console: Console) -> None:
    """Print the points, and under them what a trainer should know beside these."""
    table = Table(box=None)
    for name in ("participant", *map(str, board.lessons), "all"):
        table.add_column(name, no_wrap=True)
    notes = []
    for name in board.roster.seeds:
        cells = []
        for lesson in board.lessons:
            marks = board.marks[name, lesson]
            told = [*flags(marks, _ENGLISH), *filter(None, [board.faults.get((name, lesson))])]
            cells.append(_cell(marks, told=bool(told)))
            if told:
                notes.append(f"{name}, lesson {lesson}: {' '.join(told)}")
        table.add_row(name, *cells, f"{board.points(name)}/{board.most}")
    console.print(f"Points per lesson{'; what ! means stands below' if notes else ''}:")
    console.print(table, soft_wrap=False)
    if notes:
        console.print()
        console.print(plain("\n".join(notes)))


def _cell(marks: Marks, *, told: bool) -> Text:
    """Give the points of one notebook: green where all are there, and marked where more is told of it."""
    whole = marks.points == len(marks.right)
    cell = Text(f"{marks.points}/{len(marks.right)}", style="green" if whole else "")
    return cell.append("!", style="bold red") if told else cell
