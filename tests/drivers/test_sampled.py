"""LMG over random orders: right on average, with an error that tells how far off it is."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import lmg_by_orders, random_correlation, survey
from toolkit.drivers import sampled
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.matrices import sweep
from toolkit.drivers.moments import sample_of
from toolkit.drivers.resampling import resampled_correlations
from toolkit.drivers.sampled import lmg_for_bootstrap, paired_lmg, sampled_lmg
from toolkit.drivers.shapley import lmg, lmg_of_stack
from toolkit.drivers.thresholds import MOST_ORDERS, SAMPLING_ERROR
from toolkit.errors import StatisticsError


def blocks(groups, size, between, effects):
    """Correlations of groups of drivers that correlate within a group alone, and have these effects by group."""
    block = np.full((size, size), between) + (1 - between) * np.eye(size)
    p = groups * size
    whole = np.eye(p + 1)
    whole[:p, :p] = np.kron(np.eye(groups), block)
    slopes = np.repeat(effects, size).astype(float)
    slopes *= np.sqrt(0.5 / (slopes @ whole[:p, :p] @ slopes))
    whole[:p, p] = whole[p, :p] = whole[:p, :p] @ slopes
    return whole


@pytest.mark.parametrize("p", [12, 16])
def test_it_lies_within_its_error_of_exact_lmg(p):
    # Standardised errors of 40 seeds: spread 1 within Monte Carlo error, and none beyond 5.
    correlation = random_correlation(p, seed=p)
    exact, away = lmg(correlation), []
    for seed in range(40):
        found = sampled_lmg(correlation, seed=seed)
        away.append((found.importance - exact) / found.errors)
        assert found.importance.sum() == pytest.approx(exact.sum(), abs=1e-12)
        assert found.errors.max() <= SAMPLING_ERROR * exact.sum()
    assert np.mean(np.square(away)) == pytest.approx(1, abs=0.25)
    assert np.abs(away).max() < 5
    assert np.abs(np.mean(away, axis=0)).max() < 4 / 40**0.5


@given(p=st.integers(1, 3), held=st.integers(0, 2), seed=st.integers(0, 500))
def test_few_drivers_leave_nothing_to_chance(p, held, seed):
    correlation = random_correlation(p + held, seed)
    found = sampled_lmg(correlation, always=held, seed=seed)
    assert found.importance == pytest.approx(lmg_by_orders(correlation, held), abs=1e-10)
    assert (found.errors < 1e-10).all()


def test_each_order_divides_all_of_r_squared():
    correlation = random_correlation(5, seed=2)
    orders = np.array(list(permutations(range(5))))
    added = sampled._added_in(correlation, orders)
    assert added.sum(axis=1) == pytest.approx(np.full(120, lmg(correlation).sum()), abs=1e-12)
    assert added.mean(axis=0) == pytest.approx(lmg(correlation), abs=1e-12)


def test_a_hundred_drivers_in_groups_that_do_not_correlate():
    # Each of 20 groups by itself: 5 drivers of a group are alike, so that each has a fifth of what the group explains.
    effects = np.linspace(1, 3, 20)
    truth = np.repeat(effects**2 / (effects**2).sum() / 5 * 0.5, 5)
    found = sampled_lmg(blocks(20, 5, 0.6, effects))
    assert np.abs(found.importance - truth).max() < 5 * found.errors.max()
    assert found.errors.max() / 0.5 <= SAMPLING_ERROR


def test_same_seed_same_result_and_another_seed_another():
    correlation = random_correlation(20, seed=0)
    first, again, other = (sampled_lmg(correlation, seed=seed).importance for seed in (3, 3, 4))
    assert first.tolist() == again.tolist()
    assert (first != other).any()


def test_orders_are_added_until_the_error_is_small_or_the_budget_is_spent(monkeypatch):
    correlation = random_correlation(14, seed=1)
    monkeypatch.setattr(sampled, "SAMPLING_ERROR", 0.02)
    few = sampled_lmg(correlation)
    monkeypatch.setattr(sampled, "SAMPLING_ERROR", few.errors.max() / few.importance.sum() / 2)
    more = sampled_lmg(correlation)
    assert few.orders < more.orders < MOST_ORDERS
    assert more.errors.max() <= few.errors.max() / 2
    monkeypatch.setattr(sampled, "SAMPLING_ERROR", 0.0)
    monkeypatch.setattr(sampled, "MOST_ORDERS", 700)
    assert sampled_lmg(correlation).orders == 700


def test_it_does_not_depend_on_how_many_orders_are_taken_at_a_time(monkeypatch):
    correlation = random_correlation(18, seed=0)
    whole = sampled_lmg(correlation).importance
    monkeypatch.setattr(sampled, "_NUMBERS", 1_000)
    assert sampled_lmg(correlation).importance == pytest.approx(whole, abs=1e-14)


def test_resamples_spread_as_exact_lmg_does():
    frame = survey(n=300, p=10, seed=4)
    sample = sample_of(frame.to_numpy().T.copy(), tuple(frame.columns), None)
    whole = sample.moments.correlation[..., None]
    (stack,) = resampled_correlations(sample, 1_000, np.random.default_rng(0))
    exact, found = lmg_of_stack(stack), paired_lmg(whole, lmg_of_stack(whole)[:, 0], seed=0)(stack)
    assert found.sum(axis=0) == pytest.approx(exact.sum(axis=0), rel=0.01)
    assert (found >= 0).all()
    spread = found.std(axis=1) / exact.std(axis=1)
    assert (spread > 0.95).all()
    assert (spread < 1.08).all()
    assert (np.abs(found.mean(axis=1) - exact.mean(axis=1)) < 0.05 * exact.std(axis=1)).all()


def test_resamples_with_fewer_different_rows_than_drivers_have_importance_too():
    # 50 rows, of which some 32 differ in a resample, and 40 drivers: they explain it altogether.
    frame = survey(n=50, p=40, seed=1, noise=20)
    result = relative_importance(frame, "y", list(frame)[:-1], resamples=100)
    assert not result.table.isna().any(axis=None)
    assert len(result.leaders) == 40


def test_what_is_held_constant_and_weights_count_as_in_exact_lmg(monkeypatch):
    frame = survey(n=400, p=9, seed=2, noise=3)
    weights = np.random.default_rng(0).uniform(0.5, 2, 400)
    names = list(frame)[:-1]

    def found():
        return relative_importance(
            frame, "y", names[1:], always=names[:1], weights=weights, resamples=400, seed=3
        ).table

    exact = found()
    monkeypatch.setattr(sampled, "MOST_RESAMPLED_DRIVERS", 5)
    monkeypatch.setattr(sampled, "MOST_DRIVERS", 5)
    table = found()
    assert (table["share"] - exact["share"]).abs().max() < 5 * SAMPLING_ERROR
    width = exact["high"] - exact["low"]
    for limit in ("low", "high"):
        assert ((table[limit] - exact[limit]).abs() < 0.1 * width).all()
    assert table["sampling_error"].between(1e-9, SAMPLING_ERROR).all()


def test_a_resample_that_is_the_sample_has_its_importance():
    # What the choice of orders does to both alike falls out: the importance given comes back, whatever it is.
    whole = random_correlation(12, seed=3)[..., None]
    given_importance = np.arange(1.0, 13.0)
    found = paired_lmg(whole, given_importance, seed=5)(np.repeat(whole, 3, axis=2))
    assert found.T.tolist() == [pytest.approx(given_importance.tolist(), abs=1e-12)] * 3


@pytest.mark.parametrize("held", [0, 2])
def test_what_is_exact_and_what_is_sampled(held, monkeypatch):
    stack = sweep(random_correlation(6 + held, seed=1)[..., None], held)
    exact = lmg_of_stack(stack)[:, 0]
    importance, errors, of_resamples = lmg_for_bootstrap(stack, 0)
    assert importance.tolist() == exact.tolist()
    assert not errors.any()
    assert of_resamples is lmg_of_stack
    monkeypatch.setattr(sampled, "MOST_RESAMPLED_DRIVERS", 5)
    importance, errors, of_resamples = lmg_for_bootstrap(stack, 0)
    assert importance.tolist() == exact.tolist()
    assert of_resamples(stack)[:, 0] == pytest.approx(exact, abs=1e-12)
    monkeypatch.setattr(sampled, "MOST_DRIVERS", 5)
    importance, errors, of_resamples = lmg_for_bootstrap(stack, 0)
    assert errors.any()
    assert np.abs(importance - exact).max() < 5 * errors.max()


def test_what_is_no_correlation_matrix_is_refused():
    with pytest.raises(StatisticsError, match="determine each other"):
        sampled_lmg([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    with pytest.raises(StatisticsError, match="no driver"):
        sampled_lmg([[1, 0.5], [0.5, 1]], always=1)
