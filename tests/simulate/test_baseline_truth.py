"""The truth of the baseline is that of the people drawn, and of examples worked out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.simulate.helpers import scores
from toolkit.simulate import Bend, Construct, Item, complete_world, null_world, simulate_wave, standard_world
from toolkit.simulate.baseline_truth import baseline_truth, bend_of
from toolkit.simulate.everybody import everybody, normal_nodes
from toolkit.simulate.scoring import answer_chances, expected_score, reaching, tabled

WORLDS = {
    "straight": complete_world(),
    "bent": complete_world(bend=Bend("satisfaction", at=0.7, slope=0.6)),
}
MANY = 80_000
TIE = 1e-9


@pytest.fixture(scope="module", params=list(WORLDS))
def drawn(request):
    world = WORLDS[request.param]
    sample = simulate_wave(world, MANY, seed=8)
    return sample, scores(world, sample), baseline_truth(world)


def share(chosen, sample, among):
    return np.average(chosen[among], weights=sample.weights[among])


def test_the_groups_of_loyalty_are_those_of_the_people(drawn):
    sample, scored, truth = drawn
    both = scored[["attitude", "behaviour"]].notna().all(axis=1)
    felt, done = scored["attitude"] >= 60 - TIE, scored["behaviour"] >= 60 - TIE
    kinds = {"true": felt & done, "latent": felt & ~done, "spurious": ~felt & done, "none": ~felt & ~done}
    assert sum(truth.groups.values()) == pytest.approx(1, abs=1e-9)
    for name, chosen in kinds.items():
        assert share(chosen, sample, both) == pytest.approx(truth.groups[name], abs=0.006)
    known = scored[["lock_in", "attitude"]].notna().all(axis=1)
    captive = (scored["lock_in"] >= 60 - TIE) & ~felt
    assert share(captive, sample, known) == pytest.approx(truth.captive, abs=0.006)


def test_the_curve_is_that_of_the_people(drawn):
    sample, scored, truth = drawn
    mark = sample.items["SAT_1"]
    known = mark.notna() & scored["attitude"].notna()
    for value in range(4, 11):
        here = known & (mark == value)
        assert share(here, sample, known) == pytest.approx(truth.marks[value], abs=0.006)
        found = np.average(scored["attitude"][here], weights=sample.weights[here])
        assert found == pytest.approx(truth.curve[value], abs=4 * 18 / np.sqrt(here.sum()))


def test_groups_differ_in_attitude_as_stated(drawn):
    sample, scored, truth = drawn
    groups = {key: sample.segments[key].astype(str) for key in ("arrival", "team")}
    mark, problem = sample.items["MOT_3"], sample.items["MOT_2"]
    groups["moment"] = pd.Series(
        np.select([problem == 0, mark >= 6, mark < 6], ["unaffected", "resolved", "unresolved"], "")
    )
    groups["voice"] = sample.items["VOI_1"].map("{:.0f}".format)
    for key, group in groups.items():
        for name, mean in truth.differences[key].items():
            here = (group == name) & scored["attitude"].notna()
            found = np.average(scored["attitude"][here], weights=sample.weights[here])
            assert found == pytest.approx(mean, abs=4 * 20 / np.sqrt(here.sum())), (key, name)


def test_bases_go_with_attitude_and_behaviour_as_stated(drawn):
    sample, _, truth = drawn
    bases = list(truth.partial["attitude"])
    for outcome, known in truth.partial.items():
        latent = sample.latent[[*bases, outcome]].to_numpy()
        inverse = np.linalg.inv(np.cov(latent.T, aweights=sample.weights))
        found = -inverse[-1, :-1] / np.sqrt(inverse[-1, -1] * np.diag(inverse)[:-1])
        assert found == pytest.approx(np.array(list(known.values())), abs=0.015)


def test_means_gaps_and_referrals_are_those_of_the_people(drawn):
    sample, _, truth = drawn
    for item, mean in truth.item_means.items():
        turned = 8 - sample.items[item] if item == "PRI_1" else sample.items[item]
        known = turned.notna()
        assert 100 / 6 * (share(turned, sample, known) - 1) == pytest.approx(mean, abs=0.6)
    assert truth.gaps[1] == truth.item_means["VAL_1_EXP"] - truth.item_means["VAL_1_IMP"]
    assert truth.referrals == pytest.approx(0.9)


def test_ambassadors_are_loyal_and_recommended(drawn):
    sample, scored, truth = drawn
    known = scored["attitude"].notna() & sample.items["REF_1"].notna()
    found = share((scored["attitude"] >= 60 - TIE) & (sample.items["REF_1"] > 0), sample, known)
    assert found == pytest.approx(truth.ambassadors, abs=0.006)


def test_a_bent_world_bends_where_it_should_and_a_straight_one_does_not():
    straight, bent = (baseline_truth(world) for world in WORLDS.values())
    _, below, above = bend_of(straight.curve, straight.marks)
    assert above == pytest.approx(below, abs=0.2)
    mark, below, above = bend_of(bent.curve, bent.marks)
    assert mark == 8
    assert above > 1.4 * below


def test_the_truth_of_a_bent_world_is_that_of_its_people():
    world = replace(WORLDS["bent"], improvement={"satisfaction": 5.0})
    sample = simulate_wave(world, MANY, seed=5)
    truth = sample.truth
    scored = scores(world, sample)
    for key, mean in truth.means.items():
        known = scored[key].notna()
        assert share(scored[key], sample, known) == pytest.approx(mean, abs=0.5)
    straight = simulate_wave(replace(WORLDS["straight"], improvement=world.improvement), 10, seed=1).truth
    assert truth.change["attitude"] > 1.3 * straight.change["attitude"]
    drivers = list(truth.attitude_effects)
    latent = sample.latent - np.average(sample.latent, axis=0, weights=sample.weights)
    root = np.sqrt(sample.weights.to_numpy())[:, None]
    unit = latent / np.sqrt((latent**2).mul(sample.weights, axis=0).mean())
    found = np.linalg.lstsq(unit[drivers] * root, unit["attitude"].to_numpy() * root[:, 0], rcond=None)[0]
    assert found == pytest.approx(list(truth.attitude_effects.values()), abs=0.02)


def test_in_a_null_world_nothing_differs():
    world = null_world()
    truth = baseline_truth(world)
    means = list(simulate_wave(world, 5, seed=1).truth.means.values())
    assert means[:5] == pytest.approx([50.0] * 5)
    assert list(truth.means.values()) == pytest.approx([50.0] * len(truth.means))
    assert list(truth.gaps.values()) == pytest.approx([0.0] * 4)
    assert [r for row in truth.partial.values() for r in row.values()] == pytest.approx([0.0] * 8)
    for groups in truth.differences.values():
        assert np.ptp(list(groups.values())) == pytest.approx(0, abs=1e-9)
    assert np.ptp(list(truth.curve.values())) == pytest.approx(0, abs=1e-9)


def test_a_world_without_all_this_has_a_truth_too():
    truth = baseline_truth(standard_world())
    assert (truth.means, truth.gaps, truth.partial, truth.differences) == ({}, {}, {}, {})
    assert truth.referrals is None
    assert truth.ambassadors is None
    assert baseline_truth(standard_world(), mark="ATT_9").curve == {}


def test_a_score_reaches_its_cut_as_worked_out_by_hand():
    # Two yes-or-no items, each yes with chance Φ(0) = ½ whatever the standing: loading 0.
    item = Item("A", 0, 1, mean=0.5, sd=1, loading=0.0)
    pair = Construct("x", "attitude", (item, replace(item, id="B")))
    at = np.zeros(1)
    assert answer_chances(item, at)[0] == pytest.approx([0.5, 0.5])
    # Scores 0, 50, 100 with chances ¼, ½, ¼.
    assert reaching(pair, 50, at)[0] == pytest.approx(0.75)
    assert reaching(pair, 50.1, at)[0] == pytest.approx(0.25)
    # B blank in 4 of 10: then the score is A's alone. .6·¾ + .4·½ = .65.
    blank = Construct("x", "attitude", (item, replace(item, id="B", no_answer=0.4)))
    assert reaching(blank, 50, at)[0] == pytest.approx(0.65)
    assert expected_score(pair, at)[0] == pytest.approx(50)


def test_scales_of_different_length_are_added_up_exactly():
    # 0–10 and 1–7 share steps of 1/30; the first always says 6 of 10, the second always 5 of 7: (60 + 66.67) / 2.
    sure = Construct(
        "x",
        "attitude",
        (Item("A", 0, 10, mean=6, sd=0.01, loading=0), Item("B", 1, 7, mean=5, sd=0.01, loading=0)),
    )
    at = np.zeros(1)
    assert reaching(sure, 63.33, at)[0] == pytest.approx(1)
    assert reaching(sure, 63.34, at)[0] == pytest.approx(0)


def test_nodes_and_tables_are_exact_enough():
    nodes, weights = normal_nodes(0.3)
    assert [weights @ nodes**power for power in (1, 2, 4)] == pytest.approx([0, 1, 3], abs=1e-10)
    # The mean of max(z − 0.3, 0) is φ(.3) − .3·Φ(−.3) = .3813878 − .3·.3820886.
    assert weights @ np.maximum(nodes - 0.3, 0) == pytest.approx(0.2667612, abs=1e-7)
    construct = standard_world().constructs[5]
    at = np.linspace(-4, 4, 333)
    exact = reaching(construct, 60, at)
    assert tabled(lambda place: reaching(construct, 60, place))(at) == pytest.approx(exact, abs=1e-8)


def test_everybody_is_the_same_people_bent_or_not():
    flat = complete_world(bend=Bend("satisfaction", at=0.5, slope=0.0))
    bent, straight = everybody(flat), everybody(complete_world())
    assert bent.shares.sum() == pytest.approx(1)
    assert bent.shares @ bent.means == pytest.approx(straight.shares @ straight.means, abs=1e-10)
    assert bent.covariance() == pytest.approx(straight.covariance(), abs=1e-9)
