"""A drift so large that no model with shared parameters fits is refused all the same, never waved through."""

import numpy as np
import pandas as pd
import pytest

from tests.followup.invariance.frames import drawn, exact
from toolkit.errors import StatisticsError
from toolkit.followup.invariance.apart import step_apart
from toolkit.followup.invariance.decision import Conclusion, concluded, fit_levels
from toolkit.followup.invariance.difference import step_between
from toolkit.followup.invariance.fit import fit_waves
from toolkit.followup.invariance.model import normal_weight
from toolkit.followup.invariance.moments import WaveMoments, wave_moments


def moved_far(n: int, k: int, drift: list[float], *, turned: tuple[int, ...] = (), seed: int = 1) -> list:
    """Draw two waves of answers of 1 to 7; in the second items move by so many of their standard deviations."""
    rng = np.random.default_rng(seed)
    waves = []
    for wave in range(2):
        loadings = np.full(k, 0.8)
        loadings[list(turned)] *= 1 - 2 * wave
        answers = rng.normal(size=(n, 1)) * loadings + 0.6 * rng.normal(size=(n, k)) + wave * np.array(drift)
        waves.append(pd.DataFrame(np.clip(np.round(1.3 * answers + 4), 1, 7), columns=list("abcdef")[:k]))
    return waves


def conclude(waves: list) -> Conclusion:
    return concluded({"theme": fit_levels(wave_moments(waves))}, largest_bias=0.06)["theme"]


@pytest.mark.parametrize(
    ("k", "drift", "turned"),
    [
        (4, [1.0, -1.0, 0.0, 0.0], ()),
        (4, [1.5, -1.5, 0.0, 0.0], ()),
        (3, [1.5, -1.5, 0.0], ()),
        (3, [0.0, 0.0, 0.0], (2,)),
        (4, [0.0, 0.0, 0.0, 0.0], (2, 3)),
    ],
)
def test_what_moved_so_far_that_no_model_fits_is_not_compared(
    k: int, drift: list[float], turned: tuple[int, ...]
) -> None:
    for seed in (1, 2):
        found = conclude(moved_far(400, k, drift, turned=turned, seed=seed))
        assert (found.outcome, found.held) == ("fails", ())
        assert found.failing == ("metric" if turned else "scalar")
        assert min(found.p_metric, found.p_scalar) < 1e-6


def test_the_levels_say_which_model_is_not_there() -> None:
    levels = fit_levels(wave_moments(moved_far(400, 4, [1.0, -1.0, 0.0, 0.0])))
    assert levels.metric is not None
    assert levels.scalar is None
    assert levels.to_scalar.degrees == 3
    assert np.isnan([levels.to_scalar.chi_square, levels.to_scalar.cfi]).all()


def test_a_heywood_case_by_chance_does_not_stop_the_test() -> None:
    # A question that lost its meaning: by itself its wave has a loading over 1, with loadings shared it has not.
    for seed in range(40):
        waves = moved_far(300, 3, [0.0, 0.0, 0.0], seed=seed)
        rng = np.random.default_rng(seed)
        waves[1]["c"] = rng.permutation(waves[1]["c"].to_numpy())
        moments = wave_moments(waves)
        try:
            improper = fit_waves(moments, "configural").improper
        except StatisticsError:
            continue
        if improper:
            found = conclude(waves)
            assert found.outcome != "holds"
            assert found.p_metric < 1e-4
            return
    raise AssertionError("no Heywood case was drawn")


def test_on_many_answers_it_is_the_score_test() -> None:
    key = pd.Series(np.arange(4_000))
    weights = [np.exp(0.4 * np.random.default_rng(seed).normal(size=4_000)) for seed in (1, 2)]
    moments = wave_moments(drawn(4_000, seed=6, drift=0.05), keys=[key, key + 2_000], weights=weights)
    configural, metric, scalar = (fit_waves(moments, level) for level in ("configural", "metric", "scalar"))
    for apart, between in (
        (step_apart(moments, configural, "metric"), step_between(moments, configural, metric)),
        (step_apart(moments, metric, "scalar"), step_between(moments, metric, scalar)),
    ):
        assert apart.degrees == between.degrees == 3
        assert apart.statistic == pytest.approx(between.statistic, rel=0.05)
        assert apart.p_cfi == pytest.approx(between.p_cfi, abs=0.02)


def test_of_intercepts_by_hand() -> None:
    # Loadings 1, 1, 1 and errors of variance 1 known exactly, so that h is the rise of one item less that of another:
    # off by .3 and .0, each difference of two waves of n with error 2·(1 + 1)/n, their covariance 2/n.
    covariance = np.ones((3, 3)) + np.eye(3)
    n = 10_000
    moments = exact([[0, 0, 0], [0.3, 0, 0]], [covariance, covariance], n)
    spread = np.zeros((18, 18))
    weight = normal_weight(moments.covariances, moments.n_effective)
    for wave in range(2):
        spread[9 * wave : 9 * wave + 9, 9 * wave : 9 * wave + 9] = np.linalg.inv(weight[wave])
    normal = WaveMoments(*(getattr(moments, name) for name in WaveMoments.__slots__[:-1]), spread)
    h, v = np.array([-0.3, -0.3]), 2 / n * np.array([[2.0, 1.0], [1.0, 2.0]])
    # The loadings have errors too: those of λ_1r and λ_1j move h by the rises, which are .3 and 0.
    found = step_apart(normal, fit_waves(normal, "metric"), "scalar")
    assert found.statistic == pytest.approx(h @ np.linalg.solve(v, h), rel=0.06)
