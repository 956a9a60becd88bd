"""What the driver report computes of the actions of an engagement."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.action_client import BILL, CALL, action, action_job
from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.actions import NPS, Actions, table_of, target_of
from toolkit.analysis.drivers.signs import opposed
from toolkit.analysis.job import Job, construct_scores, weights_of
from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.gain import Outcome, simulated_gains
from toolkit.drivers.actions.options import Limits, options_of
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.scores import mean_estimate

TRUST, IMAGE = ("TRU_1", "TRU_2", "TRU_3", "TRU_4"), ("IMG_1", "IMG_2", "IMG_3", "IMG_4")
ATTITUDE = ("ATT_1", "ATT_2", "ATT_3", "ATT_4")


@pytest.fixture(scope="module")
def job() -> Job:
    return action_job()


@pytest.fixture(scope="module")
def result(job: Job) -> Actions:
    found = drivers.actions(job)
    assert found is not None
    return found


def test_an_action_is_planned_by_the_report_on_its_own_wave() -> None:
    later = {
        "waves": [
            {"id": "baseline", "file": "a.csv", "start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 21)},
            {"id": "later", "file": "b.csv", "start": dt.date(2026, 3, 3), "end": dt.date(2026, 3, 21)},
        ]
    }
    job = action_job(
        CALL, BILL | {"wave": "later"}, action("Talk", (1, 2, 3), 1000, 1, driver="trust"), **later
    )
    assert found(job).numbers == (1, 3)
    assert table_of(job, found(job)).index.tolist() == [1, 3]
    second = replace(job, surveys=(replace(job.survey, wave="later"),), memory={})
    assert found(second).numbers == (2,)
    nobody = action_job(CALL | {"wave": "later"}, **later)
    assert drivers.actions(nobody) is None


def noise(job: Job, *items: str) -> dict[str, np.ndarray]:
    """Answers to questions that go with nothing."""
    rng = np.random.default_rng(1)
    return {item: rng.integers(1, 8, len(job.survey.items)) for item in items}


def found(job: Job) -> Actions:
    result = drivers.actions(job)
    assert result is not None
    return result


def test_gains_are_those_of_the_statistics(job: Job, result: Actions) -> None:
    assert (result.outcome, result.outcomes, result.numbers) == ("attitude", ("attitude", NPS), (1, 2, 3, 4))
    assert result.gains is not None
    effects = {name: drivers.total_effects(job, name) for name in ("attitude", NPS)}
    attitude, nps = effects["attitude"], effects[NPS]
    assert attitude is not None
    assert nps is not None
    names = ("trust", "satisfaction", "friendliness", "involvement")
    frame = construct_scores(job, (*names, "attitude"))
    means = {name: mean_estimate(frame[name], weights_of(job.survey)).value for name in frame}
    score = net_promoter_score(job.survey.items["ATT_1"].dropna()).value
    places = [attitude.names.index(name) for name in names]
    own = [
        Outcome(replace(one, names=names, estimate=one.estimate[places], draws=one.draws[places]), now, ends)
        for one, now, ends in ((attitude, means["attitude"], (0.0, 100.0)), (nps, score, (-100.0, 100.0)))
    ]
    again = simulated_gains(
        result.gains.actions, means, own, seed=[job.engagement.seed, 5108], confidence=result.gains.confidence
    )
    assert np.array_equal(again.changes, result.gains.changes)
    for name in ("attitude", NPS):
        pd.testing.assert_frame_equal(again.table(name), result.gains.table(name))
    assert result.customers("attitude", "trust") == (attitude.n, attitude.n_effective)


def test_the_plan_is_the_best_one_within_the_limits(result: Actions) -> None:
    assert result.gains is not None
    assert result.choice is not None
    limits = Limits(70_000, 8, 3)
    assert result.limits == limits
    assert (
        choose(options_of(result.gains, "attitude"), limits).starts.tolist() == result.choice.starts.tolist()
    )
    assert result.choice.cost <= 70_000
    assert set(result.choice.left_out) == {"3"}
    assert result.first()[0] == 1
    assert result.steps[0].start == dt.date(2025, 5, 1)
    first, whole = result.total("attitude", first=True), result.total("attitude")
    assert 0 < first.mean < whole.mean
    assert result.alone("attitude", 1).mean == pytest.approx(result.gains.expected("attitude")[0])


def test_what_is_shown_is_tested_over_all_drivers_of_actions(result: Actions) -> None:
    assert set(result.p) == {"trust", "satisfaction", "friendliness", "involvement"}
    assert result.shown("trust")
    least = 2 / 301
    assert min(result.p.values()) == pytest.approx(4 * least)


def test_the_table_has_a_row_per_action(job: Job, result: Actions) -> None:
    table = table_of(job, result)
    assert table.index.tolist() == [1, 2, 3, 4]
    assert table["driver"].tolist() == [target_of(job.engagement, number) for number in (1, 2, 3, 4)]
    assert table["unknown"].tolist() == [""] * 4
    assert table["chosen"].tolist() == [True, True, False, True]
    assert math.isinf(table["per_cost"].iloc[3])
    assert (table["gain_low"] <= table["gain"]).all()
    assert (table["gain"] <= table["gain_high"]).all()
    attitude, nps = (drivers.total_effects(job, name) for name in ("attitude", NPS))
    assert attitude is not None
    assert nps is not None
    assert (table["n"] == attitude.n).all()
    assert (table["n_nps"] == nps.n).all()


def test_the_leading_action_is_the_one_that_brings_most_where_it_comes_first(result: Actions) -> None:
    assert result.sensitivity is not None
    assert result.gains is not None
    assert result.first() == (1, 4)
    assert result.leading() == (1, result.sensitivity.costs.loc["1", "first"])
    assert result.leading()[1] >= result.sensitivity.same_first
    # The panel is small and fits in beside whatever is first.
    costs = result.sensitivity.costs.assign(first=[0.6, 0.3, 0.1, 1.0])
    often = replace(result, sensitivity=replace(result.sensitivity, costs=costs))
    assert often.leading() == (1, 0.6)
    assert often.rival() == (2, 0.3)


def test_a_cause_that_only_shows_with_others_held_equal_is_known(job: Job, result: Actions) -> None:
    assert result.opposed == ()
    attitude = drivers.total_effects(job, "attitude")
    assert attitude is not None
    assert opposed(job, attitude) == ()
    turned = attitude.estimate * np.where(np.array(attitude.names) == "trust", -1, 1)
    assert opposed(job, replace(attitude, estimate=turned)) == ("trust",)


def test_same_engagement_same_result(job: Job, result: Actions) -> None:
    again = found(replace(job, memory={}))
    pd.testing.assert_frame_equal(table_of(job, again), table_of(job, result))
    assert again.steps == result.steps


def test_weights_of_1_change_nothing(job: Job) -> None:
    ones = pd.Series(1.0, index=job.survey.items.index)
    tables = []
    for weights in (None, ones):
        survey = replace(job.survey, weights=weights)
        tables.append(table_of(job, found(Job(job.report, job.engagement, job.language, (survey,)))))
    pd.testing.assert_frame_equal(*tables)


def test_without_actions_there_is_no_chapter() -> None:
    assert drivers.actions(arrow_job(resamples=200)) is None


def test_without_a_start_the_plan_begins_on_the_date_of_the_report() -> None:
    job = action_job(CALL, plan={"quarters": 1}, report={"date": dt.date(2025, 4, 7)})
    (step,) = found(job).steps
    assert (step.start, step.end) == (dt.date(2025, 4, 7), dt.date(2025, 7, 6))


def test_a_driver_that_carries_no_claim_cannot_be_estimated(job: Job) -> None:
    flagged = with_answers(job, **noise(job, *TRUST))
    result = found(flagged)
    assert result.unknown == {1: "flagged"}
    assert result.numbers == (2, 3, 4)
    table = table_of(flagged, result)
    assert table["unknown"].tolist() == ["flagged", "", "", ""]
    assert math.isnan(table["gain"].iloc[0])
    assert "trust" not in result.now


def test_drivers_that_are_not_told_apart_cannot_be_estimated(job: Job) -> None:
    own = np.arange(len(job.survey.items)) % 12 == 0
    pairs = zip(IMAGE, TRUST, strict=True)
    alike = {one: job.survey.items[other].where(~own, job.survey.items[one]) for one, other in pairs}
    result = found(with_answers(job, **alike))
    assert result.unknown == {1: "alike"}
    assert result.numbers == (2, 3, 4)


def test_drivers_that_are_one_leave_no_effect_to_estimate(job: Job) -> None:
    same = {one: job.survey.items[other] for one, other in zip(IMAGE, TRUST, strict=True)}
    result = found(with_answers(job, **same))
    assert set(result.unknown.values()) == {"no_outcome"}
    assert result.gains is None


def test_an_outcome_that_carries_no_claim_stops_all(job: Job) -> None:
    result = found(with_answers(job, **noise(job, *ATTITUDE)))
    assert set(result.unknown.values()) == {"outcome_flagged"}
    assert result.gains is result.choice is result.sensitivity is None
    assert result.first() == result.numbers == result.outcomes == ()
    for ask in (lambda: result.total("attitude"), result.leading, lambda: result.alone("attitude", 1)):
        with pytest.raises(ValueError, match="no action was estimated"):
            ask()


def test_a_touchpoint_is_what_an_action_may_work_on_too() -> None:
    extra = {"effort": {"role": "touchpoint", "minimum": 1, "maximum": 7, "items": ["CES_1"]}}
    base = arrow_job(resamples=200)
    constructs = {**base.engagement.model_dump()["constructs"], **extra}
    easier = action("Easier", (2, 5, 9), 100, 2, touchpoint="effort")
    job = action_job(easier, BILL, constructs=constructs)
    rng = np.random.default_rng(4)
    trust = construct_scores(job, ("trust",))["trust"].fillna(50).to_numpy()
    ease = np.clip(np.round(1 + trust / 20 + rng.normal(size=len(trust))), 1, 7)
    result = found(with_answers(job, CES_1=ease))
    assert not result.unknown
    assert result.gains is not None
    assert result.gains.expected("attitude")[0] > 0
    assert found(job).unknown == {1: "too_few"}
    # Its effect rests on who answered about it too, and no others are counted.
    some = np.where(np.arange(len(ease)) % 5 == 0, np.nan, ease)
    fewer = with_answers(job, CES_1=some)
    table = table_of(fewer, found(fewer))
    answered = construct_scores(fewer, ("image", "satisfaction", "trust", "involvement", "friendliness"))
    whole = answered.notna().all(axis=1) & construct_scores(fewer, ("attitude",))["attitude"].notna()
    held = construct_scores(fewer, fewer.constructs("lock_in", "background"))
    whole &= held.notna().all(axis=1)
    assert table["n"].tolist() == [int((whole & ~np.isnan(some)).sum()), int(whole.sum())]


def test_without_a_recommendation_there_is_no_nps(job: Job) -> None:
    questions = job.engagement.questions.model_copy(update={"recommendation": None})
    engagement = job.engagement.model_copy(update={"questions": questions})
    result = found(Job(job.report, engagement, job.language, job.surveys))
    assert result.outcomes == ("attitude",)
    assert NPS not in result.now


def test_without_attitude_the_plan_goes_for_behaviour(job: Job) -> None:
    result = found(with_answers(job, **dict.fromkeys(ATTITUDE)))
    assert result.outcome == "behaviour"
    assert result.outcomes == ("behaviour",)


def test_without_any_outcome_there_is_nothing(job: Job) -> None:
    behaviour = job.engagement.constructs["behaviour"].items
    assert drivers.actions(with_answers(job, **dict.fromkeys((*ATTITUDE, *behaviour)))) is None


def test_the_margin_of_the_nps_is_not_told_where_few_gave_an_answer(job: Job) -> None:
    ratings = np.where(np.arange(len(job.survey.items)) < 4, 3.0, job.survey.items["ATT_1"].clip(lower=7))
    score = found(with_answers(job, ATT_1=ratings)).now[NPS]
    assert math.isnan(score.low)
    assert math.isnan(score.high)


def test_a_plan_without_limits_does_all_that_gains_at_once() -> None:
    result = found(action_job(plan={}))
    assert result.choice is not None
    assert result.limits == Limits(None, None, 4)
    assert result.choice.chosen.tolist() == (result.choice.starts == 0).tolist()
