"""Loyalty at each report mark."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.curve import isotonic, mark_curve
from toolkit.measures.scores import mean_estimate
from toolkit.simulate import simulate_wave, standard_world

answers = st.lists(
    st.tuples(st.integers(1, 10), st.integers(0, 100), st.integers(1, 3)), min_size=1, max_size=60
)


def test_worked_example():
    curve = mark_curve([6, 7, 7, 8, 8, 9, np.nan, 9], [40, 55, 65, 50, 60, 90, 5, np.nan])
    assert curve["mark"].tolist() == [6, 7, 8, 9]
    assert curve["estimate"].tolist() == [40, 60, 55, 90]
    assert curve["monotone"].tolist() == [40, 57.5, 57.5, 90]
    mean = mean_estimate([55, 65])
    assert tuple(curve.loc[1, ["low", "high"]]) == pytest.approx((mean.low, mean.high))
    assert np.isnan(curve.at[0, "low"])


def test_marks_with_too_few_respondents_join_their_neighbours():
    marks = [1, 3, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8.5, 10, 10]
    curve = mark_curve(marks, np.arange(16.0), minimum=3)
    assert curve[["first", "last", "n"]].to_numpy().tolist() == [[1, 5, 3], [6, 6, 3], [7, 7, 4], [8, 10, 6]]
    assert curve.at[3, "mark"] == pytest.approx((3 * 8 + 8.5 + 20) / 6)
    assert mark_curve([4, 9], [10, 20], minimum=3)[["first", "last", "n"]].to_numpy().tolist() == [[4, 9, 2]]


def test_weighted_it_is_the_effective_number_that_must_be_enough():
    marks, weights = [7, 7, 8, 8, 9, 9], [1, 1, 4, 1, 1, 1]
    assert mark_curve(marks, np.arange(6.0), minimum=2)["n"].tolist() == [2, 2, 2]
    assert mark_curve(marks, np.arange(6.0), minimum=2, weights=weights)["n"].tolist() == [2, 4]


@given(answers)
def test_the_curve_holds_everybody_once_and_its_fit_never_falls(rows):
    marks, scores, weights = (np.array(column) for column in zip(*rows, strict=True))
    for w in (None, weights):
        curve = mark_curve(marks, scores, minimum=3, weights=w)
        assert curve["n"].sum() == len(rows)
        assert (curve["n"] >= min(3, len(rows))).all()
        assert (np.diff(curve["monotone"]) >= -1e-9).all()
        assert (curve["first"].to_numpy()[1:] > curve["last"].to_numpy()[:-1]).all()
        assert curve["monotone"].between(curve["estimate"].min() - 1e-9, curve["estimate"].max() + 1e-9).all()


@given(answers)
def test_equal_weights_change_nothing_and_whole_weights_repeat_rows(rows):
    marks, scores, weights = (np.array(column) for column in zip(*rows, strict=True))
    plain = mark_curve(marks, scores)
    pd.testing.assert_frame_equal(mark_curve(marks, scores, weights=np.full(len(rows), 2.0)), plain)
    repeated = mark_curve(np.repeat(marks, weights), np.repeat(scores, weights))
    weighted = mark_curve(marks, scores, weights=weights)
    for column in ("mark", "estimate", "monotone"):
        np.testing.assert_allclose(weighted[column], repeated[column], atol=1e-9)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 9)), min_size=1, max_size=12))
def test_isotonic_as_scikit_learn_has_it(rows):
    from sklearn.isotonic import IsotonicRegression

    values, weights = (np.array(column) for column in zip(*rows, strict=True))
    expected = IsotonicRegression().fit_transform(np.arange(len(values)), values, sample_weight=weights)
    np.testing.assert_allclose(isotonic(values, weights), expected, atol=1e-8)


def test_a_mark_off_the_scale_is_refused():
    with pytest.raises(StatisticsError, match="11 is outside"):
        mark_curve([7, 11], [50, 60])
    with pytest.raises(StatisticsError, match="nobody has a score for both marks and scores"):
        mark_curve([7, np.nan], [np.nan, 60])


def test_simulated_customers_show_the_true_curve():
    def answers(n: int) -> pd.DataFrame:
        sample = simulate_wave(standard_world(), n, seed=8)
        attitude = sample.items[["ATT_1", "ATT_2"]] * [10, 100 / 6] - [0, 100 / 6]
        frame = pd.DataFrame({"mark": sample.items["SAT_1"], "score": attitude.mean(axis=1)})
        return frame.assign(weight=sample.weights)

    many, few = answers(60_000), answers(1500)
    curve = mark_curve(few["mark"], few["score"], minimum=30, weights=few["weight"], confidence=0.999)
    for row in curve.itertuples():
        here = many["mark"].between(row.first, row.last) & many["score"].notna()
        truth = np.average(many.loc[here, "score"], weights=many.loc[here, "weight"])
        assert row.low <= truth <= row.high
    assert curve["n"].sum() == few[["mark", "score"]].notna().all(axis=1).sum()
