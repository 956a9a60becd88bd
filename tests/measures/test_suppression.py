"""Small cells are hidden, and so is the one that would give them away."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from toolkit.measures.suppression import hidden_cells


def _hidden(*row: int, minimum: int = 10) -> list[bool]:
    return hidden_cells(pd.DataFrame([row]), minimum).to_numpy()[0].tolist()


def test_by_hand() -> None:
    assert _hidden(500, 300, 200) == [False, False, False]
    assert _hidden(500, 9, 200) == [False, True, True]
    assert _hidden(500, 9, 3, 200) == [False, True, True, False]
    assert _hidden(500, 0, 200) == [False, False, False]
    assert _hidden(500, 10) == [False, False]
    assert _hidden(4, 0) == [True, False]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(2, 30))
def test_no_hidden_cell_follows_from_the_total(row: list[int], minimum: int) -> None:
    hidden = np.array(_hidden(*row, minimum=minimum))
    counts = np.array(row)
    assert hidden[(counts > 0) & (counts < minimum)].all()
    assert not hidden[counts == 0].any()
    if hidden.sum() == 1:
        assert (counts > 0).sum() == 1
