"""A client whose workspace is elsewhere: copied here, and what was made put back whole, once.

An attempt puts its files in a folder of its own among the client's reports. Then it claims the client: one file of the
batch, which only one attempt can create, names them all. The claim decides; the files are moved into place after it,
`run.json` last, and whoever finds a claim whose files were not all moved moves the rest. So a lost attempt leaves the
reports as they were or has them finished, and one that comes back from the dead finds the claim and drops its files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any, Final

from toolkit.engagement import FILE_NAME, Engagement
from toolkit.engagement.private import SALT
from toolkit.engagement.toml import read_toml
from toolkit.errors import EngagementError, ReportError
from toolkit.report.batch.jobs import Job, Result
from toolkit.report.batch.places import Place, create, fetch, folder_of, move, names_under, put, read, remove
from toolkit.report.final.raw import named_files
from toolkit.report.runs.fresh import RUN_ENDING
from toolkit.workspace import CLIENTS, LOCK_FILE, STAGING_PREFIX, is_there

BATCH: Final = ".batch"  # in the workspace: what a batch keeps for itself
CLAIMS: Final = f"{BATCH}/claims"
SESSION: Final = f"{BATCH}/session"  # which run of a batch the workspace is in
SNAPSHOT: Final = f"{BATCH}/scores.json"  # the forecast scores of every client as the batch found them
REPORTS: Final = "reports"
# The salt never leaves the folder: another makes other keys and the same reports.
_STAYS: Final = {SALT, LOCK_FILE}
_NOT_COPIED: Final = (STAGING_PREFIX, ".ipynb_checkpoints")


def fetched(place: Place, client: str, workspace: Path) -> dict[str, str]:
    """Copy a client into a workspace of this machine; give the fingerprints of its reports by name.

    Raises ReportError, before anything else is copied, where the client has data files that would not come along.
    """
    source, folder = folder_of(place, client), workspace / CLIENTS / client
    folder.mkdir(parents=True)
    if (settings := read(place, f"{source}/{FILE_NAME}")) is not None:
        (folder / FILE_NAME).write_bytes(settings)
        _refuse_outside(folder)
    for name in names_under(place, source):
        if name not in _STAYS and not any(part.startswith(_NOT_COPIED) for part in PurePosixPath(name).parts):
            fetch(place, f"{source}/{name}", folder / name)
    return fingerprints(folder)


def _refuse_outside(folder: Path) -> None:
    """Refuse a client with data files outside its folder: a worker has that folder alone, and none around it."""
    try:
        named = sorted(named_files(Engagement.model_validate(read_toml(folder / FILE_NAME))))
        outside = [name for name in named if not (folder / name).resolve().is_relative_to(folder.resolve())]
    except (EngagementError, ValueError):  # the run tells all that is wrong with it
        return
    # A whole path leads to the same file wherever it is, where there is one.
    lost = [name for name in outside if not (Path(name).is_absolute() and is_there(Path(name)))]
    if lost:
        raise ReportError(
            f"Its data lie outside the client's folder, and only that folder is copied to where its reports are made: "
            f"{', '.join(lost)}. Copy these files into the folder, under data/, and name them so in {FILE_NAME}."
        )


def fingerprints(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of each file among a client's reports, by its name there."""
    reports = folder / REPORTS
    files = {path.relative_to(reports).as_posix(): path for path in reports.rglob("*") if path.is_file()}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}


def put_back(place: Place, job: Job, folder: Path, before: Mapping[str, str], result: Result) -> Result:
    """Put back what an attempt changed among a client's reports, and give what became of the client.

    That is `result`, or what an earlier attempt of the same batch claimed.
    Raises ReportError where the batch that asked for it is no longer the one of this workspace.
    """
    after = fingerprints(folder)
    names = [name for name, fingerprint in after.items() if before.get(name) != fingerprint]
    staged = f"{STAGING_PREFIX}{uuid.uuid4().hex}"
    for name in names:
        put(place, folder / REPORTS / name, f"{_reports(place, job.client)}/{staged}/{name}")
    claim = {
        **{"staged": staged, "names": sorted(names, key=_order)},
        **{"gone": [name for name in before if name not in after], "result": asdict(result)},
    }
    if session_of(place) != job.session:
        remove(place, f"{_reports(place, job.client)}/{staged}")
        raise ReportError("Another batch has begun in this workspace, and makes this client itself.")
    if not create(place, _claim(job.session, job.client), json.dumps(claim).encode("utf-8")):
        remove(place, f"{_reports(place, job.client)}/{staged}")
    return finished(place, job.session, job.client) or result


def finished(place: Place, session: str, client: str) -> Result | None:
    """Finish what an attempt claimed, and give what it said; None where no attempt of this session did."""
    content = read(place, _claim(session, client))
    if content is None:
        return None
    try:
        claim: dict[str, Any] = json.loads(content)
        staged, names, gone = claim["staged"], claim["names"], claim["gone"]
        said = Result(**claim["result"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReportError(
            f"What an attempt had decided of {client} cannot be read ({type(error).__name__}); its reports "
            f"stand as they were. Run loyalty batch --resume."
        ) from error
    folder = _reports(place, client)
    there = set(names_under(place, f"{folder}/{staged}"))
    for name in gone if there else ():
        remove(place, f"{folder}/{name}")
    for name in names:
        if name in there:
            move(place, f"{folder}/{staged}/{name}", f"{folder}/{name}")
    _clear(place, folder)
    return said


def finish_all(place: Place) -> None:
    """Finish every claim of the batches so far, and forget them."""
    for name in names_under(place, CLAIMS):
        session, _, client = name.removesuffix(".json").partition("/")
        with contextlib.suppress(ReportError):  # one that was never written whole has decided nothing
            finished(place, session, client)
    remove(place, CLAIMS)


def session_of(place: Place) -> str:
    """Give which run of a batch a workspace is in; "" for none."""
    return (read(place, SESSION) or b"").decode("ascii", "replace")


def _clear(place: Place, folder: str) -> None:
    """Delete what attempts left that were lost or came too late."""
    left: Iterable[str] = {name.split("/")[0] for name in names_under(place, folder)}
    for name in sorted(left):
        if name.startswith(STAGING_PREFIX):
            remove(place, f"{folder}/{name}")


def _order(name: str) -> tuple[bool, str]:
    return name.endswith(RUN_ENDING), name


def _reports(place: Place, client: str) -> str:
    return f"{folder_of(place, client)}/{REPORTS}"


def _claim(session: str, client: str) -> str:
    return f"{CLAIMS}/{session}/{client}.json"
