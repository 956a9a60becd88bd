"""What loyal customers bring: people recommended to, ambassadors and silent promoters."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.dividends import (
    ambassadors,
    capped_referrals,
    mean_referrals,
    silent_promoters,
)
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate

counts = st.lists(st.integers(0, 99), min_size=2, max_size=40)


@given(counts)
def test_the_mean_is_students_on_capped_numbers(people):
    found = mean_referrals(people)
    capped = np.minimum(people, 10)
    assert found.value == pytest.approx(capped.mean())
    assert found.unit == "people"
    if np.ptp(capped) > 0:
        low, high = stats.ttest_1samp(capped, 0).confidence_interval(0.95)
        assert [found.low, found.high] == pytest.approx([max(low, 0), min(high, 10)], abs=1e-9)


def test_one_who_says_99_counts_as_one_who_says_10():
    people = [0] * 150 + [1] * 40 + [2] * 9
    assert mean_referrals([*people, 99]) == mean_referrals([*people, 10])
    assert mean_referrals([*people, 99], up_to=99).value > 1.7 * mean_referrals([*people, 99]).value
    assert np.isnan(capped_referrals([np.nan, 4])).tolist() == [True, False]


def test_weighted_mean():
    people, weights = [0, 3, 99, np.nan], [2, 1, 1, np.nan]
    expected = mean_estimate([0, 3, 10], [2, 1, 1])
    found = mean_referrals(people, weights)
    assert (found.value, found.n, found.n_effective) == (expected.value, 3, expected.n_effective)
    assert found.low == max(expected.low, 0)
    assert mean_referrals([0, 3, 99], [5, 5, 5]) == mean_referrals([0, 3, 99])


def test_ambassadors_by_hand():
    # Of five, three have both answers of four: 80 and 60 with somebody; 90 told nobody; 20 is not loyal.
    attitude, people = [80, 60, 90, 20, np.nan, 70], [1, 4, 0, 3, 2, np.nan]
    assert ambassadors(attitude, people) == proportion([1, 1, 0, 0])
    assert ambassadors(attitude, people, cut=70) == proportion([1, 0, 0, 0])
    weights = [1, 2, 1, 3, np.nan, np.nan]
    assert ambassadors(attitude, people, weights, confidence=0.9) == proportion(
        [1, 1, 0, 0], [1, 2, 1, 3], confidence=0.9
    )


def test_silent_promoters_by_hand():
    ratings, people = [10, 9, 9, 8, np.nan, 10], [0, 2, 0, 0, 0, np.nan]
    assert silent_promoters(ratings, people) == proportion([1, 0, 1])
    assert silent_promoters(ratings, people, [2, 1, 1, 1, 1, 1]) == proportion([1, 0, 1], [2, 1, 1])


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5), st.integers(1, 4)), min_size=1, max_size=30)
)
def test_loyal_tellers_are_no_more_than_loyal_and_no_more_than_tellers(rows):
    attitude, people, weights = (np.array(column) for column in zip(*rows, strict=True))
    for w in (None, weights):
        share = ambassadors(attitude, people, w)
        assert (
            share.value <= min(proportion(attitude >= 60, w).value, proportion(people >= 1, w).value) + 1e-12
        )
        assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: mean_referrals([1, -1]), "-1 is no number of people"),
        (lambda: mean_referrals([1.5]), "1.5 is no number of people"),
        (lambda: capped_referrals([[1, 2]]), "one column"),
        (lambda: mean_referrals([np.nan]), "none to take the mean of"),
        (lambda: ambassadors([50], [1, 2]), "same respondents"),
        (lambda: ambassadors([np.nan], [1]), "no answer to take a share of"),
        (lambda: silent_promoters([5], [1]), "no answer to take a share of"),
        (lambda: ambassadors(pd.Series([5.0]), pd.Series([1.0], index=[4])), "row labels"),
        (lambda: ambassadors([50, 60], [1, 2], [1]), "2 expected|weights"),
    ],
)
def test_what_cannot_be_computed_is_refused(call, says):
    with pytest.raises(StatisticsError, match=says):
        call()


@pytest.mark.simulation
def test_the_interval_of_the_mean_covers():
    # Half recommend to nobody, the others to few, one in a hundred claims 99.
    rng = np.random.default_rng(11)

    def draw(shape):
        people = np.where(rng.random(shape) < 0.55, 0, rng.geometric(0.35, shape))
        return np.where(rng.random(shape) < 0.01, 99, people)

    truth = np.minimum(draw(1_000_000), 10).mean()
    samples = draw((1500, 150))
    found = [mean_referrals(sample) for sample in samples]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.97
