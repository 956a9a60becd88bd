"""The sums that everything else rests on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import survey
from toolkit.drivers.moments import sample_of


def of(frame, weights=None):
    return sample_of(frame.to_numpy().T.copy(), tuple(frame.columns), weights)


def test_without_weights():
    frame = survey()
    sample = of(frame)
    moments = sample.moments
    assert moments.correlation == pytest.approx(frame.corr().to_numpy(), abs=1e-12)
    assert moments.means == pytest.approx(frame.mean().to_numpy(), abs=1e-12)
    assert moments.deviations == pytest.approx(frame.std(ddof=0).to_numpy(), abs=1e-12)
    assert moments.crossproducts == pytest.approx(frame.cov().to_numpy() * (len(frame) - 1), abs=1e-9)
    assert (moments.n, moments.n_effective, moments.weight_sum) == (200, 200.0, 200.0)
    assert sample.scores.mean(axis=1) == pytest.approx(np.zeros(4), abs=1e-12)
    assert (sample.scores**2).mean(axis=1) == pytest.approx(np.ones(4), abs=1e-12)


def test_with_weights():
    frame = survey()
    weights = np.random.default_rng(1).uniform(0.5, 3, len(frame))
    moments = of(frame, weights).moments
    covariance = np.cov(frame.to_numpy().T, aweights=weights, ddof=0)
    assert moments.crossproducts == pytest.approx(covariance * weights.sum(), rel=1e-10)
    assert moments.weight_sum == pytest.approx(weights.sum(), rel=1e-15)
    assert moments.n_effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-12)
    deviations = np.sqrt(np.diag(covariance))
    assert moments.correlation == pytest.approx(covariance / np.outer(deviations, deviations), abs=1e-12)


def test_airport_weighted_correlation(sfo, reference):
    expected = reference("sfo_drivers")["weighted"]["weighted_correlation"]
    rows = sfo[[*expected, "WEIGHT"]].dropna()
    moments = of(rows[list(expected)], rows["WEIGHT"].to_numpy()).moments
    told = np.array([[expected[a][b] for b in expected] for a in expected])
    assert moments.correlation == pytest.approx(told, abs=1e-8)


@given(scale=st.sampled_from([1e-300, 1e-160, 1e-8, 1.0, 1e8, 1e160]), shift=st.sampled_from([0.0, 1.0, 1e6]))
def test_units_do_not_matter(scale, shift):
    frame = survey(n=40)
    moments = of(scale * (frame + shift)).moments
    assert moments.correlation == pytest.approx(frame.corr().to_numpy(), abs=1e-8)
    assert moments.deviations / scale == pytest.approx(frame.std(ddof=0).to_numpy(), rel=1e-8)


def test_the_scale_of_weights_does_not_matter():
    frame = survey(n=40)
    weights = np.random.default_rng(1).uniform(0.5, 3, len(frame))
    plain, large = of(frame, weights), of(frame, 1e300 * weights)
    assert large.moments.correlation == pytest.approx(plain.moments.correlation, abs=1e-14)
    assert large.moments.n_effective == pytest.approx(plain.moments.n_effective, rel=1e-12)
