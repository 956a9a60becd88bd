"""What the reports compute on small clients with known answers."""

from collections.abc import Callable

import numpy as np
import pytest

from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.drivers.importance import affordable_resamples
from toolkit.analysis.job import Job, construct_scores, unreliable
from toolkit.errors import ReportError

JobOf = Callable[..., Job]
RNG = np.random.default_rng(7)

TWO_DRIVERS = """
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
reversed = ["t2"]
[constructs.image]
role = "driver"
minimum = 1
maximum = 7
items = ["i1"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1"]
[questions]
recommendation = "nps"
"""


def _answers(n: int = 60) -> dict[str, np.ndarray]:
    t1 = RNG.integers(1, 8, n)
    return {
        "t1": t1,
        "t2": 8 - t1,
        "i1": RNG.integers(1, 8, n),
        "nps": np.clip(t1 + RNG.integers(0, 4, n), 0, 10),
        "b1": RNG.integers(0, 11, n),
    }


def test_a_construct_score_by_hand(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(12).items()}
    answers["t1"][0], answers["t2"][0] = 7, 3  # 100 and (7 − 3) of 6 steps after turning: 66.7
    answers["t1"][1], answers["t2"][1] = 4, np.nan  # half of the questions is enough: 50
    scores = construct_scores(job_of("baseline", TWO_DRIVERS, answers), ("trust",))["trust"]
    assert scores.iloc[0] == pytest.approx((100 + 100 * 4 / 6) / 2)
    assert scores.iloc[1] == pytest.approx(50.0)


def test_a_driver_that_lies_clearly_lower_is_lowest_and_equal_ones_are_not(job_of: JobOf) -> None:
    answers = _answers(80)
    answers["i1"] = np.random.default_rng(4).integers(1, 4, 80)
    assert baseline.scores(job_of("baseline", TWO_DRIVERS, answers)).lowest == "image"
    answers["i1"] = answers["t1"]
    assert baseline.scores(job_of("baseline", TWO_DRIVERS, answers)).lowest is None


def test_a_construct_with_too_few_answers_is_hidden(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(40).items()}
    answers["i1"][9:] = np.nan
    result = baseline.scores(job_of("baseline", TWO_DRIVERS, answers))
    assert result.hidden == ("image",)
    assert "image" not in result.table.index


def test_a_construct_that_nobody_was_asked_goes_without_a_trace(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(40).items()}
    answers["b1"][:] = np.nan
    job = job_of("baseline", TWO_DRIVERS, answers)
    assert "behaviour" not in baseline.scores(job).table.index
    assert baseline.loyalty(job).groups == ()


def test_small_groups_are_hidden_with_their_complement(job_of: JobOf) -> None:
    answers = _answers(60)
    answers["nps"] = np.r_[np.full(30, 9), np.full(26, 8), np.full(4, 2)]
    answers["b1"] = np.r_[np.full(30, 9), np.full(26, 2), np.full(4, 1)]
    (groups,) = baseline.loyalty(job_of("baseline", TWO_DRIVERS, answers)).groups
    shown = groups.table["estimate"]
    assert shown["true"] == pytest.approx(0.5)
    assert np.isnan(shown["none"])
    assert np.isnan(shown["latent"])
    assert shown["spurious"] == 0


def test_a_question_that_never_varies_makes_its_scale_unreliable_and_stops_nothing(job_of: JobOf) -> None:
    answers = _answers(40)
    answers["t2"] = np.full(40, 4)
    job = job_of("baseline", TWO_DRIVERS, answers)
    assert unreliable(job, ("trust",)) == ("trust",)
    table = baseline.reliability(job).table
    assert np.isnan(table.at["trust", "estimate"])
    assert table.at["trust", "flagged"]


def test_response_counts_by_reason(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(20).items()}
    answers["i1"][:3] = np.nan
    result = baseline.response(job_of("baseline", TWO_DRIVERS, answers))
    assert result.n == 20
    assert result.items.loc["i1"].to_dict() == {
        "answered": 17,
        "not_applicable": 0,
        "dont_know": 0,
        "no_answer": 3,
    }


