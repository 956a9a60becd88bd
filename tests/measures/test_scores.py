"""Scores of 0 to 100, constructs, and the mean with its interval."""

from dataclasses import astuple
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.nps import nps_scores
from toolkit.measures.scores import construct_score, mean_estimate, scale_0_100
from toolkit.measures.weights import mean_variance, satterthwaite_degrees


def test_items_by_hand():
    # Scale 1–10: (1−1)/9, (5.5−1)/9, (10−1)/9. Scale 1–5 reversed: 100 − 100·(4−1)/4 = 25.
    items = pd.DataFrame({"a": [1.0, 5.5, 10.0], "b": [4.0, np.nan, 1.0]}, index=[3, 5, 8])
    scaled = scale_0_100(items, {"a": 1, "b": 1}, pd.Series({"a": 10, "b": 5}), reverse=["b"])
    expected = pd.DataFrame({"a": [0.0, 50.0, 100.0], "b": [25.0, np.nan, 100.0]}, index=[3, 5, 8])
    pd.testing.assert_frame_equal(scaled, expected)


def test_ends_are_those_of_the_scale_not_of_the_answers():
    scaled = scale_0_100(pd.DataFrame({"a": [4, 6]}), 0, 10)
    assert scaled["a"].tolist() == [40, 60]


@given(st.lists(st.integers(1, 7), min_size=1, max_size=30))
def test_scores_stay_within_bounds_and_turning_twice_changes_nothing(answers):
    frame = pd.DataFrame({"a": answers})
    scaled = scale_0_100(frame, 1, 7)["a"]
    turned = scale_0_100(frame, 1, 7, reverse=["a"])["a"]
    assert scaled.between(0, 100).all()
    assert np.allclose(100 - turned, scaled)


def test_every_item_with_answers_outside_its_scale_is_named():
    items = pd.DataFrame({"SAT_1": [11, 0, 5], "SAT_2": [1, 2, 3], "SAT_3": [99, 99, 1]})
    with pytest.raises(StatisticsError) as caught:
        scale_0_100(items, 1, 10)
    assert "SAT_1: 0, 11 is outside its scale of 1 to 10" in str(caught.value)
    assert "SAT_3: 99 is outside" in str(caught.value)
    assert "SAT_2" not in str(caught.value)


def test_many_wrong_values_are_cut_short():
    with pytest.raises(StatisticsError, match=r"a: 11, 12, 13, 14, 15, … is outside"):
        scale_0_100(pd.DataFrame({"a": range(11, 18)}), 1, 10)


