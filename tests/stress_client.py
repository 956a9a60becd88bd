"""A client whose names, groups, drivers and colour try the pages: `python -m tests.stress_client WORKSPACE`.

Its customers are simulated, in two waves. Names are as short or as long as asked, in both languages; the command
writes the clients of `CLIENTS` under WORKSPACE/clients, for `loyalty run` to make their reports and somebody to look.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tests.simulate.jobs import engagement_of
from toolkit.simulate import Construct, Item, Sample, Segment, World, simulate_wave

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    '<rect width="{width}" height="{height}" rx="6" fill="#1c1e21"/></svg>'
)
SHORT, LONG = 3, 60
_WORDS = (
    "particuliere huishoudens met zonnepanelen en een dynamisch energiecontract via de vergelijkingssite",
    "arbeidsongeschiktheidsverzekeringen en aansprakelijkheidsvoorwaarden voor zelfstandige ondernemers",
    "bereikbaarheid van de klantenservice op avonden en in het weekend, per telefoon, e-mail of chat",
)


@dataclass(frozen=True, slots=True)
class Stress:
    """What tries the pages: how long names are, how many groups and drivers, the colour, the shape of the logo."""

    length: int = LONG
    groups: int = 25
    drivers: int = 22
    colour: str = "#ffd500"
    logo: tuple[int, int] = (600, 60)
    customers: int = 1500


CLIENTS = {
    "long-many-yellow": Stress(),
    "short-few-black": Stress(SHORT, 2, 4, "#000000", (60, 300)),
    "long-few-red": Stress(LONG, 2, 4, "#ff0000", (100, 100)),
    "short-many-white": Stress(SHORT, 25, 22, "#ffffff", (300, 100)),
}


def named(number: int, length: int, letter: str) -> str:
    """Give a name of exactly so many signs, another one for each letter and number."""
    if length <= SHORT:
        return f"{letter}{number:02}"[:length]
    words = _WORDS[number % len(_WORDS)]
    return f"{words[: length - 4].rstrip():_<{length - 4}} {letter}{number:02}".replace("_", "x")


def write_client(folder: Path, stress: Stress, *, seed: int = 5) -> None:
    """Write the folder of a client: engagement.toml, a logo, and the answers of two waves."""
    world = stress_world(stress)
    first = simulate_wave(world, stress.customers, seed=seed)
    second = simulate_wave(world, stress.customers, seed=seed, previous=first, overlap=stress.customers // 2)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, sample in (("first", first), ("second", second)):
        _answers(sample).to_csv(folder / "data" / f"{name}.csv", index=False)
    width, height = stress.logo
    (folder / "logo.svg").write_text(LOGO.format(width=width, height=height), encoding="utf-8")
    (folder / "engagement.toml").write_text(
        "\n".join(_toml(_engagement(world, stress))) + "\n", encoding="utf-8"
    )


def stress_world(stress: Stress) -> World:
    """Give a world with so many drivers, of which three do something, and so many groups."""
    drivers = [f"d{number}" for number in range(1, stress.drivers + 1)]
    size = len(drivers)
    correlations = np.full((size, size), 0.3) + 0.7 * np.eye(size)
    groups = [f"g{number}" for number in range(1, stress.groups + 1)]
    return World(
        constructs=(
            *(Construct(key, "driver", _items(key.upper(), 2)) for key in drivers),
            Construct(
                "attitude", "attitude", (Item("ATT_1", 0, 10, 7.0, 2.0), Item("ATT_2", 0, 10, 6.5, 2.2))
            ),
            Construct("behaviour", "behaviour", _items("BEH", 2)),
        ),
        correlations=tuple(tuple(row) for row in correlations.tolist()),
        attitude_effects={"d1": 0.35, "d2": 0.2, "d3": 0.1},
        behaviour_effects={"attitude": 0.5},
        segments=(
            Segment(
                "many",
                shares=dict.fromkeys(groups, 1 / len(groups)),
                shifts={groups[0]: {"d1": 0.8, "d2": 0.5}},
            ),
            Segment("two", shares={"yes": 0.5, "no": 0.5}, shifts={"yes": {"d1": -0.5}}),
        ),
        recommendation="ATT_1",
    )


def _items(stem: str, number: int) -> tuple[Item, ...]:
    return tuple(Item(f"{stem}_{place}", 1, 7, 4.6, 1.4, no_answer=0.02) for place in range(1, number + 1))


def _answers(sample: Sample) -> Any:
    items = sample.items.astype("Int64")
    return items.assign(**{str(name): sample.segments[name] for name in sample.segments}, key=sample.key)


def _engagement(world: World, stress: Stress) -> dict[str, Any]:
    """Write engagement.toml: that of the world, with names as long as asked in both languages."""
    raw = engagement_of(world)
    name = named(1, stress.length, "K")
    raw["client"] = {"name": name, "language": "nl", "colour": stress.colour, "logo": "logo.svg"}
    raw["author"] = {"name": named(2, stress.length, "A"), "organisation": named(3, stress.length, "O")}
    for place, construct in enumerate(raw["constructs"].values()):
        construct["label"] = _both(named(place, stress.length, "D"))
    raw["items"] = {
        item: raw["items"].get(item, {}) | {"text": _both(f"{named(place, stress.length, 'V')}?")}
        for place, item in enumerate(item for one in raw["constructs"].values() for item in one["items"])
    }
    for place, segment in enumerate(raw["segments"].values()):
        segment["label"] = _both(named(place, stress.length, "S"))
        segment["values"] = {
            code: _both(named(number, stress.length, "G")) for number, code in enumerate(segment["values"])
        }
    raw["waves"] = [
        {
            "id": one,
            "label": _both(named(year, stress.length, "W")),
            "file": f"data/{one}.csv",
            "key": "key",
            "start": date(2020 + year, 3, 2),
            "end": date(2020 + year, 3, 20),
        }
        for year, one in enumerate(("first", "second"), start=1)
    ]
    return raw


def _both(words: str) -> dict[str, str]:
    return {"nl": words, "en": words}


def _toml(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Write a table as TOML: first its own values, then the tables within it."""
    inner = {key: value for key, value in table.items() if _is_table(value)}
    for key, value in table.items():
        if key not in inner:
            yield f"{key} = {_value(value)}"
    for key, value in inner.items():
        name = f"{path}{key}"
        for one in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _toml(one, f"{name}.")


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    for client, asked in CLIENTS.items():
        write_client(Path(sys.argv[1]) / "clients" / client, asked)
