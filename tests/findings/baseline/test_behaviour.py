"""What is said of orders and of value at stake: never more than a test or a count supports."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.baseline.bought import VALUE, bought, short
from tests.analysis.conftest import job_of
from toolkit.analysis.baseline import behaviour, value
from toolkit.findings import baseline as say
from toolkit.findings.baseline.attached import attached as say_attached
from toolkit.findings.baseline.behaviour import cohort_label
from toolkit.language import Language
from toolkit.measures.behaviour.log_rank import LogRank
from toolkit.simulate.orders import Shop

__all__ = ["bought", "job_of"]

FROM_ORDERS = VALUE.format(size=5000, revenue="")


def told(job, result):
    return {finding.key: finding for finding in say.behaviour(job, result)}


def test_nothing_to_say_of_nothing(bought):
    job = bought(orders=None)
    assert say.behaviour(job, behaviour(job)) == ()
    assert say.value(job, value(job)) == ()


def test_what_is_shown_is_said_and_what_is_not_is_said_too(bought):
    job = bought()
    found = told(job, behaviour(job))
    assert found["behaviour.repeat"].strength == "fact"
    assert found["behaviour.attached.attitude.purchases_year"].strength == "shown"
    assert "also buy more often" in found["behaviour.attached.attitude.purchases_year"].text
    assert found["behaviour.cohorts"].strength == "not_shown"
    assert not found["behaviour.cohorts"].plain
    other = bought(shop=Shop(rate=6.0, lapse=0.5), seed=4)
    one = told(other, behaviour(other))["behaviour.attached.attitude.purchases_year"]
    assert (one.strength, one.plain) == ("not_shown", "")


def test_cohorts_that_differ_are_named_by_their_own_test(bought):
    job = bought()
    result = behaviour(job)
    pairs = result.cohorts.pairs.assign(p_holm=[0.001, 0.5, 0.5], excess=[5.0, 0.0, 0.0])
    apart = replace(result.cohorts, test=LogRank(15.0, 2, 0.0005, 300, 5.0), pairs=pairs)
    one = told(job, replace(result, cohorts=apart, cohort_p=0.001))["behaviour.cohorts"]
    assert one.strength == "shown"
    assert one.plain == "New customers of 2022 stop buying sooner than those of 2023."
    turned = replace(apart, pairs=pairs.assign(excess=[-5.0, 0.0, 0.0]))
    other = told(job, replace(result, cohorts=turned, cohort_p=0.001))["behaviour.cohorts"]
    assert other.plain == "New customers of 2023 stop buying sooner than those of 2022."
    vague = replace(apart, pairs=pairs.assign(p_holm=0.2))
    third = told(job, replace(result, cohorts=vague, cohort_p=0.001))["behaviour.cohorts"]
    assert (third.strength, third.plain) == ("shown", "")


def test_an_unreliable_attitude_carries_no_claim(bought):
    generator = np.random.default_rng(5)
    noise = {name: generator.integers(0, 11, 240) for name in ("a1", "a2")}
    job = bought(value=FROM_ORDERS, **noise)
    found = told(job, behaviour(job))
    assert found["behaviour.unreliable.attitude"].strength == "warning"
    assert not [key for key in found if key.startswith("behaviour.attached")]
    money = {finding.key: finding for finding in say.value(job, value(job))}
    assert set(money) == {"value.unreliable", "value.no_forecast"}


@pytest.mark.parametrize(
    ("options", "strength", "words"),
    [
        ({}, "fact", "240 of the 240 respondents (100%)"),
        ({"key": ""}, "warning", "carry no customer key"),
        ({"keys": [f"x{place}" for place in range(240)]}, "warning", "Fewer than 10 respondents"),
        (
            {"keys": [f"{'k' if place < 60 else 'x'}{place}" for place in range(240)]},
            "warning",
            "60 of the 240",
        ),
    ],
)
def test_how_many_were_found(options, strength, words, bought):
    job = bought(**options)
    one = told(job, behaviour(job))["behaviour.found"]
    assert one.strength == strength
    assert words in one.text


def test_value_is_said_with_its_margin_and_is_no_forecast(bought):
    job = bought(value=FROM_ORDERS)
    result = value(job)
    found = {finding.key: finding for finding in say.value(job, result)}
    first = found["value.not_attached"]
    money = job.language.money
    assert money(result.groups[0].stake.value.value, "EUR") in first.text
    assert money(result.groups[0].stake.value.low, "EUR") in first.text
    assert "over 2 years" in first.text
    assert "if nothing changes" in first.plain
    assert "no forecast" in found["value.no_forecast"].text
    assert all(finding.strength == "fact" for finding in found.values())


def test_orders_of_less_than_a_year_are_told_and_never_as_a_year(bought):
    job = short(bought(value=FROM_ORDERS))
    (one,) = say.value(job, value(job))
    assert (one.key, one.strength) == ("value.unused", "warning")
    assert one.text == (
        "The order files cover 153 of the 365 days up to 31 December 2024, so that no amount for a year follows from "
        "them. No revenue per customer is stated either, so that no value is given."
    )
    stated = short(bought(value=VALUE.format(size=5000, revenue="revenue_per_customer = 100.0")))
    first, *others = say.value(stated, value(stated))
    assert first.text.endswith("The amounts here rest on the stated revenue per customer instead.")
    assert others
    texts = [one.text + one.plain for one in (*others, *say.behaviour(job, behaviour(job)))]
    assert not any("last year" in text for text in texts)
    shown = next(one for one in behaviour(bought()).attached if one.act == "purchases_year")
    means = say_attached(job, shown, 153).text
    assert "times in the 153 days of these orders" in means


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"keys": [f"x{place}" for place in range(240)]},
            "Fewer than 10 respondents, after weighting, were found",
        ),
        ({"key": ""}, "carry no customer key"),
    ],
)
def test_orders_that_do_not_count_are_told(options, words, bought):
    job = bought(value=FROM_ORDERS, **options)
    (one,) = say.value(job, value(job))
    assert words in one.text


@pytest.mark.parametrize(
    ("cohort", "english", "dutch"),
    [("2024", "2024", "2024"), ("2024Q1", "Q1 2024", "kwartaal 1 van 2024"), ("2024-03", "3/2024", "3/2024")],
)
def test_cohorts_are_named_in_the_readers_language(cohort, english, dutch, bought):
    job = bought(orders=None)
    assert cohort_label(job, cohort) == english
    assert cohort_label(replace(job, language=Language("nl")), cohort) == dutch


def test_coming_back_says_little_where_customers_have_no_choice(bought):
    free, bound = bought(), bought(value='[context]\nchoice = "monopoly"\n')
    assert "behaviour.bound" not in told(free, behaviour(free))
    found = told(bound, behaviour(bound))
    assert found["behaviour.bound"].strength == "warning"
    assert not any(
        found[key].plain or found[key].decision for key in ("behaviour.repeat", "behaviour.returned")
    )
    assert told(free, behaviour(free))["behaviour.repeat"].plain
