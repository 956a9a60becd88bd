"""LMG from correlation matrices: by hand, by definition, and as published."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import lmg_by_orders, r_squared, random_correlation
from toolkit.drivers import shapley
from toolkit.drivers.shapley import lmg
from toolkit.errors import StatisticsError

TWO = np.array([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])


def outcome_last(matrix):
    frame = pd.DataFrame(matrix)
    names = [*frame.columns[1:], frame.columns[0]]
    return frame.loc[names, names]


def test_two_drivers_by_hand():
    # R² of both: (.36 + .16 − 2·.5·.6·.4)/(1 − .25) = .28/.75. First: (.36 + .373333 − .16)/2; second the rest.
    both = 0.28 / 0.75
    assert lmg(TWO) == pytest.approx([(0.36 + both - 0.16) / 2, (0.16 + both - 0.36) / 2], abs=1e-15)


def test_two_drivers_as_published(reference):
    values = reference("published")["two_predictor_identity"]
    assert lmg(TWO) == pytest.approx(values["lmg"], abs=1e-12)


def test_one_driver_gets_its_squared_correlation():
    assert lmg([[1, -0.3], [-0.3, 1]]) == pytest.approx([0.09], abs=1e-15)


def test_one_driver_beside_what_is_held_constant():
    # Squared semipartial correlation: (.4 − .6·.5)²/(1 − .25).
    assert lmg(TWO, always=1) == pytest.approx([0.1**2 / 0.75], abs=1e-15)


@given(p=st.integers(1, 5), always=st.integers(0, 2), seed=st.integers(0, 10_000))
def test_it_is_the_average_over_all_orders(p, always, seed):
    correlation = random_correlation(p + always, seed)
    assert lmg(correlation, always=always) == pytest.approx(lmg_by_orders(correlation, always), abs=1e-12)


@given(p=st.integers(1, 9), seed=st.integers(0, 10_000), width=st.sampled_from([1, 2, 8, 64]))
def test_the_walk_gives_what_doubling_gives(p, seed, width):
    stack = random_correlation(p, seed)[..., None]
    doubled = shapley.lmg_of_stack(stack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapley, "_WIDTH", width)
        walked = shapley.lmg_of_stack(stack)
    assert walked == pytest.approx(doubled, abs=1e-13)


@given(p=st.integers(1, 6), m=st.integers(1, 9), width=st.sampled_from([1, 4, 8, 4096]))
def test_many_matrices_at_once_are_each_by_itself(p, m, width):
    matrices = np.stack([random_correlation(p, seed) for seed in range(m)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapley, "_WIDTH", width)
        together = lmg(matrices)
    assert together.shape == (m, p)
    assert together == pytest.approx(np.stack([lmg(matrix) for matrix in matrices]), abs=1e-13)


@pytest.mark.parametrize("p", [13, 16, 20])
def test_many_drivers_in_unrelated_groups(p):
    # Groups that do not correlate with each other add up, so that each has the importance it has by itself.
    groups = [range(start, min(start + 5, p)) for start in range(0, p, 5)]
    whole = np.eye(p + 1)
    expected = np.empty(p)
    for seed, group in enumerate(groups):
        own = random_correlation(len(group), seed)
        own[:-1, -1] *= 0.4
        own[-1, :-1] *= 0.4
        rows = [*group, p]
        whole[np.ix_(rows, rows)] = own
        expected[list(group)] = lmg_by_orders(own)
    order = np.random.default_rng(p).permutation(p)
    mixed = [*order, p]
    assert lmg(whole[np.ix_(mixed, mixed)]) == pytest.approx(expected[order], abs=1e-12)


def test_the_sum_is_what_the_drivers_explain_at_many_drivers():
    correlation = random_correlation(18, 1, rows=300)
    raw = lmg(correlation, always=2)
    assert raw.sum() == pytest.approx(
        r_squared(correlation, range(18)) - r_squared(correlation, range(2)), abs=1e-12
    )
    assert (raw > 0).all()


def test_swiss_provinces_as_published(swiss, reference):
    values = reference("published")["swiss_lmg"]
    correlation = outcome_last(swiss.corr())
    assert dict(zip(correlation.columns[:-1], lmg(correlation), strict=True)) == pytest.approx(
        values["published_lmg"], abs=1e-8
    )


def test_azen_and_budescu(reference):
    values = reference("published")["azen_budescu_2003"]
    correlation = outcome_last(pd.DataFrame(values["R"]))
    ours = lmg(correlation)
    assert ours == pytest.approx(values["ours_general_dominance"], abs=1e-8)
    assert ours.sum() == pytest.approx(values["ours_r2"], abs=1e-8)
    assert ours == pytest.approx(values["implied_general_dominance_from_published"], abs=2e-3)


def test_pedhazur(reference):
    values = reference("published")["gpa_pedhazur"]
    correlation = outcome_last(pd.DataFrame(values["R"]))
    assert dict(zip(correlation.columns[:-1], lmg(correlation), strict=True)) == pytest.approx(
        values["ours_lmg"], abs=1e-8
    )
    assert lmg(correlation).sum() == pytest.approx(values["published_subset_r2"]["all"], abs=1e-6)


def test_pairwise_correlations_of_the_airport(sfo, reference):
    block = reference("sfo_drivers")
    values = block["pairwise_missing"]["lmg"]
    ours = lmg(sfo[[*values, "NETPRO"]].corr())
    assert dict(zip(values, ours, strict=True)) == pytest.approx(values, abs=1e-8)


@pytest.mark.parametrize(
    ("correlation", "always", "words"),
    [
        ([[1, 0.5]], 0, "square"),
        ([1, 0.5], 0, "square"),
        (np.empty((0, 3, 3)), 0, "square"),
        ([[1.0]], 0, "no driver"),
        ([[1, 0.5], [0.5, 1]], 1, "no driver"),
        ([[1, 0.5], [0.4, 1]], 0, "symmetric"),
        ([[2, 0.5], [0.5, 1]], 0, "diagonal"),
        ([[1, np.nan], [np.nan, 1]], 0, "missing"),
        ([[1, np.inf], [np.inf, 1]], 0, "missing"),
        ([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], 0, "determine each other"),
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], 0, "of no set of columns"),
        (np.eye(27), 0, "26 drivers are too many"),
    ],
)
def test_what_is_no_matrix_of_correlations_is_refused(correlation, always, words):
    with pytest.raises(StatisticsError, match=words):
        lmg(correlation, always=always)
