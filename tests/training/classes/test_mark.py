"""One notebook, marked: what is no notebook, what is forged, and how a fresh Python does it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.training.classes.rooms import LESSON
from tests.training.courses import case_of
from toolkit.errors import TrainingError
from toolkit.report.workers import workers
from toolkit.training.classes import guest, host, mark, new
from toolkit.training.classes.mark import BIGGEST, MOST, Job, Marks
from toolkit.training.classes.new import Asked, new_class
from toolkit.training.classes.roster import notebook_of, participant_folder
from toolkit.training.plans import plan_of

PLAN = plan_of(LESSON)
KEYS = [one.key for one in PLAN.exercises]


def job(room: Path) -> Job:
    """Give the job to mark the one participant of a class that is nothing but a notebook."""
    return Job(participant_folder(room, "p01"), LESSON, "en", 1, room)


def put(room: Path, content: bytes) -> Path:
    path = notebook_of(participant_folder(room, "p01"), PLAN.slug)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


class TestUnread:
    """Notebooks that are not run at all."""

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{not json",
            b"[]",
            b'{"cells": 3}',
            b'{"cells": [{"cell_type": "code"}]}',
            b"[" * 100_000,
            b"\xff\xfe",
        ],
    )
    def test_what_is_no_notebook(self, tmp_path: Path, content: bytes) -> None:
        put(tmp_path, content)
        assert mark.mark(job(tmp_path)) == Marks(dict.fromkeys(KEYS), trouble="unreadable")

    def test_none_and_too_big_a_one(self, tmp_path: Path) -> None:
        assert mark.mark(job(tmp_path)).trouble == "missing"
        path = put(tmp_path, b"")
        os.truncate(path, BIGGEST + 1)
        assert mark.mark(job(tmp_path)).trouble == "big"

    @pytest.mark.parametrize("part", [0, 1, 2])
    def test_a_link_to_elsewhere(self, tmp_path: Path, part: int) -> None:
        path = put(tmp_path / "room", b'{"cells": []}')
        linked = [path, path.parent, path.parent.parent][part]
        other = tmp_path / "other"
        linked.rename(other)
        try:
            linked.symlink_to(other)
        except OSError:
            pytest.skip("this user may make no links")
        assert mark.mark(job(tmp_path / "room")).trouble == "elsewhere"


class TestSaid:
    """What a notebook says is read as data, whatever it is."""

    def judged(self, folder: Path, *lines: object, trouble: str = "") -> Marks:
        said = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode()
            for line in ({"begun": True}, *lines)
        )
        return mark._judged(PLAN, case_of(LESSON, 1, folder), said, trouble)

    def test_odd_lines_are_nothing(self, tmp_path: Path) -> None:
        odd = [b"[" * 5000, b"\xff", b"null", b"3", {"answer": "a"}, {"answer": ["a"]}, {"answer": ["zz", 1]}]
        odd += [
            {"failed": ["a", 3]},
            {"failed": ["nobody", "E"]},
            {"refused": [1]},
            {"refused": "<script>"},
            {"over": 1},
        ]
        assert self.judged(tmp_path, *odd) == Marks(dict.fromkeys(KEYS), trouble="lost")

    def test_odd_answers_are_wrong(self, tmp_path: Path) -> None:
        deep: list[object] = []
        for _ in range(300):
            deep = [deep]
        for answer in (10**30, float("nan"), deep, {"a": {}}, ["x"] * 10_000, "9" * 10_000, True, ""):
            marks = self.judged(tmp_path, {"answer": ["a", answer]}, {"over": True})
            assert marks == Marks(dict.fromkeys(KEYS) | {"a": False}), repr(answer)[:40]

    def test_names_of_errors_are_names(self, tmp_path: Path) -> None:
        said = [{"failed": ["a", "<b>x</b>"]}, {"failed": ["", "ValueError"]}, {"over": True}]
        assert self.judged(tmp_path, *said).failed == {"a": "Exception", "": "ValueError"}

    def test_no_more_is_kept_than_is_shown(self, tmp_path: Path) -> None:
        said = [{"refused": f"os.x{number}"} for number in range(10 * MOST)]
        assert len(self.judged(tmp_path, *said).refused) == MOST

    def test_why_it_ended(self, tmp_path: Path) -> None:
        assert self.judged(tmp_path).trouble == "lost"
        assert self.judged(tmp_path, {"over": True}).trouble == ""
        assert self.judged(tmp_path, {"over": True}, trouble="late").trouble == "late"
        assert mark._judged(PLAN, case_of(LESSON, 1, tmp_path), b'{"over": true}', "").trouble == "fault"


class TestCells:
    """What of a notebook is run, and what is taken for an answer."""

    def said(self, *cells: str) -> list[object]:
        names: dict[str, object] = {}
        words: list[object] = []

        def run_cell(source: str) -> tuple[str, dict[str, object]]:
            try:
                exec(source, names)
            except Exception as error:  # noqa: BLE001 - as a notebook goes on after it
                return type(error).__name__, names
            return "", names

        guest._cells(cells, run_cell, words.append)
        return words

    def test_a_check_is_not_run(self) -> None:
        assert self.said("answer_a = 3", 'lesson.check("a", answer_a)') == [{"answer": ["a", 3.0]}]

    def test_a_check_may_be_given_the_answer_itself(self) -> None:
        assert self.said("half = 2", ' lesson.check("b", half * 2)'.strip()) == [{"answer": ["b", 4.0]}]

    def test_a_check_with_more_in_its_cell_is_run(self) -> None:
        said = self.said('lesson.check("a", 1)\nother = 2', "answer_b = 2")
        assert said == [{"failed": ["", "NameError"]}, {"answer": ["b", 2.0]}]

    def test_a_check_thrown_away_or_come_too_early(self) -> None:
        assert self.said("answer_a = 1", 'lesson.check("b", answer_b)', "answer_b = 2") == [
            {"answer": ["b", None]},
            {"answer": ["a", 1.0]},
            {"answer": ["b", 2.0]},
        ]

    def test_an_error_costs_its_own_exercise(self) -> None:
        assert self.said("answer_a = 1 +", "answer_b = 2", 'lesson.check("b", answer_b)') == [
            {"failed": ["a", "SyntaxError"]},
            {"answer": ["b", 2.0]},
        ]

    def test_an_answer_that_breaks_when_it_is_read(self) -> None:
        odd = "class Odd:\n    def __iter__(self): raise ValueError\nanswer_a = Odd()"
        assert self.said(odd) == [{"answer": ["a", {"unread": ""}]}]


def test_a_fresh_python_marks_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "CAN_FORK", False)
    put(tmp_path, (PLAN.folder / "solution.en.ipynb").read_bytes())
    assert mark.mark(job(tmp_path)) == Marks(dict.fromkeys(KEYS, True))


class TestWholeOrNot:
    """A class is made whole or not at all."""

    def test_what_fails_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(new, "_make_trainer", full)
        with workers(1) as pool, pytest.raises(TrainingError, match="No space left"):
            new_class(Asked("spring", 1, "en", (LESSON,)), tmp_path, pool)
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]

    def test_what_a_struck_run_left_is_cleared(self, tmp_path: Path) -> None:
        (tmp_path / ".new-abc" / "autumn" / "participants").mkdir(parents=True)
        with workers(1) as pool:
            folder = new_class(Asked("autumn", 1, "nl", (LESSON,), seed=1), tmp_path, pool)
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "autumn"]
        assert "# Groep autumn, deelnemer p01" in (folder / "participants/p01/README.md").read_text("utf-8")
