"""The table of importance: it says so where not all orders of the drivers were looked at."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.findings.conftest import demo_job
from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.report import sections
from toolkit.report.blocks import Table

__all__ = ["demo_job"]


@pytest.fixture
def job(demo_job: Callable[..., Job]) -> Job:
    return demo_job("drivers", "en")


def shown(job: Job, result: OutcomeDrivers) -> tuple[str, str]:
    """The note of the table and the evidence of the first finding."""
    said = say.drivers(job, (result,))
    (table,) = (one for one in sections.drivers.drivers(job, (result,), said) if isinstance(one, Table))
    return table.note, said[0].evidence


def test_orders_drawn_at_random_are_told_with_what_that_does(job: Job) -> None:
    (result,) = drivers_of(job, "attitude")
    assert result.importance is not None
    note, evidence = shown(job, result)
    assert "at random" not in note + evidence
    assert "averaged over all orders" in evidence
    table = result.importance.table.assign(sampling_error=0.0004)
    note, evidence = shown(job, replace(result, importance=replace(result.importance, table=table)))
    assert "orders drawn at random; that alone gives each a standard error of 0.04% at most" in note
    assert "averaged over orders drawn at random (LMG)" in evidence