def test_a_driver_that_repeats_another_is_refused_for_that_outcome_only(job_of: JobOf) -> None:
    answers = _answers(60)
    answers["i1"] = answers["t1"]
    job = job_of("drivers", TWO_DRIVERS, answers)
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.importance is None
    assert "trust" in result.refusal
    assert result.leaders == ()


def test_drivers_of_pure_noise_are_not_linked(job_of: JobOf) -> None:
    answers = _answers(40)
    answers["nps"] = np.random.default_rng(5).integers(0, 11, 40)
    (result,) = drivers.drivers_of(job_of("drivers", TWO_DRIVERS, answers), "attitude")
    assert result.importance is not None
    assert not result.linked
    assert result.leaders == ()


def test_an_analysis_on_too_few_complete_answers_is_refused(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(60).items()}
    answers["i1"][:51] = np.nan
    (result,) = drivers.drivers_of(job_of("drivers", TWO_DRIVERS, answers), "attitude")
    assert "image" not in result.performance.index
    answers["i1"][:51] = 4
    answers["nps"][9:] = np.nan
    (result,) = drivers.drivers_of(job_of("drivers", TWO_DRIVERS, answers), "attitude")
    assert result.importance is None
    assert "too few customers" in result.refusal


def test_a_lock_in_that_is_the_same_for_all_stops_nothing(job_of: JobOf) -> None:
    model = TWO_DRIVERS + '[constructs.lock_in]\nrole = "lock_in"\nminimum = 1\nmaximum = 7\nitems = ["l1"]\n'
    model = (
        model.replace('[questions]\nrecommendation = "nps"\n', "") + '[questions]\nrecommendation = "nps"\n'
    )
    answers = _answers(60) | {"l1": np.full(60, 4)}
    (result,) = drivers.drivers_of(job_of("drivers", model, answers), "attitude")
    assert result.importance is not None
    assert result.same_for_all == ("lock_in",)
    assert result.always == ()


def test_waves_are_compared_on_the_questions_both_asked(job_of: JobOf) -> None:
    first, second = _answers(60), _answers(60)
    second["t1"] = first["t1"].copy()
    second["t2"] = np.full(60, np.nan)
    result = followup.change(job_of("followup", TWO_DRIVERS, first, second))
    assert result.shortened == {"trust": 1}
    assert result.table.at["trust", "difference"] == pytest.approx(0)


def test_a_theme_of_one_wave_only_is_named_and_not_compared(job_of: JobOf) -> None:
    first, second = _answers(60), _answers(60)
    second["i1"] = np.full(60, np.nan)
    result = followup.change(job_of("followup", TWO_DRIVERS, first, second))
    assert result.asked_once == ("image",)
    assert "image" not in result.table.index


def test_a_scale_that_broke_in_the_second_wave_is_not_judged(job_of: JobOf) -> None:
    first, second = _answers(60), _answers(60)
    second["t2"] = np.random.default_rng(3).integers(1, 8, 60)
    result = followup.change(job_of("followup", TWO_DRIVERS, first, second))
    assert result.unreliable == ("trust",)
    assert result.table.at["trust", "verdict"] == followup.NOT_JUDGED


def test_a_follow_up_of_the_recommendation_alone_is_possible(job_of: JobOf) -> None:
    model = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[questions]
