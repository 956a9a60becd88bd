"""What lesson 5 tells its participants holds for each of them: two drivers in front, one that only goes along."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.training.case import Case
from toolkit.training.lessons.driver import EQUAL, analysed, importance, links, scores
from toolkit.training.tools import links_among_alike


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    return [case_of(5, seed, tmp_path_factory.mktemp("driver")) for seed in SEEDS]


def test_two_drivers_are_in_front_and_no_other_way_of_computing_contests_it(cases: list[Case]) -> None:
    for case in cases:
        found = analysed(case)
        assert set(found.leaders) == EQUAL
        assert found.contested == ()
        first = importance(case).table["p_first"]
        assert first.idxmax() == importance(case).table["share"].idxmax()
        assert 0.5 < first.max() < 0.95


def test_the_service_goes_along_and_the_mail_runs_the_other_way(cases: list[Case]) -> None:
    for case in cases:
        table = importance(case).table
        assert links(case).rank(ascending=False)["service"] == 3
        assert table.loc["service", "coefficient_low"] < 0 < table.loc["service", "coefficient_high"]
        assert table.loc["mail", "coefficient_high"] < 0
        assert table.loc["mail", "share"] > 0.05
        assert (links(case) ** 2).sum() > importance(case).r_squared + 0.2


def test_among_customers_who_are_much_alike_less_of_the_link_is_left(cases: list[Case]) -> None:
    for case in cases:
        told = links_among_alike(scores(case), "service", "attitude", sorted(EQUAL))
        assert list(told.index) == ["=", "1", "2", "3", "4", "5"]
        assert told["="] == round(links(case)["service"], 2)
        assert told.drop("=").mean() < told["="] / 2


def test_groups_of_the_alike_are_as_large_as_can_be_whatever_is_tied() -> None:
    table = pd.DataFrame({"x": [1.0, 2, 1, 2, 1, 2], "y": [1.0, 2, 2, 1, 1, 2], "like": [5.0] * 6})
    told = links_among_alike(table, "x", "y", ["like"], parts=3)
    assert told.drop("=").tolist() == [1.0, -1.0, 1.0]
