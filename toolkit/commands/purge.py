"""`loyalty purge`: delete a client's raw data on the day agreed, and keep the reports."""

from __future__ import annotations

import datetime
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.commands.screen import plain, screen
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import EngagementError, WorkspaceError
from toolkit.intake.privacy import SALT_FILE
from toolkit.workspace import client_folder, client_lock

RECORD = "purged.txt"
PIECE = 1 << 20


def purge(
    workspace: Path,
    client: str,
    *,
    yes: bool = False,
    ask: Callable[[str], str] = input,
    today: datetime.date | None = None,
) -> None:
    """Delete the files in a client's data/ and the salt of its keys, after asking; the reports stay.

    A line per file, with its SHA-256, is added to purged.txt in the client's folder, so that it can be shown what was
    deleted and when. Raises WorkspaceError where nothing may be deleted, or not all could be.
    """
    folder = client_folder(workspace, client)
    console = screen()
    engagement = _engagement(folder)
    files = raw_files(folder, engagement)
    if not files:
        console.print(f"{client} holds no raw data: data/ is empty and there is no {SALT_FILE}.")
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
        _delete(folder, files, day)
    console.print(
        f"Deleted: {len(files)} files. {RECORD} tells which. Backups and synchronised copies are yours to delete."
    )
    for name in _outside(engagement, folder):
        console.print(f"Not deleted, as it stands outside the client's folder: {plain(name)}")


def raw_files(folder: Path, engagement: Engagement | None = None) -> tuple[Path, ...]:
    """List what of a client's folder leads to respondents: every file under data/, those the waves name, the salt."""
    data = folder / "data"
    # A link is deleted as a link; what it leads to is not ours.
    found = {path for path in data.rglob("*") if path.is_symlink() or path.is_file()}
    found |= {folder / name for name in _named(engagement) if _within(folder / name, folder)}
    found |= {folder / SALT_FILE} if (folder / SALT_FILE).is_file() else set()
    return tuple(sorted(found))


def _named(engagement: Engagement | None) -> set[str]:
    waves = () if engagement is None else engagement.waves
    return {name for one in waves for name in (one.file, one.frame, *one.companions) if name}


def _within(path: Path, folder: Path) -> bool:
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())


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


def _delete(folder: Path, files: tuple[Path, ...], day: datetime.date) -> None:
    left = []
    with (folder / RECORD).open("a", encoding="utf-8", newline="\n") as record:
        for path in files:
            name = path.relative_to(folder).as_posix()
            # The salt's own hash is left out: it would let someone check a guess.
            told = "" if path.name == SALT_FILE or path.is_symlink() else f" sha256 {_hash(path)}"
            try:
                path.unlink()
            except OSError:
                left.append(name)
                continue
            record.write(f"{day} deleted {name}{told}\n")
    for inner in sorted((one for one in (folder / "data").rglob("*") if one.is_dir()), reverse=True):
        if not any(inner.iterdir()):
            inner.rmdir()
    if left:
        raise WorkspaceError(
            f"Not everything could be deleted: {', '.join(left)}. Close them in other programs and run it again."
        )


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
        name for name in _named(engagement) if (folder / name).exists() and not _within(folder / name, folder)
    )
