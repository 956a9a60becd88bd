"""Value at stake: a share of revenue with its interval, and money under assumptions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.value import share_of_revenue, value_at_stake
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import t_quantile
from toolkit.measures.proportions import proportion
from toolkit.measures.weights import satterthwaite_degrees


def drawn(seed: int, n: int = 200, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return (generator.random(n) < 0.3).astype(float), generator.lognormal(4, spread, n)


def test_without_revenue_it_is_a_share_with_wilsons_interval():
    group, _ = drawn(1)
    assert share_of_revenue(group) == proportion(group)


def test_the_ratio_and_its_variance_by_the_jackknife():
    """Leaving out one customer at a time gives the variance of a ratio too, to within 2 %."""
    group, money = drawn(2, 400)
    found = share_of_revenue(group, money)
    ratio = (group * money).sum() / money.sum()
    assert found.value == pytest.approx(ratio)
    left = ((group * money).sum() - group * money) / (money.sum() - money)
    error = (399 / 400 * ((left - left.mean()) ** 2).sum()) ** 0.5
    logit = np.log(ratio / (1 - ratio))
    ours = (np.log(found.high / (1 - found.high)) - logit) * ratio * (1 - ratio)
    # The quantile is Student's, with Satterthwaite's degrees: revenue is uneven.
    quantile = t_quantile(0.95, satterthwaite_degrees(money))
    assert ours == pytest.approx(quantile * error, rel=0.02)


def test_equal_revenue_and_weights_do_what_weights_do():
    group, money = drawn(3)
    constant = share_of_revenue(group, np.full(200, 640.0))
    assert constant.value == pytest.approx(group.mean())
    low, high = proportion_confint(group.sum(), 200, method="wilson")
    assert (constant.low, constant.high) == pytest.approx((low, high), abs=0.004)
    assert share_of_revenue(group, money, np.full(200, 2.0)) == share_of_revenue(group, money)
    assert share_of_revenue(group, None, money).value == pytest.approx(share_of_revenue(group, money).value)
    heavy = share_of_revenue(group, money)
    assert heavy.n == 200
    assert heavy.n_effective < 200


@given(st.integers(0, 10**6), st.floats(0.01, 100))
def test_the_interval_holds_the_share_and_money_of_another_unit_changes_nothing(seed, unit):
    group, money = drawn(seed, 30)
    found = share_of_revenue(group, money)
    assert 0 <= found.low <= found.value <= found.high <= 1
    other = share_of_revenue(group, money * unit)
    assert (other.value, other.low, other.high) == pytest.approx((found.value, found.low, found.high))


def test_groups_that_hold_all_or_nothing_have_an_interval():
    money = np.array([100.0, 200.0, 50.0, 0.0])
    nothing, everything = share_of_revenue([0, 0, 0, 1], money), share_of_revenue([1, 1, 1, 0], money)
    assert (nothing.value, nothing.low, everything.value, everything.high) == (0, 0, 1, 1)
    assert nothing.high > 0.3
    assert (nothing.n, everything.n) == (4, 4)


def test_money_under_assumptions():
    stake = value_at_stake(Estimate(0.2, 0.1, 0.4, 300, "share", "wilson"), revenue=5e6, margin=0.25, years=2)
    assert (stake.value.value, stake.value.low, stake.value.high) == pytest.approx((5e5, 2.5e5, 1e6))
    assert stake.value.unit == "money"
    assert (stake.value.n, stake.share.value) == (300, 0.2)


def test_refusals():
    share = Estimate(0.2, 0.1, 0.4, 300, "share", "wilson")
    with pytest.raises(StatisticsError, match="cannot be at stake"):
        value_at_stake(share, revenue=0, margin=0.2, years=1)
    with pytest.raises(StatisticsError, match=r"margin is 1\.2"):
        value_at_stake(share, revenue=1, margin=1.2, years=1)
    with pytest.raises(StatisticsError, match="none may be below 0"):
        share_of_revenue([1, 0], [-1.0, 5.0])
    with pytest.raises(StatisticsError, match="not all of it can be 0"):
        share_of_revenue([1, 0], [0.0, 0.0])
    with pytest.raises(StatisticsError, match="nobody has both"):
        share_of_revenue([1, np.nan], [np.nan, 5.0])


@pytest.mark.simulation
@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_the_interval_covers(spread):
    """Skewed revenue, weights that go against the chance to be drawn."""
    generator, runs, n, covered = np.random.default_rng(5), 500, 200, 0
    for _ in range(runs):
        group = generator.random(n) < 0.3
        money = generator.lognormal(0, spread, n) * np.where(group, 1.0, 1.5)
        found = share_of_revenue(group, money, generator.uniform(0.5, 2, n))
        covered += found.low <= 0.3 / (0.3 + 0.7 * 1.5) <= found.high
    assert 0.93 <= covered / runs <= 0.98
