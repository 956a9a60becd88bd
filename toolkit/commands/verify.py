"""`loyalty verify`: whether every number of a report comes out the same when it is made again."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from toolkit.commands.screen import plain, screen
from toolkit.report.verify.given import given, whose
from toolkit.report.verify.verify import Verdict
from toolkit.report.verify.verify import verify as compared
from toolkit.workspace import client_lock, recover

SAME, NOT_AGAIN, DIFFERS = 0, 1, 3
MOST = 40  # differences told, unless all are asked for


def verify(path: Path, client: str | None, workspace: Path | None, *, every: bool = False) -> int:
    """Make a report again and tell what differs from it; its files are only read.

    Gives the exit code: 0 where every number is the same, 3 where something differs, and 1 where nothing does as far
    as it could be compared, but the report cannot be made again. Raises LoyaltyError where it cannot be compared.
    """
    console = screen()
    place, folder = whose(path, client, workspace)
    with client_lock(folder):
        # What a killed run had decided to put in place belongs to the report.
        recover(folder / "reports")
        report = given(path, place, folder)
        console.print(plain(f"{path.name}: run {report.run} of the {report.report} report of {folder.name}"))
        verdict = compared(report, lambda step: console.print(f"{report.report}: {step}"))
    _tell(verdict, console, every=every)
    return DIFFERS if verdict.faults else NOT_AGAIN if verdict.refused else SAME


def _tell(verdict: Verdict, console: Console, *, every: bool) -> None:
    for line in verdict.same:
        console.print(plain(f"  {line}"))
    for line in verdict.notes:
        console.print(plain(f"  note: {line}"))
    if verdict.refused:
        console.print(plain(f"It cannot be made again: {verdict.refused}"))
    if not verdict.faults:
        told = (
            "As far as that goes, nothing differs." if verdict.refused else "Every number comes out the same."
        )
        console.print(told, style="bold" if verdict.refused else "bold green")
        return
    count = "1 thing differs" if len(verdict.faults) == 1 else f"{len(verdict.faults):,} things differ"
    console.print(Text(f"{count}:", style="bold red"))
    shown = verdict.faults if every else verdict.faults[:MOST]
    for fault in shown:
        console.print(plain(f"  - {fault}"))
    if len(shown) < len(verdict.faults):
        console.print(f"  … and {len(verdict.faults) - len(shown):,} more; --all tells every one")
