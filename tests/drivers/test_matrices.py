"""Sweeping, what is explained, and resamples in which predictors determine each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import r_squared, random_correlation
from toolkit.drivers import matrices
from toolkit.drivers.johnson import johnson_of_stack
from toolkit.drivers.matrices import explained, regularised, sweep
from toolkit.drivers.shapley import lmg_of_stack


@given(p=st.integers(1, 6), first=st.integers(0, 5), seed=st.integers(0, 1_000))
def test_sweeping_leaves_the_covariances_of_residuals(p, first, seed):
    held = min(first, p)
    r = random_correlation(p, seed)
    left = sweep(r[..., None], held)[..., 0]
    expected = r[held:, held:] - r[held:, :held] @ np.linalg.solve(r[:held, :held], r[:held, held:])
    assert left == pytest.approx(expected, abs=1e-10)


@given(p=st.integers(1, 6), seed=st.integers(0, 1_000))
def test_explained_is_r_squared(p, seed):
    r = random_correlation(p, seed)
    assert explained(r[..., None]) == pytest.approx([r_squared(r, range(p))], abs=1e-10)


def test_usable_matrices_are_left_as_they_are():
    stack = np.stack([random_correlation(4, seed) for seed in range(3)], axis=-1)
    assert regularised(stack) is stack


@pytest.mark.parametrize("method", [lmg_of_stack, johnson_of_stack])
def test_two_equal_drivers_share_what_one_has(method):
    # The second and third driver are one; the first matrix of the stack is sound and stays as it is.
    one = random_correlation(2, 3)
    places = [0, 1, 1, 2]
    stack = np.stack([random_correlation(3, 1), one[np.ix_(places, places)]], axis=-1)
    mended = regularised(stack)
    assert (mended[..., 0] == stack[..., 0]).all()
    importance = method(mended)
    assert importance[:, 0] == pytest.approx(method(stack[..., :1])[:, 0], abs=1e-15)
    assert importance[1, 1] == pytest.approx(importance[2, 1], abs=1e-6)
    assert importance[:, 1].sum() == pytest.approx(r_squared(one, range(2)), abs=1e-6)


@pytest.mark.parametrize("method", [lmg_of_stack, johnson_of_stack])
def test_a_driver_that_is_held_constant_already_adds_nothing(method):
    one = random_correlation(2, 3)
    places = [0, 0, 1, 2]
    stack = regularised(one[np.ix_(places, places)][..., None])
    importance = method(sweep(stack, 1))[:, 0]
    assert importance[0] == pytest.approx(0, abs=1e-6)
    assert importance[1] == pytest.approx(r_squared(one, range(2)) - r_squared(one, [0]), abs=1e-6)


@pytest.mark.parametrize("p", [20, 30])
def test_many_variables_are_looked_at_by_cholesky_factors_and_mended_alike(p, monkeypatch):
    sound = [random_correlation(p, seed, rows=200) for seed in range(3)]
    stack = np.stack(sound, axis=-1)
    assert regularised(stack) is stack
    few_rows = random_correlation(p, 7, rows=p - 5)
    mixed = np.stack([*sound, few_rows], axis=-1)
    mended = regularised(mixed)
    assert (mended[..., :3] == mixed[..., :3]).all()
    assert (mended[..., 3] != mixed[..., 3]).any()
    monkeypatch.setattr(matrices, "_LARGE", 1_000)
    assert (regularised(mixed) == mended).all()
    assert regularised(stack) is stack
