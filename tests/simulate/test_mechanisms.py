"""Each mechanism of the simulator does what it says, and the truth tells of it what is drawn."""

import dataclasses
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, skew

from tests.conftest import ROOT
from toolkit import simulate
from toolkit.errors import StatisticsError
from toolkit.simulate import (
    Action,
    Bend,
    Blank,
    Construct,
    Item,
    World,
    complete_world,
    simulate_wave,
    standard_world,
)
from toolkit.simulate.baseline_truth import BaselineTruth
from toolkit.simulate.orders import Shop
from toolkit.simulate.scales import thresholds, unskewed
from toolkit.simulate.shapes import on_points, skewed, together, unequal_response
from toolkit.simulate.world import all_items, exogenous, keys

MANY = 20_000
EVEN = unequal_response(standard_world(), ())
PAGE = (ROOT / "docs" / "simulator.md").read_text("utf-8")
DESCRIBED = (
    *(simulate.World, Construct, Item, simulate.Segment, Bend, Blank, Action, simulate.More),
    *(simulate.Follower, simulate.Choice, simulate.Moments, simulate.Count, Shop),
    *(simulate.Sample, simulate.Truth, BaselineTruth),
)


def on_hundred(world: World, items: pd.DataFrame, name: str) -> pd.Series:
    item = next(one for one in all_items(world) if one.id == name)
    turned = item.maximum - items[name] if item.reverse else items[name] - item.minimum
    return turned * (100 / (item.maximum - item.minimum))


@pytest.mark.parametrize("kind", DESCRIBED, ids=lambda kind: kind.__name__)
def test_the_page_names_each_parameter_of_each_mechanism_and_its_default(kind):
    section = PAGE.split(f"\n### {kind.__name__}\n")[1].split("\n### ")[0].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE))
    fields = [field for field in dataclasses.fields(kind) if not field.name.startswith("_")]
    assert list(rows) == [field.name for field in fields]
    if "| default |" in section:
        for field in fields:
            told = rows[field.name].strip("` ")
            if field.default is not dataclasses.MISSING:
                assert told in (str(field.default), repr(field.default).replace("'", '"')), field.name
            else:
                assert bool(told) == (field.default_factory is not dataclasses.MISSING), field.name


def test_the_page_tells_where_each_mechanism_of_the_methods_stands():
    assert all(
        name in PAGE for name in ("shapes.skewed", "open_answers", "draw_pulse", "null_world", "lapse_curve")
    )


@pytest.mark.parametrize("skewness", [-1.2, 0.4, 2.0])
def test_inner_answers_have_the_skewness_that_is_asked(skewness):
    inner = np.linspace(-14, 14, 200_001)
    share = np.diff(norm.cdf(unskewed(inner, skewness)))
    middle = (inner[1:] + inner[:-1]) / 2
    mean = share @ middle
    deviation = np.sqrt(share @ (middle - mean) ** 2)
    found = share @ (middle - mean) ** 3 / deviation**3
    assert (share.sum(), mean, deviation) == pytest.approx((1, 0, 1), abs=2e-3)
    assert found == pytest.approx(skewness, abs=0.03)


def test_a_skewed_world_is_lopsided_and_its_truth_is_what_is_drawn():
    world = skewed(EVEN, -1.2)
    sample = simulate_wave(world, MANY, seed=1)
    straight = simulate_wave(EVEN, MANY, seed=1)
    assert skew(sample.items["SAT_1"].dropna()) < skew(straight.items["SAT_1"].dropna()) - 0.3
    found = np.mean([on_hundred(world, sample.items, f"TRU_{n}").mean() for n in range(1, 5)])
    assert found == pytest.approx(sample.truth.means["trust"], abs=4 * 20 / np.sqrt(MANY))
    # Yes or no stays as it is: there is no tail to give it.
    assert next(i for i in all_items(world) if i.id == "BEH_3").skew == 0


