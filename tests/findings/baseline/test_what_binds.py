"""What is said of bases, values, moments, dividends and network: no more than the tests allow."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.binding_client import ALL, MODEL, answers
from tests.loyal_client import in_context
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings import baseline as say
from toolkit.findings.finding import Finding, rounded
from toolkit.findings.ranking import UNMEASURED
from toolkit.language import Language

__all__ = ["job_of"]

JobOf = Callable[..., Job]
CHAPTERS = ("bases", "alignment", "moments", "dividends", "network")


def told(job: Job, chapter: str) -> dict[str, Finding]:
    """What a chapter says, by key."""
    found = getattr(say, chapter)(job, getattr(baseline, chapter)(job))
    assert len({finding.key for finding in found}) == len(found)
    return {finding.key: finding for finding in found}


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_said_of_what_is_not_measured(job: Job, chapter: str) -> None:
    assert getattr(say, chapter)(job, None) == ()


def test_the_basis_that_carries_is_named(job: Job) -> None:
    found = told(job, "bases")["bases.leader.attitude"]
    assert found.strength == "shown"
    assert "“Affective base” goes most with “Attitude”" in found.text
    assert "no proof of cause" in found.text
    assert found.plain.startswith("The more customers say that they want to stay, the higher they score")
    assert found.decision == ""


def test_a_tie_that_leads_is_called_no_loyalty(job_of: JobOf) -> None:
    given = answers()
    tied = job_of("baseline", MODEL, given | {"st": given["af"], "af": given["st"]})
    found = told(tied, "bases")["bases.leader.attitude"]
    assert "A tie keeps customers but is no loyalty" in found.text
    assert "it is no loyalty" in found.plain
    assert found.decision.endswith("?")


def test_where_none_leads_that_is_said(job: Job) -> None:
    result: Any = baseline.bases(job)
    links = tuple(replace(one, leader=None) for one in result.links)
    (some,) = [
        one for one in say.bases(job, replace(result, links=links)) if one.key == "bases.links.attitude"
    ]
    assert some.strength == "shown"
    assert some.plain == ""
    nothing = tuple(replace(one, table=one.table.assign(p_holm=0.5), leader=None) for one in result.links)
    for finding in say.bases(job, replace(result, links=nothing)):
        if finding.key.startswith("bases.links"):
            assert finding.strength == "not_shown"
            assert "is not shown" in finding.text
    flagged = say.bases(job, replace(result, unreliable=("attitude",)))
    assert flagged[0].strength == "warning"
    assert not any(one.key.endswith("attitude") for one in flagged)


def test_a_promise_that_is_not_felt_comes_first_and_once(job: Job) -> None:
    found = told(job, "alignment")
    gap = found["alignment.gap.honest"]
    assert gap.strength == "shown"
    assert "Klein names it as number 1 of its values" in gap.text
    assert gap.plain.startswith("The promise of “honesty” is not felt enough")
    assert gap.decision == "What must customers notice of “honesty” by the next measurement?"
    assert "“new ideas”" in found["alignment.over"].text
    assert not any(key.endswith(("near", "green", "cheap")) for key in found)
    assert [one.plain for one in found.values() if one.plain] == [gap.plain]


def test_an_order_is_only_said_to_agree_beyond_chance(job: Job) -> None:
    result: Any = baseline.alignment(job)
    for tau, p, strength, words in (
        (1.0, 0.02, "shown", "goes with their importance"),
        (-1.0, 0.02, "shown", "runs against their importance"),
        (0.8, 0.08, "not_shown", "is not shown"),
    ):
        found = say.alignment(job, replace(result, order=replace(result.order, tau=tau, p=p)))
        (order,) = [one for one in found if one.key == "alignment.order"]
        assert order.strength == strength
        assert words in order.text
    assert not any(one.key == "alignment.order" for one in say.alignment(job, replace(result, order=None)))


def test_a_match_that_goes_with_attitude_is_no_cause(job: Job) -> None:
    result: Any = baseline.alignment(job)
    for estimate, p, words in (
        (0.4, 0.01, "score higher on “Attitude”"),
        (-0.4, 0.01, "score lower on “Attitude”"),
        (0.4, 0.2, "is not shown"),
    ):
        found = say.alignment(job, replace(result, link={**result.link, "estimate": estimate, "p": p}))
        (link,) = [one for one in found if one.key == "alignment.link"]
        assert words in link.text
        assert ("may be due to" in link.text) == (p < 0.05)
    flagged = say.alignment(job, replace(result, unreliable=("attitude",)))
    assert not any(one.key == "alignment.link" for one in flagged)


def test_what_an_unresolved_problem_costs_is_said(job: Job) -> None:
    found = told(job, "moments")
    assert found["moments.unresolved"].strength == "fact"
    assert found["moments.unresolved"].text.startswith("20% of customers (margin 16% to 24%) had a problem")
    cost = found["moments.attitude.unresolved.unaffected"]
    assert cost.strength == "shown"
    assert cost.plain.startswith("Customers whose problem was not resolved score")
    assert cost.decision
    assert "moments.unmarked" not in found


def test_the_paradox_is_said_only_beyond_chance(job_of: JobOf, job: Job) -> None:
    quiet = told(job, "moments")["moments.attitude.resolved.unaffected"]
    assert quiet.strength == "not_shown"
    assert "helped well" not in quiet.text
    given = answers()
    resolved = given["solved"] == 8
    raised = np.where(resolved, 6 + np.arange(ALL) % 2, given["a1"])
    loud = told(job_of("baseline", MODEL, given | {"a1": raised}), "moments")
    assert loud["moments.attitude.resolved.unaffected"].strength == "shown"
    assert "helped well" in loud["moments.attitude.resolved.unaffected"].text
    # Everybody who was helped gives a 7: without spread nothing can be judged, so nothing is claimed.
    alike = job_of("baseline", MODEL, given | {"a1": np.where(resolved, 7, given["a1"])})
    assert told(alike, "moments")["moments.attitude.resolved.unaffected"].strength == "not_shown"


@pytest.mark.parametrize(("left_open", "words"), [(4, "Fewer than 10 customers"), (14, "14 customers")])
def test_marks_left_open_are_told_but_never_how_few(job_of: JobOf, left_open: int, words: str) -> None:
    given = answers()
    mark = given["solved"].copy()
    mark[np.flatnonzero(given["trouble"] == 1)[:left_open]] = np.nan
    found = told(job_of("baseline", MODEL, given | {"solved": mark}), "moments")["moments.unmarked"]
    assert found.text.startswith(words)
    assert ("n" in found.numbers) == (left_open >= 10)


def test_hidden_moments_are_said_to_be_hidden(job_of: JobOf) -> None:
    given = answers()
    trouble = (np.arange(ALL) < 5).astype(float)
    mark = np.where(trouble == 1, np.where(np.arange(ALL) < 3, 8.0, 2.0), np.nan)
    found = told(job_of("baseline", MODEL, given | {"trouble": trouble, "solved": mark}), "moments")
    assert [one.strength for one in found.values()] == ["too_few"]


def test_dividends_are_said_where_they_differ(job: Job) -> None:
    found = told(job, "dividends")
    assert found["dividends.wallet"].strength == "shown"
    assert found["dividends.wallet"].text.startswith("Of every 100 euros loyal customers spend")
    assert "“wrote something online”" in found["dividends.undecided"].text
    for key in ("wallet", "price", "friendliness"):  # as large as the difference that it states, out of 100
        one = found.get(f"dividends.{key}")
        assert one is None or one.size == pytest.approx(min(1.0, abs(one.numbers["difference"]) / 20))
    assert found["dividends.wallet"].size != UNMEASURED
    assert found["dividends.ambassadors"].plain
    assert found["dividends.silent"].decision.endswith("?")
    assert rounded(found["dividends.ambassadors"])["share"] == round(
        found["dividends.ambassadors"].numbers["share"], 3
    )


def test_an_unreliable_attitude_stops_the_dividends(job: Job) -> None:
    result: Any = baseline.dividends(job)
    (only,) = say.dividends(job, replace(result, unreliable=("attitude",)))
    assert only.strength == "warning"


def test_the_network_is_told_without_a_cause(job: Job) -> None:
    found = told(job, "network")
    assert "through other people" in found["network.arrived"].text
    assert found["network.attitude"].strength == "shown"
    assert "need not be the reason" in found["network.attitude"].text
    result: Any = baseline.network(job)
    flagged = say.network(job, replace(result, unreliable=("attitude",)))
    assert [one.strength for one in flagged].count("warning") == 1


def test_both_languages_say_the_same_things(job: Job) -> None:
    for chapter in CHAPTERS:
        dutch, english = (told(replace(job, language=Language(code)), chapter) for code in ("nl", "en"))
        assert list(dutch) == list(english)
        assert all(dutch[key].text != english[key].text for key in dutch)


@pytest.mark.simulation
def test_of_customers_without_any_link_hardly_a_chapter_claims_one(job_of: JobOf) -> None:
    # At most 5% per chapter; of 30 clients more than 6 come by chance once in a thousand.
    claims = dict.fromkeys(CHAPTERS, 0)
    base = job_of("baseline", MODEL, answers(linked=False))
    for seed in range(30):
        given = answers(100 + seed, linked=False)
        items = base.survey.items.assign(**{name: given[name] for name in base.survey.items})
        survey = replace(base.survey, items=items)
        drawn = replace(base, surveys=(survey,))
        for chapter in CHAPTERS:
            claims[chapter] += any(one.strength == "shown" for one in told(drawn, chapter).values())
    assert max(claims.values()) <= 6, claims


def test_the_tests_that_are_corrected_for_are_counted_over_all_outcomes(job: Job) -> None:
    assert "corrected for 8 tests" in told(job, "bases")["bases.leader.attitude"].evidence


def test_a_link_that_runs_the_other_way_is_said(job_of: JobOf) -> None:
    given, draw = answers(), np.random.default_rng(9)
    against = np.clip(np.round(8 - given["a1"] + 1.5 * draw.normal(size=ALL)), 1, 7)
    job = job_of("baseline", MODEL, given | {"st": against, "af": draw.integers(1, 8, ALL)})
    found = told(job, "bases")["bases.links.attitude"]
    assert found.strength == "shown"
    assert "“Attitude” is lower the more customers agree with “Structural base”" in found.text


def test_a_basis_like_the_outcome_is_said_to_be_so(job_of: JobOf) -> None:
    given = answers()
    same = np.where(np.arange(ALL) % 40 == 0, 4, given["a1"])
    found = told(job_of("baseline", MODEL, given | {"af": same}), "bases")
    assert "bases.leader.attitude" not in found
    assert "“Affective base” and “Attitude” apart" in found["bases.alike.attitude"].text


def test_who_disagrees_is_not_said_to_agree(job_of: JobOf) -> None:
    place = np.arange(ALL)
    low = {
        "ca": 2 + place % 2,
        "af": 1 + (place % 3 == 0),
        "st": 1 + (place % 9 == 0),
        "mo": 1 + (place % 5 == 0),
    }
    found = told(job_of("baseline", MODEL, answers() | low), "bases")["bases.highest"]
    assert "agree most" not in found.text
    assert "scores highest" in found.text
    assert found.plain == ""


def test_what_hardly_matters_is_not_said_to_be_important(job_of: JobOf) -> None:
    place = np.arange(ALL)
    low = {"i1": 1 + (place % 3 > 0) + (place % 4 == 0), "e1": np.ones(ALL)}
    found = told(job_of("baseline", MODEL, answers() | low), "alignment")["alignment.gap.honest"]
    assert found.strength == "shown"
    assert "find “honesty” important" not in found.text
    assert (found.plain, found.decision) == ("", "")


def test_no_decision_is_asked_about_silent_promoters_who_are_few(job_of: JobOf) -> None:
    given = answers()
    job = job_of("baseline", MODEL, given | {"people": np.ones(ALL)})
    silent = told(job, "dividends")["dividends.silent"]
    assert silent.numbers["share"] == 0
    assert (silent.plain, silent.decision) == ("", "")


def test_that_nobody_had_a_problem_is_no_news_for_the_first_page(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers() | {"trouble": np.zeros(ALL)})
    found = told(job, "moments")["moments.unresolved"]
    assert found.numbers["share"] == 0
    assert found.plain == ""


def test_what_customers_do_without_a_choice_is_not_on_the_first_page(job: Job) -> None:
    bound = in_context(job, "monopoly")
    assert told(job, "dividends")["dividends.wallet"].plain
    assert told(bound, "dividends")["dividends.wallet"].plain == ""
    assert told(job, "bases")["bases.leader.behaviour"].plain
    assert told(bound, "bases")["bases.leader.behaviour"].plain == ""
    assert told(bound, "bases")["bases.leader.attitude"].plain


def test_a_problem_with_yes_and_no_turned_round_is_told_and_not_counted(job_of: JobOf) -> None:
    given = answers()
    # 1 for yes and 2 for no, as many exports have it: the highest answer then is no.
    model = MODEL.replace(
        'minimum = 0\nmaximum = 1\nitems = ["trouble"]', 'minimum = 1\nmaximum = 2\nitems = ["trouble"]'
    )
    job = job_of("baseline", model, given | {"trouble": 2 - given["trouble"]})
    found = told(job, "moments")
    assert list(found) == ["moments.turned"]
    assert found["moments.turned"].strength == "warning"
    result = baseline.moments(job)
    assert result is not None
    assert result.shown == ()
    assert result.levels.empty
