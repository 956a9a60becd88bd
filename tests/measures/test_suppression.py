"""Small cells are hidden, and so is what would give them away."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from toolkit.errors import StatisticsError
from toolkit.measures.suppression import gate, hidden_cells

TABLES = st.tuples(st.integers(1, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 40), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def _hidden(*row: int, minimum: int = 10) -> list[bool]:
    return hidden_cells(pd.DataFrame([row]), minimum).to_numpy()[0].tolist()


def _rows_and_columns(rows: list[list[int]], minimum: int = 10) -> np.ndarray:
    return hidden_cells(pd.DataFrame(rows), minimum, across=True, down=True).to_numpy()


def _range_of(counts: np.ndarray, hidden: np.ndarray, cell: tuple[int, int], *, down: bool) -> tuple:
    """Lowest and highest value of a cell for whoever has the shown cells and the totals.

    All cells are unknowns here; those shown are equations of their own.
    """
    size = counts.size
    places = np.arange(size).reshape(counts.shape)
    equations = [(np.isin(np.arange(size), row), counts.flat[row].sum()) for row in places]
    if down:
        equations += [(np.isin(np.arange(size), column), counts.flat[column].sum()) for column in places.T]
    equations += [(np.arange(size) == place, counts.flat[place]) for place in places[~hidden]]
    left = np.array([unknowns for unknowns, _ in equations], dtype=float)
    right = np.array([total for _, total in equations], dtype=float)
    aim = (np.arange(size) == places[cell]).astype(float)
    low = linprog(aim, A_eq=left, b_eq=right).fun
    return low, -linprog(-aim, A_eq=left, b_eq=right).fun


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


def test_without_totals_only_the_small_cells_are_hidden() -> None:
    hidden = hidden_cells(pd.DataFrame([[500, 3, 200]]), 10, across=False)
    assert hidden.to_numpy().tolist() == [[False, True, False]]


def test_rows_and_columns_by_hand() -> None:
    # The 4 needs a second cell in its row (12) and in its column (15), and those two the 40 where they meet.
    assert _rows_and_columns([[4, 12, 90], [15, 40, 80], [70, 60, 50]]).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, False],
    ]


def test_rows_less_columns_give_no_cell_away() -> None:
    # Two hidden in each row and column, and yet: rows 1 and 2 less columns 1 and 2 leave the 5 in row 2 alone.
    counts = [[5, 20, 90, 90], [20, 5, 5, 90], [90, 90, 5, 20], [90, 90, 20, 5]]
    hidden = _rows_and_columns(counts)
    line_by_line = np.array(
        [
            [True, True, False, False],
            [True, True, True, False],
            [False, False, True, True],
            [False, False, True, True],
        ]
    )
    low, high = _range_of(np.array(counts), line_by_line, (1, 2), down=True)
    assert high - low == pytest.approx(0, abs=1e-6)
    low, high = _range_of(np.array(counts), hidden, (1, 2), down=True)
    assert high - low >= 10 - 1e-6
    assert hidden[line_by_line].all()


def test_a_cell_that_nothing_protects_does_not_take_the_table_with_it() -> None:
    # The 4 is all there is in its column, whose total tells it; no other cell hidden would change that.
    counts = [[4, 90, 80, 70], [0, 60, 50, 90], [0, 70, 95, 85], [0, 66, 77, 88]]
    assert np.argwhere(_rows_and_columns(counts)).tolist() == [[0, 0]]
    # Another small cell is protected as if the 4 were shown, and not by it.
    counts[1][1] = 5
    hidden = _rows_and_columns(counts)
    assert hidden[0, 0]
    assert hidden[1:, 1:].sum() + hidden[0, 1:].sum() == 4


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(2, 15), st.booleans())
def test_whoever_has_the_totals_cannot_tell_a_hidden_cell(
    rows: list[list[int]], minimum: int, down: bool
) -> None:
    counts = np.array(rows)
    hidden = hidden_cells(pd.DataFrame(rows), minimum, across=True, down=down).to_numpy()
    assert hidden[(counts > 0) & (counts < minimum)].all()
    assert not hidden[counts == 0].any()
    ends = {
        cell: _range_of(counts, counts > 0, cell, down=down) for cell in zip(*np.nonzero(hidden), strict=True)
    }
    together = np.where(hidden, counts, 0)
    for cell, (least, largest) in ends.items():
        # What follows from the totals anyhow hides nothing together with others.
        together[cell] *= not down or largest - least > 1e-6
    for row, column in zip(*np.nonzero(hidden), strict=True):
        low, high = _range_of(counts, hidden, (row, column), down=down)
        assert low - 1e-6 <= counts[row, column] <= high + 1e-6
        # As wide as the minimum, unless what is hidden in its lines holds less, or hiding all would not widen it.
        whole_line = (hidden[row] == (counts[row] > 0)).all()
        most = together[row].sum() if not down else min(together[row].sum(), together[:, column].sum())
        least, largest = ends[row, column]
        assert high - low >= min(minimum, most, largest - least) - 1e-5
        assert most >= minimum or whole_line or down


def test_a_row_is_hidden_whole_and_its_total_with_it() -> None:
    answered = pd.DataFrame({"yes": [4, 40, 60], "no": [36, 0, 90]}, index=["a", "b", "c"])
    # 104 answered in all: 4 would follow, so that the 40 goes too; that b has no "no" does not make it useless.
    hidden = hidden_cells(answered, 10, down=True, whole_rows=True)
    assert hidden.all(axis=1).to_dict() == {"a": True, "b": True, "c": False}


def test_the_effective_number_counts_beside_the_number() -> None:
    counts = pd.DataFrame({"n": [40, 50, 60], "n_effective": [9.7, 30.0, 45.0]})
    alone = hidden_cells(counts, 10, across=False, whole_rows=True)
    assert alone["n"].tolist() == [True, False, False]
    assert hidden_cells(counts, 10, down=True, whole_rows=True)["n"].tolist() == [True, True, False]


def test_what_is_harmless_goes_only_to_protect_another_cell() -> None:
    frame = pd.DataFrame([[380, 0, 3, 5], [4, 370, 3, 3]], columns=["answered", "na", "dont_know", "none"])
    hidden = hidden_cells(frame, 10, harmless=("dont_know", "none")).to_numpy()
    assert hidden.tolist() == [[False] * 4, [True, False, True, True]]


def test_the_gate_hides_what_would_give_a_small_group_away() -> None:
    sizes = np.array([[380.0, 380.0], [16.0, 16.0], [4.0, 4.0]])
    assert gate(sizes, 10, down=True, whole_rows=True).tolist() == [[False] * 2, [True] * 2, [True] * 2]


def test_tables_under_each_other_have_totals_of_their_own() -> None:
    sizes = np.array([[4.0], [300], [96], [20], [380]])
    parts = pd.Series(["region", "region", "region", "channel", "channel"])
    alone = gate(sizes, 10, down=True, parts=parts).ravel()
    assert alone.tolist() == [True, False, True, False, False]
    assert gate(sizes, 10, down=True).ravel().tolist() == [True, False, False, True, False]


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(StatisticsError, match="not known"):
        hidden_cells(pd.DataFrame([[np.nan, 30.0]]), 10)
    with pytest.raises(StatisticsError, match="fewer than 0"):
        hidden_cells(pd.DataFrame([[-1, 30]]), 10)
    with pytest.raises(StatisticsError, match="not known"):
        gate(np.array([[np.nan], [30.0]]), 10)


def test_an_empty_table_passes() -> None:
    empty = pd.DataFrame({"n": pd.Series(dtype=float)})
    assert gate(empty.to_numpy(), 10, down=True).shape == (0, 1)
    assert hidden_cells(empty, 10, across=True, down=True).empty
