"""A file that a command writes where the user asked for it."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.errors import WorkspaceError


def put(path: Path, data: bytes, *, ours: bytes = b"") -> Path | None:
    """Put the file in place whole; give the new name of another file that stood there.

    One that holds the sign `ours` is an earlier one of the same kind, and is replaced.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise WorkspaceError(f"{path} is a folder. Give --output the name of a file.")
        there = path.read_bytes() if path.exists() else data
        kept = _spare(path) if there != data and not (ours and ours in there) else None
        part = path.with_name(f".new-{os.getpid()}-{path.name}")
        try:
            part.write_bytes(data)
            if kept is not None:
                path.rename(kept)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"Cannot write {path}: {error.strerror}. Close it where it is open, and check the rights of its folder."
        ) from error
    return kept


def _spare(path: Path) -> Path:
    """Find a name that is free: questionnaire-nl.1.docx, and so on."""
    number = 1
    while (spare := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return spare
