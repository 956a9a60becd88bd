"""`loyalty demo`: the demo client's reports, from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.commands.run import run
from toolkit.commands.screen import screen
from toolkit.errors import WorkspaceError
from toolkit.house import DEMO, house_folder
from toolkit.workspace import CLIENTS, find_workspace

DEMO_WORKSPACE = "loyalty-demo"
_NOT_COPIED = ("reports", ".salt", ".lock", ".new-*", ".ipynb_checkpoints")


def demo(start: Path, given: Path | None = None) -> None:
    """Make the demo's reports in the workspace around `start` or the one given; without one, in a new one there."""
    workspace = _demo_workspace(start, given)
    place = workspace / CLIENTS / DEMO
    if not place.is_dir():
        _copy(house_folder() / CLIENTS / DEMO, place)
        screen().print(f"The demo client stands in {place}")
    run(workspace, DEMO)


def _demo_workspace(start: Path, given: Path | None) -> Path:
    if given is None:
        try:
            return find_workspace(start)
        except WorkspaceError:
            given = start / DEMO_WORKSPACE
    try:
        (given / CLIENTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"Cannot make {given / CLIENTS}: {error.strerror}. "
            f"Go to a folder of your own, or give one with --workspace."
        ) from error
    return given.resolve()


def _copy(source: Path, place: Path) -> None:
    """Copy the demo client; under its name only when it is whole."""
    part = place.with_name(f".new-{place.name}")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    part.rename(place)
