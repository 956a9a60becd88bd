"""The table of correlations with Fisher's interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.correlation import correlation_table

FIVE = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 4, 3, 5]})
SFO_DRIVERS = ["Q7SIGN", "Q7SCREENS", "Q7WALKWAYS", "Q9ALL", "Q10SAFE", "Q14FIND", "Q14PASSTHRU", "Q7FOOD"]
answers = st.one_of(st.integers(1, 7).map(float), st.just(np.nan))
tables = st.tuples(st.integers(3, 25), st.integers(2, 4)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=answers)
)


def square(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {(row.first, row.second): row.estimate for row in table.itertuples()}


def test_worked_example():
    # Sums of squares 10 and 10, of products 8: r = .8; limits tanh(atanh .8 ± z/√2).
    table = correlation_table(FIVE)
    assert table.columns.tolist() == ["first", "second", "estimate", "low", "high", "n", "n_effective"]
    row = table.iloc[0]
    assert (row["first"], row["second"], row["n"], row["n_effective"]) == ("a", "b", 5, 5)
    margin = stats.norm.ppf(0.975) / 2**0.5
    expected = [0.8, np.tanh(np.arctanh(0.8) - margin), np.tanh(np.arctanh(0.8) + margin)]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(expected, abs=1e-12)


def test_pairs_are_in_the_order_of_the_columns():
    table = correlation_table(FIVE.assign(c=[5.0, 1, 2, 2, 4])[["c", "a", "b"]])
    assert list(zip(table["first"], table["second"], strict=True)) == [("c", "a"), ("c", "b"), ("a", "b")]


def test_mobile_survey(mobi, reference):
    expected = reference("mobi")["drivers_att"]["correlation"]
    constructs = reference("mobi")["scores"]["constructs"]
    frame = pd.DataFrame(
        {
            name: mobi[constructs[name]].mean(axis=1) if name in constructs else mobi["IMAG1"]
            for name in expected
        }
    )
    for (first, second), r in square(correlation_table(frame)).items():
        assert r == pytest.approx(expected[first][second], abs=1e-8)


def test_weighted_airport_survey(sfo, reference):
    wave = sfo[sfo["YEAR"] == 2018]
    frame = wave[["NETPRO", *SFO_DRIVERS]].copy()
    frame[SFO_DRIVERS] = frame[SFO_DRIVERS].where(frame[SFO_DRIVERS].isin(range(1, 6)))
    frame = frame.dropna()
    expected = reference("sfo_drivers")["weighted"]["weighted_correlation"]
    table = correlation_table(frame, wave.loc[frame.index, "WEIGHT"])
    for (first, second), r in square(table).items():
        assert r == pytest.approx(expected[first][second], abs=1e-8)
    assert (table["n"] == len(frame)).all()
    assert (table["n_effective"] < len(frame)).all()


def test_pairwise_airport_survey(sfo, reference):
    frame = sfo.loc[sfo["YEAR"] == 2018, ["NETPRO", *SFO_DRIVERS]].copy()
    frame[SFO_DRIVERS] = frame[SFO_DRIVERS].where(frame[SFO_DRIVERS].isin(range(1, 6)))
    table = correlation_table(frame)
    assert table["n"].min() == reference("sfo_drivers")["pairwise_missing"]["min_n_pair"]
    pandas = frame.corr()
    for (first, second), r in square(table).items():
        assert r == pytest.approx(pandas.loc[first, second], abs=1e-10)


def test_weighted_by_hand():
    # Weights 1, 1, 2 on (0, 0), (1, 2), (2, 1): means 5/4 and 1; sums 11/4, 2 and 1 (of products 6 − 4·5/4).
    frame = pd.DataFrame({"a": [0.0, 1, 2, 9], "b": [0.0, 2, 1, np.nan]})
    row = correlation_table(frame, [1, 1, 2, 5]).iloc[0]
    assert row["estimate"] == pytest.approx(1 / (11 / 4 * 2) ** 0.5, abs=1e-12)
    assert row["n"] == 3
    assert row["n_effective"] == pytest.approx(16 / 6)
    assert np.isnan([row["low"], row["high"]]).all()


@given(tables, st.sampled_from([0.8, 0.95]))
def test_pairs_are_those_of_scipy(x, confidence):
    frame = pd.DataFrame(x, columns=list("abcd")[: x.shape[1]])
    for row in correlation_table(frame, confidence=confidence).itertuples():
        both = frame[[row.first, row.second]].dropna()
        assert row.n == len(both)
        if len(both) < 2 or (both.nunique() == 1).any():
            assert np.isnan([row.estimate, row.low, row.high]).all()
            continue
        assert row.estimate == pytest.approx(np.corrcoef(both.T)[0, 1], abs=1e-10)
        if len(both) > 3 and abs(row.estimate) < 1 - 1e-9:
            expected = stats.pearsonr(both.iloc[:, 0], both.iloc[:, 1]).confidence_interval(confidence)
            assert [row.low, row.high] == pytest.approx([expected.low, expected.high], abs=1e-8)
            assert -1 <= row.low <= row.estimate <= row.high <= 1


@given(tables, st.integers(0, 100))
def test_weighted_pairs_are_those_of_numpy(x, seed):
    weights = np.random.default_rng(seed).uniform(0.5, 4, len(x))
    frame = pd.DataFrame(x, columns=list("abcd")[: x.shape[1]])
    for row in correlation_table(frame, weights).itertuples():
        both = frame[[row.first, row.second]]
        there = both.notna().all(axis=1)
        if there.sum() < 2 or (both[there].nunique() == 1).any():
            assert np.isnan(row.estimate)
            continue
        covariance = np.cov(both[there].to_numpy().T, aweights=weights[there])
        expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
        assert row.estimate == pytest.approx(expected, abs=1e-10)
        w = weights[there]
        assert row.n_effective == pytest.approx(w.sum() ** 2 / (w**2).sum())


@given(tables, st.floats(0.1, 10))
def test_equal_weights_change_nothing(x, weight):
    frame = pd.DataFrame(x)
    pd.testing.assert_frame_equal(correlation_table(frame, [weight] * len(x)), correlation_table(frame))


def test_a_change_of_scale_only_turns_the_sign():
    table, turned = correlation_table(FIVE), correlation_table(FIVE.assign(b=1e6 - 3 * FIVE["b"]))
    assert turned["estimate"][0] == pytest.approx(-table["estimate"][0], abs=1e-9)
    assert turned["low"][0] == pytest.approx(-table["high"][0], abs=1e-9)


def test_a_column_far_from_nought_keeps_its_digits():
    far = correlation_table(FIVE + 1e8)
    np.testing.assert_allclose(
        far[["estimate", "low"]], correlation_table(FIVE)[["estimate", "low"]], atol=1e-9
    )


def test_a_perfect_correlation_has_limits():
    row = correlation_table(FIVE.assign(b=2 * FIVE["a"])).iloc[0]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx([1, 1, 1], abs=1e-6)


def test_a_column_constant_within_its_pair_has_no_correlation():
    frame = pd.DataFrame({"a": [4.1, 4.1, 4.1, 9.0], "b": [1, 2, 3, np.nan], "c": [1.0, 2, 3, 4]})
    table = correlation_table(frame)
    assert np.isnan(table["estimate"][0])
    assert table["n"].tolist() == [3, 4, 3]
    assert not np.isnan(table["estimate"][1])


def test_rows_without_answer_need_no_weight_and_weight_nought_does_not_count():
    frame = pd.concat([FIVE, pd.DataFrame({"a": [np.nan, 50.0], "b": [np.nan, -50.0]})], ignore_index=True)
    table = correlation_table(frame, [1, 2, 1, 2, 1, np.nan, 0])
    pd.testing.assert_frame_equal(table, correlation_table(FIVE, [1, 2, 1, 2, 1]))


def test_nobody_answered():
    table = correlation_table(pd.DataFrame({"a": [np.nan], "b": [np.nan]}), [1])
    assert table[["n", "n_effective"]].iloc[0].tolist() == [0, 0]
    assert table[["estimate", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("frame", "weights", "says"),
    [
        (FIVE[["a"]], None, "two columns or more"),
        (FIVE[["a", "a"]], None, "each with its own name"),
        (FIVE, [1, 2], "5 expected"),
        (FIVE, [1, 2, 3, 4, np.nan], "no weight"),
        (FIVE, pd.Series(1.0, index=range(1, 6)), "row labels"),
        (pd.DataFrame({"a": ["x"], "b": [1]}), None, "not every value is a number"),
    ],
)
def test_what_cannot_be_computed_is_refused(frame, weights, says):
    with pytest.raises(StatisticsError, match=says):
        correlation_table(frame, weights)


@pytest.mark.simulation
def test_interval_covers_its_truth():
    rng = np.random.default_rng(20260305)
    truth, n, rounds = 0.6, 60, 1000
    common = rng.normal(size=(n, rounds))
    other = truth * common + (1 - truth**2) ** 0.5 * rng.normal(size=(n, rounds))
    found = [
        correlation_table(pd.DataFrame({"a": common[:, i], "b": other[:, i]})) for i in range(rounds // 4)
    ]
    table = pd.concat(found)
    assert 0.93 <= ((table["low"] <= truth) & (truth <= table["high"])).mean() <= 0.97
