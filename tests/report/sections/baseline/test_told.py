"""The tables of numbers that stand by themselves in sentences: nothing but what is told, and all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.analysis.conftest import job_of
from tests.binding_client import MODEL, answers
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings import baseline as say
from toolkit.measures.estimate import Estimate
from toolkit.report.blocks import Table
from toolkit.report.sections import baseline as sections
from toolkit.report.sections.baseline.told import Told, told_table

__all__ = ["job_of"]

JobOf = Callable[..., Job]


def test_a_number_is_printed_as_it_is_told(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers())
    share = Estimate(0.4231, 0.391, 0.4552, 1004, "share", "wilson", n_effective=940.0)
    mark = Estimate(7.16, 7.05, 7.27, 1196, "mark", "t")
    (shown,) = told_table(
        job, "some", "Some", [Told("Easy", share), Told("Mark", mark, True), Told("No", None)]
    )
    assert [dict(row) for row in shown.rows] == [
        {"measure": "Easy", "value": "42%", "interval": "39% to 46%", "n": "1,004"},
        {"measure": "Mark", "value": "7.2", "interval": "7.0 to 7.3", "n": "x"},
    ]
    assert "1,196" not in shown.note
    assert "x: not printed" in shown.note
    assert told_table(job, "some", "Some", [Told("No", None)]) == ()
    (few,) = told_table(job, "some", "Some", [Told("Few", replace(mark, n=9))], bases=False)
    assert [dict(row) for row in few.rows] == [{"measure": "Few", "value": "x", "interval": "x"}]


def test_only_what_is_said_has_a_row(job_of: JobOf) -> None:
    job: Any = job_of("baseline", MODEL, answers())
    for chapter, name, key in (
        ("dividends", "ambassadors-table", "dividends.silent"),
        ("network", "network-shares", "network.arrived"),
    ):
        result = getattr(baseline, chapter)(job)
        found = getattr(say, chapter)(job, result)
        rows = [
            _rows(getattr(sections, chapter)(job, result, told), name) for told in (found, _but(found, key))
        ]
        assert len(rows[0]) == len(rows[1]) + 1


def _but(found: Any, key: str) -> Any:
    assert key in {one.key for one in found}
    return tuple(one for one in found if one.key != key)


def _rows(blocks: Any, name: str) -> Any:
    (shown,) = [one for one in blocks if isinstance(one, Table) and one.id == name]
    return shown.rows
