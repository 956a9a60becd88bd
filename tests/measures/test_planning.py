"""Planning the next wave: beside statsmodels and R's formula, inverse to itself, and as often right as it promises."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower, TTestIndPower, TTestPower
from statsmodels.stats.proportion import power_proportions_2indep

from toolkit.errors import StatisticsError
from toolkit.measures.differences import mean_difference, nps_difference
from toolkit.measures.planning import (
    Design,
    alike,
    degrees_of_freedom,
    detectable_change,
    power_of,
    sample_size,
    standard_error,
)

SIZES = st.integers(20, 5000)
SDS = st.floats(5, 45)


@given(SIZES, SIZES, SDS)
def test_scores_without_weights_are_statsmodels_normal_power(n: int, m: int, sd: float) -> None:
    design = Design(n, sd=sd, student=False)
    change = detectable_change(design, m)
    theirs = NormalIndPower().power(change / sd, n, 0.05, ratio=m / n)
    assert theirs == pytest.approx(0.8, abs=1e-5)
    assert power_of(design, m, change) == pytest.approx(theirs, abs=1e-10)


def test_means_are_as_r_plans_them() -> None:
    """`power.t.test(n = 20, delta = 1, sd = 1)` and `power.t.test(power = .90, delta = 1)`, as its help page prints."""
    assert power_of(Design(20, sd=1), 20, 1.0) == pytest.approx(0.8689528, abs=1e-6)
    assert alike(Design(2, sd=1, power=0.9), 1.0) == pytest.approx(22.02110, abs=5e-6)


@given(st.integers(5, 2000), SDS, st.sampled_from([0.5, 0.8, 0.95]), st.integers(1, 12))
def test_means_of_waves_alike_are_statsmodels_t_power(n: int, sd: float, power: float, tests: int) -> None:
    design = Design(n, sd=sd, power=power, tests=tests)
    change = detectable_change(design, n)
    theirs = TTestIndPower().power(change / sd, n, 0.05 / tests)
    assert power - 1e-6 <= theirs <= power + 1e-3
    assert power_of(design, n, change) == pytest.approx(theirs, abs=1e-8)


@given(st.integers(5, 2000), st.floats(-0.5, 0.9))
def test_a_panel_is_the_paired_test(n: int, r: float) -> None:
    design = Design(n, sd=20, correlation=r)
    change = detectable_change(design, n)
    theirs = TTestPower().power(change / (20 * math.sqrt(2 * (1 - r))), n, 0.05)
    assert power_of(design, n, change) == pytest.approx(theirs, abs=1e-8)


@given(st.floats(0.05, 0.8), SIZES, SIZES, st.sampled_from([0.5, 0.8, 0.9]))
def test_a_share_is_the_two_sample_test_of_statsmodels(share: float, n: int, m: int, power: float) -> None:
    design = Design(n, share=share, power=power)
    rise = detectable_change(design, m)
    assume(math.isfinite(rise))
    theirs = power_proportions_2indep(rise, share, m, ratio=n / m, return_results=False)
    # The plan leaves out the other tail, which counts where few answers meet many and power is low.
    assert power - 1e-6 <= theirs <= power + 0.03
    assert power_of(design, m, rise) == pytest.approx(theirs, abs=1e-8)


def test_shares_are_as_r_plans_them() -> None:
    """`power.prop.test(n = 50, p1 = .50, p2 = .75)` and that with `power = .90`, as its help page tells them."""
    assert power_of(Design(50, share=0.5), 50, 0.25) == pytest.approx(0.740, abs=5e-4)
    assert alike(Design(50, share=0.5, power=0.9), 0.25) == pytest.approx(76.7, abs=0.05)


@given(
    SIZES, SDS, st.none() | st.floats(-0.5, 0.95), st.floats(1, 2), st.integers(1, 12), st.integers(20, 5000)
)
def test_the_sample_size_for_a_detectable_change_shows_it(
    n: int, sd: float, r: float | None, effect: float, tests: int, m: int
) -> None:
    design = Design(n, sd=sd, correlation=r, design_effect=effect, tests=tests)
    assume(r is None or m <= n or r < 0.45)
    change = detectable_change(design, m)
    needed = sample_size(design, change)
    assert detectable_change(design, needed) == pytest.approx(change, rel=1e-6)
    # In a small panel to which many others are added, two numbers can show the same: t gains degrees and loses them.
    if r is None:
        assert needed == pytest.approx(m, rel=1e-5)


@given(SIZES, st.floats(0.02, 0.9), st.integers(20, 5000), st.none() | st.floats(0, 0.9))
def test_so_it_does_for_a_share(n: int, share: float, m: int, r: float | None) -> None:
    design = Design(n, share=share, correlation=r)
    assume(r is None or m <= n or r < 0.3)
    rise = detectable_change(design, m)
    assume(math.isfinite(rise))
    assert sample_size(design, rise) == pytest.approx(m, rel=1e-5)


@given(SIZES, SDS, st.floats(1, 20), st.none() | st.floats(0, 0.9), st.floats(1, 2))
def test_two_waves_alike_find_the_change_they_were_planned_for(
    n: int, sd: float, change: float, r: float | None, effect: float
) -> None:
    design = Design(n, sd=sd, correlation=r, design_effect=effect)
    each = alike(design, change)
    assume(each > 1)
    equal = Design(each, sd=sd, correlation=r, design_effect=effect)
    assert detectable_change(equal, each) == pytest.approx(change)


@given(SIZES, SIZES, SDS)
def test_more_answers_a_panel_and_less_weighting_show_less(n: int, m: int, sd: float) -> None:
    plain = detectable_change(Design(n, sd=sd), m)
    assert detectable_change(Design(n, sd=sd), 2 * m) < plain
    assert detectable_change(Design(n, sd=sd, correlation=0.5), m) < plain
    by_z = detectable_change(Design(n, sd=sd, student=False), m)
    assert by_z < plain
    weighed = Design(n, sd=sd, design_effect=1.5, student=False)
    assert detectable_change(weighed, m) == pytest.approx(by_z * math.sqrt(1.5))
    assert detectable_change(Design(n, sd=sd, tests=6), m) > plain
    assert detectable_change(Design(n, sd=sd, power=0.9), m) > plain


def test_a_baseline_that_is_too_small_is_not_made_good() -> None:
    assert sample_size(Design(100, sd=25), 5) == math.inf
    # A panel of 100 shows 7 at most, and strangers beside them help little.
    assert sample_size(Design(100, sd=25, correlation=0.8), 2) == math.inf
    assert detectable_change(Design(30, share=0.97), 30) == math.inf


def test_unequal_waves_by_hand() -> None:
    # se² = 25²·(1/400 + 1/100) = 7.8125; (1.959964 + 0.841621)·2.795085 by z. Welch's df: 0.0125²/(0.0025²/399 +
    # 0.01²/99) = 152.33, whose t is 1.9757: about 1.9757 + 0.8444 standard errors.
    design = Design(400, sd=25)
    assert standard_error(design, 100) == pytest.approx(2.795085, abs=1e-6)
    assert detectable_change(replace(design, student=False), 100) == pytest.approx(7.83067, abs=1e-5)
    assert degrees_of_freedom(design, 100) == pytest.approx(152.33, abs=0.01)
    assert detectable_change(design, 100) == pytest.approx((1.9757 + 0.8444) * 2.795085, abs=0.01)


def test_what_cannot_be_planned_is_refused_at_once() -> None:
    with pytest.raises(StatisticsError, match="a design effect is 1 or more"):
        Design(100, design_effect=0.5)
    for wrong in ({"sd": 0.0}, {"share": 1.0}, {"sd": 5.0, "power": 0.3}, {"sd": 5.0, "correlation": 1.0}):
        with pytest.raises(StatisticsError):
            Design(100, **wrong)
    with pytest.raises(StatisticsError, match="fewer than 2"):
        Design(1, sd=5)
    with pytest.raises(StatisticsError, match="0 answers"):
        standard_error(Design(100, sd=5), 0)
    with pytest.raises(StatisticsError, match="over 0"):
        sample_size(Design(100, sd=5), 0)
    with pytest.raises(StatisticsError, match="over 0"):
        alike(Design(100, sd=5), -1)
    with pytest.raises(StatisticsError, match="cannot change"):
        sample_size(Design(100, share=0.9), 0.2)


class TestPromise:
    """How often the test of two waves finds the change that was planned for."""

    DRAWS = 3000

    def _close(self, found: np.ndarray) -> None:
        assert found.mean() == pytest.approx(0.8, abs=3 * math.sqrt(0.16 / self.DRAWS) + 0.01)

    @pytest.mark.simulation
    def test_of_means_in_unlike_waves(self) -> None:
        draw = np.random.default_rng(4)
        change = detectable_change(Design(200, sd=20), 120)
        before = draw.normal(60, 20, (self.DRAWS, 200))
        after = draw.normal(60 + change, 20, (self.DRAWS, 120))
        self._close(stats.ttest_ind(after, before, equal_var=False, axis=1).pvalue < 0.05)

    @pytest.mark.simulation
    @pytest.mark.parametrize("n", [12, 25])
    def test_of_means_in_small_waves(self, n: int) -> None:
        """Where the normal distribution would promise 80% and 73 to 77% were true."""
        draw = np.random.default_rng(9)
        change = detectable_change(Design(n, sd=20), n)
        before, after = draw.normal(60, 20, (self.DRAWS, n)), draw.normal(60 + change, 20, (self.DRAWS, n))
        self._close(stats.ttest_ind(after, before, equal_var=False, axis=1).pvalue < 0.05)

    @pytest.mark.simulation
    def test_of_a_panel(self) -> None:
        draw = np.random.default_rng(5)
        change = detectable_change(Design(150, sd=20, correlation=0.5), 150)
        both = draw.multivariate_normal([60, 60 + change], [[400, 200], [200, 400]], (self.DRAWS, 150))
        self._close(stats.ttest_rel(both[..., 1], both[..., 0], axis=1).pvalue < 0.05)

    @pytest.mark.simulation
    def test_of_shares(self) -> None:
        draw = np.random.default_rng(6)
        rise = detectable_change(Design(400, share=0.3), 300)
        x, y = draw.binomial(400, 0.3, self.DRAWS), draw.binomial(300, 0.3 + rise, self.DRAWS)
        pooled = (x + y) / 700
        z = (y / 300 - x / 400) / np.sqrt(pooled * (1 - pooled) * (1 / 400 + 1 / 300))
        self._close(np.abs(z) > 1.959964)

    @pytest.mark.simulation
    def test_of_several_measures_judged_together(self) -> None:
        """Bonferroni's level is Holm's first step: with one real change among six the promise holds."""
        draw = np.random.default_rng(7)
        change = detectable_change(Design(200, sd=20, tests=6), 200)
        before = draw.normal(60, 20, (self.DRAWS, 200))
        after = draw.normal(60 + change, 20, (self.DRAWS, 200))
        p = stats.ttest_ind(after, before, axis=1).pvalue
        self._close(p < 0.05 / 6)

    def test_the_standard_error_is_that_of_the_test(self) -> None:
        draw = np.random.default_rng(8)
        x, y = draw.normal(60, 20, 5000), draw.normal(62, 20, 4000)
        found = mean_difference(y, x)
        width = (found.high - found.low) / 2 / 1.959964
        assert standard_error(Design(5000, sd=20), 4000) == pytest.approx(width, rel=0.03)
        x, y = draw.choice([10, 8, 3], 5000), draw.choice([10, 8, 3], 4000)
        found = nps_difference(y, x)
        width = (found.high - found.low) / 2 / 1.959964
        assert standard_error(Design(5000, sd=100 * math.sqrt(2 / 3)), 4000) == pytest.approx(width, rel=0.03)
