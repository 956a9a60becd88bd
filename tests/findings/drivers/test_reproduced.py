"""An outcome that its drivers tell all but exactly was computed from the same answers: nobody is called first."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.scales import answers, scales_job
from toolkit.analysis import drivers
from toolkit.analysis.drivers import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.language import Language

__all__ = ["job_of"]

JobOf = Callable[..., Job]


def computed(job_of: JobOf) -> Job:
    """Give a client whose one question on attitude is the rounded mean of three questions about drivers."""
    asked = answers(n=800)
    mean = np.mean([asked[item] for item in ("i1", "t1", "v1")], axis=0)
    return scales_job(
        job_of,
        asked | {"a1": np.round(2 * mean) / 2},
        "drivers",
        image=("i1",),
        trust=("t1",),
        attitude=("a1",),
    )


def found(job: Job) -> OutcomeDrivers:
    return drivers.drivers_of(job, "attitude")[0]


def test_nobody_is_called_first_and_the_report_says_why(job_of: JobOf) -> None:
    job = computed(job_of)
    result = found(job)
    assert result.importance is not None
    assert result.reproduced
    assert result.leaders == ()
    finding = say.drivers(job, (result,))[0]
    assert (finding.key, finding.strength) == ("drivers.attitude.not_said", "warning")
    assert "as they do where it was computed from the same answers" in finding.text
    assert finding.evidence == "Multiple correlation (adjusted) over 0.95."


def test_in_dutch_too(job_of: JobOf) -> None:
    job = replace(computed(job_of), language=Language("nl"))
    finding = say.drivers(job, (found(job),))[0]
    assert "uit dezelfde antwoorden is berekend" in finding.text


def test_an_outcome_that_was_asked_is_not(job_of: JobOf) -> None:
    assert not found(scales_job(job_of, report="drivers")).reproduced


@pytest.mark.parametrize("flagged", [True, False])
def test_a_single_driver_carries_a_claim_only_where_its_scale_holds(job_of: JobOf, flagged: bool) -> None:
    asked = answers()
    if flagged:
        asked["i1"], asked["i2"] = np.random.default_rng(2).integers(1, 8, size=(2, 300))
    job = scales_job(job_of, asked, "drivers")
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.importance is not None
    alone = replace(
        result,
        account=None,
        importance=replace(
            result.importance, table=result.importance.table.loc[["image"]], leaders=("image",)
        ),
    )
    key = "drivers.attitude.not_said" if flagged else "drivers.attitude.single"
    assert say.drivers(job, (alone,))[0].key == key
