"""What would change the choice."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.actions.cases import effects_of, random_case
from toolkit.drivers.actions import weighing as weighing_module
from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.gain import Action, Outcome, simulated_gains
from toolkit.drivers.actions.options import Limits, options_of
from toolkit.drivers.actions.sensitivity import break_even_costs, sensitivity
from toolkit.drivers.actions.weighing import ceilings_may_bind, weighing_of

ONE_QUARTER = Limits(budget=100, quarters=1)


def known_gains():
    """Three actions; only the effect of trust is uncertain: .1, .3, .5 or .7."""
    actions = [
        Action("a", "trust", (6, 6, 6), cost=60, weeks=1),
        Action("b", "image", (4, 4, 4), cost=50, weeks=1),
        Action("c", "image", (2, 2, 2), cost=40, weeks=1),
    ]
    outcome = Outcome(effects_of(trust=[0.1, 0.3, 0.5, 0.7], image=0.5), now=50)
    return simulated_gains(actions, {"trust": 50, "image": 50}, [outcome])


def uncertain_gains(seed=1, draws=200, score=50.0):
    """Five actions on three drivers, everything uncertain."""
    rng = np.random.default_rng(seed)
    effects = effects_of(**{name: rng.normal(0.3, 0.12, draws) for name in ("trust", "image", "involvement")})
    actions = [
        Action("a", "trust", (1, 4, 8), cost=60, weeks=4),
        Action("b", "image", (0, 3, 6), cost=30, weeks=3),
        Action("c", "image", (1, 2, 4), cost=25, weeks=5),
        Action("d", "involvement", (0, 4, 9), cost=45, weeks=4, reach=0.8),
        Action("e", "trust", (0, 1, 3), cost=0, weeks=2),
    ]
    scores = dict.fromkeys(effects.names, score)
    return simulated_gains(actions, scores, [Outcome(effects, now=50.0)], seed=seed)


def test_the_worked_example_by_hand():
    # Gains 2.4, 2 and 1 for 60, 50 and 40: of a budget of 100 a and c are best. With an effect of trust under a
    # third b and c are; that is half of the draws, in which they gain 1.4 and .2 more: .4 on average over all four.
    gains = known_gains()
    choice = choose(options_of(gains, "attitude"), ONE_QUARTER)
    assert choice.chosen.tolist() == [True, False, True]
    found = sensitivity(gains, "attitude", ONE_QUARTER, choice)
    assert found.exact
    assert found.same_first == 0.5
    trust = found.factors.iloc[0]
    assert trust[["kind", "name"]].tolist() == ["effect", "trust"]
    assert trust["spread"] == pytest.approx(6 * math.sqrt(0.05))
    assert trust[["part", "differs"]].tolist() == [1, 0.5]
    assert trust["worth"] == pytest.approx(0.4)
    assert (found.factors.iloc[1:][["spread", "part", "differs", "worth"]] == 0).all(axis=None)
    # a: without it b and c bring 3, which a and c also do, and c costs 40. b: only with a, which costs 60, is it more
    # than 3.4. c: without it a brings 2.4, which b and c also do, and b costs 50.
    assert found.costs["break_even"].tolist() == pytest.approx([60, 40, 50])
    assert found.costs["chosen"].tolist() == [True, False, True]
    assert found.costs["cost"].tolist() == [60, 50, 40]


def test_a_break_even_is_where_the_choice_turns():
    checked = 0
    for seed in range(200, 240):
        case, limits = random_case(seed)
        limits = replace(limits, budget=limits.budget or 15.0)
        # No two plans are level.
        noise = np.random.default_rng(seed).uniform(0.001, 0.01, len(case.gain))
        case = replace(case, gain=np.where(case.gain > 0, case.gain + noise, case.gain))
        choice = choose(case, limits)
        table = break_even_costs(case, limits, choice)
        for place, limit in enumerate(table["break_even"]):
            if math.isnan(limit):
                continue
            cost = case.cost.copy()
            cost[place] = limit + 0.25
            assert not choose(replace(case, cost=cost), limits).chosen[place], (seed, place)
            if limit >= 0.25:
                cost[place] = limit - 0.25
                assert choose(replace(case, cost=cost), limits).chosen[place], (seed, place)
            checked += 1
    assert checked > 50


def test_of_level_actions_the_cost_of_the_other_is_the_break_even():
    # The same is expected of both.
    both = [
        Action(key, "trust", (2, 5, 9), cost=cost, weeks=1) for key, cost in (("dear", 50), ("cheap", 10))
    ]
    outcome = Outcome(effects_of(trust=[0.3, 0.4, 0.5]), now=50)
    gains = simulated_gains(both, {"trust": 50}, [outcome])
    # At 45 there is money for both; where there is only time for one, the dear one has to be the cheaper.
    for limits, least in ((Limits(budget=55, quarters=1), 45), (Limits(capacity=1, quarters=1), 10)):
        choice = choose(options_of(gains, "attitude"), limits)
        assert choice.chosen.tolist() == [False, True]
        table = break_even_costs(options_of(gains, "attitude"), limits, choice)
        assert table["break_even"].tolist() == [least, 50]


def test_without_a_budget_no_cost_turns_the_choice():
    case, _ = random_case(7)
    case = replace(case, gain=np.where(np.arange(len(case.gain)) == 0, -1.0, 2.0))
    choice = choose(case, Limits())
    table = break_even_costs(case, Limits(), choice)
    assert math.isnan(table["break_even"].iloc[0])
    assert all(math.isinf(one) for one in table["break_even"].iloc[1:])


@pytest.mark.parametrize("limits", [Limits(90, 7, 3), Limits(100, None, 2), Limits(None, 5, 3)])
def test_every_draw_gets_the_plan_that_the_solver_finds_for_it(limits):
    gains = uncertain_gains(draws=60)
    choice = choose(options_of(gains, "attitude"), limits)
    weighing = weighing_of(gains, "attitude", limits, choice)
    assert weighing.exact
    effects = np.array([gains.outcomes["attitude"].effect_of(one.driver) for one in gains.actions])
    worth, first, base = weighing.weigh(gains.changes, effects)
    options = options_of(gains, "attitude")
    for draw in range(0, 60, 4):
        own = choose(replace(options, gain=gains.changes[:, draw] * effects[:, draw]), limits)
        assert worth[draw] == pytest.approx(own.value, abs=1e-4)
        assert first[:, draw].tolist() == own.first.tolist()
    assert (worth >= base - 1e-9).all()


def test_plans_found_by_the_solver_tell_the_same_as_all_plans():
    gains, limits = uncertain_gains(draws=120), Limits(90, 7, 2)
    choice = choose(options_of(gains, "attitude"), limits)
    exact = sensitivity(gains, "attitude", limits, choice)
    found = sensitivity(gains, "attitude", limits, choice, solved_draws=12)
    assert exact.exact
    assert not found.exact
    columns = ["spread", "differs", "worth"]
    assert found.factors[columns].to_numpy() == pytest.approx(exact.factors[columns].to_numpy(), abs=0.02)
    assert found.same_first == pytest.approx(exact.same_first, abs=0.05)


def test_where_a_ceiling_may_bind_the_solver_is_asked():
    gains, limits = uncertain_gains(draws=60, score=95.0), Limits(90, None, 1)
    choice = choose(options_of(gains, "attitude"), limits)
    assert ceilings_may_bind(gains, "attitude")
    weighing = weighing_of(gains, "attitude", limits, choice, solved_draws=1)
    worth, _, base = weighing.weigh(gains.changes, np.full(gains.changes.shape, 0.3))
    most = 0.3 * 5 * 3
    assert worth.max() <= most + 1e-9
    assert (worth >= base).all()


def test_an_outcome_near_its_end_is_a_ceiling_too():
    gains = uncertain_gains(draws=60)
    near = replace(gains, outcomes={"attitude": replace(gains.outcomes["attitude"], now=99.0)})
    choice = choose(options_of(near, "attitude"), Limits())
    assert choice.gain == 1
    assert ceilings_may_bind(near, "attitude")
    assert not ceilings_may_bind(gains, "attitude")


def test_too_many_plans_are_left_to_the_solver(monkeypatch):
    monkeypatch.setattr(weighing_module, "all_plans", lambda *_: None)
    monkeypatch.setattr(weighing_module, "SOLVED_DRAWS", 2)
    gains, limits = uncertain_gains(draws=40), Limits(90, 7, 2)
    choice = choose(options_of(gains, "attitude"), limits)
    assert not weighing_of(gains, "attitude", limits, choice).exact


@settings(max_examples=5)
@given(seed=st.integers(0, 500))
def test_parts_make_a_whole_and_chances_are_chances(seed):
    gains = uncertain_gains(seed=seed, draws=80)
    limits = Limits(100, None, 2)
    choice = choose(options_of(gains, "attitude"), limits)
    found = sensitivity(gains, "attitude", limits, choice)
    if choice.chosen.any():
        assert found.factors["part"].sum() == pytest.approx(1)
    assert found.factors["differs"].between(0, 1).all()
    assert (found.factors["worth"] >= 0).all()
    # Knowing a number that never changes the plan is worth nothing.
    settled = found.factors[(found.factors["differs"] == 0) & (found.factors["kind"] == "lift")]
    assert (settled["worth"] < 0.2).all()


def test_nothing_chosen_has_no_spread():
    gains = uncertain_gains(draws=40)
    limits = Limits(budget=0, quarters=1)
    none = replace(gains, actions=gains.actions[:4], changes=gains.changes[:4], cut=gains.cut[:4])
    choice = choose(options_of(none, "attitude"), limits)
    found = sensitivity(none, "attitude", limits, choice)
    assert not choice.chosen.any()
    assert found.factors["part"].isna().all()
    assert found.same_first == 1
    assert (found.costs["break_even"] == 0).all()
