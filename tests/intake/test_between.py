"""Waves that were asked alike are never refused, however much has changed; what is odd of one is found."""

from dataclasses import replace

import numpy as np
import pytest

from tests.simulate.jobs import followup_job
from toolkit.analysis.job import Job
from toolkit.intake.between import between_waves
from toolkit.intake.between.copied import copies
from toolkit.intake.between.pairs import pairs_of, strangers
from toolkit.intake.between.points import other_points
from toolkit.intake.between.turned import turned_codes
from toolkit.intake.survey import Survey
from toolkit.simulate import simulate_wave, standard_world

WORLD = standard_world()


def _job(n: int, points: float, seed: int) -> Job:
    first = simulate_wave(WORLD, n, seed=seed)
    moved = replace(WORLD, improvement={"trust": points, "image": points})
    return followup_job(WORLD, [first, simulate_wave(moved, n, seed=seed, previous=first, overlap=n // 2)])


def _found(job: Job, second: Survey) -> set[tuple[str, bool]]:
    """Name what is odd of the second wave, and whether it is certain; keys are not read from files here."""
    first, engagement = job.surveys[0], job.engagement
    pairs = pairs_of(engagement, first, second)
    doubts = {
        "points": other_points(engagement, first, second),
        "turned": turned_codes(engagement, first, second, pairs),
        "strangers": strangers(first, second, pairs),
        "copied": copies(first, second),
    }
    return {(name, doubt.certain) for name, found in doubts.items() for doubt in found}


@pytest.mark.parametrize("points", [-20.0, 0.0, 20.0])
def test_waves_asked_alike_are_not_refused(points: float) -> None:
    for seed in (1, 2):
        job = _job(150, points, seed)
        assert ("points", True) not in _found(job, job.surveys[-1])
        assert not points or not {("turned", True), ("copied", True)} & _found(job, job.surveys[-1])
        assert points or _found(job, job.surveys[-1]) == set()


def test_answers_that_moved_off_their_keys_are_told() -> None:
    job = _job(400, 0.0, 3)
    last = job.surveys[-1]
    assert last.key is not None
    moved = replace(last, key=last.key.sample(frac=1, random_state=1).reset_index(drop=True))
    assert _found(job, moved) == {("strangers", False)}


def test_where_most_questions_are_turned_these_are_named_and_not_the_few_others() -> None:
    job = _job(400, 0.0, 6)
    first, last = job.surveys[0], job.surveys[-1]
    straight = [str(item) for item in last.items if str(item).startswith("IMG_")]
    turned = last.items.drop(columns=straight)
    items = last.items.assign(**(turned.max() + turned.min() - turned))
    second = replace(last, items=items)
    (doubt,) = turned_codes(job.engagement, first, second, pairs_of(job.engagement, first, second))
    assert not any(item in doubt.fault.where for item in straight)
    assert "ATT_1" in doubt.fault.where


def test_a_wave_without_a_question_of_the_other_shares_its_keys_all_the_same() -> None:
    job = _job(100, 0.0, 7)
    first, last = job.surveys[0], job.surveys[-1]
    pairs = pairs_of(job.engagement, first, replace(last, items=last.items[[]]))
    assert (pairs.n, np.isnan(pairs.correlation)) == (50, True)


def test_a_wave_beside_its_own_copy_is_refused_and_nothing_else_is_said_of_it() -> None:
    job = _job(60, 0.0, 4)
    first = job.surveys[0]
    copy = replace(first, wave="wave_2", items=first.items.iloc[::-1].reset_index(drop=True))
    between = between_waves(job.engagement, (first, copy))
    assert [len(error.faults) for error in between.errors] == [1]
    assert between.doubts == ()
    assert between.told((first, copy)) == [first, copy]


def test_two_waves_with_one_answer_for_all_are_no_copies() -> None:
    job = _job(60, 0.0, 5)
    first, second = (replace(one, items=one.items * 0 + 4) for one in job.surveys)
    assert list(copies(first, second)) == []
