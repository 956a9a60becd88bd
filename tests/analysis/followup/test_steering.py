"""What to do next: the evidence of each action, money, and where the next round starts."""

import sys
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.forecast_client import MODEL, computed_once, forecast, gain, in_folder, put, wave, written
from toolkit.analysis import followup
from toolkit.analysis.baseline import headline, planning, scores
from toolkit.analysis.followup import scored
from toolkit.analysis.followup.effects import ActionImpact, Effect, Impact
from toolkit.analysis.job import Job
from toolkit.findings import followup as say

# The package has the function by this name.
MODULE = import_module("toolkit.analysis.followup.steering")
CHANGES = {"trust": 10.0, "service": 0.0, "effort": 10.0, "attitude": 4.0}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Two waves: trust +10, effort +10 among the half with an opinion, attitude +4, service the same."""
    return written(tmp_path_factory.mktemp("base"), MODEL, wave(seed=1), wave(seed=2, **CHANGES))


@pytest.fixture
def made(base: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    computed_once(monkeypatch, scored, "change")
    computed_once(monkeypatch, MODULE, "change", "_levels")
    return in_folder(base, tmp_path / "clients" / "klein")


def with_actions(job: Job, **changes: dict[str, Any]) -> Job:
    """The same client with other keys of actions, by their English title."""
    actions = tuple(
        one.model_copy(update=changes.get(job.text(one.title).lower(), {})) for one in job.engagement.actions
    )
    return replace(job, engagement=job.engagement.model_copy(update={"actions": actions}), memory={})


def steered(job: Job, impact: Impact | None = None, *, kept: bool = True) -> followup.Steering:
    if kept:
        put(job.engagement.folder, forecast())
    return followup.steering(job, followup.forecast(job), impact)


def compared(number: int, driver: str, verdict: str) -> Impact:
    effect = Effect(driver, 3.0, 1.0, 5.0, 0.01, verdict, 50, 50)
    return Impact((ActionImpact(number, driver, (effect,)),))


def test_the_evidence_of_each_action_is_read(made: Job) -> None:
    result = steered(made)
    table = result.actions
    assert table.index.tolist() == [1, 2, 3, 4]
    assert table["driver"].tolist() == ["trust", "trust", "service", "effort"]
    assert table["carried"].tolist() == ["yes"] * 4
    assert table["change"].tolist() == ["better", "better", "same", "better"]
    assert table["forecast"].tolist() == ["inside", "inside", "below", "inside"]
    assert table["impact"].tolist() == ["none"] * 4
    assert table["advice"].tolist() == ["continue", "continue", "stop", "continue"]
    assert table["rule"].tolist() == ["better", "better", "no_gain", "better"]
    assert table["together"].tolist() == [(2,), (1,), (), ()]
    assert not result.compared
    changed = followup.change(made).table
    assert table.at[1, "difference"] == changed.at["trust", "difference"]


def test_without_a_forecast_the_rules_go_by_the_rest(made: Job) -> None:
    table = steered(made, kept=False).actions
    assert set(table["forecast"]) == {"none"}
    assert table["advice"].tolist() == ["continue", "continue", "stop", "continue"]


def test_little_expected_and_not_ruled_out_does_not_stop_an_action(made: Job) -> None:
    """Service stayed as it was: proven to have gained less than matters, but so little was promised too."""
    data = forecast()
    little = gain(0.5, 0.4)
    data["actions"][2]["drivers"] = {"service": little}
    data["total"]["drivers"]["service"] = {**little, "also_through": []}
    put(made.engagement.folder, data)
    table = steered(made, kept=False).actions
    row = table.loc[3, ["change", "forecast", "rule", "advice"]].tolist()
    assert row == ["same", "wide", "little_expected", "measure"]


@pytest.mark.parametrize(
    ("verdict", "advice"),
    [("better", "continue"), ("worse", "stop"), ("no relevant change", "stop"), ("not decided", "continue")],
)
def test_a_comparison_goes_first(made: Job, verdict: str, advice: str) -> None:
    result = steered(made, compared(1, "trust", verdict))
    assert result.actions.at[1, "advice"] == advice
    assert result.compared == (verdict != "not decided")
    # An effect on another measure says nothing of its driver.
    assert steered(made, compared(1, "attitude", "worse")).actions.at[1, "impact"] == "none"


def test_an_action_of_which_little_was_expected_is_not_stopped_for_little(made: Job) -> None:
    # Of the second action 2 points were expected of those who had it, of the first 8.
    def impact_of(number: int, p: float) -> str:
        effect = Effect("trust", 2.2, 0.5, 3.9, p, "no relevant change", 50, 50)
        found = Impact((ActionImpact(number, "trust", (effect,)),))
        return str(steered(made, found).actions.at[number, "impact"])

    assert impact_of(1, 0.01) == "same"
    assert impact_of(2, 0.01) == "more"
    assert impact_of(2, 0.2) == "none"


def test_a_comparison_of_sides_that_parted_before_counts_for_nothing(made: Job) -> None:
    found = compared(1, "trust", "worse")
    before = pd.DataFrame({"p_holm": [0.01], "p_equivalence_holm": [0.9]}, index=["trust"])
    parted = replace(found, actions=(replace(found.actions[0], earlier=before),))
    row = steered(made, parted).actions.loc[1]
    assert (row["impact"], row["advice"], row["rule"]) == ("none", "continue", "better")
    # On another measure, or not shown: the comparison stands.
    for earlier in (before.rename(index={"trust": "attitude"}), before.assign(p_holm=0.2)):
        same = replace(found, actions=(replace(found.actions[0], earlier=earlier),))
        assert steered(made, same).actions.at[1, "advice"] == "stop"
    # Who was picked for low scores fell before: that is how they were picked.
    picked = replace(found, actions=(replace(found.actions[0], earlier=before, equals=before),))
    assert steered(made, picked).actions.at[1, "impact"] == "less"


def test_a_change_that_others_explain_decides_nothing(made: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = followup.change(made)
    monkeypatch.setattr(MODULE, "change", lambda job: replace(whole, by_others=("trust", "service")))
    table = steered(made).actions
    assert table["by_others"].tolist() == [True, True, True, False]
    assert table["change"].tolist() == ["undecided"] * 3 + ["better"]
    # Not "below" either: the forecast is of the customers that there are.
    assert table["forecast"].tolist() == ["none"] * 3 + ["inside"]
    assert table["advice"].tolist() == ["measure"] * 3 + ["continue"]
    told = say.steering(made, steered(made))
    text = next(one.text for one in told if one.key == "steering.measure")
    assert "“Call”: “Trust” changed (+" in text
    assert "at least in part because other kinds of customers answered" in text
    assert "these answers do not tell (" not in text
    monkeypatch.setattr(
        sys.modules["toolkit.findings.followup.steering"], "turned_round", lambda job: ("trust",)
    )
    turned = next(one.text for one in say.steering(made, steered(made)) if one.key == "steering.measure")
    assert "“Call”: “Trust” changed (+" in turned
    assert "because other kinds of customers answered: customers who are alike moved the other way" in turned
    assert "at least in part because other kinds of customers answered" in turned  # of service


def test_what_reached_some_customers_only_is_not_stopped_by_the_change_of_all(made: Job) -> None:
    # Service stayed the same over all, with a margin of a few points: nothing of what one in ten may have gained.
    few = with_actions(made, desk={"reach": 0.1})
    table = steered(few, kept=False).actions
    assert (table.at[3, "change"], table.at[3, "advice"]) == ("undecided", "measure")
    assert table["reached_some"].tolist() == [False, False, True, False]
    text = next(one.text for one in say.steering(few, steered(few, kept=False)) if "measure" in one.key)
    assert "over all customers “Service” changed less than matters (" in text
    # Where all were reached the measured change decides.
    assert steered(made, kept=False).actions.at[3, "advice"] == "stop"
    # The margin is narrow enough to rule it out for nearly all.
    most = with_actions(made, desk={"reach": 0.99})
    assert followup.change(made).table.at["service", "high"] < 0.99 * 5
    assert steered(most, kept=False).actions.at[3, "advice"] == "stop"
    # A forecast reckons with the reach.
    again = steered(with_actions(made, desk={"reach": 0.1}))
    assert (again.actions.at[3, "forecast"], again.actions.at[3, "advice"]) == ("below", "stop")


def test_what_was_not_carried_out_is_apart_and_not_told_is_not_decided(made: Job) -> None:
    job = with_actions(made, call={"carried_out": "no"}, desk={"carried_out": None})
    result = steered(job)
    assert result.idle == (1,)
    assert result.advised("measure") == (3,)
    assert result.actions.at[3, "rule"] == "not_told"
    assert result.actions.at[2, "together"] == ()
    assert result.actions.loc[[1, 3], "per_cost"].isna().all()


def test_what_came_after_the_last_wave_is_too_early_to_judge(made: Job) -> None:
    job = with_actions(made, call={"since": made.wave(made.surveys[-1]).end + timedelta(days=1)})
    table = steered(job).actions
    assert (table.at[1, "carried"], table.at[1, "rule"]) == ("later", "too_early")
    found = followup.forecast(job)
    assert found is not None
    # Of the two actions on it one is left.
    assert found.table.at["trust", "expected"] == 2


def test_points_per_amount_hold_all_actions_on_a_theme_together(made: Job) -> None:
    job = with_actions(made, call={"spent": 1500.0})
    table = steered(job).actions
    rise = table.at[1, "difference"]
    # Of the other action on it nobody told what it cost: what was planned stands in.
    assert table.at[1, "per_cost"] == table.at[2, "per_cost"] == pytest.approx(rise / 2000)
    assert table.at[1, "expected_per_cost"] == pytest.approx(10 / 1500)
    assert table.at[3, "expected_per_cost"] == pytest.approx(4 / 2000)
    assert table.at[1, "cost"] == "over"
    assert table.at[1, "rule"] == "better_dear"
    assert table.at[2, "advice"] == "continue"


def test_an_action_that_costs_nothing_has_no_end_of_points(made: Job) -> None:
    table = steered(with_actions(made, portal={"cost": 0.0})).actions
    assert np.isinf(table.at[4, "per_cost"])


def test_actions_advised_on_the_last_wave_wait(made: Job) -> None:
    job = with_actions(made, portal={"wave": "w2", "carried_out": None})
    assert steered(job).actions.index.tolist() == [1, 2, 3]


def test_a_client_without_actions_still_has_a_new_baseline(made: Job) -> None:
    engagement = made.engagement.model_copy(update={"actions": ()})
    result = followup.steering(replace(made, engagement=engagement, memory={}), None)
    assert result.actions.empty
    assert result.idle == ()
    assert result.advised("stop") == ()
    assert len(result.levels)


def test_the_next_round_starts_from_the_last_wave_by_itself(made: Job) -> None:
    levels = steered(made).levels
    alone = replace(made, report="baseline", surveys=(made.surveys[-1],), series=())
    found = scores(alone).table
    assert levels.index.tolist() == ["attitude", "trust", "service", "nps"]
    for name in ("attitude", "trust", "service"):
        assert levels.at[name, "estimate"] == found.at[name, "estimate"]
    planned = planning(alone, headline(alone))
    assert planned is not None
    assert levels.at["trust", "panel"] == planned.table.at["trust", "panel"]
    assert levels.at["nps", "independent"] == planned.table.at["NPS", "independent"]
    assert (levels["panel"].dropna() <= levels["independent"].dropna()).all()
