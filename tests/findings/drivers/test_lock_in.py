"""What makes leaving hard is no driver: it stands in the table, the report says so, and nothing rests on it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.scales import answers, scales_job
from toolkit.analysis import drivers
from toolkit.analysis.drivers import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding
from toolkit.language import Language

__all__ = ["job_of"]

JobOf = Callable[..., Job]


def found(job: Job) -> OutcomeDrivers:
    return drivers.drivers_of(job, "attitude")[0]


def of(job: Job, result: OutcomeDrivers, key: str) -> list[Finding]:
    return [one for one in say.drivers(job, (result,)) if one.key.startswith(f"drivers.attitude.{key}")]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return scales_job(job_of, value=("v1", "SWI_1"), report="drivers")


def test_a_driver_with_lock_in_is_told(job: Job) -> None:
    (finding,) = of(job, found(job), "lock_in")
    assert finding.key == "drivers.attitude.lock_in.value"
    assert finding.strength == "warning"
    assert "stands among the drivers, but asks how hard it is to leave" in finding.text
    assert "takes me a lot of effort" in finding.text
    assert "makes nobody loyal" in finding.plain
    assert finding.decision


def test_in_dutch_too(job: Job) -> None:
    dutch = replace(job, language=Language("nl"))
    (finding,) = of(dutch, found(job), "lock_in")
    assert "staat bij de drivers, maar vraagt hoe moeilijk weggaan is" in finding.text
    assert "Daar wordt niemand loyaal van" in finding.plain


def test_where_it_is_in_front_nobody_is_called_first_and_the_report_says_why(job_of: JobOf) -> None:
    job = scales_job(job_of, value=("SWI_1",), report="drivers")
    result = found(job)
    assert result.importance is not None
    front = replace(result, account=None, importance=replace(result.importance, leaders=("value",)))
    assert front.leaders == ()
    (finding,) = of(job, front, "not_said")
    assert "questions count that do not ask for it" in finding.text
    assert "alpha" not in finding.evidence


def test_a_client_without_it_is_told_nothing(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(), report="drivers")
    assert of(job, found(job), "lock_in") == []
