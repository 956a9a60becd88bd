"""Where clients live on disk: the workspace, a client's folder, its lock, and moving new files into place.

A workspace is a folder with a folder `clients/` in it; each folder in that is one client.
A folder named by hand may also hold the clients' folders itself, as `tests/engagements/` does.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from toolkit.errors import WorkspaceError

CLIENTS = "clients"
LONGEST_NAME = 60
LOCK_FILE = ".lock"
STAGING_PREFIX = ".new-"
JOURNAL = "move.json"
_TEMPORARY = "TMPDIR"  # of all systems Python asks it first

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
# Windows keeps these names for devices, whatever extension follows.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
# Windows refuses to read a locked byte, so the byte that carries the lock lies far behind the text.
_LOCK_AT = 1 << 20
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
# Some network drives know no locks; a report without one is better than no report.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def find_workspace(start: Path, given: Path | None = None) -> Path:
    """Find the workspace: the folder `given`, or the nearest from `start` upwards with a folder `clients`."""
    if given is not None:
        if not (given / CLIENTS).is_dir() and not any(given.glob("*/engagement.toml")):
            raise WorkspaceError(
                f"{given} is no workspace: it has no folder {CLIENTS!r}. "
                f"Give --workspace the folder that {CLIENTS!r} is in, or make that folder."
            )
        return given.resolve()
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CLIENTS).is_dir():
            return folder
    raise WorkspaceError(
        f"No workspace here: neither {start} nor a folder above it has a folder {CLIENTS!r}. "
        f"Go to the folder that has it, give it with --workspace, or begin one: mkdir {CLIENTS}."
    )


def checked_name(name: str) -> str:
    """Give a client's name back if a folder may be called so on every system; else say what is allowed."""
    allowed = "Use lower-case letters, digits and hyphens, such as voorbeeld-energie."
    if not name:
        raise WorkspaceError(f"The name of the client is empty. {allowed}")
    if len(name) > LONGEST_NAME:
        raise WorkspaceError(
            f"The client name {name[:20] + '…'!r} has {len(name)} characters. Keep to {LONGEST_NAME} at most."
        )
    if not _NAME.fullmatch(name):
        raise WorkspaceError(f"{name!r} cannot be the name of a client. {allowed}")
    if name in _RESERVED:
        raise WorkspaceError(
            f"{name!r} cannot be the name of a client: Windows keeps it for a device. Take another."
        )
    return name


def is_there(path: Path, *, folder: bool = False) -> bool:
    """Say whether a file, or a folder, is there; a name that no file can have, such as a very long one, is not."""
    try:
        return path.is_dir() if folder else path.is_file()
    except OSError:
        return False


def clients_root(workspace: Path) -> Path:
    """Give the folder that the clients' folders are in."""
    return workspace / CLIENTS if (workspace / CLIENTS).is_dir() else workspace


def clients_in(workspace: Path) -> tuple[str, ...]:
    """Give the names of the clients in a workspace."""
    folders = (path for path in clients_root(workspace).iterdir() if path.is_dir())
    return tuple(sorted(path.name for path in folders if _NAME.fullmatch(path.name)))


def client_folder(workspace: Path, name: str) -> Path:
    """Give the folder of a client that is there."""
    folder = clients_root(workspace) / checked_name(name)
    if folder.is_dir():
        return folder
    from toolkit.engagement import did_you_mean  # noqa: PLC0415 - slow to import

    known = clients_in(workspace)
    there = f"Clients here: {', '.join(known)}." if known else "There are no clients here yet."
    parts = (
        f"There is no client {name!r} in {clients_root(workspace)}.",
        did_you_mean(name, known),
        there,
        f"Begin a new one with: loyalty new {name}",
    )
    raise WorkspaceError(" ".join(part for part in parts if part))


