"""`loyalty batch`: the reports of many clients in one go, with one table of how far each is."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from toolkit.commands.progress import Board, board, said
from toolkit.commands.screen import plain, screen
from toolkit.engagement import did_you_mean
from toolkit.errors import ReportError, WorkspaceError
from toolkit.language import Language
from toolkit.report.batch.jobs import ALL, FAILED, Result
from toolkit.report.batch.places import (
    EXTRA,
    Disk,
    Place,
    as_address,
    clients_at,
    is_address,
    place_at,
    write,
)
from toolkit.report.batch.running import Handed, on_this_machine, results
from toolkit.report.batch.state import FILE, FINISHED, RUNNING, STOPPED, Batch, Settings, begin, resume
from toolkit.report.batch.upload import BATCH
from toolkit.report.final.readiness import REPORTS
from toolkit.report.run import processors
from toolkit.workspace import client_lock, find_workspace

SAVED = 1.0  # seconds between two writings of the summary
_STUCK = re.compile(r"([a-z][a-z0-9+.-]+):/(?!/)(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Means:
    """With what a batch is made: so many clients at once here, or a cluster; so many GB for each."""

    jobs: int | None = None
    scheduler: str | None = None
    memory: float | None = None
    summary: Path | None = None


def batch(
    workspace: str | None,
    clients: Sequence[str],
    means: Means,
    *,
    every: bool = False,
    go_on: bool = False,
    report: str | None = None,
    language: str | None = None,
    final: bool = False,
) -> int:
    """Make the reports of clients, of every one, or of those that a batch left; give the exit code.

    `go_on` leaves reports that are current as they are, and takes up the last batch where no clients are named.
    `workspace` is a folder or an address; None: the one around here. Raises LoyaltyError where nothing can begin.
    """
    _refuse(means, clients, every=every, go_on=go_on, asked=(report, language, final or None))
    place = place_at(_where(workspace))
    known = clients_at(place)
    console = screen()
    with _alone(place):
        if clients or every:
            chosen = known if every else _known(clients, known, place)
            begun = begin(place, Settings(chosen, report or ALL, language, final), known, resumed=go_on)
        else:
            begun = resume(place)
        started = time.monotonic()
        shown = _run(begun, means, console)
    _tell(begun, shown, console, time.monotonic() - started)
    return int(any(one.state == FAILED for one in begun.results.values()))


def _run(begun: Batch, means: Means, console: Console) -> Board:
    """Make what is to be made, and write the summary as it grows; it stands whatever stops this."""
    state, saved = STOPPED, time.monotonic()
    try:
        with board(begun.settings.clients, console) as shown:
            address = _address(begun.place, means)
            with _handed(means, address, len(begun.settings.clients), shown) as handed:
                for result in results(handed, begun.jobs(means.memory, address)):
                    begun.add(result)
                    shown.add(result)
                    _line(shown, result, console)
                    if time.monotonic() - saved > SAVED:
                        begun.save(RUNNING)
                        saved = time.monotonic()
        state = FINISHED
    finally:
        content = begun.save(state)
        if means.summary is not None:
            write(place_at(str(means.summary.absolute().parent)), means.summary.name, content)
    return shown


def _handed(
    means: Means, address: str, clients: int, shown: Board
) -> contextlib.AbstractContextManager[Handed]:
    if means.scheduler is None:
        return on_this_machine(max(1, min(means.jobs or processors(), clients)), shown.tell)
    try:
        from toolkit.report.batch.cluster import on_cluster  # noqa: PLC0415 - of the extra
    except ImportError as error:
        raise ReportError(f"A cluster needs more: {EXTRA}.") from error
    return on_cluster(means.scheduler, address, shown.tell)


def _refuse(
    means: Means, clients: Sequence[str], *, every: bool, go_on: bool, asked: Sequence[object]
) -> None:
    """Refuse what cannot be meant, before anything is begun."""
    named = bool(clients) or every
    if (clients and every) or not (named or go_on):
        raise ReportError("Name the clients, or give --all for every one in the workspace.")
    if not named and any(one is not None for one in asked):
        raise ReportError(
            "Without clients --resume goes on with the last batch as it was begun. "
            "Name clients or give --all, or leave out --report, --language and --final."
        )
    if means.scheduler is not None and means.jobs is not None:
        raise ReportError(
            "On a cluster each worker makes as many clients at once as it has threads: no --jobs."
        )
    if (means.jobs is not None and means.jobs < 1) or (means.memory is not None and not means.memory > 0):
        raise ReportError("--jobs and --memory must be more than 0.")
    report, language, _ = asked
    if report is not None and report not in (*REPORTS, ALL):
        hint = did_you_mean(str(report), (*REPORTS, ALL))
        choice = f"Choose one of: {', '.join(REPORTS)}, or all."
        raise ReportError(" ".join(filter(None, (f"There is no report {report!r}.", hint, choice))))
    if language is not None:
        Language(str(language))
    if means.summary is not None and means.summary.is_dir():
        raise WorkspaceError(f"{means.summary} is a folder. Give --summary the name of a file.")
    if means.summary is not None and not means.summary.resolve().parent.is_dir():
        raise WorkspaceError(f"There is no folder {means.summary.parent} to write {means.summary.name} in.")


def _where(given: str | None) -> str:
    """Give the workspace as a whole path or an address."""
    stuck = _STUCK.fullmatch(Path(given).as_posix()) if given else None
    if given and is_address(given):
        return given
    if stuck:  # an address that was read as a path: of its slashes one is left
        return f"{stuck[1]}:///{stuck[2]}" if stuck[1].lower() == "file" else f"{stuck[1]}://{stuck[2]}"
    return str(find_workspace(Path.cwd(), Path(given) if given else None))


def _address(place: Place, means: Means) -> str:
    """Give the workspace as those who make the clients reach it: another machine copies from a shared disk too."""
    if means.scheduler is not None and isinstance(place, Disk) and not is_address(place.address):
        return as_address(place.root)
    return place.address


def _known(clients: Sequence[str], known: Sequence[str], place: Place) -> tuple[str, ...]:
    """Give the clients that were named, each once; refuse those that are not there, all at once."""
    absent = [one for one in clients if one not in known]
    if absent:
        hints = [
            " ".join(filter(None, (f"There is no client {one!r}.", did_you_mean(one, known))))
            for one in absent
        ]
        raise WorkspaceError(f"{' '.join(hints)} Clients in {place.address}: {', '.join(known) or 'none'}.")
    return tuple(dict.fromkeys(clients))


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Be the only batch of a folder; elsewhere the last one that begins is the one that counts."""
    if not isinstance(place, Disk):
        yield
        return
    folder = place.root / BATCH
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"Cannot write in {place.root}: {error.strerror}. Check its rights.") from error
    with client_lock(folder):
        yield


def _line(shown: Board, result: Result, console: Console) -> None:
    """Print a line per client where no table is shown."""
    if not console.is_terminal:
        words = f"{result.client}: {result.state}: {said(result)} ({result.seconds:.1f} s; {shown.counted()})"
        console.print(plain(words))


def _tell(begun: Batch, shown: Board, console: Console, seconds: float) -> None:
    place = begun.place.root / FILE if isinstance(begun.place, Disk) else f"{begun.place.address}/{FILE}"
    console.print(plain(f"\n{shown.counted()}, in {seconds:.0f} s. The summary is {place}"))
    if any(one.state == FAILED for one in begun.results.values()):
        console.print("Mend what failed and run: loyalty batch --resume")
