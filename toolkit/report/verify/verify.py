"""A report held against what comes out when it is made again: its record, its numbers, and each of its files.

What a run leaves is the same byte for byte when the same data, settings and versions make it again on one machine. So
a file is right when its bytes are; only where they are not it is read, to name the number. Where the data or settings
have changed since, a file is held against what its own notebook gives, and the notebook against what comes out now.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.errors import LoyaltyError, ReportError
from toolkit.report.blocks import Meta
from toolkit.report.document import Document, build_document, collect
from toolkit.report.files import report_files
from toolkit.report.manifest import run_hash, software
from toolkit.report.notebook_format import NotebookNode, nbformat
from toolkit.report.pypdf_log import quiet
from toolkit.report.run import remake
from toolkit.report.runs.compare import Change, cells, finding_changes, table_changes
from toolkit.report.runs.history import HISTORY, KeptRun, run_of, tables_of
from toolkit.report.runs.records import VERSIONS, record_changes
from toolkit.report.verify.files import compare_files
from toolkit.report.verify.given import RUN_ENDING, Given, told_run
from toolkit.report.verify.places import Compared, Difference, Printed, pieces, pieces_kept
from toolkit.report.verify.record import Found, cover_of, deleted_since, of_record, settings_since, trusted
from toolkit.report.verify.versions import compare_versions, tells
from toolkit.workspace import staging, temporary_files_in

Step = Callable[[str], None]
# Which files print what a notebook's table or finding holds; the pages print everything.
_PAGES = (".ipynb", ".pdf", ".html")
_PRINT = {"Table": (*_PAGES, ".xlsx"), "Finding": (*_PAGES, ".findings.json")}


@dataclass(frozen=True, slots=True)
class Fault:
    """A difference, and the files that print it, each with where it stands in that file."""

    place: str
    printed: str
    comes_out: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        """Give the fault as one line."""
        where = f" ({'; '.join(self.files)})"
        if not self.comes_out and self.printed:
            return f"{self.place}: {self.printed}{where}"
        said = "is recorded" if self.files[0].endswith("run.json") else "is printed"
        return f"{self.place}: {self.printed or 'nothing'} {said}, {self.comes_out or 'nothing'} comes out{where}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying gave: what was compared and is the same, what differs, and what is good to know.

    `refused` says why the report could not be made again, "" where it was.
    """

    report: str
    run: str
    same: tuple[str, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    """A report as it comes out: its files by name, what it keeps, and the pieces it prints."""

    run: KeptRun
    files: Mapping[str, bytes]
    document: Document

    @property
    def known(self) -> list[Printed]:
        return pieces(self.document)


@quiet()
def verify(one: Given, tell: Step) -> Verdict:
    """Make a report again in a folder of its own, and compare it with what was handed over; the client's stay as is.

    That folder is one of `staging`, among the client's reports: call it under the client's lock.
    """
    with staging(one.folder / "reports") as new, temporary_files_in(new):
        return _verdict(one, tell)


def _verdict(one: Given, tell: Step) -> Verdict:
    record, found = trusted(one)
    tell("computing")
    again, refused = _again(one, record)
    tell("comparing")
    changes = record_changes(record, again.run.record if again else {**record, **software()})
    exact = all(change.subject != VERSIONS for change in changes)
    found += [(one.source, of_record(change)) for change in changes if change.subject != VERSIONS]
    notes = [f"another version: {change.change}" for change in changes if change.subject == VERSIONS]
    run = run_hash(record)
    # What its own notebook gives is needed only where something else comes out now.
    own = _own(one, render=exact) if again is None or again.run.run != run else None
    compared = _files(one, run, own, again, exact=exact)
    found += (
        _numbers(one, own, again, compared.as_notebook, exact=exact) if again and again.run.run != run else []
    )
    found += compared.found
    notes += [*compared.notes, *settings_since(one, changes), *deleted_since(one, record)]
    same = (*_counted(again), *compared.same)
    return Verdict(one.report, one.run, same, _grouped(found), tuple(notes), refused)


def _again(one: Given, record: Mapping[str, Any]) -> tuple[_Made | None, str]:
    """Make the report again; None with the reason where that cannot be done."""
    with tempfile.TemporaryDirectory(prefix="loyalty-", ignore_cleanup_errors=True) as scratch:
        try:
            made = remake(one.workspace, one.folder.name, one.report, record["parameters"], Path(scratch))
        except LoyaltyError as error:
            return None, str(error)
    files = {name: content for name, content in made.items() if not name.startswith(f"{HISTORY}/")}
    return _made(_node(files[f"{one.report}.ipynb"]), files), ""


def _own(one: Given, *, render: bool) -> _Made | None:
    """Give what the notebook of the report gives when it is set again; None where it gives no report."""
    meta = cover_of(one.notebook)
    if one.notebook is None or meta is None:
        return None
    node = _node(one.notebook)
    try:
        files = report_files(node, one.report, one.folder, lambda _: None).contents if render else {}
        return _made(node, files)
    except ReportError:  # what is wrong with it is told where it is compared
        return None


def _node(content: bytes) -> NotebookNode:
    return nbformat.reads(content.decode("utf-8"), as_version=4)


def _made(notebook: NotebookNode, files: Mapping[str, bytes]) -> _Made:
    document = build_document(notebook)
    meta = next(block for block in collect(notebook) if isinstance(block, Meta))
    return _Made(run_of(document, meta.run, meta.manifest), files, document)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What came of comparing the files: those that are the same, those as their notebook gives them, and the rest."""

    same: list[str]
    as_notebook: list[str]
    found: list[Found]
    notes: list[str]


def _files(one: Given, run: str, own: _Made | None, again: _Made | None, *, exact: bool) -> _Compared:
    result = _Compared([], [], [], [])
    produced = again or own
    names = _named(one, produced.files if produced else {})
    for ours, content in one.files.items():
        name, called = names.get(ours, ours), one.called.get(ours, ours)
        if name == f"{one.report}{RUN_ENDING}":
            continue
        if again and again.files.get(name) == content:
            result.same.append(f"{called}: the same, byte for byte")
        elif own and own.files.get(name) == content:
            result.as_notebook.append(called)
        else:
            _compare((name, called, content), run, own, again, one.kept, result, exact=exact)
    if one.called and again:
        missing = [name for name in again.files if name not in one.files and not name.startswith("forecast.")]
        result.notes.extend(f"{name} is not beside it, and was not compared" for name in missing)
    if own and result.as_notebook and not again:
        result.same.extend(f"{called}: as its notebook gives it" for called in result.as_notebook)
    return result


def _compare(
    file: tuple[str, str, bytes],
    run: str,
    own: _Made | None,
    again: _Made | None,
    kept: KeptRun | None,
    result: _Compared,
    *,
    exact: bool,
) -> None:
    """Compare one file that is not the same byte for byte, and add what was found to the result."""
    name, called, content = file
    expected = again if again and (again.run.run == run or not own or not own.files) else own
    try:
        told = told_run(name, content, {run})
    except ReportError as error:
        result.found.append((called, Difference("the file", str(error), "")))
        return
    if told and told != run:
        result.found.append((called, Difference("the run that it tells", told, run)))
    renamed = {word: expected.run.run for word in (told, run) if word} if expected else {}
    if expected is None and kept is not None and name.endswith((".pdf", ".html")):
        gave = compare_versions(name, content, None, pieces_kept(kept), {})
    elif expected is None or (exact and name not in expected.files):
        gave = Compared(notes=("there is nothing to hold it against",))
    elif exact:
        gave = compare_files(name, content, expected.files[name], expected.known, renamed)
    else:
        gave = compare_versions(name, content, expected.files.get(name), (own or expected).known, renamed)
    result.found.extend((called, difference) for difference in gave.differences)
    result.notes.extend(f"{called}: {note}" for note in gave.notes)
    if not gave.differences and not gave.notes:
        result.same.append(f"{called}: every number and word is the same")


def _named(one: Given, produced: Mapping[str, bytes]) -> dict[str, str]:
    """Tell which file of a run each one is; one that lies apart is known by how its name ends."""
    found = {}
    for ours in one.files:
        fits = [name for name in produced if PurePosixPath(name).suffix == PurePosixPath(ours).suffix.lower()]
        exact = [name for name in fits if ours.endswith(name.removeprefix(one.report))]
        found[ours] = ours if ours in produced else next(iter(exact or fits), ours)
    return found


def _numbers(
    one: Given, own: _Made | None, again: _Made, as_notebook: Sequence[str], *, exact: bool
) -> Iterator[Found]:
    """Compare what the report's own notebook holds, or else its history, with what comes out now."""
    if own is None or one.notebook is None:
        if one.kept is not None:
            for change in _kept_changes(one.kept, again.run):
                yield one.source.removesuffix("run.json") + "*", change
        return
    name = f"{one.report}.ipynb"
    for one_difference in compare_files(name, one.notebook, again.files[name], [], {}).differences:
        if exact or tells(one_difference):
            endings = _PRINT.get(one_difference.place.split()[0], _PAGES)
            files = [called for called in as_notebook if called.endswith(endings)]
            for file in files or [one.called.get(name, name)]:
                yield file, one_difference


def _kept_changes(kept: KeptRun, made: KeptRun) -> Iterator[Difference]:
    for table in table_changes(kept, made):
        for change in table.changes:
            yield _told(change, f"{table.name}, ")
    yield from map(_told, finding_changes(kept, made))


def _told(change: Change, table: str = "") -> Difference:
    gone = "not there"
    before, after = (gone if text is None else text or "empty" for text in (change.before, change.after))
    return Difference(f"{table}{change.where}", before, "there" if before == gone else after)


def _counted(again: _Made | None) -> Iterator[str]:
    if again is not None:
        tables = tables_of(again.document)
        count = sum(len(cells(table)) for table in tables)
        yield f"made again: {len(tables)} tables with {count:,} cells, {len(again.run.findings)} findings"


def _grouped(found: Sequence[Found]) -> tuple[Fault, ...]:
    """Tell what differs once, with all the files in which it does."""
    files: dict[tuple[str, str, str], list[str]] = {}
    for file, one in found:
        where = f"{file}, {one.at}" if one.at else file
        files.setdefault((one.place, one.printed, one.comes_out), []).append(where)
    return tuple(Fault(*key, tuple(dict.fromkeys(where))) for key, where in files.items())
