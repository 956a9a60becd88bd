"""What invented customers share, and the table that lessons count in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.training.courses import case_of
from toolkit.analysis.job import construct_scores
from toolkit.training.invented import internet
from toolkit.training.invented.like_standard import construct_like, kept_apart, scores_of
from toolkit.training.tools import crossed


def test_customers_are_counted_in_classes_of_two_answers() -> None:
    marks = pd.Series([6, 7, 8, 9, None, 10], name="mark")
    swims = pd.Series([0, 6, 5, 7, 9, None], name="swims")
    table = crossed(marks, (7, 9), swims, (6,))
    assert table.index.tolist() == ["< 7", "7–8", "≥ 9"]
    assert table.columns.tolist() == ["< 6", "≥ 6"]
    assert table.to_numpy().tolist() == [[1, 0], [1, 1], [0, 1]]


def test_a_class_without_customers_stays_in_the_table() -> None:
    table = crossed(pd.Series([70.0, 80.0]), (60,), pd.Series([10.0, 20.0]), (60,))
    assert table.to_numpy().tolist() == [[0, 0], [2, 0]]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((50.0, 51.3, 48.7, 30.0), True),
        ((50.0, 51.0, 30.0), False),  # too near to the right one
        ((50.0, 30.0, 30.1), False),  # two wrong ones too near to each other
        ((50.0, 30.0, 30.3), True),
    ],
)
def test_answers_are_kept_apart_from_the_right_one_and_from_each_other(
    answers: tuple[float, ...], expected: bool
) -> None:
    assert kept_apart(*answers) is expected


def test_a_construct_like_a_standard_one_has_its_first_questions() -> None:
    made = construct_like("attitude", 7.0, 4.0, sd=1.0, no_answer=0.0)
    assert [(one.id, one.mean, one.sd, one.no_answer) for one in made.items] == [
        ("ATT_1", 7.0, 1.0, 0.0),
        ("ATT_2", 4.0, 1.0, 0.0),
    ]


def test_scores_are_those_that_the_toolkit_reads(tmp_path: Path) -> None:
    case = case_of(4, 1, tmp_path)
    drawn = scores_of(case.drawn.waves[internet.WAVE], internet.WORLD)
    read = construct_scores(case.job(), tuple(drawn.columns))
    pd.testing.assert_frame_equal(drawn.reset_index(drop=True), read, check_names=False)


def test_lock_in_is_tied_to_behaviour_alone() -> None:
    """However a class is drawn: who finds it hard to leave does more, and is no more attached beyond chance."""
    for seed in range(5):
        sample = internet.draw(seed).waves[internet.WAVE]
        gaps = internet.differences(scores_of(sample, internet.WORLD).dropna())
        assert gaps["behaviour"] > 10
        assert abs(gaps["attitude"]) < 5