recommendation = "nps"
"""
    waves = [{"nps": _answers(60)["nps"]} for _ in range(2)]
    result = followup.change(job_of("followup", model, *waves))
    assert result.table.empty
    assert result.recommendation is not None


def test_customers_of_weight_zero_do_not_count(job_of: JobOf) -> None:
    answers = _answers(30)
    answers["w"] = np.r_[np.zeros(10), np.ones(20)]
    job = job_of("baseline", TWO_DRIVERS, answers, weight="w")
    assert baseline.response(job).n == 20
    assert baseline.scores(job).table["n"].max() == 20


def test_limits_stay_within_the_scale(job_of: JobOf) -> None:
    answers = _answers(30)
    answers["t1"], answers["t2"] = np.r_[np.full(28, 7), 1, 1], np.r_[np.full(28, 1), 7, 7]
    answers["nps"] = np.r_[np.full(29, 10), 0]
    job = job_of("baseline", TWO_DRIVERS, answers)
    table = baseline.scores(job).table
    assert table[["low", "high"]].to_numpy().min() >= 0
    assert table[["low", "high"]].to_numpy().max() <= 100
    nps = baseline.headline(job).recommendation
    assert nps is not None
    assert nps.high <= 100


def test_the_lowest_driver_is_also_the_lowest_of_those_printed(job_of: JobOf) -> None:
    answers = {name: values.astype(float) for name, values in _answers(80).items()}
    # Only the least positive customers answered on image: lower in the pairs, higher in the table.
    answers["t1"] = np.r_[np.full(40, 1.0), np.full(40, 2.0)]
    answers["t2"] = 8 - answers["t1"]
    answers["i1"] = np.r_[np.full(40, np.nan), np.tile([1.0, 2.0], 20)]
    result = baseline.scores(job_of("baseline", TWO_DRIVERS, answers))
    assert result.table.at["image", "estimate"] == pytest.approx(result.table.at["trust", "estimate"])
    assert result.lowest is None or result.table["estimate"].loc[["trust", "image"]].idxmin() == result.lowest


def test_one_construct_alone_has_no_correlations(job_of: JobOf) -> None:
    model = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
"""
    assert baseline.correlations(job_of("baseline", model, {"nps": _answers(40)["nps"]})).empty


def test_a_report_without_anything_to_report_is_refused(job_of: JobOf) -> None:
    model = TWO_DRIVERS.replace('"driver"', '"touchpoint"')
    with pytest.raises(ReportError, match="role 'driver'"):
        drivers.drivers_of(job_of("drivers", model, _answers()), "attitude")


def test_the_follow_up_needs_two_waves(job_of: JobOf) -> None:
    with pytest.raises(ReportError, match="needs 2 waves"):
        job_of("followup", TWO_DRIVERS, _answers())


def test_the_same_customers_are_matched_by_their_key(job_of: JobOf) -> None:
    first, second = _answers(40), _answers(40)
    first["id"], second["id"] = np.arange(40), np.arange(20, 60)
    job = job_of("followup", TWO_DRIVERS, first, second, key="id")
    result = followup.change(job)
    assert result.n_same == 20
    assert set(result.table["design"]) == {"partially overlapping"}
    assert set(result.table.index) == {"trust", "image", "behaviour"}
    assert followup.weighting(job) is None


def test_one_wave_alone_with_weights_is_compared_unweighted(job_of: JobOf) -> None:
    first, second = _answers(40), _answers(40)
    first["w"] = second["w"] = np.linspace(0.5, 1.5, 40)
    job = job_of("followup", TWO_DRIVERS, first, second, weight="w")
    table = followup.weighting(job)
    assert table is not None
    assert {"p_holm_unweighted", "p_holm_weighted"} <= set(table.columns)


def test_waves_are_chosen_by_their_ids(job_of: JobOf) -> None:
    from toolkit.notebook import open_job

    job = job_of("followup", TWO_DRIVERS, _answers(), _answers())
    workspace = str(job.engagement.folder.parent.parent)
    assert open_job("drivers", "klein", workspace=workspace, waves="w2").survey.wave == "w2"
    with pytest.raises(ReportError, match="w1, w2"):
        open_job("drivers", "klein", workspace=workspace, waves="w3")


def test_many_drivers_are_resampled_less_often_and_few_as_asked() -> None:
    assert affordable_resamples(2000, 5) == 2000
    assert affordable_resamples(2000, 30) == 2000
    assert affordable_resamples(2000, 60) == 250
    assert affordable_resamples(2000, 100) == 200
    assert affordable_resamples(200, 100) == 200
    assert affordable_resamples(0, 100) == 0
