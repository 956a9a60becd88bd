"""The chapter on what actions did: a figure and tables that show no more than may be shown."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.followup.treated_client import (
    NUMBER,
    not_said,
    panel_job,
    picked_low_job,
    samples,
    three_waves_job,
    treated_job,
    without,
)
from toolkit.analysis import followup
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.language import Language
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections import followup as sections
from toolkit.report.sections.common import HIDDEN


def shown(job: Job) -> tuple[Block, ...]:
    result = followup.impact(job)
    return sections.impact(job, result, say.impact(job, result))


def tables(job: Job) -> dict[str, Table]:
    return {block.id: block for block in shown(job) if isinstance(block, Table)}


def test_an_action_has_its_figure_and_its_table() -> None:
    blocks = shown(panel_job())
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == ["Was it our doing?", "Call", "What was worked on, beside the rest"]
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    # The title is the claim that the test supports.
    assert figure.title.startswith("Customers who had “Call” moved")
    assert "Base: " in figure.note
    assert "with the action: wave_1" in figure.alt
    table = tables(panel_job())["impact-1-table"]
    assert [row["measure"] for row in table.rows] == ["Trust", "Attitude", "Recommendation (NPS)"]
    assert table.rows[0]["verdict"] == "better"
    assert set(tables(panel_job())) == {"impact-1-table", "impact-themes"}


def test_the_difference_is_that_of_both_changes() -> None:
    result = followup.impact(panel_job())
    assert result is not None
    found = result.actions[0].table
    assert found is not None
    row = tables(panel_job())["impact-1-table"].rows[0]
    language = Language("en")
    trust = found.loc["trust"]
    assert row["with"] == language.signed(trust["treated_after"] - trust["treated_before"], 1)
    assert row["difference"] == language.signed(trust["difference"], 1)
    counts = f"{min(trust['n_treated_before'], trust['n_treated_after']):.0f}"
    assert row["n"].startswith(f"{counts} / ")


def test_without_a_claim_the_title_of_the_figure_is_neutral() -> None:
    job = picked_low_job()
    (figure,) = [block for block in shown(job) if isinstance(block, Figure)]
    assert figure.title == "The score on “Trust” with and without “Call”"


def test_who_was_picked_low_has_a_table_among_equals_with_the_verdict() -> None:
    found = tables(picked_low_job())
    assert {"impact-1-table", "impact-1-equals"} <= set(found)
    assert "verdict" not in {column.key for column in found["impact-1-table"].columns}
    assert "verdict" in {column.key for column in found["impact-1-equals"].columns}


def test_sides_that_stood_apart_have_a_table_of_equals_and_no_claim_of_their_own() -> None:
    found = tables(not_said(picked_low_job()))
    sides, equals = found["impact-1-table"], found["impact-1-equals"]
    assert {row["verdict"] for row in sides.rows} <= {"not decided", "about the same"}
    assert "only where customers who stood equally at the start give the same one" in sides.note
    assert "who stood equally at the start" in equals.title
    assert "verdict" not in equals.rows[0]
    (figure,) = [block for block in shown(not_said(picked_low_job())) if isinstance(block, Figure)]
    assert "moved" not in figure.title


def test_three_waves_show_the_course_before() -> None:
    found = tables(three_waves_job())["impact-1-before"]
    assert [row["period"] for row in found.rows] == ["wave_1 and wave_2"] * 3
    assert "wave_1, wave_2 and wave_3" in found.note
    assert "Source: wave_2 and wave_3." in tables(three_waves_job())["impact-1-table"].note


def test_so_few_on_no_side_hide_the_changes_but_not_the_difference() -> None:
    first, last = samples()
    keep = np.arange(NUMBER) % 120 > 0
    job = treated_job([without(first, keep), without(last, keep)])
    table = tables(job)["impact-1-table"]
    assert all(row["with"] == row["without"] == HIDDEN for row in table.rows)
    assert all(row["difference"] != HIDDEN for row in table.rows)
    assert "hidden" in table.note
    assert not [block for block in shown(job) if isinstance(block, Figure)]


def test_what_cannot_be_compared_is_told_without_a_table() -> None:
    first, last = samples()
    job = treated_job([without(first), last], keys=False)
    assert set(tables(job)) == {"impact-themes"}


def test_without_an_action_there_is_no_chapter() -> None:
    assert sections.impact(panel_job(), None, ()) == ()


@pytest.mark.parametrize("job", [panel_job, three_waves_job, picked_low_job])
def test_in_dutch_no_word_of_english_is_left(job) -> None:
    blocks = shown(replace(job(), language=Language("nl")))
    texts = [block.title + block.note for block in blocks if isinstance(block, Table | Figure)]
    texts += [item.text for block in blocks for item in getattr(block, "findings", ())]
    assert texts
    assert not [text for text in texts if " the " in text or " with " in text]
