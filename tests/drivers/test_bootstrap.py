"""Resamples, limits, and differences of all pairs.

Monte Carlo error of a limit, with B resamples of which the spread is about normal: √(.025·.975/B)/φ(1.96) of a
standard error, which is 2.67/√B. A limit of ours and one of R differ by the root of the sum of both squared.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.drivers.by_definition import survey
from toolkit.drivers import resampling
from toolkit.drivers.bootstrap import (
    expanded_tail,
    fewest_resamples,
    first_chances,
    leads,
    pairs,
    rank_limits,
    ranks,
    resampled_importance,
    share_limits,
    simultaneous_differences,
)
from toolkit.drivers.johnson import johnson_of_stack
from toolkit.drivers.moments import sample_of
from toolkit.drivers.resampling import resampled_correlations
from toolkit.drivers.shapley import lmg_of_stack
from toolkit.drivers.thresholds import NORMAL_PRODUCT
from toolkit.errors import StatisticsError
from toolkit.measures import resampling as drawing

# Respondents of whom there are so many that nothing is made wider.
MANY = 1e12


def of(frame, weights=None):
    return sample_of(frame.to_numpy(dtype=float).T.copy(), tuple(frame.columns), weights)


def drawn(sample, resamples, *, method=lmg_of_stack, always=0, seed=1):
    return resampled_importance(sample, always, method, resamples, np.random.default_rng(seed))


def joint_error(ours, theirs):
    return 2.67 * (1 / ours + 1 / theirs) ** 0.5


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
@pytest.mark.parametrize(("name", "method"), [("lmg", lmg_of_stack), ("johnson", johnson_of_stack)])
def test_limits_of_mobile_customers(outcome, name, method, mobi, reference):
    # Three joint Monte Carlo errors of 30,000 and 10,000 resamples are 0.092 of a standard error.
    block = reference("mobi")[outcome]
    told = block["boot_tight"][name]
    importance = drawn(of(mobi[[*block["drivers"], block["outcome"]]]), 30_000, method=method)
    errors = np.array(list(told["se"].values()))
    for ours, limit in zip(share_limits(importance, 0.95), ("lower", "upper"), strict=True):
        assert (np.abs(ours - list(told[limit].values())) < 0.1 * errors).all()
    assert importance.std(axis=1, ddof=1) == pytest.approx(errors, rel=3 * (1 / 60_000 + 1 / 20_000) ** 0.5)


def test_limits_and_chances_of_the_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    told, theirs, ours = block["boot_tight"], block["boot_tight"]["b"], 10_000
    importance = drawn(of(sfo[[*block["drivers"], "NETPRO"]].dropna()), ours)
    errors = np.array(list(told["lmg"]["se"].values()))
    tolerance = 3 * joint_error(ours, theirs) * errors
    for limits, name in zip(share_limits(importance, 0.95), ("lower", "upper"), strict=True):
        assert (np.abs(limits - list(told["lmg"][name].values())) < tolerance).all()
    chances = np.array(list(told["prob_rank1"].values()))
    spread = np.sqrt(np.maximum(chances * (1 - chances), 0.01) * (1 / ours + 1 / theirs))
    assert (np.abs(first_chances(importance) - chances) < 3 * spread).all()
    spreads = [pair["se"] for pair in told["lmg_pairwise"]]
    first, second = pairs(len(errors))
    ours_spreads = (importance[first] - importance[second]).std(axis=1, ddof=1)
    assert ours_spreads == pytest.approx(spreads, rel=3 * (1 / (2 * ours) + 1 / (2 * theirs)) ** 0.5)


def test_limits_of_the_weighted_airport(sfo, reference):
    block = reference("sfo_drivers")["weighted"]
    drivers = list(block["lmg"])
    rows = sfo[[*drivers, "NETPRO", "WEIGHT"]].dropna()
    importance = drawn(of(rows[[*drivers, "NETPRO"]], rows["WEIGHT"].to_numpy()), 10_000)
    tolerance = 3 * joint_error(10_000, block["boot"]["B"]) * importance.std(axis=1, ddof=1)
    for limits, name in zip(share_limits(importance, 0.95), ("lower", "upper"), strict=True):
        assert (np.abs(limits - list(block["boot"][name].values())) < tolerance).all()


@given(weighted=st.booleans(), seed=st.integers(0, 100))
def test_a_resample_is_rows_with_their_weights(weighted, seed):
    # The same draws, made one by one: the correlations of the rows themselves.
    frame = survey(n=25, seed=seed)
    weights = np.random.default_rng(seed).uniform(0.5, 2, 25) if weighted else None
    sample = of(frame, weights)
    (stack,) = resampled_correlations(sample, 5, np.random.default_rng(seed))
    places = np.random.default_rng(seed).integers(0, 25, size=(5, 25))
    for resample, rows in enumerate(places):
        own = None if weights is None else weights[rows]
        covariance = np.cov(frame.to_numpy()[rows].T, aweights=own)
        deviations = np.sqrt(np.diag(covariance))
        assert stack[..., resample] == pytest.approx(covariance / np.outer(deviations, deviations), abs=1e-9)


@pytest.mark.parametrize("resamples", [1, 30, 100])
def test_resamples_do_not_depend_on_how_many_are_made_at_a_time(monkeypatch, resamples):
    sample = of(survey())
    whole = drawn(sample, resamples)
    monkeypatch.setattr(resampling, "_RESAMPLES", 31)
    assert drawn(sample, resamples) == pytest.approx(whole, abs=1e-12)
    monkeypatch.setattr(resampling, "_NUMBERS", 200)
    assert drawn(sample, resamples) == pytest.approx(whole, abs=1e-12)
    for name, size in (("_PRODUCT", 2_000), ("_ROWS", 17), ("_FEW_SUMS", 5), ("_TOGETHER", 7)):
        monkeypatch.setattr(drawing, name, size)
        assert drawn(sample, resamples) == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_groups_of_respondents_spread_as_respondents_do(monkeypatch, weighted):
    # 500 groups and 3,000 resamples: standard errors within three times √(1/(2·500) + 2/(2·3,000)) of each other.
    frame = survey(n=5_001, p=4)
    sample = of(frame, np.random.default_rng(3).uniform(0.3, 3, len(frame)) if weighted else None)
    single = drawn(sample, 3_000)
    monkeypatch.setattr(resampling, "RESAMPLED_ROWS", 5_000)
    monkeypatch.setattr(resampling, "RESAMPLED_GROUPS", 500)
    grouped = drawn(sample, 3_000)
    assert not np.array_equal(single, grouped)
    assert grouped.std(axis=1) == pytest.approx(single.std(axis=1), rel=3 * (1 / 1_000 + 1 / 3_000) ** 0.5)
    error = single.std(axis=1) * (2 / 3_000) ** 0.5
    assert (np.abs(grouped.mean(axis=1) - single.mean(axis=1)) < 4 * error).all()


def test_groups_hold_every_row_once(monkeypatch):
    sample = of(survey(n=103), np.random.default_rng(0).uniform(1, 2, 103))
    rows = resampling._row_sums(sample, np.random.default_rng(0))
    monkeypatch.setattr(resampling, "RESAMPLED_ROWS", 100)
    monkeypatch.setattr(resampling, "RESAMPLED_GROUPS", 20)
    monkeypatch.setattr(resampling, "_ROWS", 64)
    groups = resampling._row_sums(sample, np.random.default_rng(0))
    assert groups.shape == (len(rows), 20)
    assert groups.sum(axis=1) == pytest.approx(rows.sum(axis=1), abs=1e-9)


def test_what_is_constant_or_double_in_a_resample_gives_no_missing_share():
    # Two rare answers: many resamples miss one, and then d1 is constant or equal to d2.
    frame = survey(n=40)
    frame["d1"] = (frame.index < 2).astype(float)
    frame["d2"] = ((frame.index < 2) | (frame.index == 7)).astype(float)
    for method in (lmg_of_stack, johnson_of_stack):
        importance = drawn(of(frame), 2_000, method=method)
        assert importance.shape == (3, 2_000)
        assert np.isfinite(importance).all()
        assert (importance >= 0).all()
        assert (importance.sum(axis=0) <= 1 + 1e-6).all()
        assert (importance[1] < 1e-12).mean() == pytest.approx((1 - 2 / 40) ** 40, abs=0.03)


def test_a_resample_in_which_the_outcome_does_not_vary_is_drawn_again():
    frame = survey(n=30)
    frame["y"] = (frame.index < 2).astype(float)
    importance = drawn(of(frame), 500)
    assert importance.shape == (3, 500)
    assert (importance.sum(axis=0) > 0).all()


def test_too_many_empty_resamples_are_refused():
    def none(stack):
        return np.where(np.arange(stack.shape[-1]) % 4 == 0, 1.0, 0.0) * np.ones((len(stack) - 1, 1))

    with pytest.raises(StatisticsError, match="the drivers explain nothing"):
        drawn(of(survey()), 100, method=none)


@pytest.mark.parametrize(("confidence", "fewest"), [(0.95, 39), (0.9, 19), (0.99, 199), (0.5, 3)])
def test_fewest_resamples(confidence, fewest):
    assert fewest_resamples(confidence) == fewest
    shares = np.random.default_rng(0).normal(size=(1, fewest))
    low, high = share_limits(shares, confidence)
    assert (low[0], high[0]) == pytest.approx((shares.min(), shares.max()))


def test_limits_are_those_of_type_6():
    # B = 99: the limits of 80% are the 10th and the 90th.
    low, high = share_limits(np.arange(1.0, 100.0)[None], 0.8)
    assert (low[0], high[0]) == pytest.approx((10, 90))


def test_chances_of_being_first():
    assert first_chances(np.array([[0.6, 0.2, 0.7, 0.1], [0.4, 0.8, 0.3, 0.9], [0, 0, 0, 0]])).tolist() == [
        0.5,
        0.5,
        0,
    ]


def test_differences_of_two_drivers_by_hand():
    # One pair: 39 resamples d* = −19 … 19 hundredths around d = 0; c·s* is the 38th of the sorted |d*|, .19.
    steps = np.arange(-19, 20) / 100
    shares = np.stack([(1 + steps) / 2, (1 - steps) / 2])
    low, high = simultaneous_differences(np.array([0.5, 0.5]), shares, 0.95, MANY)
    assert (low[0], high[0]) == pytest.approx((-0.19, 0.19), abs=1e-8)
    # Of 30 respondents they are made wider: √(30/27)·t/z, t on 27/4 degrees of freedom.
    low, high = simultaneous_differences(np.array([0.5, 0.5]), shares, 0.95, 30)
    assert high[0] / 0.19 == pytest.approx(
        (30 / 27) ** 0.5 * stats.t.ppf(0.975, 6.75) / stats.norm.ppf(0.975)
    )
    assert low[0] == pytest.approx(-high[0])
    # What is held constant takes degrees of freedom too.
    assert simultaneous_differences(np.array([0.5, 0.5]), shares, 0.95, 30, always=2)[1][0] > high[0]


def test_differences_of_one_driver_are_none():
    low, high = simultaneous_differences(np.ones(1), np.ones((1, 50)), 0.95, MANY)
    assert len(low) == len(high) == 0


def test_differences_hold_together():
    # Five independent normal drivers: c is the studentised range for 5 over √2, 3.858/1.4142 = 2.728.
    shares = np.random.default_rng(0).normal(size=(5, 40_000))
    low, high = simultaneous_differences(np.zeros(5), shares, 0.95, MANY)
    assert high / np.sqrt(2) == pytest.approx(np.full(10, 2.728), abs=0.05)
    assert low == pytest.approx(-high)


def test_a_difference_that_never_varies_has_no_width():
    shares = np.stack([np.full(100, 0.3), np.full(100, 0.2), np.random.default_rng(0).uniform(0.4, 0.6, 100)])
    low, high = simultaneous_differences(np.array([0.3, 0.2, 0.5]), shares, 0.95, MANY)
    assert (low[0], high[0]) == pytest.approx((0.1, 0.1), abs=1e-9)
    assert (high[1:] - low[1:] > 0.1).all()


@pytest.mark.parametrize("n", [30, 200.5])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_expanded_tail_makes_normal_resamples_give_student_s_interval(n, confidence):
    # Resamples spread by s·√(m/n), m = n − 3 − 1; with the wider tail their limit is t·s, t on m/4 degrees of freedom.
    tail, left = expanded_tail(confidence, n, 3), n - 4
    assert -stats.norm.ppf(tail) * np.sqrt(left / n) == pytest.approx(
        stats.t.ppf((1 + confidence) / 2, left / 4)
    )
    assert tail < (1 - confidence) / 2
    assert expanded_tail(confidence, n, 4) < tail
    assert expanded_tail(confidence, 1e8, 3) == pytest.approx((1 - confidence) / 2, rel=1e-6)


def test_the_degrees_of_freedom_are_those_of_a_product_of_normal_scores():
    # The variance of n products, estimated over and over, spreads as a χ² on about n/4 degrees of freedom.
    x, y = np.random.default_rng(0).normal(size=(2, 20_000, 200))
    estimated = (x * y).var(axis=1, ddof=1)
    assert 2 * estimated.mean() ** 2 / estimated.var() == pytest.approx(200 / NORMAL_PRODUCT, rel=0.05)


@pytest.mark.parametrize("n", [3, 4.0])
def test_where_nothing_is_left_to_estimate_from_no_lead_is_shown(n):
    assert expanded_tail(0.95, n, 3) == 0
    shares = np.stack([np.full(5_000, 0.9), np.full(5_000, 0.1), np.zeros(5_000)])
    assert not leads(shares, 0, 0.95, n).any()


def test_a_lead_by_hand():
    # 99 resamples, 80% and many respondents: the lower limit is the 10th, with some less of the tail the 9th to 10th.
    steps = np.arange(1.0, 100.0)
    shares = np.stack([np.zeros(99), 8.5 - steps, 11.5 - steps])
    assert leads(shares, 0, 0.8, 1e9).tolist() == [False, True, False]
    # Few respondents: expanded_tail(.8, 12, 3) is .0105, the limit lies between the 1st and the 2nd.
    assert leads(shares, 0, 0.8, 12).tolist() == [False, False, False]
    shares[1] = 0.9 - steps
    assert leads(shares, 0, 0.8, 12).tolist() == [False, True, False]
    # A variable held constant takes a degree of freedom too: the limit is then beyond the 1st.
    assert leads(shares, 0, 0.8, 12, always=1).tolist() == [False, False, False]


def test_the_sign_alone_decides_a_lead():
    # So that shares, raw importance, its root and its logarithm name the same first driver.
    raw = np.random.default_rng(5).gamma([[9.0], [5.0], [4.0]], size=(3, 400))
    shown = [
        leads(one, 0, 0.8, 300).tolist() for one in (raw, raw / raw.sum(axis=0), np.sqrt(raw), np.log(raw))
    ]
    assert shown[1:] == shown[:-1]
    assert any(shown[0])


def test_too_few_resamples_for_the_tail_show_no_lead():
    # 1/.00601 = 166.3: a limit at k/(B + 1) exists from 166 resamples on.
    for resamples, shown in ((165, False), (166, True)):
        shares = np.stack([np.full(resamples, 0.9), np.full(resamples, 0.1)])
        assert leads(shares, 0, 0.95, 30).tolist() == [False, shown]


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_ranks_of_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    importance = drawn(of(mobi[[*block["drivers"], block["outcome"]]]), 10_000)
    _ranks_agree(importance, block, 0.95)


def test_ranks_of_the_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    _ranks_agree(drawn(of(sfo[[*block["drivers"], "NETPRO"]].dropna()), 10_000), block, 0.95)


def _ranks_agree(importance, block, confidence):
    """Hold mean ranks and rank limits against R's, within three joint Monte Carlo errors of the chances behind them."""
    found, told = ranks(importance), block["boot_tight"]
    error = (1 / importance.shape[1] + 1 / told["b"]) ** 0.5
    away = np.abs(found.mean(axis=1) - list(told["mean_rank"].values()))
    assert (away < 3 * error * np.maximum(found.std(axis=1), 0.1)).all()
    relaimpo = block["boot_relaimpo"]
    upper = (1 + confidence) / 2
    error = (upper * (1 - upper) * (1 / importance.shape[1] + 1 / relaimpo["b"])) ** 0.5
    for limits, name, tail in zip(
        rank_limits(importance, confidence), ("rank_lower", "rank_upper"), (1 - upper, upper), strict=True
    ):
        for ours, theirs, driver in zip(limits, relaimpo[name].values(), found, strict=True):
            # Another limit only where the chance of a rank up to the lower of the two is near the tail.
            between = (driver <= min(ours, theirs)).mean()
            assert ours == theirs or (abs(ours - theirs) == 1 and abs(between - tail) < 3 * error)


def test_ranks_by_hand():
    shares = np.array([[0.5, 0.4, 0.1], [0.3, 0.4, 0.2], [0.2, 0.2, 0.7]])
    assert ranks(shares).tolist() == [[1, 1, 3], [2, 1, 2], [3, 3, 1]]


def test_rank_limits_are_whole_numbers_rounded_outwards():
    # Of 39 resamples the limits of 95% are the first and the last; of 59 they lie halfway to the next.
    first = np.ones(59)
    first[0] = 0
    low, high = rank_limits(np.stack([first, np.full(59, 0.5)]), 0.95)
    assert (low.tolist(), high.tolist()) == ([1, 1], [2, 2])
    assert low.dtype.kind == "i"


@given(seed=st.integers(0, 500), p=st.integers(1, 5))
def test_ranks_of_different_shares_are_an_order(seed, p):
    shares = np.random.default_rng(seed).uniform(size=(p, 7))
    assert np.sort(ranks(shares), axis=0).T.tolist() == [list(range(1, p + 1))] * 7
    assert (ranks(shares)[shares.argmax(axis=0), np.arange(7)] == 1).all()
