"""The forecast goes from the notebook to its file, and onto no page."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.in_this_process import in_this_process
from tests.report import sample
from tests.small_client import NAME, contents, small_workspace
from toolkit.errors import ReportError
from toolkit.report import files, run
from toolkit.report import make as maker
from toolkit.report.blocks import Block, Forecast, Heading, Prose, Scores, mime_bundle
from toolkit.report.document import assemble
from toolkit.report.run import Made, run_reports

PAGE: list[Block] = [sample.meta(report="drivers", logo=""), Heading(1, "A"), Prose(("B",))]
FORECAST = Forecast({"schema": 1, "actions": [{"number": 1}, {"number": 2}], "run": "of the notebook"})


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the driver report of a small client with these blocks in place of a notebook's."""
    small_workspace(tmp_path)
    in_this_process(monkeypatch)

    def made(*blocks: Block) -> tuple[Made, dict[str, bytes]]:
        monkeypatch.setattr(maker, "execute", lambda *_, **__: (sample.notebook([*PAGE, *blocks]), ()))
        monkeypatch.setattr(files, "_exported", lambda *_: b"a page")
        (result,) = run_reports(tmp_path, NAME, ["drivers"])
        return result, contents(tmp_path)

    return made


def test_it_is_written_with_the_hash_of_its_run_and_goes_when_nothing_is_expected(make: Any) -> None:
    made, left = make(FORECAST)
    assert made.files[-1].name == "forecast.json"
    assert json.loads(left["forecast.json"]) == {**FORECAST.data, "run": "3fa85f64"}
    assert json.loads(left["drivers.run.json"])["run"] == "3fa85f64"
    again, left = make()
    assert "forecast.json" not in left
    assert [path.name for path in again.files] == [f"drivers.{ending}" for ending in run.ENDINGS]


def test_another_report_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "forecast.json").write_text("{}", "utf-8")
    maker._in_place(Made("followup", "x", (), ()), tmp_path, tmp_path)
    assert (tmp_path / "forecast.json").is_file()
    maker._in_place(Made("drivers", "x", (), ()), tmp_path, tmp_path)
    assert not (tmp_path / "forecast.json").exists()


def test_no_page_prints_it() -> None:
    document = assemble([*PAGE, FORECAST])
    assert [block["kind"] for block in document["blocks"]] == ["heading", "prose"]
    bundle = mime_bundle(FORECAST)
    assert bundle["text/plain"] == "forecast.json: 2 actions"
    assert "schema" not in bundle["text/html"]


def test_a_report_has_one() -> None:
    with pytest.raises(ReportError, match="two forecasts"):
        assemble([*PAGE, FORECAST, FORECAST])


SCORES = Scores({"schema": 1, "client": NAME, "report": "followup", "rounds": [{"run": "0a1b2c3d"}]})


def test_the_follow_up_leaves_its_scores_and_takes_old_ones_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_workspace(tmp_path, "baseline", "followup")
    in_this_process(monkeypatch)
    page: list[Block] = [sample.meta(report="followup", logo=""), Heading(1, "A")]
    monkeypatch.setattr(files, "_exported", lambda *_: b"a page")

    def made(*blocks: Block) -> dict[str, bytes]:
        monkeypatch.setattr(maker, "execute", lambda *_, **__: (sample.notebook([*page, *blocks]), ()))
        run_reports(tmp_path, NAME, ["followup"])
        return contents(tmp_path)

    left = made(SCORES)
    assert json.loads(left["forecast.scores.json"]) == {**SCORES.data, "run": "3fa85f64"}
    assert "forecast.scores.json" not in made()


def test_no_page_prints_the_scores_and_a_report_has_one_set() -> None:
    document = assemble([*PAGE, SCORES])
    assert [block["kind"] for block in document["blocks"]] == ["heading", "prose"]
    bundle = mime_bundle(SCORES)
    assert bundle["text/plain"] == "forecast.scores.json: 1 rounds"
    assert NAME not in bundle["text/html"]
    with pytest.raises(ReportError, match="two sets of scores"):
        assemble([*PAGE, SCORES, SCORES])
