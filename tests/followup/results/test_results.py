"""Lift and calibration: values by hand, of statsmodels, sklearn and scipy, what must not matter, and coverage."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.results.calibration import calibration, observed
from toolkit.followup.results.results import mean_ratio, parts_of, risk_ratio


def hits(yes: int, no: int) -> list[int]:
    return [1] * yes + [0] * no


def drawn(n: int = 240, seed: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A score of 0 to 100 in steps of 5, who came back, and weights."""
    draw = np.random.default_rng(seed)
    score = 5.0 * draw.integers(0, 21, n)
    came = (draw.random(n) < special.expit((score - 50) / 25)).astype(float)
    return score, came, np.exp(0.4 * draw.normal(size=n))


def test_a_ratio_of_shares_is_katz() -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    for one, other in (((56, 14), (48, 32)), ((10, 90), (30, 20)), ((40, 0), (25, 15))):
        ratio = risk_ratio(hits(*one), hits(*other))
        low, high = confint_proportions_2indep(
            one[0],
            sum(one),
            other[0],
            sum(other),
            compare="ratio",
            method="log",
            alpha=0.05,
            correction=False,
        )
        assert (ratio.low, ratio.high) == pytest.approx((low, high), rel=1e-9)
    assert (ratio.n_first, ratio.n_second, ratio.method) == (40, 40, "katz_log")


def test_weights_of_a_ratio() -> None:
    plain = risk_ratio(hits(30, 20), hits(20, 30))
    assert risk_ratio(hits(30, 20), hits(20, 30), [2.0] * 50, [5.0] * 50) == plain
    # Twice as uneven, so wider; the ratio is that of the weighted shares.
    weights = np.tile([0.5, 1.5], 25)
    uneven = risk_ratio(hits(30, 20), hits(20, 30), weights, weights)
    assert uneven.high / uneven.low > plain.high / plain.low
    back = risk_ratio(hits(20, 30), hits(30, 20))
    assert (1 / back.value, 1 / back.high, 1 / back.low) == pytest.approx(
        (plain.value, plain.low, plain.high)
    )
    with pytest.raises(StatisticsError, match="a hit in both groups"):
        risk_ratio(hits(0, 20), hits(10, 10))


