"""Make reports: check everything, run each notebook, set it as PDF and HTML, then move all files into place at once.

What a report leaves in `clients/CLIENT/reports/`, with `baseline` for its name:
`baseline.pdf`, `baseline.html`, `baseline.ipynb` (executed), `baseline.findings.json`,
`baseline.tables.xlsx`, `baseline.slides.pptx`, `baseline.figures.zip` (the figures as SVG) and `baseline.run.json`;
`forecast.json` where the report expects something of actions, and `forecast.scores.json` where it scored a forecast;
`history/` keeps what later runs are compared with (`toolkit.report.runs.history`).
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.engagement import Engagement, did_you_mean, load_engagement
from toolkit.errors import FaultsError, IntakeError, LoyaltyError, ReportError
from toolkit.intake import Survey, between_waves, read_survey
from toolkit.language import Language
from toolkit.report.execute import execute, read_notebook
from toolkit.report.files import report_files
from toolkit.report.final.final import refuse_before, refuse_pages
from toolkit.report.final.readiness import REPORTS, WAVES_NEEDED, purged
from toolkit.report.forecast import LEAVES
from toolkit.report.manifest import notebook_for
from toolkit.report.notebook_format import NotebookNode
from toolkit.report.own.ejected import without_own_outputs
from toolkit.report.parameters import FIXED, checked_parameters, declared_parameters
from toolkit.report.runs.history import kept_files, order_file
from toolkit.workspace import client_folder, client_lock, replace_whole, staging

ENDINGS = (
    *("pdf", "html", "ipynb", "findings.json"),
    *("tables.xlsx", "slides.pptx", "figures.zip", "run.json"),
)
COMPARING = "followup"  # the report that holds waves against each other
KEPT = ".failed"  # in reports/: the notebook of a run that an internal error stopped

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
class _Plan:
    """One report about to be made: everything about it is checked.

    `keep` is where its notebook goes when an internal error stops it; None: nowhere.
    """

    report: str
    notebook: NotebookNode
    parameters: Mapping[str, Any]
    workspace: Path
    folder: Path
    keep: Path | None


def run_reports(
    workspace: Path,
    client: str,
    reports: Sequence[str],
    *,
    language: str | None = None,
    final: bool = False,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    today: datetime.date | None = None,
) -> tuple[Made, ...]:
    """Make the reports of one client; all of them are put in place, or none.

    `language` and `parameters` go to every notebook; `language=None` is the client's own.
    They are final when `final` or the engagement's status says so, and then refused for all that
    `toolkit.report.final.final` finds; `today` is the day on which that is asked.
    Raises EngagementError, IntakeError, ReportError or WorkspaceError before any report is touched.
    """
    tell = progress or _silent
    for report in reports:
        checked_report(report)
    folder = client_folder(workspace, client)
    with client_lock(folder):
        tell("", "reading")
        engagement = load_engagement(folder)
        _require_waves(engagement, reports)
        final = final or engagement.status == "final"
        chosen = Language(language or engagement.client.language).code
        fixed = {"client": client, "workspace": "", "language": chosen, "final": final}
        plans = [_plan(report, workspace, folder, fixed, parameters or {}) for report in reports]
        surveys, doubts = _told_waves(engagement, _asked(engagement, parameters or {}))
        target = folder / "reports"
        if final:
            refuse_before(engagement, surveys, reports, chosen, target, today)
        with staging(target) as new:
            made = [_make(plan, new, tell) for plan in plans]
            if final:
                refuse_pages(engagement, surveys, reports, new, target)
            order = order_file(target, [f"{one.report}-{one.run}" for one in made])
            _write(new, order)
            names = [path.relative_to(new).as_posix() for one in made for path in one.files]
            replace_whole(new, target, [*names, *(name for one in made for name in one.kept), *order])
        return tuple(
            replace(_in_place(one, new, target), doubts=doubts if one.report == COMPARING else ())
            for one in made
        )


def remake(
    workspace: Path, client: str, report: str, parameters: Mapping[str, Any], target: Path
) -> dict[str, bytes]:
    """Make a report anew in an empty folder `target`, and give all it leaves by name; the client's own stay untouched.

    `parameters` are those that a run.json tells; a final report is not held to what a new one must meet.
    Raises EngagementError, IntakeError, ReportError or WorkspaceError where it cannot be made any more.
    """
    folder = client_folder(workspace, client)
    engagement = load_engagement(folder)
    usual = engagement.waves if report == COMPARING else engagement.waves[:1]
    asked = _asked(engagement, parameters) or [one.id for one in usual]
    gone = [purged(engagement, one) for one in engagement.waves if one.id in asked]
    if deleted := [error for error in gone if error is not None]:
        raise joined(deleted)
    fixed = {
        **{"client": client, "workspace": ""},
        **{"language": str(parameters.get("language", "")), "final": parameters.get("final") is True},
    }
    own = {name: value for name, value in parameters.items() if name not in FIXED}
    _make(_plan(checked_report(report), workspace, folder, fixed, own, again=True), target, _silent)
    found = {path.relative_to(target).as_posix(): path for path in sorted(target.rglob("*"))}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def checked_report(report: str) -> str:
    """Give the name of a report back; refuse one that there is not."""
    if report not in REPORTS:
        hint = did_you_mean(report, (*REPORTS, "all"))
        choice = f"Choose one of: {', '.join(REPORTS)}, or all."
        raise ReportError(" ".join(filter(None, (f"There is no report {report!r}.", hint, choice))))
    return report


def possible_reports(engagement: Engagement) -> tuple[str, ...]:
    """Give the reports that the engagement has waves enough for."""
    return tuple(report for report in REPORTS if WAVES_NEEDED[report] <= len(engagement.waves))


def read_waves(engagement: Engagement, only: Iterable[str] | None = None) -> tuple[str, ...]:
    """Read the data of every wave, or of those in `only`; give what is doubtful of them beside each other.

    The faults of all files come in one IntakeError.
    """
    return _told_waves(engagement, only)[1]


def _told_waves(engagement: Engagement, only: Iterable[str] | None) -> tuple[list[Survey], tuple[str, ...]]:
    surveys, errors = _each_wave(engagement, only)
    between = between_waves(engagement, surveys)
    if errors or between.errors:
        raise joined([*errors, *between.errors])
    return between.told(surveys), tuple(f"{name}: {doubt}" for name, doubt in between.doubts)


def tried_waves(engagement: Engagement) -> tuple[list[Survey], list[LoyaltyError]]:
    """Read the data of every wave: those that can be read, and the errors, also of waves beside each other."""
    surveys, errors = _each_wave(engagement, None)
    between = between_waves(engagement, surveys)
    return between.told(surveys), [*errors, *between.errors]


def _each_wave(engagement: Engagement, only: Iterable[str] | None) -> tuple[list[Survey], list[LoyaltyError]]:
    surveys: list[Survey] = []
    errors: list[LoyaltyError] = []
    chosen = [one for one in engagement.waves if only is None or one.id in only]
    for wave in chosen:
        try:
            surveys.append(read_survey(engagement, wave.id))
        except LoyaltyError as error:
            errors.append(purged(engagement, wave) or error)
    return surveys, errors


def _asked(engagement: Engagement, parameters: Mapping[str, Any]) -> list[str] | None:
    """Give the waves that the parameter `waves` names; None for all, also where the notebook will refuse it."""
    named = {part.strip() for part in str(parameters.get("waves", "")).split(",")}
    known = [one.id for one in engagement.waves]
    return [name for name in known if name in named] if named <= set(known) else None


def joined(errors: Sequence[LoyaltyError]) -> LoyaltyError:
    """Make one error of several, with all their faults."""
    if len(errors) == 1:
        return errors[0]
    headlines = [error.headline if isinstance(error, FaultsError) else str(error) for error in errors]
    faults = [fault for error in errors if isinstance(error, FaultsError) for fault in error.faults]
    ended = [one if one.endswith((".", "?", "!")) else f"{one}." for one in headlines[:-1]]
    return IntakeError(" ".join([*ended, headlines[-1]]), faults)


def _silent(report: str, step: str) -> None:
    """Tell nobody."""


def _require_waves(engagement: Engagement, reports: Iterable[str]) -> None:
    for report in reports:
        if report not in possible_reports(engagement):
            raise ReportError(
                f"The {report} report needs {WAVES_NEEDED[report]} waves; {engagement.slug} has "
                f"{len(engagement.waves)}. Add the later measurement under [[waves]] in engagement.toml."
            )


def _plan(
    report: str,
    workspace: Path,
    folder: Path,
    fixed: Mapping[str, Any],
    given: Mapping[str, Any],
    *,
    again: bool = False,
) -> _Plan:
    """Check a report about to be made; one made `again` is told no parameter that its notebook says itself."""
    path = notebook_for(folder, report)
    notebook = read_notebook(path)
    declared = declared_parameters(notebook, str(path))
    checked = checked_parameters(declared, given, report)
    own = {name: value for name, value in checked.items() if not (again and declared[name].says(value))}
    stopped = None if again else folder / "reports" / KEPT / f"{report}.ipynb"
    return _Plan(report, notebook, {**fixed, **own}, workspace, folder, stopped)


def _make(plan: _Plan, new: Path, tell: Progress) -> Made:
    """Run one notebook and write its files in the staging folder `new`."""
    from toolkit.report.paper.typesetting import lacking  # noqa: PLC0415 - slow to import

    report = plan.report
    tell(report, "computing")
    notebook, warnings = execute(
        plan.notebook,
        plan.parameters,
        report=report,
        workspace=plan.workspace,
        keep=plan.keep,
    )
    warnings += tuple(without_own_outputs(notebook))
    made = report_files(notebook, report, plan.folder, lambda step: tell(report, step))
    warnings += lacking(made.document)
    run, record = made.meta.run, made.meta.manifest
    kept = kept_files(run, record, made.document, plan.folder)
    _write(new, {**made.contents, **kept})
    tell(report, "done")
    names = [f"{report}.{ending}" for ending in ENDINGS] + ([made.beside] if made.beside else [])
    return Made(report, run, tuple(new / name for name in names), warnings, kept=tuple(kept))


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _in_place(made: Made, new: Path, target: Path) -> Made:
    """Name the files where they now stand, and drop what an earlier run of this report left and this one did not."""
    leaves = LEAVES.get(made.report)
    if leaves is not None and leaves.file not in [path.name for path in made.files]:
        (target / leaves.file).unlink(missing_ok=True)
    (target / KEPT / f"{made.report}.ipynb").unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # absent, or it keeps another report's
        (target / KEPT).rmdir()
    return replace(made, files=tuple(target / path.relative_to(new) for path in made.files))