@pytest.mark.parametrize("points", [2, 5, 11])
def test_agreement_is_asked_on_so_many_points_and_nothing_else_is(points):
    world = on_points(complete_world(), points)
    for before, after in zip(all_items(complete_world()), all_items(world), strict=True):
        if (before.minimum, before.maximum) == (1, 7):
            assert (after.minimum, after.maximum) == (1, points)
            assert (after.mean - 1) / (points - 1) == pytest.approx((before.mean - 1) / 6)
            assert len(thresholds(after)) == points - 1
        else:
            assert after == before
    with pytest.raises(StatisticsError, match="two points"):
        on_points(world, 1)


def test_drivers_go_together_and_lock_in_stays_apart():
    world = together(standard_world(), 0.7)
    latent = simulate_wave(unequal_response(world, ()), MANY, seed=2).latent
    order = list(exogenous(world))
    between = np.corrcoef(latent[list(keys(world, "driver"))].to_numpy().T)
    # Segments that differ add a little to what they share.
    assert between[np.triu_indices(5, 1)].min() > 0.68
    assert np.abs(np.array(world.correlations)[order.index("lock_in"), :-1]).max() == 0


def test_groups_answer_unevenly_and_weights_set_it_right():
    world = unequal_response(standard_world(), (1.0, 0.45, 0.25))
    sample = simulate_wave(world, MANY, seed=3)
    adviser = (sample.segments["channel"] == "adviser").to_numpy()
    drawn = 0.2 * 0.25 / (0.5 + 0.3 * 0.45 + 0.2 * 0.25)
    assert adviser.mean() == pytest.approx(drawn, abs=0.01)
    assert np.average(adviser, weights=sample.weights) == pytest.approx(0.2, abs=0.015)
    assert np.allclose(simulate_wave(EVEN, 50, seed=1).weights, 1)
    with pytest.raises(StatisticsError, match="each group"):
        unequal_response(world, (1.0, 0.5))


BLANKS = (
    Blank(("TRU_1", "CES_1"), 0.2, "SAT_1", -1.0),  # at random given the mark
    Blank(("IMG_1",), 0.15),  # completely at random
    Blank(("INV_1",), 0.3, "itself", -1.0),  # not at random
    Blank(("SAT_3",), 0.2, "SAT_2", 0.8),  # of the same construct
    Blank(("TRU_4",), 0.2, "CAL_1", -1.0),  # what it hangs on is asked beside the model
)


def test_as_many_are_left_blank_as_said_and_those_who_answer_have_the_true_mean():
    world = replace(unequal_response(complete_world(), ()), blanks=BLANKS)
    sample = simulate_wave(world, MANY, seed=4)
    truth = sample.truth
    for name, share in truth.answered.items():
        asked = sample.reasons[name] != "not_applicable"
        answer = on_hundred(world, sample.items, name)
        assert answer[asked].notna().mean() == pytest.approx(share, abs=4 * 0.5 / np.sqrt(MANY))
        assert answer.mean() == pytest.approx(
            truth.seen[name], abs=4 * answer.std() / np.sqrt(answer.count())
        )
        assert (sample.reasons[name] == "answered").equals(answer.notna())
    everybody = on_hundred(
        world, simulate_wave(replace(world, blanks=()), MANY, seed=4).items, "INV_1"
    ).mean()
    assert truth.seen["INV_1"] > everybody + 4


def test_what_a_blank_hangs_on_decides_and_nothing_else_changes():
    world = replace(EVEN, blanks=(Blank(("TRU_1",), 0.2, "SAT_1", -1.0),))
    sample, whole = simulate_wave(world, MANY, seed=5), simulate_wave(EVEN, MANY, seed=5)
    others = [name for name in whole.items if name != "TRU_1"]
    pd.testing.assert_frame_equal(sample.items[others], whole.items[others])
    blanked = whole.items["TRU_1"].notna() & sample.items["TRU_1"].isna()
    by_mark = blanked.groupby(whole.items["SAT_1"]).mean()
    assert by_mark[5] > by_mark[7] > by_mark[9]
    # Among those with the same mark it does not hang on the answer itself.
    same = whole.items["SAT_1"] == 7
    groups = [whole.items.loc[same & (blanked == one), "TRU_1"] for one in (True, False)]
    gap = groups[0].mean() - groups[1].mean()
    assert abs(gap) < 4 * np.sqrt(sum(group.var() / group.count() for group in groups))


