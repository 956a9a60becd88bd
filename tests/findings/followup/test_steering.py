"""What is said of what to do next: a reason for every rule, a question per advice, in both languages."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from tests.forecast_client import MODEL, computed_once, forecast, in_folder, put, wave, written
from toolkit.analysis import followup
from toolkit.analysis.followup import scored
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.followup.steering import REASONS, reason
from toolkit.followup.steering import RULES
from toolkit.language import Language

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
def result(made: Job) -> followup.Steering:
    put(made.engagement.folder, forecast())
    return followup.steering(made, followup.forecast(made))


def test_every_rule_has_a_reason_that_names_its_action(made: Job, result: followup.Steering) -> None:
    assert set(REASONS) == {rule.key for rule in RULES} - {"not_carried_out"}
    for rule in REASONS:
        table = result.actions.assign(rule=rule)
        for language in ("en", "nl"):
            job = replace(made, language=Language(language))
            text = reason(job, replace(result, actions=table), 1)
            assert made.engagement.actions[0].title is not None
            assert job.text(made.engagement.actions[0].title) in text
            assert "{" not in text


def test_one_finding_per_advice_with_its_reasons_and_question(made: Job, result: followup.Steering) -> None:
    found = {one.key: one for one in say.steering(made, result)}
    assert list(found) == ["steering.continue", "steering.stop", "steering.baseline"]
    first = found["steering.continue"]
    # The first page asks the decision; the advice itself would say it twice there.
    assert first.plain == ""
    assert first.decision == "Do we continue with “Call”, “Write” and “Portal”?"
    assert first.strength == "fact"
    assert "that this action did it is not shown" in first.text
    assert "the measurement holds them together" in first.text
    stop = found["steering.stop"]
    assert "“Desk” was carried out, and “Service” did not rise by as much as matters" in stop.text
    assert "holds them together" not in stop.text
    start = found["steering.baseline"]
    assert "The next round starts from w2" in start.text
    assert start.numbers["value"] == result.levels.iloc[0]["estimate"]


def test_what_was_not_done_is_asked_about_and_claims_nothing(made: Job, result: followup.Steering) -> None:
    table = result.actions.copy()
    table.loc[[1, 2], ["carried", "advice", "rule"]] = ["no", "measure", "not_carried_out"]
    table.loc[3, ["carried", "advice", "rule"]] = ["unknown", "measure", "not_told"]
    found = {one.key: one for one in say.steering(made, replace(result, actions=table))}
    assert found["steering.idle"].strength == "warning"
    assert "“Call” and “Write”" in found["steering.idle"].decision
    assert found["steering.measure"].strength == "not_shown"
    assert found["steering.measure"].text.startswith("Not decided: “Desk”.")
    assert "Call" not in found["steering.measure"].text


def test_a_first_page_has_no_room_for_more_than_four(made: Job, result: followup.Steering) -> None:
    engagement = made.engagement
    actions = tuple(
        engagement.actions[0].model_copy(update={"title": f"Action {number}"}) for number in range(1, 6)
    )
    job = replace(made, engagement=engagement.model_copy(update={"actions": actions}))
    for advice in ("continue", "adjust", "stop", "measure"):
        rows = result.actions.loc[[1] * 5].assign(advice=advice)
        rows.index = range(1, 6)
        finding = say.steering(job, replace(result, actions=rows))[0]
        assert "the 5 actions of which the report says" in finding.decision
        assert "“Action 5”" in finding.text
    idle = rows.assign(carried="no")
    assert "5 actions were not carried out" in say.steering(job, replace(result, actions=idle))[0].decision


def test_without_scores_or_actions_nothing_is_said(made: Job, result: followup.Steering) -> None:
    empty = replace(result, actions=result.actions.iloc[:0], levels=result.levels.iloc[:0])
    assert say.steering(made, empty) == ()


def test_the_new_baseline_of_a_recommendation_score_alone_claims_no_points_of_100(
    made: Job, result: followup.Steering
) -> None:
    only = replace(result, actions=result.actions.iloc[:0], levels=result.levels.loc[["nps"]])
    (finding,) = say.steering(made, only)
    assert finding.text.endswith("the next measurement is held against it.")
