"""The gain that goes with lifted drivers: a sum of effects, with the interval of that sum."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.what_if import gain
from toolkit.errors import StatisticsError


def effects_of(estimate, spread=0.05, resamples=499, seed=0, confidence=0.95):
    estimate = np.array(estimate, dtype=float)
    noise = np.random.default_rng(seed).normal(size=(len(estimate), resamples))
    names = tuple(f"d{place}" for place in range(len(estimate)))
    return TotalEffects("y", names, estimate, estimate[:, None] + spread * noise, 300, 280.0, confidence)


def test_one_point_of_one_driver_is_its_effect_with_its_interval():
    effects = effects_of([0.5, 0.2])
    found = gain(effects, [1, 0])
    assert found.value == 0.5
    ordered = np.sort(effects.draws[0])
    # Quantiles of type 6 of 499 resamples at 2.5% and 97.5%: places 12.5 and 487.5.
    assert found.low == pytest.approx((ordered[11] + ordered[12]) / 2)
    assert found.high == pytest.approx((ordered[486] + ordered[487]) / 2)
    assert (found.n, found.n_effective, found.unit, found.method) == (300, 280.0, "points", "percentile")


def test_the_interval_is_that_of_the_sum_and_not_the_sum_of_intervals():
    """Effects that take from each other leave a sum that is better known than either."""
    draws = np.random.default_rng(2).normal(size=999) * 0.1
    both = np.array([0.4 + draws, 0.4 - draws])
    effects = TotalEffects("y", ("a", "b"), np.array([0.4, 0.4]), both, 300, 300.0, 0.95)
    found = gain(effects, [10, 10])
    assert found.low == pytest.approx(8)
    assert found.high == pytest.approx(8)
    assert gain(effects, [10, 0]).high > 5


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=3), st.floats(0.1, 5), st.integers(0, 50))
def test_gains_scale_and_add_and_nothing_lifted_gains_nothing(lifts, factor, seed):
    effects = effects_of([0.5, 0.2, -0.1], seed=seed)
    once, more = gain(effects, lifts), gain(effects, factor * np.array(lifts))
    for name in ("value", "low", "high"):
        assert getattr(more, name) == pytest.approx(factor * getattr(once, name), abs=1e-9)
    parts = [gain(effects, np.where(np.arange(3) == place, lifts, 0.0)).value for place in range(3)]
    assert once.value == pytest.approx(sum(parts), abs=1e-9)
    nothing = gain(effects, [0, 0, 0])
    assert (nothing.value, nothing.low, nothing.high) == (0, 0, 0)


def test_a_lift_per_resample_adds_its_own_uncertainty():
    effects = effects_of([0.5], spread=0.02)
    sure = gain(effects, np.full((1, 499), 10.0))
    assert sure == gain(effects, [10.0])
    lifts = np.random.default_rng(4).uniform(5, 15, (1, 499))
    unsure = gain(effects, lifts)
    assert unsure.value == pytest.approx(0.5 * lifts.mean())
    assert unsure.high - unsure.low > 4 * (sure.high - sure.low)


def test_no_outcome_goes_beyond_its_scale():
    found = gain(effects_of([0.5]), [20], room=(-40, 9.5))
    assert found.value == found.high == 9.5
    fallen = gain(effects_of([-0.5]), [20], room=(-9.5, 40))
    assert fallen.value == fallen.low == -9.5


def test_too_few_resamples_give_no_limits():
    found = gain(effects_of([0.5], resamples=38), [1])
    assert found.value == 0.5
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("lifts", [[1], [1, 2, 3], [1, np.nan], [[1, 2]], [np.inf, 0]])
def test_lifts_that_do_not_fit_are_refused_in_words(lifts):
    with pytest.raises(StatisticsError, match="one number per driver is needed, 2 in the order d0, d1"):
        gain(effects_of([0.5, 0.2]), lifts)


def test_the_page_of_the_levers_runs():
    result = doctest.testfile(str(ROOT / "docs" / "what-if.md"), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
