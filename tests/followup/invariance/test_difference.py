"""The robust tests: what they are on normal answers, and that they hold where the plain ones do not."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.followup.invariance.frames import drawn, exact
from toolkit.followup.invariance.difference import scaled_fit, step_between
from toolkit.followup.invariance.fit import fit_waves
from toolkit.followup.invariance.model import Level, normal_weight
from toolkit.followup.invariance.moments import WaveMoments, wave_moments
from toolkit.followup.thresholds import LARGEST_CFI_LOSS


def steps(moments: WaveMoments) -> list:
    levels: tuple[Level, ...] = ("configural", "metric", "scalar", "strict")
    fits = [fit_waves(moments, level) for level in levels]
    return [step_between(moments, free, shared) for free, shared in pairwise(fits)]


def test_on_many_normal_answers_both_tests_agree() -> None:
    for step in steps(wave_moments(drawn(20_000, seed=6, drift=0.02, waves=3))):
        assert step.degrees in (6, 8)
        assert step.statistic == pytest.approx(step.chi_square, rel=0.06)
        assert step.p_normal == pytest.approx(stats.chi2.sf(step.chi_square, step.degrees))
        assert step.p == pytest.approx(stats.chi2.sf(step.statistic, step.degrees))
    moments = wave_moments(drawn(20_000, seed=6))
    fit = fit_waves(moments, "configural")
    assert scaled_fit(moments, fit) == pytest.approx(fit.p, rel=0.05)


def test_two_means_without_a_theme_that_moves_are_a_comparison_of_means() -> None:
    # With everything but the intercepts known, the score test is Hotelling's: here its value by hand. Both waves have
    # covariance S; the difference of means d lies off the loadings, and only that part counts.
    loadings, errors = np.array([0.9, 0.8, 0.7]), np.array([0.19, 0.36, 0.51])
    covariance = np.outer(loadings, loadings) + np.diag(errors)
    n, d = 5_000, np.array([0.02, 0.0, -0.01])
    moments = exact([-d / 2, d / 2], [covariance, covariance], n)
    spread = np.zeros((18, 18))
    weight = normal_weight(moments.covariances, moments.n_effective)
    for wave in range(2):
        spread[9 * wave : 9 * wave + 9, 9 * wave : 9 * wave + 9] = np.linalg.inv(weight[wave])
    normal = WaveMoments(*(getattr(moments, name) for name in WaveMoments.__slots__[:-1]), spread)
    step = step_between(normal, fit_waves(normal, "metric"), fit_waves(normal, "scalar"))
    inverse = np.linalg.inv(covariance)
    along = (loadings @ inverse @ d) ** 2 / (loadings @ inverse @ loadings)
    assert step.statistic == pytest.approx(n / 2 * (d @ inverse @ d - along), rel=1e-3)
    assert step.chi_square == pytest.approx(step.statistic, rel=1e-3)


def test_the_same_customers_do_not_make_a_difference_out_of_nothing() -> None:
    wave = drawn(300, 3, seed=4)[0]
    key = pd.Series(np.arange(300))
    rng = np.random.default_rng(1)
    again = wave + 0.1 * rng.normal(size=wave.shape)
    again["a"] += 0.03
    apart, tied = (wave_moments([wave, again], keys=keys) for keys in (None, [key, key]))
    # Of other customers such a small shift would be chance; of the same ones it is not.
    assert steps(apart)[1].p > 0.5
    assert steps(tied)[1].p < 0.01
    assert steps(tied)[1].p_normal == steps(apart)[1].p_normal


def test_a_loss_of_cfi_is_tested_against_what_may_be_lost() -> None:
    waves = drawn(400, 3, seed=2, drift=0.45)
    moments = wave_moments(waves)
    metric, scalar = fit_waves(moments, "metric"), fit_waves(moments, "scalar")
    step = step_between(moments, metric, scalar)
    ratio = step.statistic / step.chi_square
    allowed = LARGEST_CFI_LOSS * metric.baseline * ratio
    assert step.p_cfi == pytest.approx(stats.ncx2.sf(step.statistic, step.degrees, allowed))
    assert step.cfi == pytest.approx(metric.cfi - scalar.cfi)
    assert step.p < step.p_cfi < 0.05
    small = wave_moments(drawn(400, 3, seed=2, drift=0.1))
    assert steps(small)[1].p_cfi > 0.5
