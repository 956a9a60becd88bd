"""How answers are spread: every bin is large enough, and nothing gets lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.distribution import distribution
from toolkit.measures.proportions import proportion
from toolkit.measures.weights import effective_n

COUNTS = st.lists(st.integers(0, 30), min_size=11, max_size=11).filter(lambda counts: sum(counts) >= 10)


def ratings(counts: list[int]) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts).astype(float)


def bins(counts: list[int], **options: object) -> list[list[int]]:
    found = distribution(ratings(counts), (0, 10), 10, **options)
    return found[["first", "last", "count"]].to_numpy().tolist()


def test_scarce_answers_are_merged_from_the_low_end_within_their_class() -> None:
    counts = [1, 0, 2, 3, 2, 4, 9, 20, 30, 25, 4]
    assert bins(counts, starts=(7, 9)) == [
        [0, 6, 21],
        [7, 7, 20],
        [8, 8, 30],
        [9, 10, 29],
    ]


def test_an_answer_that_nobody_gave_may_stand_alone() -> None:
    assert bins([0, 0, 3, 8, 20, 20, 20, 20, 0, 20, 20], starts=(7, 9))[:3] == [
        [0, 0, 0],
        [1, 1, 0],
        [2, 3, 11],
    ]


def test_a_class_that_is_too_small_loses_its_border() -> None:
    assert bins([0, 0, 0, 0, 0, 0, 4, 20, 20, 20, 20], starts=(7, 9))[6:] == [
        [6, 7, 24],
        [8, 8, 20],
        [9, 9, 20],
        [10, 10, 20],
    ]
    assert bins([0] * 5 + [20, 20, 20, 20, 3, 2], starts=(7, 9))[-1] == [8, 10, 25]


@given(COUNTS, st.booleans(), st.integers(0, 1000))
def test_no_bin_is_too_small_and_together_they_are_all(counts: list[int], weighted: bool, seed: int) -> None:
    x = ratings(counts)
    w = np.random.default_rng(seed).uniform(0.5, 2, len(x)) if weighted else None
    if w is not None and effective_n(w) < 10:
        return
    found = distribution(x, (0, 10), 10, w, starts=(7, 9))
    sizes = found[["count", "count_effective"]].min(axis=1)
    assert ((sizes == 0) | (sizes >= 10)).all()
    assert found["first"].tolist() == [0, *(found["last"][:-1] + 1)]
    assert found["last"].iloc[-1] == 10
    assert found["count"].sum() == len(x)
    assert found["estimate"].sum() == pytest.approx(1)


def test_a_bin_is_a_share_with_its_interval() -> None:
    x, w = ratings([5, 5, 5, 5, 5, 5, 5, 12, 12, 12, 12]), np.tile([1.0, 2.0], 42)[:83]
    w = np.resize(w, len(x))
    found = distribution(x, (0, 10), 10, w, starts=(7, 9)).iloc[-1]
    one = proportion(x == 10, w)
    assert (found["estimate"], found["low"], found["high"]) == (one.value, one.low, one.high)


def test_half_marks_count_with_the_whole_one_below() -> None:
    found = distribution([8.5] * 10 + [8] * 10 + [9] * 10, (1, 10), 10, starts=(9,))
    assert found[["first", "count"]].tail(3).to_numpy().tolist() == [[8, 20], [9, 10], [10, 0]]


def test_what_cannot_be_shown_is_refused() -> None:
    with pytest.raises(StatisticsError, match="outside the scale"):
        distribution([11] * 20, (0, 10), 10)
    with pytest.raises(StatisticsError, match="fewer than 10"):
        distribution([5] * 9, (0, 10), 10)
