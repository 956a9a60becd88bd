"""Inside a process of its own: the reports of one client, each in a process of its own again, put in place at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.engagement import Engagement, load_engagement
from toolkit.engagement.private import STOPPED
from toolkit.errors import LoyaltyError, ReportError
from toolkit.intake import Survey
from toolkit.language import Language
from toolkit.report.execute import execute, read_notebook
from toolkit.report.files import report_files
from toolkit.report.final.final import refuse_before, refuse_pages
from toolkit.report.final.readiness import WAVES_NEEDED, purged
from toolkit.report.forecast import LEAVES
from toolkit.report.manifest import notebook_for
from toolkit.report.notebook_format import NotebookNode
from toolkit.report.own.ejected import without_own_outputs
from toolkit.report.parameters import FIXED, checked_parameters, declared_parameters
from toolkit.report.run import COMPARING, ENDINGS, Asked, Made, possible_reports
from toolkit.report.runs.history import kept_files, order_file
from toolkit.report.waves import asked_waves, each_wave, hand_over, joined, told_waves
from toolkit.report.workers.beside import Call, may_fork, side_by_side
from toolkit.report.workers.preload import load_for
from toolkit.report.workers.wire import Tell
from toolkit.workspace import client_folder, client_lock, replace_whole, staging, temporary_files_in

# The one that takes longest begins first.
_LONGEST_FIRST = ("baseline", "followup", "drivers")
# Of more respondents in all waves together reports are made one after the other: of a million, one holds up to 3 GB.
_MOST_BESIDE = 400_000


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


def make_reports(told: Tell, workspace: Path, client: str, asked: Asked) -> tuple[Made, ...]:
    """Make the reports of one client as `toolkit.report.run.run_reports` tells, in this process and its children."""
    folder = client_folder(workspace, client)
    with client_lock(folder):
        told("", "reading")
        engagement = load_engagement(folder)
        reports = possible_reports(engagement) if asked.reports is None else asked.reports
        _require_waves(engagement, reports)
        final = asked.final or engagement.status == "final"
        words = Language(asked.language or engagement.client.language)
        chosen = words.code
        fixed = {"client": client, "workspace": "", "language": chosen, "final": final}
        plans = [_plan(report, workspace, folder, fixed, asked.parameters) for report in reports]
        target = folder / "reports"
        with staging(target) as new, temporary_files_in(new):
            shared = partial(load_for, reports, orders=engagement.orders is not None, words=words)
            surveys, doubts = _read(engagement, asked_waves(engagement, asked.parameters), shared)
            if final:
                refuse_before(engagement, surveys, reports, chosen, target, asked.today)
            made = _each(plans, new, told, _together(asked.at_once, surveys))
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


def _read(
    engagement: Engagement, only: Iterable[str] | None, meanwhile: Callable[[], None]
) -> tuple[list[Survey], tuple[str, ...]]:
    """Read the waves once for all reports, and do something else `meanwhile`.

    Where processes are forked it is done in one of its own: reading may leave threads, and then no fork is safe.
    """
    if not may_fork():
        return told_waves(engagement, each_wave(engagement, only))
    call = Call(each_wave, (engagement, only), "The process that reads the data")
    (read,) = side_by_side([call], 1, meanwhile=meanwhile)
    if isinstance(read, LoyaltyError):
        raise read
    hand_over(engagement, read[0])
    return told_waves(engagement, read)


def _together(at_once: int, surveys: Sequence[Survey]) -> int:
    """Say how many reports may be made at once, so that they fit in memory together (`benchmarks.size`)."""
    return at_once if sum(len(one.items) for one in surveys) <= _MOST_BESIDE else 1


def _each(plans: Sequence[_Plan], new: Path, told: Tell, at_once: int) -> list[Made]:
    """Make each report in a process of its own; raise the errors of all that could not be made."""
    order = sorted(plans, key=lambda plan: _LONGEST_FIRST.index(plan.report))
    calls = [
        Call(_make, (plan, new), f"The process that computes the {plan.report} report") for plan in order
    ]
    results = dict(zip((plan.report for plan in order), side_by_side(calls, at_once, told), strict=True))
    found = [results[plan.report] for plan in plans]
    if errors := [one for one in found if isinstance(one, LoyaltyError)]:
        raise errors[0] if len(errors) == 1 else ReportError("\n".join(str(error) for error in errors))
    return [one for one in found if isinstance(one, Made)]


def remake_report(
    told: Tell, workspace: Path, client: str, report: str, parameters: Mapping[str, Any], target: Path
) -> None:
    """Make a report anew in an empty folder `target`, as `toolkit.report.run.remake` tells."""
    folder = client_folder(workspace, client)
    engagement = load_engagement(folder)
    usual = engagement.waves if report == COMPARING else engagement.waves[:1]
    asked = asked_waves(engagement, parameters) or [one.id for one in usual]
    gone = [purged(engagement, one) for one in engagement.waves if one.id in asked]
    if deleted := [error for error in gone if error is not None]:
        raise joined(deleted)
    fixed = {
        **{"client": client, "workspace": ""},
        **{"language": str(parameters.get("language", "")), "final": parameters.get("final") is True},
    }
    own = {name: value for name, value in parameters.items() if name not in FIXED}
    _make(told, _plan(report, workspace, folder, fixed, own, again=True), target)


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
    stopped = None if again else folder / "reports" / STOPPED / f"{report}.ipynb"
    return _Plan(report, notebook, {**fixed, **own}, workspace, folder, stopped)


def _make(told: Tell, plan: _Plan, new: Path) -> Made:
    """Run one notebook and write its files in the staging folder `new`."""
    from toolkit.report.paper.typesetting import lacking  # noqa: PLC0415 - slow to import

    report = plan.report
    told(report, "computing")
    notebook, warnings = execute(
        plan.notebook,
        plan.parameters,
        report=report,
        workspace=plan.workspace,
        keep=plan.keep,
    )
    warnings += tuple(without_own_outputs(notebook))
    made = report_files(notebook, report, plan.folder, lambda step: told(report, step))
    warnings += lacking(made.document)
    run, record = made.meta.run, made.meta.manifest
    left = {made.beside: made.contents[made.beside]} if made.beside else {}
    kept = kept_files(run, record, made.document, plan.folder, left)
    _write(new, {**made.contents, **kept})
    told(report, "done")
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
    (target / STOPPED / f"{made.report}.ipynb").unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # absent, or it keeps another report's
        (target / STOPPED).rmdir()
    return replace(made, files=tuple(target / path.relative_to(new) for path in made.files))
