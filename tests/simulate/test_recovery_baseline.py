"""The rooms of statistics find what is planted for the baseline: groups, bend, bases, moments, values and lapse."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.simulate.helpers import scores
from toolkit.measures.behaviour.summary import summarised
from toolkit.measures.behaviour.survival import kaplan_meier, survival_at
from toolkit.measures.loyalty.bases import partial_correlations
from toolkit.measures.loyalty.bend import bend
from toolkit.measures.loyalty.groups import captive_share, loyalty_groups
from toolkit.simulate import Bend, complete_world, null_world, simulate_wave
from toolkit.simulate.baseline_truth import baseline_truth, bend_of
from toolkit.simulate.complete import BASES
from toolkit.simulate.orders import Shop, draw_orders, lapse_curve

WORLD = complete_world()
BENT = complete_world(bend=Bend("satisfaction", at=0.7, slope=0.6))
TRUTH = baseline_truth(WORLD)


@pytest.fixture(scope="module")
def sample():
    return simulate_wave(WORLD, 4_000, seed=21)


@pytest.fixture(scope="module")
def scored(sample):
    return scores(WORLD, sample)


def test_the_shares_of_the_groups_are_found(sample, scored):
    found = loyalty_groups(scored["attitude"], scored["behaviour"], weights=sample.weights, confidence=0.999)
    for name, share in TRUTH.groups.items():
        assert found.loc[name, "low"] < share < found.loc[name, "high"]
    captive = captive_share(scored["lock_in"], scored["attitude"], weights=sample.weights, confidence=0.999)
    assert captive.low < TRUTH.captive < captive.high


def test_the_bend_is_found_where_it_was_planted_and_nowhere_else():
    truth = baseline_truth(BENT)
    mark, below, above = bend_of(truth.curve, truth.marks)
    for world, planted in ((BENT, True), (null_world(), False)):
        drawn = simulate_wave(world, 3_000, seed=7)
        found = bend(
            drawn.items["SAT_1"],
            scores(world, drawn)["attitude"],
            generator=np.random.default_rng(1),
            weights=drawn.weights,
            resamples=400,
        )
        assert (found.p < 0.05) == planted
        if planted:
            assert found.mark.low <= mark <= found.mark.high
            assert found.change.low < above - below < found.change.high
            assert found.change.value > 0


def test_the_bases_are_found(sample):
    for outcome, known in TRUTH.partial.items():
        found = partial_correlations(
            sample.latent[outcome], sample.latent[list(BASES)], sample.weights, confidence=0.999
        )
        for basis, correlation in known.items():
            assert found.loc[basis, "low"] < correlation < found.loc[basis, "high"]


def test_the_base_that_leads_in_truth_leads_among_scores(sample, scored):
    for outcome, known in TRUTH.partial.items():
        found = partial_correlations(
            scored[outcome],
            pd.DataFrame({basis: follower_score(sample, basis) for basis in BASES}),
            sample.weights,
        )["estimate"]
        assert found["basis_affective"] < known["basis_affective"]
        if outcome == "attitude":
            assert found.idxmax() == max(known, key=lambda basis: known[basis]) == "basis_affective"
            assert found["basis_structural"] == pytest.approx(0, abs=0.08)


def follower_score(sample, basis):
    """Score a base by hand: both questions are on 1 to 7."""
    stem = basis.removeprefix("basis_")[:3].upper()
    return ((sample.items[[f"{stem}_1", f"{stem}_2"]] - 1) * (100 / 6)).mean(axis=1)


def test_the_curve_of_lapsing_customers_is_found():
    shop = Shop(rate=6.0, lapse=0.5, start=date(2021, 1, 1), end=date(2024, 12, 31))
    orders = draw_orders(shop, 3_000, seed=3)
    summary = summarised(orders, end=shop.end, inactive_after_days=150)
    curve = kaplan_meier(summary["lapse_days"], summary["lapsed"], confidence=0.999)
    days = np.array([200.0, 365.0, 730.0, 1000.0])
    found = survival_at(curve, days)
    true = lapse_curve(shop, days, silence=150)
    assert (found["low"].to_numpy() < true).all()
    assert (true < found["high"].to_numpy()).all()
    assert len(summary) == 3_000
    assert summary["first"].min() < pd.Timestamp(shop.start + timedelta(days=2))
