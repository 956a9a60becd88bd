"""Kept forecasts are read and checked: what is wrong is told by file, key, value and mend, and never by a traceback."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.forecast_client import HEAD, MODEL, forecast, put
from toolkit.engagement import Engagement, load_engagement
from toolkit.engagement.forecasts import (
    FORECASTS,
    kept_forecasts,
    kept_name,
    last_forecast,
    read_forecast,
    tried_forecasts,
)
from toolkit.errors import IntakeError

WAVES = """
[[waves]]
id = "w1"
file = "1.csv"
start = 2021-02-02
end = 2021-02-20
[[waves]]
id = "w2"
file = "2.csv"
start = 2022-02-02
end = 2022-02-20
"""


@pytest.fixture
def client(tmp_path: Path) -> Path:
    folder = tmp_path / "klein"
    folder.mkdir()
    for name in ("1.csv", "2.csv"):
        (folder / name).write_text("T1\n1\n", "utf-8")
    (folder / "engagement.toml").write_text(HEAD + MODEL + WAVES, "utf-8")
    return folder


@pytest.fixture
def engagement(client: Path) -> Engagement:
    return load_engagement(client)


def test_a_kept_forecast_is_read_as_it_was(client: Path, engagement: Engagement) -> None:
    path = put(client, forecast())
    (found,) = kept_forecasts(engagement)
    assert found.name == f"{FORECASTS}/{kept_name(found.data)}" == f"forecasts/{path.name}"
    assert found.aside
    assert found.data.kept is not None
    assert found.data.kept.isoformat() == "2021-04-01"
    assert found.data.total.drivers["trust"].expected == 10
    assert [one.driver for one in found.data.actions] == ["trust", "trust", "service", "effort"]


def test_the_last_run_is_read_apart(client: Path, engagement: Engagement) -> None:
    assert last_forecast(engagement) is None
    put(client, forecast(), kept=None)
    found = last_forecast(engagement)
    assert found is not None
    assert not found.aside
    assert kept_forecasts(engagement) == ()


def test_they_come_in_order_of_wave_and_day(client: Path, engagement: Engagement) -> None:
    put(client, forecast(wave="w2", run="00000001"), kept="2022-04-01")
    put(client, forecast(run="00000002"), kept="2021-06-01")
    put(client, forecast(run="0000000f"), kept="2021-03-01")
    assert [one.data.run for one in kept_forecasts(engagement)] == ["0000000f", "00000002", "00000001"]


def test_what_the_same_plan_expects_is_the_same_whatever_its_run(
    client: Path, engagement: Engagement
) -> None:
    one = read_forecast(put(client, forecast()), engagement).data
    again = read_forecast(
        put(client, forecast(run="ffffffff", date="2021-09-01"), kept=None), engagement
    ).data
    other = read_forecast(put(client, forecast(run="eeeeeeee", draws=100), kept=None), engagement).data
    assert one.same_as(again)
    assert not one.same_as(other)


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(forecast())
    here: Any = data
    for step in path[:-1]:
        here = here[step]
    if value is ...:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return data


WRONG = [
    (("schema",), 2, "schema: found 2, a form that this version of the toolkit does not know"),
    (("run",), "x", 'run: found "x"'),
    (("client",), "other", 'client: found "other": it is the forecast of another client'),
    (("wave",), "w3", 'wave: "w3" is no wave of engagement.toml. Known: w1, w2'),
    (("objective",), "atitude", '"atitude" is no construct of engagement.toml. Did you mean `attitude`?'),
    (("draws",), "many", 'draws: found "many"'),
    (("draws",), ..., "draws: is missing"),
    (("confidence",), 95, "confidence: found 95"),
    (("date",), "soon", 'date: found "soon"'),
    (("colour",), "red", "colour: is no key of a forecast"),
    (("actions",), [], "actions: found []"),
    (("actions", 0, "number"), 2, "actions[2].number: 2 is that of another action too"),
    (("actions", 0, "driver"), "service", 'actions[1].driver: nothing is expected of "service"'),
    (("actions", 1, "outcomes"), {}, "actions[2].outcomes: is about other outcomes"),
    (("total", "drivers", "trust", "low"), 11.0, "low 11, expected 10 and high 15 are not in order"),
    (("total", "drivers", "trust", "high"), True, "total.drivers.trust.high: found true"),
    (("total", "drivers", "trust", "also_through"), ["image"], '"image" is no construct'),
    (("total", "outcomes", "attitude", "expected"), None, "total.outcomes.attitude.expected: found"),
    (("baseline",), {"trst": {"value": 1.0, "low": None, "high": None}}, 'baseline: "trst" is no construct'),
    (("objective",), "trust", 'objective: nothing is expected of "trust" under total.outcomes'),
    (("actions", 0, "cost"), 1e300, "actions[1].cost: found 1e+300; it should be less than or equal to"),
    (
        ("total", "outcomes", "attitude", "high"),
        1e308,
        "total.outcomes.attitude.high: found 1e+308; it should",
    ),
    (("baseline",), {"trust": {"value": 1e308, "low": None, "high": None}}, "baseline.trust.value: found"),
    (("actions", 0, "title", "en"), "a\x00b", "actions[1].title.en: holds the control character U+0000"),
]


@pytest.mark.parametrize(("where", "value", "told"), WRONG, ids=[".".join(map(str, one[0])) for one in WRONG])
def test_what_is_wrong_is_told_with_file_key_and_mend(
    client: Path, engagement: Engagement, where: tuple[str | int, ...], value: Any, told: str
) -> None:
    data = changed(where, value)
    path = client / FORECASTS / "w1-0a1b2c3d.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**data, "kept": "2021-04-01"}), "utf-8")
    with pytest.raises(IntakeError) as error:
        kept_forecasts(engagement)
    message = str(error.value)
    assert message.startswith("forecasts/w1-0a1b2c3d.json is no forecast that can be used")
    assert told in message
    assert all(fault.mend.endswith((".", "?")) for fault in error.value.faults)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "\x00", '{"schema": NaN}', "[" * 100_000, "\ufeff{}"],
    ids=["empty", "half", "list", "null", "zero", "nan", "deep", "bom"],
)
def test_what_is_no_forecast_at_all_is_told(client: Path, engagement: Engagement, content: str) -> None:
    path = put(client, forecast())
    path.write_text(content, "utf-8")
    with pytest.raises(IntakeError, match=r"forecasts/w1-0a1b2c3d\.json is no forecast"):
        kept_forecasts(engagement)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IntakeError, match="cannot be read as JSON"):
        kept_forecasts(engagement)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "-1e999"])
def test_an_infinite_number_is_refused(client: Path, engagement: Engagement, number: str) -> None:
    path = put(client, forecast())
    path.write_text(path.read_text("utf-8").replace('"expected": 10.0', f'"expected": {number}'), "utf-8")
    with pytest.raises(IntakeError, match=r"total\.drivers\.trust\.expected|is no forecast"):
        kept_forecasts(engagement)


def test_the_faults_of_all_files_come_at_once_and_the_others_are_read(
    client: Path, engagement: Engagement
) -> None:
    put(client, forecast(run="00000001"))
    put(client, forecast(run="00000002", wave="w9"))
    put(client, forecast(run="00000003", draws=0))
    (client / FORECASTS / "notes.txt").write_text("not read", "utf-8")
    found, errors = tried_forecasts(engagement)
    assert [one.data.run for one in found] == ["00000001"]
    assert len(errors) == 2
    with pytest.raises(IntakeError) as error:
        kept_forecasts(engagement)
    assert "forecasts/w9-00000002.json: wave" in str(error.value)
    assert "forecasts/w1-00000003.json: draws" in str(error.value)


def test_many_faults_are_cut_short(client: Path, engagement: Engagement) -> None:
    put(client, {"wave": "w1", "run": "0a1b2c3d"})
    with pytest.raises(IntakeError, match=r"the first 8 of \d+ faults") as error:
        kept_forecasts(engagement)
    assert len(error.value.faults) == 8
