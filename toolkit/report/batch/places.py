"""Where a workspace is: a folder of this machine or of a shared disk, or any store that fsspec knows (`s3://…`).

Every name is relative to the workspace, with `/` between its parts. Files are written whole: on a disk by a move into
place, in a store because it shows an object when all of it is there.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, TypeAlias

from toolkit.errors import WorkspaceError
from toolkit.workspace import CLIENTS, checked_name, clients_in, clients_root

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

FILE: Final = "file://"
EXTRA: Final = 'python -m pip install "loyalty-toolkit[cluster]"'
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Disk:
    """A workspace that is a folder, as this machine sees it."""

    address: str
    root: Path

    def path(self, name: str) -> Path:
        """Give the path of a name."""
        return self.root / name


@dataclass(frozen=True, slots=True)
class Store:
    """A workspace in a store of fsspec: how it is reached, and where it begins there."""

    address: str
    files: AbstractFileSystem
    root: str

    def path(self, name: str) -> str:
        """Give the path that the store knows a name by."""
        return f"{self.root}/{name}"


Place: TypeAlias = Disk | Store


def is_address(words: str) -> bool:
    """Say whether a workspace is given as an address and not as a folder."""
    return _ADDRESS.match(words) is not None


def as_address(folder: Path) -> str:
    """Give the address of a folder; its letters are taken as they are."""
    path = folder.resolve().as_posix()
    return f"{FILE}{path}" if path.startswith("/") else f"{FILE}/{path}"


def place_at(words: str) -> Place:
    """Reach a workspace. Raises WorkspaceError where that cannot be."""
    if not is_address(words):
        return Disk(words, Path(words))
    if words.startswith(FILE):
        path = words.removeprefix(FILE)
        return Disk(words, Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path))
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - only where a workspace is elsewhere
    except ImportError as error:
        raise WorkspaceError(f"A workspace at an address needs more: {EXTRA}.") from error
    try:
        files, root = url_to_fs(words)
    except (ImportError, ValueError, OSError) as error:
        raise WorkspaceError(
            f"{words} cannot be reached ({error}). Check the address, and that the package for it is installed."
        ) from error
    return Store(words, files, root.rstrip("/"))


def clients_at(place: Place) -> tuple[str, ...]:
    """Name the clients of a workspace. Raises WorkspaceError where there is none."""
    with _reached(place):
        names = _folders(place)
    if not names:
        raise WorkspaceError(
            f"{place.address} is no workspace: it has no folder {CLIENTS!r} with clients in it. "
            f"Give --workspace the place that {CLIENTS!r} is in."
        )
    return tuple(sorted(filter(_may_be_client, names)))


def _folders(place: Place) -> list[str]:
    if isinstance(place, Disk):
        return list(clients_in(place.root)) if place.root.is_dir() else []
    place.files.invalidate_cache()
    if not place.files.isdir(place.path(CLIENTS)):
        return []
    entries = place.files.ls(place.path(CLIENTS), detail=True)
    return [PurePosixPath(entry["name"]).name for entry in entries if entry["type"] == "directory"]


def _may_be_client(name: str) -> bool:
    with contextlib.suppress(WorkspaceError):
        return checked_name(name) == name
    return False


def folder_of(place: Place, client: str) -> str:
    """Give the name of a client's folder."""
    if isinstance(place, Disk):
        return (clients_root(place.root) / client).relative_to(place.root).as_posix()
    return f"{CLIENTS}/{client}"


def read(place: Place, name: str) -> bytes | None:
    """Read a file; None where there is none."""
    with _reached(place):
        try:
            if isinstance(place, Disk):
                return place.path(name).read_bytes()
            return bytes(place.files.cat_file(place.path(name)))
        except FileNotFoundError:
            return None


def write(place: Place, name: str, content: bytes) -> None:
    """Write a file whole."""
    with _reached(place):
        if isinstance(place, Store):
            place.files.pipe_file(place.path(name), content)
            return
        with _part(place.path(name), content) as part:
            part.replace(place.path(name))


def create(place: Place, name: str, content: bytes) -> bool:
    """Write a file that is not there yet; False where it is. Of many who try, one succeeds."""
    with _reached(place):
        try:
            if isinstance(place, Store):
                place.files.pipe_file(place.path(name), content, mode="create")
            else:
                with _part(place.path(name), content) as part:
                    _named_too(part, place.path(name))
        except FileExistsError:
            return False
        return True


@contextlib.contextmanager
def _part(target: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside the one it is to be; what is left of it goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _named_too(part: Path, target: Path) -> None:
    """Give a file a second name that no file has; on a disk that knows no second names, copy it to one."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        with target.open("xb") as file:
            file.write(part.read_bytes())


def move(place: Place, source: str, target: str) -> None:
    """Move a file over another; nothing where another process has moved it."""
    with _reached(place), contextlib.suppress(FileNotFoundError):
        if isinstance(place, Store):
            place.files.mv(place.path(source), place.path(target))
            return
        place.path(target).parent.mkdir(parents=True, exist_ok=True)
        place.path(source).replace(place.path(target))


def names_under(place: Place, name: str) -> list[str]:
    """Name every file under a folder, relative to it, but for names that would lead out of it."""
    with _reached(place):
        if isinstance(place, Disk):
            start = place.path(name)
            return sorted(path.relative_to(start).as_posix() for path in start.rglob("*") if path.is_file())
        place.files.invalidate_cache()  # others write there too
        found = [PurePosixPath(str(path)) for path in place.files.find(place.path(name))]
    inside = (path.relative_to(place.path(name)) for path in found)
    return sorted(
        path.as_posix() for path in inside if not {"..", "."} & {*path.parts} and "\\" not in str(path)
    )


def fetch(place: Place, name: str, target: Path) -> None:
    """Copy a file to this machine."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _reached(place):
        if isinstance(place, Store):
            place.files.get_file(place.path(name), str(target))
        else:
            shutil.copyfile(place.path(name), target)


def put(place: Place, source: Path, name: str) -> None:
    """Copy a file of this machine to the workspace."""
    with _reached(place):
        if isinstance(place, Store):
            place.files.put_file(str(source), place.path(name))
            return
        place.path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place.path(name))


def remove(place: Place, name: str) -> None:
    """Delete a file, or a folder with all in it; nothing where there is none."""
    with _reached(place), contextlib.suppress(FileNotFoundError):
        if isinstance(place, Store):
            place.files.rm(place.path(name), recursive=True)
        elif place.path(name).is_dir():
            shutil.rmtree(place.path(name), ignore_errors=True)
        else:
            place.path(name).unlink()


@contextlib.contextmanager
def _reached(place: Place) -> Iterator[None]:
    """Tell what a disk or store refuses as something the user can mend."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{place.address} cannot be used ({type(error).__name__}: {error}). "
            f"Check the address, the rights to it and the connection."
        ) from error
