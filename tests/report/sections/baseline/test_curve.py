"""The chapter on the report mark, as it is printed and drawn."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.loyal_client import MODEL, answers, with_items
from toolkit.analysis.job import Job
from toolkit.notebook import baseline, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Table

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def _curve(job: Job) -> tuple[Block, ...]:
    result = baseline.curve(job)
    return sections.baseline.curve(job, result, say.baseline.curve(job, result))


def test_the_curve_is_drawn_and_printed(job: Job) -> None:
    heading, found, figure, table = _curve(job)
    assert isinstance(heading, Heading)
    assert isinstance(found, Findings)
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    result = baseline.curve(job)
    assert result is not None
    step = result.steps[0]
    assert step.very is not None
    assert step.satisfied is not None
    assert figure.title == (
        f"{round(100 * step.very.value)}% of customers who give a 9 or 10 score high on “Attitude”, and "
        f"{round(100 * step.satisfied.value)}% of those who give a 7 or 8"
    )
    assert len(table.rows) == len(result.table)
    assert table.rows[-1]["estimate"] == f"{result.table['estimate'].iloc[-1]:.1f}"
    assert "Base: 400 customers." in figure.note
    # How many gave each mark is told nowhere: other tables may join the marks in another way.
    assert [column.key for column in table.columns] == ["marks", "estimate", "low", "high"]


def test_the_curve_shows_a_bend_only_where_its_test_does(job: Job) -> None:
    result = baseline.curve(job)
    assert result is not None
    for p, drawn in ((0.2, False), (0.01, True)):
        told = replace(result, bend_p=p)
        blocks = sections.baseline.curve(job, told, say.baseline.curve(job, told))
        (figure,) = [block for block in blocks if isinstance(block, Figure)]
        assert ("line with one bend" in figure.svg) == drawn


def test_without_a_shown_difference_the_curve_s_title_claims_nothing(job: Job) -> None:
    order = np.random.default_rng(1).permutation(400)
    marks = job.survey.items["mark"].iloc[order].reset_index(drop=True)
    (figure,) = [block for block in _curve(with_items(job, mark=marks)) if isinstance(block, Figure)]
    assert figure.title == "“Attitude” by report mark"


def test_marks_that_few_gave_are_joined_and_the_note_says_so(job: Job) -> None:
    marks = job.survey.items["mark"].clip(lower=6)
    marks.iloc[:3] = 2
    *_, figure, table = _curve(with_items(job, mark=marks))
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert "Marks that fewer than 10 customers gave are taken together." in figure.note
    assert table.rows[0]["marks"] == "2 to 6"
    assert re.search(r">2 to 6<", figure.svg)


def test_no_mark_no_chapter(job_of: JobOf) -> None:
    silent = job_of("baseline", MODEL.replace('[questions]\nreport_mark = "mark"', ""), answers())
    assert _curve(silent) == ()
