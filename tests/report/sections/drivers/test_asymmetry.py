"""The chapter on low and high scores, as it is drawn and printed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis.drivers import OutcomeAsymmetry
from toolkit.analysis.job import Job
from toolkit.notebook import drivers, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Prose

__all__ = ["job_of"]

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("drivers", MODEL, answers())


def _chapter(job: Job, results: tuple[OutcomeAsymmetry, ...] | None) -> tuple[Block, ...]:
    return sections.drivers.asymmetry(job, results, say.drivers.asymmetry(job, results))


def test_attitude_comes_first_and_each_outcome_has_its_own_figure(job: Job) -> None:
    results = drivers.asymmetry(job)
    blocks = _chapter(job, results)
    kinds = [type(block) for block in blocks]
    assert kinds == [Heading, Prose, Heading, Findings, Figure, Heading, Findings, Figure]
    attitude, behaviour = (block for block in blocks if isinstance(block, Figure))
    assert attitude.title.startswith("“Friendliness” counts most where it falls short")
    assert behaviour.title == "What low and high scores of each driver go with on “Behaviour”"
    assert "Base: 900 customers." in attitude.note
    for word in ("low scores", "high scores", ">basic<", ">performance<"):
        assert word in attitude.svg
    assert "Friendliness low −" in attitude.alt


def test_where_nothing_is_shown_nothing_is_drawn(job: Job) -> None:
    results = drivers.asymmetry(job) or ()
    assert results[0].found is not None
    table = results[0].found.table.assign(kind="none")
    nothing = (replace(results[0], found=replace(results[0].found, table=table)),)
    assert not any(isinstance(block, Figure) for block in _chapter(job, nothing))
    assert _chapter(job, None) == ()


def test_a_driver_without_a_claim_is_drawn_but_has_no_class(job: Job) -> None:
    results = drivers.asymmetry(job) or ()
    silent = (replace(results[0], no_claim=("friendliness",)),)
    (figure,) = (block for block in _chapter(job, silent) if isinstance(block, Figure))
    assert ">no conclusion<" in figure.svg
    assert ">basic<" not in figure.svg
    contrasts, _ = sections.drivers.asymmetry_in_full(job, silent)
    assert [row["kind"] for row in contrasts.rows] == ["performance", "no conclusion", "performance"]


def test_the_appendix_has_all_contrasts_cuts_and_chances(job: Job) -> None:
    results = drivers.asymmetry(job) or ()
    contrasts, chances, *others = sections.drivers.asymmetry_in_full(job, results)
    assert len(others) == 2
    assert results[0].found is not None
    row = results[0].found.table.loc["friendliness"]
    told = {row["driver"]: row for row in contrasts.rows}["Friendliness"]
    assert told["penalty"] == f"−{abs(row['penalty']):.1f}"
    assert (
        told["asymmetry_margin"] == f"−{abs(row['asymmetry_low']):.1f} to −{abs(row['asymmetry_high']):.1f}"
    )
    assert told["kind"] == "basic"
    sure = {row["driver"]: row for row in chances.rows}["Friendliness"]
    assert sure["low_share"] == f"{100 * row['low_share']:.0f}%"
    assert sure["chance_basic"] == f"{100 * row['chance_basic']:.0f}%"
    assert sections.drivers.asymmetry_in_full(job, (replace(results[0], found=None),)) == ()


def test_a_later_outcome_of_which_no_class_is_named_is_drawn_in_the_appendix(job: Job) -> None:
    results = drivers.asymmetry(job) or ()
    found = results[1].found
    assert found is not None
    undecided = replace(found, table=found.table.assign(kind="undecided"))
    both = (results[0], replace(results[1], found=undecided))
    chapter = [block.id for block in _chapter(job, both) if isinstance(block, Figure)]
    appendix = [
        block.id for block in sections.drivers.asymmetry_in_full(job, both) if isinstance(block, Figure)
    ]
    assert (chapter, appendix) == (["asymmetry-attitude"], ["asymmetry-behaviour"])
