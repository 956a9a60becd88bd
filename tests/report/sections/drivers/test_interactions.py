"""The chapter on links per group, as it is drawn and printed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis.job import Job
from toolkit.notebook import drivers, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Table

__all__ = ["job_of"]

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("drivers", MODEL, answers())


def _chapter(job: Job) -> tuple[Block, ...]:
    results = drivers.interactions(job)
    return sections.drivers.interactions(job, results, say.drivers.interactions(job, results))


def test_only_a_link_that_differs_is_drawn_and_printed(job: Job) -> None:
    blocks = _chapter(job)
    assert [type(block) for block in blocks] == [Heading, Heading, Findings, Figure, Table, Heading, Findings]
    figure, table = blocks[3], blocks[4]
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert figure.title == "“Trust” is linked more strongly to “Attitude” among “north” than among “south”"
    assert "points on “Attitude” per 10 points of “Trust”" in figure.svg
    assert [(row["driver"], row["group"]) for row in table.rows] == [("Trust", "north"), ("Trust", "south")]
    region = (drivers.interactions(job) or ())[0].segments[0]
    assert table.rows[0]["share"] == f"{100 * region.shares['estimate'].iloc[0]:.0f}%"
    assert "that shares differ is not tested" in table.note


def test_the_appendix_has_all_tests(job: Job) -> None:
    attitude, behaviour = sections.drivers.interactions_in_full(job, drivers.interactions(job))
    assert [column.label for column in attitude.columns] == ["Driver", "region", "branch"]
    assert attitude.rows[0] == {"driver": "Trust", "p-0": "< 0.001", "p-1": "1.000"}
    assert len(behaviour.rows) == 3
    assert "after Holm over all 6 tests" in behaviour.note


def test_groups_that_are_not_compared_are_named(job_of: JobOf) -> None:
    given = answers()
    region = [("coast" if row < 25 else str(name)) for row, name in enumerate(list(given["region"]))]
    blocks = _chapter(job_of("drivers", MODEL, given | {"region": region}))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert "Not compared, for too few customers or too little spread: coast." in table.note


def test_without_divisions_there_is_no_chapter(job_of: JobOf) -> None:
    silent = job_of("drivers", MODEL.split("[segments.region]")[0], answers())
    assert _chapter(silent) == ()
    assert sections.drivers.interactions_in_full(silent, None) == ()


def test_where_no_link_differs_the_sentences_stand_together(job: Job) -> None:
    results = tuple(
        replace(one, segments=tuple(replace(part, differ=()) for part in one.segments))
        for one in drivers.interactions(job) or ()
    )
    blocks = sections.drivers.interactions(job, results, say.drivers.interactions(job, results))
    assert [type(block) for block in blocks] == [Heading, Findings]
