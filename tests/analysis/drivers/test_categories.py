"""Promoter or not, bought or ordered again or not, and the whole scale, from the engagement."""

import importlib
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.simulate.jobs import engagement_of, job_of
from toolkit.analysis.drivers.categories import affordable_resamples, categories
from toolkit.analysis.drivers.outcomes import outcomes_measured, scale_in_classes
from toolkit.drivers.categorical.dominance import class_importance
from toolkit.notebook import open_job
from toolkit.simulate import simulate_wave, standard_world
from toolkit.simulate.orders import Shop

# The package has a function of this name too.
chapter = importlib.import_module("toolkit.analysis.drivers.categories")
DRIVERS = ["satisfaction", "image", "trust", "involvement", "friendliness"]


@cache
def sampled(n=600, seed=3):
    return standard_world(), simulate_wave(standard_world(), n, seed=seed)


def made(n=600, seed=3, questions=None, **more):
    world, sample = sampled(n, seed)
    asked = engagement_of(world)["questions"] | (questions or {})
    extra = {"questions": {name: item for name, item in asked.items() if item}, **more.pop("extra", {})}
    return job_of(world, sample, report="drivers", extra=extra, **more)


@pytest.fixture(scope="module")
def found():
    job = made(questions={"bought_again": "BEH_3"})
    return job, categories(job)


def test_the_outcomes_that_were_asked(found):
    _, result = found
    assert [one.key for one in result.outcomes] == ["promoter", "bought_again"]
    assert result.check.key == "recommendation"
    assert result.attitude == "attitude"
    assert result.item_of
    assert result.promoter is result.outcomes[0]


def test_the_planted_driver_leads_for_promoters_as_for_attitude(found):
    _, result = found
    assert result.promoter.leaders == ("trust",)
    assert result.beside.verdict == result.checked.verdict == "same"
    assert result.promoter.always == ("lock_in",)
    assert list(result.promoter.model.table.index) == ["lock_in", *DRIVERS]
    assert list(result.promoter.importance.table.index) == DRIVERS


def test_the_numbers_are_those_of_the_statistics(found):
    job, result = found
    frame = chapter.construct_scores(job, (*DRIVERS, "lock_in"))
    frame["yes"] = (job.survey.items["ATT_1"] >= 9).astype(float).where(job.survey.items["ATT_1"].notna())
    direct = class_importance(
        frame, "yes", DRIVERS, always=["lock_in"], weights=job.survey.weights, resamples=0
    )
    assert result.promoter.importance.table["share"].tolist() == pytest.approx(direct.table["share"].tolist())
    assert result.promoter.importance.n == direct.n
    assert result.promoter.n_asked == frame["yes"].notna().sum()


def test_the_classes_of_the_recommendation_are_those_of_the_score(found):
    job, _ = found
    key, item, classes = scale_in_classes(job)
    marks = job.survey.items["ATT_1"]
    assert (key, item) == ("recommendation", "ATT_1")
    assert classes[marks == 6].eq(0).all()
    assert classes[marks == 7].eq(1).all()
    assert classes[marks == 9].eq(2).all()
    assert classes[marks.isna()].isna().all()


def test_yes_is_the_lowest_answer_of_a_reversed_question(found):
    job, _ = found
    (bought,) = [yes for key, _, yes in outcomes_measured(job) if key == "bought_again"]
    assert bought[job.survey.items["BEH_3"] == 0].eq(1).all()


def test_without_the_recommendation_the_mark_is_checked_against_attitude():
    job = made(questions={"recommendation": None})
    result = categories(job)
    assert result.outcomes == ()
    assert result.promoter is None
    assert result.check.key == "report_mark"
    # The mark is a question of satisfaction, which is then no driver of it.
    assert result.check.left_out == ("satisfaction",)
    assert "satisfaction" not in result.check.importance.table.index
    assert not result.item_of


def test_with_nothing_asked_there_is_nothing():
    assert categories(made(questions={"recommendation": None, "report_mark": None})) is None


def test_orders_that_run_on_after_the_survey(tmp_path):
    shop = Shop(rate=2.0, lapse=0.8, attitude_on_rate=0.5, end=pd.Timestamp("2025-12-31").date())
    job = made(folder=tmp_path / "a", shop=shop)
    (again,) = [yes for key, _, yes in outcomes_measured(job) if key == "ordered_again"]
    orders = pd.read_csv(tmp_path / "a" / "data" / "orders.csv", parse_dates=["ordered_at"])
    days = orders.groupby("customer")["ordered_at"].agg(["min", "max"]).reindex(sampled()[1].key.to_numpy())
    before = (days["min"] < "2025-03-03").to_numpy()
    assert (again.notna().to_numpy() == before).all()
    assert (again.to_numpy()[before] == (days["max"] >= "2025-03-22").to_numpy()[before]).all()
    result = categories(job)
    assert [one.key for one in result.outcomes] == ["promoter", "ordered_again"]
    assert result.outcomes[1].of == ""
    early = made(folder=tmp_path / "b", shop=replace(shop, end=pd.Timestamp("2025-05-31").date()))
    assert [key for key, _, _ in outcomes_measured(early)] == ["promoter"]


