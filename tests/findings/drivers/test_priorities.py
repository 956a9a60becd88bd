"""What is said of where to look first: no place without a test, one plain sentence, and the words of association."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.priorities import OutcomePriorities
from toolkit.analysis.job import Job
from toolkit.findings.finding import rounded
from toolkit.language import Language
from toolkit.notebook import say

CAUSE = re.compile(
    r"\b(causes?d?|leads? to|because of|effect of|drives?|results? in|improves?)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job(1200)


@pytest.fixture(scope="module")
def results(job: Job) -> tuple[OutcomePriorities, ...]:
    return drivers.priorities(job)


def test_a_driver_is_named_with_its_numbers_and_margins(
    job: Job, results: tuple[OutcomePriorities, ...]
) -> None:
    first = say.drivers.priorities(job, results)[0]
    assert (first.key, first.strength) == ("priorities.attitude.first", "shown")
    found = results[0].found
    assert found is not None
    row = found.table.loc["trust"]
    label = job.label("trust")
    assert f"“{label}” (10 points more go with +{10 * row['effect']:.1f}, margin " in first.text
    assert f"score {row['score']:.0f}, margin {row['score_low']:.0f} to {row['score_high']:.0f}" in first.text
    assert first.plain.startswith(f"Look first at “{label}”")
    assert rounded(first)["trust_effect"] == round(10 * row["effect"], 3)
    assert not CAUSE.search(first.text + first.plain)


def test_the_board_gets_one_sentence_at_most(job: Job, results: tuple[OutcomePriorities, ...]) -> None:
    assert sum(bool(finding.plain) for finding in say.drivers.priorities(job, results)) == 1
    keep = [one for one in say.drivers.priorities(job, results) if one.key.endswith(".keep")]
    assert keep
    # Where nothing is to be looked at first, what to keep up is what the board hears.
    only = _without(results[0], "first")
    (told,) = (one for one in say.drivers.priorities(job, (only, *results[1:])) if one.plain)
    assert told.key == "priorities.attitude.keep"


def _without(result: OutcomePriorities, quadrant: str) -> OutcomePriorities:
    assert result.found is not None
    table = result.found.table.assign(
        quadrant=result.found.table["quadrant"].where(result.found.table["quadrant"] != quadrant, "")
    )
    return replace(result, found=replace(result.found, table=table))


def test_what_is_not_told_is_not_said(job: Job, results: tuple[OutcomePriorities, ...]) -> None:
    nothing = _without(_without(results[0], "first"), "keep")
    (finding,) = say.drivers.priorities(job, (nothing,))
    assert (finding.strength, finding.plain) == ("not_shown", "")
    assert finding.text.endswith("it gives no order.")


def test_a_flagged_driver_is_never_named_as_first(job: Job) -> None:
    noise = np.random.default_rng(5).integers(1, 8, (len(job.survey.items), 4))
    broken = with_answers(job, **{name: noise[:, place] for place, name in enumerate(job.items("trust"))})
    findings = say.drivers.priorities(broken, drivers.priorities(broken))
    label = broken.label("trust")
    (warning,) = (one for one in findings if one.key == "priorities.attitude.no_claim")
    assert f"“{label}”" in warning.text
    assert not any(f"“{label}”" in one.text for one in findings if one.strength == "shown")


def test_a_link_that_runs_the_other_way_by_itself_is_no_place_to_look(
    job: Job, results: tuple[OutcomePriorities, ...]
) -> None:
    assert [one.opposed for one in results] == [(), ()]
    turned = replace(results[0], opposed=("trust",))
    findings = say.drivers.priorities(job, (turned,))
    label = job.label("trust")
    (warning,) = (one for one in findings if one.key == "priorities.attitude.opposed")
    assert warning.strength == "warning"
    assert warning.text.endswith(f"a reason to work on them: “{label}”.")
    assert not any(f"“{label}”" in one.text + one.plain for one in findings if one is not warning)
    assert "trust" not in turned.placed


def test_a_map_that_cannot_be_made_is_said(job: Job, results: tuple[OutcomePriorities, ...]) -> None:
    refused = replace(results[0], found=None, refusal="one driver has no other")
    (finding,) = say.drivers.priorities(job, (refused,))
    assert finding.strength == "too_few"
    assert finding.evidence.endswith("one driver has no other")


def test_beside_the_levers_stands_that_a_link_is_no_promise(job: Job) -> None:
    levers = drivers.what_if(job)
    (warning,) = say.drivers.what_if(job, levers)
    assert warning.strength == "warning"
    assert "if the links are causes" in warning.text
    assert say.drivers.what_if(job, None) == ()
    assert levers is not None
    left = say.drivers.what_if(job, replace(levers, left_out=("trust",)))[1]
    assert f"“{job.label('trust')}”" in left.text


def test_dutch_says_the_same(job: Job, results: tuple[OutcomePriorities, ...]) -> None:
    dutch = replace(job, language=Language("nl"))
    english = [finding.key for finding in say.drivers.priorities(job, results)]
    findings = say.drivers.priorities(dutch, results)
    assert [finding.key for finding in findings] == english
    assert findings[0].plain.startswith(f"Kijk eerst naar ‘{dutch.label('trust')}’")