@pytest.mark.parametrize(
    ("minimum", "maximum", "reverse", "says"),
    [
        ({"b": 1}, 10, (), "minimum: no scale end is given for a"),
        (1, pd.Series({"b": 1}), (), "maximum: no scale end is given for a"),
        (10, 1, (), "a: the minimum of its scale must lie below"),
        (1, 1, (), "a: the minimum of its scale must lie below"),
        (1, {"a": np.nan}, (), "a: the minimum of its scale must lie below"),
        (1, 10, ["c"], "reverse: c is not among the items"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(minimum, maximum, reverse, says):
    with pytest.raises(StatisticsError, match=says):
        scale_0_100(pd.DataFrame({"a": [5.0]}), minimum, maximum, reverse=reverse)


def test_construct_needs_half_of_its_items():
    scaled = pd.DataFrame(
        {
            "a": [50, 50, 50, np.nan],
            "b": [100, 100, np.nan, np.nan],
            "c": [0, np.nan, np.nan, np.nan],
            "d": [0, np.nan, np.nan, np.nan],
        }
    )
    # Four of four: 150/4. Two of four is half: 150/2. One of four is less than half.
    np.testing.assert_array_equal(construct_score(scaled), [37.5, 75, np.nan, np.nan])


def test_a_construct_of_one_item_is_that_item():
    scores = construct_score(pd.DataFrame({"a": [50, np.nan]}, index=[7, 9]))
    assert scores.index.tolist() == [7, 9]
    np.testing.assert_array_equal(scores, [50, np.nan])


def test_a_construct_without_items_is_refused():
    with pytest.raises(StatisticsError, match="at least one item"):
        construct_score(pd.DataFrame(index=[0, 1]))


def test_construct_scores_of_the_mobile_survey(mobi, reference):
    scores = reference("mobi")["scores"]
    for name, items in scores["constructs"].items():
        # R's scores are means on the scale of 1 to 10.
        score = 1 + 9 / 100 * construct_score(scale_0_100(mobi[items], 1, 10))
        expected = scores["descriptives"][name]
        assert score.head(5).tolist() == pytest.approx(scores["first5"][name], abs=1e-8)
        assert score.mean() == pytest.approx(expected["mean"], abs=1e-8)
        assert score.std() == pytest.approx(expected["sd"], abs=1e-8)


def test_mean_by_hand():
    # 60, 70, 80: mean 70, s = 10, se = 10/√3, t(2) = 4.302652729911275.
    estimate = mean_estimate([60, 70, 80, np.nan])
    assert estimate.value == 70
    assert estimate.high - 70 == pytest.approx(4.302652729911275 * 10 / 3**0.5, abs=1e-8)
    assert (estimate.n, estimate.unit, estimate.method, estimate.n_effective) == (3, "points", "t", None)


def test_means_of_the_mobile_survey(mobi, reference):
    for name, expected in reference("mobi")["scores"]["descriptives"].items():
        items = reference("mobi")["scores"]["constructs"].get(name)
        column = {"trust": "IMAG1", "complaint": "CUSCO", "price_tolerance": "CUSL2"}.get(name)
        estimate = mean_estimate(mobi[items].mean(axis=1) if items else mobi[column], unit="mark")
        assert estimate.value == pytest.approx(expected["mean"], abs=1e-8)
        # t.test's margin is qt(.975, 249) times R's standard error.
        assert estimate.high - estimate.value == pytest.approx(1.969536867640348 * expected["se"], abs=1e-8)
        assert estimate.unit == "mark"


@pytest.mark.parametrize("year", [2017, 2018])
def test_t_interval_of_the_airport_survey(sfo, reference, year):
    estimate = mean_estimate(nps_scores(sfo.loc[sfo["YEAR"] == year, "NETPRO"]))
    expected = reference("nps")["sfo"][f"y{year}"]
    assert [estimate.low, estimate.high] == pytest.approx(expected["ci95_t"], abs=1e-8)


@pytest.mark.parametrize("item", ["Q7ART", "Q7FOOD", "Q7ALL", "Q14PASSTHRU"])
def test_weighted_means_of_the_airport_survey(sfo, reference, item):
    expected = reference("waves")["independent_2017_2018"]["items"][item]
    for year, which in ((2017, "1"), (2018, "2")):
        wave = sfo[(sfo["YEAR"] == year)]
        ratings = wave[item].where(wave[item].between(1, 5))
        assert mean_estimate(ratings).value == pytest.approx(expected[f"mean{which}"], abs=1e-8)
        assert mean_estimate(ratings).n == expected[f"n{which}"]
        weighted = mean_estimate(ratings, wave["WEIGHT"])
        assert weighted.value == pytest.approx(expected["weighted"][f"mean{which}"], abs=1e-8)
        assert weighted.method == "linearised_t"


@pytest.mark.parametrize("year", [2017, 2018])
def test_weighted_interval_of_the_airport_survey(sfo, reference, year):
    wave = sfo[sfo["YEAR"] == year]
    expected = reference("nps")["sfo"][f"y{year}_weighted"]
    estimate = mean_estimate(nps_scores(wave["NETPRO"]), wave["WEIGHT"].to_numpy())
    margin = stats.t.ppf(0.975, expected["n"] - 1) * expected["se_linearised"]
    assert estimate.low == pytest.approx(expected["nps"] - margin, abs=1e-8)
    assert estimate.high == pytest.approx(expected["nps"] + margin, abs=1e-8)
    assert estimate.n_effective == pytest.approx(expected["kish_neff"], abs=1e-8)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40), st.sampled_from([0.8, 0.95, 0.99]))
def test_mean_interval_is_scipys(scores, confidence):
    estimate = mean_estimate(scores, confidence=confidence)
    if np.ptp(scores) > 1e-6:
        expected = stats.ttest_1samp(scores, 0).confidence_interval(confidence)
        assert [estimate.low, estimate.high] == pytest.approx([expected.low, expected.high], abs=1e-8)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.floats(0.1, 9))
