"""The board's page: what it says of the two kinds of loyalty."""

from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.notebook import sections
from toolkit.report.blocks import Summary

__all__ = ["job_of"]

KINDS = "“Attitude” is what customers think and feel, “Behaviour” what they do."


@pytest.mark.parametrize(
    ("report", "line", "told"),
    [
        ("drivers", "“Trust” is linked most strongly to “Attitude”.", True),
        ("drivers", "Nothing of the kind.", False),
        ("baseline", "“Trust” is linked most strongly to “Attitude”.", False),
    ],
)
def test_a_board_is_told_what_attitude_and_behaviour_are_where_they_are_named(
    job_of, report: str, line: str, told: bool
) -> None:
    job: Job = replace(job_of("drivers", MODEL, answers()), report=report)
    (page,) = sections.front.summary(job, (Finding("one", line, "fact", "", line, "", 1.0, 1.0),), None)
    assert isinstance(page, Summary)
    assert (KINDS in page.lead) is told
