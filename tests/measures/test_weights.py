"""Weights: who counts, for how much, and what that does to a mean."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.weights import (
    answered,
    as_numbers,
    checked_weights,
    effective_n,
    linearised_influence,
    mean_variance,
    same_rows,
    sizes_within,
    weighted_mean,
)

pairs = st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=2, max_size=40)


def test_worked_example():
    # Scores 100, 0, −100 with weights 2, 1, 1: mean (200 + 0 − 100)/4 = 25.
    # Influences 2·75/4 = 37.5, −25/4 = −6.25, −125/4 = −31.25; variance 3/2 of the sum of their squares.
    x, w = [100, 0, -100], [2, 1, 1]
    assert weighted_mean(x, w) == 25
    assert linearised_influence(x, w).tolist() == [37.5, -6.25, -31.25]
    assert mean_variance(x, w) == pytest.approx(1.5 * (37.5**2 + 6.25**2 + 31.25**2), rel=1e-15)
    assert effective_n(w) == pytest.approx(16 / 6, rel=1e-15)


@pytest.mark.parametrize("year", [2017, 2018])
def test_airport_survey_as_svymean(sfo, reference, year):
    wave = sfo[sfo["YEAR"] == year]
    scores = np.where(wave["NETPRO"] >= 9, 100.0, np.where(wave["NETPRO"] <= 6, -100.0, 0.0))
    scores[wave["NETPRO"].isna()] = np.nan
    x, w = answered(scores, wave["WEIGHT"].to_numpy())
    expected = reference("nps")["sfo"][f"y{year}_weighted"]
    assert w is not None
    assert len(x) == expected["n"]
    assert weighted_mean(x, w) == pytest.approx(expected["nps"], abs=1e-8)
    assert mean_variance(x, w) ** 0.5 == pytest.approx(expected["se_linearised"], abs=1e-8)
    assert effective_n(w) == pytest.approx(expected["kish_neff"], abs=1e-8)


def test_without_weights_the_variance_is_that_of_a_plain_mean():
    x = [1.0, 4.0, 4.0, 7.0, 12.0]
    assert mean_variance(x) == pytest.approx(np.var(x, ddof=1) / 5, rel=1e-14)
    assert mean_variance(x) == mean_variance(x, np.ones(5))
    assert np.isnan(mean_variance([3.0]))


@given(pairs)
def test_influences_cancel_and_the_scale_of_weights_does_not_matter(rows):
    x, w = (np.array(column) for column in zip(*rows, strict=True))
    assert linearised_influence(x, w).sum() == pytest.approx(0, abs=1e-9)
    assert weighted_mean(x, 7 * w) == pytest.approx(weighted_mean(x, w), abs=1e-9)
    assert mean_variance(x, 7 * w) == pytest.approx(mean_variance(x, w), abs=1e-9)


@given(pairs)
def test_effective_n_lies_between_one_and_n(rows):
    w = np.array([weight for _, weight in rows])
    assert 1 <= effective_n(w) <= len(w) * (1 + 1e-12)
    assert effective_n(7 * w) == pytest.approx(effective_n(w))


@given(st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 5)), min_size=1, max_size=20))
def test_whole_weights_give_the_mean_of_repeated_rows(rows):
    x, w = (np.array(column) for column in zip(*rows, strict=True))
    assert weighted_mean(x, w) == pytest.approx(np.repeat(x, w).mean(), abs=1e-9)


@given(st.lists(st.tuples(st.integers(-1, 4), st.floats(0.1, 10)), min_size=1, max_size=40), st.booleans())
def test_sizes_of_parts_are_those_of_each_part_by_itself(rows, weighted):
    part, w = (np.array(column) for column in zip(*rows, strict=True))
    found = sizes_within(part, 6, w if weighted else None)
    for one in range(6):
        theirs = w[part == one] if weighted else np.ones((part == one).sum())
        expected = min(len(theirs), effective_n(theirs)) if len(theirs) else 0
        assert found[one] == pytest.approx(expected, rel=1e-12)


def test_sizes_of_equal_weights_within_a_part_are_numbers_of_respondents():
    assert sizes_within(np.array([0, 0, 0, 1, -1]), 2, [0.1, 0.1, 0.1, 7.0, np.nan]).tolist() == [3, 1]
    assert sizes_within(np.array([-1, -1]), 2, [1.0, 2.0]).tolist() == [0, 0]
    with pytest.raises(StatisticsError, match="all of a part are 0"):
        sizes_within(np.array([0, 1]), 2, [0.0, 1.0])


def test_effective_n_survives_extreme_weights():
    assert effective_n([1e300, 1e300, 2e300]) == pytest.approx(16 / 6)
    assert effective_n([5.0]) == 1
    assert effective_n([3, 3, 3]) == 3
    assert effective_n([1, 1, 0]) == 2


def test_equal_weights_are_no_weights():
    assert checked_weights(None, 3) is None
    assert checked_weights([2, 2, 2], 3) is None
    assert checked_weights([0.1 + 0.2, 0.3, 0.3], 3) is None
    assert checked_weights([], 0) is None
    kept = checked_weights([1, 2, 0], 3)
    assert kept is not None
    assert kept.tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([1, 2], "3 expected"),
        ([[1, 2, 3]], "3 expected"),
        ([1, np.nan, 2], "1 answered rows have no weight (the first is row 1"),
        ([1, -0.5, 2], "-0.5 at row 1, counted from 0, is below 0"),
        ([1, np.inf, 2], "infinite"),
        ([0, 0, 0], "all are 0"),
        (["a", "b", "c"], "not every value is a number"),
    ],
)
def test_unusable_weights_are_refused(weights, says):
    with pytest.raises(StatisticsError) as caught:
        checked_weights(weights, 3)
    assert says in str(caught.value)


def test_answered_leaves_out_missing_answers_and_weights_of_nought():
    x, w = answered([1, np.nan, 3, 4], [1, np.nan, 0, 2])
    assert x.tolist() == [1, 4]
    assert w is not None
    assert w.tolist() == [1, 2]


def test_answered_is_unweighted_when_the_weights_that_count_are_equal():
    x, w = answered([1, np.nan, 3, 4], [2, 9, 0, 2])
    assert x.tolist() == [1, 4]
    assert w is None


def test_answered_takes_complete_rows_of_a_table():
    table = pd.DataFrame({"a": [1, None, 3], "b": [1, 2, None]})
    x, w = answered(table, [1, 2, 3])
    assert x.tolist() == [[1, 1]]
    assert w is None


def test_answered_may_be_empty():
    x, w = answered([np.nan, np.nan], [1, 2])
    assert x.size == 0
    assert w is None
    assert answered([])[0].size == 0


def test_an_answer_without_a_weight_is_refused():
    with pytest.raises(StatisticsError, match="no weight"):
        answered([1, 2], [1, np.nan])
    with pytest.raises(StatisticsError, match="2 expected, one per row"):
        answered([1, 2], [1, 2, 3])
    with pytest.raises(StatisticsError, match="all are 0"):
        answered([1, np.nan], [0, 1])


def test_columns_with_other_row_labels_are_not_paired():
    ratings = pd.Series([9, 3], index=[4, 7])
    with pytest.raises(StatisticsError, match="row labels"):
        answered(ratings, pd.Series([1.0, 2.0]))
    same_rows(ratings, [1.0, 2.0])
    same_rows(ratings, pd.Series([1.0, 2.0], index=[4, 7]))


def test_missing_answers_of_every_kind_become_nan():
    numbers = as_numbers(pd.Series([1, None, pd.NA], dtype="Int64"))
    assert numbers[0] == 1
    assert np.isnan(numbers[1:]).all()
    assert np.isnan(as_numbers([None])).all()


@pytest.mark.parametrize("values", [["good"], [np.inf], 3, np.zeros((2, 2, 2))])
def test_what_is_no_column_of_numbers_is_refused(values):
    with pytest.raises(StatisticsError, match="marks: "):
        as_numbers(values, "marks")
