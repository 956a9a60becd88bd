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
    # Together 5 of 10: the two are a small group as well, and so is a third of 4.
    assert _hidden(500, 2, 3, 200) == [False, True, True, True]
    assert _hidden(500, 2, 3, 4, 200) == [False, True, True, True, True]
    assert _hidden(2, 3, 0) == [True, True, False]
    assert _hidden(0, 0) == [False, False]
    assert _hidden(500, 0, 200) == [False, False, False]
    assert _hidden(500, 10) == [False, False]
    assert _hidden(4, 0) == [True, False]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(2, 30))
def test_no_hidden_cell_follows_from_the_total(row: list[int], minimum: int) -> None:
    hidden = np.array(_hidden(*row, minimum=minimum))
    counts = np.array(row)
    assert hidden[(counts > 0) & (counts < minimum)].all()
    assert not hidden[counts == 0].any()
    if not hidden.any():
        return
    filled = counts > 0
    # What follows from the total: the hidden cells together, which must be no cell and no small group.
    assert (hidden.sum() >= 2 and counts[hidden].sum() >= minimum) or (hidden == filled).all()
    # And no more is hidden than it takes: without the largest one that is not small it would not do.
    spare = counts[hidden & (counts >= minimum)]
    if spare.size:
        rest = counts[hidden].sum() - spare.max()
        assert spare.size == 1
        assert hidden.sum() == 2 or rest < minimum


def test_rows_are_hidden_each_by_itself() -> None:
    frame = pd.DataFrame([[500, 2, 3, 200], [500, 300, 0, 200]], index=["x", "y"], columns=list("abcd"))
    hidden = hidden_cells(frame, 10)
    assert hidden.loc["x"].tolist() == [False, True, True, True]
    assert not hidden.loc["y"].any()
    assert list(hidden.columns) == list("abcd")
