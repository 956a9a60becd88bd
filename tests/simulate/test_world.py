"""A world that cannot be is refused, with every fault; one that can be has an exact truth."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from toolkit.errors import StatisticsError
from toolkit.simulate import Construct, Item, Segment, standard_world, true_values
from toolkit.simulate.scales import distribution, thresholds
from toolkit.simulate.world import items

WORLD = standard_world()


def with_item(**changes):
    first, *others = WORLD.constructs
    item = replace(first.items[0], **changes)
    return (replace(first, items=(item, *first.items[1:])), *others)


def with_segment(**changes):
    return (replace(WORLD.segments[0], **changes),)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"constructs": WORLD.constructs[:-1]}, "symmetric 5 by 5"),
        ({"constructs": WORLD.constructs[:5]}, "1 to 1 of role attitude"),
        (
            {"constructs": (*WORLD.constructs[:7], replace(WORLD.constructs[7], key="trust"))},
            "may occur once",
        ),
        ({"attitude_effects": {"lock_in": 0.3}}, "attitude_effects names lock_in"),
        ({"behaviour_effects": {"atitude": 0.3}}, "behaviour_effects names atitude"),
        ({"improvement": {"attitude": 5.0}}, "improvement names attitude"),
        ({"attitude_effects": {"trust": 0.9, "satisfaction": 0.6}}, "on attitude explain more than all"),
        ({"behaviour_effects": {"attitude": 0.8, "lock_in": 0.8}}, "on behaviour explain more than all"),
        ({"correlations": ((1.0,),)}, "symmetric 6 by 6"),
        ({"correlations": tuple(map(tuple, np.ones((6, 6))))}, "contradict each other"),
        ({"stability": 1.2}, "stability"),
        ({"recommendation": "SAT_1"}, "no item on 0-10"),
        ({"constructs": with_item(sd=0.0)}, "positive sd"),
        ({"constructs": with_item(step=2)}, "its steps do not fill"),
        ({"constructs": with_item(dont_know=0.6, no_answer=0.4)}, "leave some answered"),
        (
            {"constructs": (replace(WORLD.constructs[0], applies=0.0), *WORLD.constructs[1:])},
            "`applies` above 0",
        ),
        ({"segments": with_segment(shares={"website": 0.5, "telephone": 0.3})}, "add up to 1"),
        ({"segments": with_segment(response={"shop": 0.5})}, "a group without a share"),
        ({"segments": with_segment(response={"adviser": 0.0})}, "above 0"),
        ({"segments": with_segment(shifts={"adviser": {"attitude": 1.0}})}, "shifts attitude"),
    ],
)
def test_a_world_that_cannot_be_is_refused(changes, words):
    with pytest.raises(StatisticsError, match=words):
        replace(WORLD, **changes)


def test_all_faults_are_told_at_once():
    with pytest.raises(StatisticsError) as caught:
        replace(WORLD, stability=-1.0, recommendation="NPS", attitude_effects={"price": 0.1})
    for word in ("stability", "NPS", "price"):
        assert word in str(caught.value)


def test_an_improvement_the_scale_has_no_room_for_is_refused():
    with pytest.raises(StatisticsError, match="smaller improvement"):
        true_values(replace(WORLD, improvement={"trust": 60.0}))


def test_the_items_are_those_of_the_question_bank(shared):
    with (shared / "question_bank.csv").open(encoding="utf-8", newline="") as file:
        bank = {row["id"]: row for row in csv.DictReader(file)}
    for construct in WORLD.constructs:
        for item in construct.items:
            row = bank[item.id]
            assert row["construct"] == construct.key
            assert (item.minimum, item.maximum) == (int(row["scale_min"]), int(row["scale_max"]))
            assert item.reverse == (row["reverse"] == "1")


def test_a_distribution_by_hand():
    # Mean 3, sd 1 on 1-5: cut at ±0.5 and ±1.5 of the standard normal.
    item = Item("X", 1, 5, mean=3, sd=1, loading=0.8)
    assert thresholds(item) == pytest.approx([-1.5, -0.5, 0.5, 1.5])
    chances = distribution(item, np.zeros(1), np.ones(1))
    assert chances == pytest.approx([0.0668072, 0.2417303, 0.3829249, 0.2417303, 0.0668072], abs=1e-7)


def test_a_distribution_is_the_mixture_of_its_cells():
    item = Item("X", 0, 10, mean=6, sd=2, loading=0.7)
    apart = [distribution(item, np.array([place]), np.ones(1)) for place in (-0.5, 0.5)]
    both = distribution(item, np.array([-0.5, 0.5]), np.array([0.25, 0.75]))
    assert both == pytest.approx(0.25 * apart[0] + 0.75 * apart[1])
    assert both.sum() == pytest.approx(1)


def test_the_truth_of_a_world_without_segments_is_what_was_put_in():
    world = standard_world(segments=())
    truth = true_values(world)
    assert truth.attitude_effects == pytest.approx(
        {"satisfaction": 0.22, "image": 0.06, "trust": 0.5, "involvement": 0.12, "friendliness": 0}
    )
    assert truth.behaviour_effects["attitude"] == pytest.approx(0.45)
    assert truth.behaviour_effects["lock_in"] == pytest.approx(0.40)
    assert truth.order == ("trust", "satisfaction", "involvement", "image", "friendliness")
    assert set(truth.change.values()) == {0.0}
    assert truth.nps_change == 0.0


def test_an_improvement_moves_its_driver_as_stated_and_what_it_causes_and_nothing_else():
    truth = true_values(replace(WORLD, improvement={"trust": 8.0}))
    assert truth.change["trust"] == pytest.approx(8, abs=1e-9)
    assert truth.change["attitude"] > 2
    assert 0 < truth.change["behaviour"] < truth.change["attitude"]
    assert truth.nps_change > 5
    for still in ("satisfaction", "image", "involvement", "friendliness", "lock_in"):
        assert truth.change[still] == 0


def test_an_improvement_of_lock_in_moves_behaviour_and_not_attitude():
    truth = true_values(replace(WORLD, improvement={"lock_in": 10.0}))
    assert truth.change["behaviour"] > 2
    assert truth.change["attitude"] == 0


def test_segment_shifts_leave_the_average_customer_where_it_was():
    apart = Segment("group", {"a": 0.2, "b": 0.8}, shifts={"a": {"trust": 0.001}})
    near = true_values(replace(WORLD, segments=(apart,))).means
    none = true_values(replace(WORLD, segments=())).means
    assert near["trust"] == pytest.approx(none["trust"], abs=1e-4)


def test_a_world_of_one_driver_without_lock_in_or_recommendation():
    world = replace(
        WORLD,
        constructs=(
            Construct("trust", "driver", (Item("T", 1, 7, 4, 1.5),)),
            Construct("attitude", "attitude", (Item("A", 1, 7, 4, 1.5),)),
            Construct("behaviour", "behaviour", (Item("B", 0, 1, 0.5, 0.5, reverse=True),)),
        ),
        correlations=((1.0,),),
        attitude_effects={"trust": 0.5},
        behaviour_effects={"attitude": 0.5},
        segments=(),
        recommendation="",
    )
    truth = true_values(world)
    assert truth.nps is None
    assert truth.means == pytest.approx({"trust": 50, "attitude": 50, "behaviour": 50})
    assert truth.r_squared == pytest.approx(0.25)
    assert [item.id for item in items(world)] == ["T", "A", "B"]
