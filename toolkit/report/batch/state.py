"""What a batch is about and what became of it, in the workspace as `batch.json`: its memory, and its summary.

It is written whole each time. It tells what to go on with after a kill, and never that a report is done: that is
proved from the report itself. Nothing of a respondent is in it.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import toolkit
from toolkit.engagement.scores import SCORES
from toolkit.errors import ReportError, WorkspaceError
from toolkit.report.batch.jobs import ALL, FAILED, KEPT, MADE, WAITING, Job, Result
from toolkit.report.batch.places import Place, folder_of, read, write
from toolkit.report.batch.upload import REPORTS, SESSION, SNAPSHOT, finish_all
from toolkit.report.manifest import code_hash
from toolkit.workspace import checked_name

FILE: Final = "batch.json"
SCHEMA: Final = 1
RUNNING, FINISHED, STOPPED = "running", "finished", "stopped"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a batch makes: of which clients which report, in which language, and whether final."""

    clients: tuple[str, ...]
    report: str = ALL
    language: str | None = None
    final: bool = False


@dataclass(slots=True)
class Batch:
    """One run of a batch: `session` is its own, `results` are those of this run and of those it goes on with."""

    place: Place
    settings: Settings
    session: str
    resumed: bool = False
    results: dict[str, Result] = field(default_factory=dict)

    def jobs(self, memory: float | None, address: str) -> tuple[Job, ...]:
        """Give what is to be done; of a batch that is resumed every client is asked again, and proved first."""
        given = self.settings
        return tuple(
            Job(
                *(client, address, self.session, code_hash(), given.report, given.language, given.final),
                resume=self.resumed,
                memory=memory,
            )
            for client in given.clients
        )

    def add(self, result: Result) -> Result:
        """Remember what became of a client; one that was kept took the time and memory it took when it was made."""
        before = self.results.get(result.client)
        if result.state == KEPT and before is not None and dict(before.runs) == dict(result.runs):
            result = replace(result, seconds=before.seconds, peak=before.peak, warnings=before.warnings)
        self.results[result.client] = result
        return result

    def summary(self, state: str) -> dict[str, Any]:
        """Give the summary as plain JSON data; a client of which nothing is known yet is waiting."""
        known = {
            client: self.results.get(client) or Result(client, WAITING) for client in self.settings.clients
        }
        counts = Counter(one.state for one in known.values())
        return {
            "schema": SCHEMA,
            "toolkit": toolkit.__version__,
            "state": state,
            "settings": {name: value for name, value in asdict(self.settings).items() if name != "clients"},
            "counts": {name: counts[name] for name in (WAITING, MADE, KEPT, FAILED)},
            "clients": {client: _told(one) for client, one in known.items()},
        }

    def save(self, state: str) -> bytes:
        """Write the summary to the workspace, and give it."""
        text = json.dumps(self.summary(state), ensure_ascii=False, indent=2)
        content = f"{text}\n".encode()
        write(self.place, FILE, content)
        return content


def begin(place: Place, settings: Settings, known: Sequence[str], *, resumed: bool = False) -> Batch:
    """Begin a batch; `known` are all clients of the workspace, whose forecast scores are kept as they are now.

    One that is `resumed` leaves reports that are current as they are.
    """
    batch = Batch(place, settings, uuid.uuid4().hex, resumed)
    _enter(batch)
    found = {client: _scores(place, client) for client in known}
    scores = {client: content.decode("utf-8", "replace") for client, content in found.items() if content}
    # Before the batch can be resumed: who goes on with it counts with the same.
    write(place, SNAPSHOT, json.dumps(scores).encode("utf-8"))
    batch.save(RUNNING)
    return batch


def _scores(place: Place, client: str) -> bytes | None:
    """Read what came of a client's forecasts; of one whose folder is closed to this user that is nothing."""
    try:
        return read(place, f"{folder_of(place, client)}/{REPORTS}/{SCORES}")
    except WorkspaceError as error:
        if isinstance(error.__cause__, PermissionError):
            return None
        raise


def resume(place: Place) -> Batch:
    """Go on with the batch of a workspace. Raises ReportError where there is none."""
    content = read(place, FILE)
    if content is None:
        raise ReportError(f"There is no batch to resume in {place.address}. Begin one: loyalty batch --all")
    try:
        told = json.loads(content)
        clients: dict[str, Any] = {checked_name(client): one for client, one in told["clients"].items()}
        settings = Settings(tuple(clients), **told["settings"])
        results = {client: _read(client, one) for client, one in clients.items() if one["state"] != WAITING}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, WorkspaceError) as error:
        raise ReportError(
            f"{FILE} cannot be read as that of a batch ({type(error).__name__}). Delete it, and begin a batch anew."
        ) from error
    # A client that failed is tried again, and until then is waiting.
    done = {client: one for client, one in results.items() if one.state != FAILED}
    batch = Batch(place, settings, uuid.uuid4().hex, resumed=True, results=done)
    _enter(batch)
    batch.save(RUNNING)
    return batch


def _enter(batch: Batch) -> None:
    """Make this run the one of the workspace, so that what is left of another cannot put anything in place any more."""
    write(batch.place, SESSION, batch.session.encode("ascii"))
    finish_all(batch.place)


def _told(result: Result) -> dict[str, Any]:
    return {
        **{"state": result.state, "reports": dict(result.runs), "seconds": result.seconds},
        **{"peak_mb": result.peak, "reason": result.reason, "message": result.message},
        "warnings": result.warnings,
    }


def _read(client: str, told: Mapping[str, Any]) -> Result:
    return Result(
        *(client, told["state"], dict(told["reports"]), float(told["seconds"]), float(told["peak_mb"])),
        *(str(told["reason"]), str(told["message"]), int(told["warnings"])),
    )
