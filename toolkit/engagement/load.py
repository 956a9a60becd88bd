"""Reads a client's engagement.toml: the validated Engagement, or all its faults at once."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.engagement.advised import check_actions
from toolkit.engagement.aside import (
    check_bases,
    check_benchmarks,
    check_formative,
    check_money,
    check_pulse,
    check_segments_named,
    check_values,
)
from toolkit.engagement.carried_out import check_carried_out, check_wave_segments
from toolkit.engagement.checks import Doubt, check_constructs, check_names
from toolkit.engagement.faults import faults_of
from toolkit.engagement.fieldwork import check_columns, check_files, check_privacy, check_waves
from toolkit.engagement.model import Engagement
from toolkit.engagement.paths import check_paths
from toolkit.engagement.toml import read_toml
from toolkit.engagement.treatment import (
    check_open,
    check_personal,
    check_quality,
    check_scales,
    check_weighting,
)
from toolkit.errors import EngagementError, Fault

FILE_NAME = "engagement.toml"
NEEDED = {"client": {"name": "?"}, "author": {"name": "?"}}
# Where a value could not be read, the one that makes no other check complain.
LENIENT = {("privacy", "outside_data"): True, ("privacy", "indicative_below"): 2**31}

CHECKS = (
    check_scales,
    check_open,
    check_quality,
    check_weighting,
    check_personal,
    check_values,
    check_benchmarks,
    check_segments_named,
    check_money,
    check_paths,
    check_actions,
    check_carried_out,
    check_wave_segments,
)
PLAIN_CHECKS = (check_privacy, check_bases, check_formative, check_pulse)


def load_engagement(folder: Path) -> Engagement:
    """Read `folder/engagement.toml`.

    Raises EngagementError with every fault: the path of the key (entries of a list counted from 1),
    the value found, the values allowed, and what was probably meant.
    """
    folder = Path(folder).absolute()
    raw = read_toml(folder / FILE_NAME)
    faults: list[Fault] = []
    try:
        engagement: Engagement | None = Engagement.model_validate(raw)
        doubt = Doubt()
    except ValidationError as error:
        faults = faults_of(error)
        engagement, doubt = _salvaged(raw, error)
    if engagement is not None:
        # A private attribute may be set on a frozen model, and only here is the folder known.
        engagement._folder = folder
        faults += check_constructs(engagement, doubt)
        faults += check_names(engagement, doubt)
        faults += check_waves(engagement, doubt)
        faults += check_columns(engagement, doubt)
        for check in CHECKS:
            faults += check(engagement, doubt)
        for plain in PLAIN_CHECKS:
            faults += plain(engagement)
        faults += check_files(engagement, doubt, folder)
    faults = list(dict.fromkeys(faults))
    if faults or engagement is None:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        raise EngagementError(f"{folder.name}/{FILE_NAME} cannot be used: {count}", faults)
    return engagement


def _salvaged(raw: dict[str, Any], error: ValidationError) -> tuple[Engagement | None, Doubt]:
    """Drop what is faulty, so that the rest is still checked and all faults are told at once."""
    rest = copy.deepcopy(raw)
    places = [tuple(one["loc"]) for one in error.errors(include_url=False)]
    items: set[str] = set()
    names = waves = False
    for place in places:
        top = str(place[0])
        names |= top not in Engagement.model_fields or (top == "constructs" and len(place) == 1)
        waves |= top not in Engagement.model_fields or top == "waves"
        if top in {"constructs", "items"} and len(place) > 1:
            listed = _items_of(raw[top][place[1]]) if top == "constructs" else [str(place[1])]
            names |= not listed
            items.update(listed)
        _drop(rest, place)
    faulty = {int(place[1]) for place in places if place[0] == "waves" and len(place) > 1}
    numbers: tuple[int, ...] = ()
    if faulty:
        numbers = tuple(number for number, _ in enumerate(raw["waves"], 1) if number - 1 not in faulty)
        rest["waves"] = [raw["waves"][number - 1] for number in numbers]
    dropped = {".".join(map(str, place[:2])) for place in places}
    for _ in range(2):
        try:
            whole = Engagement.model_validate(rest)
        except ValidationError as again:
            # A key that its table cannot do without: the table goes as a whole.
            tops = {str(one["loc"][0]) for one in again.errors(include_url=False)}
            if tops & {"constructs", "items", "waves"}:
                break
            for top in tops:
                _drop(rest, (top,))
            dropped |= tops
        else:
            return whole, Doubt(frozenset(items), names, waves, numbers, frozenset(dropped))
    return None, Doubt()


def _items_of(construct: Any) -> list[str]:
    listed = construct.get("items") if isinstance(construct, dict) else None
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _drop(rest: dict[str, Any], place: tuple[int | str, ...]) -> None:
    """Take out the smallest piece that holds the fault and can be missed."""
    if place[0] == "waves" and len(place) > 1:
        return
    top = str(place[0])
    table = rest.get(top)
    if len(place) == 1 or not isinstance(table, dict):
        rest.pop(top, None)
    else:
        table.pop(str(place[1]), None)
        if tuple(place[:2]) in LENIENT:
            table[str(place[1])] = LENIENT[(top, str(place[1]))]
    if top in NEEDED:
        rest[top] = {**NEEDED[top], **(rest.get(top) or {})}
