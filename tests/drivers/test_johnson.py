"""Johnson's relative weights, as published and by their definition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from tests.drivers.by_definition import r_squared, random_correlation
from tests.drivers.test_shapley import TWO, outcome_last
from toolkit.drivers import johnson
from toolkit.drivers.johnson import relative_weights
from toolkit.drivers.shapley import lmg
from toolkit.errors import StatisticsError


def ours(correlation):
    return dict(zip(correlation.columns[:-1], relative_weights(correlation), strict=True))


def test_with_two_drivers_it_is_lmg(reference):
    assert relative_weights(TWO) == pytest.approx(lmg(TWO), abs=1e-14)
    assert relative_weights(TWO) == pytest.approx(
        reference("published")["two_predictor_identity"]["johnson"], abs=1e-12
    )


def test_cars(reference):
    values = reference("published")["mtcars_rwa"]
    correlation = outcome_last(pd.DataFrame(values["data"]).corr())
    assert relative_weights(correlation) == pytest.approx(values["published_raw"], abs=1e-8)


def test_states(reference):
    values = reference("published")["states_relweights"]
    weights = ours(outcome_last(pd.DataFrame(values["data"]).corr()))
    assert weights == pytest.approx(values["ours_raw"], abs=1e-8)
    percent = {name: 100 * weight / sum(weights.values()) for name, weight in weights.items()}
    assert percent == pytest.approx(values["published_pct"], abs=1e-6)


def test_swiss_provinces(swiss, reference):
    values = reference("published")["swiss_lmg"]["johnson_relativeImp"]
    assert relative_weights(outcome_last(swiss.corr())) == pytest.approx(values["published"], abs=1e-8)


@pytest.mark.parametrize("name", ["azen_budescu_2003", "gpa_pedhazur"])
def test_published_matrices(name, reference):
    values = reference("published")[name]
    expected = values["ours_johnson"]
    weights = relative_weights(outcome_last(pd.DataFrame(values["R"])))
    assert weights == pytest.approx(
        list(expected.values()) if isinstance(expected, dict) else expected, abs=1e-8
    )


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    weights = ours(mobi[[*block["drivers"], block["outcome"]]].corr())
    assert weights == pytest.approx(block["johnson_relative_weights"]["raw"], abs=1e-8)
    assert weights == pytest.approx(block["other_metrics"]["genizi"], abs=1e-8)


@given(p=st.integers(1, 6), always=st.integers(0, 2), seed=st.integers(0, 10_000))
def test_it_is_the_definition_on_residuals(p, always, seed):
    correlation = random_correlation(p + always, seed)
    held, rest = np.s_[:always], np.s_[always:]
    left = correlation[rest, rest] - correlation[rest, held] @ np.linalg.solve(
        correlation[held, held], correlation[held, rest]
    )
    deviations = np.sqrt(np.diag(left)[:-1])
    root = np.real(sqrtm(left[:-1, :-1] / np.outer(deviations, deviations)))
    expected = root**2 @ np.linalg.solve(root, left[:-1, -1] / deviations) ** 2
    weights = relative_weights(correlation, always=always)
    assert weights == pytest.approx(expected, abs=1e-9)
    gain = r_squared(correlation, range(p + always)) - r_squared(correlation, range(always))
    assert weights.sum() == pytest.approx(gain, abs=1e-10)


def test_many_matrices_at_once():
    matrices = np.stack([random_correlation(4, seed) for seed in range(5)])
    expected = np.stack([relative_weights(matrix) for matrix in matrices])
    assert relative_weights(matrices) == pytest.approx(expected, abs=1e-14)


def test_it_has_no_limit_of_drivers():
    correlation = random_correlation(30, 0, rows=200)
    assert relative_weights(correlation).sum() == pytest.approx(r_squared(correlation, range(30)), abs=1e-10)


def test_drivers_that_determine_each_other_are_refused():
    with pytest.raises(StatisticsError, match="determine each other"):
        relative_weights([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])


@pytest.mark.parametrize("drivers", [1, 2, 7, 20])
@pytest.mark.parametrize("rows", [25, 300])
def test_many_matrices_at_once_give_what_each_gives_by_itself(drivers, rows):
    stack = np.stack([random_correlation(drivers, seed, rows) for seed in range(20)])
    assert relative_weights(stack) == pytest.approx(
        np.stack([relative_weights(one) for one in stack]), abs=1e-12
    )


def test_hardly_regular_matrices_among_many_go_by_eigenvectors():
    # Two drivers that correlate 1 − 1e-9: the root is not settled in so many steps, and is found all the same.
    correlation = random_correlation(3, seed=0)
    near = correlation.copy()
    near[0, 1] = near[1, 0] = 1 - 1e-9
    near[1, [2, 3]] = near[[2, 3], 1] = near[0, [2, 3]]
    stack = np.stack([*[correlation] * 20, near])
    between, outcome = stack[:, :-1, :-1], stack[:, :-1, -1:]
    _, settled = johnson._by_polar(between, outcome)
    assert settled.tolist() == [True] * 20 + [False]
    found = johnson._weights(between, outcome)
    assert found == pytest.approx(johnson._by_eigenvectors(between, outcome), abs=1e-9)
    assert found[-1, 0] == pytest.approx(found[-1, 1], abs=1e-6)


def test_matrices_of_no_columns_among_many_go_by_eigenvectors():
    # As pairwise correlations may be: no Cholesky factor, so that all are done the other way.
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    stack = np.stack([*[np.eye(3)] * 20, impossible])
    outcome = np.full((21, 3, 1), 0.3)
    assert johnson._weights(stack, outcome) == pytest.approx(johnson._by_eigenvectors(stack, outcome))
