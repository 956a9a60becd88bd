"""General, conditional and complete dominance."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import r_squared, random_correlation
from tests.drivers.test_shapley import outcome_last
from toolkit.drivers.dominance import dominance, reproduced
from toolkit.drivers.shapley import lmg
from toolkit.errors import StatisticsError


def held_against(matrix, block):
    drivers = block["drivers"]
    found = dominance(matrix)
    assert dict(zip(drivers, found.general, strict=True)) == pytest.approx(
        block["general_dominance_domir"], abs=1e-8
    )
    conditional = [list(block["conditional_dominance_domir"][name].values()) for name in drivers]
    assert found.conditional == pytest.approx(np.array(conditional), abs=1e-8)
    for i, first in enumerate(drivers):
        for j, second in enumerate(drivers):
            told = block["complete_dominance_domir"][f"{first}_>"][f">_{second}"]
            assert np.isnan(found.complete[i, j]) if told is None else found.complete[i, j] == told


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    held_against(mobi[[*block["drivers"], block["outcome"]]].corr(), block)


def test_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    columns = [*block["drivers"], block["outcome"]]
    held_against(sfo[columns].dropna().corr(), block)


def test_azen_and_budescu(reference):
    values = reference("published")["azen_budescu_2003"]
    found = dominance(outcome_last(pd.DataFrame(values["R"])))
    told = values["published_avg_by_level"]
    # As printed there, with three decimals.
    assert pytest.approx(np.array([told[f"k{k}"] for k in range(4)]), abs=2e-3) == found.conditional.T
    # x1 dominates all others completely; nothing else is complete.
    complete = found.complete == 1
    assert complete[0].tolist() == [False, True, True, True]
    assert not complete[1:].any()


@given(p=st.integers(2, 5), held=st.integers(0, 1), seed=st.integers(0, 10_000))
def test_it_is_dominance_by_definition(p, held, seed):
    matrix = random_correlation(p + held, seed)
    found = dominance(matrix, always=held)
    before, drivers = list(range(held)), range(held, held + p)
    for first in drivers:
        for size in range(p):
            others = combinations([one for one in drivers if one != first], size)
            added = [
                r_squared(matrix, [*before, *some, first]) - r_squared(matrix, [*before, *some])
                for some in others
            ]
            assert found.conditional[first - held, size] == pytest.approx(np.mean(added), abs=1e-10)
        for second in set(drivers) - {first}:
            rest = [one for one in drivers if one not in (first, second)]
            more = [
                r_squared(matrix, [*before, *some, first]) > r_squared(matrix, [*before, *some, second])
                for size in range(p - 1)
                for some in combinations(rest, size)
            ]
            assert found.complete[first - held, second - held] == np.mean(more)
    assert found.general == pytest.approx(lmg(matrix, always=held), abs=1e-12)


def test_equal_drivers_do_not_dominate_each_other():
    found = dominance([[1, 0.3, 0.5], [0.3, 1, 0.5], [0.5, 0.5, 1]])
    assert found.complete[0, 1] == found.complete[1, 0] == 0


def test_reproduced_counts_the_resamples():
    matrices = [random_correlation(4, seed) for seed in range(40)]
    every = [dominance(matrix, always=1).complete[0, 2] == 1 for matrix in matrices]
    assert 0 < sum(every) < 40
    assert reproduced(np.stack(matrices, axis=-1), 1, 0, 2) == np.mean(every)


def test_more_drivers_than_can_be_compared_are_refused():
    with pytest.raises(StatisticsError, match="13 drivers are too many for all subsets; take at most 12"):
        dominance(random_correlation(13, 0))
    assert dominance(random_correlation(12, 0)).general.sum() > 0
