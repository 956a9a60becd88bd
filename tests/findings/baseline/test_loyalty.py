"""What is said of attitude and behaviour, for customers who can choose and for those who cannot."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.loyal_client import MODEL, answers, in_context, with_items
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.engagement.setting import Choice
from toolkit.findings import baseline as say
from toolkit.findings.finding import Finding
from toolkit.language import Language
from toolkit.report.blocks import to_json
from toolkit.report.sections import baseline as sections

__all__ = ["job_of"]

JobOf = Callable[..., Job]
BOUND: tuple[Choice, ...] = ("contract", "nearby", "monopoly")
# What calls a customer loyal for behaviour, in either language.
LOYAL_BY_BEHAVIOUR = re.compile(
    r"truly loyal|loyal in what they do|loyal in both|loyal in behaviour|loyal in neither"
    r"|echt loyaal|loyaal in wat zij doen|loyaal in beide|loyaal in gedrag|geen van beide loyaal"
)


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def _said(job: Job) -> dict[str, Finding]:
    found = say.loyalty(job, baseline.loyalty(job))
    assert len({finding.key for finding in found}) == len(found)
    return {finding.key: finding for finding in found}


def _words(job: Job) -> str:
    """Everything the two chapters say: findings, titles, labels, notes and what is drawn."""
    context, loyalty = baseline.context(job), baseline.loyalty(job)
    findings = (*say.context(job, context), *say.loyalty(job, loyalty))
    blocks = (
        *sections.context(job, context, findings[:1]),
        *sections.loyalty(job, loyalty, findings[1:]),
        *sections.loyalty_by_segment(job, loyalty),
    )
    told = [part for one in findings for part in (one.text, one.plain, one.decision, one.evidence)]
    return " ".join([*told, *(str(to_json(block)) for block in blocks)])


def test_who_is_free_to_go_and_high_on_both_is_truly_loyal(job: Job) -> None:
    found = _said(job)
    true = found["loyalty.true.attitude.behaviour"]
    share = round(100 * true.numbers["estimate"])
    assert re.match(
        rf"{share}% of customers \(margin \d+% to \d+%\) score 60 or higher on both .*: truly loyal",
        true.text,
    )
    assert true.strength == "fact"
    assert "loyalty.attitude.attitude" not in found
    latent = found["loyalty.latent.attitude.behaviour"]
    assert "loyal in what they feel, not in what they do" in latent.text


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("choice", BOUND)
def test_who_is_not_free_to_go_is_never_called_loyal_for_what_they_do(
    job: Job, choice: Choice, language: str
) -> None:
    told = replace(in_context(job, choice), language=Language(language))
    assert not LOYAL_BY_BEHAVIOUR.search(_words(told))
    free = replace(in_context(job, "free"), language=Language(language))
    assert LOYAL_BY_BEHAVIOUR.search(_words(free))


@pytest.mark.parametrize("choice", BOUND)
def test_without_a_free_choice_attitude_leads_and_behaviour_carries_a_warning(
    job: Job, choice: Choice
) -> None:
    found = _said(in_context(job, choice))
    felt = found["loyalty.attitude.attitude"]
    assert felt.strength == "fact"
    assert felt.plain
    true, spurious = (found[f"loyalty.{group}.attitude.behaviour"] for group in ("true", "spurious"))
    assert {true.strength, spurious.strength} == {"warning"}
    assert true.plain == ""
    assert felt.weight > max(true.weight, spurious.weight) - 0.2
    assert "only what they feel says whether they are loyal" in true.text
    assert "they are not attached" in spurious.text
    assert "loyalty.latent.attitude.behaviour" not in found
    assert ("loyalty.convenience" in found) == (choice != "monopoly")


@pytest.mark.parametrize("choice", ["free", *BOUND])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_context_is_stated_with_what_it_means(job: Job, choice: Choice, language: str) -> None:
    told = replace(in_context(job, choice), language=Language(language))
    (found,) = say.context(told, baseline.context(told))
    words = {
        "free": ("can go elsewhere when they want", "naar een ander als zij dat willen"),
        "contract": ("bound by a contract", "aan een contract vast"),
        "nearby": ("because it is nearby", "omdat het dichtbij is"),
        "monopoly": ("says nothing about loyalty", "zegt niets over loyaliteit"),
    }
    assert words[choice][language == "nl"] in found.text
    assert found.strength == ("fact" if choice == "free" else "warning")
    assert bool(found.plain) == (choice != "free")


def test_a_client_who_says_nothing_of_choice_has_no_such_chapter(job: Job) -> None:
    assert say.context(job, baseline.context(job)) == ()
    assert sections.context(job, None, ()) == ()


def test_how_many_are_near_a_line_is_said_with_both_errors(job: Job) -> None:
    result = baseline.loyalty(job)
    (groups,) = result.groups
    band = _said(job)["loyalty.band.attitude.behaviour"]
    share = round(100 * groups.band.at["either", "estimate"])
    assert band.text.startswith(f"{share}% of customers (margin ")
    assert groups.sems[0] is not None
    assert f"less than {round(groups.sems[0])} points from it on “Attitude”" in band.text
    alone = replace(groups, sems=(groups.sems[0], None))
    (found,) = [
        one
        for one in say.loyalty(job, replace(result, groups=(alone,)))
        if one.key.startswith("loyalty.band")
    ]
    assert "How exactly “Behaviour” is measured is not known." in found.text


def test_segments_are_said_to_differ_only_where_the_test_says_so(job: Job) -> None:
    found = _said(job)
    (region,) = [one for one in found.values() if one.strength == "shown" and "segments" in one.key]
    assert "differs within “region”, by more than" in region.text
    same = found["loyalty.segments.same.attitude.behaviour"]
    assert same.strength == "not_shown"
    assert "“channel”" in same.text
    (groups,) = baseline.loyalty(job).groups
    untested = tuple(replace(one, test=None, p=float("nan")) for one in groups.segments)
    result = replace(baseline.loyalty(job), groups=(replace(groups, segments=untested),))
    (few,) = [one for one in say.loyalty(job, result) if "segment" in one.key]
    assert few.strength == "too_few"
    for tested, opening in (
        ("three", "How customers divide over high on both"),
        ("both", "The share of cust"),
    ):
        halves = tuple(replace(one, tested=tested) for one in groups.segments)
        result = replace(result, groups=(replace(groups, segments=halves),))
        (both,) = [one for one in say.loyalty(job, result) if f".segments.{tested}" in one.key]
        assert both.text.startswith(opening)
    (same,) = [one for one in say.loyalty(job, result) if ".same" in one.key]
    assert same.text.startswith("That the share who score high on both")


def test_of_clients_without_any_difference_between_segments_five_per_cent_are_said_to_have_one(
    job: Job,
) -> None:
    wrong, trials = 0, 60
    for trial in range(trials):
        order = np.random.default_rng([4, trial]).permutation(len(job.survey.items))
        segments = job.survey.segments.iloc[order].reset_index(drop=True)
        mixed = replace(job, surveys=(replace(job.survey, segments=segments),))
        wrong += any(one.strength == "shown" for one in _said(mixed).values())
    # 5% with a Monte Carlo error of 2.8 points.
    assert wrong / trials < 0.13


def test_held_customers_in_both_languages(job: Job) -> None:
    english, dutch = _said(job), _said(replace(job, language=Language("nl")))
    assert "customers out of convenience" in english["loyalty.convenience"].text
    assert "klanten uit gemak" in dutch["loyalty.convenience"].text
    assert "captive customers" in english["loyalty.captive"].text
    bound = _said(in_context(job, "contract"))["loyalty.convenience"]
    assert "little keeps them once their contract ends" in bound.text
    assert "convenience" not in bound.text + bound.plain + bound.decision


def test_a_hidden_group_is_not_said(job: Job) -> None:
    result = baseline.loyalty(job)
    (groups,) = result.groups
    table = groups.table.copy()
    table.loc[["true", "none"], ["estimate", "low", "high", "sure"]] = np.nan
    found = say.loyalty(job, replace(result, groups=(replace(groups, table=table),)))
    assert not any(one.key.startswith("loyalty.true") for one in found)


def test_where_nobody_varies_nothing_breaks(job: Job) -> None:
    same = {name: job.survey.items[name] * 0 + 6 for name in ("a1", "a2", "a3", "b1", "b2")}
    found = _said(with_items(job, **same))
    assert "loyalty.unreliable.attitude.behaviour" in found
