"""What is concluded: a question that moved is named, nothing is stopped for what does not matter."""

import numpy as np
import pytest

from benchmarks.invariance import Case, outcomes
from tests.followup.invariance.frames import ITEMS, drawn, exact
from toolkit.followup.invariance.decision import Conclusion, biases, concluded, fit_levels
from toolkit.followup.invariance.fit import fit_waves
from toolkit.followup.invariance.moments import wave_moments

# Items of variance 1, so that a bar of .05 is what 1 point is on a score with a standard deviation of 20.
BAR = 0.05


def conclude(waves: list, bar: float = BAR) -> Conclusion:
    return concluded({"theme": fit_levels(wave_moments(waves))}, largest_bias=bar)["theme"]


def test_the_question_that_moved_is_named_and_its_bias_told() -> None:
    found = conclude(drawn(600, seed=2, drift=0.5, shift=0.3))
    assert (found.outcome, found.failing) == ("partial", "scalar")
    assert (found.moved, found.held) == (("a",), ("b", "c", "d"))
    assert found.bias == pytest.approx(0.5 / 4, abs=0.04)
    assert found.p_scalar < 1e-6
    assert min(found.p_configural, found.p_metric) > 0.9


def test_nothing_moved() -> None:
    found = conclude(drawn(600, seed=1, shift=0.5))
    assert (found.outcome, found.failing, found.moved, found.held) == ("holds", "", (), ITEMS[:4])
    assert np.isnan(found.bias)


def test_what_is_too_small_to_matter_does_not_stop() -> None:
    waves = drawn(40_000, seed=3, drift=0.06)
    found = conclude(waves)
    assert found.p_scalar < 1e-6
    assert (found.outcome, found.failing, found.held) == ("holds", "", ITEMS[:4])
    assert found.bias == pytest.approx(0.015, abs=0.005)
    assert conclude(waves, bar=0.01).moved == ("a",)


def test_in_three_waves_too() -> None:
    found = conclude(drawn(400, seed=4, drift=0.5, waves=3))
    assert (found.outcome, found.moved) == ("partial", ("a",))


def test_more_have_to_stay_than_move() -> None:
    waves = drawn(1500, 5, seed=5)
    waves[1][["a", "b"]] += [0.6, -0.4]
    found = conclude(waves)
    assert (found.outcome, set(found.moved), found.held) == ("partial", {"a", "b"}, ("c", "d", "e"))
    assert found.bias == pytest.approx(0.2 / 5, abs=0.03)
    # Two against two: the answers do not say which two moved.
    stopped = conclude([wave.drop(columns="e") for wave in waves])
    assert (stopped.outcome, stopped.moved, stopped.held) == ("fails", (), ())


def test_where_two_of_three_could_have_moved_none_is_named() -> None:
    loadings, errors = np.array([0.9, 0.8, 0.7]), np.array([0.19, 0.36, 0.51])
    covariance = np.outer(loadings, loadings) + np.diag(errors)
    waves = drawn(600, 3, seed=7)
    spread = wave_moments(waves).spread
    # Means that lie so that the first and the second are equally far from what the other two say.
    moments = exact([[0, 0, 0], [0.22, -0.22, 0.0]], [covariance, covariance], 600)
    moments = type(moments)(*(getattr(moments, name) for name in moments.__slots__[:-1]), spread)
    found = concluded({"theme": fit_levels(moments)}, largest_bias=BAR)["theme"]
    assert (found.outcome, found.failing, found.moved) == ("fails", "scalar", ())


def test_where_no_model_says_what_moved_nothing_is_compared() -> None:
    found = conclude(drawn(300, 3, seed=3, drift=10))
    assert (found.outcome, found.failing, found.held) == ("fails", "scalar", ())
    assert np.isnan(found.bias)


def test_a_scale_that_measures_two_things_fails_at_once() -> None:
    rng = np.random.default_rng(1)
    waves = drawn(500, seed=8)
    for wave in waves:
        wave[["a", "b"]] = 0.9 * rng.normal(size=(500, 1)) + 0.3 * wave[["a", "b"]]
    found = conclude(waves)
    assert (found.outcome, found.failing) == ("fails", "configural")
    assert found.p_configural < 1e-6


def test_all_themes_are_one_family() -> None:
    one = fit_levels(wave_moments(drawn(300, seed=11, drift=0.17)))
    alone = concluded({"a": one}, largest_bias=BAR)["a"]
    among = concluded({"a": one, **{str(n): one for n in range(7)}}, largest_bias=BAR)["a"]
    assert alone.p_scalar == pytest.approx(3 * one.to_scalar.p)
    assert among.p_scalar == pytest.approx(min(1, 24 * one.to_scalar.p))


def test_the_bias_of_a_question_by_hand() -> None:
    loadings, errors = np.array([0.9, 0.8, 0.7]), np.array([0.19, 0.36, 0.51])
    covariance = np.outer(loadings, loadings) + np.diag(errors)
    moments = exact([[0, 0, 0], [1.05, 0.40, 0.35]], [covariance, covariance])
    fit = fit_waves(moments, "scalar", released=("a",))
    assert biases(moments, fit) == {"a": pytest.approx(0.6 / 3)}


@pytest.mark.simulation
def test_without_drift_few_are_stopped_and_with_drift_most_are() -> None:
    rates = outcomes(Case(items=3, n=300, crowded=True, overlap=0.5), 16, seed=3)
    assert rates["wrong"] + rates["fails"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 16)
    rates = outcomes(Case(items=3, n=500, crowded=True, drift=0.4), 5, seed=5)
    assert rates["named"] + rates["fails"] >= 0.9
    assert rates["named"] >= 0.6
