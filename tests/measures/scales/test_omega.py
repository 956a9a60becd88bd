"""Omega total, composite reliability and variance extracted of answers, with their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.scales.omega import factor_model
from toolkit.measures.weights import effective_n

ESTIMATES = ("omega", "omega_observed", "composite_reliability", "ave")


def answers(seed: int, n: int = 120, loadings=(0.9, 0.8, 0.7, 0.6)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) * np.array(loadings) + 0.8 * rng.normal(size=(n, len(loadings)))


def test_lavaan_agrees_on_every_scale_of_the_mobile_survey(mobi, reference):
    for name, scale in reference("mobi")["reliability"].items():
        if "cfa_1f" not in scale:
            continue
        expected, model = scale["cfa_1f"], factor_model(mobi[scale["items"]])
        assert model.n == 250
        assert model.items.index.tolist() == scale["items"]
        assert model.items["loading"].to_dict() == pytest.approx(expected["loadings_unstd"], abs=1e-5), name
        assert model.items["standardised"].to_dict() == pytest.approx(expected["loadings_std"], abs=1e-5)
        assert model.items["error"].to_dict() == pytest.approx(expected["theta"], abs=1e-5)
        assert model.omega.value == pytest.approx(expected["omega_total_model_implied"], abs=1e-5)
        assert model.omega_observed.value == pytest.approx(expected["omega_total_observed_var"], abs=1e-5)
        assert model.composite_reliability.value == pytest.approx(
            expected["composite_reliability_std"], abs=1e-5
        )
        assert model.ave.value == pytest.approx(expected["ave"], abs=1e-5)
        assert (model.chi_square, model.degrees) == pytest.approx(
            (expected["chisq"], expected["df"]), abs=1e-5
        )
        assert bool(model.heywood) is expected["heywood"]


def test_a_heywood_case_has_no_interval(mobi):
    model = factor_model(mobi[["CUSL1", "CUSL2", "CUSL3"]])
    assert model.heywood == ("CUSL3",)
    for name in ESTIMATES:
        estimate = getattr(model, name)
        assert estimate.method == "heywood"
        assert np.isnan([estimate.low, estimate.high]).all()


def test_the_p_value_is_that_of_chi_square(mobi):
    model = factor_model(mobi[["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"]])
    assert model.p == pytest.approx(stats.chi2.sf(model.chi_square, 5), abs=1e-12)
    assert np.isnan(factor_model(mobi[["CUSA1", "CUSA2", "CUSA3"]]).p)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_error_is_that_of_leaving_each_respondent_out(weighted):
    # The jackknife estimates the same variance without any formula.
    x = answers(5, n=150)
    w = np.random.default_rng(8).uniform(0.5, 2, len(x)) if weighted else np.ones(len(x))
    model = factor_model(x, weights=w)
    each = [factor_model(np.delete(x, row, axis=0), weights=np.delete(w, row)) for row in range(len(x))]
    for name in ESTIMATES:
        estimate = getattr(model, name)
        error = np.diff([np.log(p / (1 - p)) for p in (estimate.low, estimate.high)])[0] / (2 * 1.959964)
        logit = np.array([np.log(one.value / (1 - one.value)) for one in (getattr(m, name) for m in each)])
        n = len(x)
        assert error == pytest.approx(((n - 1) / n * ((logit - logit.mean()) ** 2).sum()) ** 0.5, rel=0.08)


@given(st.integers(0, 500), st.floats(0.1, 20))
def test_equal_weights_change_nothing(seed, weight):
    x = answers(seed)
    plain, weighted = factor_model(x), factor_model(x, weights=np.full(len(x), weight))
    for name in ESTIMATES:
        assert getattr(weighted, name) == getattr(plain, name)
    assert weighted.n_effective == len(x)


@given(st.integers(0, 500))
def test_whole_weights_give_the_values_of_repeated_rows(seed):
    x = answers(seed)
    weights = np.random.default_rng(seed).integers(1, 4, len(x))
    weighted, repeated = factor_model(x, weights=weights), factor_model(np.repeat(x, weights, axis=0))
    for name in ESTIMATES:
        assert getattr(weighted, name).value == pytest.approx(getattr(repeated, name).value, abs=1e-7)
    assert weighted.n_effective == pytest.approx(effective_n(weights))
    assert weighted.omega.n_effective == weighted.n_effective
    ratio = weighted.chi_square / weighted.n_effective
    assert ratio == pytest.approx(repeated.chi_square / repeated.n_effective, abs=1e-9)


@given(st.integers(0, 500), st.floats(0.1, 30))
def test_the_unit_of_the_answers_does_not_matter(seed, factor):
    x = answers(seed)
    plain, scaled = factor_model(x), factor_model(x * factor + 3)
    for name in ESTIMATES:
        one, two = getattr(plain, name), getattr(scaled, name)
        assert [two.value, two.low, two.high] == pytest.approx([one.value, one.low, one.high], abs=1e-6)
    for estimate in (getattr(plain, name) for name in ESTIMATES):
        assert 0 < estimate.low < estimate.value < estimate.high < 1


def test_incomplete_rows_are_left_out_and_items_keep_their_names():
    frame = pd.DataFrame(answers(1), columns=["a", "b", "c", "d"])
    holes = frame.copy()
    holes.loc[holes.index[::9], "b"] = np.nan
    model = factor_model(holes)
    assert model.omega == factor_model(holes.dropna()).omega
    assert model.items.index.tolist() == ["a", "b", "c", "d"]


def test_too_little_is_refused():
    with pytest.raises(StatisticsError, match="two have Spearman–Brown"):
        factor_model([[1, 2], [2, 1], [3, 4]])
    with pytest.raises(StatisticsError, match="follows exactly"):
        factor_model([[1, 2, 3], [2, 1, 3], [3, 3, 6], [1, 1, 2]])
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        factor_model(answers(1), confidence=95)
    with pytest.raises(StatisticsError, match="fewer than two effective rows"):
        factor_model(answers(1), weights=[1e6] + [1] * 119)


@pytest.mark.simulation
@pytest.mark.parametrize("ordinal", [False, True])
def test_intervals_cover_their_truth(ordinal):
    # Answers on 1 to 7 have, as normal ones do not, skew and ends; their truth is that of a million customers.
    def draw(rng, n):
        x = rng.normal(size=(n, 1)) * np.array([0.9, 0.8, 0.7, 0.6]) + 0.8 * rng.normal(size=(n, 4))
        return np.clip(np.round(5 + 1.1 * x), 1, 7) if ordinal else x

    rng = np.random.default_rng(20260401)
    truth = factor_model(draw(rng, 1_000_000))
    covered = dict.fromkeys(ESTIMATES, 0)
    rounds = 600
    for _ in range(rounds):
        model = factor_model(draw(rng, 200))
        for name in ESTIMATES:
            estimate = getattr(model, name)
            covered[name] += estimate.low <= getattr(truth, name).value <= estimate.high
    for name, count in covered.items():
        # 93% to 97%, give or take two Monte Carlo errors of .9 points.
        assert 0.93 - 0.018 <= count / rounds <= 0.97 + 0.018, name
