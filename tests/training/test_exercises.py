"""Every exercise of every lesson: it takes what is right, however it was found, and says of what is wrong why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.catalogues import TRAINING
from toolkit.errors import TrainingError
from toolkit.language import Language
from toolkit.training import lessons
from toolkit.training.case import Case
from toolkit.training.checks import Exercise, Misconception, accusations, answer_of, judge
from toolkit.training.plans import plans

ALL = [(plan.number, one) for plan in plans().values() for one in plan.exercises]
LEAST_WRONG = 3
MOST_CHARACTERS = 240

Cases = Callable[[int], Iterator[Case]]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    folder: Path = tmp_path_factory.mktemp("lessons")
    made: dict[tuple[int, int], Case] = {}

    def of(number: int) -> Iterator[Case]:
        for seed in SEEDS:
            if (number, seed) not in made:
                made[number, seed] = case_of(number, seed, folder)
            yield made[number, seed]

    return of


@pytest.mark.parametrize(("number", "exercise"), ALL, ids=[f"{number}{one.key}" for number, one in ALL])
class TestExercise:
    """What holds of each exercise, for participants with other numbers each."""

    def test_the_answer_is_right(self, number: int, exercise: Exercise, cases: Cases) -> None:
        for case in cases(number):
            assert judge(exercise, case, answer_of(exercise.right, case)).right

    def test_another_right_way_is_right(self, number: int, exercise: Exercise, cases: Cases) -> None:
        for case in cases(number):
            assert judge(exercise, case, answer_of(exercise.another, case)).right

    def test_each_misunderstanding_is_told_why(self, number: int, exercise: Exercise, cases: Cases) -> None:
        for case in cases(number):
            for one in exercise.wrong:
                verdict = judge(exercise, case, answer_of(one.answer, case))
                assert verdict.right is False
                assert verdict.says == one.says

    def test_there_are_enough_of_them_and_each_says_something_else(
        self, number: int, exercise: Exercise, cases: Cases
    ) -> None:
        said = [one.says for one in exercise.wrong]
        assert len(set(said)) == len(said) >= LEAST_WRONG
        for case in cases(number):
            answers = [str(answer_of(one.answer, case)) for one in exercise.wrong]
            assert len(set(answers)) == len(answers)

    def test_any_other_answer_is_wrong_and_an_open_one_open(
        self, number: int, exercise: Exercise, cases: Cases
    ) -> None:
        case = next(cases(number))
        for handed in (1e9, "?", ["nothing"], {"unread": "DataFrame"}, True):
            assert judge(exercise, case, handed).right is False
        assert judge(exercise, case, None).right is None

    def test_what_it_says_is_short_and_in_every_language(
        self, number: int, exercise: Exercise, cases: Cases
    ) -> None:
        says = [exercise.because, exercise.otherwise, *exercise.hints, *(one.says for one in exercise.wrong)]
        assert len(exercise.hints) == 2
        for sentence in says:
            assert len(sentence) <= MOST_CHARACTERS
            assert Language("nl", TRAINING).say(sentence) != sentence


def test_letters_follow_each_other_in_each_lesson() -> None:
    for plan in plans().values():
        assert [one.key for one in plan.exercises] == list("abcdefgh"[: len(plan.exercises)])


def test_of_ways_to_get_it_wrong_that_lie_as_near_the_first_of_the_exercise_is_told() -> None:
    ways = (Misconception("Zebra", "4"), Misconception("Ape", "5"))
    for wrong in (ways, ways[::-1]):
        asked = Exercise("a", accusations, lambda _: ["3f", "6i"], "6i 3f", wrong, (), "")
        assert judge(asked, cast("Case", None), "4a, 5b").says == wrong[0].says


@pytest.mark.parametrize(
    ("content", "why"),
    [("import nowhere_at_all", "nowhere_at_all"), ("PLAN = 8", "no Plan"), ("", "'PLAN'"), ("a b", "syntax")],
)
def test_a_broken_lesson_is_named_with_what_is_wrong(
    content: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_lesson.py").write_text(content, encoding="utf-8")
    monkeypatch.setattr(lessons, "__path__", [str(tmp_path)])
    with pytest.raises(TrainingError, match=rf"lessons\.broken_lesson.*{why}"):
        plans.__wrapped__()
    sys.modules.pop(f"{lessons.__name__}.broken_lesson", None)
