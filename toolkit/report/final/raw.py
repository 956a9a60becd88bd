"""What of a client's folder leads to respondents, and must be gone on the day agreed; reading it is not needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.engagement import Engagement
from toolkit.engagement.private import CHECK_PAGE, MAP_PROPOSAL, QUOTES_PROPOSAL, SALT, STOPPED
from toolkit.workspace import STAGING_PREFIX

# What commands leave behind that may hold answers, numbers of few respondents, or texts of the file.
LEFT_BEHIND: Final = (CHECK_PAGE, MAP_PROPOSAL, QUOTES_PROPOSAL)
LEFT_IN: Final = (
    f"reports/{STOPPED}",
    f"reports/{STAGING_PREFIX}*",
    f"text/{STAGING_PREFIX}*",
    "**/.ipynb_checkpoints",
)


def raw_files(folder: Path, engagement: Engagement | None = None) -> tuple[Path, ...]:
    """List what of a client's folder leads to respondents.

    Those are every file under data/, those that the waves, [orders] and [pulse] name, the salt, and what commands left:
    pages for the consultant, proposals, notebooks that stopped halfway and copies that Jupyter keeps.
    """
    return tuple(sorted(set(_found(folder, engagement))))


def has_raw_files(folder: Path, engagement: Engagement | None = None) -> bool:
    """Say whether there is any such file, without looking for all of them."""
    return any(True for _ in _found(folder, engagement))


def _found(folder: Path, engagement: Engagement | None) -> Iterator[Path]:
    """Give these files, those that most clients have first."""
    yield from (path for path in (folder / SALT, *(folder / name for name in LEFT_BEHIND)) if path.is_file())
    yield from _inside(folder / "data")
    yield from (folder / name for name in named_files(engagement) if within(folder / name, folder))
    for pattern in LEFT_IN:
        for place in folder.glob(pattern):
            yield from _inside(place)


def _inside(place: Path) -> Iterator[Path]:
    # A link is deleted as a link; what it leads to is not ours.
    return (path for path in place.rglob("*") if path.is_symlink() or path.is_file())


def named_files(engagement: Engagement | None) -> set[str]:
    """Name the data files of an engagement: of its waves, its orders and its survey of employees."""
    if engagement is None:
        return set()
    of_waves = {name for one in engagement.waves for name in (one.file, one.frame, *one.companions) if name}
    beside = {*(engagement.orders.files if engagement.orders else ())}
    beside |= {engagement.pulse.file} if engagement.pulse else set()
    return of_waves | beside


def within(path: Path, folder: Path) -> bool:
    """Say whether a file is there, and not outside the folder."""
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())
