"""What is said of a forecast: no larger than its test, with its doubts, and the same in Dutch."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.forecast_client import MODEL, computed_once, forecast, gain, in_folder, put, wave, written
from toolkit.analysis import followup
from toolkit.analysis.followup import scored
from toolkit.analysis.followup.composition import NPS as SPLIT_NPS
from toolkit.analysis.followup.forecast import Pool, ScoredForecast
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.finding import Finding
from toolkit.followup.forecast import Prediction, calibration
from toolkit.language import Language

# The package has the function by this name.
MODULE = import_module("toolkit.findings.followup.forecast")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Job:
    after = wave(seed=2, trust=10, effort=10, attitude=4)
    return written(tmp_path_factory.mktemp("base"), MODEL, wave(seed=1), after)


@pytest.fixture
def made(base: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    computed_once(monkeypatch, scored, "change")
    return in_folder(base, tmp_path / "clients" / "klein")


def result_of(job: Job, data: dict[str, Any] | None = None, **options: Any) -> ScoredForecast:
    put(job.engagement.folder, data or forecast(), **options)
    result = followup.forecast(replace(job, memory={}))
    assert result is not None
    return result


def said(job: Job, result: ScoredForecast) -> Mapping[str, Finding]:
    found = {finding.key: finding for finding in say.forecast(job, result)}
    dutch = say.forecast(replace(job, language=Language("nl")), result)
    assert [one.key for one in dutch] == list(found)
    assert all(one.text != found[one.key].text for one in dutch)
    return found


def test_without_a_forecast_nothing_is_said(made: Job) -> None:
    assert say.forecast(made, None) == ()


def test_it_counts_what_came_true_and_tells_each(made: Job) -> None:
    found = said(made, result_of(made))
    assert found["forecast.score"].plain.startswith(
        "Of the 4 expectations of the plan that could be tested, "
    )
    assert found["forecast.score"].strength == "fact"
    inside = found["forecast.trust"]
    assert inside.strength == "fact"
    assert "+10.0 points were expected (+5.0 to +15.0)" in inside.text
    assert "as expected, and a rise is shown." in inside.text
    assert inside.plain == ""


def test_less_than_expected_is_shown_by_its_test_and_asks_for_a_decision(made: Job) -> None:
    data = forecast()
    data["total"]["drivers"]["service"] = {**gain(12.0, 2.0), "also_through": []}
    finding = said(made, result_of(made, data))["forecast.service"]
    assert finding.strength == "shown"
    assert finding.text.endswith("less than expected.")
    assert finding.plain.startswith("On “Service” less came than the plan expected: ")
    assert finding.decision.endswith("What do we expect of the next plan?")
    assert finding.numbers["p_holm"] < 0.05


def test_what_lies_outside_by_chance_of_a_wide_margin_is_not_counted(made: Job) -> None:
    result = result_of(made)
    table = result.table.copy()
    table["could_tell"] = False
    table.loc["service", ["verdict", "p", "p_holm"]] = ["below", 0.04, 0.2]
    found = said(made, replace(result, table=table))
    # One of five lay outside: that is no surprise, and no "one expectation that did not come true".
    assert found["forecast.score"].numbers["tested"] == 0
    assert "one that lies outside is no surprise" in found["forecast.service"].text
    table.loc["service", "p_holm"] = 0.01
    shown = said(made, replace(result, table=table))["forecast.score"]
    assert shown.plain == "The one expectation of the plan that could be tested did not come true."


def test_where_others_who_answered_explain_a_change_the_surprise_says_so(
    made: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = forecast()
    data["total"]["drivers"]["service"] = {**gain(12.0, 2.0), "also_through": []}
    result = result_of(made, data)
    monkeypatch.setattr(MODULE, "measures_by_others", lambda job: ("service", SPLIT_NPS))
    found = said(made, result)
    others = "Other kinds of customers answered this time"
    assert others in found["forecast.service"].text
    assert others in found["forecast.service"].plain
    # Nobody promised too much where others were asked: no lesson for the next plan.
    assert found["forecast.service"].decision == ""
    assert others in found["forecast.nps"].text
    assert others not in found["forecast.trust"].text


def test_more_may_have_come_through_another_theme(made: Job) -> None:
    data = forecast()
    data["total"]["drivers"]["trust"] = {**gain(2.0, 1.0), "also_through": ["service"]}
    data["total"]["drivers"]["service"] = {**gain(2.0, 2.0), "also_through": ["trust"]}
    found = said(made, result_of(made, data))
    assert "It may also have risen through “Service”" in found["forecast.trust"].text
    assert found["forecast.trust"].strength == "shown"
    assert found["forecast.trust"].decision == ""


def test_outside_by_itself_among_many_shows_nothing(made: Job) -> None:
    result = result_of(made)
    table = result.table.copy()
    table.loc["service", ["verdict", "p", "p_holm", "could_tell"]] = ["below", 0.04, 0.2, True]
    finding = said(made, replace(result, table=table))["forecast.service"]
    assert finding.strength == "fact"
    assert finding.plain == finding.decision == ""
    assert "this one by itself shows nothing" in finding.text


def test_one_or_no_expectation_that_could_be_tested(made: Job) -> None:
    result = result_of(made)
    for verdict, words in (("inside", "came true."), ("above", "did not come true.")):
        one = result.table.loc[["trust"]].assign(verdict=verdict)
        text = said(made, replace(result, table=one))["forecast.score"].text
        assert text == f"The one expectation of the plan that could be tested {words}"
    none = result.table.loc[["trust", "service"]].assign(verdict="inside", could_tell=False)
    found = said(made, replace(result, table=none))
    assert found["forecast.score"].strength == "not_shown"
    assert found["forecast.score"].plain == ""
    assert found["forecast.untold"].text.startswith("Too wide to tell: “Trust” and “Service”.")


@pytest.mark.parametrize(
    ("why_not", "key", "strength"),
    [
        ("not carried out", "forecast.not_carried_out", "warning"),
        ("flagged", "forecast.flagged", "warning"),
        ("not measured", "forecast.not_measured", "too_few"),
    ],
)
def test_what_is_not_judged_is_told_with_its_reason(made: Job, why_not: str, key: str, strength: str) -> None:
    result = result_of(made)
    table = result.table.copy()
    table.loc["effort", ["verdict", "why_not"]] = ["", why_not]
    finding = said(made, replace(result, table=table))[key]
    assert finding.strength == strength
    assert "Ease" in finding.text


def test_a_forecast_that_was_not_kept_or_too_late_is_a_warning(made: Job) -> None:
    finding = said(made, result_of(made, kept=None))["forecast.not_kept"]
    assert finding.strength == "warning"
    assert "not kept aside beforehand" in finding.text
    late = said(made, result_of(made, kept="2022-02-10"))
    assert "put aside on 10 February 2022" in late["forecast.late"].text
    assert "forecast.own" not in late


def test_the_doubts_of_plan_and_data_are_told(made: Job) -> None:
    actions = list(made.engagement.actions)
    actions[0] = actions[0].model_copy(update={"carried_out": "partly"})
    actions[2] = actions[2].model_copy(update={"carried_out": None, "title": "Counter"})
    engagement = made.engagement.model_copy(update={"actions": tuple(actions[:3])})
    job = replace(made, engagement=engagement, memory={})
    put(job.engagement.folder, forecast(run="00000000"), kept="2021-03-01")
    baseline = {
        "trust": {"value": 12.0, "low": None, "high": None},
        "nps": {"value": 99.0, "low": 1, "high": 2},
    }
    put(job.engagement.folder, forecast(wave="w2", run="22222222"), kept="2022-04-01")
    found = said(job, result_of(job, forecast(baseline=baseline)))
    assert "“Call”" in found["forecast.partly"].text
    assert "Of “Counter” it is not known" in found["forecast.not_told"].text
    assert "“Counter”" in found["forecast.renamed"].text
    assert "“Portal”" in found["forecast.gone"].text
    assert "“Trust” (12.0 then, " in found["forecast.differs"].text
    assert "the recommendation score (NPS) (99.0 then" in found["forecast.differs"].text
    assert found["forecast.others"].text.startswith("1 other forecast")
    assert found["forecast.not_yet"].strength == "fact"
    assert "Not all of the actions behind it were carried out in full." in found["forecast.trust"].text


def counted(*surprises: float) -> Any:
    told = [Prediction(str(n), 4.0, one, one - 1, one + 1) for n, one in enumerate(surprises)]
    return calibration(told)


def test_all_forecasts_are_judged_by_their_margin(made: Job) -> None:
    result = result_of(made)
    few = said(made, replace(result, own=counted(0.0)))["forecast.own"]
    assert few.strength == "fact"
    assert few.text.startswith("Over 1 plan of this client so far 1 of 1 expectations")
    assert few.text.endswith("too few to judge the forecasts by.")
    wrong = said(made, replace(result, own=counted(*[-3.0] * 8)))
    assert wrong["forecast.own"].strength == "shown"
    assert "the limits of the forecasts are too narrow" in wrong["forecast.own"].text
    assert "Of every 100 points that were expected, 25 came" in wrong["forecast.own_gained"].text
    assert wrong["forecast.own_gained"].decision
    more = said(made, replace(result, own=counted(*[3.0] * 8)))["forecast.own_gained"]
    assert "promised too little" in more.text
    assert more.decision == ""
    right = said(made, replace(result, own=counted(*[0.0] * 8)))
    assert "does not contradict the promise" in right["forecast.own"].text
    assert "forecast.own_gained" not in right
    wide = said(made, replace(result, own=counted(*[0.0] * 100)))["forecast.own"]
    assert "too wide" in wide.text


def test_all_clients_together_are_told_without_names(made: Job) -> None:
    found = said(made, replace(result_of(made), pool=Pool(5, counted(*[-3.0] * 8), 1)))
    assert found["forecast.pool"].text.startswith("Over 5 clients together 0 of 8 expectations")
    assert "forecast.pool_gained" in found