@contextlib.contextmanager
def client_lock(folder: Path) -> Iterator[None]:
    """Hold a client's folder for this process alone.

    The system itself holds the lock, so it goes with the process, however that ends: a lock is never stale.
    """
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _not_writable(folder, error) from error
    try:
        _lock(handle, folder)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            os.lseek(handle, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - everywhere but Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return
        if error.errno not in _BUSY:
            raise
        os.lseek(handle, 0, os.SEEK_SET)
        process = os.read(handle, 20).decode("ascii", "replace") or "unknown"
        raise WorkspaceError(
            f"Another run is busy with {folder.name} (process {process}). Run again when it is done."
        ) from error


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Give a fresh folder inside `target` to make files in, and take it away afterwards.

    Whatever a killed run left in `target` is finished or cleared first. Call it under the client's lock.
    """
    ours = not target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        recover(target)
        folder = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=target))
    except OSError as error:
        raise _not_writable(target, error) from error
    try:
        yield folder
    finally:
        # With a journal in it the move is decided: it is for `recover` to finish, not for us to drop.
        if not (folder / JOURNAL).exists():
            shutil.rmtree(folder, ignore_errors=True)
            if ours:
                with contextlib.suppress(OSError):  # something is in it by now
                    target.rmdir()


@contextlib.contextmanager
def temporary_files_in(new: Path) -> Iterator[None]:
    """Have this process, and all that it starts, keep its temporary files in a folder of `staging`.

    They may hold answers, and a process that is struck down leaves them: there the next command clears them away.
    """
    before, variable = tempfile.tempdir, os.environ.get(_TEMPORARY)
    tempfile.tempdir = os.environ[_TEMPORARY] = tempfile.mkdtemp(prefix="tmp-", dir=new)
    try:
        yield
    finally:
        tempfile.tempdir = before
        os.environ.pop(_TEMPORARY)
        os.environ.update({_TEMPORARY: variable} if variable is not None else {})


def replace_whole(temporary_folder: Path, target_folder: Path, names: Iterable[str]) -> None:
    """Move a set of files from a staging folder into place: all of them, or none.

    The names are written to a journal first.
    A process that dies before the journal is there leaves the old set whole.
    One that dies after it leaves a move that `recover` finishes at the next run.
    Each single file is whole at any time.
    """
    wanted = [PurePosixPath(name).as_posix() for name in names]
    for name in wanted:
        _flush(temporary_folder / name)
        _refuse_open_file(target_folder / name)
    part = temporary_folder / f"{JOURNAL}.part"
    part.write_text(json.dumps(wanted), encoding="utf-8")
    _flush(part)
    part.replace(temporary_folder / JOURNAL)
    _move(temporary_folder, target_folder)


def recover(target: Path) -> None:
    """Finish the moves that a killed run had decided on, and clear what it had not."""
    for folder in sorted(target.glob(f"{STAGING_PREFIX}*")):
        if (folder / JOURNAL).exists():
            _move(folder, target)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    for name in _decided(folder):
        source, place = folder / name, target / name
        if source.exists():  # else an earlier, killed attempt has moved it
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                source.replace(place)
            except PermissionError as error:
                raise _is_open(place) from error
    shutil.rmtree(folder, ignore_errors=True)


def _decided(folder: Path) -> list[str]:
    """Read which files were to be put in place; none that leads anywhere else is."""
    try:
        names = json.loads((folder / JOURNAL).read_text("utf-8"))
        if isinstance(names, list) and all(isinstance(name, str) and _stays(name) for name in names):
            return names
        told = "it is no list of names of files"
    except (OSError, ValueError, RecursionError) as error:
        told = type(error).__name__
    raise WorkspaceError(
        f"{folder / JOURNAL} cannot be read ({told}): it told which files a command that broke off was putting in "
        f"place. Delete the folder {folder.name}, run this again, and make anew what that command was to make."
    )


def _stays(name: str) -> bool:
    """Say whether a name leads to a file under the folder that it is taken from, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set("\\:\0") & set(name)


def _refuse_open_file(place: Path) -> None:
    """Find out before anything moves whether Windows lets go of the old file; elsewhere this does nothing."""
    if place.exists():
        try:
            place.rename(place)
        except PermissionError as error:
            raise _is_open(place) from error


def _is_open(place: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{place} cannot be replaced: another program has it open, or its folder may not be written. "
        f"Close it there and run again."
    )


def _not_writable(folder: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"Cannot write in {folder}: {error.strerror}. Check the rights of that folder.")


def _flush(path: Path) -> None:
    """Have the system write a file to its disk now, so that a power cut cannot leave an empty one."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
