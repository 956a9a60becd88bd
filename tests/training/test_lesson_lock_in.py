"""What lesson 4 takes for an answer: four customers in their order however written, and numbers that were rounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.training.answers import plain
from toolkit.training.case import Case
from toolkit.training.checks import judge
from toolkit.training.lessons.lock_in import CAPTIVE, KINDS, LIFTED, OF_STAYERS, PLAN, count, gap, share


@pytest.mark.parametrize(
    "handed",
    [
        "c, b, a, d",
        "C B A D",
        "cbad",
        "(c), (b), (a), (d)",
        "c-b-a-d",
        ["c", "b", "a", "d"],
        ("C", "B", "A", "D"),
        "Chantal, Bram, Anouk, Dirk",
        ["Chantal", "Bram", "Anouk", "Dirk"],
        "echt c, latent b, schijnbaar a en geen d",
    ],
)
def test_four_customers_in_their_order_are_read_however_they_are_written(
    handed: object, tmp_path: Path
) -> None:
    assert judge(KINDS, Case(PLAN, tmp_path, "nl", 1), plain(handed)).right


@pytest.mark.parametrize(
    "handed", ["c, a, b, d", "cba", "cbadd", "c, b, a", "Anouk", ["c"], "d, a, b, c", 1234]
)
def test_any_other_order_is_wrong(handed: object, tmp_path: Path) -> None:
    assert judge(KINDS, Case(PLAN, tmp_path, "nl", 1), plain(handed)).right is False


def test_a_whole_number_is_near_enough_and_a_count_of_customers_is_told(tmp_path: Path) -> None:
    for seed in SEEDS:
        case = case_of(4, seed, tmp_path)
        for exercise, name in ((OF_STAYERS, "attached of stays"), (CAPTIVE, "unattached and held")):
            assert judge(exercise, case, float(round(share(case, name)))).right
        assert judge(LIFTED, case, float(round(gap(case, "behaviour")))).right
        for exercise, name in ((OF_STAYERS, "attached and stays"), (CAPTIVE, "unattached and held")):
            assert judge(exercise, case, count(case, name)).says.startswith("That is a number of customers")
