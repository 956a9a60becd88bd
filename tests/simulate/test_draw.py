"""What is drawn from a world agrees with the world's truth, and is the same each time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.simulate.helpers import DRIVERS, scores, standardised, weighted_mean
from toolkit.errors import StatisticsError
from toolkit.simulate import REASONS, simulate_wave, standard_world
from toolkit.simulate.population import latent_means, segment_cells
from toolkit.simulate.scales import distribution
from toolkit.simulate.world import items

WORLD = standard_world()
BETTER = replace(WORLD, improvement={"trust": 8.0})
MANY = 40_000


@pytest.fixture(scope="module")
def many():
    return simulate_wave(WORLD, MANY, seed=3)


@pytest.fixture(scope="module")
def panel():
    before = simulate_wave(WORLD, 12_000, seed=4)
    return before, simulate_wave(BETTER, 11_000, seed=4, previous=before, overlap=6_000)


def test_the_same_arguments_give_the_same_respondents():
    first, again = (simulate_wave(WORLD, 300, seed=9) for _ in range(2))
    for name in ("items", "reasons", "segments", "latent"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    pd.testing.assert_series_equal(first.key, again.key)
    pd.testing.assert_series_equal(first.weights, again.weights)
    assert first.truth == again.truth


def test_another_seed_and_another_wave_give_other_respondents():
    first, other = (simulate_wave(WORLD, 300, seed=seed) for seed in (9, 10))
    second = simulate_wave(WORLD, 300, seed=9, previous=first)
    for drawn in (other, second):
        assert not first.latent.equals(drawn.latent)
        assert not first.items.equals(drawn.items)
    assert set(first.key).isdisjoint(second.key)


def test_one_mechanism_can_change_without_the_others():
    silent = replace(WORLD.constructs[0], applies=0.5)
    first = simulate_wave(WORLD, 300, seed=9)
    other = simulate_wave(replace(WORLD, constructs=(silent, *WORLD.constructs[1:])), 300, seed=9)
    pd.testing.assert_frame_equal(first.latent, other.latent)
    both = first.items.notna() & other.items.notna()
    assert first.items.where(both).equals(other.items.where(both))
    assert other.items["SAT_1"].isna().sum() > 100


def test_the_shape_is_that_of_a_survey():
    sample = simulate_wave(WORLD, 50, seed=1)
    ids = [item.id for item in items(WORLD)]
    assert list(sample.items.columns) == list(sample.reasons.columns) == ids
    assert (sample.items.dtypes == np.float64).all()
    assert all(tuple(sample.reasons[item].cat.categories) == REASONS for item in ids)
    assert list(sample.segments["channel"].cat.categories) == ["website", "telephone", "adviser"]
    assert sample.key.is_unique
    assert sample.key.str.fullmatch(r"0\d{7}").all()
    assert all(
        isinstance(frame.index, pd.RangeIndex) for frame in (sample.items, sample.reasons, sample.segments)
    )


def test_answers_stay_on_their_scale_and_are_missing_where_a_reason_says_so(many):
    for item in items(WORLD):
        points = set(np.arange(item.minimum, item.maximum + 1, item.step, dtype=float))
        assert set(many.items[item.id].dropna()) <= points
        assert (many.items[item.id].isna() == (many.reasons[item.id] != "answered")).all()


def test_reasons_come_as_often_as_stated(many):
    for construct in WORLD.constructs:
        out = many.reasons[[item.id for item in construct.items]] == "not_applicable"
        assert (out.all(axis=1) == out.any(axis=1)).all()
        assert out.any(axis=1).mean() == pytest.approx(1 - construct.applies, abs=0.008)
        for item in construct.items:
            asked = many.reasons[item.id][~out[item.id]]
            assert (asked == "dont_know").mean() == pytest.approx(item.dont_know, abs=0.004)
            assert (asked == "no_answer").mean() == pytest.approx(item.no_answer, abs=0.004)


def test_the_weighted_answers_have_the_true_distribution(many):
    cells = segment_cells(WORLD)
    place = latent_means(WORLD, cells, np.zeros(6))
    for construct in WORLD.constructs:
        for item in construct.items:
            kept = many.items[item.id].notna()
            points = (many.items[item.id][kept] - item.minimum) / item.step
            size = (item.maximum - item.minimum) // item.step + 1
            found = np.bincount(points.astype(int), many.weights[kept], size)[:: -1 if item.reverse else 1]
            true = distribution(item, place[construct.key], cells.shares)
            assert found / found.sum() == pytest.approx(true, abs=0.015)


def test_weights_take_out_the_response_bias(many):
    assert many.weights.mean() == pytest.approx(1)
    adviser = many.segments["channel"] == "adviser"
    assert adviser.mean() < 0.14
    assert np.average(adviser, weights=many.weights) == pytest.approx(0.20, abs=0.01)
    trust = scores(WORLD, many)["trust"]
    assert trust.mean() < many.truth.means["trust"] - 0.25
    for key, mean in scores(WORLD, many).items():
        assert weighted_mean(mean, many.weights) == pytest.approx(many.truth.means[key], abs=0.5)


def test_the_net_promoter_score_is_the_true_one(many):
    rating = many.items["ATT_1"]
    group = ((rating >= 9).astype(float) - (rating <= 6)).where(rating.notna())
    assert 100 * weighted_mean(group, many.weights) == pytest.approx(many.truth.nps, abs=1.5)


def test_the_effects_are_recovered_and_attenuated_by_measurement_error(many):
    found = standardised(many.latent, "attitude", DRIVERS, many.weights)
    assert found == pytest.approx(dict(many.truth.attitude_effects), abs=0.02)
    scored = scores(WORLD, many).dropna()
    rough = standardised(scored, "attitude", DRIVERS, many.weights[scored.index])
    assert 0.3 < rough["trust"] < found["trust"]
    assert sorted(rough, key=lambda key: -rough[key])[:2] == list(many.truth.order[:2])


def test_attitude_and_lock_in_cause_behaviour(many):
    causes = ["attitude", "lock_in", *DRIVERS]
    found = standardised(many.latent, "behaviour", causes, many.weights)
    assert found == pytest.approx({key: many.truth.behaviour_effects[key] for key in causes}, abs=0.02)


def test_lock_in_keeps_people_buying_without_binding_them(many):
    scored = scores(WORLD, many)
    tied = scored["lock_in"] >= scored["lock_in"].quantile(0.75)
    free = scored["lock_in"] <= scored["lock_in"].quantile(0.25)
    gap = scored[tied].mean() - scored[free].mean()
    assert gap["behaviour"] > 10
    assert abs(gap["attitude"]) < 1


def test_lock_in_can_go_with_the_drivers():
    sample = simulate_wave(standard_world(lock_in_correlation=0.3), 20_000, seed=2)
    assert sample.latent["lock_in"].corr(sample.latent["trust"]) == pytest.approx(0.3, abs=0.03)
    assert sample.latent["lock_in"].corr(sample.latent["attitude"]) > 0.15


def test_the_overlap_holds_the_same_people(panel):
    before, after = panel
    both = before.key[before.key.isin(after.key)]
    assert len(both) == 6_000
    assert after.key.is_unique
    assert (before.wave, after.wave) == (0, 1)
    groups = [sample.segments.set_index(sample.key).loc[both] for sample in panel]
    pd.testing.assert_frame_equal(*groups)


def test_the_same_people_resemble_themselves_and_newcomers_nobody(panel):
    before, after = panel
    both = before.key[before.key.isin(after.key)]
    first, second = (sample.latent.set_index(sample.key).loc[both] for sample in panel)
    for key in ("satisfaction", "image", "involvement", "friendliness", "lock_in"):
        assert first[key].corr(second[key]) == pytest.approx(WORLD.stability, abs=0.04)
    new = after.latent[~after.key.isin(before.key)].reset_index(drop=True)
    assert abs(new["trust"].corr(before.latent["trust"].head(len(new)))) < 0.05
    assert after.latent.std().to_numpy() == pytest.approx(np.ones(8), abs=0.05)


def test_the_improvement_shows_in_the_answers_and_nothing_else_moves(panel):
    (before, after) = panel
    change = {
        key: weighted_mean(scores(WORLD, after)[key], after.weights)
        - weighted_mean(scores(WORLD, before)[key], before.weights)
        for key in after.truth.change
    }
    assert after.truth.change["trust"] == pytest.approx(8)
    assert change == pytest.approx(dict(after.truth.change), abs=1.0)


def test_a_third_wave_follows_on_the_second(panel):
    third = simulate_wave(BETTER, 500, seed=4, previous=panel[1], overlap=500)
    assert third.wave == 2
    assert set(third.key) <= set(panel[1].key)


def test_without_segments_everybody_weighs_the_same():
    sample = simulate_wave(standard_world(segments=()), 20, seed=1)
    assert sample.segments.shape == (20, 0)
    assert (sample.weights == 1).all()


@pytest.mark.parametrize(("n", "overlap"), [(0, 0), (-5, 0), (10, -1), (10, 11), (10, 5)])
def test_sizes_that_do_not_fit_are_refused(n, overlap):
    previous = simulate_wave(WORLD, 4, seed=1)
    with pytest.raises(StatisticsError, match="overlap"):
        simulate_wave(WORLD, n, seed=1, previous=previous, overlap=overlap)


def test_an_overlap_needs_a_previous_wave():
    with pytest.raises(StatisticsError, match="overlap"):
        simulate_wave(WORLD, 10, seed=1, overlap=3)


@pytest.mark.parametrize(
    "changes",
    [
        {"segments": ()},
        {"segments": WORLD.segments[:1]},
        {
            "constructs": (replace(WORLD.constructs[0], key="quality"), *WORLD.constructs[1:]),
            "attitude_effects": {"trust": 0.5},
            "segments": (replace(WORLD.segments[0], shifts={}), *WORLD.segments[1:]),
        },
    ],
)
def test_a_previous_wave_of_another_kind_of_world_is_refused(changes):
    other = simulate_wave(replace(WORLD, **changes), 10, seed=1)
    with pytest.raises(StatisticsError, match="other constructs or segments"):
        simulate_wave(WORLD, 10, seed=1, previous=other, overlap=3)
