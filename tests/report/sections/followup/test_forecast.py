"""The chapters on forecast and advice: figure, tables, the file of scores, and what a reader may not see."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.forecast_client import MODEL, computed_once, forecast, gain, in_folder, put, wave, written
from toolkit.analysis import followup
from toolkit.analysis.followup import scored
from toolkit.analysis.followup.forecast import Pool, ScoredForecast
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.followup.forecast import Prediction, calibration
from toolkit.followup.steering import RULES
from toolkit.language import UNKNOWN, Language
from toolkit.report.blocks import Block, Figure, Heading, Scores, Table, mime_bundle
from toolkit.report.sections import followup as sections
from toolkit.report.sections.common import HIDDEN

MODULE = import_module("toolkit.analysis.followup.steering")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Job:
    after = wave(seed=2, trust=10, effort=10, attitude=4)
    return written(tmp_path_factory.mktemp("base"), MODEL, wave(seed=1), after)


@pytest.fixture
def made(base: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    computed_once(monkeypatch, scored, "change")
    computed_once(monkeypatch, MODULE, "change", "_levels")
    return in_folder(base, tmp_path / "clients" / "klein")


@pytest.fixture
def result(made: Job) -> ScoredForecast:
    put(made.engagement.folder, forecast())
    found = followup.forecast(made)
    assert found is not None
    return found


def chapter(job: Job, result: ScoredForecast | None) -> tuple[Block, ...]:
    blocks = (
        *sections.forecast(job, result, say.forecast(job, result)),
        *sections.forecast_in_full(job, result),
    )
    for block in blocks:
        mime_bundle(block)
    return blocks


def tables(blocks: Sequence[Block]) -> dict[str, Table]:
    return {block.id: block for block in blocks if isinstance(block, Table)}


def test_without_a_forecast_there_is_no_chapter(made: Job) -> None:
    assert chapter(made, None) == ()


def test_the_table_sets_expected_beside_measured(made: Job, result: ScoredForecast) -> None:
    rows = {row["theme"]: row for row in tables(chapter(made, result))["forecast-table"].rows}
    assert list(rows) == ["Trust", "Service", "Ease", "Attitude", "NPS"]
    assert (rows["Trust"]["expected"], rows["Trust"]["forecast"]) == ("+10.0", "+5.0 to +15.0")
    assert rows["Trust"]["verdict"] == "as expected"
    assert rows["Trust"]["n"] == "120 / 120"
    assert rows["Ease"]["n"] == "60 / 60"
    note = tables(chapter(made, result))["forecast-table"].note
    assert "Touchpoints: the measured change times the part of the customers" in note


def test_the_figure_draws_each_judged_row_and_says_so_in_words(made: Job, result: ScoredForecast) -> None:
    (figure,) = (block for block in chapter(made, result) if isinstance(block, Figure))
    words = ET.fromstring(figure.svg).itertext()
    text = " ".join(words)
    for word in ("Trust", "Service", "NPS", "expected", "measured"):
        assert word in text
    assert "+10.0 was expected" in figure.alt
    assert "does not show that the actions did it" in figure.note
    assert "95% interval" in figure.note


def test_the_title_claims_what_is_shown_and_nothing_else(made: Job, result: ScoredForecast) -> None:
    def title(one: ScoredForecast) -> str:
        return next(block.title for block in chapter(made, one) if isinstance(block, Figure))

    calm = result.table.assign(verdict="inside", p_holm=1.0)
    assert title(replace(result, table=calm)) == "What was expected of the plan, and what was measured"
    data = forecast(run="11111111")
    data["total"]["drivers"]["service"] = {**gain(14.0, 2.0), "also_through": []}
    put(made.engagement.folder, data, kept="2021-04-02")
    missed = followup.forecast(replace(made, memory={}))
    assert missed is not None
    assert title(missed).startswith("On “Service” less came than the plan expected")


def test_rows_on_too_few_customers_are_hidden(made: Job, result: ScoredForecast) -> None:
    few = result.table.copy()
    few.loc["effort", ["n_after", "n_effective_after"]] = 5
    row = tables(chapter(made, replace(result, table=few)))["forecast-table"].rows[2]
    assert row["theme"] == "Ease"
    assert {row[name] for name in ("measured", "margin", "right", "n", "verdict")} == {HIDDEN}


def test_what_was_not_judged_says_why_in_the_table(made: Job, result: ScoredForecast) -> None:
    table = result.table.copy()
    table.loc["service", ["verdict", "why_not"]] = ["", "not carried out"]
    table.loc["attitude", ["verdict", "could_tell"]] = ["inside", False]
    rows = {
        row["theme"]: row
        for row in tables(chapter(made, replace(result, table=table)))["forecast-table"].rows
    }
    assert rows["Service"]["verdict"] == "not carried out"
    assert rows["Attitude"]["verdict"] == "too wide to tell"
    nothing = result.table.assign(verdict="", measured=float("nan"))
    blocks = chapter(made, replace(result, table=nothing))
    assert "forecast-table" not in tables(blocks)
    assert not any(isinstance(block, Figure) for block in blocks)


def test_the_plan_and_the_counts_are_printed(made: Job, result: ScoredForecast) -> None:
    told = [Prediction(str(n), 4.0, -1.0, -3.0, 1.0) for n in range(12)]
    found = calibration(told)
    assert found is not None
    shown = tables(chapter(made, replace(result, pool=Pool(4, found, 2))))
    rows = shown["forecast-so-far"].rows
    assert [row["whose"] for row in rows] == ["This client", "4 clients together"]
    assert rows[1]["inside"] == "12"
    assert rows[1]["gained"].startswith("75 (")
    assert "The scores of 2 clients could not be read" in shown["forecast-so-far"].note
    plan = shown["forecast-plan"]
    assert [row["action"] for row in plan.rows] == ["Call", "Write", "Desk", "Portal"]
    assert "forecasts/w1-0a1b2c3d.json, run 0a1b2c3d" in plan.note


def test_the_scores_are_left_as_a_file_and_only_of_what_was_kept(made: Job, result: ScoredForecast) -> None:
    (block,) = (block for block in chapter(made, result) if isinstance(block, Scores))
    assert json.loads(json.dumps(block.data, allow_nan=False))["client"] == "klein"
    assert not any(isinstance(one, Scores) for one in chapter(made, replace(result, record={})))


@pytest.fixture
def steered(made: Job, result: ScoredForecast) -> followup.Steering:
    return followup.steering(made, result)


def advice(job: Job, steered: followup.Steering) -> dict[str, Table]:
    found = say.steering(job, steered)
    blocks = (*sections.steering(job, steered, found), *sections.steering_in_full(job, steered))
    for block in blocks:
        mime_bundle(block)
    return tables(blocks)


def test_the_advice_is_printed_with_what_it_rests_on(made: Job, steered: followup.Steering) -> None:
    shown = advice(made, steered)["steering"]
    rows = {row["action"]: row for row in shown.rows}
    assert rows["Call"]["advice"] == "continue"
    assert rows["Desk"]["advice"] == "stop"
    assert "impact" not in rows["Call"]
    assert "For no action does a comparison with customers who did not have it give an answer" in shown.note
    compared = replace(steered, actions=steered.actions.assign(impact="more"), compared=True)
    assert advice(made, compared)["steering"].rows[0]["impact"] == "did better"


def test_a_plan_of_a_later_wave_names_the_waves_that_it_rests_on(tmp_path: Path) -> None:
    model = MODEL.replace('title = { nl = "Loket"', 'wave = "w2"\ntitle = { nl = "Loket"')
    job = written(tmp_path, model, wave(seed=1), wave(seed=2), wave(seed=3, service=4))
    put(job.engagement.folder, forecast(wave="w2"), kept="2022-04-01")
    result = followup.forecast(job)
    assert result is not None
    assert tables(chapter(job, result))["forecast-table"].note.endswith("Source: w2 and w3.")
    given = advice(job, followup.steering(job, result))["steering"]
    assert "judged from the measurement on which it was advised" in given.note
    assert given.note.endswith("Source: w1, w2 and w3.")


def test_a_change_on_too_few_customers_is_hidden_and_one_unknown_is_a_dash(
    made: Job, steered: followup.Steering
) -> None:
    table = steered.actions.copy()
    table.loc[3, ["n_after", "n_effective_after"]] = 4
    table.loc[4, ["difference", "low", "high", "per_cost"]] = float("nan")
    table.loc[4, ["n_before", "n_after", "n_effective_before", "n_effective_after"]] = 0
    rows = advice(made, replace(steered, actions=table))["steering"].rows
    assert (rows[2]["change"], rows[3]["change"]) == (HIDDEN, UNKNOWN)
    assert rows[3]["advice"] != HIDDEN
    money = advice(made, replace(steered, actions=table))["steering-costs"].rows
    assert (money[2]["per_cost"], money[3]["per_cost"]) == (HIDDEN, UNKNOWN)


def test_money_is_set_beside_what_the_theme_rose(made: Job, steered: followup.Steering) -> None:
    rows = advice(made, steered)["steering-costs"].rows
    assert [row["planned"] for row in rows] == [
        f"€\xa0{amount}" for amount in ("1,000", "500", "2,000", "3,000")
    ]
    assert {row["spent"] for row in rows} == {UNKNOWN}
    # Ten points of both actions on it for 1,500 in all.
    assert rows[0]["expected_per_cost"] == rows[1]["expected_per_cost"] == "+6.67"
    assert rows[0]["per_cost"] == rows[1]["per_cost"]


def test_the_rules_are_printed_in_their_order(made: Job, steered: followup.Steering) -> None:
    for language, word in (("en", "stop"), ("nl", "stoppen")):
        rows = advice(replace(made, language=Language(language)), steered)["steering-rules"].rows
        assert len(rows) == len(RULES)
        assert rows[[rule.key for rule in RULES].index("no_gain")]["advice"] == word


def test_the_new_baseline_is_printed_with_what_it_can_show(made: Job, steered: followup.Steering) -> None:
    rows = advice(made, steered)["steering-start"].rows
    assert rows[0]["theme"] == "Attitude"
    assert rows[-1]["theme"] == "NPS"
    assert rows[0]["n"] == "120"
    hidden = steered.levels.assign(base_hidden=True)
    assert advice(made, replace(steered, levels=hidden))["steering-start"].rows[0]["n"] == HIDDEN


def test_nothing_to_advise_prints_nothing(made: Job, steered: followup.Steering) -> None:
    empty = replace(steered, actions=steered.actions.iloc[:0], levels=steered.levels.iloc[:0])
    assert advice(made, empty) == {}
    start = replace(steered, actions=steered.actions.iloc[:0])
    first = sections.steering(made, start, say.steering(made, start))[0]
    assert isinstance(first, Heading)
    assert first.text == "Where the next round starts"