def test_a_ratio_of_means_is_the_bootstrap_of_scipy() -> None:
    from scipy.stats import bootstrap

    draw = np.random.default_rng(1)
    first, second = draw.gamma(2, 30, 150), draw.gamma(2, 20, 200)
    ratio = mean_ratio(first, second, resamples=1999)
    known = bootstrap(
        (first, second),
        lambda a, b, axis: a.mean(axis) / b.mean(axis),
        n_resamples=1999,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert ratio.value == first.mean() / second.mean()
    # Percentiles of 150 respondents, a little wider here.
    assert ratio.low == pytest.approx(known.low, abs=0.03)
    assert ratio.high == pytest.approx(known.high, abs=0.05)
    assert mean_ratio(first, second, np.full(150, 2.0), resamples=99) == mean_ratio(
        first, second, resamples=99
    )
    weighted = mean_ratio(first, second, np.linspace(1, 2, 150), resamples=99)
    assert weighted.value == pytest.approx(np.average(first, weights=np.linspace(1, 2, 150)) / second.mean())


def test_what_has_no_ratio_is_refused() -> None:
    with pytest.raises(StatisticsError, match="means above 0"):
        mean_ratio([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(StatisticsError, match="at least two respondents"):
        mean_ratio([1.0], [2.0, 3.0])
    with pytest.raises(StatisticsError, match="resamples is 0"):
        mean_ratio([1.0, 2.0], [2.0, 3.0], resamples=0)
    # Where few spent anything, so many resamples hold nobody who did that the ratio has no upper limit.
    with pytest.raises(StatisticsError, match="no upper limit"):
        mean_ratio(np.full(30, 10.0), [10.0] + [0.0] * 29, resamples=199)
    # All hits on both sides: the formula would give a ratio of 1 without any margin.
    with pytest.raises(StatisticsError, match="somebody without a hit"):
        risk_ratio(hits(30, 0), hits(20, 0))
    assert risk_ratio(hits(30, 0), hits(10, 10)).value == 2
    with pytest.raises(StatisticsError, match="at least 39"):
        mean_ratio([1.0, 2.0], [2.0, 3.0], resamples=20)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=80), st.integers(2, 6))
def test_parts_rise_with_the_score_keep_ties_together_and_lie_within_each_other(
    scores: list[int], parts: int
) -> None:
    part = parts_of(scores, None, parts)
    order = np.argsort(scores, kind="stable")
    assert (np.diff(part[order]) >= 0).all()
    assert set(part) == set(range(part.max() + 1))
    for score in set(scores):
        assert len(set(part[np.array(scores) == score])) == 1
    finer = parts_of(scores, None, 2 * parts)
    assert pd.Series(part).groupby(finer).nunique().max() == 1
    assert parts_of(scores, [3.0] * len(scores), parts).tolist() == part.tolist()


@pytest.mark.parametrize("weighted", [False, True])
def test_calibration_is_what_statsmodels_and_sklearn_say(weighted: bool) -> None:
    import statsmodels.api as sm
    from sklearn.metrics import brier_score_loss, roc_auc_score

    score, came, w = drawn()
    weights = w if weighted else None
    found = calibration(score, came, weights, seed=2)
    own = w / w.mean() if weighted else np.ones(len(w))
    whole = sm.GLM(came, sm.add_constant(score), family=sm.families.Binomial(), var_weights=own).fit()
    assert found.odds_ratio.value == pytest.approx(np.exp(whole.params[1]), rel=1e-6)
    line = special.logit(found.chances)
    slope = sm.GLM(came, sm.add_constant(line), family=sm.families.Binomial(), var_weights=own).fit()
    assert found.slope is not None
    assert found.slope.value == pytest.approx(slope.params[1], rel=1e-5)
    level = sm.GLM(came, np.ones(len(w)), family=sm.families.Binomial(), offset=line, var_weights=own).fit()
    assert found.intercept.value == pytest.approx(level.params[0], abs=1e-7)
    assert found.brier == pytest.approx(brier_score_loss(came, found.chances, sample_weight=weights))
    assert found.auc.value == pytest.approx(roc_auc_score(came, score, sample_weight=weights))
    assert found.brier_base == pytest.approx(
        np.average((came - np.average(came, weights=weights)) ** 2, weights=weights)
    )
    assert found.skill == pytest.approx(1 - found.brier / found.brier_base)
    assert found.slope.low < found.slope.value < found.slope.high


def test_each_chance_comes_from_the_other_customers() -> None:
    import statsmodels.api as sm

    score, came, _ = drawn(60, 2)
    found = calibration(score, came, folds=2, seed=5)
    # Two parts: the chances of each part lie on the curve of the other one.
    lines = special.logit(found.chances)
    draw = np.random.default_rng(5)
    fold = np.empty(60, dtype=int)
    for answer in (0.0, 1.0):
        own = draw.permutation(np.flatnonzero(came == answer))
        fold[own] = np.arange(len(own)) % 2
    for part in (0, 1):
        fit = sm.Logit(came[fold != part], sm.add_constant(score[fold != part])).fit(disp=0)
        np.testing.assert_allclose(
            lines[fold == part], fit.params[0] + fit.params[1] * score[fold == part], atol=1e-5
        )


def test_weights_and_missing_answers_of_a_calibration() -> None:
    score, came, _ = drawn()
    plain = calibration(score, came)
    equal = calibration(score, came, np.full(len(came), 4.0))
    assert (equal.slope, equal.brier, equal.p) == (plain.slope, plain.brier, plain.p)
    more = calibration(np.append(score, np.nan), np.append(came, 1.0))
    assert more.n == plain.n
    assert more.brier == plain.brier
    assert calibration(score, came, seed=[1, 2]).brier != plain.brier


def test_what_cannot_be_predicted_is_refused() -> None:
    score, came, _ = drawn()
    with pytest.raises(StatisticsError, match="neither 0 nor 1"):
        calibration(score, came * 2)
    with pytest.raises(StatisticsError, match="cannot each hold both answers"):
        calibration(score, np.r_[np.ones(5), np.zeros(235)])
    with pytest.raises(StatisticsError, match="cannot each hold both answers"):
        calibration(score, came, folds=1)
    with pytest.raises(StatisticsError, match="cannot each hold both answers"):
        calibration(score, np.ones(240))
    with pytest.raises(StatisticsError, match="complete rows have the value"):
        calibration(np.full(240, 50.0), came)


def test_what_happened_lies_beside_what_was_predicted() -> None:
    score, came, w = drawn()
    found = calibration(score, came, w)
    table = observed(score, came, found.chances, w)
    part = parts_of(score, w, 5)
    assert table["n"].sum() == 240
    assert table["events"].sum() == came.sum()
    assert (np.diff(table["predicted"]) > 0).all()
    assert (table["score_low"].to_numpy()[1:] > table["score_high"].to_numpy()[:-1]).all()
    first = part == 0
    assert table.at[0, "estimate"] == pytest.approx(np.average(came[first], weights=w[first]))
    assert table.at[0, "predicted"] == pytest.approx(np.average(found.chances[first], weights=w[first]))
    assert table.at[0, "n_effective"] == pytest.approx(w[first].sum() ** 2 / (w[first] ** 2).sum())
    assert (table["low"] <= table["estimate"]).all()


@pytest.mark.simulation
def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    # Katz in 600 clients: 95% ± 3 standard errors; benchmarks/results.py has more, and means.
    draw = np.random.default_rng(9)
    held = []
    for _ in range(600):
        ratio = risk_ratio(draw.random(60) < 0.6, draw.random(90) < 0.4)
        held.append(ratio.low <= 1.5 <= ratio.high)
    assert np.mean(held) == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 600) ** 0.5)
    held = []
    for client in range(150):
        spent = [
            (draw.random(n) < bought) * draw.lognormal(0, 0.8, n) for n, bought in ((80, 0.6), (100, 0.4))
        ]
        ratio = mean_ratio(*spent, resamples=199, seed=client)
        held.append(ratio.low <= 1.5 <= ratio.high)
    assert 0.88 <= np.mean(held) <= 1.0
