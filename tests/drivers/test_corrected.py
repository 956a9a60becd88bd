"""Importance without error of measurement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import lmg_by_orders, random_correlation, scales
from tests.drivers.conftest import MOBI_SCORES
from toolkit.drivers.bootstrap import leads
from toolkit.drivers.corrected import corrected_correlations, corrected_importance
from toolkit.drivers.moments import sample_of
from toolkit.drivers.redraw import Redrawn, redraw
from toolkit.drivers.shapley import lmg, lmg_of_stack
from toolkit.errors import StatisticsError


def test_two_equal_drivers_of_which_one_is_measured_worse():
    # Without error both correlate .6 with the outcome and .5 with each other; the second has a reliability of .64.
    observed = [[1, 0.4, 0.6], [0.4, 1, 0.48], [0.6, 0.48, 1]]
    assert lmg(observed)[0] > 1.7 * lmg(observed)[1]
    found = corrected_importance(observed, [1, 0.64, 1])
    assert found.share == pytest.approx([0.5, 0.5])
    # R² = 2·.36·(1 − .5)/(1 − .25) = .48, halved.
    assert found.raw == pytest.approx([0.24, 0.24])
    assert found.explained == pytest.approx(0.48)
    assert np.isnan([found.low, found.high, found.p_first]).all()
    assert (found.leaders, found.left_out) == ((), 0)


def test_mobile_customers(mobi, reference):
    """The correlations and alphas of R, put through the formula by hand and the average over all orders."""
    block, told = reference("mobi")["drivers_att"], reference("mobi")["reliability"]
    columns = ["satisfaction", "trust", "value", "loyalty_attitudinal"]
    alphas = np.array([told[name]["alpha_raw"] if name in told else 1.0 for name in columns])
    assert alphas[1] == 1
    between = np.array([[block["correlation"][one][other] for other in columns] for one in columns])
    expected = between / np.sqrt(np.outer(alphas, alphas))
    np.fill_diagonal(expected, 1)
    assert corrected_correlations(between, alphas) == pytest.approx(expected, abs=1e-14)
    sample = sample_of(np.ascontiguousarray(mobi[columns].to_numpy().T), tuple(columns), None)
    assert len(MOBI_SCORES["trust"]) == 1
    found = corrected_importance(sample.moments.correlation, alphas)
    assert found.raw == pytest.approx(lmg_by_orders(expected), abs=1e-8)


def test_all_drivers_of_the_mobile_customers_cannot_be_corrected(mobi, reference):
    """Alpha of expectation is .43 and the ratios of image and quality are above .9: no real scores go together so."""
    block, told = reference("mobi")["drivers_att"], reference("mobi")["reliability"]
    columns = [*block["drivers"], block["outcome"]]
    alphas = [told[name]["alpha_raw"] if name in told else 1.0 for name in columns]
    with pytest.raises(StatisticsError, match="no real scores"):
        corrected_importance(mobi[columns].corr(), alphas)


@given(p=st.integers(1, 4), held=st.integers(0, 1), seed=st.integers(0, 10_000))
def test_without_error_nothing_changes(p, held, seed):
    matrix = random_correlation(p + held, seed)
    found = corrected_importance(matrix, np.ones(p + held + 1), always=held)
    assert found.raw == pytest.approx(lmg(matrix, always=held), abs=1e-12)


@given(
    p=st.integers(1, 4),
    held=st.integers(0, 1),
    seed=st.integers(0, 10_000),
    known=st.lists(st.floats(0.5, 1), min_size=6, max_size=6),
)
def test_it_undoes_what_error_does(p, held, seed, known):
    matrix, q = random_correlation(p + held, seed), p + held + 1
    reliabilities = np.array(known[:q])
    observed = matrix * np.sqrt(np.outer(reliabilities, reliabilities))
    np.fill_diagonal(observed, 1)
    found = corrected_importance(observed, reliabilities, always=held)
    assert found.raw == pytest.approx(lmg(matrix, always=held), abs=1e-9)
    # Error in the outcome makes all importance smaller, and no share.
    without = corrected_importance(observed, [*reliabilities[:-1], 1], always=held)
    assert without.share == pytest.approx(found.share, abs=1e-9)
    assert without.raw == pytest.approx(found.raw * reliabilities[-1], abs=1e-9)


def corrected(frame, items, resamples=200, seed=0, weights=None):
    sample = sample_of(np.ascontiguousarray(frame.to_numpy().T), tuple(frame), weights)
    asked = [items[name].to_numpy().T if name in items else None for name in frame]
    whole, drawn = redraw(sample, asked, resamples, np.random.default_rng(seed))
    found = corrected_importance(
        sample.moments.correlation, whole.reliabilities[:, 0], drawn=drawn, n=sample.moments.n_effective
    )
    return sample, drawn, found


def test_weights_of_one_change_nothing():
    frame, items = scales(n=120)
    _, _, plain = corrected(frame, items)
    _, _, weighted = corrected(frame, items, weights=np.ones(120))
    for name in ("raw", "low", "high", "p_first"):
        assert getattr(plain, name) == pytest.approx(getattr(weighted, name), abs=1e-12)


def test_a_driver_that_is_measured_better_is_not_called_first():
    """Two equal drivers, reliabilities .9 and .6: the raw shares name the better measured one, the corrected none."""
    rounds, named, named_corrected, covered = 100, 0, 0, 0
    for seed in range(rounds):
        frame, items = scales(n=800, seed=seed, reliabilities=(0.9, 0.6))
        sample, drawn, found = corrected(frame, items, seed=seed)
        raw = lmg_of_stack(sample.moments.correlation[..., None])[:, 0]
        shares = lmg_of_stack(drawn.correlations)
        held = leads(shares / shares.sum(axis=0), int(raw.argmax()), 0.95, 800)
        named += held.sum() == 1
        named_corrected += len(found.leaders) == 1
        covered += found.low[0] <= 0.5 <= found.high[0]
    assert named > 80
    assert named_corrected <= 10
    assert covered >= 89


def test_resamples_that_cannot_be_corrected_are_counted():
    generator = np.random.default_rng(0)
    matrix = np.array([[1, 0.5, 0.5], [0.5, 1, 0.4], [0.5, 0.4, 1]])
    many = np.repeat(matrix[..., None], 1_000, axis=2) + 0.0
    many[0, 2] = many[2, 0] = generator.uniform(0.4, 0.6, 1_000)
    reliabilities = np.ones((3, 1_000))
    reliabilities[0, :8] = 0.2
    reliabilities[1, 8] = np.nan
    reliabilities[1, 9] = -0.1
    found = corrected_importance(matrix, [1, 1, 1], drawn=Redrawn(many, reliabilities), n=1_000)
    assert found.left_out == pytest.approx(0.01)
    assert (found.low < found.share).all()
    reliabilities[0, 8:11] = 0.2
    found = corrected_importance(matrix, [1, 1, 1], drawn=Redrawn(many, reliabilities), n=1_000)
    assert found.left_out == pytest.approx(0.011)
    assert np.isnan(found.low).all()
    assert found.leaders == ()
    assert found.share == pytest.approx(lmg(matrix) / lmg(matrix).sum())


def test_where_no_resample_can_be_corrected_no_limits_are_given():
    matrix = np.array([[1, 0.5, 0.5], [0.5, 1, 0.4], [0.5, 0.4, 1]])
    # In each resample the reliabilities are far too low for the correlations.
    drawn = Redrawn(np.repeat(matrix[..., None], 50, axis=2), np.full((3, 50), 0.2))
    found = corrected_importance(matrix, [0.9, 0.9, 0.9], drawn=drawn, n=12)
    assert found.left_out == 1
    assert found.leaders == ()
    assert np.isnan([*found.low, *found.high, *found.p_first]).all()
    assert found.share.sum() == pytest.approx(1)


def test_what_cannot_be_corrected_is_refused():
    matrix = [[1, 0.6, 0.5], [0.6, 1, 0.5], [0.5, 0.5, 1]]
    with pytest.raises(StatisticsError, match=r"variables 1 and 2 correlate 1\.20, which no real scores do"):
        corrected_importance(matrix, [0.5, 0.5, 1])
    with pytest.raises(StatisticsError, match="the correlations can be of no real scores"):
        corrected_correlations([[1, 0.1, 0.6], [0.1, 1, 0.6], [0.6, 0.6, 1]], [1, 1, 0.5])
    for wrong in (0, -0.2, 1.1, np.nan):
        with pytest.raises(StatisticsError, match="above 0 and at most 1"):
            corrected_correlations(matrix, [wrong, 1, 1])
    with pytest.raises(StatisticsError, match="one per variable expected"):
        corrected_correlations(matrix, [1, 1])
    with pytest.raises(StatisticsError, match="explain nothing"):
        corrected_importance([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]], [1, 1, 1])
