"""What an engagement says so far, faults or not: a proposal is wanted most before engagement.toml is finished."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.engagement import FILE_NAME, Engagement, load_engagement
from toolkit.engagement.toml import read_toml
from toolkit.errors import EngagementError

# What a wave and the file as a whole cannot do without, until the consultant has filled it in.
UNKNOWN = "?"
NAMES = {"client": {"name": UNKNOWN}, "author": {"name": UNKNOWN}}
DAYS = {"start": dt.date.min, "end": dt.date.max}


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """An engagement as far as it can be read.

    `raw`: the file as it stands without what is not valid in it, {} where it is no TOML. `engagement`: the same as an
    Engagement, with a day or name that is lacking made up; its waves are at the same places. `faults`: how many.
    """

    raw: Mapping[str, Any]
    engagement: Engagement | None
    faults: int


def known_of(folder: Path) -> Known:
    """Read a client's engagement.toml as far as it goes; never raises for what it holds."""
    try:
        raw = read_toml(folder / FILE_NAME)
    except EngagementError as error:
        return Known({}, None, len(error.faults))
    try:
        return Known(raw, load_engagement(folder), 0)
    except EngagementError as error:
        engagement, valid = _as_far_as_valid(raw)
        return Known(_standing(raw, valid), engagement, len(error.faults))


def _as_far_as_valid(raw: Mapping[str, Any]) -> tuple[Engagement, dict[str, Any]]:
    """Take out what is not valid, piece by piece, until the rest is; each turn takes out at least one."""
    rest = copy.deepcopy(dict(raw))
    waves = rest.get("waves")
    rest["waves"] = (
        [_with_days(wave, number) for number, wave in enumerate(waves)] if isinstance(waves, list) else []
    )
    while True:
        try:
            return Engagement.model_validate(rest), rest
        except ValidationError as error:
            places = {tuple(one["loc"][:3]) for one in error.errors(include_url=False)}
        before = copy.deepcopy(rest)
        for place in places:
            _drop(rest, place)
        if rest == before:  # what is faulty is not one piece of it
            rest = {key: one for key, one in rest.items() if all(key != place[0] for place in places)} | NAMES


def _standing(raw: Mapping[str, Any], valid: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is valid and stands in the file: without the names and days that were made up."""
    kept: dict[str, Any] = {}
    for key, one in valid.items():
        stands = raw.get(key)
        if isinstance(one, dict) and isinstance(stands, dict):
            kept[key] = _same(one, stands)
        elif key == "waves" and isinstance(stands, list):
            kept[key] = [
                _same(wave, table) if isinstance(table, dict) else {}
                for wave, table in zip(one, stands, strict=True)
            ]
        elif key in raw:
            kept[key] = one
    return kept


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key in other and other[key] == value}


def _with_days(wave: Any, number: int) -> dict[str, Any]:
    """Give a wave the days and the name that it lacks, so that its columns can be known."""
    table = wave if isinstance(wave, dict) else {}
    return {"id": f"wave-{number + 1}", "file": UNKNOWN, **DAYS, **table}


def _drop(rest: dict[str, Any], place: tuple[Any, ...]) -> None:
    """Take out the smallest piece that holds a fault: an entry of a table, or a key of a wave."""
    top = str(place[0])
    table = rest.get(top)
    if top == "waves" and isinstance(table, list) and len(place) > 1:
        number, wave = int(place[1]), table[int(place[1])]
        kept = {key: one for key, one in wave.items() if len(place) > 2 and key != place[2]}
        table[number] = _with_days(kept, number)
    elif isinstance(table, dict) and len(place) > 1:
        table.pop(str(place[1]), None)
    else:
        rest.pop(top, None)
    if top in NAMES:
        rest[top] = {**NAMES[top], **(rest[top] if isinstance(rest.get(top), dict) else {})}
