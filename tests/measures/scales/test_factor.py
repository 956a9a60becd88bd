"""One factor by maximum likelihood."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from toolkit.errors import StatisticsError
from toolkit.measures.scales.factor import derivatives, one_factor

loadings = st.lists(st.floats(0.3, 0.95), min_size=3, max_size=8).map(np.array)


def implied(model) -> np.ndarray:
    return np.outer(model.loadings, model.loadings) + np.diag(model.errors)


def discrepancy(parameters, s) -> float:
    """By its definition."""
    k = len(s)
    sigma = np.outer(parameters[:k], parameters[:k]) + np.diag(parameters[k:])
    sign, log = np.linalg.slogdet(sigma)
    if sign <= 0 or np.linalg.eigvalsh(sigma)[0] <= 0:
        return 1e6
    return log + np.trace(s @ np.linalg.inv(sigma)) - np.linalg.slogdet(s)[1] - k


def test_lavaan_agrees_on_every_scale_of_the_mobile_survey(mobi, reference):
    scales = [scale for scale in reference("mobi")["reliability"].values() if "cfa_1f" in scale]
    assert len(scales) == 6
    for scale in scales:
        expected, x = scale["cfa_1f"], mobi[scale["items"]].to_numpy(float)
        model = one_factor(np.cov(x.T, ddof=0))
        for found, name in (
            (model.loadings, "loadings_unstd"),
            (model.standardised, "loadings_std"),
            (model.errors, "theta"),
        ):
            assert found.tolist() == pytest.approx(list(expected[name].values()), abs=1e-5), name
        assert model.omega == pytest.approx(expected["omega_total_model_implied"], abs=1e-5)
        assert model.composite_reliability == pytest.approx(expected["composite_reliability_std"], abs=1e-5)
        assert model.ave == pytest.approx(expected["ave"], abs=1e-5)
        assert len(x) * model.discrepancy == pytest.approx(expected["chisq"], abs=1e-5)
        assert model.degrees == expected["df"]
        assert bool(model.heywood.any()) is expected["heywood"]


def test_three_items_by_hand():
    # Loadings of three items: √(r12·r13/r23) and so on.
    model = one_factor([[4, 0.72 * 2, 0.63 * 2], [0.72 * 2, 1, 0.56], [0.63 * 2, 0.56, 1]])
    assert model.loadings.tolist() == pytest.approx([1.8, 0.8, 0.7], abs=1e-9)
    assert model.errors.tolist() == pytest.approx([0.19 * 4, 0.36, 0.51], abs=1e-9)
    assert model.standardised.tolist() == pytest.approx([0.9, 0.8, 0.7], abs=1e-9)
    assert model.omega == pytest.approx(3.3**2 / (3.3**2 + 0.76 + 0.36 + 0.51))
    assert model.composite_reliability == pytest.approx(2.4**2 / (2.4**2 + 0.19 + 0.36 + 0.51))
    assert model.ave == pytest.approx((0.81 + 0.64 + 0.49) / 3)
    assert (model.degrees, model.discrepancy) == (0, pytest.approx(0, abs=1e-10))


@given(loadings, st.integers(0, 1000))
def test_a_matrix_of_one_factor_gives_it_back(truth, seed):
    scale = np.random.default_rng(seed).uniform(0.2, 30, len(truth))
    r = np.outer(truth, truth)
    np.fill_diagonal(r, 1)
    model = one_factor(r * np.outer(scale, scale))
    np.testing.assert_allclose(model.standardised, truth, atol=1e-6)
    np.testing.assert_allclose(model.loadings, truth * scale, rtol=1e-5)
    assert model.discrepancy == pytest.approx(0, abs=1e-9)
    assert not model.heywood.any()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(4, 6))
def test_the_fit_is_flat_and_no_other_start_finds_better(seed, k):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(150, 1)) * rng.uniform(0.6, 1.2, k) + rng.normal(size=(150, k))
    r = np.corrcoef(x.T)
    model = one_factor(r)
    here = np.concatenate([model.loadings, model.errors])
    assert model.discrepancy == pytest.approx(discrepancy(here, r), abs=1e-9)
    assert np.abs(derivatives(model.loadings, model.errors, r)[0]).max() < 1e-9
    # At the best fit the model gives each item its own variance.
    np.testing.assert_allclose(np.diag(implied(model)), 1, atol=1e-6)
    start = np.concatenate([rng.uniform(0.2, 0.9, k), rng.uniform(0.3, 0.9, k)])
    found = optimize.minimize(discrepancy, start, args=(r,), method="L-BFGS-B", bounds=[(-2, 2)] * 2 * k)
    assert model.discrepancy <= found.fun + 1e-6


def test_slope_and_hessian_are_those_of_the_discrepancy():
    rng = np.random.default_rng(3)
    r = np.corrcoef((rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))).T)
    point = np.concatenate([[0.5, 0.6, 0.7, 0.4], [0.7, 0.5, 0.6, 0.9]])
    slope, hessian, information = derivatives(point[:4], point[4:], r)
    np.testing.assert_allclose(slope, optimize.approx_fprime(point, discrepancy, 1e-7, r), atol=1e-5)
    for place, row in enumerate(hessian):

        def part(p, place=place):
            return derivatives(p[:4], p[4:], r)[0][place]

        np.testing.assert_allclose(row, optimize.approx_fprime(point, part, 1e-7), atol=1e-5)
    # Where the model is the truth, both Hessians are one.
    sigma = np.outer(point[:4], point[:4]) + np.diag(point[4:])
    _, hessian, information = derivatives(point[:4], point[4:], sigma)
    np.testing.assert_allclose(hessian, information, atol=1e-9)


def test_the_sum_of_the_loadings_is_positive():
    r = -np.full((4, 4), 0.5)
    np.fill_diagonal(r, 1)
    r[1:, 1:] = np.where(np.eye(3) > 0, 1, 0.5)
    model = one_factor(r)
    assert model.loadings.sum() > 0
    assert model.loadings[0] < 0


def test_a_heywood_case_is_told():
    # √(.8·.7/.4) is above 1.
    model = one_factor([[1, 0.8, 0.7], [0.8, 1, 0.4], [0.7, 0.4, 1]])
    assert model.heywood.tolist() == [True, False, False]
    assert model.standardised[0] == pytest.approx((0.8 * 0.7 / 0.4) ** 0.5)
    assert model.errors[0] < 0


@pytest.mark.parametrize(
    ("covariance", "says"),
    [
        ([[1, 0.5], [0.5, 1]], "at least three items"),
        ([[1, 0.5, 0.2], [0.4, 1, 0.2], [0.2, 0.2, 1]], "symmetric"),
        ([[1, 0.5, np.nan], [0.5, 1, 0.2], [np.nan, 0.2, 1]], "symmetric"),
        ([[1, 0, 0], [0, 0, 0], [0, 0, 1]], "does not vary"),
        ([[1, 0, 1], [0, 1, 1], [1, 1, 2]], "follows exactly"),
        # One item runs against the others: √ of something below 0.
        ([[1, 0.5, -0.4], [0.5, 1, 0.4], [-0.4, 0.4, 1]], "no one-factor model"),
    ],
)
def test_what_has_no_factor_is_refused(covariance, says):
    with pytest.raises(StatisticsError, match=says):
        one_factor(covariance)
