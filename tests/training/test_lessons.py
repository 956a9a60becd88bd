"""Every lesson: its notebooks are those of its source, run from top to bottom, and the solution gets every point."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from toolkit.language import Language
from toolkit.report.execute import execute, read_notebook
from toolkit.report.workers import workers
from toolkit.training.build import LANGUAGES, faults_of, notebooks_of
from toolkit.training.plans import Plan, course_folder, plans
from toolkit.training.quiz import questions_of

PLANS = list(plans().values())
NAMES = [plan.slug for plan in PLANS]
QUESTIONS = 5


def run(workspace: Path, notebook: Path) -> list[str]:
    """Run a notebook in a process of its own; give the points of each check. Raises ReportError where a cell fails."""
    task = partial(execute, report="lesson", workspace=workspace, keep=None)
    with workers(1) as pool:
        executed, warnings = pool.submit(task, read_notebook(notebook), {}).result()
    assert warnings == ()
    cells = [cell for cell in executed.cells if cell.source.startswith("lesson.check(")]
    return [cell.outputs[-1]["data"]["text/plain"] for cell in cells]


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_lesson_and_solution_run_from_top_to_bottom(plan: Plan, language: str, tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    assert run(tmp_path, plan.folder / f"lesson.{language}.ipynb") == ["0"] * len(plan.exercises)
    assert run(tmp_path, plan.folder / f"solution.{language}.ipynb") == ["1"] * len(plan.exercises)


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
class TestSource:
    """What holds of the text of each lesson."""

    def test_the_notebooks_are_those_of_the_source(self, plan: Plan) -> None:
        pytest.importorskip("jupytext", reason="only who writes lessons has jupytext")
        assert list(faults_of(plan.folder)) == []
        for name, text in notebooks_of(plan.folder).items():
            stored = (plan.folder / name).read_text("utf-8")
            assert stored == text, f"{name} is not current: python -m toolkit.training.build"

    def test_both_languages_say_the_same_in_the_same_order(self, plan: Plan) -> None:
        dutch, english = (_shapes(plan.folder / f"lesson.{language}.ipynb") for language in LANGUAGES)
        assert dutch == english

    def test_a_cell_is_marked_for_nbgrader_once(self, plan: Plan) -> None:
        cells = json.loads((plan.folder / "lesson.en.ipynb").read_text("utf-8"))["cells"]
        marked = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
        ids = [mark["grade_id"] for mark in marked]
        keys = [f"{plan.number}-{one.key}" for one in plan.exercises]
        assert ids == [name for key in keys for name in (key, f"{key}-check")]
        assert all(mark["solution"] != mark["grade"] for mark in marked)

    def test_no_solution_stands_in_the_lesson(self, plan: Plan) -> None:
        for language in LANGUAGES:
            text = (plan.folder / f"lesson.{language}.ipynb").read_text("utf-8")
            assert "SOLUTION" not in text
            assert text.count("= ...") == len(plan.exercises)

    def test_five_questions_each_with_one_right_answer(self, plan: Plan) -> None:
        for language in LANGUAGES:
            questions = questions_of(plan, Language(language))
            assert len(questions) == QUESTIONS
            for question in questions:
                assert sum(answer["correct"] for answer in question["answers"]) == 1
                assert len(question["answers"]) >= 3
                assert all(isinstance(answer["feedback"], str) for answer in question["answers"])

    def test_the_trainer_has_a_guide_in_each_language(self, plan: Plan) -> None:
        dutch, english = ((plan.folder / f"guide.{language}.md").read_text("utf-8") for language in LANGUAGES)
        assert dutch.count("\n## ") == english.count("\n## ") >= 5
        assert dutch.count("\n| ") == english.count("\n| ")


def _shapes(path: Path) -> list[Any]:
    """Give what does not hang on the language: kind and slide of each cell, and the headings of its text."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        (
            cell["cell_type"],
            cell["metadata"]["slideshow"],
            cell["source"].count("\n## "),
            cell["source"].count("\n- "),
        )
        for cell in cells
    ]


def test_every_folder_of_the_course_is_a_lesson() -> None:
    folders = {path.parent.name for path in course_folder().glob("*/lesson.md")}
    assert folders == set(NAMES)
