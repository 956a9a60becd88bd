"""Bases, values, moments, dividends and network as they are printed and drawn; small cells told nowhere."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.binding_client import ALL, MODEL, answers
from toolkit.analysis.job import Job
from toolkit.language import Language
from toolkit.notebook import baseline, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Table, to_json
from toolkit.report.sections.common import HIDDEN

__all__ = ["job_of"]

JobOf = Callable[..., Job]
CHAPTERS = ("bases", "alignment", "moments", "dividends", "network")


def chapter(job: Job, name: str) -> tuple[Block, ...]:
    result = getattr(baseline, name)(job)
    return getattr(sections.baseline, name)(job, result, getattr(say.baseline, name)(job, result))


def printed(block: Block) -> str:
    """Every text of a block, drawn ones too."""
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", block.svg) if isinstance(block, Figure) else []
    return json.dumps([{**to_json(block), "svg": ""}, drawn], ensure_ascii=False)


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_is_not_measured_leaves_no_heading(job_of: JobOf, name: str) -> None:
    model = '[constructs.attitude]\nrole = "attitude"\nminimum = 1\nmaximum = 7\nitems = ["a1"]'
    assert chapter(job_of("baseline", model, {"a1": answers()["a1"]}), name) == ()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_a_heading_findings_and_a_table(job_of: JobOf, name: str, language: str) -> None:
    job = replace(job_of("baseline", MODEL, answers()), language=Language(language))
    heading, found, *rest = chapter(job, name)
    assert isinstance(heading, Heading)
    assert isinstance(found, Findings)
    tables = [block for block in rest if isinstance(block, Table)]
    figures = [block for block in rest if isinstance(block, Figure)]
    assert tables
    assert len(figures) == (0 if name == "network" else 1)
    for block in (*tables, *figures):
        assert "w1" in block.note  # the source
    for figure in figures:
        assert figure.alt
        assert not figure.title.endswith(".")
    for table in tables:
        assert all(row.keys() == {column.key for column in table.columns} for row in table.rows)
        assert HIDDEN not in {cell for row in table.rows for cell in row.values()}


def test_a_title_claims_only_what_a_finding_shows(job_of: JobOf) -> None:
    quiet = job_of("baseline", MODEL, answers(linked=False))
    titles = {
        name: next(block.title for block in chapter(quiet, name) if isinstance(block, Figure))
        for name in ("bases", "alignment", "moments")
    }
    assert titles["bases"].startswith("The reasons to stay score between")
    assert titles["alignment"] == "How important each value is to customers, and how much they notice of it"
    assert titles["moments"] == "“Attitude” of customers with and without a problem"
    linked = job_of("baseline", MODEL, answers())
    claims = {
        name: next(block.title for block in chapter(linked, name) if isinstance(block, Figure))
        for name in ("alignment", "moments")
    }
    assert claims["alignment"] == "“honesty” matters to customers, but they notice less of it"
    assert (
        claims["moments"]
        == "Customers with an unresolved problem score lower on “Attitude” than those without"
    )


def test_the_structural_base_is_said_to_be_a_tie(job_of: JobOf) -> None:
    notes = [
        block.note
        for block in chapter(job_of("baseline", MODEL, answers()), "bases")
        if isinstance(block, Figure | Table)
    ]
    assert sum("tie" in note for note in notes) == 2


def test_values_stand_in_the_order_of_the_client_in_the_figure_and_of_their_gaps_in_the_table(
    job_of: JobOf,
) -> None:
    _, _, figure, table = chapter(job_of("baseline", MODEL, answers()), "alignment")
    drawn = re.findall(r"<text[^>]*>(\d)\. ", figure.svg)
    assert drawn == ["1", "2", "3", "4", "5"]
    assert table.rows[0]["value"] == "honesty"
    assert table.rows[-1]["value"] == "new ideas"


SMALL = 6


def planted(which: str) -> dict[str, np.ndarray]:
    """Plant 6 customers of 400 in one cell; 6, 394 and their shares are then told nowhere."""
    given = answers()
    first = np.arange(ALL) < SMALL
    loyal = given["a1"] >= 5
    had = np.flatnonzero(given["trouble"] == 1)
    mark = given["solved"].copy()
    mark[had] = 8
    mark[had[:SMALL]] = 2
    lone = np.where(loyal, 0.0, 1.0)
    lone[np.flatnonzero(loyal)[:SMALL]] = 1.0
    turns = {
        "unresolved": {"solved": mark},
        "problems": {"trouble": first.astype(float), "solved": np.where(first, 2.0, np.nan)},
        "online": {"online": first.astype(float)},
        "loyal online": {"online": lone},
        "tellers": {"people": np.where(first, 1, 0)},
        "came": {"came": np.where(first, 1, 3)},
        "loyal": {"a1": np.where(first, 7, 2)},
        "basis": {"mo": np.where(first, 4.0, np.nan)},
        "value": {"e1": np.where(first, 4.0, np.nan)},
    }
    return given | turns[which]


@pytest.mark.parametrize(
    "which",
    ["unresolved", "problems", "online", "loyal online", "tellers", "came", "loyal", "basis", "value"],
)
def test_a_small_cell_and_what_gives_it_away_are_told_nowhere(job_of: JobOf, which: str) -> None:
    job = job_of("baseline", MODEL, planted(which))
    for name in CHAPTERS:
        for block in chapter(job, name):
            told = printed(block)
            assert not re.search(r"(?<![\d.,])(?:394|1\.5%|98\.5%)(?!\d|\.\d)", told), (name, told)
            if isinstance(block, Table):
                for row in block.rows:
                    counts = [
                        row[key] for key in ("n", "n_first", "n_second", "n_loyal", "n_others") if key in row
                    ]
                    assert str(SMALL) not in counts, (name, row)
                    assert HIDDEN not in counts or {HIDDEN} == set(counts)


def test_of_a_small_group_and_its_like_no_number_is_printed(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, planted("unresolved"))
    groups = next(block for block in chapter(job, "moments") if isinstance(block, Table))
    shown = {row["group"]: row["estimate"] for row in groups.rows}
    assert shown["no problem"] == "60.0%"
    assert shown["problem, resolved"] == shown["problem, not resolved"] == HIDDEN
    assert "fewer than 10 customers" in groups.note
    figure = next(block for block in chapter(job, "moments") if isinstance(block, Figure))
    assert "resolved" not in "".join(re.findall(r"<text[^>]*>(.*?)</text>", figure.svg))


def by_segment(job: Job) -> tuple[Block, ...]:
    return sections.baseline.bases_by_segment(job, baseline.bases_by_segment(job, baseline.bases(job)))


def test_the_bases_per_group_are_printed_with_their_margins(job_of: JobOf) -> None:
    heading, table = by_segment(job_of("baseline", MODEL, answers()))
    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    assert [row["group"] for row in table.rows] == ["A friend", "A review", "An advertisement", "Another way"]
    assert all(re.fullmatch(r"\d+ \(\d+ to \d+\)", row["basis_moral"]) for row in table.rows)


def test_a_small_group_is_hidden_there_too(job_of: JobOf) -> None:
    given = answers()
    came = np.where(np.arange(ALL) < SMALL, 1, given["came"].clip(2))
    _, table = by_segment(job_of("baseline", MODEL, given | {"came": came}))
    assert isinstance(table, Table)
    hidden = [set(list(row.values())[2:]) == {HIDDEN} for row in table.rows]
    assert hidden[0]
    assert sum(hidden) == 2


def test_a_recommendation_score_that_may_not_be_shown_is_told_to_be_hidden(job_of: JobOf) -> None:
    given = answers()
    unresolved = np.flatnonzero((given["trouble"] == 1) & (given["solved"] < 6))
    nps = given["nps"].copy()
    nps[unresolved] = 3
    nps[unresolved[:4]] = 10
    groups = next(
        block
        for block in chapter(job_of("baseline", MODEL, given | {"nps": nps}), "moments")
        if isinstance(block, Table)
    )
    assert "The recommendation score is not shown" in groups.note
    assert "estimate_1" not in groups.rows[0]
