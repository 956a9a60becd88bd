"""The rooms of statistics find the truth planted in the demo: who leads, what improved, what did not."""

import pytest

from tests.simulate.helpers import DRIVERS, scores
from toolkit.drivers.importance import relative_importance
from toolkit.followup.changes.compare import compare_nps, compare_waves
from toolkit.simulate import demo, standard_world

WORLD = standard_world()
MEASURES = [construct.key for construct in WORLD.constructs]


@pytest.fixture(scope="module")
def waves():
    return [
        scores(WORLD, sample).assign(key=sample.key, weight=sample.weights, rating=sample.items["ATT_1"])
        for sample in demo.demo_waves()
    ]


@pytest.fixture(scope="module")
def truth():
    return demo.demo_waves()[1].truth


@pytest.mark.parametrize("weighted", [False, True])
def test_the_driver_made_strongest_leads(waves, truth, weighted):
    frame = waves[0]
    found = relative_importance(
        frame,
        "attitude",
        DRIVERS,
        always=("lock_in",),
        weights=frame["weight"] if weighted else None,
        resamples=500,
        seed=1,
    )
    assert tuple(found.leaders) == ("trust",) == truth.order[:1]
    assert found.table["share"].sort_values(ascending=False).index[1] == truth.order[1]
    assert found.table.loc["trust", "low"] > found.table["high"].drop("trust").max()
    assert found.table.loc["trust", "p_first"] > 0.99


def test_lock_in_is_no_driver_of_attitude_but_explains_behaviour(waves):
    for outcome, leads in (("attitude", False), ("behaviour", True)):
        found = relative_importance(waves[0], outcome, [*DRIVERS, "lock_in"], resamples=0)
        assert (found.table["raw"].idxmax() == "lock_in") == leads
        assert (found.table.loc["lock_in", "raw"] > 0.05) == leads


@pytest.mark.parametrize("weights", [None, "weight"])
def test_what_improved_is_better_and_what_did_not_is_not(waves, truth, weights):
    found = compare_waves(*waves, MEASURES, key="key", weights=weights)
    assert found.loc["trust", "verdict"] == "better"
    assert found.loc["attitude", "verdict"] == "better"
    for key in ("satisfaction", "image", "involvement", "friendliness", "lock_in"):
        assert truth.change[key] == 0
        assert found.loc[key, "verdict"] == "no relevant change"
    for key in MEASURES:
        assert found.loc[key, "low"] < truth.change[key] < found.loc[key, "high"]


def test_the_net_promoter_score_rose_as_it_truly_did(waves, truth):
    before, after = waves
    found = compare_nps(before["rating"], after["rating"], key_before=before["key"], key_after=after["key"])
    assert found.loc["nps", "verdict"] == "better"
    assert found.loc["nps", "low"] < truth.nps_change < found.loc["nps", "high"]
