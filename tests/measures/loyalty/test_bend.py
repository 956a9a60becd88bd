"""One straight line against one bend."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS, WLS

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.bend import Bend, bend
from toolkit.measures.thresholds import BEND_RESPONDENTS, BEND_SHARE

SHARES = np.array([0.01, 0.01, 0.02, 0.03, 0.05, 0.10, 0.24, 0.32, 0.15, 0.07])


def _customers(
    rng: np.random.Generator, n: int, *, top: float = 0.95, turn: float = 0.0, at: float = 8
) -> tuple[np.ndarray, np.ndarray]:
    """Marks, and scores on 25 steps whose mean is straight in the mark but for a turn; spread differs by mark."""
    marks = rng.choice(np.arange(1.0, 11), size=n, p=SHARES)
    mean = 0.10 + (top - 0.10) * (marks - 1) / 9 + turn / 100 * np.maximum(0, marks - at)
    chance = rng.beta(6 * mean, 6 * (1 - mean))
    return marks, 100 * rng.binomial(24, chance) / 24


def _bend(marks: np.ndarray, scores: np.ndarray, seed: int = 1, **more: object) -> Bend:
    return bend(marks, scores, generator=np.random.default_rng(seed), **{"resamples": 199, **more})


@pytest.mark.parametrize("weighted", [False, True])
def test_the_fit_is_the_best_of_statsmodels_regressions(weighted):
    rng = np.random.default_rng(8)
    marks, scores = _customers(rng, 400, top=0.6, turn=8)
    w = rng.choice([0.5, 1.0, 2.0], 400) if weighted else np.ones(400)
    found = _bend(marks, scores, weights=w if weighted else None)
    fits = {}
    for k in found.candidates:
        columns = np.column_stack([np.ones(400), marks, np.maximum(0, marks - k)])
        fits[k] = WLS(scores, columns, w) if weighted else OLS(scores, columns)
    best = min(fits, key=lambda k: fits[k].fit().ssr)
    slopes = fits[best].fit().params
    assert found.mark.value == best == 8
    assert (found.before.value, found.change.value) == pytest.approx((slopes[1], slopes[2]))
    assert found.after.value == pytest.approx(slopes[1] + slopes[2])
    assert found.level.value == pytest.approx(slopes[0] + slopes[1] * best)
    # White's HC1, as White meant it without weights; of weights taken with the residuals as survey::svyglm does.
    robust = {k: fit.fit(cov_type="HC1") for k, fit in fits.items()}
    assert found.statistic == pytest.approx(max(float(fit.tvalues[2] ** 2) for fit in robust.values()))


def test_one_straight_line_is_called_bent_in_five_per_cent_of_surveys():
    # Ordinal scores, near their ceiling at a mark of 10, with a spread that differs from mark to mark.
    trials = 300
    wrong = sum(
        _bend(*_customers(np.random.default_rng([5, trial]), 200), seed=trial).p <= 0.05
        for trial in range(trials)
    )
    # 5% with a Monte Carlo error of 1.3 points.
    assert 0.015 < wrong / trials < 0.09


def test_a_planted_bend_is_found_with_its_place_and_slopes():
    slope, turn, trials = 50 / 9, 10.0, 60
    found = [
        _bend(*_customers(np.random.default_rng([6, trial]), 700, top=0.6, turn=turn), seed=trial)
        for trial in range(trials)
    ]
    assert np.mean([one.p < 0.05 for one in found]) > 0.95
    assert np.mean([one.mark.value == 8 for one in found]) > 0.8
    for name, truth in {"mark": 8, "before": slope, "change": turn, "after": slope + turn}.items():
        told = [getattr(one, name) for one in found]
        assert np.mean([one.low <= truth <= one.high for one in told]) >= 0.88, name
    assert np.mean([one.change.value for one in found]) == pytest.approx(turn, abs=1)


def test_a_ceiling_alone_bends_the_line_downward():
    # Straight underneath, cut off at 100: what is measured is bent, and the test must say so; hence the warning.
    rng = np.random.default_rng(9)
    marks = rng.choice(np.arange(1.0, 11), size=2000, p=SHARES)
    found = _bend(marks, np.clip(14 * marks - 10 + rng.normal(0, 8, 2000), 0, 100))
    assert found.p < 0.05
    assert found.change.high < 0


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(0.1, 5))
def test_moving_and_stretching_the_scores_leaves_the_test(seed, shift, stretch):
    marks, scores = _customers(np.random.default_rng([1, seed]), 150, turn=-2)
    one, other = _bend(marks, scores, resamples=39), _bend(marks, shift + stretch * scores, resamples=39)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-6)
    assert other.p == one.p
    assert other.after.value == pytest.approx(stretch * one.after.value, rel=1e-6, abs=1e-9)
    even = _bend(marks, scores, resamples=39, weights=np.full(150, 4.0))
    assert even == one


def test_doubled_weights_are_doubled_rows_for_the_fit():
    marks, scores = _customers(np.random.default_rng(2), 300, turn=6, top=0.5)
    weights = np.random.default_rng(3).integers(1, 4, 300)
    weighted = _bend(marks, scores, weights=weights)
    repeated = _bend(np.repeat(marks, weights), np.repeat(scores, weights))
    for name in ("mark", "before", "after", "change", "line"):
        assert getattr(weighted, name).value == pytest.approx(getattr(repeated, name).value)
    assert weighted.mark.n == 300
    assert weighted.mark.n_effective < 300


def test_the_same_seed_gives_the_same_answer_and_p_is_never_nought():
    marks, scores = _customers(np.random.default_rng(4), 300, turn=12, top=0.5)
    assert _bend(marks, scores) == _bend(marks, scores)
    assert _bend(marks, scores).p == 1 / 200


def test_a_bend_is_only_sought_where_enough_respondents_lie_on_either_side():
    marks = np.repeat([5.0, 6, 7, 8, 9, 10], [4, 6, 90, 60, 31, 9])
    scores = np.random.default_rng(1).normal(50, 10, 200)
    # Under 7 lie 10 of 200, which is 5%; over 9 lie 9, too few.
    assert (BEND_SHARE, BEND_RESPONDENTS) == (0.05, 10)
    assert _bend(marks, scores).candidates == (7.0, 8.0)
    with pytest.raises(StatisticsError, match="too few respondents lie on either side"):
        _bend(np.repeat([7.0, 8], 50), scores[:100])
    with pytest.raises(StatisticsError, match="all are the same"):
        _bend(marks, np.full(200, 70.0))


def test_groups_of_respondents_drawn_tell_what_respondents_drawn_do(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(5)
    marks, scores = _customers(rng, 10_500)
    weights = rng.gamma(5, 0.2, 10_500)  # all different, so that no two respondents are alike
    grouped = _bend(marks, scores, weights=weights, resamples=300)
    monkeypatch.setattr("toolkit.measures.loyalty.bend.RESAMPLED_ROWS", 10_500)
    alone = _bend(marks, scores, weights=weights, resamples=300)
    assert (grouped.statistic, grouped.change.value) == (alone.statistic, alone.change.value)
    assert 0.01 < alone.p < 0.99
    assert grouped.p == pytest.approx(alone.p, abs=0.08)
    width = alone.line.high - alone.line.low
    assert grouped.line.low == pytest.approx(alone.line.low, abs=0.1 * width)
    assert grouped.line.high == pytest.approx(alone.line.high, abs=0.1 * width)
