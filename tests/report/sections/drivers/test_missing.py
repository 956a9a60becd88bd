"""The chapter on missing answers, as it is printed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.missing_client import MODEL, answers
from toolkit.analysis.drivers.missing import Missing
from toolkit.analysis.job import Job
from toolkit.notebook import drivers, say, sections
from toolkit.report.blocks import Block, Findings, Heading, Table

__all__ = ["job_of"]

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("drivers", MODEL, answers(not_applicable=0.2))


@pytest.fixture
def result(job: Job) -> Missing:
    found = drivers.missing(job)
    assert found is not None
    return found


def _chapter(job: Job, result: Missing | None) -> tuple[Block, ...]:
    return sections.drivers.missing(job, result, say.drivers.missing(job, result))


def test_shares_by_each_treatment_stand_side_by_side(job: Job, result: Missing) -> None:
    blocks = _chapter(job, result)
    assert [type(block) for block in blocks[:5]] == [Heading, Findings, Heading, Findings, Table]
    table = blocks[4]
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["Driver", "Left out", "In pairs", "Filled in"]
    outcome = result.outcomes[0]
    first = outcome.shares.loc["trust"]
    expected = {name: f"{100 * first[name]:.0f}% *" for name in ("listwise", "pairwise", "imputed")}
    assert table.rows[0] == {"driver": "Trust", **expected}
    assert "*" not in table.rows[1]["imputed"]
    assert "* May come first by that treatment." in table.note
    assert f"Base: {outcome.treatments.complete} to {outcome.treatments.n} customers." in table.note


def test_the_appendix_has_the_margins_and_what_is_missing(job: Job, result: Missing) -> None:
    table = sections.drivers.missing_in_full(job, result)[0]
    labels = [column.label for column in table.columns]
    assert labels == ["Driver", "Left out", "Margin", "In pairs", "Margin", "Filled in", "Margin", "Missing"]
    imputed = result.outcomes[0].treatments.imputed
    assert imputed is not None
    row = imputed.table.loc["trust"]
    assert table.rows[0]["imputed_margin"] == f"{100 * row['low']:.0f}% to {100 * row['high']:.0f}%"
    assert table.rows[0]["information"] == f"{100 * row['missing_information']:.0f}%"
    assert "comes of what is missing" in table.note
    outcome = result.outcomes[0]
    assert outcome.treatments.pairwise is not None
    repaired = replace(outcome.treatments, pairwise=replace(outcome.treatments.pairwise, repaired=0.02))
    again = replace(result, outcomes=(replace(outcome, treatments=repaired),))
    (told,) = sections.drivers.missing_in_full(job, again)
    assert "In 2.0% of the redrawn samples" in told.note


def test_what_the_data_do_not_carry_is_not_printed(job: Job, result: Missing) -> None:
    outcome, minimum = result.outcomes[0], job.engagement.privacy.minimum_cell
    alone = replace(outcome, treatments=replace(outcome.treatments, pairwise=None))
    (table,) = (
        block for block in _chapter(job, replace(result, outcomes=(alone,))) if isinstance(block, Table)
    )
    assert [column.label for column in table.columns] == ["Driver", "Left out", "Filled in"]
    assert not any("*" in row["imputed"] for row in table.rows)
    refused = replace(outcome, treatments=replace(alone.treatments, imputed=None))
    only = replace(result, outcomes=(refused,))
    assert not [block for block in _chapter(job, only) if isinstance(block, Table)]
    assert sections.drivers.missing_in_full(job, only) == ()
    # Nor would the bases tell how few were left out.
    few = replace(outcome, treatments=replace(outcome.treatments, n=60, complete=61 - minimum))
    (hidden,) = sections.drivers.missing_in_full(job, replace(result, outcomes=(few,)))
    assert f"Base: {61 - minimum} customers." in hidden.note


def test_without_missing_answers_there_is_no_chapter(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers(gone=0.0))
    assert _chapter(job, drivers.missing(job)) == ()
    assert sections.drivers.missing_in_full(job, None) == ()
