"""A lesson in JupyterLab, as a participant has it; `python -m tests.training.lab` does this with all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import browser
from tests.training.lab import jupyterlab, make_folder, visited
from toolkit.training.plans import plan_of

LESSON = 3


def test_a_lesson_runs_in_jupyterlab_and_answers_a_participant(tmp_path: Path) -> None:
    pytest.importorskip("jupyterlab", reason="there is no JupyterLab here to open the lesson with")
    plan = plan_of(LESSON)
    with browser() as running:  # skips the test where there is no Chromium
        make_folder(tmp_path / "p01", "nl", [LESSON])
        with (
            jupyterlab(tmp_path / "p01") as address,
            visited(running, address, plan) as visit,
        ):
            visit.run_all()
            assert visit.wrong == []
            assert visit.answer_quiz()
            before, after = visit.turn_dial()
            assert before != after
            assert visit.outside == []
