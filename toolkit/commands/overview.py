"""`loyalty overview`: one offline page over all engagements of a workspace."""

from __future__ import annotations

import datetime
from pathlib import Path

from toolkit.commands.files import put
from toolkit.commands.screen import plain, screen
from toolkit.language import Language
from toolkit.report.overview.look import look_at_all
from toolkit.report.overview.page import MARK, common_language, overview_page

NAME = "overview.html"


def overview(
    workspace: Path,
    *,
    language: str | None = None,
    output: Path | None = None,
    today: datetime.date | None = None,
) -> Path:
    """Write the page in the workspace, or as `output`; an earlier page of its own is replaced, another file never.

    `language=None` is that of most clients. Raises LoyaltyError for a language there is not, WorkspaceError where the
    page cannot be written.
    """
    console = screen()
    clients = look_at_all(workspace)
    spoken = Language(language or common_language(clients))
    place = workspace / NAME if output is None else output.absolute()
    day = today or datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    kept = put(place, overview_page(clients, spoken, day, place.parent), ours=MARK)
    broken = sum(bool(one.faults) for one in clients)
    console.print(plain(f"Written: {place}"))
    console.print(f"{len(clients)} clients" if len(clients) != 1 else "1 client")
    if broken:
        console.print(f"Of {broken} something cannot be read: the page tells what.")
    if kept is not None:
        console.print(plain(f"Another file stood there; it is now {kept.name}."))
    return place