def test_equal_weights_change_nothing(scores, weight):
    plain, weighted = mean_estimate(scores), mean_estimate(scores, [weight] * len(scores))
    np.testing.assert_equal(astuple(weighted), astuple(plain))


def test_whole_weights_give_the_mean_of_doubled_rows_but_not_their_certainty():
    weighted = mean_estimate([50, 60, 90], [1, 2, 1])
    doubled = mean_estimate([50, 60, 60, 90])
    assert weighted.value == doubled.value
    assert (weighted.n, doubled.n) == (3, 4)
    assert weighted.high > doubled.high


@pytest.mark.parametrize("scores", [[70], [70, 70, 70]])
def test_without_spread_there_is_no_interval(scores):
    estimate = mean_estimate(scores)
    assert estimate.value == 70
    assert np.isnan([estimate.low, estimate.high]).all()


def test_no_score_or_an_impossible_confidence_is_refused():
    with pytest.raises(StatisticsError, match="there is none"):
        mean_estimate([np.nan])
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        mean_estimate([1, 2], confidence=95)


@pytest.mark.simulation
def test_weighted_mean_covers_its_truth():
    # Half of the population answers four times as often as the other half and weighs four times less.
    rng = np.random.default_rng(20260301)
    n, rounds = 80, 1500
    first = rng.random((rounds, n)) < 0.8
    scores = np.where(first, rng.normal(60, 15, (rounds, n)), rng.normal(75, 20, (rounds, n)))
    weights = np.where(first, 0.5 / 0.8, 0.5 / 0.2)
    intervals = [mean_estimate(x, w) for x, w in zip(scores, weights, strict=True)]
    covered = np.mean([estimate.low <= 67.5 <= estimate.high for estimate in intervals])
    assert 0.92 <= covered <= 0.97


def test_very_uneven_weights_leave_fewer_degrees_of_freedom():
    # Effective n 144/84 of 4 is under half, 49/19 of 4 is not.
    scores = [40, 60, 80, 70]
    for weights, degrees in (([1, 1, 1, 9], satterthwaite_degrees([1, 1, 1, 9])), ([1, 1, 1, 4], 3)):
        estimate = mean_estimate(scores, weights)
        margin = stats.t.ppf(0.975, degrees) * mean_variance(scores, weights) ** 0.5
        assert estimate.high - estimate.value == pytest.approx(margin)


@pytest.mark.simulation
def test_very_uneven_weights_give_no_false_certainty():
    # Efficiency about .2: n − 1 degrees of freedom miss the truth more often than said.
    rng = np.random.default_rng(5)
    n, rounds = 200, 1500
    weights = np.exp(rng.normal(0, 1.27, n))
    intervals = [mean_estimate(x, weights) for x in rng.normal(60, 15, (rounds, n))]
    assert 0.15 < intervals[0].n_effective / n < 0.25
    missed = np.mean([not estimate.low <= 60 <= estimate.high for estimate in intervals])
    assert missed <= 0.05 + 3 * (0.05 * 0.95 / rounds) ** 0.5


def test_a_score_at_the_cut_is_not_a_hair_below_it() -> None:
    ends = {"a": 10.0, "b": 6.0, "c": 6.0, "d": 6.0}
    answers = pd.DataFrame({"a": [4.0], "b": [4.0], "c": [4.0], "d": [4.0]})
    ties = [
        answers.assign(a=float(a), b=float(b), c=float(c), d=float(d))
        for a, b, c, d in product(range(11), range(7), range(7), range(7))
        if 6 * a + 10 * (b + c + d) == 144  # a mean of exactly 60
    ]
    scores = construct_score(scale_0_100(pd.concat(ties, ignore_index=True), 0, ends))
    assert len(scores) > 50
    assert (scores == 60).all()
