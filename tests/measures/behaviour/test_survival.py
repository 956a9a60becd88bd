"""How long customers stay: against the hand, statsmodels, published figures of R, and by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.log_rank import log_rank, log_rank_pairs
from toolkit.measures.behaviour.survival import kaplan_meier, median_time, survival_at

# Acute myelogenous leukaemia (Miller 1997), as `aml` in R's package survival.
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])


def drawn(seed: int, n: int = 240) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times with many ties, events, and three groups."""
    generator = np.random.default_rng(seed)
    lifetime, seen = np.ceil(generator.exponential(20, n)), np.ceil(generator.uniform(1, 45, n))
    return np.minimum(lifetime, seen), lifetime <= seen, generator.integers(0, 3, n)


def test_the_curve_r_prints_for_the_leukaemia_patients():
    curve = kaplan_meier(*MAINTAINED)
    told = curve[curve["events"] > 0]
    assert told["time"].tolist() == [9, 13, 18, 23, 31, 34, 48]
    assert told["at_risk"].tolist() == [11, 10, 8, 7, 5, 4, 2]
    assert told["estimate"].round(3).tolist() == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]
    errors = [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535]
    assert told["standard_error"].round(4).tolist() == errors
    assert median_time(curve)[0] == 31
    assert median_time(kaplan_meier(*NOT_MAINTAINED))[0] == 23


def test_the_test_r_prints_for_the_leukaemia_patients():
    time, event = (np.array(first + second) for first, second in zip(MAINTAINED, NOT_MAINTAINED, strict=True))
    found = log_rank(time, event, ["kept"] * 11 + ["not"] * 12)
    assert round(found.statistic, 1) == 3.4
    assert round(found.p, 3) == 0.065
    assert (found.degrees, found.n) == (1, 23)
    # R prints 7 events where 10.69 were expected among those who were kept on treatment.
    assert round(found.excess, 2) == round(7 - 10.69, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_curve_and_interval_are_those_of_statsmodels(seed):
    time, event, _ = drawn(seed)
    theirs = SurvfuncRight(time, event.astype(int))
    ours = kaplan_meier(time, event)
    told = ours[ours["events"] > 0]
    np.testing.assert_allclose(told["estimate"], theirs.surv_prob, rtol=1e-12)
    np.testing.assert_allclose(told["standard_error"], theirs.surv_prob_se, rtol=1e-10)
    np.testing.assert_array_equal(told["at_risk"], theirs.n_risk)
    low, high = theirs.quantile_ci(0.5, method="cloglog")
    assert median_time(ours) == (theirs.quantile(0.5), low, high)
    # Log-log limits from their standard errors.
    inside = told[told["estimate"] < 1]
    spread = 1.959963984540054 * inside["standard_error"] / (inside["estimate"] * np.log(inside["estimate"]))
    np.testing.assert_allclose(inside["low"], inside["estimate"] ** np.exp(-spread), rtol=1e-10)
    np.testing.assert_allclose(inside["high"], inside["estimate"] ** np.exp(spread), rtol=1e-10)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_log_rank_is_that_of_statsmodels(seed):
    time, event, group = drawn(seed)
    found, wanted = log_rank(time, event, group), survdiff(time, event.astype(int), group)
    assert (found.statistic, found.p) == pytest.approx((float(wanted[0]), float(wanted[1])), rel=1e-10)
    pairs = log_rank_pairs(time, event, group)
    assert len(pairs) == 3
    first = (group == pairs.loc[0, "first"]) | (group == pairs.loc[0, "second"])
    assert pairs.loc[0, "p"] == pytest.approx(
        float(survdiff(time[first], event[first].astype(int), group[first])[1])
    )
    assert (pairs["p_holm"] >= pairs["p"]).all()


def test_without_censoring_the_curve_is_the_share_still_there():
    time = np.array([3, 1, 4, 1, 5, 9, 2, 6])
    curve = kaplan_meier(time, np.ones(8))
    share = [(time > t).mean() for t in curve["time"]]
    np.testing.assert_allclose(curve["estimate"], share)
    # Greenwood is the variance of a share then.
    np.testing.assert_allclose(
        curve["standard_error"][:-1], [(s * (1 - s) / 8) ** 0.5 for s in share[:-1]], rtol=1e-12
    )
    assert np.isnan(curve["low"].iloc[-1])
    assert np.isnan(curve["standard_error"].iloc[-1])


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.integers(1, 4)), min_size=1, max_size=40))
def test_weights_are_customers_counted_more_often(rows):
    time, event, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    times = weights.astype(int)
    weighted = kaplan_meier(time, event, weights)
    repeated = kaplan_meier(np.repeat(time, times), np.repeat(event, times))
    np.testing.assert_allclose(weighted["estimate"], repeated["estimate"], atol=1e-12)
    inside = weighted["estimate"].between(0, 1, inclusive="neither")
    assert (weighted["low"][inside] <= weighted["estimate"][inside] + 1e-12).all()
    assert (weighted["high"][inside] >= weighted["estimate"][inside] - 1e-12).all()
    assert weighted["estimate"].is_monotonic_decreasing
    assert (weighted["n_effective"] <= weighted["at_risk"] + 1e-9).all()


