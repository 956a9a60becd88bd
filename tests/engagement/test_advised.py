"""What the client could do, and how much of it there is."""

import datetime as dt

import pytest

from tests.engagement.conftest import Faults, Load

END = "outside_data = false\n"
ACTION = """\
[[actions]]
title = { nl = "Bel na een week", en = "Call after a week" }
driver = "satisfaction"
lift = { low = 2, likely = 5, high = 9 }
cost = 40000
weeks = 6
"""
PLAN = "[plan]\nbudget = 100000\ncapacity = 20\nstart = 2026-05-01\nquarters = 2\n"
EFFORT = '[constructs.effort]\nrole = "touchpoint"\nminimum = 1\nmaximum = 7\nitems = ["CES_1"]\n'


def added(text: str) -> tuple[str, str]:
    """A change that writes tables at the end of the sample."""
    return (END, END + text)


def second(**changes: str) -> str:
    """Another action, with a title of its own unless changed."""
    text = ACTION.replace("Bel na", "Schrijf na").replace("Call after", "Write after")
    for old, new in changes.items():
        assert {"driver": 'driver = "satisfaction"', "lift": "low = 2, likely = 5, high = 9"}[old] in text
        text = text.replace(
            {"driver": 'driver = "satisfaction"', "lift": "low = 2, likely = 5, high = 9"}[old], new
        )
    return text


def test_actions_and_plan_are_read(load: Load) -> None:
    effort = second(driver='touchpoint = "effort"\nreach = 0.4\nowner = "IT"\nmeasure = "stappen"')
    engagement = load(added(EFFORT + ACTION + effort + PLAN))
    call, write = engagement.actions
    assert (call.driver, call.touchpoint, call.reach, call.owner) == ("satisfaction", None, 1.0, "")
    assert (call.lift.low, call.lift.likely, call.lift.high) == (2, 5, 9)
    assert (write.touchpoint, write.reach, write.owner, write.measure) == ("effort", 0.4, "IT", "stappen")
    assert engagement.plan.start == dt.date(2026, 5, 1)
    assert (engagement.plan.budget, engagement.plan.capacity, engagement.plan.quarters) == (100000, 20, 2)


def test_without_them_there_is_no_action_and_no_limit(load: Load) -> None:
    engagement = load()
    assert engagement.actions == ()
    assert engagement.plan.budget is engagement.plan.capacity is engagement.plan.start is None
    assert (engagement.plan.quarters, engagement.plan.currency) == (4, "EUR")


SLIPS = {
    "no driver": (
        ACTION.replace('driver = "satisfaction"\n', ""),
        "actions[1]: has neither driver nor touchpoint. Write one of the two: the construct that it works on.",
    ),
    "two targets": (
        ACTION + 'touchpoint = "effort"\n' + EFFORT,
        "actions[1]: has driver and touchpoint. Write one of the two: the construct that it works on.",
    ),
    "a slip of the pen": (
        ACTION.replace('"satisfaction"', '"satisfactoin"'),
        'actions[1].driver: "satisfactoin" is no construct. Did you mean `satisfaction`? '
        "With role driver: satisfaction.",
    ),
    "no touchpoint at all": (
        ACTION.replace('driver = "satisfaction"', 'touchpoint = "effort"'),
        'actions[1].touchpoint: "effort" is no construct. None has the role touchpoint.',
    ),
    "a touchpoint named as driver": (
        ACTION.replace('"satisfaction"', '"effort"') + EFFORT,
        'actions[1].driver: "effort" has the role touchpoint. Write touchpoint = "effort".',
    ),
    "lock-in named as driver": (
        ACTION.replace('"satisfaction"', '"lock_in"'),
        'actions[1].driver: "lock_in" has the role lock_in. An action works on a driver or a touchpoint: name the one '
        "through which it is to raise loyalty.",
    ),
    "the outcome named as driver": (
        ACTION.replace('"satisfaction"', '"attitude"'),
        'actions[1].driver: "attitude" has the role attitude. An action works on a driver or a touchpoint: name the '
        "one through which it is to raise loyalty.",
    ),
    "a lift out of order": (
        ACTION.replace("likely = 5", "likely = 12"),
        "actions[1].lift: low 2, likely 12 and high 9 are not in order. Write them from small to large.",
    ),
    "no lift": (
        ACTION.replace("low = 2, likely = 5, high = 9", "low = 0, likely = 0, high = 0"),
        "actions[1].lift: is 0 throughout. Write what the action is expected to add, or delete the action.",
    ),
    "a title twice": (
        ACTION + ACTION.replace("Call after a week", "Ring after a week").replace("Bel na", "BEL na"),
        'actions[2].title: "BEL na een week" is that of actions[1] too. Give each its own.',
    ),
}


@pytest.mark.parametrize(("text", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_once_with_its_mend(faults: Faults, text: str, told: str) -> None:
    assert faults(added(text)) == [told]


def test_a_second_action_is_counted_from_one(faults: Faults) -> None:
    told = faults(added(ACTION + second(lift="low = 4, likely = 2, high = 9")))
    assert told == [
        "actions[2].lift: low 4, likely 2 and high 9 are not in order. Write them from small to large."
    ]


def test_a_lift_of_one_number_that_is_not_0_may_be(load: Load) -> None:
    engagement = load(
        added(ACTION.replace("low = 2, likely = 5, high = 9", "low = -3, likely = -3, high = -3"))
    )
    assert engagement.actions[0].lift.high == -3


def test_a_construct_that_could_not_be_read_is_not_called_unknown(faults: Faults) -> None:
    told = faults(
        ('[constructs.satisfaction]\nrole = "driver"', '[constructs.satisfaction]\nrole = "drver"'),
        added(ACTION),
    )
    assert [one for one in told if one.startswith("actions")] == []
