"""Make reports: check everything, run each notebook, set it as PDF and HTML, then move all files into place at once.

What a report leaves in `clients/CLIENT/reports/`, with `baseline` for its name:
`baseline.pdf`, `baseline.html`, `baseline.ipynb` (executed), `baseline.findings.json`,
`baseline.tables.xlsx`, `baseline.slides.pptx`, `baseline.figures.zip` (the figures as SVG) and `baseline.run.json`;
`forecast.json` where the report expects something of actions, and `forecast.scores.json` where it scored a forecast;
`history/` keeps what later runs are compared with (`toolkit.report.runs.history`).
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.errors import ReportError
from toolkit.report.names import REPORTS, WAVES_NEEDED
from toolkit.report.workers import workers
from toolkit.report.workers.process import is_own
from toolkit.workspace import client_folder

if TYPE_CHECKING:
    from toolkit.engagement import Engagement

ENDINGS = (
    *("pdf", "html", "ipynb", "findings.json"),
    *("tables.xlsx", "slides.pptx", "figures.zip", "run.json"),
)
COMPARING = "followup"  # the report that holds waves against each other

T = TypeVar("T")
Progress = Callable[[str, str], None]
"""Told what begins: the report ("" for all of them) and "reading", "computing", "PDF", "HTML" or "done"."""


@dataclass(frozen=True, slots=True)
class Made:
    """One report that was made: its files, the hash that names its run, and what its notebook warned of.

    `doubts`: what is odd of the waves beside each other, of a report that compares them.
    `kept`: the names, under reports/, of what the run leaves to be compared with.
    """

    report: str
    run: str
    files: tuple[Path, ...]
    warnings: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a run; `reports=None` is all that there are waves for, `at_once` how many are made at once."""

    reports: tuple[str, ...] | None
    language: str | None = None
    final: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    today: datetime.date | None = None
    at_once: int = 1


def run_reports(
    workspace: Path,
    client: str,
    reports: Sequence[str] | None = None,
    *,
    language: str | None = None,
    final: bool = False,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    today: datetime.date | None = None,
    at_once: int | None = None,
) -> tuple[Made, ...]:
    """Make the reports of one client; all of them are put in place, or none.

    `reports=None` is all that the engagement has waves enough for. `language` and `parameters` go to every notebook;
    `language=None` is the client's own. They are final when `final` or the engagement's status says so, and then
    refused for all that `toolkit.report.final.final` finds; `today` is the day on which that is asked.
    Each report is made in a process of its own, `at_once` of them beside each other: by default all of them where there
    is more than one processor, and one after the other where this process is itself one of `toolkit.report.workers`.
    Raises EngagementError, IntakeError, ReportError or WorkspaceError before any report is touched.
    """
    workspace = workspace.absolute()  # the processes may stand elsewhere
    names = None if reports is None else tuple(checked_report(report) for report in reports)
    client_folder(workspace, client)
    # All of them end sooner beside each other than in turns, also where there are fewer processors.
    at_once = at_once or (1 if is_own() or processors() == 1 else len(REPORTS))
    asked = Asked(names, language, final, parameters or {}, today, at_once)
    return _in_a_process_of_its_own(_make_reports, progress, workspace, client, asked)


def _in_a_process_of_its_own(task: Callable[..., T], tell: Progress | None, *given: Any) -> T:
    """Call `task(told, *given)` in a process of its own, which this may be already."""
    if is_own():
        return task(tell or _silent, *given)
    with workers(1) as pool:
        return pool.submit(task, *given, tell=tell or _silent).result()


def _make_reports(told: Progress, workspace: Path, client: str, asked: Asked) -> tuple[Made, ...]:
    from toolkit.report.make import make_reports  # noqa: PLC0415 - loaded in the process that does it

    return make_reports(told, workspace, client, asked)


def remake(
    workspace: Path, client: str, report: str, parameters: Mapping[str, Any], target: Path
) -> dict[str, bytes]:
    """Make a report anew in an empty folder `target`, and give all it leaves by name; the client's own stay untouched.

    `parameters` are those that a run.json tells; a final report is not held to what a new one must meet.
    Raises EngagementError, IntakeError, ReportError or WorkspaceError where it cannot be made any more.
    """
    client_folder(workspace, client)
    given = (workspace.absolute(), client, checked_report(report), dict(parameters), target.absolute())
    _in_a_process_of_its_own(_remake_report, None, *given)
    found = {path.relative_to(target).as_posix(): path for path in sorted(target.rglob("*"))}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def _remake_report(told: Progress, *given: Any) -> None:
    from toolkit.report.make import remake_report  # noqa: PLC0415 - loaded in the process that does it

    remake_report(told, *given)


def processors() -> int:
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked_report(report: str) -> str:
    """Give the name of a report back; refuse one that there is not."""
    if report not in REPORTS:
        from toolkit.engagement import did_you_mean  # noqa: PLC0415 - slow to import

        hint = did_you_mean(report, (*REPORTS, "all"))
        choice = f"Choose one of: {', '.join(REPORTS)}, or all."
        raise ReportError(" ".join(filter(None, (f"There is no report {report!r}.", hint, choice))))
    return report


def possible_reports(engagement: Engagement) -> tuple[str, ...]:
    """Give the reports that the engagement has waves enough for."""
    return tuple(report for report in REPORTS if WAVES_NEEDED[report] <= len(engagement.waves))


def _silent(report: str, step: str) -> None:
    """Tell nobody."""
