"""`loyalty diff`: what changed between two runs of a client's report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from toolkit.commands.screen import plain, screen
from toolkit.engagement import did_you_mean
from toolkit.errors import ReportError
from toolkit.report.final.readiness import REPORTS
from toolkit.report.runs.compare import Change, finding_changes, table_changes
from toolkit.report.runs.history import KeptRun, found_run, read_run, runs_kept
from toolkit.report.runs.records import SUBJECTS, RecordChange, record_changes, setting_changes
from toolkit.workspace import client_folder

MOST_CELLS = 10  # told of one table, unless all are asked for
ENGAGEMENT_KEYS = "What changed in engagement.toml"


def diff(
    workspace: Path, client: str, names: Sequence[str] = (), *, listed: bool = False, every: bool = False
) -> None:
    """Tell what changed between two runs: their data, settings, versions, findings and numbers.

    `names` are two runs, one (held against the last of its report), or a report (its last two); without any, the last
    two runs of each report. `listed`: only list what is kept; `every`: tell every number. Raises ReportError where
    there is nothing to compare.
    """
    reports = client_folder(workspace, client) / "reports"
    console = screen()
    if listed:
        _list(reports, client, console)
        return
    pairs = _pairs(reports, client, names)
    for first, second in pairs:
        tell(read_run(reports, first), read_run(reports, second), console, every=every)


def _list(reports: Path, client: str, console: Console) -> None:
    names = runs_kept(reports)
    if not names:
        console.print(f"{client} has kept no run yet: each loyalty run keeps its own.")
    for name in names:
        console.print(plain(_headline(read_run(reports, name))))


def _headline(run: KeptRun) -> str:
    parameters = run.record.get("parameters", {})
    status = "final" if parameters.get("final") else "draft"
    others = [
        f"{key} {value}"
        for key, value in parameters.items()
        if key not in ("language", "final") and value != ""
    ]
    told = ", ".join([run.language, status, *others])
    return f"{run.name}: {told}; loyalty-toolkit {run.record.get('toolkit')}, {len(run.findings)} findings"


def _pairs(reports: Path, client: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Choose which runs are compared."""
    kept = runs_kept(reports)
    if len(names) > 2:
        raise ReportError(f"Name two runs at most, not {len(names)}: loyalty diff {client} RUN1 RUN2.")
    if not names or names[0] in REPORTS:
        return _last_two(reports, client, kept, [names[0]] if names else REPORTS, second=names[1:])
    first = found_run(reports, names[0])
    report = first.split("-")[0]
    second = (
        found_run(reports, names[1])
        if len(names) == 2
        else [one for one in kept if one.startswith(f"{report}-")][-1]
    )
    if second.split("-")[0] != report:
        raise ReportError(f"{first} and {second} are runs of two reports. Choose two runs of one.")
    if first == second:
        raise ReportError(f"{first} is the last run of its report: name another to hold it against.")
    return [(first, second)]


def _last_two(
    reports: Path, client: str, kept: Sequence[str], asked: Sequence[str], second: Sequence[str]
) -> list[tuple[str, str]]:
    """Give the last run of each report with the one before it in the same language."""
    if second:
        raise ReportError(
            f"{second[0]!r} stands behind the name of a report. Name two runs: loyalty diff {client} RUN1 RUN2."
            + (f" {hint}" if (hint := did_you_mean(second[0], kept)) else "")
        )
    pairs = []
    for report in asked:
        runs = [read_run(reports, name) for name in kept if name.startswith(f"{report}-")]
        alike = [one for one in runs if one.language == runs[-1].language]
        if len(alike) > 1:
            pairs.append((alike[-2].name, alike[-1].name))
    if not pairs:
        known = (
            f"Kept are: {', '.join(kept)}." if kept else "No run is kept yet; each loyalty run keeps its own."
        )
        raise ReportError(f"{client} has no two runs of one report in one language to compare. {known}")
    return pairs


def tell(before: KeptRun, after: KeptRun, console: Console, *, every: bool = False) -> None:
    """Print what changed between two runs, subject by subject."""
    console.print(plain(f"\nFrom {_headline(before)}\n  to {_headline(after)}"), style="bold")
    found = record_changes(before.record, after.record)
    keys = setting_changes(before.engagement, after.engagement)
    for subject in SUBJECTS:
        _records(subject, [one for one in found if one.subject == subject], console)
    if keys:
        console.print(f"\n{ENGAGEMENT_KEYS}:")
        _lines(keys, console)
    _findings(finding_changes(before, after), before, after, console)
    _numbers(before, after, console, every=every)


def _records(subject: str, found: Sequence[RecordChange], console: Console) -> None:
    if not found:
        console.print(f"{subject.capitalize()}: the same.")
        return
    console.print(f"\n{subject.capitalize()}:")
    _lines([one.change for one in found], console)


def _lines(changes: Sequence[Change], console: Console, indent: str = "  ") -> None:
    for one in changes:
        console.print(plain(f"{indent}{one}"))


def _findings(changes: Sequence[Change], before: KeptRun, after: KeptRun, console: Console) -> None:
    if before.language != after.language:
        console.print(
            "The runs are in two languages: sentences are not compared, and of tables only the numbers."
        )
    if not changes:
        console.print(f"Findings: all {len(after.findings)} the same.")
        return
    counts = f"{len(before.findings)} before and {len(after.findings)} now"
    console.print(f"\nFindings that differ: {len(changes)}, of {counts}.")
    for one in changes:
        both = one.before is not None and one.after is not None
        told = f"{one.where}\n    was: {one.before}\n    is:  {one.after}" if both else str(one)
        console.print(plain(f"  {told}"))


def _numbers(before: KeptRun, after: KeptRun, console: Console, *, every: bool) -> None:
    found = table_changes(before, after)
    if not found:
        console.print(f"Numbers: every cell of {len(after.tables)} tables is the same.")
        return
    total = sum(len(table.changes) for table in found)
    console.print(f"\nNumbers that differ: {total:,}, in {len(found)} of {len(after.tables)} tables.")
    for table in found:
        console.print(plain(f"  {table.name}: {table.title}"))
        told = table.changes if every else table.changes[:MOST_CELLS]
        _lines(told, console, "    ")
        if len(told) < len(table.changes):
            console.print(f"    … and {len(table.changes) - len(told):,} more; --all tells every one")
