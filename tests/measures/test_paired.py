"""Mean differences within respondents."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm
from toolkit.measures.paired import paired_differences
from toolkit.measures.scores import mean_estimate

answers = st.one_of(st.integers(0, 6).map(float), st.just(np.nan))
tables = st.integers(3, 20).flatmap(lambda n: hnp.arrays(np.float64, (n, 3), elements=answers))
PAIRS = [("a", "b"), ("a", "c"), ("c", "b")]


@given(tables, st.sampled_from([0.8, 0.95]))
def test_a_pair_is_the_paired_test_of_scipy(x, confidence):
    frame = pd.DataFrame(x, columns=list("abc"))
    table = paired_differences(frame, PAIRS, confidence=confidence)
    np.testing.assert_allclose(table["p_holm"], holm(table["p"]), equal_nan=True)
    for row in table.itertuples():
        both = frame[[row.first, row.second]].dropna()
        difference = both[row.first] - both[row.second]
        assert row.n == row.n_effective == len(both)
        if difference.nunique() < 2:
            assert np.isnan([row.low, row.high, row.p]).all()
            continue
        expected = stats.ttest_rel(both[row.first], both[row.second])
        assert row.p == pytest.approx(expected.pvalue, abs=1e-10)
        assert [row.low, row.high] == pytest.approx(list(expected.confidence_interval(confidence)), abs=1e-8)
        assert row.df == len(both) - 1


@given(tables, st.integers(0, 50))
def test_weighted_limits_are_those_of_the_mean(x, seed):
    frame = pd.DataFrame(x, columns=list("abc"))
    weights = np.random.default_rng(seed).uniform(0.2, 5, len(x))
    row = paired_differences(frame, [("a", "b")], weights).iloc[0]
    difference = frame["a"] - frame["b"]
    if difference.notna().sum() == 0:
        assert np.isnan(row["estimate"])
        return
    expected = mean_estimate(difference, weights)
    found = row[["estimate", "low", "high"]].astype(float).tolist()
    assert found == pytest.approx([expected.value, expected.low, expected.high], nan_ok=True)
    assert row["n_effective"] == pytest.approx(
        expected.n if expected.n_effective is None else expected.n_effective
    )


def test_equal_weights_change_nothing_and_a_weight_of_nought_leaves_a_row_out():
    frame = pd.DataFrame({"a": [60.0, 70, 80, 90], "b": [50.0, 50, 65, 95]})
    plain = paired_differences(frame, [("a", "b")])
    pd.testing.assert_frame_equal(paired_differences(frame, [("a", "b")], [2, 2, 2, 2]), plain)
    longer = pd.concat([frame, pd.DataFrame({"a": [0.0], "b": [100.0]})], ignore_index=True)
    pd.testing.assert_frame_equal(paired_differences(longer, [("a", "b")], [1, 1, 1, 1, 0]), plain)


def test_differences_of_rounding_are_none():
    frame = pd.DataFrame({"a": [0.1 + 0.2, 100.0, 55.5], "b": [0.3, 100.0, 55.5]})
    row = paired_differences(frame, [("a", "b")]).iloc[0]
    assert row["estimate"] == 0
    assert np.isnan(row["p"])


@pytest.mark.parametrize(
    ("pairs", "weights", "says"),
    [
        ([], None, "there is none"),
        ([("a", "x")], None, "x is not among the columns"),
        ([("a", "b")], [1], "2 expected"),
        ([("a", "b")], pd.Series([1.0, 1], index=[4, 5]), "row labels"),
    ],
)
def test_what_cannot_be_compared_is_refused(pairs, weights, says):
    with pytest.raises(StatisticsError, match=says):
        paired_differences(pd.DataFrame({"a": [1.0, 2], "b": [2.0, 4]}), pairs, weights)
