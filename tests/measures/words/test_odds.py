"""Words that set two groups apart: log-odds with a prior, exact tests, weights."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import Table2x2

from benchmarks.words import false_claims, written
from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm
from toolkit.measures.words.odds import fisher_p, log_odds, weighted_p, words_apart


def test_worked_example():
    # 30 of 100 against 5 of 100, with 10 imagined respondents of whom 17.5% use it: 31.75/78.25 against 6.75/103.25.
    delta, error = log_odds([30], [5], 100, 100, [0.175], strength=10)
    assert delta[0] == pytest.approx(math.log(31.75 / 78.25) - math.log(6.75 / 103.25), abs=1e-12)
    assert error[0] == pytest.approx((1 / 31.75 + 1 / 78.25 + 1 / 6.75 + 1 / 103.25) ** 0.5, abs=1e-12)


def test_monroe_and_others_on_tokens():
    # Their equations 16, 18 and 20 for a small corpus, written out apart; their variance leaves the remainders out.
    y1, y2 = np.array([12.0, 3.0, 5.0]), np.array([4.0, 9.0, 7.0])
    alpha = np.array([1.6, 1.2, 1.2])
    theirs = np.log((y1 + alpha) / (20 + 4 - y1 - alpha)) - np.log((y2 + alpha) / (20 + 4 - y2 - alpha))
    delta, error = log_odds(y1, y2, 20, 20, alpha / 4, strength=4)
    assert delta == pytest.approx(theirs, abs=1e-12)
    assert (error > np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))).all()


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.01, 0.99), st.floats(0.1, 50))
def test_log_odds_are_those_of_statsmodels_with_the_imagined_respondents_added(a, b, prior, strength):
    table = np.array([[a, 40 - a], [b, 40 - b]]) + strength * np.array([prior, 1 - prior])
    expected = Table2x2(table, shift_zeros=False)
    delta, error = log_odds([a], [b], 40, 40, [prior], strength=strength)
    assert delta[0] == pytest.approx(expected.log_oddsratio, abs=1e-9)
    assert error[0] == pytest.approx(expected.log_oddsratio_se, abs=1e-9)
    turned, same = log_odds([b], [a], 40, 40, [prior], strength=strength)
    assert (turned[0], same[0]) == pytest.approx((-delta[0], error[0]), abs=1e-12)


@given(st.integers(0, 30), st.integers(0, 25), st.integers(1, 30), st.integers(1, 25))
def test_fisher_is_that_of_scipy(a, b, n_first, n_second):
    a, b = min(a, n_first), min(b, n_second)
    expected = fisher_exact([[a, n_first - a], [b, n_second - b]])[1]
    assert fisher_p([a], [b], n_first, n_second)[0] == pytest.approx(expected, abs=1e-10)


def test_fisher_of_many():
    assert fisher_p([30_000, 25_000], [24_000, 25_000], 500_000, 500_000) == pytest.approx(
        [
            fisher_exact([[a, 500_000 - a], [b, 500_000 - b]])[1]
            for a, b in ((30_000, 24_000), (25_000, 25_000))
        ],
        rel=1e-6,
    )


def groups(first: int, second: int, rest: int = 0) -> tuple[np.ndarray, np.ndarray]:
    place = np.arange(first + second + rest)
    return place < first, (place >= first) & (place < first + second)


def test_a_word_by_hand():
    first, second = groups(10, 10)
    used = np.repeat([1, 0, 1, 0], [8, 2, 1, 9])[:, None]
    row = words_apart(used, first, second, minimum=5).iloc[0]
    # Hypergeometric: 9 users among 20; as far off as 8 against 1 are 0, 1, 8 and 9 of the first ten.
    ways = [math.comb(10, one) * math.comb(10, 9 - one) for one in range(10)]
    assert row["p"] == pytest.approx(sum(one for one in ways if one <= ways[8]) / math.comb(20, 9), abs=1e-12)
    assert (row["share_first"], row["share_second"], row["n_first"], row["n_second"]) == (0.8, 0.1, 8, 1)
    prior = 9.5 / 21
    delta, error = log_odds([8], [1], 10, 10, [prior])
    assert (row["estimate"], row["z"]) == pytest.approx((delta[0], delta[0] / error[0]))
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959963984540054 * error[0])


def test_only_words_of_enough_respondents_are_judged():
    first, second = groups(20, 20, 10)
    used = np.zeros((50, 3))
    used[:6, 0] = used[20:24, 0] = 1  # 10 of both groups
    used[:9, 1] = used[40:, 1] = 1  # 9 of both groups, 10 others
    used[:, 2] = 1
    assert words_apart(used, first, second, minimum=10).index.tolist() == [0, 2]
    everybody = words_apart(used, first, second, minimum=10).loc[2]
    assert (everybody["estimate"], everybody["p"]) == pytest.approx((0, 1))


@given(st.integers(0, 10_000), st.floats(0.2, 7))
def test_equal_weights_change_nothing_and_sparse_is_dense(seed, weight):
    rng = np.random.default_rng(seed)
    used = written(rng, 60, 8)
    first, second = groups(25, 20, 15)
    plain = words_apart(used, first, second, minimum=3)
    pd.testing.assert_frame_equal(
        words_apart(csr_array(used), first, second, [weight] * 60, minimum=3), plain
    )
    turned = words_apart(used, second, first, minimum=3)
    assert turned["estimate"].to_numpy() == pytest.approx(-plain["estimate"].to_numpy(), abs=1e-12)
    assert turned["p"].to_numpy() == pytest.approx(plain["p"].to_numpy(), abs=1e-12)
    assert plain["p"].between(0, 1).all()
    assert (plain["low"] < plain["estimate"]).all()
    assert (plain["estimate"] < plain["high"]).all()


def test_weights_of_zero_leave_out():
    rng = np.random.default_rng(2)
    used, weights = written(rng, 60, 8), np.repeat([1.0, 0.0, 1.0], 20)
    first, second = groups(30, 30)
    kept = weights > 0
    found = words_apart(used, first, second, weights, minimum=3)
    alone = words_apart(used[kept], first[kept], second[kept], minimum=3)
    assert found["p"].to_numpy() == pytest.approx(alone["p"].to_numpy())
    assert (
        found[["n_first", "n_second"]].to_numpy().tolist()
        == alone[["n_first", "n_second"]].to_numpy().tolist()
    )


def test_weighted_by_hand():
    # First group: weights 2, 1, 1 with the word used by the 2; second: 1, 1 and nobody.
    used, weights = np.array([[1], [0], [0], [0], [0]]), np.array([2.0, 1, 1, 1, 1])
    first, second = groups(3, 2)
    pooled = 2 / 6
    variance = (4 * (1 - pooled) ** 2 + 2 * pooled**2) / 16 + 2 * pooled**2 / 4
    z = 0.5 / variance**0.5
    assert weighted_p(csr_array(used), first, second, weights)[0] == pytest.approx(math.erfc(z / 2**0.5))
    row = words_apart(used, first, second, weights, minimum=1).iloc[0]
    assert (row["share_first"], row["share_second"]) == (0.5, 0)
    assert row["p"] == 1  # Fisher's exact test on one user among five shows nothing, and weights may not


def test_weights_may_take_a_difference_away():
    # The word is of young people, of whom the first group has more; weighted to be alike, nothing is left.
    first, second = groups(200, 200)
    young = np.r_[np.arange(200) < 150, np.arange(200) < 50]
    used = (np.random.default_rng(4).random(400) < np.where(young, 0.5, 0.1)).astype(float)[:, None]
    weights = np.where(young == first, 1.0, 3.0)
    assert words_apart(used, first, second, minimum=10)["p"].iloc[0] < 0.001
    assert words_apart(used, first, second, weights, minimum=10)["p"].iloc[0] > 0.05


def test_planted_words_are_found():
    rng = np.random.default_rng(8)
    first, second = groups(120, 90, 60)
    used = written(rng, 270, 40)
    used[:, 0] = rng.random(270) < np.where(first, 0.45, 0.1)
    used[:, 1] = rng.random(270) < np.where(second, 0.4, 0.08)
    apart = words_apart(used, first, second, minimum=10)
    shown = apart[holm(apart["p"]) < 0.05]
    assert set(shown.index) == {0, 1}
    assert (shown.loc[0, "estimate"] > 0) & (shown.loc[1, "estimate"] < 0)
    assert set(apart["z"].abs().nlargest(2).index) == {0, 1}


@pytest.mark.simulation
@pytest.mark.parametrize("weighted", [False, True])
def test_false_claims(weighted):
    # At most 5% of 200 draws, with three standard errors of room; the benchmark prints more sizes.
    assert false_claims(60, 40, 40, weighted=weighted) <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: words_apart(np.ones((3, 1)), [True], [False], minimum=1), "different respondents"),
        (lambda: words_apart(np.ones((2, 1)), [True, True], [False, True], minimum=1), "in both groups"),
        (lambda: words_apart(np.ones((2, 1)), [True, True], [False, False], minimum=1), "no respondent"),
        (lambda: words_apart(np.ones((2, 1)), [1, 0], [0, 1], [1, 0], minimum=1), "no respondent"),
        (lambda: log_odds([3], [1], 2, 2, [0.5]), "more respondents"),
        (lambda: log_odds([1], [1], 2, 2, [1.0]), "between 0 and 1"),
        (lambda: log_odds([1], [1], 2, 2, [0.5], strength=0), "strength above 0"),
        (lambda: fisher_p([1.5], [1], 2, 2), "whole numbers"),
        (lambda: fisher_p([3], [1], 2, 2), "not above their total"),
    ],
)
def test_refusals(call, said):
    with pytest.raises(StatisticsError, match=said):
        call()
