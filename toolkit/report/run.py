"""Make reports: check everything, run each notebook, set it as PDF and HTML, then move all files into place at once.

What a report leaves in `clients/CLIENT/reports/`, with `baseline` for its name:
`baseline.pdf`, `baseline.html`, `baseline.ipynb` (executed), `baseline.findings.json`,
`baseline.tables.xlsx` and `baseline.run.json`;
`forecast.json` where the report expects something of actions, and `forecast.scores.json` where it scored a forecast.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.engagement import Engagement, did_you_mean, load_engagement
from toolkit.errors import FaultsError, IntakeError, LoyaltyError, ReportError
from toolkit.intake import Survey, between_waves, read_survey
from toolkit.language import Language
from toolkit.report.blocks import Meta
from toolkit.report.document import build_document, collect, findings_json
from toolkit.report.execute import execute, read_notebook
from toolkit.report.forecast import LEAVES, Forecast, Scores
from toolkit.report.manifest import notebook_for
from toolkit.report.notebook_format import NotebookNode, nbformat
from toolkit.report.parameters import checked_parameters, declared_parameters
from toolkit.report.readiness import REPORTS, WAVES_NEEDED, purged, require_final
from toolkit.report.workbook import workbook
from toolkit.workspace import client_folder, client_lock, replace_whole, staging

ENDINGS = ("pdf", "html", "ipynb", "findings.json", "tables.xlsx", "run.json")
COMPARING = "followup"  # the report that holds waves against each other
KEPT = ".failed"  # in reports/: the notebook of a run that an internal error stopped

Progress = Callable[[str, str], None]
"""Told what begins: the report ("" for all of them) and "reading", "computing", "PDF", "HTML" or "done"."""


@dataclass(frozen=True, slots=True)
class Made:
    """One report that was made: its files, the hash that names its run, and what its notebook warned of.

    `doubts`: what is odd of the waves beside each other, of a report that compares them.
    """

    report: str
    run: str
    files: tuple[Path, ...]
    warnings: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """One report about to be made: everything about it is checked."""

    report: str
    notebook: NotebookNode
    parameters: Mapping[str, Any]
    workspace: Path
    folder: Path


def run_reports(
    workspace: Path,
    client: str,
    reports: Sequence[str],
    *,
    language: str | None = None,
    final: bool = False,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> tuple[Made, ...]:
    """Make the reports of one client; all of them are put in place, or none.

    `language` and `parameters` go to every notebook; `language=None` is the client's own.
    They are final when `final` or the engagement's status says so, and then refused while something is undisclosed.
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
        if final:
            require_final(engagement)
        chosen = Language(language or engagement.client.language).code
        fixed = {"client": client, "workspace": "", "language": chosen, "final": final}
        plans = [_plan(report, workspace, folder, fixed, parameters or {}) for report in reports]
        doubts = read_waves(engagement, _asked(engagement, parameters or {}))
        target = folder / "reports"
        with staging(target) as new:
            made = [_make(plan, new, tell) for plan in plans]
            replace_whole(new, target, [path.name for one in made for path in one.files])
        return tuple(
            replace(_in_place(one, target), doubts=doubts if one.report == COMPARING else ()) for one in made
        )


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
    surveys, errors = _each_wave(engagement, only)
    between = between_waves(engagement, surveys)
    if errors or between.errors:
        raise joined([*errors, *between.errors])
    return tuple(f"{name}: {doubt}" for name, doubt in between.doubts)


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
    report: str, workspace: Path, folder: Path, fixed: Mapping[str, Any], given: Mapping[str, Any]
) -> _Plan:
    path = notebook_for(folder, report)
    notebook = read_notebook(path)
    declared = declared_parameters(notebook, str(path))
    return _Plan(
        report, notebook, {**fixed, **checked_parameters(declared, given, report)}, workspace, folder
    )


def _make(plan: _Plan, new: Path, tell: Progress) -> Made:
    """Run one notebook and write its files in the staging folder `new`."""
    report = plan.report
    tell(report, "computing")
    notebook, warnings = execute(
        plan.notebook,
        plan.parameters,
        report=report,
        workspace=plan.workspace,
        keep=plan.folder / "reports" / KEPT / f"{report}.ipynb",
    )
    document = build_document(notebook)
    blocks = collect(notebook)
    meta = next(block for block in blocks if isinstance(block, Meta))
    contents = {
        f"{report}.ipynb": f"{nbformat.writes(notebook).rstrip()}\n".encode(),
        f"{report}.findings.json": _json(findings_json(document)),
        f"{report}.tables.xlsx": workbook(document),
        f"{report}.run.json": _json({"run": meta.run, **meta.manifest}),
    }
    left = next((block for block in blocks if isinstance(block, Forecast | Scores)), None)
    if left is not None:
        contents[left.file] = _json({**left.data, "run": meta.run})
    from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyPDFExporter  # noqa: PLC0415 - slow to import

    tell(report, "PDF")
    contents[f"{report}.pdf"] = _exported(LoyaltyPDFExporter(), notebook, plan)
    tell(report, "HTML")
    contents[f"{report}.html"] = _exported(LoyaltyHTMLExporter(), notebook, plan)
    for name, content in contents.items():
        (new / name).write_bytes(content)
    tell(report, "done")
    names = [f"{report}.{ending}" for ending in ENDINGS]
    if left is not None:
        names.append(left.file)
    return Made(report, meta.run, tuple(new / name for name in names), warnings)


def _in_place(made: Made, target: Path) -> Made:
    """Name the files where they now stand, and drop what an earlier run of this report left and this one did not."""
    leaves = LEAVES.get(made.report)
    if leaves is not None and leaves.file not in [path.name for path in made.files]:
        (target / leaves.file).unlink(missing_ok=True)
    (target / KEPT / f"{made.report}.ipynb").unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # absent, or it keeps another report's
        (target / KEPT).rmdir()
    return replace(made, files=tuple(target / path.name for path in made.files))


def _exported(exporter: Any, notebook: NotebookNode, plan: _Plan) -> bytes:
    place = {"path": str(plan.folder / "reports"), "name": plan.report}
    content, _ = exporter.from_notebook_node(notebook, resources={"metadata": place})
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=isinstance(value, dict))
    return f"{text}\n".encode()
