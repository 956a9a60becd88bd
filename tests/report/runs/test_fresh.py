"""Whether a report is still of what there is now: each thing that may change, and what does not count."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.report.overview.made_up import client, forecast, purge, report
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import ReportError
from toolkit.report.manifest import run_hash
from toolkit.report.runs.fresh import changed_since, present, read_record


def _with(engagement: Engagement, line: str) -> None:
    path = engagement.folder / "engagement.toml"
    path.write_text(line + path.read_text("utf-8"), "utf-8")


def _text(engagement: Engagement, name: str) -> None:
    path = engagement.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("Nieuwe woorden.", "utf-8")


def _notebook(engagement: Engagement) -> None:
    path = engagement.folder / "notebooks" / "followup.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "1"}]}), "utf-8")


CHANGES: dict[str, tuple[Callable[[Engagement], Any], tuple[str, ...]]] = {
    "nothing": (lambda _: None, ()),
    "data": (lambda one: (one.folder / "data" / "followup.csv").write_text("9;9\n", "utf-8"), ("data",)),
    "lost": (lambda one: (one.folder / "data" / "baseline.csv").unlink(), ("data",)),
    "purged": (lambda one: purge(one, dt.date(2026, 5, 1)), ("purged",)),
    "settings": (lambda one: _with(one, "# a remark\n"), ("settings",)),
    "words": (lambda one: _text(one, "text/followup.nl.md"), ("words",)),
    "looks": (lambda one: _text(one, "templates/cover.typ"), ("words",)),
    "proposed quotes": (lambda one: _text(one, "text/quotes.proposal.toml"), ()),
    "notebook": (_notebook, ("notebook",)),
    "forecast": (lambda one: forecast(one, "0a1b2c3d", kept=dt.date(2025, 5, 1)), ("forecasts",)),
    "broken forecast": (lambda one: _text(one, "reports/forecast.json"), ("forecasts",)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_as_what_it_is(tmp_path: Path, name: str) -> None:
    one = client(tmp_path, "klein", waves=2)
    report(one, "followup")
    change, expected = CHANGES[name]
    change(one)
    _, record = read_record(one.folder / "reports" / "followup.run.json")
    assert changed_since(load_engagement(one.folder), record) == expected


def test_another_version_of_a_library_or_of_our_code_is_a_change(tmp_path: Path) -> None:
    one = client(tmp_path, "klein")
    report(one, "baseline")
    _, record = read_record(one.folder / "reports" / "baseline.run.json")
    now = present(one)
    assert changed_since(now, record) == ()
    assert changed_since(now, {**record, "code": "0" * 64}) == ("versions",)
    older = {**record["libraries"], "numpy": "1.0"}
    assert changed_since(now, {**record, "libraries": older, "notebook": ""}) == ("notebook", "versions")


def test_what_other_clients_forecasts_came_to_is_no_change(tmp_path: Path) -> None:
    one = client(tmp_path, "klein", waves=2)
    report(one, "followup")
    _, record = read_record(one.folder / "reports" / "followup.run.json")
    assert changed_since(one, {**record, "forecasts": {"scores of other clients": "0" * 64}}) == ()
    assert changed_since(one, {**record, "forecasts": {"forecasts/x.json": "0" * 64}}) == ("forecasts",)


@pytest.mark.parametrize(
    ("order", "forecasts", "kept", "expected"),
    [
        (("drivers", "followup"), {}, False, ()),
        (("baseline", "drivers", "followup"), {"reports/forecast.json": "0" * 64}, False, ()),
        (("drivers", "followup"), {"forecasts/x.json": "0" * 64}, False, ("forecasts",)),
        (("followup", "drivers"), {}, False, ("forecasts",)),
        (("drivers", "baseline", "followup"), {}, False, ("forecasts",)),
        (("followup",), {}, False, ("forecasts",)),
        (("drivers", "followup"), {}, True, ("forecasts",)),
    ],
)
def test_a_forecast_that_the_same_run_left_makes_no_follow_up_one_of_before(
    tmp_path: Path,
    order: tuple[str, ...],
    forecasts: dict[str, str],
    kept: bool,
    expected: tuple[str, ...],
) -> None:
    """The driver report leaves it when the follow-up has read what was there before."""
    one = client(tmp_path, "klein", waves=2)
    runs = {name: report(one, name) for name in ("baseline", "drivers", "followup")}
    reports = one.folder / "reports"
    _, record = read_record(reports / "followup.run.json")
    record["forecasts"] = forecasts
    names = [f"{name}-{run_hash(record) if name == 'followup' else runs[name]}" for name in order]
    shutil.rmtree(reports / "history")
    for name in names:
        (reports / "history" / name).mkdir(parents=True)
    (reports / "history" / "runs.json").write_text(json.dumps(names), "utf-8")
    forecast(one, runs["drivers"], kept=dt.date(2025, 5, 1) if kept else None)
    assert changed_since(one, record) == expected
    if not expected:
        left = reports / "forecast.json"
        shutil.copy(left, reports / "history" / names[order.index("drivers")])
        assert changed_since(one, record) == ()
        left.write_text(left.read_text("utf-8").replace("4.1", "9.1"), "utf-8")
        assert changed_since(one, record) == ("forecasts",)
        forecast(one, "0a1b2c3d", kept=None)  # one of another run
        assert changed_since(one, record) == ("forecasts",)


@pytest.mark.parametrize(
    ("name", "file"), [("drivers", "forecast.json"), ("followup", "forecast.scores.json")]
)
@pytest.mark.parametrize("changed", ["by hand", "gone", "not kept", "as it was"])
def test_what_a_run_left_for_later_reports_and_somebody_changed_is_told(
    tmp_path: Path, name: str, file: str, changed: str
) -> None:
    one = client(tmp_path, "klein", waves=2)
    run = report(one, name)
    path = one.folder / "reports" / file
    path.write_text('{"expected": 4.1}', "utf-8")
    kept = one.folder / "reports" / "history" / f"{name}-{run}" / file
    shutil.copy(path, kept)
    _, record = read_record(one.folder / "reports" / f"{name}.run.json")
    if changed == "gone":
        path.unlink()
    if changed == "by hand":
        path.write_text('{"expected": 9.1}', "utf-8")
    elif changed == "not kept":
        kept.unlink()
    elif changed == "as it was":
        shutil.copy(kept, path)
    assert changed_since(one, record) == (("forecasts",) if changed in ("by hand", "gone") else ())


def test_a_wave_that_is_no_more_and_a_companion_that_came_are_other_data(tmp_path: Path) -> None:
    one = client(tmp_path, "klein")
    report(one, "baseline")
    _, record = read_record(one.folder / "reports" / "baseline.run.json")
    (entry,) = record["data"]
    assert changed_since(one, {**record, "data": [{**entry, "wave": "gone"}]}) == ("data",)
    assert changed_since(one, {**record, "data": []}) == ("data",)
    assert changed_since(one, {**record, "data": [{**entry, "beside": {"x.lss": "0" * 64}}]}) == ("data",)
    assert changed_since(one, {**record, "data": [{**entry, "beside": [1]}]}) == ("data",)
    assert changed_since(one, {**record, "data": "none", "files": 3}) == ("data", "settings")


def test_a_record_is_read_with_its_hash(tmp_path: Path) -> None:
    one = client(tmp_path, "klein")
    run = report(one, "baseline")
    found, record = read_record(one.folder / "reports" / "baseline.run.json")
    assert found == run == run_hash(record)
    assert "run" not in record


@pytest.mark.parametrize(
    "text", ["", "[]", '{"run": 1}', '{"run": "0a1b2c3d", "parameters": {}, "report": "x"}']
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.run.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ReportError, match=r"baseline\.run\.json"):
        read_record(path)
