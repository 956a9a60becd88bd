"""Whether two divisions hang together: Pearson's chi-square, and Rao and Scott's F where there are weights."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.independence import _tested, independence_test

people = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 4)), min_size=12, max_size=60
).filter(lambda rows: all(len({row[place] for row in rows}) > 1 for place in (0, 1)))


@given(people)
def test_chi_square_as_scipy_has_it(rows):
    first, second, _ = (np.array(column) for column in zip(*rows, strict=True))
    table = pd.crosstab(first, second)
    expected = stats.chi2_contingency(table, correction=False)
    found = independence_test(first, second)
    assert (found.statistic, found.df, found.p) == pytest.approx(
        (expected.statistic, expected.dof, expected.pvalue), abs=1e-9
    )
    assert found.expected == pytest.approx(expected.expected_freq.min())
    assert found.method == "chi_square"


@given(people)
def test_equal_weights_change_nothing(rows):
    first, second, _ = (np.array(column) for column in zip(*rows, strict=True))
    even = independence_test(first, second, np.full(len(rows), 2.5))
    assert even == independence_test(first, second)


def test_with_equal_weights_the_design_effects_are_those_of_no_design():
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 3, 300), rng.integers(0, 4, 300)
    weighted, plain = _tested(first, second, np.ones(300)), _tested(first, second, None)
    # F times its degrees of freedom is chi-square, but for the n/(n − 1) of the linearised variance.
    assert weighted.method == "rao_scott"
    assert weighted.df == pytest.approx(plain.df, abs=0.3)
    assert weighted.p == pytest.approx(plain.p, abs=0.03)


def test_two_by_two_is_the_linearised_test_of_the_log_odds_near_the_null():
    # For a table of two by two the interaction is the log odds ratio; its linearised variance is then the design.
    rng = np.random.default_rng(2)
    n = 4000
    first, second, w = rng.integers(0, 2, n), rng.integers(0, 2, n), rng.choice([0.5, 1.0, 2.5], n)
    found = independence_test(first, second, w)
    share = {(a, b): w[(first == a) & (second == b)].sum() / w.sum() for a in (0, 1) for b in (0, 1)}
    odds = np.log(share[1, 1] * share[0, 0] / (share[1, 0] * share[0, 1]))
    sign = np.where(first == second, 1, -1)
    cell = np.array([share[a, b] for a, b in zip(first, second, strict=True)])
    influence = w / w.sum() * sign / cell
    variance = n / (n - 1) * np.sum((influence - 0.0) ** 2)
    assert found.df == pytest.approx(1)
    assert found.statistic == pytest.approx(odds**2 / variance, rel=0.02)


def test_five_per_cent_of_divisions_that_do_not_hang_together_look_as_if_with_and_without_weights():
    hits = {"chi_square": 0, "rao_scott": 0}
    trials = 400
    for trial in range(trials):
        rng = np.random.default_rng([11, trial])
        first = rng.integers(0, 3, 250)
        second = rng.choice(4, 250, p=[0.4, 0.3, 0.2, 0.1])
        w = rng.choice([0.5, 1.0, 3.0], 250)
        for weights in (None, w):
            found = independence_test(first, second, weights)
            hits[found.method] += found.p < 0.05
    # 5% with a Monte Carlo error of 1.1 points.
    assert all(0.025 < count / trials < 0.075 for count in hits.values()), hits


def test_a_planted_difference_is_found():
    rng = np.random.default_rng(5)
    first = rng.integers(0, 2, 500)
    second = rng.random(500) < np.where(first == 1, 0.65, 0.45)
    assert independence_test(first, second).p < 0.01
    assert independence_test(first, second, rng.choice([1.0, 2.0], 500)).p < 0.01


def test_who_misses_a_label_or_has_weight_nought_is_left_out():
    first = pd.Series(["a", "a", "b", "b", None, "a"])
    second = pd.Series([1.0, 0.0, 0.0, 1.0, 1.0, np.nan])
    found = independence_test(first, second)
    assert (found.n, found.statistic) == (4, 0)
    assert not found.holds
    again = independence_test(["a", "a", "b", "b", "c"], [1, 0, 0, 1, 1], [1, 1, 1, 1, 0])
    assert again.statistic == 0


def test_cochran_s_rule():
    many = independence_test(np.repeat([0, 1], 50), np.tile([0, 1], 50))
    assert many.holds
    few = independence_test(np.repeat([0, 1], 50), np.r_[1, np.zeros(99)])
    assert few.expected == 0.5
    assert not few.holds


@pytest.mark.parametrize(
    ("first", "second", "weights", "says"),
    [
        ([1, 1], [1, 2], None, "fewer than two groups"),
        ([None, None], [1, 2], None, "fewer than two groups"),
        ([1, 2, 3], [1, 2], None, "3 and 2 respondents"),
        ([1, 2], [1, 2], [-1, 1], "below 0"),
        (pd.Series([1, 2], index=[3, 4]), pd.Series([1, 2]), None, "row labels"),
    ],
)
def test_what_cannot_be_tested_is_refused(first, second, weights, says):
    with pytest.raises(StatisticsError, match=says):
        independence_test(first, second, weights)
