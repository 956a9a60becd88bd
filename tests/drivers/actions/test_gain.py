"""What each action may bring."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.drivers.actions.cases import effects_of
from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.gain import Action, Outcome, best_chances, simulated_gains
from toolkit.drivers.actions.lift import drawn_lifts, pert_mean, pert_quantile
from toolkit.drivers.actions.options import Limits, options_of
from toolkit.errors import StatisticsError

ONE = Action("call", "trust", (2, 5, 9), cost=2000, weeks=3)
SCORES = {"trust": 60.0, "image": 50.0}


def outcome(name="attitude", now=55.0, ends=(0.0, 100.0), **draws):
    return Outcome(effects_of(name, **draws), now, ends)


def test_lifts_have_the_moments_and_quantiles_of_a_stretched_beta():
    # The other implementation is scipy's beta; mean and variance are the closed forms of the field.
    theirs = stats.beta(1 + 4 * 3 / 7, 1 + 4 * 4 / 7, loc=2, scale=7)
    levels = np.linspace(0, 1, 21)
    assert pert_quantile(levels, 2, 5, 9) == pytest.approx(theirs.ppf(levels), abs=1e-12)
    drawn = drawn_lifts([(2, 5, 9)], 2_000, np.random.default_rng(3))[0]
    mean = pert_mean(2, 5, 9)
    assert mean == pytest.approx(31 / 6)
    assert drawn.mean() == pytest.approx(mean, abs=0.005)
    assert drawn.var() == pytest.approx((mean - 2) * (9 - mean) / 7, rel=0.01)
    assert len(np.unique(np.floor(theirs.cdf(drawn) * 2_000 - 1e-6))) >= 1_999


@pytest.mark.parametrize("seed", range(6))
def test_of_two_actions_of_which_the_same_is_expected_the_cheaper_is_chosen(seed):
    drawn = np.random.default_rng(seed).normal(0.4, 0.05, 200)
    dear, cheap = (replace(ONE, key=str(cost), cost=cost) for cost in (50, 10))
    gains = simulated_gains([dear, cheap], SCORES, [outcome(trust=drawn)], seed=seed)
    choice = choose(options_of(gains, "attitude"), Limits(budget=55, quarters=1))
    assert choice.chosen.tolist() == [False, True]


@given(lift=st.lists(st.integers(-100, 100), min_size=3, max_size=3).map(sorted), seed=st.integers(0, 50))
def test_lifts_lie_between_their_ends(lift, seed):
    drawn = drawn_lifts([tuple(lift)], 50, np.random.default_rng(seed))
    assert drawn.min() >= lift[0]
    assert drawn.max() <= lift[2]
    assert drawn.mean() == pytest.approx(pert_mean(*lift), abs=0.02 * (lift[2] - lift[0]) + 1e-9)


def test_a_gain_is_effect_times_reach_times_lift(gains):
    table = gains.table("attitude")
    assert table["mean"].tolist() == pytest.approx([2.5, 0.5])
    assert table["low"].tolist() == pytest.approx([2.5, 0.5])
    assert table["per_cost"].tolist() == pytest.approx([2.5 / 2000, 0.5 / 1000])
    assert table["p_best"].tolist() == [1, 0]
    total = gains.total("attitude", np.array([True, True]))
    assert (total.mean, total.low, total.high, total.p_positive) == pytest.approx((3, 3, 3, 1))


def test_both_outcomes_rest_on_the_same_draws():
    drawn = np.random.default_rng(0).normal(0.4, 0.1, 500)
    gains = simulated_gains(
        [ONE], SCORES, [outcome(trust=drawn), outcome("nps", -10.0, (-100, 100), trust=2 * drawn)], seed=4
    )
    assert gains.draws("nps") == pytest.approx(2 * gains.draws("attitude"))
    table = gains.table("attitude").loc["call"]
    assert table["mean"] == pytest.approx(drawn.mean() * gains.changes.mean())
    low, median, high = np.quantile(drawn * gains.changes[0], [0.025, 0.5, 0.975], method="weibull")
    assert table[["low", "median", "high"]].tolist() == pytest.approx([low, median, high])


def test_the_spread_is_that_of_a_product_of_two_independent_numbers():
    rng = np.random.default_rng(5)
    drawn = rng.normal(0.4, 0.08, 20_000)
    gains = simulated_gains([ONE], SCORES, [outcome(trust=drawn)], seed=6)
    mean, variance = pert_mean(2, 5, 9), (31 / 6 - 2) * (9 - 31 / 6) / 7
    expected = drawn.var() * variance + drawn.var() * mean**2 + variance * drawn.mean() ** 2
    assert gains.draws("attitude").var() == pytest.approx(expected, rel=0.03)


def test_seed_and_input_settle_everything():
    first, again = (simulated_gains([ONE], SCORES, [outcome(trust=0.4)], seed=[1, 2]) for _ in range(2))
    assert np.array_equal(first.changes, again.changes)
    other = simulated_gains([ONE], SCORES, [outcome(trust=0.4)], seed=[1, 3])
    assert not np.array_equal(first.changes, other.changes)
    more = simulated_gains([ONE, replace(ONE, key="later")], SCORES, [outcome(trust=0.4)], seed=[1, 2])
    assert np.array_equal(more.changes[0], first.changes[0])


def test_a_lift_is_cut_to_what_the_scale_has_room_for():
    high = replace(ONE, lift=(2, 5, 30), reach=0.5)
    gains = simulated_gains([high], {"trust": 90.0}, [outcome(trust=0.5)], seed=1)
    assert gains.changes.max() == 5
    assert 0 < gains.cut[0] < 0.5
    worse = replace(ONE, lift=(-20, -20, -20))
    assert simulated_gains([worse], {"trust": 5.0}, [outcome(trust=0.5)]).changes.tolist() == [[-5] * 40]


def test_actions_on_one_driver_add_up_to_no_more_than_the_scale():
    fixed = [replace(ONE, key=key, lift=(8, 8, 8)) for key in ("a", "b")]
    gains = simulated_gains(fixed, {"trust": 90.0}, [outcome(trust=0.5)])
    assert gains.total("attitude", np.array([True, True])).mean == pytest.approx(5)
    assert gains.total("attitude", np.array([True, False])).mean == pytest.approx(4)


def test_an_outcome_rises_no_further_than_its_scale():
    fixed = replace(ONE, lift=(30, 30, 30))
    near = simulated_gains([fixed], SCORES, [outcome(now=95.0, trust=0.5)])
    assert near.table("attitude").loc["call", ["mean", "high"]].tolist() == [5, 5]
    assert near.total("attitude", np.array([True])).high == 5
    nps = simulated_gains([fixed], SCORES, [outcome("nps", 90.0, (-100, 100), trust=2.0)])
    assert nps.total("nps", np.array([True])).mean == 10


def test_what_costs_nothing():
    free = [replace(ONE, key="free", cost=0, lift=(1, 1, 1)), replace(ONE, key="paid", lift=(9, 9, 9))]
    table = simulated_gains(free, SCORES, [outcome(trust=0.5)]).table("attitude")
    assert table["per_cost"].tolist() == [np.inf, pytest.approx(4.5 / 2000)]
    assert table["p_best"].tolist() == [0, 1]
    assert table["p_best_per_cost"].tolist() == [1, 0]
    nothing = replace(ONE, cost=0, lift=(0, 0, 0))
    row = simulated_gains([nothing], SCORES, [outcome(trust=0.5)]).table("attitude").loc["call"]
    assert np.isnan(row["per_cost"])
    assert row[["p_positive", "p_best", "p_best_per_cost"]].tolist() == [0, 0, 0]


def test_nothing_is_best_where_nothing_gains():
    drawn = np.array([[1.0, -1.0, 2.0, 0.0], [0.5, -0.5, 2.0, 0.0]])
    assert best_chances(drawn).tolist() == [0.375, 0.125]
    assert best_chances(drawn, np.array([10.0, 1.0])).tolist() == [0, 0.5]
    assert best_chances(drawn, np.array([0.0, 0.0])).tolist() == [0.375, 0.125]


@given(seed=st.integers(0, 200))
def test_chances_add_up_to_those_of_any_gain(seed):
    drawn = np.random.default_rng(seed).integers(-2, 3, (3, 20)).astype(float)
    any_gain = (drawn > 0).any(axis=0).mean()
    assert best_chances(drawn).sum() == pytest.approx(any_gain)
    assert best_chances(drawn, np.array([0.0, 2.0, 1.0])).sum() == pytest.approx(any_gain)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"driver": "trst"}, "did you mean trust"),
        ({"driver": "zzz"}, "there are: trust, image"),
        ({"lift": (3, 2, 9)}, "from small to large"),
        ({"lift": (0, np.nan, 1)}, "cannot be"),
        ({"lift": (0, 0, 101)}, "cannot be"),
        ({"reach": 0}, "reach is 0"),
        ({"cost": -1}, "cost of -1"),
        ({"cost": np.inf}, "cost of inf"),
        ({"weeks": 0}, "0 weeks"),
    ],
)
def test_an_action_that_cannot_be(changes, what):
    with pytest.raises(StatisticsError, match=what):
        simulated_gains([replace(ONE, **changes)], SCORES, [outcome(trust=0.5, image=0.2)])


@pytest.mark.parametrize(
    ("actions", "scores", "outcomes", "what"),
    [
        ([], SCORES, [outcome(trust=0.5)], "there are none"),
        ([ONE, ONE], SCORES, [outcome(trust=0.5)], "2 actions have this name"),
        ([ONE], {}, [outcome(trust=0.5)], "its score now is nan"),
        ([ONE], {"trust": 120}, [outcome(trust=0.5)], "its score now is 120"),
        ([ONE], SCORES, [], "outcomes: there are none"),
        ([ONE], SCORES, [outcome(trust=0.5)] * 2, "name each once"),
        ([ONE], SCORES, [outcome(trust=0.5), outcome("nps", trust=[0.5] * 50)], "same resamples"),
        ([ONE], SCORES, [outcome(trust=0.5), outcome("nps", image=0.5)], "same resamples"),
        ([ONE], SCORES, [outcome(trust=np.nan)], "no number"),
        ([ONE], SCORES, [outcome(now=101.0, trust=0.5)], "lies outside 0 to 100"),
    ],
)
def test_what_is_refused(actions, scores, outcomes, what):
    with pytest.raises(StatisticsError, match=what):
        simulated_gains(actions, scores, outcomes)


def test_draws_must_carry_the_limits():
    few = effects_of(trust=0.5)
    few = replace(few, draws=few.draws[:, :38])
    with pytest.raises(StatisticsError, match=r"38 draws; limits of .* need at least 39"):
        simulated_gains([ONE], SCORES, [Outcome(few, 50.0)])
    with pytest.raises(StatisticsError, match="causes, draws"):
        simulated_gains([ONE], SCORES, [Outcome(replace(few, draws=few.draws[0]), 50.0)])
    with pytest.raises(StatisticsError, match="confidence"):
        simulated_gains([ONE], SCORES, [outcome(trust=0.5)], confidence=95)


def test_a_lift_that_is_not_in_order_has_no_quantiles():
    with pytest.raises(StatisticsError, match="not in order"):
        pert_quantile(0.5, 3, 2, 9)


@pytest.mark.simulation
def test_limits_hold_the_gain_that_comes_true():
    # The true effect is .4, estimated with an error of .08; the lift that comes true is one of those expected.
    # Of 600 draws 95% are covered, give or take three times √(.95·.05/600) = 2.7 points.
    rng = np.random.default_rng(8)
    truly = 0.4 * drawn_lifts([ONE.lift], 600, rng)[0]
    covered = 0
    for place, gain in enumerate(truly):
        drawn = rng.normal(rng.normal(0.4, 0.08), 0.08, 400)
        gains = simulated_gains([ONE], SCORES, [outcome(trust=drawn)], seed=place)
        row = gains.table("attitude").loc["call"]
        covered += bool(row["low"] <= gain <= row["high"])
    assert 0.923 <= covered / 600 <= 0.977
