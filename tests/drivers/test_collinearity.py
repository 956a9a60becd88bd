"""Variance inflation and the condition number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import r_squared, random_correlation
from toolkit.drivers.collinearity import collinearity
from toolkit.errors import StatisticsError


def held_against(frame, block):
    found = collinearity(frame[block["drivers"]].corr())
    assert dict(zip(block["drivers"], found.vif, strict=True)) == pytest.approx(block["ols"]["vif"], abs=1e-8)
    # R's is that of the correlations: the square of that of the columns.
    assert found.condition_number**2 == pytest.approx(block["ols"]["condition_number_corr"], abs=1e-8)


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    held_against(mobi, reference("mobi")[outcome])


def test_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    held_against(sfo.dropna(subset=[*block["drivers"], block["outcome"]]), block)


@given(k=st.integers(2, 6), seed=st.integers(0, 10_000))
def test_vif_is_what_the_others_explain_of_a_predictor(k, seed):
    matrix = random_correlation(k, seed)[:-1, :-1]
    found = collinearity(matrix)
    for place in range(k):
        order = [*(one for one in range(k) if one != place), place]
        explained = r_squared(matrix[np.ix_(order, order)], range(k - 1))
        assert found.vif[place] == pytest.approx(1 / (1 - explained), rel=1e-8)
    assert found.condition_number == pytest.approx(np.linalg.cond(matrix) ** 0.5, rel=1e-6)
    assert found.condition_number >= 1
    assert (found.vif >= 1 - 1e-12).all()


def test_predictors_that_do_not_overlap():
    found = collinearity(np.eye(3))
    assert found.vif.tolist() == [1, 1, 1]
    assert found.condition_number == 1
    assert collinearity([[1]]).vif.tolist() == [1]


def test_predictors_that_repeat_each_other_are_refused():
    with pytest.raises(StatisticsError, match="determine each other"):
        collinearity([[1, 1], [1, 1]])
    with pytest.raises(StatisticsError, match="square matrix"):
        collinearity([1, 0.5])
