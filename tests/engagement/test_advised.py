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
    "a cost beyond all money": (
        ACTION.replace("40000", "1e308"),
        "actions[1].cost: found 1e+308. Allowed: a number from 0 up to 1000000000000.",
    ),
    "a budget beyond all money": (
        PLAN.replace("100000", "1e13"),
        "plan.budget: found 10000000000000.0. Allowed: a number from 0 up to 1000000000000.",
    ),
    "a cost with a point within thousands": (
        ACTION.replace("40000", "40.000"),
        "actions[1].cost: 40.000 is read as 40. Write 40000 for thousands, else 40.00.",
    ),
    "a budget with a point within thousands": (
        PLAN.replace("100000", "100.000"),
        "plan.budget: 100.000 is read as 100. Write 100000 for thousands, else 100.00.",
    ),
    "one pair of brackets for a list of tables": (
        ACTION.replace("[[actions]]", "[actions]"),
        "actions: found a table. Write [[actions]], with double brackets, above each. Allowed: a list: [ … ].",
    ),
    "two pairs for a table": (
        PLAN.replace("[plan]", "[[plan]]").replace("start = 2026-05-01\n", ""),
        "plan: found a list of tables. Write [plan] above it, once. Allowed: a table.",
    ),
    "a lift of one number": (
        ACTION.replace("{ low = 2, likely = 5, high = 9 }", "5"),
        "actions[1].lift: found 5. Allowed: a table with low, likely, high.",
    ),
    "more work than can be": (
        ACTION.replace("weeks = 6", "weeks = 1e300"),
        "actions[1].weeks: found 1e+300. Allowed: a number above 0 up to 100000.",
    ),
    "more capacity than can be": (
        PLAN.replace("capacity = 20", "capacity = 1e300"),
        "plan.capacity: found 1e+300. Allowed: a number above 0 up to 100000.",
    ),
    "a plan of before the measurement": (
        ACTION + PLAN.replace("2026-05-01", "1999-05-01"),
        "plan.start: the plan would begin on 1999-05-01, before the first measurement (2026-02-02). Write a day after "
        "the measurement on which the actions rest.",
    ),
    "a year mistyped": (
        ACTION + PLAN.replace("2026-05-01", "9999-12-31"),
        "plan.start: the plan would begin on 9999-12-31, more than 20 years after the last measurement. Check the "
        "year.",
    ),
    "a title that does not show": (
        ACTION.replace("Call after a week", "\u200b \u202e"),
        "actions[1].title: is empty. Write the text, or delete the key if it may be left out.",
    ),
    "a reach that moves nothing": (
        ACTION + "reach = 0.00001\n",
        "actions[1].reach: found 1e-05. Allowed: a number from 0.001 up to 1.",
    ),
    "a title twice": (
        ACTION + ACTION.replace("Call after a week", "Ring after a week").replace("Bel na", "BEL na"),
        'actions[2].title: "BEL na een week" is that of actions[1] too. Give each its own.',
    ),
}


@pytest.mark.parametrize(("text", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_once_with_its_mend(faults: Faults, text: str, told: str) -> None:
    assert faults(added(text)) == [told]


def test_a_plan_without_start_begins_on_the_date_of_the_report(faults: Faults, load: Load) -> None:
    late = ("[report]\n", "[report]\ndate = 9999-12-31\n")
    (told,) = faults(late, added(ACTION))
    assert told.startswith("report.date: the plan would begin on 9999-12-31, more than 20 years after")
    assert load(late).report.date.year == 9999


def test_more_actions_than_can_be_weighed_are_told_once(faults: Faults, load: Load) -> None:
    many = [ACTION.replace("Bel na", f"Bel {n} na").replace("Call", f"Call {n}") for n in range(41)]
    assert faults(added("".join(many))) == [
        "actions: there are 41 actions. Keep the 40 that may bring most, or join what belongs together."
    ]
    assert len(load(added("".join(many[1:]))).actions) == 40


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


BOUGHT = '[constructs.behaviour]\nrole = "behaviour"\nminimum = 0\nmaximum = {most}\nitems = ["AGAIN"]\n'
MARK = 'report_mark = "SAT_1"\n'


@pytest.mark.parametrize(
    ("item", "most", "told"),
    [
        (
            "AGAIN",
            10,
            "AGAIN is on 0–10. It must be asked with yes or no, such as 0–1; else leave the key out.",
        ),
        (
            "SAT_2",
            1,
            "SAT_2 stands in satisfaction, with role driver. Name an item of a construct with role behaviour.",
        ),
    ],
)
def test_buying_again_is_a_yes_or_a_no_to_what_customers_did(
    faults: Faults, item: str, most: int, told: str
) -> None:
    asked = (MARK, f'{MARK}bought_again = "{item}"\n')
    assert faults(asked, added(BOUGHT.format(most=most))) == [f"questions.bought_again: {told}"]


def test_buying_again_may_be_coded_in_any_two_numbers(load: Load) -> None:
    asked = (MARK, f'{MARK}bought_again = "AGAIN"\n')
    two = BOUGHT.format(most=2).replace("minimum = 0", "minimum = 1")
    assert load(asked, added(two)).questions.bought_again == "AGAIN"