PICKED = Action(0.3, {"trust": 6.0}, by="trust", picked=0.6)


@pytest.fixture(scope="module")
def acted():
    world = replace(EVEN, action=PICKED)
    before = simulate_wave(EVEN, MANY, seed=6)
    return world, before, simulate_wave(world, MANY, seed=6, previous=before, overlap=MANY)


def test_an_action_is_done_for_so_many_and_they_gain_what_the_truth_says(acted):
    world, before, after = acted
    assert after.treated.mean() == pytest.approx(0.3, abs=4 * 0.46 / np.sqrt(MANY))
    assert not before.treated.any()
    # The same draw with nothing done: what is left is the effect, customer by customer.
    idle = simulate_wave(
        replace(world, action=replace(PICKED, gains={})), MANY, seed=6, previous=before, overlap=MANY
    )
    assert idle.treated.equals(after.treated)
    done, truth = after.treated, after.truth
    for key, stem in (("trust", "TRU"), ("attitude", "ATT")):
        names = [f"{stem}_{number}" for number in range(1, 5)]
        gained = pd.concat(
            [on_hundred(world, after.items, name) - on_hundred(world, idle.items, name) for name in names],
            axis=1,
        ).mean(axis=1)
        assert (gained[~done].dropna() == 0).all()
        error = gained[done].std() / np.sqrt(done.sum())
        assert gained[done].mean() == pytest.approx(truth.effect[key], abs=4 * error)


def test_who_is_picked_for_a_low_score_comes_back_by_itself(acted):
    world, before, after = acted
    place = pd.Series(range(MANY), index=before.key)[after.key].to_numpy()
    trust = pd.concat(
        [
            on_hundred(world, after.items, f"TRU_{n}")
            - on_hundred(world, before.items.iloc[place].reset_index(drop=True), f"TRU_{n}")
            for n in range(1, 5)
        ],
        axis=1,
    ).mean(axis=1)[after.treated]
    truth = after.truth
    assert truth.drift["trust"] > 4
    assert trust.mean() == pytest.approx(
        truth.effect["trust"] + truth.drift["trust"], abs=4 * trust.std() / np.sqrt(len(trust))
    )
    random = replace(EVEN, action=Action(0.3, {"trust": 6.0}))
    assert simulate.true_values(random).drift["trust"] == pytest.approx(0, abs=1e-9)


def test_an_action_goes_through_a_bend():
    world = replace(EVEN, bend=Bend("trust", 0.0, 0.5), action=PICKED)
    straight = simulate.true_values(replace(world, bend=None)).effect
    bent = simulate.true_values(world).effect
    assert bent["attitude"] > straight["attitude"] + 0.2
    assert bent["trust"] == pytest.approx(straight["trust"], abs=1e-9)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"blanks": (Blank(("NONE_1",), 0.2),)}, "NONE_1"),
        ({"blanks": (Blank(("TRU_1",), 0.2), Blank(("TRU_1",), 0.1))}, "more than one blank"),
        ({"blanks": (Blank(("TRU_1",), 0.2, "TRU_1"),)}, "itself"),
        ({"blanks": (Blank(("TRU_1",), 0.2, "", 1.0),)}, "tilt"),
        ({"blanks": (Blank(("TRU_1",), 1.0),)}, "share"),
        ({"action": Action(0.3, {"attitude": 3.0})}, "attitude"),
        ({"action": Action(1.0, {})}, "share"),
        ({"action": Action(0.3, {}, by="trust")}, "picks by"),
        ({"action": Action(0.3, {}, "trust", 0.5), "bend": Bend("image", 0, 1)}, "worked out"),
    ],
)
def test_a_world_that_cannot_be_is_refused(changes, told):
    with pytest.raises(StatisticsError, match=told):
        replace(EVEN, **changes)
