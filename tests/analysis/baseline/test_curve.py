"""Attitude by report mark: the curve, its bend, and 7–8 against 9–10."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.loyal_client import MODEL, answers, with_items
from toolkit.analysis import baseline
from toolkit.analysis.job import Job, construct_scores
from toolkit.measures.differences import mean_difference
from toolkit.measures.loyalty.curve import mark_curve
from toolkit.measures.multiplicity import holm

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def test_the_curve_is_that_of_the_scores(job: Job) -> None:
    result = baseline.curve(job)
    assert result is not None
    frame = construct_scores(job, ("attitude", "behaviour"))
    marks = job.survey.items["mark"]
    expected = mark_curve(marks, frame["attitude"], minimum=10)
    assert result.table["estimate"].tolist() == expected["estimate"].tolist()
    assert (result.table["n"] >= 10).all()
    assert result.n == 400
    assert result.attitude == "attitude"
    for step in result.steps:
        scores = frame[step.construct]
        assert step.difference == mean_difference(scores[marks >= 9], scores[(marks >= 7) & (marks < 9)])
        assert step.very is not None
        assert step.very.value == pytest.approx((scores[marks >= 9] >= 60).mean())
    assert [step.construct for step in result.steps] == ["attitude", "behaviour"]


def test_holm_is_over_the_bend_and_the_steps(job: Job) -> None:
    result = baseline.curve(job)
    assert result is not None
    assert result.bend is not None
    frame, marks = construct_scores(job, ("attitude", "behaviour")), job.survey.items["mark"]
    raw = [result.bend.p]
    for step in result.steps:
        very, quite = (
            frame.loc[marks >= 9, step.construct],
            frame.loc[(marks >= 7) & (marks < 9), step.construct],
        )
        tests = [
            stats.ttest_ind(very.dropna(), quite.dropna(), equal_var=equal).pvalue for equal in (True, False)
        ]
        raw.append(max(tests))
    assert [result.bend_p, *(step.p for step in result.steps)] == pytest.approx(holm(raw).tolist())


def test_the_same_seed_gives_the_same_curve(job: Job) -> None:
    one, other = baseline.curve(job), baseline.curve(job)
    assert one is not None
    assert other is not None
    assert one.bend == other.bend
    reseeded = replace(job, engagement=job.engagement.model_copy(update={"seed": 99}))
    third = baseline.curve(reseeded)
    assert third is not None
    assert third.bend != one.bend


def test_an_attitude_that_holds_the_mark_itself_is_passed_over(job_of: JobOf) -> None:
    inside = MODEL.replace('items = ["mark"]', 'items = ["other"]').replace(
        'role = "attitude"\nminimum = 1\nmaximum = 7\nitems = ["a1", "a2", "a3"]',
        'role = "attitude"\nminimum = 1\nmaximum = 10\nitems = ["a1", "mark"]',
    )
    job = job_of("baseline", inside, answers() | {"other": np.ones(400)})
    assert baseline.curve(job) is None


@pytest.mark.parametrize("change", ["no question", "too few marks", "no attitude", "one mark"])
def test_without_what_it_needs_there_is_no_curve(job_of: JobOf, change: str) -> None:
    drawn, model = answers(), MODEL
    if change == "no question":
        model = model.replace('[questions]\nreport_mark = "mark"', "")
    elif change == "too few marks":
        drawn["mark"] = np.r_[np.full(391, np.nan), np.tile([7.0, 8, 9], 3)]
    elif change == "one mark":
        drawn["mark"] = np.full(400, 8)
    else:
        model = model.replace('role = "attitude"', 'role = "touchpoint"')
    assert baseline.curve(job_of("baseline", model, drawn)) is None


def test_few_low_marks_hide_the_bases_of_the_others(job: Job) -> None:
    marks = job.survey.items["mark"].clip(lower=7)
    marks.iloc[:4] = 5
    result = baseline.curve(with_items(job, mark=marks))
    assert result is not None
    assert result.bases_hidden
    assert all(step.very is None and step.satisfied is None for step in result.steps)
    assert result.table["first"].iloc[0] == 5
    assert result.table["last"].iloc[0] == 7


def test_too_few_nines_and_tens_leave_the_step_out(job: Job) -> None:
    marks = job.survey.items["mark"].clip(upper=8)
    marks.iloc[:9] = 9
    result = baseline.curve(with_items(job, mark=marks))
    assert result is not None
    assert result.steps == ()


def test_weights_reach_the_curve(job_of: JobOf) -> None:
    weights = np.random.default_rng(2).choice([0.5, 1.0, 2.0], 400)
    job = job_of("baseline", MODEL, answers() | {"w": weights}, weight="w")
    result = baseline.curve(job)
    assert result is not None
    kept = job.survey.weights
    assert kept is not None
    scores = construct_scores(job, ("attitude",))["attitude"]
    marks = job.survey.items["mark"]
    expected = mark_curve(marks, scores, minimum=10, weights=kept.to_numpy())
    assert result.table["estimate"].tolist() == expected["estimate"].tolist()
    assert result.steps[0].difference.method == "linearised_t"
    assert result.bend is not None
    assert result.bend.mark.n_effective is not None


def test_shares_that_give_away_a_few_of_the_least_satisfied_are_not_told(job_of: JobOf) -> None:
    drawn = answers()
    marks = np.asarray(drawn["mark"])
    high = np.mean([(np.asarray(drawn[name]) - 1) / 6 for name in ("a1", "a2", "a3")], axis=0) >= 0.6
    lowered = np.flatnonzero(high & (marks <= 6))[3:]
    for name in ("a1", "a2", "a3"):
        drawn[name] = np.asarray(drawn[name]).copy()
        drawn[name][lowered] = 2
    result = baseline.curve(job_of("baseline", MODEL, drawn))
    assert result is not None
    attitude, behaviour = result.steps
    assert (attitude.very, attitude.satisfied) == (None, None)
    assert behaviour.very is not None
