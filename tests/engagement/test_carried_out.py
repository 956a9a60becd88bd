"""What came of the actions: days, costs and groups that fit, told all at once; and segments that a wave lacks."""

import datetime as dt

import pytest

from tests.engagement.conftest import Faults, Load
from tests.engagement.test_advised import ACTION, added
from toolkit.engagement import actions_on, advised_on, segment_columns

DONE = ACTION + 'carried_out = "yes"\nsince = 2026-06-01\nspent = 38000\n'
GROUP = 'group = { segment = "channel", codes = [2], picked_low = "satisfaction" }\n'
WEIGHT = 'weight = "WEIGHT"\n'


def told_of(text: str) -> tuple[str, str]:
    """A change that writes this into the first wave."""
    return (WEIGHT, WEIGHT + text)


def test_what_came_of_an_action_is_read(load: Load) -> None:
    (action,) = load(added(DONE + GROUP)).actions
    assert (action.carried_out, action.since, action.spent) == ("yes", dt.date(2026, 6, 1), 38000)
    assert action.group is not None
    assert (action.group.segment, action.group.codes, action.group.picked_low) == (
        "channel",
        (2,),
        "satisfaction",
    )


def test_without_a_wave_an_action_is_advised_on_the_first(load: Load) -> None:
    later = ACTION.replace("Bel na", "Bel in").replace("Call after", "Call in") + 'wave = "follow-up"\n'
    engagement = load(added(ACTION + later))
    waves = [advised_on(engagement, action) for action in engagement.actions]
    assert [one.id for one in waves if one is not None] == ["baseline", "follow-up"]
    assert list(actions_on(engagement, "baseline")) == [1]
    assert list(actions_on(engagement, "follow-up")) == [2]


def test_an_action_may_begin_after_the_only_wave_that_is_there_yet(load: Load) -> None:
    late = DONE.replace("2026-06-01", "2027-06-01") + 'wave = "follow-up"\n'
    assert load(added(late)).actions[0].since == dt.date(2027, 6, 1)


SLIPS = {
    "a code that is none": (
        ACTION + 'group = { segment = "channel", codes = [true] }\n',
        'actions[1].group.codes[1]: must be a number or a text. Write 6 for a number or "n.v.t." for a text.',
    ),
    "an unknown wave": (
        ACTION + 'wave = "basline"\n',
        'actions[1].wave: "basline" is no wave. Did you mean `baseline`? Waves: baseline, follow-up.',
    ),
    "a day of what was not done": (
        ACTION + 'carried_out = "no"\nsince = 2026-06-01\n',
        'actions[1].since: is said of an action that was not carried out. Write carried_out = "yes" or "partly", or '
        "delete since.",
    ),
    "a cost of what was not done": (
        ACTION + 'carried_out = "no"\nspent = 100\n',
        'actions[1].spent: is said of an action that was not carried out. Write carried_out = "yes" or "partly", or '
        "delete spent.",
    ),
    "a day alone": (
        ACTION + "since = 2026-06-01\n",
        'actions[1].since: is said of an action of which carried_out is not. Write carried_out = "yes", "partly" or '
        '"no" beside it.',
    ),
    "a day before the wave": (
        DONE.replace("2026-06-01", "2025-06-01"),
        'actions[1].since: 2025-06-01 lies before the wave that it is advised on, "baseline" (2026-02-02). Mend the '
        "day, or name in `wave` the wave whose report advised it.",
    ),
    "a day after the last wave": (
        DONE.replace("2026-06-01", "2027-06-01"),
        'actions[1].since: 2027-06-01 lies after the last wave, "follow-up" (2027-02-19), which cannot show it. Mend '
        "the day, or delete since and carried_out until a later wave is there.",
    ),
    "another word": (
        ACTION + 'carried_out = "done"\n',
        'actions[1].carried_out: found "done". Allowed: "yes" or "partly" or "no".',
    ),
    "an unknown segment": (
        DONE + GROUP.replace('"channel"', '"chanel"'),
        'actions[1].group.segment: "chanel" is no segment. Did you mean `channel`?',
    ),
    "an unknown code": (
        DONE + GROUP.replace("[2]", "[3]"),
        "actions[1].group.codes: code 3 is not declared. Declared in [segments.channel.values]: 2, 1.",
    ),
    "all codes": (
        DONE + GROUP.replace("[2]", "[1, 2]"),
        "actions[1].group.codes: names all groups of channel, so that nobody is left to compare with. Name only the "
        "groups that had the action; where all customers had it, delete group.",
    ),
    "picked on what is not there": (
        DONE + GROUP.replace('"satisfaction"', '"satisfactoin"'),
        'actions[1].group.picked_low: "satisfactoin" is no construct. Did you mean `satisfaction`? Scored: '
        "satisfaction, attitude, lock_in.",
    ),
}


@pytest.mark.parametrize(("text", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_mend(faults: Faults, text: str, told: str) -> None:
    assert faults(added(text)) == [told]


def test_all_slips_of_an_action_are_told_at_once(faults: Faults) -> None:
    wrong = ACTION + 'carried_out = "no"\nspent = 1\nwave = "x"\n' + GROUP.replace("channel", "region")
    places = [told.partition(":")[0] for told in faults(added(wrong))]
    assert places == ["actions[1].spent", "actions[1].wave", "actions[1].group.segment"]


def test_what_could_not_be_read_is_not_told_twice(faults: Faults) -> None:
    segment = ('column = "kanaal"', "column = 3")
    told = faults(segment, added(DONE + GROUP))
    assert [one.partition(":")[0] for one in told] == ["segments.channel.column"]


def test_a_wave_may_lack_a_segment_or_call_its_column_otherwise(load: Load) -> None:
    engagement = load(told_of('segments = { channel = "" }\n'))
    assert [segment_columns(engagement, one) for one in engagement.waves] == [{}, {"channel": "kanaal"}]
    renamed = load(told_of('segments = { channel = "Q7" }\n'))
    assert segment_columns(renamed, renamed.waves[0]) == {"channel": "Q7"}


def test_a_wave_names_columns_of_known_segments_only(faults: Faults) -> None:
    assert faults(told_of('segments = { chanel = "" }\n')) == [
        'waves[1].segments.chanel: "chanel" is no segment. Did you mean `channel`?'
    ]


def test_a_wave_is_not_weighted_to_what_it_does_not_tell(faults: Faults) -> None:
    margins = added("[weighting.margins.channel]\n1 = 0.4\n2 = 0.6\n")
    assert faults(told_of('segments = { channel = "" }\n'), margins) == [
        'waves[1].segments.channel: is "", so that the wave cannot be weighted to the margins of this segment. Name '
        "its column, or give the wave margins of its own without it."
    ]
