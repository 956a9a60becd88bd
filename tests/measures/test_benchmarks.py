"""Ours against a benchmark: other implementations, R's limits, what is taken for granted, and error rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from toolkit.errors import StatisticsError
from toolkit.measures.benchmarks import mean_against, nps_against, share_against
from toolkit.measures.differences import nps_difference, share_difference
from toolkit.measures.weights import effective_n

RNG = np.random.default_rng(5)
HITS = [1] * 56 + [0] * 14
ROUNDS = 600
MOST = 0.05 + 3 * (0.05 * 0.95 / ROUNDS) ** 0.5


def test_a_share_against_a_fixed_number():
    found = share_against(HITS, 0.6)
    low, high = proportion_confint(56, 70, method="wilson")
    assert [found.low, found.high] == pytest.approx([low - 0.6, high - 0.6], abs=1e-12)
    assert found.p == pytest.approx(proportions_ztest(56, 70, 0.6, prop_var=0.6)[1], abs=1e-12)
    assert (found.difference, found.n_benchmark) == (pytest.approx(0.2), None)


def test_a_share_against_a_share_of_others():
    found = share_against(HITS, 0.6, n=80)
    expected = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert [found.low, found.high] == pytest.approx(expected, abs=1e-10)
    assert found.p == pytest.approx(proportions_ztest([56, 48], [70, 80])[1], abs=1e-10)
    same = share_difference(HITS, [1] * 48 + [0] * 32)
    assert (found.low, found.p) == pytest.approx((same.low, same.p))


def test_a_mean_against_a_fixed_number():
    scores = RNG.normal(62, 20, 90)
    found, expected = mean_against(scores, 57), stats.ttest_1samp(scores, 57)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-10)
    interval = expected.confidence_interval(0.95)
    assert [found.low, found.high] == pytest.approx([interval.low - 57, interval.high - 57], abs=1e-8)


def test_a_mean_against_a_mean_of_others_takes_our_spread_for_theirs():
    scores = RNG.normal(62, 20, 90)
    found = mean_against(scores, 57, n=30)
    se = scores.std(ddof=1) * (1 / 90 + 1 / 30) ** 0.5
    assert found.p == pytest.approx(2 * stats.t.sf((scores.mean() - 57) / se, 89), rel=1e-8)
    assert found.high - found.difference == pytest.approx(stats.t.ppf(0.975, 89) * se)
    # On very many answers the benchmark is as good as fixed.
    fixed, many = mean_against(scores, 57), mean_against(scores, 57, n=10**12)
    assert (many.low, many.p) == pytest.approx((fixed.low, fixed.p), rel=1e-6)


def test_an_nps_at_the_limit_that_r_gives_has_a_p_of_5_percent(reference):
    for values in (reference("nps")["mobiles_2019"]["all"], reference("nps")["sfo"]["y2017"]):
        ratings = np.repeat([10, 8, 3], [values[name] for name in ("promoters", "passives", "detractors")])
        for limit in values["ci95_score_tango"]:
            found = nps_against(ratings, limit)
            assert found.p == pytest.approx(0.05, abs=1e-8)
            assert min(abs(found.low), abs(found.high)) == pytest.approx(0, abs=1e-7)


def test_an_nps_against_an_nps_of_others_takes_them_to_have_no_passives():
    ratings = RNG.integers(0, 11, 300)
    found = nps_against(ratings, 20, n=200)
    same = nps_difference(ratings, [10] * 120 + [0] * 80)
    assert (found.difference, found.low, found.high, found.p) == pytest.approx(
        (same.value, same.low, same.high, same.p), abs=1e-9
    )
    with_passives = nps_difference(ratings, [10] * 80 + [8] * 80 + [0] * 40)
    assert found.high - found.low > with_passives.high - with_passives.low
    assert nps_against([10] * 20, 100, n=10).p == 1


def test_weights():
    ratings, w = RNG.integers(0, 11, 120), RNG.uniform(0.3, 3, 120)
    hits, scores = ratings > 6, 10.0 * ratings
    for compare, values, benchmark in (
        (share_against, hits, 0.5),
        (mean_against, scores, 55.0),
        (nps_against, ratings, -10.0),
    ):
        for n in (None, 400):
            plain, equal = compare(values, benchmark, n=n), compare(values, benchmark, n=n, weights=[2] * 120)
            assert plain == equal
            weighted = compare(values, benchmark, n=n, weights=w)
            assert weighted.ours.n_effective == pytest.approx(effective_n(w))
            assert weighted.ours.value == pytest.approx(weighted.difference + benchmark)
            assert weighted.high - weighted.low > plain.high - plain.low


def test_a_weighted_nps_against_a_fixed_number_is_the_linearised_test():
    ratings, w = RNG.integers(0, 11, 120), RNG.uniform(0.3, 3, 120)
    found = nps_against(ratings, -10, weights=w)
    se = (found.high - found.low) / 2 / stats.norm.ppf(0.975)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(found.difference) / se), rel=1e-8)


def test_answers_that_are_all_the_same():
    mean = mean_against([50.0, 50, 50], 40, n=20)
    assert mean.difference == 10
    assert np.isnan([mean.low, mean.high, mean.p]).all()
    share = share_against([1] * 30, 0.9)
    assert share.low < 0 < share.p
    assert share_against([1] * 30, 0.0).p == 0
    assert share_against([0] * 30, 0.0).p == 1
    assert nps_against([10] * 20, 20).p < 0.001


@given(st.lists(st.integers(0, 10), min_size=3, max_size=40), st.integers(-99, 99))
def test_test_and_interval_agree_where_the_benchmark_is_fixed(ratings, benchmark):
    hits = np.array(ratings) > 6
    for found in (nps_against(ratings, benchmark), share_against(hits, (benchmark + 100) / 200)):
        assert (found.p < 0.05) == (found.low > 0 or found.high < 0) or found.p == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("compare", "values", "benchmark", "n", "told"),
    [
        (share_against, [1, 0], 1.2, None, "1.2 does not lie from 0 to 1"),
        (nps_against, [9, 3], 120, None, "120 does not lie from -100 to 100"),
        (nps_against, [9, 3], float("nan"), None, "does not lie"),
        (mean_against, [50.0, 60], 40, 0, "a benchmark on 0 answers cannot be"),
    ],
)
def test_benchmarks_that_cannot_be_are_refused(compare, values, benchmark, n, told):
    with pytest.raises(StatisticsError, match=told):
        compare(values, benchmark, n=n)


@pytest.mark.parametrize("n", [None, 250])
def test_equal_customers_are_seldom_called_different(n):
    """Both draw from one population; a published benchmark is drawn too, a fixed one is the truth."""
    rng = np.random.default_rng(3)
    chances = np.array([0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.15, 0.2, 0.15, 0.1])
    truth = {"nps": 100 * (chances[9:].sum() - chances[:7].sum()), "share": chances[9:].sum()}
    truth["mean"] = float(chances @ np.arange(11))
    wrong = dict.fromkeys(truth, 0)
    for _ in range(ROUNDS):
        ours = rng.choice(11, 120, p=chances)
        theirs = rng.choice(11, n or 1, p=chances)
        published = {
            "nps": 100 * float((theirs >= 9).mean() - (theirs <= 6).mean()),
            "share": float((theirs >= 9).mean()),
            "mean": float(theirs.mean()),
        }
        given_ = truth if n is None else published
        wrong["nps"] += nps_against(ours, given_["nps"], n=n).p < 0.05
        wrong["share"] += share_against(ours >= 9, given_["share"], n=n).p < 0.05
        wrong["mean"] += mean_against(ours, given_["mean"], n=n).p < 0.05
    assert {name for name, count in wrong.items() if count / ROUNDS > MOST} == set()
