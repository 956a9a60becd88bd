"""The checks of what was fielded: waves and their days, columns, files and the logo."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath

from toolkit.engagement.checks import Doubt
from toolkit.engagement.data import Wave
from toolkit.engagement.lookup import column_of, items, segment_columns
from toolkit.engagement.model import Engagement
from toolkit.errors import Fault

MAX_LOGO_BYTES = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"


def check_waves(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that there are waves, each with its own id, in order of time."""
    if not engagement.waves and not doubt.waves:
        yield Fault("waves", "there is no wave", "Write a table [[waves]] with id, file, start and end.")
    seen: dict[str, int] = {}
    numbered = list(doubt.numbered(engagement.waves))
    for number, one in numbered:
        first = seen.setdefault(one.id.casefold(), number)
        if first != number:
            yield Fault(
                f"waves[{number}].id", f'"{one.id}" is the id of waves[{first}] too', "Give each its own id."
            )
        if one.frame is not None and one.key is None:
            yield Fault(
                f"waves[{number}].frame",
                "cannot be used without `key`",
                "Name the column that ties the respondents to the list of those invited.",
            )
        if one.end < one.start:
            yield Fault(
                f"waves[{number}].end",
                f"{one.end} lies before the start, {one.start}",
                "Mend one of the two.",
            )
    for (_, before), (number, after) in pairwise(numbered):
        if after.start <= before.start:
            yield Fault(
                f"waves[{number}].start",
                f"{after.start} is not after the start of the wave above it, {before.start}",
                "Put the waves in order of time: the first is the baseline, the last the follow-up.",
            )


def check_columns(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that each column is read as one thing."""
    for number, one in doubt.numbered(engagement.waves):
        reader: dict[str, str] = {}
        for item in dict.fromkeys(items(engagement)):
            column = column_of(engagement, one, item)
            first = reader.setdefault(column, item) if column else item
            if first != item:
                yield Fault(
                    f"waves[{number}]",
                    f'{first} and {item} are both read from column "{column}"',
                    "Give each item its own column in [columns].",
                )
        yield from _check_key(engagement, number, one, reader)


def _check_key(engagement: Engagement, number: int, one: Wave, reader: dict[str, str]) -> Iterator[Fault]:
    if one.key is None:
        return
    used = {column: f"segments.{key}" for key, column in segment_columns(engagement, one).items()}
    used |= {column: f"item {item}" for column, item in reader.items() if column}
    if one.weight is not None:
        used[one.weight] = "weight"
    if one.key in used:
        yield Fault(
            f"waves[{number}].key",
            f'column "{one.key}" is {used[one.key]} too, which would show who the respondents are',
            "Name the column of the respondent's number.",
        )


def check_privacy(engagement: Engagement) -> Iterator[Fault]:
    """Check that what is indicative is not hidden altogether."""
    privacy = engagement.privacy
    if privacy.indicative_below < privacy.minimum_cell:
        yield Fault(
            "privacy.indicative_below",
            f"{privacy.indicative_below} is below minimum_cell, {privacy.minimum_cell}",
            f"Allowed: a whole number from {privacy.minimum_cell}.",
        )


def check_files(engagement: Engagement, doubt: Doubt, folder: Path) -> Iterator[Fault]:
    """Check that data stay within the client's folder, and that the logo is there."""
    for number, one in doubt.numbered(engagement.waves):
        places = {"file": one.file} | ({} if one.frame is None else {"frame": one.frame})
        places |= {f"companions[{place}]": name for place, name in enumerate(one.companions, 1)}
        for key, name in places.items():
            yield from _check_place(f"waves[{number}].{key}", name, engagement, folder)
    beside = {f"orders.files[{place}]": name for place, name in enumerate(_order_files(engagement), 1)}
    if engagement.pulse is not None:
        beside["pulse.file"] = engagement.pulse.file
    for where, name in beside.items():
        yield from _check_place(where, name, engagement, folder)
    if engagement.client.logo is not None:
        yield from _check_logo(engagement.client.logo, folder)


def _order_files(engagement: Engagement) -> tuple[str, ...]:
    return () if engagement.orders is None else engagement.orders.files


def _check_place(where: str, name: str, engagement: Engagement, folder: Path) -> Iterator[Fault]:
    if "\\" in name:
        mended = name.replace("\\", "/")
        yield Fault(where, f'"{name}" has a \\', f'Write "{mended}".')
    elif not engagement.privacy.outside_data and _leaves(name, folder):
        yield Fault(
            where,
            f'"{name}" lies outside the client\'s folder',
            'Copy the file into the folder, under data/, and write "data/…"; '
            "only privacy.outside_data = true allows another place.",
        )


def _leaves(name: str, folder: Path) -> bool:
    """Say whether a name leads out of the folder, by itself or by a link."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or PureWindowsPath(name).drive or "\0" in name:
        return True
    return not (folder / name).resolve().is_relative_to(folder.resolve())


def _check_logo(name: str, folder: Path) -> Iterator[Fault]:
    where, path = "client.logo", folder / name
    if "\\" in name or _leaves(name, folder):
        yield Fault(where, f'"{name}" lies outside the client\'s folder', "Copy the logo into the folder.")
    elif path.suffix.lower() not in {".svg", ".png"}:
        yield Fault(where, f'"{name}" is no .svg or .png', "Save the logo as .svg (best) or .png.")
    elif not path.is_file():
        yield Fault(
            where, f'"{name}" is not there', "Copy the logo into the client's folder, or leave the key out."
        )
    elif path.stat().st_size > MAX_LOGO_BYTES:
        yield Fault(
            where, f'"{name}" is larger than 1 MB', "Save a smaller logo: it is a few centimetres wide."
        )
    else:
        content = path.read_bytes()
        right = content.startswith(PNG) if path.suffix.lower() == ".png" else b"<svg" in content
        if not right:
            yield Fault(where, f'"{name}" is not what its name says', "Save the logo anew as .svg or .png.")
