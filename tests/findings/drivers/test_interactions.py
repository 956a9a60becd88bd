"""What is said of links per group: only what its test shows, and one sentence where none does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers import OutcomeLinks
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding
from toolkit.language import Language

__all__ = ["job_of"]

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("drivers", MODEL, answers())


@pytest.fixture
def results(job: Job) -> tuple[OutcomeLinks, ...]:
    return drivers.interactions(job) or ()


def _said(job: Job, *results: OutcomeLinks) -> dict[str, Finding]:
    return {finding.key.removeprefix("interactions."): finding for finding in say.interactions(job, results)}


def test_a_link_that_differs_is_told_with_its_groups(job: Job, results: tuple[OutcomeLinks, ...]) -> None:
    found = _said(job, *results)
    trust = found["attitude.region.trust"]
    assert trust.strength == "shown"
    links = results[0].segments[0].found.links.set_index(["driver", "group"])
    north, south = (links.loc[("trust", group)] for group in ("north", "south"))
    assert f"go with +{10 * north['estimate']:.1f} points on “Attitude” among “north”" in trust.text
    assert f"(margin +{10 * south['low']:.1f} to +{10 * south['high']:.1f})" in trust.text
    assert trust.plain == "“Trust” is linked more strongly to “Attitude” among “north” than among “south”."
    assert trust.decision
    assert found["attitude.not_shown"].text.endswith("between groups of customers: “branch”.")
    behaviour = found["behaviour.not_shown"]
    assert behaviour.strength == "not_shown"
    assert behaviour.text.endswith("“region” and “branch”.")
    assert not behaviour.plain


def test_of_links_below_zero_none_is_called_stronger(job: Job, results: tuple[OutcomeLinks, ...]) -> None:
    part = results[0].segments[0]
    links = part.found.links.copy()
    links[["estimate", "low", "high"]] -= 2.0
    below = replace(results[0], segments=(replace(part, found=replace(part.found, links=links)),))
    trust = _said(job, below)["attitude.region.trust"]
    assert trust.plain == "How “Trust” is linked to “Attitude” is not the same for all groups of “region”."
    assert not trust.decision


def test_what_is_not_compared_is_told(job: Job, results: tuple[OutcomeLinks, ...]) -> None:
    left = replace(results[1], segments=(), left_out=(("region", "too_few"), ("branch", "too_many")))
    found = _said(job, left)
    assert found["behaviour.too_few"].text.endswith("fewer than two groups have the 30 customers that takes.")
    assert found["behaviour.too_many"].text.endswith("there are too many groups.")
    refused = replace(left, left_out=(("region", "refused"),), refusal="trust and image: one")
    told = _said(job, refused)["behaviour.refused"]
    assert told.text.endswith("not compared by “region”: these data do not allow it.")
    assert told.evidence.endswith("trust and image: one")
    flagged = _said(job, replace(results[1], tests=0))
    assert flagged["behaviour.no_claim"].strength == "warning"
    assert say.interactions(job, None) == ()


def test_it_is_said_in_dutch_too(job: Job, results: tuple[OutcomeLinks, ...]) -> None:
    told = _said(replace(job, language=Language("nl")), *results)
    assert told["attitude.region.trust"].plain.endswith("sterker samen met ‘Houding’ dan bij ‘south’.")
    assert not {f.text for f in told.values()} & {f.text for f in _said(job, *results).values()}
