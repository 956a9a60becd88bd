"""What else customers are asked goes with the model as planted, and changes nothing in it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.simulate import (
    Bend,
    Choice,
    Construct,
    Count,
    Follower,
    Item,
    More,
    complete_world,
    simulate_wave,
    standard_world,
)
from toolkit.simulate.more import more_items
from toolkit.simulate.world import covariance, mixing, model_keys

WORLD = complete_world()
MORE = WORLD.more
MANY = 60_000


@pytest.fixture(scope="module")
def many():
    return simulate_wave(WORLD, MANY, seed=3)


def weighted(values, sample, where=slice(None)):
    kept = pd.Series(values)[where].notna()
    return np.average(pd.Series(values)[where][kept], weights=sample.weights[where][kept])


def with_more(**changes):
    return replace(WORLD, more=replace(MORE, **changes))


def a_follower(**causes):
    return (Follower(Construct("ease", "touchpoint", (Item("EASE", 1, 7, 4, 1.5),)), causes),)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"followers": a_follower(price=0.3)}, "ease has the cause price"),
        ({"followers": a_follower(attitude=0.9, lock_in=0.6)}, "ease explain more than all"),
        ({"followers": (*a_follower(), *a_follower())}, "may occur once"),
        ({"choices": (Choice("way", {"a": 0.5, "b": 0.4}),)}, "shares of way must be above 0 and add up"),
        ({"choices": (Choice("way", {"a": 1.0}, {"b": 0.4}),)}, "way has a tilt for a group without"),
        ({"choices": (Choice("way", {"a": 1.0}, item="WAY_1"),)}, "its groups must be numbers"),
        ({"choices": (Choice("way", {"1": 1.0}, item="SAT_1"),)}, "may occur once"),
        ({"choices": (Choice("way", {"a": 1.0}, no_answer=1.0),)}, "leaves some answered"),
        ({"counts": (Count("N", mean=0.0),)}, "N needs a mean"),
        ({"moments": replace(MORE.moments, groups=Choice("m", {"good": 1.0}))}, "moments of need are"),
        ({"moments": replace(MORE.moments, marks={"resolved": {7: 1.0}})}, "marks for a solution"),
        (
            {"followers": (Follower(Construct("ease", "touchpoint", (Item("EASE", 1, 7, 4, 0.0),))),)},
            "EASE needs a positive sd",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(changes, words):
    with pytest.raises(StatisticsError, match=words):
        with_more(**changes)


def test_a_bend_in_what_is_no_driver_is_refused():
    with pytest.raises(StatisticsError, match="the bend is in attitude, which is not one of satisfaction"):
        complete_world(bend=Bend("attitude", 0.5, 0.5))


def test_the_model_is_the_same_whatever_else_is_asked():
    bare = simulate_wave(standard_world(), 300, seed=9)
    full = simulate_wave(WORLD, 300, seed=9)
    pd.testing.assert_frame_equal(full.items[bare.items.columns], bare.items)
    pd.testing.assert_frame_equal(full.reasons[bare.reasons.columns], bare.reasons)
    pd.testing.assert_frame_equal(full.segments[bare.segments.columns], bare.segments)
    pd.testing.assert_series_equal(full.key, bare.key)
    assert list(full.items)[len(bare.items.columns) :] == list(more_items(MORE))
    assert full.truth == bare.truth


def test_a_further_question_of_a_kind_changes_no_other():
    full = simulate_wave(WORLD, 300, seed=9)
    fewer = simulate_wave(with_more(followers=MORE.followers[:3], choices=MORE.choices[:2]), 300, seed=9)
    shared = [item for item in fewer.items if item in full.items]
    pd.testing.assert_frame_equal(full.items[shared], fewer.items)
    pd.testing.assert_frame_equal(full.segments, fewer.segments)


def test_the_covariances_of_the_model_are_those_of_its_people():
    world = standard_world(segments=())
    drawn = simulate_wave(world, MANY, seed=1).latent[list(model_keys(world))]
    assert np.cov(drawn.to_numpy().T) == pytest.approx(covariance(world), abs=0.02)
    assert np.diag(covariance(world)) == pytest.approx(np.ones(8))
    assert mixing(world)[-2, -1] == 0


def test_what_follows_goes_with_its_causes_and_keeps_unit_variance():
    world = replace(WORLD, segments=())
    latent = simulate_wave(world, MANY, seed=2).latent
    names, within = model_keys(world), covariance(world)
    for follower in world.more.followers:
        causes = np.array([follower.causes.get(name, 0.0) for name in names])
        drawn = latent[follower.construct.key]
        assert drawn.std() == pytest.approx(1, abs=0.02)
        found = [drawn.corr(latent[name]) for name in names]
        assert found == pytest.approx((within @ causes).tolist(), abs=0.02)


def test_groups_have_their_shares_of_all_customers(many):
    for choice in MORE.choices:
        drawn = many.items[choice.item] if choice.item else many.segments[choice.key].astype(str)
        for group, share in choice.shares.items():
            here = drawn == (float(group) if choice.item else group)
            kept = drawn.notna()
            assert weighted(here[kept].astype(float), many, kept) == pytest.approx(share, abs=0.01)


def test_only_who_had_a_problem_gives_a_mark_for_its_solution(many):
    problem, mark = many.items["MOT_2"], many.items["MOT_3"]
    why = many.reasons["MOT_3"]
    assert set(problem.dropna()) == {0.0, 1.0}
    assert (why[problem == 0] == "not_applicable").all()
    assert mark[problem == 0].isna().all()
    assert (why[problem.isna()] == "no_answer").all()
    assert mark[problem == 1].notna().mean() == pytest.approx(0.99, abs=0.01)
    resolved, unresolved = MORE.moments.marks["resolved"], MORE.moments.marks["unresolved"]
    assert set(mark.dropna()) == {*resolved, *unresolved}
    assert (mark[mark >= 6] == 8).mean() == pytest.approx(resolved[8], abs=0.02)


def test_referrals_have_their_mean_and_rise_with_attitude(many):
    told = many.items["REF_1"]
    count = MORE.counts[0]
    assert weighted(told, many) == pytest.approx(count.mean, abs=0.03)
    high = many.latent["attitude"] > 1
    low = many.latent["attitude"] < -1
    assert told[high].mean() > 2.5 * told[low].mean()
    assert many.reasons["REF_1"].eq("no_answer").mean() == pytest.approx(count.no_answer, abs=0.003)


def test_a_count_stops_at_its_maximum():
    world = with_more(counts=(Count("REF_1", mean=30.0, spread=0.5, maximum=40),))
    told = simulate_wave(world, 2_000, seed=1).items["REF_1"]
    assert told.max() == 40
    assert (told == told.round()).all()


def test_nothing_else_asked_is_the_default():
    assert standard_world().more == More()
    assert more_items(More()) == ()
