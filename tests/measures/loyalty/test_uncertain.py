"""The band round the cuts in which measurement error decides the group."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import loyalty_groups
from toolkit.measures.loyalty.uncertain import (
    certain_groups,
    standard_error_of_measurement,
    uncertain_band,
)
from toolkit.measures.proportions import proportion, wilson_interval
from toolkit.measures.scales.reliability import cronbach_alpha

customers = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 100), st.integers(1, 4)), min_size=1, max_size=40
)
errors = st.one_of(st.none(), st.floats(0, 40))


def test_standard_error_by_hand():
    # The standard deviation of 40, 60, 80 is 20; half of it at a reliability of .75.
    assert standard_error_of_measurement([40, 60, np.nan, 80], 0.75) == pytest.approx(10)
    assert standard_error_of_measurement([40, 60, 80], 1) == 0
    assert standard_error_of_measurement([40, 60, 80], 0) == pytest.approx(20)
    # In R: cov.wt(cbind(c(40, 60, 80)), c(1, 1, 2) / 4)$cov is 440: Σw(x − 65)² = 275 over 1 − Σw² = .625.
    assert standard_error_of_measurement([40, 60, 80], 0, [1, 1, 2]) == pytest.approx(np.sqrt(275 / 0.625))


def test_standard_error_finds_the_error_that_two_parallel_tests_differ_by():
    rng = np.random.default_rng(3)
    true, noise = rng.normal(60, 15, 20_000), 10.0
    items = true[:, None] + rng.normal(0, noise * 2, (20_000, 4))  # a mean of four has error 10
    sem = standard_error_of_measurement(items.mean(axis=1), cronbach_alpha(items).value)
    assert sem == pytest.approx(noise, abs=0.2)
    again = (true[:, None] + rng.normal(0, noise * 2, (20_000, 4))).mean(axis=1)
    assert np.std(items.mean(axis=1) - again) / np.sqrt(2) == pytest.approx(sem, abs=0.2)


def test_who_is_in_the_band_changes_group_on_a_second_asking_and_who_is_not_seldom_does():
    rng = np.random.default_rng(4)
    true = rng.normal(60, 18, 20_000)
    first, second = (true + rng.normal(0, 6, 20_000) for _ in range(2))
    moved = (first >= 60) != (second >= 60)
    near = np.abs(first - 60) < 6
    assert moved[near].mean() > 0.3
    assert moved[~near].mean() < 0.08


def test_band_by_hand():
    attitude, behaviour = [55, 80, 20, 64, 61, np.nan], [90, 58, 10, 90, 62, 60]
    band = uncertain_band(attitude, behaviour, sem_attitude=6, sem_behaviour=3, weights=None)
    assert band.index.tolist() == ["attitude", "behaviour", "either"]
    assert band["count"].tolist() == [3, 2, 4]
    assert band["n"].tolist() == [5] * 3
    assert band["sem"].tolist()[:2] == [6, 3]
    assert np.isnan(band.at["either", "sem"])
    assert tuple(band.loc["either", ["estimate", "low", "high"]]) == (0.8, *wilson_interval(0.8, 5))
    sure = certain_groups(attitude, behaviour, sem_attitude=6, sem_behaviour=3)
    assert sure["count"].to_dict() == {"true": 0, "latent": 0, "spurious": 0, "none": 1}


def test_a_score_exactly_one_standard_error_away_is_outside():
    band = uncertain_band([66, 54, 65.9], [0, 0, 0], sem_attitude=6, sem_behaviour=None)
    assert band.index.tolist() == ["attitude", "either"]
    assert band["count"].tolist() == [1, 1]


def test_without_a_standard_error_nothing_is_said():
    unknown = {"sem_attitude": None, "sem_behaviour": None}
    assert uncertain_band([50, 60], [50, 60], **unknown).empty
    assert certain_groups([50, 60], [50, 60], **unknown).empty


@given(customers, errors, errors)
def test_certain_and_uncertain_make_up_the_groups(rows, sem_attitude, sem_behaviour):
    attitude, behaviour, weights = (np.array(column) for column in zip(*rows, strict=True))
    sems = {"sem_attitude": sem_attitude, "sem_behaviour": sem_behaviour}
    for w in (None, weights):
        band = uncertain_band(attitude, behaviour, **sems, weights=w)
        sure = certain_groups(attitude, behaviour, **sems, weights=w)
        whole = loyalty_groups(attitude, behaviour, weights=w)
        if band.empty:
            assert sure.empty
            continue
        assert (sure["count"] <= whole["count"]).all()
        assert sure["estimate"].sum() + band.at["either", "estimate"] == pytest.approx(1)
        alone = band.drop("either")["estimate"]
        assert alone.max() - 1e-12 <= band.at["either", "estimate"] <= alone.sum() + 1e-12
        assert ((band["low"] <= band["estimate"]) & (band["estimate"] <= band["high"])).all()


@given(customers)
def test_equal_weights_change_nothing_and_whole_weights_repeat_rows(rows):
    attitude, behaviour, weights = (np.array(column) for column in zip(*rows, strict=True))
    sems = {"sem_attitude": 8.0, "sem_behaviour": 12.0}
    plain = uncertain_band(attitude, behaviour, **sems)
    even = uncertain_band(attitude, behaviour, **sems, weights=np.full(len(rows), 2.0))
    pd.testing.assert_frame_equal(even, plain)
    repeated = uncertain_band(np.repeat(attitude, weights), np.repeat(behaviour, weights), **sems)
    weighted = uncertain_band(attitude, behaviour, **sems, weights=weights)
    np.testing.assert_allclose(weighted["estimate"], repeated["estimate"], atol=1e-12)


def test_weights_and_confidence_are_those_of_a_share():
    band = uncertain_band(
        [55, 80, 64], [0, 0, 0], sem_attitude=6, sem_behaviour=None, weights=[1, 2, 3], confidence=0.9
    )
    share = proportion([1, 0, 1], [1, 2, 3], confidence=0.9)
    assert tuple(band.loc["attitude", ["estimate", "low", "high"]]) == (share.value, share.low, share.high)


def test_what_cannot_be_is_refused():
    for reliability in (-0.1, 1.1, np.nan):
        with pytest.raises(StatisticsError, match="from 0 to 1"):
            standard_error_of_measurement([1, 2], reliability)
    with pytest.raises(StatisticsError, match="fewer than two"):
        standard_error_of_measurement([1, np.nan], 0.8)
    with pytest.raises(StatisticsError, match="cannot be"):
        uncertain_band([1, 2], [1, 2], sem_attitude=-1, sem_behaviour=None)
    with pytest.raises(StatisticsError, match="nobody has a score"):
        certain_groups([1, np.nan], [np.nan, 2], sem_attitude=1, sem_behaviour=None)
