"""One attempt at a client: its own process, watched; a workspace that is elsewhere is copied here and back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from toolkit.engagement.private import STOPPED
from toolkit.engagement.scores import SCORES
from toolkit.errors import IntakeError, LoyaltyError, ReportError
from toolkit.report.batch.jobs import KEPT, MADE, Job, Result, Tell, failed
from toolkit.report.batch.making import PROCESS, Made, make
from toolkit.report.batch.memory import share, watched
from toolkit.report.batch.places import Place, folder_of, is_address, place_at, put, read
from toolkit.report.batch.scratch import scratch_folder
from toolkit.report.batch.upload import REPORTS, SNAPSHOT, fetched, fingerprints, finished, put_back
from toolkit.report.manifest import code_hash
from toolkit.report.workers import Pool
from toolkit.workspace import checked_name, clients_root


def attempt(pool: Pool, job: Job, *, jobs: int, tell: Tell, scratch: str | None = None) -> Result:
    """Make the reports of one client by a process of the pool, and tell what became of it.

    `jobs` is how many the pool makes at once, `scratch` the folder for what is copied here.
    """
    started = time.monotonic()
    tell(job.client, "", "reading")
    try:
        if job.code != code_hash():
            raise ReportError(
                "The toolkit of this machine is not the one that asks. Install the same on both."
            )
        with scratch_folder(scratch) as folder:
            made = _elsewhere if is_address(job.place) else _here
            result = made(pool, job, job.memory or share(jobs), tell, folder)
    except LoyaltyError as error:
        result = failed(job.client, told_of(error, job.client))
    return replace(result, seconds=round(time.monotonic() - started, 2))


def told_of(error: LoyaltyError, client: str) -> str:
    """Give the message of an error as it may leave the client's folder: of answers only where they stand."""
    if not isinstance(error, IntakeError):
        return str(error)
    places = [f"  - {fault.where}" for fault in error.faults]
    return "\n".join([error.headline, *places, f"loyalty check {client} tells what is wrong there."])


def _here(pool: Pool, job: Job, memory: float, tell: Tell, scratch: Path) -> Result:
    place = place_at(job.place)
    return _made(pool, job, memory, tell, Path(job.place), _scores(place, scratch))


def _elsewhere(pool: Pool, job: Job, memory: float, tell: Tell, scratch: Path) -> Result:
    """Copy the client here, make its reports, and put them back, unless an attempt before did."""
    place = place_at(job.place)
    if (said := finished(place, job.session, job.client)) is not None:
        return said
    workspace = scratch / "workspace"
    before = fetched(place, job.client, workspace)
    folder = clients_root(workspace) / job.client
    try:
        result = _made(pool, job, memory, tell, workspace, _scores(place, scratch))
    except LoyaltyError as error:
        _put_stopped(place, job.client, folder, before)
        result = failed(job.client, told_of(error, job.client).replace(str(workspace), job.place))
    tell(job.client, "", "putting back")
    return put_back(place, job, folder, before, result) if result.runs else result


def _made(pool: Pool, job: Job, memory: float, tell: Tell, workspace: Path, scores: Path) -> Result:
    """Make the reports of a client in a folder of this machine."""

    def begin(number: Callable[[str], None]) -> Future[Made]:
        def told(report: str, step: str) -> None:
            if report == PROCESS:
                number(step)
            else:
                tell(job.client, report, step)

        return pool.submit(make, str(workspace), str(scores), job, memory, tell=told)

    made, peak = watched(begin, memory)
    state = MADE if made.made else KEPT
    return Result(job.client, state, runs=made.runs, peak=round(peak), warnings=made.warnings)


def _scores(place: Place, scratch: Path) -> Path:
    """Lay out the forecast scores that the batch found, as clients around a folder have them."""
    folder = scratch / "scores"
    folder.mkdir()
    for client, content in json.loads(read(place, SNAPSHOT) or b"{}").items():
        path = folder / checked_name(client) / REPORTS / SCORES
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    return folder


def _put_stopped(place: Place, client: str, folder: Path, before: Mapping[str, str]) -> None:
    """Put back the notebook that an internal error stopped, for the consultant to look into."""
    for name, fingerprint in fingerprints(folder).items():
        if name.startswith(f"{STOPPED}/") and before.get(name) != fingerprint:
            put(place, folder / REPORTS / name, f"{folder_of(place, client)}/{REPORTS}/{name}")
