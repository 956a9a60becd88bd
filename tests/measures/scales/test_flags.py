"""Columns that say the same thing twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.measures.scales.flags import dependent_columns, dependent_part, near_duplicates


def frame(n=40, k=4, seed=1) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(n, k)), columns=list("abcdefg")[:k])


def test_pairs_above_the_line_either_way():
    r = [[1, 0.951, -0.96], [0.951, 1, 0.95], [-0.96, 0.95, 1]]
    assert list(near_duplicates("abc", r)) == [("a", "b"), ("a", "c")]
    assert not list(near_duplicates("ab", [[1, np.nan], [np.nan, 1]]))


def test_a_duplicate_and_a_mean_are_found():
    one = frame().assign(total=lambda f: 2 * f["a"] - f["c"] + 5, again=lambda f: -3 * f["b"] + 1)
    assert set(dependent_columns(one)) == {("a", "c", "total"), ("b", "again")}
    assert dependent_columns(frame()) == ()


@given(st.integers(0, 500), st.floats(0.1, 50), st.floats(-9, 9), st.integers(0, 3))
def test_a_function_of_one_other_is_found_whatever_its_unit(seed, factor, shift, place):
    base = frame(seed=seed)
    name = base.columns[place]
    found = dependent_columns(base.assign(f=base[name] * factor + shift))
    assert found == ((name, "f"),)
    # A hair of noise of its own makes it a column of its own.
    noise = np.random.default_rng(seed).normal(scale=factor * 1e-3, size=len(base))
    assert dependent_columns(base.assign(f=base[name] * factor + noise)) == ()


def test_weights_of_nought_and_missing_answers_leave_rows_out():
    base = frame()
    doubled = base.assign(e=base["a"])
    doubled.loc[0, "e"] = 9.0
    assert dependent_columns(doubled) == ()
    weights = np.r_[0.0, np.random.default_rng(3).uniform(0.5, 2, 39)]
    assert dependent_columns(doubled, weights) == (("a", "e"),)
    doubled.loc[0, "b"] = np.nan
    assert dependent_columns(doubled) == (("a", "e"),)


def test_too_few_rows_tell_nothing_and_constants_are_left_out():
    assert dependent_columns(frame(n=5, k=4)) == ()
    assert dependent_columns(frame().assign(e=1.0)) == ()
    assert dependent_columns(frame().assign(e=np.nan)) == ()


def test_the_part_of_each_column():
    assert dependent_part(np.eye(3)).size == 0
    assert dependent_part([[1, 1, 0], [1, 1, 0], [0, 0, 1]]).tolist() == [0, 1]
    assert dependent_part([[1, 0.8, 0.1], [0.8, 1, 0.3], [0.1, 0.3, 1]]) == pytest.approx([])
