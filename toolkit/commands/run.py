"""`loyalty run`: make a client's reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.commands.screen import plain, screen, shown_progress
from toolkit.errors import ReportError
from toolkit.report.names import REPORTS
from toolkit.report.run import checked_report, run_reports


def run(
    workspace: Path,
    client: str,
    report: str = "all",
    *,
    language: str | None = None,
    final: bool = False,
    parameters: Sequence[str] = (),
) -> None:
    """Make one report, or all that the engagement has waves enough for; `parameters` are of the form KEY=VALUE."""
    given = _pairs(parameters)
    console = screen()
    chosen = None if report == "all" else (checked_report(report),)
    with shown_progress(console) as tell:
        made = run_reports(
            workspace, client, chosen, language=language, final=final, parameters=given, progress=tell
        )
    if chosen is None:
        for skipped in REPORTS[len(made) :]:
            console.print(f"{skipped}: skipped, because {client} has one wave so far")
    for one in made:
        for doubt in one.doubts:
            console.print(f"{one.report}: doubtful: {plain(doubt)}")
        for warning in one.warnings:
            console.print(f"{one.report}: the notebook warned: {plain(warning)}")
    console.print(f"\nReports of {client}, run {', '.join(one.run for one in made)}:")
    for one in made:
        for path in one.files[:2]:
            console.print(f"  {path}")


def _pairs(parameters: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals or not key:
            raise ReportError(
                f"After -p comes a name and a value, such as -p waves baseline; {parameter!r} is one word."
            )
        if key in pairs:
            raise ReportError(f"The parameter {key!r} is given twice. Give it once.")
        pairs[key] = value
    return pairs
