"""Value at stake of an engagement: from orders, or from a stated revenue."""

import numpy as np
import pytest

from tests.analysis.baseline.bought import VALUE, bought, short, with_minimum
from tests.analysis.conftest import job_of
from toolkit.analysis.baseline.customers import customers_of, of_respondents
from toolkit.analysis.baseline.value import value
from toolkit.analysis.job import construct_scores
from toolkit.measures.proportions import proportion

__all__ = ["bought", "job_of"]

FROM_ORDERS = VALUE.format(size=5000, revenue="")
STATED = VALUE.format(size=5000, revenue="revenue_per_customer = 100.0")


def test_without_value_there_is_nothing(bought):
    assert value(bought()) is None


def test_with_orders_each_counts_with_what_was_spent(bought):
    job = bought(value=FROM_ORDERS)
    found = value(job)
    assert found.from_orders
    spent = customers_of(job).frame["amount_year"]
    assert found.revenue == pytest.approx(spent.sum())
    assert found.customers == len(spent)
    group = found.groups[0]
    own = of_respondents(job, customers_of(job))["amount_year"]
    low = construct_scores(job, ("attitude",))["attitude"] < 60
    share = own[low].sum() / own.sum()
    assert group.name == "not_attached"
    assert group.stake.share.value == pytest.approx(share)
    assert group.stake.value.value == pytest.approx(share * spent.sum() * 0.25 * 2)
    assert group.customers.value == pytest.approx(low.mean())
    assert found.respondents == 240


def test_parts_of_those_not_attached_add_up_to_them(bought):
    found = {group.name: group.stake.share.value for group in value(bought(value=FROM_ORDERS)).groups}
    assert found["spurious"] + found["none"] == pytest.approx(found["not_attached"])
    assert found["captive"] < found["not_attached"]


def test_a_stated_revenue_is_the_same_for_all(bought):
    job = bought(orders=None, value=STATED)
    found = value(job)
    assert not found.from_orders
    assert (found.revenue, found.customers) == (500_000.0, 5000)
    low = construct_scores(job, ("attitude",))["attitude"] < 60
    wanted = proportion(low.astype(float))
    stake = found.groups[0].stake.value
    assert (stake.value, stake.low, stake.high) == pytest.approx(
        tuple(250_000 * one for one in (wanted.value, wanted.low, wanted.high))
    )


def test_orders_of_nobody_who_answered_leave_the_stated_revenue(bought):
    strangers = {"keys": [f"x{place}" for place in range(240)]}
    found = value(bought(value=STATED, **strangers))
    assert (found.from_orders, found.unused, found.revenue) == (False, "few", 500_000.0)
    without = value(bought(value=FROM_ORDERS, **strangers))
    assert (without.unused, without.groups, without.revenue) == ("few", (), 0.0)


def test_of_orders_of_less_than_a_year_no_value_a_year_is_made(bought):
    found = value(short(bought(value=FROM_ORDERS)))
    assert (found.unused, found.groups, found.revenue) == ("short", (), 0.0)
    assert found.days == 153  # 1 August to 31 December
    stated = value(short(bought(value=STATED)))
    assert (stated.from_orders, stated.unused, stated.revenue) == (False, "short", 500_000.0)
    assert stated.groups
    assert value(bought(value=FROM_ORDERS)).unused == ""


def test_orders_without_a_key_in_the_answers_are_told_not_to_count(bought):
    assert value(bought(value=FROM_ORDERS, key="")).unused == "no_key"


def test_groups_too_small_are_left_out_with_what_they_follow_from(bought):
    low = np.where(np.arange(240) < 20, 2, 9)
    behaviour = np.where(np.arange(240) < 4, 9, 2)
    job = bought(value=FROM_ORDERS, a1=low, a2=low, b1=behaviour, l1=behaviour)
    assert [group.name for group in value(job).groups] == ["not_attached"]
    assert value(with_minimum(job, 25)) is None


def test_scales_that_do_not_hold_are_told(bought):
    generator = np.random.default_rng(5)
    job = bought(value=FROM_ORDERS, a1=generator.integers(0, 11, 240), a2=generator.integers(0, 11, 240))
    assert all(group.unreliable == ("attitude",) for group in value(job).groups)


def test_the_few_without_another_score_are_in_no_group(bought):
    # With them in one base and not in the other, what they spent would follow.
    behaviour = np.where(np.arange(240) < 4, np.nan, np.arange(240) % 11)
    found = value(bought(value=FROM_ORDERS, b1=behaviour))
    assert {group.stake.share.n for group in found.groups} == {found.respondents} == {236}


def spending(job, who, amount):
    """The same job, with one more order, of so much."""
    path = job.engagement.folder / "data" / "orders.csv"
    path.write_text(path.read_text("utf-8") + f"{who};2024-05-05 10:00:00;{amount}.00\n", encoding="utf-8")
    return job


def test_of_one_customer_who_spends_most_no_money_is_told(bought):
    # The revenue of all would be what a stranger to the survey spends.
    found = value(spending(bought(value=FROM_ORDERS), "groot", 10_000_000))
    assert (found.unused, found.groups, found.revenue) == ("dominated", (), 0.0)
    assert not value(spending(bought(value=STATED), "groot", 10_000_000)).from_orders


def test_a_group_in_which_one_spends_most_is_left_out_with_what_it_follows_from(bought):
    job = bought(value=FROM_ORDERS)
    low = construct_scores(job, ("attitude",))["attitude"] < 60
    own = of_respondents(job, customers_of(job))["amount_year"]
    # Under half of the money of all, and most of that of those who are not attached.
    found = value(spending(job, f"k{low.idxmax()}", int(1.5 * own[low].sum())))
    assert found is None
