"""The chapter on other customers answering, as it is drawn and printed."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.followup.shifted import risen_job, shifted_job
from toolkit.analysis.followup import Composition, composition
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.language import Language
from toolkit.report.blocks import Block, Figure, Findings, Heading, Table
from toolkit.report.sections import followup as sections


@pytest.fixture(scope="module")
def shifted() -> Job:
    return shifted_job()


def chapter(job: Job, result: Composition | None = None) -> tuple[Block, ...]:
    made = composition(job) if result is None else result
    return sections.composition(job, made, say.composition(job, made))


def test_the_claim_over_the_figure_is_one_that_a_test_supports(shifted: Job) -> None:
    heading, _, figure = chapter(shifted)
    *_, table = sections.composition_in_full(shifted, composition(shifted))
    assert isinstance(heading, Heading)
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert "rose, at least in part because other kinds of customers answered" in figure.title
    assert "within like customers" in figure.svg
    assert "Base: " in figure.note
    assert "Trust" in figure.alt
    trust = next(row for row in table.rows if row["theme"] == "Trust")
    assert trust["verdict"] == "other customers"
    result = composition(shifted)
    assert result is not None
    assert trust["composition"] == f"+{result.table.loc['trust', 'composition']:.1f}"
    assert any(row["theme"] == "Recommendation score (NPS)" for row in table.rows)
    assert "“Recommendation score" not in figure.alt
    assert "The two add up to the change" in table.note


def test_the_appendix_has_what_each_segment_adds(shifted: Job) -> None:
    head, table, _ = sections.composition_in_full(shifted, composition(shifted))
    assert isinstance(head, Heading)
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["Theme", "channel", "region"]
    trust = next(row for row in table.rows if row["theme"] == "Trust")
    assert trust["segment-0"].startswith("+")
    assert "whichever group of a segment" in table.note
    assert sections.composition_in_full(shifted, None) == ()


def test_without_a_claim_the_title_is_neutral_and_nothing_cries_wolf(shifted: Job) -> None:
    result = composition(shifted)
    assert result is not None
    calm = replace(result, most=float("nan"), table=result.table.assign(verdict="not decided"))
    figure = chapter(shifted, calm)[2]
    assert isinstance(figure, Figure)
    assert figure.title == "No theme is shown to have changed because other customers answered"


def test_the_title_does_not_deny_what_a_finding_says(shifted: Job) -> None:
    """Both parts are shown, and the one within like customers is too small to matter."""
    result = composition(shifted)
    assert result is not None
    both = replace(result, most=float("nan"), table=result.table.assign(verdict="both", within=0.5))
    figure = chapter(shifted, both)[2]
    assert isinstance(figure, Figure)
    assert figure.title == "A part of what changed comes from other customers answering"


def test_what_could_not_be_split_is_a_dash(shifted: Job) -> None:
    result = composition(shifted)
    assert result is not None
    table = result.table.copy()
    table.loc["trust", ["within", "composition", "raked"]] = np.nan
    unsplit = replace(result, table=table, silent=("trust",))
    blocks = chapter(shifted, unsplit)
    *_, printed = sections.composition_in_full(shifted, unsplit)
    assert isinstance(printed, Table)
    trust = next(row for row in printed.rows if row["theme"] == "Trust")
    assert (trust["within"], trust["composition_margin"], trust["raked"]) == ("–", "–", "–")
    assert trust["verdict"] == "not judged"
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert "Trust" not in figure.alt


def test_without_segments_one_sentence_says_so(shifted: Job) -> None:
    without = replace(
        shifted, surveys=tuple(replace(one, segments=one.segments[[]]) for one in shifted.surveys), memory={}
    )
    blocks = chapter(without)
    assert [type(block) for block in blocks] == [Heading, Findings]


def test_the_chapter_in_dutch() -> None:
    blocks = chapter(replace(risen_job(), language=Language("nl")))
    heading, findings = blocks[:2]
    assert isinstance(heading, Heading)
    assert isinstance(findings, Findings)
    assert heading.text == "Andere klanten, of echt veranderd?"
    assert any("bij gelijke klanten" in item.text for item in findings.findings)
