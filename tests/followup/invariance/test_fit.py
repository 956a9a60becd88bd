"""The factor model of several waves: lavaan's values, and what has to be true whatever the answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.followup.invariance.frames import cleanliness, drawn, exact, pupils
from toolkit.followup.invariance.fit import fit_waves, latent_mean
from toolkit.followup.invariance.model import LEVELS, implied, jacobian, layout, normal_weight, values_of
from toolkit.followup.invariance.moments import wave_moments
from toolkit.measures.scales.factor import one_factor

Reference = Callable[[str], dict[str, Any]]
THREE_FACTORS = [0, 0, 0, 1, 1, 1, 2, 2, 2]


def close(value: float, within: float = 1e-5) -> Any:
    return pytest.approx(value, rel=within)


@pytest.mark.parametrize("level", ["configural", "metric", "scalar"])
def test_three_factors_in_two_schools(level: str, shared: Path, reference: Reference) -> None:
    expected = reference("waves")["invariance_holzinger"][level]
    fit = fit_waves(wave_moments(pupils(shared)), level, factors=THREE_FACTORS)
    assert (fit.chi_square, fit.degrees) == (close(expected["chisq"]), expected["df"])
    assert (fit.cfi, fit.rmsea) == (close(expected["cfi"]), close(expected["rmsea"]))
    assert fit.improper == ()


def test_cleanliness_of_the_airport_in_two_years(shared: Path, reference: Reference) -> None:
    expected = reference("waves")["invariance_cleanliness_2017_2018"]
    moments = wave_moments(cleanliness(shared))
    assert moments.n.tolist() == expected["n"]
    for level in LEVELS:
        fit, r = fit_waves(moments, level), expected[level]
        assert (fit.chi_square, fit.degrees) == (close(r["chisq"]), r["df"])
        assert (fit.cfi, fit.tli, fit.rmsea) == (close(r["cfi"]), close(r["tli"]), close(r["rmsea"]))
        # lavaan subtracts from 1, which leaves rounding at the size of these p-values.
        assert fit.p == pytest.approx(r["pvalue"], rel=1e-5, abs=1e-15)
    mean, error = latent_mean(fit_waves(moments, "scalar"), moments, 1)
    latent = expected["latent_mean_2018_vs_2017"]
    assert (mean, error) == (close(latent["est"]), close(latent["se"]))


def test_one_factor_per_wave_is_the_one_factor_of_the_scales() -> None:
    waves = drawn(200, seed=3)
    moments = wave_moments(waves)
    fit = fit_waves(moments, "configural")
    alone = [one_factor(wave.cov(ddof=0)) for wave in waves]
    assert fit.chi_square == pytest.approx(200 * sum(one.discrepancy for one in alone), rel=1e-8)
    for wave, one in enumerate(alone):
        assert fit.values.loadings[wave] == pytest.approx(one.loadings, abs=1e-6)
        assert fit.values.errors[wave] == pytest.approx(one.errors, abs=1e-6)


def test_a_model_that_is_true_of_the_moments_is_found_again() -> None:
    loadings, errors = np.array([0.9, 0.8, 0.7]), np.array([0.19, 0.36, 0.51])
    covariance = np.outer(loadings, loadings) + np.diag(errors)
    wider = 1.5 * np.outer(loadings, loadings) + np.diag(errors)
    moments = exact([[0, 0, 0], [1.05, 0.40, 0.35]], [covariance, wider])
    fit = fit_waves(moments, "scalar", released=("a",))
    assert fit.chi_square == pytest.approx(0, abs=1e-9)
    assert fit.values.means[1, 0] == pytest.approx(0.5)
    assert fit.values.factors[1, 0, 0] == pytest.approx(1.5)
    assert fit.values.intercepts[:, 0].tolist() == pytest.approx([0, 0.6], abs=1e-6)


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from(LEVELS), st.floats(0.01, 100), st.floats(-50, 50))
def test_units_do_not_matter_and_each_level_costs(seed: int, level: str, unit: float, move: float) -> None:
    waves = drawn(60, 3, seed=seed, loading=0.75, drift=0.3)
    changed = [wave.assign(b=unit * wave["b"] + move) for wave in waves]
    fit, same = (fit_waves(wave_moments(each), level) for each in (waves, changed))
    assert same.chi_square == pytest.approx(fit.chi_square, rel=1e-6, abs=1e-6)
    assert same.values.loadings[:, 1] == pytest.approx(unit * fit.values.loadings[:, 1], rel=1e-4, abs=1e-6)
    if level != "configural":
        before = fit_waves(wave_moments(waves), LEVELS[LEVELS.index(level) - 1])
        assert fit.chi_square >= before.chi_square - 1e-8
        assert fit.degrees > before.degrees


def test_weights_of_one_change_nothing_and_double_weights_are_double_rows() -> None:
    waves = drawn(80, 3, seed=5, drift=0.4)
    plain = wave_moments(waves)
    same = wave_moments(waves, weights=[np.ones(80), None])
    assert np.array_equal(same.spread, plain.spread)
    assert fit_waves(same, "scalar").chi_square == fit_waves(plain, "scalar").chi_square
    twice = np.where(np.arange(80) < 20, 2.0, 1.0)
    weighted = wave_moments(waves, weights=[twice, twice])
    doubled = wave_moments([pd.concat([wave, wave[:20]], ignore_index=True) for wave in waves])
    assert weighted.unit * weighted.means + weighted.centre == pytest.approx(
        doubled.unit * doubled.means + doubled.centre
    )
    fits = [fit_waves(each, "scalar") for each in (weighted, doubled)]
    assert fits[0].values.loadings == pytest.approx(fits[1].values.loadings)
    # The chi-square counts effective respondents: 80 with these weights are fewer than 80, doubled rows more.
    n_effective = 100**2 / (20 * 4 + 60)
    assert weighted.n_effective.tolist() == pytest.approx([n_effective] * 2)
    assert fits[0].chi_square == pytest.approx(fits[1].chi_square * n_effective / 100)


def test_the_slopes_are_those_of_the_implied_moments() -> None:
    where = layout("scalar", 3, np.array([0, 0, 0, 1, 1, 1]), (2,))
    rng = np.random.default_rng(8)
    row = rng.uniform(0.4, 0.9, where.size)
    i, j = np.triu_indices(6)

    def moments(parameters: np.ndarray) -> np.ndarray:
        means, covariances = implied(values_of(parameters, where), where.factor_of)
        return np.concatenate([means, covariances[:, i, j]], axis=1)

    steps = 1e-6 * np.eye(where.size)
    found = np.stack([(moments(row + step) - moments(row - step)) / 2e-6 for step in steps], axis=2)
    assert jacobian(values_of(row, where), where) == pytest.approx(found, abs=1e-8)


def test_the_weight_is_the_inverse_covariance_of_normal_moments() -> None:
    waves = drawn(40_000, 3, seed=2)
    moments = wave_moments(waves)
    weight = normal_weight(moments.covariances, moments.n_effective)
    inverse = np.linalg.inv(weight[0])
    diagonal = np.sqrt(np.diag(inverse))
    off = (moments.spread[:9, :9] - inverse) / np.outer(diagonal, diagonal)
    assert np.abs(off).max() < 0.05
    # Nobody answers twice here, so that the waves do not depend on each other.
    assert not moments.spread[:9, 9:].any()


def test_who_answers_twice_ties_the_waves() -> None:
    waves = drawn(50, 3)
    keys = [pd.Series(np.arange(50)), pd.Series(np.arange(50)[::-1])]
    again = wave_moments([waves[0], waves[0][::-1].reset_index(drop=True)], keys=keys)
    assert again.spread[:9, 9:] == pytest.approx(again.spread[:9, :9])
    gaps = [waves[0].copy(), waves[0]]
    gaps[0].loc[:9, "a"] = np.nan
    some = wave_moments(gaps, keys=[keys[0], keys[0]])
    assert some.n.tolist() == [40, 50]
    centred = [wave.dropna() - wave.mean() for wave in gaps]
    unit = some.unit[0] * some.unit[1]
    shared = np.sum(centred[0]["a"].to_numpy() * centred[1]["b"].to_numpy()[10:]) / 40 / 50
    expected = shared * np.sqrt(40 / 39 * 50 / 49) / unit
    assert some.spread[0, 9 + 1] == pytest.approx(expected)
