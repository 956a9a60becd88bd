"""Many resamples at once, against drawing rows one by one."""

import numpy as np
import pytest

from toolkit.measures.resampling import correlations_of, cross_products, drawn_sums, row_sums


@pytest.mark.parametrize("weighted", [False, True])
def test_resamples_are_those_of_the_rows_drawn(weighted):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4, 30))
    w = rng.uniform(0.5, 2, 30) if weighted else None
    sums = drawn_sums(cross_products(x, w), 20, np.random.default_rng(7))
    stack = correlations_of(sums, 4)
    places = np.random.default_rng(7).integers(0, 30, size=(20, 30))
    for at, rows in enumerate(places):
        own = None if w is None else w[rows]
        cov = np.cov(x[:, rows], aweights=own)
        deviations = np.sqrt(np.diag(cov))
        np.testing.assert_allclose(stack[..., at], cov / np.outer(deviations, deviations), atol=1e-9)


def test_many_sums_give_what_few_do():
    rng = np.random.default_rng(2)
    sums = rng.normal(size=(300, 50))
    whole = drawn_sums(sums, 15, np.random.default_rng(3))
    part = drawn_sums(sums[140:160], 15, np.random.default_rng(3))
    np.testing.assert_allclose(whole[140:160], part, atol=1e-10)


def test_groups_add_up_to_all_rows():
    x = np.random.default_rng(4).normal(size=(3, 101))
    grouped = row_sums(lambda rows: x[:, rows], 101, np.random.default_rng(5), most_rows=100, groups=20)
    assert grouped.shape == (3, 20)
    np.testing.assert_allclose(grouped.sum(axis=1), x.sum(axis=1), atol=1e-10)
    alone = row_sums(lambda rows: x[:, rows], 101, np.random.default_rng(5), most_rows=101, groups=20)
    np.testing.assert_array_equal(alone, x)


def test_a_column_that_does_not_vary_goes_along_with_nothing():
    x = np.array([[1.0, 1, 1, 1], [1, 2, 3, 4]])
    stack = correlations_of(cross_products(x, None).sum(axis=1)[:, None], 2)
    assert stack[..., 0].tolist() == [[1, 0], [0, 1]]
