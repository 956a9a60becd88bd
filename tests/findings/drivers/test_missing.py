"""What is said of missing answers: never more than all treatments show, and never how few are missing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.missing_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.missing import Missing, OutcomeMissing
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.drivers.missing import outcome_missing
from toolkit.findings.finding import Finding
from toolkit.language import Language

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


def _with(outcome: OutcomeMissing, pairwise: tuple[str, ...], imputed: tuple[str, ...]) -> OutcomeMissing:
    treated, one, other = outcome.treatments, outcome.treatments.pairwise, outcome.treatments.imputed
    assert one is not None
    assert other is not None
    changed = replace(
        treated, pairwise=replace(one, leaders=pairwise), imputed=replace(other, leaders=imputed)
    )
    return replace(outcome, treatments=changed)


def _said(job: Job, outcome: OutcomeMissing) -> Finding:
    return outcome_missing(job, outcome)[0]


def test_one_in_front_by_every_treatment_is_named(job: Job, result: Missing) -> None:
    found = {finding.key: finding for finding in say.missing(job, result)}
    treated = result.outcomes[0].treatments
    same = found["missing.attitude.same"]
    assert same.strength == "shown"
    assert same.text.startswith("However the missing answers are treated, “Trust” is in front for “Attitude”")
    assert f"{treated.lost} of the {treated.n} customers (" in same.text
    assert same.numbers == {"left_out": treated.lost, "n": treated.n}
    assert not same.plain
    out = found["missing.not_applicable"]
    assert out.strength == "fact"
    assert out.text.startswith(f"To {result.not_applicable} of the 600 customers not all themes apply.")
    assert out.text.endswith("What does not apply: “Friendliness”.")


def test_several_in_front_or_a_lead_that_other_methods_contest_are_not_named(
    job: Job, result: Missing
) -> None:
    outcome = result.outcomes[0]
    assert outcome.main.importance is not None
    importance = replace(outcome.main.importance, leaders=("trust", "image"))
    level = _with(
        replace(outcome, main=replace(outcome.main, importance=importance, alike=())),
        ("image", "trust"),
        ("trust", "image"),
    )
    told = _said(job, level)
    assert told.strength == "fact"
    assert told.text.startswith("Who may come first for “Attitude” is the same")
    assert "Trust" not in told.text


def test_an_order_that_depends_on_the_treatment_is_a_warning(job: Job, result: Missing) -> None:
    outcome = result.outcomes[0]
    other = _said(job, _with(outcome, ("image",), ("trust",)))
    assert other.key == "missing.attitude.depends"
    assert other.strength == "warning"
    assert (
        "left out the first is “Trust”, by pairs of answers “Image”, and with the missing answers filled in “Trust”"
    ) in other.text
    assert other.plain == "Which theme comes first for “Attitude” depends on how missing answers are treated."
    overlap = _said(job, _with(outcome, ("trust", "image"), ("trust",)))
    assert overlap.text.startswith(
        "However the missing answers are treated, “Trust” may come first for “Attitude”;"
    )
    assert "by pairs of answers “Trust” or “Image”" in overlap.text
    assert overlap.plain == other.plain


def test_where_no_claim_may_rest_on_it_only_the_loss_is_told(job: Job, result: Missing) -> None:
    outcome = result.outcomes[0]
    silent = _said(job, replace(outcome, main=replace(outcome.main, unreliable=("trust",))))
    assert silent.key == "missing.attitude.lost"
    assert silent.strength == "fact"
    assert silent.text.endswith("are left out of the analysis of “Attitude”, because an answer is missing.")


def test_few_customers_are_not_counted_out_loud(job: Job, result: Missing) -> None:
    outcome, minimum = result.outcomes[0], job.engagement.privacy.minimum_cell
    few = replace(outcome, treatments=replace(outcome.treatments, n=100, complete=101 - minimum))
    told = _said(job, few)
    assert "More than 5% of the customers are left out" in told.text
    assert told.numbers == {}
    small = replace(result, outcomes=(), not_applicable=minimum - 1, n=2 * minimum)
    assert say.missing(job, small) == ()
    rest = replace(result, outcomes=(), not_applicable=minimum + 1, n=2 * minimum)
    assert say.missing(job, rest) == ()
    unnamed = replace(result, outcomes=(), themes=result.themes * 0)
    (told,) = say.missing(job, unnamed)
    assert told.text.endswith("all of them apply.")


def test_a_treatment_that_is_refused_is_told(job: Job, result: Missing) -> None:
    outcome = result.outcomes[0]
    refusals = (("pairwise", "they contradict"), ("imputed", "too little"))
    without = replace(outcome.treatments, pairwise=None, imputed=None, refusals=refusals)
    lost, pairs, filled = outcome_missing(job, replace(outcome, treatments=without))
    assert lost.key == "missing.attitude.lost"
    assert (pairs.strength, filled.strength) == ("too_few", "too_few")
    assert pairs.evidence.endswith("they contradict")
    assert filled.text.startswith("For “Attitude” the missing answers are not filled in")
    assert say.missing(job, None) == ()


def test_it_is_said_in_dutch_too(job: Job, result: Missing) -> None:
    dutch = replace(job, language=Language("nl"))
    english = {one.text for one in say.missing(job, result)}
    told = {one.text for one in say.missing(dutch, result)}
    assert not english & told
    assert any("‘Vertrouwen’ staat vooraan bij ‘Houding’" in text for text in told)
