"""What the commands print. A client's text is printed as it is: it cannot colour, move or rewrite the screen."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
STEPS = ("reading", "computing", "PDF", "HTML", "done")


def screen(*, stderr: bool = False) -> Console:
    """Give a console that reads no markup, no emoji codes and no numbers in what it prints."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)


def plain(text: str) -> str:
    """Replace what could command the terminal or turn its text round: control characters but line ends and tabs."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(character) == "Cc" and character not in "\n\t") or character in _TURNING
        else character
        for character in text
    )


def complain(message: str) -> None:
    """Print what the user is to mend on the error stream."""
    console = screen(stderr=True)
    console.print(Text("Error: ", style="bold red") + Text(plain(message)))


@contextlib.contextmanager
def shown_progress(console: Console) -> Iterator[Callable[[str, str], None]]:
    """Show how far each report is: bars on a terminal, one line per step anywhere else."""
    if not console.is_terminal:
        yield lambda report, step: console.print(f"{report}: {step}" if report else f"{step} the data")
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.fields[report]:<10}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[step]:<10}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(report: str, step: str) -> None:
            if report not in tasks:
                tasks[report] = progress.add_task(report, total=len(STEPS) - 1, report=report, step="")
            if report and "" in tasks:  # the data are read: from here each report has a bar of its own
                progress.remove_task(tasks.pop(""))
            progress.update(tasks[report], completed=STEPS.index(step), step=step)

        yield tell
