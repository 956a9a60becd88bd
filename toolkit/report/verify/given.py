"""A report that was handed over: whose it is, the run.json that tells how it was made, and the files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.engagement import did_you_mean
from toolkit.errors import ReportError, WorkspaceError
from toolkit.report.forecast import LEAVES
from toolkit.report.manifest import ENGAGEMENT_FILE
from toolkit.report.runs.fresh import RUN_ENDING, read_record
from toolkit.report.runs.history import HISTORY, KeptRun, read_run, runs_kept
from toolkit.workspace import CLIENTS, client_folder, find_workspace, is_there

_RUN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])")
_ENTRY = re.compile(r'"run": ?"([0-9a-f]{8})"')


@dataclass(frozen=True, slots=True)
class Given:
    """A report to be verified.

    `files` are what is to be compared, by the names that a run gives them, and `called` how they are called where they
    lie. `run` and `record` are of the run.json, `source` says which. `notebook` is the executed notebook of that run,
    and `kept` what the history holds of it; None where there is none.
    """

    workspace: Path
    folder: Path
    source: str
    run: str
    record: Mapping[str, Any]
    files: Mapping[str, bytes]
    called: Mapping[str, str]
    notebook: bytes | None
    kept: KeptRun | None

    @property
    def report(self) -> str:
        """Give which report it is."""
        return str(self.record["report"])


def whose(path: Path, client: str | None, workspace: Path | None) -> tuple[Path, Path]:
    """Find the workspace and the client's folder that a report belongs to: those it lies in, else those named.

    Raises WorkspaceError where the file or the client is not there, or nothing tells whose it is.
    """
    if not is_there(path):
        there = [one.name for one in path.parent.glob("*.*")] if is_there(path.parent, folder=True) else []
        hint = did_you_mean(path.name, there)
        raise WorkspaceError(" ".join(filter(None, (f"There is no file {path}.", hint))))
    reports = path.resolve().parent
    if client is None and reports.name == "reports" and (reports.parent / ENGAGEMENT_FILE).is_file():
        root = reports.parent.parent
        return (root.parent if root.name == CLIENTS else root), reports.parent
    beside = _beside(path)
    if client is None and beside is None:
        raise WorkspaceError(
            f"{path.name} has no {path.name.split('.')[0]}{RUN_ENDING} beside it: nothing tells how it was made. "
            f"Put the run.json of that run beside it under that name, or name its client with --client: its folder "
            f"keeps past runs."
        )
    place = find_workspace(Path.cwd(), workspace)
    told = client if client is not None else str(read_record(beside)[1].get("client", "")) if beside else ""
    return place, client_folder(place, told)


def given(path: Path, workspace: Path, folder: Path) -> Given:
    """Read a report with its run.json: the one beside it, else that of its run among the client's reports.

    Raises ReportError where there is no such run, or a run.json cannot be used.
    """
    beside = _beside(path)
    if beside is None:
        return _elsewhere(path, workspace, folder)
    run, record = read_record(beside)
    prefix, report = beside.name.removesuffix(RUN_ENDING), str(record["report"])
    files, called = {}, {}
    for one in _siblings(path.parent, prefix, report, run):
        name = one.relative_to(path.parent).as_posix()
        ours = f"{report}.{name.removeprefix(f'{prefix}.')}" if name.startswith(f"{prefix}.") else name
        files[ours], called[ours] = one.read_bytes(), name
    return Given(
        *(workspace, folder, beside.name, run, record, files, called),
        notebook=files.get(f"{report}.ipynb"),
        kept=_kept(folder / "reports", f"{report}-{run}"),
    )


def _elsewhere(path: Path, workspace: Path, folder: Path) -> Given:
    """Find the run of a file that lies apart by the hash it prints."""
    content, reports = path.read_bytes(), folder / "reports"
    known = {name.split("-")[1]: name for name in runs_kept(reports)}
    now = {read_record(one)[0]: one for one in sorted(reports.glob(f"*{RUN_ENDING}"))}
    try:
        printed = told_run(path.name, content, {*known, *now})
    except ReportError as error:  # a file that cannot be read at all: say which
        raise ReportError(f"{path.name}: {error}") from error
    if not printed:
        raise ReportError(
            f"{path.name} tells no run of {folder.name}. Put its run.json beside it and verify it there."
        )
    if printed in now:
        run, record = read_record(now[printed])
        source, report = now[printed].name, str(record["report"])
        notebook = reports / f"{now[printed].name.removesuffix(RUN_ENDING)}.ipynb"
        executed = notebook.read_bytes() if notebook.is_file() else None
    elif printed in known:
        run, record = read_record(reports / HISTORY / known[printed] / "run.json")
        source, report, executed = f"{HISTORY}/{known[printed]}/run.json", str(record["report"]), None
    else:
        there = ", ".join(sorted({*known, *now})) or "none"
        raise ReportError(
            f"{path.name} is of run {printed}, which {folder.name} does not keep. Kept are: {there}. "
            f"Put its run.json beside it and verify it there."
        )
    kept = _kept(reports, f"{report}-{run}")
    return Given(workspace, folder, source, run, record, {path.name: content}, {}, executed, kept)


def told_run(name: str, content: bytes, known: set[str]) -> str:
    """Give the hash that a file of a report tells; of several, one that is known; "" for none."""
    if name.lower().endswith(".pdf"):
        from toolkit.report.verify.pdf import printed_run  # noqa: PLC0415 - slow to import

        return printed_run(content)
    text = content
    if name.lower().endswith(".xlsx"):
        from toolkit.report.verify.books import words_of  # noqa: PLC0415

        text = words_of(content).encode()
    elif name.lower().endswith(".pptx"):
        from toolkit.report.verify.packed import words_of as words_in  # noqa: PLC0415

        text = words_in(content).encode()
    entry = (
        _ENTRY.search(text.decode("utf-8", "replace")) if name.lower().endswith((".json", ".ipynb")) else None
    )
    if entry:
        return entry[1]
    found = [one.decode() for one in _RUN.findall(text)]
    return next((one for one in found if one in known), "")


def _beside(path: Path) -> Path | None:
    """Find the run.json beside a file of a report: baseline.run.json beside baseline.tables.xlsx."""
    if path.name.endswith(RUN_ENDING):
        return path
    parts = path.name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        place = path.with_name(".".join(parts[:length]) + RUN_ENDING)
        if place.is_file():
            return place
    return None


def _siblings(folder: Path, prefix: str, report: str, run: str) -> Iterator[Path]:
    """Give the files of one report: those of its name, and what it leaves for others where that is of this run."""
    for place in sorted(folder.glob("*")):
        if place.name.startswith(f"{prefix}."):
            yield from sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]
    left = LEAVES.get(report)
    if left is not None and (folder / left.file).is_file():
        content = (folder / left.file).read_bytes()
        if told_run(left.file, content, set()) == run:
            yield folder / left.file


def _kept(reports: Path, name: str) -> KeptRun | None:
    return read_run(reports, name) if name in runs_kept(reports) else None
