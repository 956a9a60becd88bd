"""Unique and shared variance, partial and semipartial correlations."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import r_squared, random_correlation
from toolkit.drivers.variance import parts_of_stack, squared_limits, variance_parts
from toolkit.errors import StatisticsError


def by_name(frame, block, part):
    matrix = frame[[*block["drivers"], block["outcome"]]].corr()
    return dict(zip(block["drivers"], getattr(variance_parts(matrix), part), strict=True))


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    assert by_name(mobi, block, "partial") == pytest.approx(block["partial_correlation"], abs=1e-8)
    assert by_name(mobi, block, "semipartial") == pytest.approx(block["semipartial_correlation"], abs=1e-8)
    assert by_name(mobi, block, "unique") == pytest.approx(block["other_metrics"]["last"], abs=1e-8)
    assert by_name(mobi, block, "alone") == pytest.approx(block["other_metrics"]["first"], abs=1e-8)


def test_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    kept = sfo.dropna(subset=[*block["drivers"], block["outcome"]])
    assert by_name(kept, block, "partial") == pytest.approx(block["partial_correlation"], abs=1e-8)
    assert by_name(kept, block, "semipartial") == pytest.approx(block["semipartial_correlation"], abs=1e-8)
    assert by_name(kept, block, "unique") == pytest.approx(block["other_metrics"]["last"], abs=1e-8)
    assert by_name(kept, block, "alone") == pytest.approx(block["other_metrics"]["first"], abs=1e-8)
    correlations = {name: block["correlation"][block["outcome"]][name] for name in block["drivers"]}
    assert by_name(kept, block, "correlation") == pytest.approx(correlations, abs=1e-8)


def test_suppression_shares_less_than_nothing():
    # The second driver goes along with nothing but the first: it explains .0833 only by cleaning that one.
    parts = variance_parts([[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]])
    assert parts.alone == pytest.approx([0.25, 0])
    assert parts.unique == pytest.approx([1 / 3, 1 / 12])
    assert parts.shared == pytest.approx([-1 / 12, -1 / 12])


@given(p=st.integers(1, 5), held=st.integers(0, 2), seed=st.integers(0, 10_000))
def test_it_is_what_r_squared_gains_by_definition(p, held, seed):
    matrix = random_correlation(p + held, seed)
    parts = variance_parts(matrix, always=held)
    every, before = list(range(p + held)), list(range(held))
    for driver in range(held, held + p):
        last = r_squared(matrix, every) - r_squared(matrix, [one for one in every if one != driver])
        first = r_squared(matrix, [*before, driver]) - r_squared(matrix, before)
        place = driver - held
        assert parts.unique[place] == pytest.approx(last, abs=1e-10)
        assert parts.alone[place] == pytest.approx(first, abs=1e-10)
        assert parts.first[place] ** 2 == pytest.approx(first, abs=1e-10)
        assert parts.shared[place] == pytest.approx(first - last, abs=1e-10)
        assert abs(parts.semipartial[place]) <= abs(parts.partial[place]) + 1e-12
        assert np.sign(parts.partial[place]) == np.sign(parts.semipartial[place])


def test_a_stack_is_each_matrix_by_itself():
    matrices = [random_correlation(4, seed) for seed in range(3)]
    stack = parts_of_stack(np.stack(matrices, axis=-1), 1)
    for place, matrix in enumerate(matrices):
        one = variance_parts(matrix, always=1)
        assert stack.unique[:, place] == pytest.approx(one.unique, abs=1e-12)
        assert stack.partial[:, place] == pytest.approx(one.partial, abs=1e-12)
        assert stack.correlation[:, place] == pytest.approx(matrix[1:-1, -1])


def test_equal_drivers_in_a_resample_add_nothing_of_their_own():
    twins = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    parts = parts_of_stack(twins[..., None], 0)
    assert parts.alone[:, 0] == pytest.approx([0.25, 0.25])
    assert parts.unique[:, 0] == pytest.approx([0, 0], abs=1e-6)
    with pytest.raises(StatisticsError, match="determine each other"):
        variance_parts(twins)


def test_a_resample_of_too_few_to_leave_anything_unexplained_is_no_error():
    # Four respondents and three drivers: the outcome follows exactly, whoever they are.
    x = np.array([[1.0, 2, 3, 5], [2, 1, 4, 3], [5, 3, 1, 2], [1, 4, 2, 5]])
    matrix = np.corrcoef(x)
    parts = parts_of_stack(matrix[..., None], 0)
    assert np.abs(parts.partial[:, 0]) == pytest.approx([1, 1, 1], abs=1e-6)
    last = [1 - r_squared(matrix, [other for other in range(3) if other != driver]) for driver in range(3)]
    assert parts.unique[:, 0] == pytest.approx(last, abs=1e-6)
    two = parts_of_stack(np.array([[1, 0, 0.6], [0, 1, 0.8], [0.6, 0.8, 1]])[..., None], 0)
    assert two.unique[:, 0] == pytest.approx([0.36, 0.64])


def test_limits_of_unique_variance_hold_nothing_where_the_sign_is_undecided():
    drawn = np.array([np.linspace(-0.2, 0.3, 999), np.linspace(0.2, 0.4, 999), np.linspace(-0.5, -0.1, 999)])
    low, high = squared_limits(drawn, 0.95)
    assert low[0] == 0
    assert low[1:] == pytest.approx([0.205**2, 0.11**2], abs=1e-3)
    assert high == pytest.approx([0.2875**2, 0.395**2, 0.49**2], abs=1e-3)


def test_limits_cover_unique_variance_also_where_there_is_none():
    # 300 samples of 150: two drivers correlate .5, the outcome leans on the first alone.
    rounds, n = 300, 150
    generator = np.random.default_rng(5)
    first = generator.normal(size=(rounds, n))
    second = 0.5 * first + 0.75**0.5 * generator.normal(size=(rounds, n))
    outcome = 0.5 * first + 0.75**0.5 * generator.normal(size=(rounds, n))
    covered = np.zeros((rounds, 2), dtype=bool)
    for place in range(rounds):
        data = np.stack([first[place], second[place], outcome[place]])
        rows = generator.integers(0, n, (200, n))
        resampled = data[:, rows] - data[:, rows].mean(axis=2, keepdims=True)
        covariance = np.einsum("ibn,jbn->ijb", resampled, resampled)
        spread = np.sqrt(np.einsum("iib->ib", covariance))
        parts = parts_of_stack(covariance / (spread[:, None] * spread[None]), 0)
        low, high = squared_limits(parts.semipartial, 0.95)
        covered[place] = (low <= [0.1875, 0]) & (high >= [0.1875, 0])
    # 95% where there is some, within Monte Carlo error; more where there is none.
    assert 0.91 <= covered[:, 0].mean() <= 0.98
    assert covered[:, 1].mean() >= 0.92


def test_what_is_no_correlation_matrix_is_refused():
    with pytest.raises(StatisticsError, match="symmetric"):
        variance_parts(pd.DataFrame([[1, 0.5], [0.4, 1]]))
    with pytest.raises(StatisticsError, match="leave no driver"):
        variance_parts([[1, 0.5], [0.5, 1]], always=1)
