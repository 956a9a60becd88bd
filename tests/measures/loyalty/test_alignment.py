"""Stated, important, experienced: gaps, order and match."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.alignment import congruence, match_link, rank_agreement, value_gaps
from toolkit.measures.multiplicity import holm
from toolkit.measures.scores import mean_estimate

points = st.one_of(st.sampled_from([0.0, 50.0, 100.0]), st.just(np.nan))
sides = st.integers(4, 15).flatmap(
    lambda n: st.tuples(*[hnp.arrays(np.float64, (n, 3), elements=points)] * 2)
)


def frames(*sides):
    return tuple(pd.DataFrame(side, columns=["honest", "near", "green"]) for side in sides)


def test_worked_example():
    asked = pd.DataFrame({"honest": [80.0, 100, 90, np.nan], "near": [50.0, 40, 60, 50]})
    felt = pd.DataFrame({"honest": [60.0, 90, 60, 10], "near": [60.0, 50, 40, np.nan]})
    table = value_gaps(asked, felt)
    assert table.index.tolist() == ["honest", "near"]
    # Among those who answered both: −20, −10 and −30 for the first value.
    assert table[["importance", "experience", "estimate", "n"]].to_numpy().tolist() == [
        [90, 70, -20, 3],
        [50, 50, 0, 3],
    ]
    expected = stats.ttest_rel([60, 90, 60], [80, 100, 90])
    assert table.at["honest", "p"] == pytest.approx(expected.pvalue, abs=1e-12)
    assert table.at["honest", "low"] == pytest.approx(expected.confidence_interval().low, abs=1e-9)


@given(sides)
def test_gaps_come_in_order_and_are_one_family(both):
    asked, felt = frames(*both)
    if (asked.notna() & felt.notna()).sum().min() == 0:
        with pytest.raises(StatisticsError, match="none to take the mean of"):
            value_gaps(asked, felt)
        return
    table = value_gaps(asked, felt)
    assert table["estimate"].dropna().is_monotonic_increasing
    np.testing.assert_allclose(table["p_holm"], holm(table["p"]), equal_nan=True)
    turned = value_gaps(felt, asked)
    np.testing.assert_allclose(turned.loc[table.index, "estimate"], -table["estimate"])
    np.testing.assert_allclose(table["experience"] - table["importance"], table["estimate"], atol=1e-9)


def test_the_link_with_an_outcome_is_fishers():
    rng = np.random.default_rng(8)
    match = pd.Series(rng.uniform(0, 100, 50))
    outcome = match + pd.Series(rng.normal(0, 60, 50))
    found = match_link(match, outcome)
    expected = stats.pearsonr(match, outcome)
    limits = expected.confidence_interval()
    assert [found[name] for name in ("estimate", "low", "high")] == pytest.approx(
        [expected.statistic, *limits]
    )
    assert found["p"] == pytest.approx(expected.pvalue, abs=0.01)
    # At the confidence 1 − p the interval just touches 0.
    assert match_link(match, outcome, confidence=1 - found["p"])["low"] == pytest.approx(0, abs=1e-9)
    weights = rng.uniform(1, 4, 50)
    weighted = match_link(match, outcome, weights)
    assert weighted["n_effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert np.isnan(match_link(match[:3], outcome[:3])["p"])


def test_weighted_means_and_gaps():
    rng = np.random.default_rng(3)
    asked, felt = frames(rng.uniform(0, 100, (30, 3)), rng.uniform(0, 100, (30, 3)))
    weights = rng.uniform(0.5, 3, 30)
    table = value_gaps(asked, felt, weights)
    for name in asked:
        gap = mean_estimate(felt[name] - asked[name], weights)
        found = table.loc[name, ["estimate", "low", "high"]].astype(float).tolist()
        assert found == pytest.approx([gap.value, gap.low, gap.high])
        assert table.at[name, "importance"] == pytest.approx(np.average(asked[name], weights=weights))
        assert table.at[name, "n_effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    pd.testing.assert_frame_equal(value_gaps(asked, felt, np.full(30, 2.0)), value_gaps(asked, felt))


@pytest.mark.parametrize("means", [[90, 85, 70, 75], [90, 85, 70, 75, 60], [10, 20, 30, 40, 50]])
def test_the_order_against_all_orders(means):
    k = len(means)
    found = rank_agreement(range(1, k + 1), means)
    taus = np.array([stats.kendalltau(-np.arange(k), order).statistic for order in permutations(range(k))])
    assert found.tau == pytest.approx(stats.kendalltau(-np.arange(k), means).statistic)
    assert found.p == pytest.approx((np.abs(taus) >= abs(found.tau) - 1e-9).mean())
    assert found.values == k


def test_the_same_order_is_one_and_the_reversed_one_is_minus_one():
    assert rank_agreement([3, 1, 2, 4], [60, 90, 80, 10]).tau == pytest.approx(1)
    assert rank_agreement([3, 1, 2, 4], [80, 10, 60, 90]).tau == pytest.approx(-1)


def test_three_values_say_nothing_and_equal_means_are_allowed():
    assert rank_agreement([1, 2, 3], [90, 80, 70]) is None
    tied = rank_agreement([1, 2, 3, 4], [90, 80, 80, 70])
    assert tied.tau == pytest.approx(stats.kendalltau([-1, -2, -3, -4], [90, 80, 80, 70]).statistic)


def test_match_per_respondent_by_hand():
    asked, felt = frames(
        [[80, 60, 100], [50, 50, 50], [50, np.nan, np.nan], [np.nan, 20, 40]],
        [[60, 70, 100], [50, 50, 50], [50, 50, 50], [0, 0, 100]],
    )
    # Gaps 20, 10 and 0; none; one value is too few; 20 and 60.
    assert congruence(asked, felt).tolist() == pytest.approx([90, 100, np.nan, 60], nan_ok=True)


@given(sides)
def test_the_match_is_symmetric_and_within_its_ends(both):
    asked, felt = frames(*both)
    match = congruence(asked, felt)
    pd.testing.assert_series_equal(match, congruence(felt, asked))
    assert match.dropna().between(0, 100).all()
    assert (match.isna() == ((asked.notna() & felt.notna()).sum(axis=1) < 2)).all()


def test_what_does_not_belong_together_is_refused():
    asked, felt = frames([[1.0, 2, 3]], [[1.0, 2, 3]])
    for compute in (value_gaps, congruence):
        with pytest.raises(StatisticsError, match="same values"):
            compute(asked, felt[["near", "honest", "green"]])
        with pytest.raises(StatisticsError, match="row labels"):
            compute(asked, felt.set_axis([5]))
        with pytest.raises(StatisticsError, match="at least one"):
            compute(asked[[]], felt[[]])
    for stated, means, says in (
        ([1, 2], [1], "one rank"),
        ([1, 1, 2, 3], [1, 2, 3, 4], "same rank"),
        ([1, 2, 3, 4], [1, 2, np.nan, 4], "one rank"),
    ):
        with pytest.raises(StatisticsError, match=says):
            rank_agreement(stated, means)
