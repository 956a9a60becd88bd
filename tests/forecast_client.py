"""A client with two waves, actions and a forecast: answers of single questions, so that every change is known."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.job import Job
from toolkit.notebook import open_job

CUSTOMERS = 120
# What was computed of which waves, with the job that keeps these alive.
_MADE: dict[tuple[Any, ...], tuple[Job, Any]] = {}
HEAD = """\
seed = 1
[client]
name = "Klein"
language = "en"
[author]
name = "A"
"""
MODEL = """
[constructs.trust]
role = "driver"
minimum = 0
maximum = 100
items = ["T1"]
[constructs.service]
role = "driver"
minimum = 0
maximum = 100
items = ["S1"]
[constructs.effort]
role = "touchpoint"
minimum = 0
maximum = 100
items = ["E1"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 100
items = ["A1"]
[constructs.advice]
role = "attitude"
minimum = 0
maximum = 10
items = ["R1"]
[questions]
recommendation = "R1"
[[actions]]
title = { nl = "Bellen", en = "Call" }
driver = "trust"
lift = { low = 2, likely = 8, high = 14 }
cost = 1000
weeks = 2
carried_out = "yes"
[[actions]]
title = { nl = "Schrijven", en = "Write" }
driver = "trust"
lift = { low = 0, likely = 2, high = 4 }
cost = 500
weeks = 1
carried_out = "yes"
[[actions]]
title = { nl = "Loket", en = "Desk" }
driver = "service"
lift = { low = 0, likely = 4, high = 8 }
cost = 2000
weeks = 3
carried_out = "yes"
[[actions]]
title = { nl = "Portaal", en = "Portal" }
touchpoint = "effort"
lift = { low = 0, likely = 10, high = 20 }
cost = 3000
weeks = 4
carried_out = "yes"
"""


def wave(
    *, seed: int, trust: float = 0, service: float = 0, effort: float = 0, attitude: float = 0
) -> dict[str, Any]:
    """Answers of one wave with these changes, of the same customers; half of them have no opinion of effort."""
    person = np.random.default_rng(0).normal(scale=8, size=CUSTOMERS)
    draw = np.random.default_rng(seed)

    def scores(centre: float) -> np.ndarray:
        return np.clip(np.round(centre + person + draw.normal(scale=6, size=CUSTOMERS)), 0, 100)

    answers = {name: scores(50 + more) for name, more in (("T1", trust), ("S1", service), ("A1", attitude))}
    hassle = scores(50 + effort)
    hassle[::2] = np.nan
    marks = np.clip(np.round(6 + person / 6 + attitude / 5 + draw.normal(size=CUSTOMERS)), 0, 10)
    return {"id": [f"r{n}" for n in range(CUSTOMERS)], **answers, "E1": hassle, "R1": marks}


def gain(expected: float, width: float) -> dict[str, float]:
    """What is expected, with limits as far to both sides."""
    return {"expected": expected, "low": expected - width, "high": expected + width, "above_0": 0.9}


OUTCOMES = {"attitude": (4.0, 2.0), "nps": (10.0, 6.0)}
PLANNED = {1: ("Call", "Bellen", "trust", 8.0, 3.0), 2: ("Write", "Schrijven", "trust", 2.0, 4.0)}
PLANNED |= {3: ("Desk", "Loket", "service", 4.0, 2.0), 4: ("Portal", "Portaal", "effort", 5.0, 2.0)}


def forecast(**changes: Any) -> dict[str, Any]:
    """The forecast of the client's plan, with these keys on top; every number of the plan is round."""
    actions = [
        {
            "number": number,
            "title": {"nl": dutch, "en": english},
            "measure": {"nl": "", "en": ""},
            "driver": driver,
            "phase": "first",
            "start": "2021-05-01",
            "end": "2021-07-31",
            "owner": "",
            "cost": 1000.0 * number,
            "weeks": 2.0,
            "reach": 1.0,
            "lift": {"low": 0.0, "likely": 4.0, "high": 8.0},
            "drivers": {driver: gain(expected, width)},
            "outcomes": {name: gain(mean / 4, margin / 4) for name, (mean, margin) in OUTCOMES.items()},
        }
        for number, (english, dutch, driver, expected, width) in PLANNED.items()
    ]
    drivers = {"trust": gain(10.0, 5.0), "service": gain(4.0, 2.0), "effort": gain(5.0, 2.0)}
    made: dict[str, Any] = {
        "schema": 1,
        "run": "0a1b2c3d",
        "client": "klein",
        "report": "drivers",
        "wave": "w1",
        "date": "2021-03-01",
        "objective": "attitude",
        "seed": 1,
        "draws": 200,
        "confidence": 0.95,
        "method": "drawn",
        "currency": "EUR",
        "baseline": {},
        "actions": actions,
        "total": {
            "cost": 6500.0,
            "start": "2021-05-01",
            "end": "2021-07-31",
            "first_choice_kept": 0.8,
            "drivers": {name: {**one, "also_through": []} for name, one in drivers.items()},
            "outcomes": {name: gain(*numbers) for name, numbers in OUTCOMES.items()},
        },
    }
    return made | copy.deepcopy(changes)


def in_files(place: Path, *waves: dict[str, Any], model: str = MODEL) -> Path:
    """Write the client in a workspace, of two waves without any given, and give its folder."""
    folder = place / "clients" / "klein"
    (folder / "data").mkdir(parents=True)
    lines = [HEAD, model]
    for number, answers in enumerate(waves or (wave(seed=1), wave(seed=2)), 1):
        pd.DataFrame(answers).to_csv(folder / "data" / f"{number}.csv", index=False)
        lines += ["[[waves]]", f'id = "w{number}"', f'file = "data/{number}.csv"', 'key = "id"']
        lines += [f"start = 202{number}-02-02", f"end = 202{number}-02-20"]
    (folder / "engagement.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def written(place: Path, model: str, *waves: dict[str, Any], language: str = "en") -> Job:
    """Write the client and open its follow-up."""
    in_files(place, *waves, model=model)
    return open_job("followup", "klein", workspace=str(place), language=language)


def in_folder(job: Job, folder: Path) -> Job:
    """The same client, with nothing in its folder yet; what was read of its answers is not read again."""
    folder.mkdir(parents=True)
    engagement = job.engagement.model_copy()
    engagement._folder = folder
    return replace(job, engagement=engagement, memory={})


def computed_once(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *names: str) -> None:
    """Let a module compute these of the same waves once for all tests: they rest on the answers alone."""
    for name in names:
        real = getattr(module, name)

        def remembered(job: Job, real: Callable[[Job], Any] = real, name: str = name) -> Any:
            key = (name, *map(id, job.surveys))
            if key not in _MADE:
                _MADE[key] = (job, real(job))
            return _MADE[key][1]

        monkeypatch.setattr(module, name, remembered)


def put(client: Path, data: dict[str, Any], *, kept: str | None = "2021-04-01") -> Path:
    """Write a forecast among those kept by a client on a day; None: where the last run leaves it."""
    if kept is None:
        path = client / "reports" / "forecast.json"
        content = data
    else:
        path = client / "forecasts" / f"{data['wave']}-{data['run']}.json"
        content = {**data, "kept": kept}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
