"""What is said of the design: who answered both times, which waves are compared, and what keys may hide."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.analysis.followup.test_shares import model, wave
from toolkit.analysis import followup
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.notebook import say

JobOf = Callable[..., Job]


def design(job: Job) -> Finding:
    return say.followup.design(job, followup.change(job))[0]


def keys(same: int) -> np.ndarray:
    return np.r_[np.arange(same), np.arange(1000, 1200 - same)]


@pytest.mark.parametrize(
    ("same", "told", "numbers"),
    [
        (
            50,
            "50 customers answered both times: 25% of the first measurement and 25% of the second.",
            {"same": 50},
        ),
        (200, "The same 200 customers answered both times", {"same": 200}),
        (196, "Nearly all customers of a measurement answered both times", {}),
        (4, "Fewer than 10 customers answered both times", {}),
        (0, "No customer of the second wave is found in the first", {"same": 0}),
    ],
)
def test_who_answered_again(job_of: JobOf, same: int, told: str, numbers: dict[str, float]) -> None:
    found = design(job_of("followup", model(), wave(), wave(seed=2) | {"id": keys(same)}, key="id"))
    assert found.text.startswith(told)
    assert dict(found.numbers) == numbers
    assert (found.strength == "warning") == (same == 0)
    if 0 < same < 10:
        assert "write their keys in different ways" in found.text


def test_files_without_keys(job_of: JobOf) -> None:
    assert "not known whether" in design(job_of("followup", model(), wave(), wave(seed=2))).text


def test_more_than_two_waves_name_the_two_that_are_compared(job_of: JobOf) -> None:
    job = job_of("followup", model(), wave(), wave(seed=2), wave(seed=3))
    found = {one.key: one for one in say.followup.design(job, followup.change(job))}
    assert found["change.waves"].text == (
        "There are 3 measurements. What changed is the last one, “w3”, against the first, “w1”."
    )