def test_equal_weights_change_nothing_and_weight_0_leaves_out():
    time, event, group = drawn(4)
    pd.testing.assert_frame_equal(kaplan_meier(time, event, np.full(240, 2.5)), kaplan_meier(time, event))
    assert log_rank(time, event, group, np.full(240, 2.5)) == log_rank(time, event, group)
    some = (np.arange(240) % 3 > 0).astype(float)
    kept = some > 0
    pd.testing.assert_frame_equal(kaplan_meier(time, event, some), kaplan_meier(time[kept], event[kept]))
    assert log_rank(time, event, group, some) == log_rank(time[kept], event[kept], group[kept])


def test_nearly_equal_weights_give_nearly_the_plain_test():
    time, event, group = drawn(5, 2000)
    weights = 1 + 1e-6 * np.arange(2000)
    plain, weighted = log_rank(time, event, group), log_rank(time, event, group, weights)
    assert weighted.statistic == pytest.approx(plain.statistic, rel=0.03)


def test_reading_the_curve():
    curve = kaplan_meier([2, 4, 4, 6], [True, True, False, False])
    found = survival_at(curve, [0, 2, 3, 4, 6, 7])
    assert found["estimate"].tolist()[:5] == [1.0, 0.75, 0.75, 0.5, 0.5]
    assert found["at_risk"].tolist() == [4, 4, 3, 3, 1, 0]
    assert np.isnan(found["estimate"].iloc[5])
    assert np.isnan(found["low"].iloc[0])
    assert survival_at(kaplan_meier([1, 2], [True, True]), 5)["estimate"].tolist() == [0.0]
    assert np.isnan(median_time(kaplan_meier([1, 2], [False, False]))).all()


def test_a_test_that_nothing_tells():
    found = log_rank([1, 2, 3, 4], [False] * 4, ["a", "a", "b", "b"])
    assert np.isnan(found.p)
    assert np.isnan(log_rank_pairs([1, 2, 3, 4], [False] * 4, ["a", "a", "b", "b"])["p_holm"]).all()


def test_refusals():
    with pytest.raises(StatisticsError, match="at least one row"):
        kaplan_meier([], [])
    with pytest.raises(StatisticsError, match="no value may be missing"):
        kaplan_meier([1, np.nan], [True, True])
    with pytest.raises(StatisticsError, match="no time below 0"):
        kaplan_meier([-1], [True])
    with pytest.raises(StatisticsError, match="only yes"):
        kaplan_meier([1], [2])
    with pytest.raises(StatisticsError, match="two groups or more, not 1"):
        log_rank([1, 2], [True, True], ["a", "a"])
    with pytest.raises(StatisticsError, match="one label per customer"):
        log_rank([1, 2], [True, True], ["a"])
    with pytest.raises(StatisticsError, match="one label per customer"):
        log_rank([1, 2], [True, True], ["a", None])


@pytest.mark.simulation
def test_interval_and_test_keep_their_rates():
    generator = np.random.default_rng(20)
    covered = weighted_covered = rejected = weighted_rejected = 0
    runs, n, at, truth = 500, 150, 15.0, float(np.exp(-15 / 20))
    for _ in range(runs):
        life, seen = generator.exponential(20, n), generator.uniform(5, 40, n)
        time, event = np.minimum(life, seen), life <= seen
        weights, group = generator.uniform(0.5, 2, n), generator.integers(0, 3, n)
        plain = survival_at(kaplan_meier(time, event), at).iloc[0]
        other = survival_at(kaplan_meier(time, event, weights), at).iloc[0]
        covered += plain["low"] <= truth <= plain["high"]
        weighted_covered += other["low"] <= truth <= other["high"]
        rejected += log_rank(time, event, group).p < 0.05
        weighted_rejected += log_rank(time, event, group, weights).p < 0.05
    assert 0.925 <= covered / runs <= 0.975
    assert 0.92 <= weighted_covered / runs <= 0.975
    assert 0.025 <= rejected / runs <= 0.08
    assert 0.025 <= weighted_rejected / runs <= 0.08
