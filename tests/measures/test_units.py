"""Units of an organisation: means per unit, and a rank correlation that holds with few of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import MINIMUM_UNITS
from toolkit.measures.units import EXACT_UP_TO, rank_correlation, unit_means

RNG = np.random.default_rng(11)
different = st.lists(st.integers(-1000, 1000), min_size=5, max_size=7, unique=True)


def test_a_correlation_by_hand():
    # Ranks differ by one six times: 1 − 6·6/(6·35) = .8286. The step is 6/210 = .0286, z/√(k − 3)·√(1 + r²/2) = 1.3115.
    found = rank_correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    r = 1 - 36 / 210
    assert found.estimate.value == pytest.approx(r, abs=1e-12)
    margin = stats.norm.ppf(0.975) * ((1 + r**2 / 2) / 3) ** 0.5
    assert found.estimate.low == pytest.approx(np.tanh(np.arctanh(r - 6 / 210) - margin), abs=1e-12)
    assert found.estimate.high == pytest.approx(np.tanh(np.arctanh(r + 6 / 210) + margin), abs=1e-12)
    # 42 of the 720 orders lie as far from 0: .0583 (R: cor.test(x, y, method = "spearman")$p.value).
    assert found.p == pytest.approx(42 / 720, abs=1e-12)
    assert (found.estimate.n, found.estimate.unit, found.p_method) == (6, "coefficient", "exact")


def test_a_perfect_order_of_five_units_keeps_an_interval():
    found = rank_correlation([10, 20, 30, 40, 50], [1, 2, 3, 4, 5])
    assert found.estimate.value == 1
    assert found.estimate.high == 1
    # tanh(atanh(1 − 6/120) − 1.96·√(1.5/2)).
    assert found.estimate.low == pytest.approx(np.tanh(np.arctanh(0.95) - 1.959964 * 0.75**0.5), abs=1e-6)
    assert found.p == pytest.approx(2 / 120)
    turned = rank_correlation([10, 20, 30, 40, 50], [5, 4, 3, 2, 1])
    assert (turned.estimate.low, turned.estimate.high) == (-1, pytest.approx(-found.estimate.low))


@pytest.mark.parametrize("k", [7, EXACT_UP_TO])
def test_the_exact_p_is_that_of_scipys_permutations(k):
    x, y = RNG.normal(size=k), np.round(RNG.normal(size=k))  # with equal scores among the second
    expected = stats.permutation_test(
        (y,), lambda z: stats.spearmanr(x, z).statistic, permutation_type="pairings", n_resamples=999, rng=1
    )
    exact = rank_correlation(x, y)
    assert exact.p_method == "exact"
    assert exact.estimate.value == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert exact.p == pytest.approx(expected.pvalue, abs=4 * (0.25 / 999) ** 0.5)


def test_many_units_have_scipys_estimate_and_p():
    x = RNG.normal(size=24)
    y = x + RNG.normal(size=24)
    expected = stats.spearmanr(x, y)
    found = rank_correlation(x, y)
    assert found.p_method == "t"
    assert found.estimate.value == pytest.approx(expected.statistic, abs=1e-12)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-8)
    assert rank_correlation(x, np.exp(x)).p == 0


@given(different, st.randoms(use_true_random=False))
def test_only_the_order_counts_and_turning_turns(values, random):
    others = values.copy()
    random.shuffle(others)
    first, second = np.array(values, float), np.array(others, float)
    found, same = rank_correlation(first, second), rank_correlation(np.arctan(first / 1000), second**3)
    assert found == same
    turned = rank_correlation(first, -second)
    assert turned.p == pytest.approx(found.p, abs=1e-12)
    assert turned.estimate.low == pytest.approx(-found.estimate.high, abs=1e-9)
    assert -1 <= found.estimate.low <= found.estimate.value <= found.estimate.high <= 1
    assert found.estimate.low < found.estimate.high


@pytest.mark.parametrize("uneven", [False, True], ids=["alike", "units of very different sizes"])
@pytest.mark.parametrize("k", [5, 7, 14])
def test_units_without_association_are_seldom_called_associated(k, uneven):
    """Both the test and the interval must speak; uneven units have scores of very different precision."""
    rng, rounds = np.random.default_rng(k), 500
    spread = rng.lognormal(0, 0.8, (rounds, k)) if uneven else np.ones((rounds, k))
    x, y = rng.normal(size=(rounds, k)) * spread, rng.normal(size=(rounds, k)) * spread
    found = [rank_correlation(*pair) for pair in zip(x, y, strict=True)]
    claims = np.mean([one.p < 0.05 and one.estimate.low * one.estimate.high > 0 for one in found])
    assert claims <= 0.05 + 3 * (0.05 * 0.95 / rounds) ** 0.5


@pytest.mark.parametrize("k", [5, 10])
@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
def test_the_interval_covers(k, rho):
    rng, rounds = np.random.default_rng([k, int(10 * rho)]), 500
    x = rng.normal(size=(rounds, k))
    y = rho * x + (1 - rho**2) ** 0.5 * rng.normal(size=(rounds, k))
    truth = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's in a normal population
    estimates = [rank_correlation(*pair).estimate for pair in zip(x, y, strict=True)]
    covered = np.mean([one.low <= truth <= one.high for one in estimates])
    assert covered >= 0.95 - 3 * (0.05 * 0.95 / rounds) ** 0.5


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], f"needs {MINIMUM_UNITS} of them, there are 4"),
        ([1, 2, 3, 4, np.nan], [1, 2, 3, 4, 5], "lacks one of the two scores"),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4], "two scores of the same units"),
        ([1, 2, 3, 4, 5], [7, 7, 7, 7, 7], "the same in every unit"),
    ],
)
def test_what_cannot_be_correlated_is_refused(first, second, told):
    with pytest.raises(StatisticsError, match=told):
        rank_correlation(first, second)


def test_units_of_two_frames_must_be_the_same():
    with pytest.raises(StatisticsError, match="row labels"):
        rank_correlation(pd.Series(range(5), index=list("abcde")), pd.Series(range(5), index=list("abcdf")))


def test_means_per_unit_are_those_of_each_unit_alone():
    units = pd.Series(RNG.choice(["a", "b", "c"], 90)).where(np.arange(90) % 10 > 0)
    scores = pd.Series(RNG.normal(60, 15, 90)).where(np.arange(90) % 7 > 0)
    found = unit_means(units, scores, confidence=0.9)
    assert found.index.tolist() == ["a", "b", "c"]
    for name, row in found.iterrows():
        alone = mean_estimate(scores[units == name], confidence=0.9)
        assert row[["estimate", "low", "high"]].tolist() == pytest.approx(
            [alone.value, alone.low, alone.high]
        )
        assert (row["n"], row["n_effective"]) == (alone.n, alone.n)


def test_weights_of_units():
    units = pd.Series(pd.Categorical(["b", "a", "b", "a", "b"], categories=["b", "a", "empty"]))
    scores = pd.Series([10.0, 20, 30, 40, 90])
    weighted = unit_means(units, scores, [1, 1, 3, 1, 0])
    assert weighted.index.tolist() == ["b", "a"]  # the order of the categories, without who is not there
    assert weighted["estimate"].tolist() == [25, 30]
    assert weighted["n"].tolist() == [2, 2]
    assert weighted["n_effective"].tolist() == pytest.approx([16 / 10, 2])
    pd.testing.assert_frame_equal(unit_means(units, scores, [2] * 5), unit_means(units, scores))


def test_unusable_scores_of_units_are_refused():
    with pytest.raises(StatisticsError, match="one per respondent expected"):
        unit_means(
            pd.Series(["a", "b"]), pd.Series([[1, 2], [3, 4]]).explode().reset_index(drop=True)[:2].to_frame()
        )
    with pytest.raises(StatisticsError, match="weights: one per respondent"):
        unit_means(pd.Series(["a", "b"]), pd.Series([1.0, 2.0]), [1.0])
