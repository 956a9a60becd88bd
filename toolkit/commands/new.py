"""`loyalty new`: begin a client."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from toolkit.commands.screen import screen
from toolkit.engagement import schema
from toolkit.errors import WorkspaceError
from toolkit.house import house_folder
from toolkit.workspace import CLIENTS, checked_name

_TEMPLATE_NAME = "New Client"


def new(workspace: Path, name: str) -> None:
    """Make the folder of a client from the house's template; one that is there already is left alone."""
    folder = workspace / CLIENTS / checked_name(name)
    if folder.exists():
        raise WorkspaceError(
            f"There is a client {name!r} already, in {folder}. Choose another name, or go on there."
        )
    part = folder.with_name(f".new-{name}")
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(house_folder() / "templates" / "client", part)
        _fill(part, folder, name)
        part.rename(folder)
    except OSError as error:
        raise WorkspaceError(
            f"Cannot write in {folder.parent}: {error.strerror}. Check its rights."
        ) from error
    console = screen()
    console.print(f"The client {name} stands in {folder}")
    console.print("Next:")
    console.print(
        f"  1. fill in {folder / 'engagement.toml'}; who the client is comes first, the rest can wait"
    )
    console.print(f"  2. loyalty questionnaire {name} --format docx, or limesurvey, qualtrics, xlsx")
    console.print(f"  3. put the exports in {folder / 'data'}, as received")
    console.print(f"  4. loyalty check {name}")
    console.print(f"  5. loyalty run {name}")


def _fill(part: Path, folder: Path, name: str) -> None:
    """Put the client's name in engagement.toml, and tell editors where its schema is."""
    path = part / "engagement.toml"
    words = name.replace("-", " ").title()
    text = path.read_text("utf-8").replace(_TEMPLATE_NAME, words)
    path.write_text(f"#:schema {_schema_for(part, folder)}\n{text}", encoding="utf-8", newline="\n")


def _schema_for(part: Path, folder: Path) -> str:
    """Give the schema as engagement.toml is to name it: in a checkout the package's own, else a copy beside it."""
    own, workspace = schema.SCHEMA_FILE, folder.parent.parent
    if own.is_relative_to(workspace):
        return Path(os.path.relpath(own, folder)).as_posix()
    shutil.copyfile(own, part / f".{own.name}")
    return f".{own.name}"
