"""The best plan under budget and capacity."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.actions.cases import brute_force, random_case
from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.options import Limits, Options, options_of
from toolkit.drivers.actions.plans import all_plans
from toolkit.drivers.actions.programme import Programme
from toolkit.errors import StatisticsError


def options(gain, cost, weeks, drivers=None, ceiling=1000.0, most=np.inf):
    size = len(gain)
    names = tuple(drivers or (f"d{place}" for place in range(size)))
    return Options(
        tuple("abcdefgh"[:size]),
        np.array(gain, dtype=float),
        np.array(cost, dtype=float),
        np.array(weeks, dtype=float),
        names,
        dict.fromkeys(names, ceiling),
        most,
    )


def test_the_choice_is_that_of_trying_every_plan():
    capped = 0
    for seed in range(200):
        case, limits = random_case(seed)
        choice = choose(case, limits)
        worth, cost = brute_force(case, limits)
        assert choice.value == pytest.approx(worth, abs=1e-9), seed
        assert choice.cost == pytest.approx(cost), seed
        assert limits.budget is None or choice.cost <= limits.budget, seed
        assert limits.capacity is None or (choice.weeks <= limits.capacity + 1e-9).all(), seed
        capped += case.ceilings_bind
    assert capped > 40


@settings(max_examples=15)
@given(seed=st.integers(1000, 2000), factor=st.sampled_from([2.0, 10.0]))
def test_a_cost_that_is_not_made_changes_nothing_when_it_doubles(seed, factor):
    case, limits = random_case(seed)
    choice = choose(case, limits)
    dearer = replace(case, cost=np.where(choice.chosen, case.cost, factor * case.cost + 1))
    again = choose(dearer, limits)
    assert again.starts.tolist() == choice.starts.tolist()
    assert again.value == choice.value
    assert again.cost == choice.cost


@settings(max_examples=10)
@given(seed=st.integers(3000, 4000))
def test_more_money_time_or_quarters_never_gain_less(seed):
    case, limits = random_case(seed)
    limits = replace(limits, budget=10.0, capacity=6.0)
    value = choose(case, limits).value
    assert choose(case, replace(limits, budget=15.0)).value >= value - 1e-9
    assert choose(case, replace(limits, capacity=12.0)).value >= value - 1e-9
    assert choose(case, replace(limits, budget=None, capacity=None)).value >= value - 1e-9


@settings(max_examples=10)
@given(seed=st.integers(5000, 6000))
def test_the_unit_of_money_and_of_gain_changes_nothing(seed):
    case, limits = random_case(seed)
    limits = replace(limits, budget=12.0)
    starts = choose(case, limits).starts
    money = choose(replace(case, cost=case.cost * 5000), replace(limits, budget=60000.0)).starts
    assert money.tolist() == starts.tolist()
    ceiling = {name: one * 1e-3 for name, one in case.ceiling.items()}
    small = replace(case, gain=case.gain * 1e-3, ceiling=ceiling, most=case.most * 1e-3)
    assert choose(small, limits).starts.tolist() == starts.tolist()


def test_without_limits_all_that_gains_is_done_at_once():
    choice = choose(options([1, 0, -1, 2], [9e9, 1, 1, 1], [99, 1, 1, 1]), Limits())
    assert choice.starts.tolist() == [0, -1, -1, 0]
    assert choice.left_out == {"b": "no_gain", "c": "no_gain"}
    assert (choice.gain, choice.value) == (3.0, 12.0)
    assert choice.weeks.tolist() == [100, 0, 0, 0]


def test_nothing_that_gains_is_nothing_chosen():
    choice = choose(options([0, -1], [0, 0], [1, 1]), Limits(budget=10))
    assert not choice.chosen.any()
    assert (choice.value, choice.gain, choice.cost) == (0, 0, 0)


def test_what_gains_more_goes_first_where_there_is_time_for_one():
    choice = choose(options([1, 2], [5, 5], [6, 6]), Limits(capacity=6, quarters=2))
    assert choice.starts.tolist() == [1, 0]
    assert choice.reached.tolist() == [2, 3]


def test_of_level_plans_the_cheaper_is_taken_and_then_the_first_of_the_list():
    assert choose(options([2, 2], [6, 5], [1, 1]), Limits(budget=6, quarters=1)).starts.tolist() == [-1, 0]
    assert choose(options([2, 2], [5, 5], [1, 1]), Limits(budget=6, quarters=1)).starts.tolist() == [0, -1]
    both = choose(options([2, 2], [5, 5], [3, 3]), Limits(capacity=3, quarters=2))
    assert both.starts.tolist() == [0, 1]
    dear_first = choose(options([2, 2], [9, 1], [3, 3]), Limits(capacity=3, quarters=2))
    assert dear_first.starts.tolist() == [0, 1]


def test_work_beyond_the_capacity_is_spread_and_gains_when_it_is_finished():
    choice = choose(options([4, 1], [0, 0], [20, 4]), Limits(capacity=9, quarters=3))
    # 20 weeks at 9 a quarter take three quarters, 6.7 weeks in each: no room for 4 weeks beside it.
    assert (choice.starts.tolist(), choice.ends.tolist()) == ([0, -1], [2, -1])
    assert choice.weeks == pytest.approx([20 / 3] * 3)
    # In its place the small one would gain 1 for three quarters, less than 4 for one.
    assert (choice.value, choice.left_out) == (4, {"b": "crowded_out"})


def test_it_is_said_why_an_action_is_left_out():
    case = options([4, 4, 4, 0], [0, 11, 10, 0], [40, 1, 1, 1])
    choice = choose(case, Limits(budget=10, capacity=9, quarters=4))
    assert choice.left_out == {"a": "too_long", "b": "too_dear", "d": "no_gain"}
    crowded = choose(options([4, 3], [10, 10], [1, 1]), Limits(budget=10))
    assert crowded.left_out == {"b": "crowded_out"}


def test_a_driver_gains_no_more_than_its_scale_has_room_for():
    case = options([3, 2, 1], [5, 5, 5], [1, 1, 1], drivers=("x", "x", "y"), ceiling=3.0)
    choice = choose(case, Limits(budget=10, quarters=1))
    assert choice.starts.tolist() == [0, -1, 0]
    assert choice.gain == 4
    # What adds nothing is left out, also where there is money for it.
    rich = choose(case, Limits(budget=20, quarters=1))
    assert rich.starts.tolist() == [0, -1, 0]
    assert rich.left_out == {"b": "no_room"}
    assert choose(case, Limits(budget=20, capacity=2, quarters=1)).left_out == {"b": "crowded_out"}
    all_of_it = choose(replace(case, most=3.5), Limits(quarters=1))
    assert all_of_it.gain == 3.5


def test_budget_and_capacity_may_be_met_exactly():
    case = options([1, 1, 1], [0.1, 0.2, 0.3], [0.1, 0.2, 0.3])
    assert choose(case, Limits(budget=0.6, capacity=0.6, quarters=1)).chosen.all()
    assert choose(options([1], [0], [1]), Limits(budget=0)).chosen.all()
    assert not choose(options([1], [1], [1]), Limits(budget=0)).chosen.any()


def test_every_plan_that_is_written_out_is_allowed_and_full_and_one_is_best():
    for seed in range(40):
        case, limits = random_case(seed)
        case = replace(case, ceiling=dict.fromkeys(case.ceiling, np.inf), most=np.inf)
        plans = all_plans(case, limits)
        span = limits.span(case.weeks)
        worths = []
        for plan in plans:
            kept = np.where(case.gain > 0, plan, -1)
            chosen = plan >= 0
            assert limits.affords(case.cost[chosen].sum())
            assert ((plan + span <= limits.quarters) | ~chosen).all()
            worths.append(case.by_quarter(kept, limits).sum())
        assert max(worths) == pytest.approx(brute_force(case, limits)[0])
        assert len({tuple(plan) for plan in plans}) == len(plans)


def test_too_many_plans_are_not_written_out():
    case = options([1] * 8, [1] * 8, [1] * 8)
    assert all_plans(case, Limits(capacity=3), most=1000) is None
    assert len(all_plans(case, Limits(budget=4), most=1000)) == 70


def test_the_cheapest_plan_with_an_action():
    case = options([4, 3, 1], [60, 50, 40], [1, 1, 1])
    programme = Programme(case, Limits(budget=100, quarters=1), [True] * 3)
    assert programme.cheapest_with(0, 5.0) == 40
    assert programme.cheapest_with(0, 6.0) == 50
    assert programme.cheapest_with(0, 9.0) is None


def test_a_solver_without_an_answer_is_an_error(monkeypatch):
    import scipy.optimize

    class Nothing:
        status, x, message = 1, None, "time limit reached"

    monkeypatch.setattr(scipy.optimize, "milp", lambda *_, **__: Nothing)
    with pytest.raises(StatisticsError, match="best plan was not found"):
        choose(options([1], [1], [1]), Limits())


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        ({"budget": -1}, "budget is -1"),
        ({"budget": np.nan}, "budget is nan"),
        ({"capacity": 0}, "capacity is 0"),
        ({"quarters": 0}, "quarters is 0"),
    ],
)
def test_means_that_cannot_be(limits, what):
    with pytest.raises(StatisticsError, match=what):
        Limits(**limits)


def test_options_take_the_room_of_scales_along(gains):
    case = options_of(gains, "attitude")
    assert case.ceiling == {"trust": pytest.approx(0.5 * 20), "image": pytest.approx(0.25 * 40)}
    assert case.most == 45
    assert case.gain.tolist() == pytest.approx([2.5, 0.5])
