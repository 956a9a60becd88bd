"""Who had a problem, and whether it was resolved."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.moments import MOMENTS, UNMARKED, group_shares, moment_groups
from toolkit.measures.proportions import proportion

NAN = float("nan")
answers = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, NAN]),
        st.one_of(st.integers(1, 10).map(float), st.just(NAN)),
        st.booleans(),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize(
    ("problem", "mark", "not_yet", "expected"),
    [
        (0, NAN, False, "unaffected"),
        (0, 3, False, "unaffected"),  # whatever the mark
        (1, 6, False, "resolved"),
        (1, 5.9, False, "unresolved"),
        (1, NAN, True, "unresolved"),  # nothing is resolved yet
        (1, 8, True, "resolved"),  # the mark is the answer
        (1, NAN, False, "unmarked"),
        (NAN, 8, True, None),
    ],
)
def test_each_kind_of_answer(problem, mark, not_yet, expected):
    assert moment_groups([problem], [mark], resolved_from=6, not_yet=[not_yet]).tolist() == [expected]


@given(answers, st.integers(2, 9))
def test_everybody_is_in_one_group(rows, resolved_from):
    problem, mark, not_yet, weights = (np.array(column) for column in zip(*rows, strict=True))
    groups = moment_groups(problem, mark, resolved_from=resolved_from, not_yet=not_yet)
    assert groups.isna().tolist() == np.isnan(problem).tolist()
    assert ((groups == "unaffected") == (problem == 0)).all()
    assert set(groups.dropna()) <= {*MOMENTS, UNMARKED}
    inside = groups.isin(MOMENTS)
    if not inside.any():
        with pytest.raises(StatisticsError, match="nobody is in one of the groups"):
            group_shares(groups)
        return
    for given_weights in (None, weights):
        table = group_shares(groups, weights=given_weights)
        assert table["estimate"].sum() == pytest.approx(1)
        assert table["count"].sum() == inside.sum()
        assert (table["n"] == inside.sum()).all()
    pd.testing.assert_frame_equal(group_shares(groups, weights=np.full(len(rows), 3.0)), group_shares(groups))


def test_shares_are_proportions_among_the_three():
    groups = pd.Series(["resolved", "unaffected", "unaffected", "unmarked", None, "unresolved"])
    table = group_shares(groups, weights=[1, 2, 1, 50, 50, 4], confidence=0.9)
    expected = proportion([1, 0, 0, 0], [1, 2, 1, 4], confidence=0.9)
    row = table.loc["resolved"]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(
        [expected.value, expected.low, expected.high]
    )
    assert row["n_effective"] == pytest.approx(expected.n_effective)
    assert table["count"].to_dict() == {"unaffected": 2, "resolved": 1, "unresolved": 1}


def test_a_weight_of_nought_does_not_count():
    groups = pd.Series(["resolved", "resolved", "unaffected"])
    assert group_shares(groups, weights=[1, 0, 2])["count"].to_dict()["resolved"] == 1


def test_labels_of_rows_are_kept():
    problem = pd.Series([1.0, 0.0], index=[7, 9])
    groups = moment_groups(problem, pd.Series([9.0, NAN], index=[7, 9]), resolved_from=6)
    assert groups.to_dict() == {7: "resolved", 9: "unaffected"}


@pytest.mark.parametrize(
    ("problem", "mark", "not_yet", "says"),
    [
        ([2], [1], None, "neither 0 nor 1"),
        ([1, 0], [1], None, "same respondents"),
        ([1, 0], [1, 2], [1], "same respondents"),
        (pd.Series([1.0]), pd.Series([1.0], index=[3]), None, "row labels"),
    ],
)
def test_what_does_not_belong_together_is_refused(problem, mark, not_yet, says):
    with pytest.raises(StatisticsError, match=says):
        moment_groups(problem, mark, resolved_from=6, not_yet=not_yet)
