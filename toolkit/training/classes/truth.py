"""What was planted in the customers of each participant: the trainer's, and no participant's."""

from __future__ import annotations

from toolkit.report.batch.scratch import scratch_folder
from toolkit.report.workers import Pool
from toolkit.training.classes.mark import PREFIX
from toolkit.training.classes.roster import Roster
from toolkit.training.client import make_client
from toolkit.training.plans import plan_of
from toolkit.workspace import CLIENTS


def truth_of(lesson: int, language: str, seed: int) -> tuple[str, ...]:
    """Say what was planted for one participant in one lesson; the customers are drawn anew in a scratch folder."""
    plan = plan_of(lesson)
    with scratch_folder(None, PREFIX) as workspace:
        (workspace / CLIENTS).mkdir()
        return tuple(plan.reveal(make_client(plan, workspace, language, seed)))


def truths(
    roster: Roster, participants: tuple[str, ...], lessons: tuple[int, ...], pool: Pool
) -> dict[tuple[str, int], tuple[str, ...]]:
    """Say what was planted, by participant and lesson."""
    futures = {
        (name, lesson): pool.submit(truth_of, lesson, roster.language, roster.seeds[name])
        for name in participants
        for lesson in lessons
    }
    return {which: future.result() for which, future in futures.items()}
