"""`loyalty purge`: delete a client's raw data on the day agreed, and keep the reports."""

from __future__ import annotations

import datetime
import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from toolkit.commands.screen import plain, screen
from toolkit.engagement import Engagement, load_engagement
from toolkit.engagement.private import PURGED as RECORD
from toolkit.engagement.private import SALT as SALT_FILE
from toolkit.errors import EngagementError, WorkspaceError
from toolkit.intake.read import TABLE_SUFFIXES
from toolkit.report.final.raw import LEFT_IN, named_files, raw_files, within
from toolkit.workspace import client_folder, client_lock, recover

PIECE = 1 << 20


def purge(
    workspace: Path,
    client: str,
    *,
    yes: bool = False,
    ask: Callable[[str], str] = input,
    today: datetime.date | None = None,
) -> None:
    """Delete the files in a client's data/, the salt of its keys and what commands left, after asking; reports stay.

    A line per file, with its SHA-256, is added to purged.txt in the client's folder, so that it can be shown what was
    deleted and when. Raises WorkspaceError where nothing may be deleted, or not all could be.
    """
    folder = client_folder(workspace, client)
    console = screen()
    engagement = _engagement(folder)
    files = raw_files(folder, engagement)
    if not files:
        console.print(f"{client} holds no raw data: data/ is empty and there is no {SALT_FILE}.")
        _doubts(console, folder, engagement, files)
        return
    console.print(f"To be deleted from {folder}:")
    for path in files:
        console.print(f"  {plain(path.relative_to(folder).as_posix())}")
    if engagement is not None:
        console.print(_when(engagement))
    console.print("The reports stay. They cannot be made again without the data, nor can waves be paired.")
    if not yes and not _agreed(client, ask):
        console.print("Nothing was deleted.")
        return
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    with client_lock(folder):
        recover(folder / "reports")
        deleted = _delete(folder, files, day)
    count = "1 file" if deleted == 1 else f"{deleted:,} files"
    console.print(
        f"Deleted: {count}. {RECORD} tells which. Backups and synchronised copies are yours to delete."
    )
    _doubts(console, folder, engagement, files)


def _doubts(console: Console, folder: Path, engagement: Engagement | None, files: Sequence[Path]) -> None:
    """Tell what may still be raw data: it is not known to be, or not ours to delete."""
    if engagement is None:
        console.print(
            "engagement.toml cannot be read, so that files of waves outside data/ are not known: "
            f"run loyalty check {folder.name}, mend what it tells, and purge again."
        )
    for name in _outside(engagement, folder):
        console.print(f"Not deleted, as it stands outside the client's folder: {plain(name)}")
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in TABLE_SUFFIXES and path.name != RECORD and path not in files:
            console.print(
                f"Not deleted, as no wave names it: {plain(path.name)}. Delete it if it holds raw data."
            )


def _engagement(folder: Path) -> Engagement | None:
    """Read the engagement; one that cannot be used must not keep personal data from being deleted."""
    try:
        return load_engagement(folder)
    except EngagementError:
        return None


def _when(engagement: Engagement) -> str:
    day = engagement.privacy.deletion_date
    return "No deletion date is agreed." if day is None else f"The deletion date agreed is {day}."


def _agreed(client: str, ask: Callable[[str], str]) -> bool:
    if ask is input and not sys.stdin.isatty():
        raise WorkspaceError(
            "Nobody is there to say yes, so nothing was deleted. Run it in a terminal, or add --yes."
        )
    return ask(f"Type the name of the client to delete this for good [{client}]: ").strip() == client


def _delete(folder: Path, files: tuple[Path, ...], day: datetime.date) -> int:
    """Delete and record the files, and the folders that are then empty; give how many were deleted."""
    left, deleted = [], 0
    with (folder / RECORD).open("a", encoding="utf-8", newline="\n") as record:
        for path in files:
            if not (path.is_symlink() or path.exists()):  # what a killed run left was cleared already
                continue
            name = path.relative_to(folder).as_posix()
            # The salt's own hash is left out: it would let someone check a guess.
            told = "" if path.name == SALT_FILE or path.is_symlink() else f" sha256 {_hash(path)}"
            try:
                path.unlink()
            except OSError:
                left.append(name)
                continue
            record.write(f"{day} deleted {name}{told}\n")
            deleted += 1
    emptied = [
        inner for pattern in ("data/**/*", *LEFT_IN) for inner in folder.glob(pattern) if inner.is_dir()
    ]
    for inner in sorted(emptied, reverse=True):
        if not inner.is_symlink() and not any(inner.iterdir()):
            inner.rmdir()
    if left:
        raise WorkspaceError(
            f"Not everything could be deleted: {', '.join(left)}. Close them in other programs and run it again."
        )
    return deleted


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError:
        return "unknown"
    return digest.hexdigest()


def _outside(engagement: Engagement | None, folder: Path) -> list[str]:
    return sorted(
        name
        for name in named_files(engagement)
        if (folder / name).exists() and not within(folder / name, folder)
    )