def test_a_wave_that_cannot_carry_it_says_why():
    result = categories(made(n=60))
    assert result.promoter.importance is None
    assert result.promoter.refusal
    assert result.promoter.leaders == ()
    assert result.beside is None
    assert result.checked is None


def test_few_with_a_yes_are_not_analysed():
    job = made()
    items = job.survey.items.copy()
    items["ATT_1"] = items["ATT_1"].clip(upper=8)
    items.loc[items.index[:5], "ATT_1"] = 10
    result = categories(replace(job, surveys=(replace(job.survey, items=items),), memory={}))
    assert result.promoter.importance is None
    assert "too few customers" in result.promoter.refusal


def test_a_flagged_or_blurred_leader_carries_no_claim(found):
    _, result = found
    promoter = result.promoter
    assert replace(promoter, unreliable=("trust",)).leaders == ()
    assert replace(promoter, unreliable=("image",)).leaders == ("trust",)
    assert replace(promoter, alike=(("trust", "image"),)).leaders == ()
    assert replace(promoter, alike=(("trust", "attitude"),)).leaders == ()
    assert replace(promoter, alike=(("image", "involvement"),)).leaders == ("trust",)
    assert replace(promoter, repeated=(("image", "trust"),)).leaders == ()
    assert replace(promoter, contested=("image",)).leaders == ("trust", "image")


def test_a_lead_that_errors_in_measurement_may_explain_is_not_said(found):
    job, result = found
    attitude, promoter = chapter.drivers_of(job, "attitude")[0], result.promoter
    assert promoter.importance.leaders == ("trust",)
    assert chapter._contested(promoter, attitude).leaders == ("trust",)
    account = replace(attitude.account, refusal="no real scores", corrected=None, fronts={})
    refused = chapter._contested(promoter, replace(attitude, account=account))
    assert refused.unchecked
    assert refused.leaders == ()
    # Also where the shares of the attitude put several in front, so that no method contests a single one there.
    several = replace(attitude.importance, leaders=("trust", "image"))
    fronts = {**attitude.account.fronts, "corrected": ("satisfaction", "trust")}
    undecided = replace(attitude, importance=several, account=replace(attitude.account, fronts=fronts))
    assert undecided.contested == ()
    assert chapter._contested(promoter, undecided).contested == ("satisfaction",)
    assert chapter._contested(promoter, None).leaders == ("trust",)


def test_other_leaders_are_only_other_with_half_the_error_too(found):
    job, result = found
    attitude = chapter.drivers_of(job, "attitude")[0]
    assert chapter._beside(job, result.promoter, attitude).verdict == "same"
    importance = result.promoter.importance
    draws = importance.draws[[1, 2, 0, 3, 4]]
    table = importance.table.set_axis(importance.table.index[[1, 2, 0, 3, 4]]).loc[DRIVERS]
    turned = replace(importance, table=table, draws=draws, leaders=("satisfaction",))
    other = replace(result.promoter, importance=turned)
    verdict = chapter._beside(job, other, attitude).verdict
    assert verdict == ("undecided" if "trust" in turned.leaders_at(0.975) else "other")
    assert chapter._verdict(("a", "b"), ("b",)) == "overlap"


def test_many_customers_are_drawn_from(monkeypatch):
    monkeypatch.setattr(chapter, "MOST_CUSTOMERS", 300)
    result = categories(made())
    assert result.promoter.importance.n == 300
    assert result.promoter.model.n == 300


def test_resamples_by_number_of_drivers():
    assert [affordable_resamples(2_000, p) for p in (5, 8, 9, 10, 12)] == [2_000, 2_000, 1_000, 500, 200]
    assert affordable_resamples(200, 12) == 200


def test_the_airport(shared):
    assert shared
    job = open_job("drivers", "sfo-airport", workspace=str(ROOT / "tests" / "engagements"))
    engagement = job.engagement.model_copy(
        update={"analysis": job.engagement.analysis.model_copy(update={"resamples": 200})}
    )
    result = categories(replace(job, engagement=engagement))
    promoter = result.promoter
    assert set(promoter.leaders) <= {"cleanliness", "restaurants", "security"}
    assert len(promoter.leaders) > 1
    assert promoter.importance.table["share"].sum() == pytest.approx(1)
    assert promoter.model.auc > 0.8
    assert result.beside.verdict in ("same", "overlap")
    assert np.isfinite(result.check.model.steps.joint.p)
