"""A follow-up on three waves: cover, summary, response and appendix say which are compared and which lies between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from toolkit.analysis import baseline, followup
from toolkit.analysis.job import Job
from toolkit.commands.check import check
from toolkit.errors import ReportError
from toolkit.findings import followup as say_followup
from toolkit.findings import response as say_response
from toolkit.notebook import open_job
from toolkit.report.blocks import Figure, Meta, Prose, Summary, Table
from toolkit.report.sections import appendix, front
from toolkit.report.sections import followup as sections
from toolkit.report.sections import response as show_response

MODEL = """
[constructs.trust]
role = "driver"
minimum = 1
maximum = 10
items = ["a"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["b"]
"""


def _wave(seed: int, up: int) -> dict[str, list[int]]:
    random = np.random.default_rng(seed)
    return {
        "a": np.clip(random.integers(3, 8, 60) + up, 1, 10).tolist(),
        "b": random.integers(4, 10, 60).tolist(),
    }


@pytest.fixture
def make(job_of: Callable[..., Job]) -> Callable[..., Job]:
    """`make(3)`: the job of a follow-up on so many waves, a year apart; the first theme rises by a mark each."""

    def made(waves: int) -> Job:
        return job_of("followup", MODEL, *(_wave(place, place) for place in range(waves)))

    return made


def test_cover_and_summary_name_the_waves_compared_and_those_between(make: Callable[..., Job]) -> None:
    job = make(4)
    cover = front.cover(job, {}, final=False)
    assert isinstance(cover, Meta)
    assert cover.wave_label == "w1 and w4; between them w2 and w3"
    assert cover.dates == "2 February 2021 until 20 February 2021; 2 February 2024 until 20 February 2024"
    assert [one["wave"] for one in cover.manifest["data"]] == ["w1", "w2", "w3", "w4"]
    (page,) = front.summary(job, (), None)
    assert isinstance(page, Summary)
    assert "2 measurements lie between the two." in page.lead


def test_two_waves_have_none_between_them(make: Callable[..., Job]) -> None:
    job = make(2)
    cover = front.cover(job, {}, final=False)
    assert isinstance(cover, Meta)
    assert cover.wave_label == "w1 and w2"
    (page,) = front.summary(job, (), None)
    assert isinstance(page, Summary)
    assert "between the two" not in page.lead
    facts = next(block for block in show_response.response(job, ()) if isinstance(block, Prose))
    assert len(facts.paragraphs) == 2


def test_the_response_is_told_of_every_wave(make: Callable[..., Job]) -> None:
    job = make(3)
    responses = baseline.responses(job)
    assert [one.wave for one in responses] == ["w1", "w2", "w3"]
    said = say_response.response(job, *responses)
    assert [finding.key for finding in said if finding.key.endswith("count")] == [
        f"response.w{place}.count" for place in (1, 3)
    ]
    shown = show_response.response(job, said, *responses)
    facts = next(block for block in shown if isinstance(block, Prose))
    assert facts.paragraphs[0].startswith("This report compares w1 with w3. Between them: w2;")
    (table,) = (block for block in shown if isinstance(block, Table))
    assert [column.label for column in table.columns] == ["Measurement", "w1", "w2", "w3"]
    told = {row[""]: [row[wave] for wave in ("w1", "w2", "w3")] for row in table.rows}
    assert told["Fieldwork from"] == ["2 February 2021", "2 February 2022", "2 February 2023"]
    assert told["Customers who answered"] == [f"{one.n}" for one in responses]
    assert "Response" not in told  # nobody told how many were invited


def test_the_appendix_tells_the_dates_the_rules_and_the_answers_of_every_wave(
    make: Callable[..., Job],
) -> None:
    job = make(3)
    tables = [block for block in appendix.appendix(job, *baseline.responses(job)) if isinstance(block, Table)]
    disclosed = next(table for table in tables if table.id == "disclosure")
    told = {row["subject"]: row["text"] for row in disclosed.rows}
    assert "w2: 2 February 2022" in told["Dates"]
    assert "The course over all waves: Holm" in told["Many tests at once"]
    assert "in each of these" in told["Reliability of the scales"]
    assert len({table.id for table in tables}) == len(tables)
    assert "The course over all waves" not in str(appendix.appendix(make(2), *baseline.responses(make(2))))


def test_a_chapter_on_two_waves_names_those_two_as_its_source(make: Callable[..., Job]) -> None:
    job = make(3)
    changed = followup.change(job)
    figure = sections.picture(job, changed, say_followup.change(job, changed))
    assert isinstance(figure, Figure)
    assert figure.note.endswith("Source: w1 and w3.")
    course = followup.trend(job)
    assert course is not None
    multiples = next(
        block
        for block in sections.trend(job, course, say_followup.trend(job, course))
        if isinstance(block, Figure)
    )
    assert multiples.note.endswith("Source: w1, w2 and w3.")


def test_the_parameter_chooses_waves_and_with_two_of_three_there_is_no_course(
    make: Callable[..., Job], tmp_path: Path
) -> None:
    make(3)
    chosen = open_job("followup", "klein", workspace=str(tmp_path), waves="w3, w1")
    assert [one.wave for one in chosen.read] == ["w1", "w3"]
    assert followup.trend(chosen) is None
    every = open_job("followup", "klein", workspace=str(tmp_path), waves="w1,w2,w3")
    assert [one.wave for one in every.surveys] == ["w1", "w3"]
    assert [one.wave for one in every.between] == ["w2"]
    with pytest.raises(ReportError, match="w1, w2, w3"):
        open_job("followup", "klein", workspace=str(tmp_path), waves="w1,w4")


def test_the_check_says_whether_there_are_waves_enough_for_a_course(
    make: Callable[..., Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for waves in (2, 3):
        make(waves)
        check(tmp_path, "klein")
        told.append(" ".join(capsys.readouterr().out.split()))
    assert "the course over the waves (it needs 3)" in told[0]
    assert "the course over the waves" not in told[1]
    assert "w3" in told[1]
