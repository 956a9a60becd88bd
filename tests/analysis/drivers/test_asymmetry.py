"""Penalty and reward of an engagement's drivers: attitude and behaviour apart, and only of what may be claimed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.job import Job, construct_scores
from toolkit.drivers.asymmetry import penalty_reward

__all__ = ["job_of"]

JobOf = Callable[..., Job]
NAMES = ("trust", "friendliness", "image")


def test_friendliness_is_basic_for_attitude_and_not_for_behaviour(job_of: JobOf) -> None:
    attitude, behaviour = drivers.asymmetry(job_of("drivers", MODEL, answers())) or ()
    assert (attitude.outcome, behaviour.outcome) == ("attitude", "behaviour")
    assert attitude.of_kind("basic") == ("friendliness",)
    assert attitude.expected == behaviour.expected == ("friendliness",)
    assert behaviour.of_kind("basic") == ()
    assert attitude.found is not None
    assert attitude.found.resamples == 200
    # As the statistic by itself.
    job = job_of("drivers", MODEL, answers())
    alone = penalty_reward(
        construct_scores(job, ("attitude", *NAMES)), "attitude", NAMES, resamples=200, seed=1
    )
    pd.testing.assert_frame_equal(attitude.found.table, alone.table)


def test_weights_and_what_is_held_equal_enter(job_of: JobOf) -> None:
    rng = np.random.default_rng(4)
    lock = '[constructs.lock_in]\nrole = "lock_in"\nminimum = 0\nmaximum = 10\nitems = ["l"]\n'
    given = answers() | {"l": rng.integers(0, 11, 900), "w": rng.uniform(0.5, 2, 900)}
    job = job_of("drivers", lock + MODEL, given, weight="w")
    found = (drivers.asymmetry(job) or ())[0].found
    assert found is not None
    alone = penalty_reward(
        construct_scores(job, ("attitude", "lock_in", *NAMES)),
        "attitude",
        NAMES,
        always=["lock_in"],
        weights=job.survey.weights,
        resamples=200,
        seed=1,
    )
    pd.testing.assert_frame_equal(found.table, alone.table)
    assert found.n_effective < found.n


def test_a_driver_that_few_score_low_is_held_equal(job_of: JobOf) -> None:
    given = answers()
    rare = np.where(np.arange(900) < 20, 1, 6 + np.arange(900) % 2)
    given |= {"f1": rare, "f2": rare}
    result = (drivers.asymmetry(job_of("drivers", MODEL, given)) or ())[0]
    assert result.uncut == ("friendliness",)
    assert result.found is not None
    assert result.found.table.index.tolist() == ["trust", "image"]


def test_a_driver_whose_scale_does_not_hold_carries_no_claim(job_of: JobOf) -> None:
    given = answers() | {"f2": np.random.default_rng(3).integers(1, 8, 900)}
    result = (drivers.asymmetry(job_of("drivers", MODEL, given)) or ())[0]
    assert result.no_claim == ("friendliness",)
    assert "friendliness" not in [
        name for kind in ("basic", "none", "undecided") for name in result.of_kind(kind)
    ]


def test_an_outcome_whose_scale_does_not_hold_carries_no_claim_at_all(job_of: JobOf) -> None:
    given = answers() | {"a2": np.random.default_rng(3).integers(0, 11, 900)}
    attitude, behaviour = drivers.asymmetry(job_of("drivers", MODEL, given)) or ()
    assert attitude.no_claim == NAMES
    assert behaviour.no_claim == ()


def test_data_that_cannot_carry_it_are_refused(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers(40))
    result = (drivers.asymmetry(job) or ())[0]
    assert result.found is None
    assert result.uncut == NAMES
    assert result.refusal == "no driver has a low, a middle and a high part of enough customers"
    constructs = {k: v for k, v in job.engagement.constructs.items() if v.role != "driver"}
    none = replace(job, engagement=job.engagement.model_copy(update={"constructs": constructs}))
    assert drivers.asymmetry(none) is None


@pytest.mark.simulation
def test_where_all_lines_are_straight_hardly_any_client_has_a_basic_factor(job_of: JobOf) -> None:
    false = 0
    for seed in range(12):
        for result in drivers.asymmetry(job_of("drivers", MODEL, answers(400, seed, bend=0.0))) or ():
            false += bool(result.of_kind("basic") or result.of_kind("excitement"))
    assert false <= 2
