"""The chapter on paths: a drawing and a table per outcome, lock-in apart, every arrow in the appendix."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.paths import OutcomePaths
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.report.blocks import Block, Figure, Prose, Table
from toolkit.report.sections import drivers as sections


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job()


@pytest.fixture(scope="module")
def results(job: Job) -> tuple[OutcomePaths, ...]:
    return drivers.paths(job)


@pytest.fixture(scope="module")
def shown(job: Job, results: tuple[OutcomePaths, ...]) -> tuple[Block, ...]:
    return sections.paths(job, results, say.paths(job, results))


def figures(blocks: tuple[Block, ...]) -> list[Figure]:
    return [block for block in blocks if isinstance(block, Figure)]


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def test_each_outcome_has_a_drawing_and_a_table(shown: tuple[Block, ...]) -> None:
    assert [figure.id for figure in figures(shown)] == ["paths-attitude", "paths-behaviour"]
    assert [table.id for table in tables(shown)] == ["paths-attitude-table", "paths-behaviour-table"]
    assert "Behaviour" not in figures(shown)[0].svg
    assert "Behaviour" in figures(shown)[1].svg


def test_the_title_is_a_claim_that_a_finding_makes_and_else_neutral(
    job: Job, results: tuple[OutcomePaths, ...], shown: tuple[Block, ...]
) -> None:
    plain = {finding.plain.rstrip(".") for finding in say.paths(job, results)}
    assert figures(shown)[0].title in plain - {""}
    (neutral, _) = figures(sections.paths(job, results, ()))
    assert neutral.title == "What may lead to “Attitude”"


def test_the_table_holds_direct_indirect_and_total_and_lock_in_apart(shown: tuple[Block, ...]) -> None:
    rows = {row["theme"]: row for row in tables(shown)[0].rows}
    assert rows["Image"]["indirect"].startswith("+")
    assert rows["Trust"]["indirect"] == rows["Trust"]["indirect_margin"] == "–"
    held = next(row for name, row in rows.items() if name.endswith(" *"))
    assert held["direct"] != "–"
    assert held["indirect"] == held["total"] == "–"
    assert list(rows)[-1] == held["theme"]
    assert "no driver" in tables(shown)[0].note


def test_what_is_told_of_an_arrow_is_in_the_alternative_text_and_the_note(shown: tuple[Block, ...]) -> None:
    figure = figures(shown)[0]
    assert "“Image” to “Trust” +" in figure.alt
    assert "Friendliness" not in figure.alt  # its margin holds 0
    assert "Base: " in figure.note
    assert "Dashed" not in figure.note


def test_a_theme_with_a_flag_has_a_dashed_box_and_no_certain_arrow(
    job: Job, results: tuple[OutcomePaths, ...]
) -> None:
    flagged = (replace(results[0], unreliable=("trust",)),)
    (figure,) = figures(sections.paths(job, flagged, say.paths(job, flagged)))
    assert "Trust" not in figure.alt
    assert "stroke-dasharray" in figure.svg
    assert "Dashed" in figure.note
    assert figure.title == "What may lead to “Attitude”"


def test_who_drew_the_arrows_is_said(job: Job, results: tuple[OutcomePaths, ...]) -> None:
    bare = with_answers(job, **{f"IMG_{n}": None for n in range(1, 5)})
    house, own, without = (
        next(block for block in sections.paths(one, theirs, ()) if isinstance(block, Prose)).paragraphs[0]
        for one, theirs in (
            (job, results),
            (arrow_job(paths={"trust": []}), results),
            (bare, drivers.paths(bare)),
        )
    )
    assert "image" in house
    assert "image" not in without
    assert "the same for every client" in house
    assert "drawn by the adviser for this research" in own


def test_the_appendix_has_every_arrow_and_those_not_drawn(
    job: Job, results: tuple[OutcomePaths, ...]
) -> None:
    found = tables(sections.paths_in_full(job, results))
    assert [table.id for table in found] == [
        "paths-attitude-arrows",
        "paths-attitude-not-drawn",
        "paths-behaviour-arrows",
        "paths-behaviour-not-drawn",
    ]
    fit = results[1].fit
    assert fit is not None
    assert len(found[2].rows) == len(fit.arrows) == 14


def test_nothing_is_shown_where_nothing_leads_to_loyalty(job: Job) -> None:
    assert sections.paths(job, (), ()) == ()
    assert sections.paths_in_full(job, ()) == ()


def test_a_refused_outcome_has_its_sentence_and_nothing_else(job: Job) -> None:
    same = {f"TRU_{n}": job.survey.items[f"IMG_{n}"] for n in range(1, 5)}
    other = with_answers(job, **same)
    results = drivers.paths(other)
    blocks = sections.paths(other, results, say.paths(other, results))
    assert not figures(blocks)
    assert not tables(blocks)
    assert len(blocks) == 6


def test_where_nothing_runs_through_others_only_the_first_is_drawn_in_the_chapter(
    job: Job, results: tuple[OutcomePaths, ...]
) -> None:
    silent = tuple(replace(one, level=0.0) for one in results)
    chapter = sections.paths(job, silent, say.paths(job, silent))
    assert [figure.id for figure in figures(chapter)] == ["paths-attitude"]
    assert tables(chapter) == []
    full = sections.paths_in_full(job, silent)
    assert [figure.id for figure in figures(full)] == ["paths-behaviour"]
    assert {"paths-attitude-table", "paths-behaviour-table"} < {table.id for table in tables(full)}
