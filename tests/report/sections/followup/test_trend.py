"""The pages on the course over waves: figures, tables, small cells, and the appendix."""

from __future__ import annotations

import sys
from dataclasses import replace

import pandas as pd
import pytest

from tests.courses import COURSES, course, course_job
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.followup.course.trend import Trends
from toolkit.followup.course.xmr import xmr
from toolkit.language import Language
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections.followup import trend, trend_in_full

in_full = sys.modules[trend_in_full.__module__]


@pytest.fixture(scope="module")
def job() -> Job:
    return course_job()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing, for a test of tables alone."""
    for name in ("multiples", "individuals"):
        monkeypatch.setattr(sys.modules[trend.__module__], name, lambda *_, **__: "<svg/>")


@pytest.fixture(scope="module")
def page(job: Job) -> tuple[Block, ...]:
    result = course()
    return trend(job, result, say.trend(job, result))


def test_a_chapter_has_its_figure_its_table_and_its_chart(page: tuple[Block, ...]) -> None:
    assert [block.kind for block in page] == ["heading", "findings", "figure", "figure", "table"]
    multiples, chart = (block for block in page if isinstance(block, Figure))
    # The title is a claim that its test supports: the heaviest of the trends that are shown.
    assert "measurements the score on" in multiples.title
    assert "Attitude" in multiples.svg
    assert "’21" in multiples.svg
    assert "Base: 100 to 400 customers per wave." in multiples.note
    assert "wave_1, wave_2, wave_3 and wave_4" in multiples.note
    assert "ordinary up and down" in chart.title
    assert "upper limit" in chart.svg


def test_the_table_has_each_wave_and_the_word_for_the_course(page: tuple[Block, ...]) -> None:
    (table,) = (block for block in page if isinstance(block, Table))
    assert [column.label for column in table.columns][1:5] == ["wave_1", "wave_2", "wave_3", "wave_4"]
    rows = {row["theme"]: row for row in table.rows}
    assert rows["Attitude"]["wave_3"] == "78.0"
    assert rows["Attitude"]["pattern"] == "rising"
    assert rows["Recommendation score (NPS)"]["wave_0"] == "−20.0"
    assert len(rows) == len(COURSES) + 1


@pytest.mark.usefixtures("undrawn")
def test_without_a_trend_the_title_claims_none(job: Job) -> None:
    result = course({"attitude": (60, 60, 60, 60)}, recommendation=None)
    page = trend(job, result, say.trend(job, result))
    multiples = next(block for block in page if isinstance(block, Figure))
    assert multiples.title == "No theme is shown to rise or fall over all waves by as much as matters"
    assert "NPS" not in multiples.note


@pytest.mark.usefixtures("undrawn")
def test_a_row_on_too_few_customers_is_hidden(job: Job) -> None:
    found = course()
    assert found.themes is not None
    levels = found.themes.levels.copy()
    levels.loc[("trust", 1), "n_effective"] = 4.0
    small = course(themes=Trends(levels, found.themes.trends, found.themes.steps))
    (table,) = (block for block in trend(job, small, ()) if isinstance(block, Table))
    rows = {row["theme"]: row for row in table.rows}
    assert rows["Trust"]["wave_0"] == "x"
    assert rows["Attitude"]["wave_0"] == "60.0"


@pytest.mark.usefixtures("undrawn")
def test_a_wave_that_is_not_in_the_course_is_a_dash(job: Job) -> None:
    found = course()
    assert found.themes is not None
    levels = found.themes.levels.drop(("trust", 2))
    result = course(themes=Trends(levels, found.themes.trends, found.themes.steps))
    (table,) = (block for block in trend(job, result, ()) if isinstance(block, Table))
    assert next(row for row in table.rows if row["theme"] == "Trust")["wave_2"] == "–"


def test_the_appendix_has_every_score_every_test_and_every_step(job: Job) -> None:
    page = trend_in_full(job, course())
    assert isinstance(page[0], Heading)
    levels, tests, steps = (block for block in page if isinstance(block, Table))
    assert len(levels.rows) == 4 * (len(COURSES) + 1)
    assert len(tests.rows) == len(COURSES) + 1
    assert len(steps.rows) == 3 * (len(COURSES) + 1)
    assert steps.rows[0]["since"] == "wave_1"
    # What makes leaving hard is never better or worse.
    words = {row["verdict"] for row in steps.rows if row["theme"] == job.label("lock_in")}
    assert words == {"higher"}


def test_a_base_that_would_tell_what_the_answers_hide_is_not_printed(job: Job) -> None:
    survey = job.surveys[0]
    item = str(job.engagement.questions.recommendation)
    reasons = survey.reasons.copy()
    reasons[item] = pd.Categorical(
        ["not_applicable"] + ["answered"] * (len(reasons) - 1), categories=reasons[item].cat.categories
    )
    changed = replace(survey, reasons=reasons)
    surveys = (changed, *job.read[1:])
    found = course()
    assert found.recommendation is not None
    levels = found.recommendation.levels.assign(n=len(reasons) - 1, n_effective=float(len(reasons) - 1))
    result = course(recommendation=Trends(levels, found.recommendation.trends, found.recommendation.steps))
    page = trend_in_full(replace(job, surveys=(changed, surveys[-1]), series=surveys), result)
    table = next(block for block in page if isinstance(block, Table))
    assert [row["n"] for row in table.rows[:2]] == ["x", "11"]
    assert "not printed" in table.note


def test_what_does_not_fit_on_the_page_goes_to_the_appendix(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any(isinstance(block, Figure) for block in trend_in_full(job, course()))
    monkeypatch.setattr(in_full, "MOST_PANELS", 5)
    (figure,) = (block for block in trend_in_full(job, course()) if isinstance(block, Figure))
    assert figure.title == "The course of the other themes"
    # The NPS and the first four themes stand on the page.
    assert figure.svg.count("’21</text>") == len(COURSES) - 4


def test_waves_within_a_year_are_named_by_their_place(job: Job) -> None:
    close = course(
        days=tuple(day.replace(year=2021, month=3 + place) for place, day in enumerate(course().days))
    )
    multiples = next(block for block in trend(job, close, ()) if isinstance(block, Figure))
    assert "’21" not in multiples.svg


@pytest.mark.usefixtures("undrawn")
def test_without_a_course_there_is_no_page_and_in_dutch_there_is(job: Job) -> None:
    assert trend(job, None, ()) == ()
    assert trend_in_full(job, None) == ()
    dutch = replace(job, language=Language("nl"))
    (table,) = (block for block in trend(dutch, course(), ()) if isinstance(block, Table))
    assert next(row for row in table.rows if row["wave_3"] == "78,0")["pattern"] == "stijgt"


def test_a_client_with_a_recommendation_alone_has_its_page(job: Job) -> None:
    nps = course().recommendation
    assert nps is not None
    levels = nps.levels.loc["nps"]
    chart = xmr(levels["estimate"], levels["low"], levels["high"])
    result = course(themes=None, roles={}, chart=chart, chart_of="nps")
    multiples, drawn = (
        block for block in trend(job, result, say.trend(job, result)) if isinstance(block, Figure)
    )
    assert "Recommendation score (NPS)" in multiples.alt
    assert "points from −100 to 100" in drawn.svg
    assert len(trend_in_full(job, result)) == 4
