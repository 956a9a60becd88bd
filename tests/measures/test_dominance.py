"""Sums of money that one customer makes up most of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from toolkit.errors import StatisticsError
from toolkit.measures.dominance import dominated, hidden_sums


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        ([50.0] + [5.0] * 10, False),  # exactly half
        ([50.01] + [5.0] * 10, True),
        ([-50.01] + [5.0] * 10, True),  # given back: the rest does not cover it
        ([5.0] * 9 + [0.0] * 90, True),  # nine who contribute, however many do not
        ([5.0] * 10 + [np.nan] * 5, False),
        ([40.0] * 2 + [1.0] * 20, True),  # either of the two knows the other
        ([40.0] * 2 + [2.0] * 20, False),
        ([0.0] * 3, False),
        ([], False),
    ],
)
def test_one_who_makes_up_most_is_told(amounts, wanted):
    assert dominated(amounts, 10) is wanted


def test_what_the_total_would_give_away_is_hidden_with_it():
    cells = np.repeat([0, 1, 2, 3], 20)
    amounts = np.r_[[1000.0], np.full(19, 1.0), np.full(20, 30.0), np.full(20, 40.0), np.full(20, 60.0)]
    # The 600 of cell 1 beside the 1,000 are not cover enough: cell 2 goes with it.
    assert hidden_sums(cells, amounts, 4, 10).tolist() == [True, True, True, False]


def test_of_a_total_that_is_dominated_nothing_is_left():
    cells = np.repeat([0, 1, 2], 20)
    amounts = np.r_[[1e6], np.full(59, 1.0)]
    assert hidden_sums(cells, amounts, 3, 10).tolist() == [True, True, True]


def test_a_cell_outside_is_a_fault():
    with pytest.raises(StatisticsError, match="numbered from 0"):
        hidden_sums(np.array([3]), [1.0], 3, 10)


@given(arrays(np.float64, 60, elements=st.floats(0, 1e6, width=32)), st.integers(2, 6))
def test_neither_a_shown_sum_nor_what_is_hidden_together_is_of_one(amounts, size):
    cells = np.arange(60) % size
    hidden = hidden_sums(cells, amounts, size, 5)
    for cell in np.flatnonzero(~hidden):
        assert not dominated(amounts[cells == cell], 5)
    together = np.isin(cells, np.flatnonzero(hidden))
    if hidden.any() and amounts[~together].any():
        assert hidden.sum() > 1
        assert not dominated(amounts[together], 5)
