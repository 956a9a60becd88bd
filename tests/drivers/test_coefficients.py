"""Standardised coefficients with HC3 errors."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.drivers.by_definition import survey
from toolkit.drivers import robust
from toolkit.drivers.coefficients import standardised_coefficients
from toolkit.drivers.moments import sample_of
from toolkit.errors import StatisticsError


def of(frame, weights=None):
    return sample_of(frame.to_numpy(dtype=float).T.copy(), tuple(frame.columns), weights)


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    ours = standardised_coefficients(of(mobi[[*block["drivers"], block["outcome"]]]), 0.95)
    assert ours.values == pytest.approx(list(block["ols"]["std_beta"].values()), abs=1e-8)
    assert ours.errors == pytest.approx(list(block["ols"]["std_beta_se_HC3"].values()), abs=1e-8)
    margin = stats.t.ppf(0.975, block["df_resid"]) * ours.errors
    assert ours.high - ours.values == pytest.approx(margin, abs=1e-12)
    assert ours.values - ours.low == pytest.approx(margin, abs=1e-12)


def test_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    ours = standardised_coefficients(of(sfo[[*block["drivers"], "NETPRO"]].dropna()), 0.95)
    assert ours.values == pytest.approx(list(block["ols"]["std_beta"].values()), abs=1e-8)
    assert ours.errors == pytest.approx(list(block["ols"]["std_beta_se_HC3"].values()), abs=1e-8)


def test_airport_weighted_is_that_of_the_survey_package(sfo, reference):
    block = reference("sfo_drivers")["weighted"]
    drivers = list(block["lmg"])
    rows = sfo[[*drivers, "NETPRO", "WEIGHT"]].dropna()
    sample = of(rows[[*drivers, "NETPRO"]], rows["WEIGHT"].to_numpy())
    ours = standardised_coefficients(sample, 0.95)
    unit = sample.moments.deviations[-1] / sample.moments.deviations[:-1]
    assert ours.values * unit == pytest.approx([block["coef"][name] for name in drivers], abs=1e-8)
    # Linearisation has no leverage in it, so that HC3 is a little above it: under 2% at 1,766 rows.
    ratio = ours.errors * unit / [block["se_survey"][name] for name in drivers]
    assert ((ratio > 1) & (ratio < 1.02)).all()


@given(n=st.integers(8, 60), p=st.integers(1, 4), seed=st.integers(0, 1_000), weighted=st.booleans())
def test_it_is_what_statsmodels_gives_on_scores(n, p, seed, weighted):
    frame = survey(n, p, seed)
    weights = np.random.default_rng(seed).uniform(0.2, 3, n) if weighted else None
    sample = of(frame, weights)
    x = sm.add_constant(sample.scores[:-1].T)
    model = sm.WLS(sample.scores[-1], x, weights=1.0 if weights is None else weights)
    fitted = model.fit(cov_type="HC3", use_t=True)
    ours = standardised_coefficients(sample, 0.9)
    assert ours.values == pytest.approx(fitted.params[1:], abs=1e-9)
    assert ours.errors == pytest.approx(fitted.bse[1:], rel=1e-7)
    assert np.column_stack([ours.low, ours.high]) == pytest.approx(
        fitted.conf_int(0.1)[1:], rel=1e-6, abs=1e-9
    )


def test_rows_in_blocks_give_the_same(monkeypatch):
    sample = of(survey(), np.random.default_rng(2).uniform(1, 2, 200))
    whole = standardised_coefficients(sample, 0.95)
    monkeypatch.setattr(robust, "_ROWS", 7)
    assert standardised_coefficients(sample, 0.95).errors == pytest.approx(whole.errors, rel=1e-12)


def test_a_coefficient_that_rests_on_one_respondent_is_refused():
    frame = survey(n=30)
    frame["d1"] = (frame.index == 4).astype(float)
    with pytest.raises(StatisticsError, match="d1: one respondent alone settles its coefficient"):
        standardised_coefficients(of(frame), 0.95)
