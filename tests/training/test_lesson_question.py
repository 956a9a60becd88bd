"""What lesson 2 tells its participants holds for each of them: a theme asked badly looks tidy and unimportant."""

from __future__ import annotations

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.analysis import baseline
from toolkit.training.case import Case
from toolkit.training.lessons.question import OTHER_WAY, VISITORS, alpha, link, theme, turn, without_error
from toolkit.training.tools import halves_apart, links_without_error


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    return [case_of(2, seed, tmp_path_factory.mktemp("question")) for seed in SEEDS]


def test_the_worse_the_questions_belong_together_the_narrower_the_margin(cases: list[Case]) -> None:
    for case in cases:
        table = baseline.scores(case.job()).table
        width = table["high"] - table["low"]
        assert 1.1 * width["price"] < width["welcome"] < width["exhibitions"] / 1.2
        assert (table["n"] == VISITORS).all()  # so the number of visitors is not why


def test_the_report_rests_nothing_on_the_two_themes_and_finds_the_question_to_turn(cases: list[Case]) -> None:
    for case in cases:
        found = baseline.reliability(case.job())
        assert set(found.table.index[found.table["flagged"]]) == {"welcome", "price"}
        of_price = found.items[found.items["construct"] == "price"].set_index("item")["estimate"]
        assert of_price[OTHER_WAY] < -0.5 < 0.2 < of_price.drop(OTHER_WAY).min()
        assert alpha(turn(theme(case, "PRC"), OTHER_WAY)) > 0.75


def test_the_welcome_seems_to_do_less_and_does_not(cases: list[Case]) -> None:
    for case in cases:
        answers = case.job().survey.items
        assert link(answers, "WEL") < link(answers, "EXH") - 0.05
        themes = {"exhibitions": theme(case, "EXH"), "welcome": theme(case, "WEL")}
        told = links_without_error(theme(case, "LOY"), **themes)
        assert told.loc["welcome"].tolist() == pytest.approx(
            [alpha(themes["welcome"]), link(answers, "WEL"), without_error(case)], abs=0.005
        )
        apart = halves_apart(1.5, **themes)
        assert 1.5 * apart["exhibitions"] < apart["welcome"]
