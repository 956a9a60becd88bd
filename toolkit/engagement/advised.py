"""The checks of what the client could do, and when: on one thing that is measured, by a lift that can be."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.catalogues import available_languages
from toolkit.engagement.advice import Action
from toolkit.engagement.checks import Doubt
from toolkit.engagement.lookup import constructs_with_role
from toolkit.engagement.model import Engagement
from toolkit.engagement.suggest import did_you_mean
from toolkit.engagement.words import text
from toolkit.errors import Fault

# No plan rests on answers that are older by then; a year mistyped shows.
LATEST = 20
# A plan of more is no plan, and weighing it takes minutes.
MOST_ACTIONS = 40


def check_actions(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that each action has a title of its own, one construct of the right role, and a lift in order."""
    if len(engagement.actions) > MOST_ACTIONS:
        mend = f"Keep the {MOST_ACTIONS} that may bring most, or join what belongs together."
        yield Fault("actions", f"there are {len(engagement.actions)} actions", mend)
    titles: dict[tuple[str, str], int] = {}
    for number, action in enumerate(engagement.actions, 1):
        where = f"actions[{number}]"
        for language in available_languages():
            title = text(action.title, language)
            first = titles.setdefault((language, title.casefold()), number)
            if first != number:
                yield Fault(
                    f"{where}.title", f'"{title}" is that of actions[{first}] too', "Give each its own."
                )
                break
        yield from _target(engagement, where, action, doubt)
        yield from _lift(where, action)
    if engagement.actions and not (doubt.waves or doubt.lacks("plan", "report")):
        yield from _start(engagement)


def _start(engagement: Engagement) -> Iterator[Fault]:
    """Check that the plan begins neither before there were answers to rest on, nor in a year mistyped."""
    given = engagement.plan.start
    where, start = ("report.date", engagement.report.date) if given is None else ("plan.start", given)
    days = [wave.start for wave in engagement.waves]
    if not days:
        return
    if start < min(days):
        told = f"the plan would begin on {start}, before the first measurement ({min(days)})"
        yield Fault(where, told, "Write a day after the measurement on which the actions rest.")
    elif start.year > max(days).year + LATEST:
        told = f"the plan would begin on {start}, more than {LATEST} years after the last measurement"
        yield Fault(where, told, "Check the year.")


def _target(engagement: Engagement, where: str, action: Action, doubt: Doubt) -> Iterator[Fault]:
    """Check what it works on."""
    if (action.driver is None) == (action.touchpoint is None):
        found = "has neither driver nor touchpoint" if action.driver is None else "has driver and touchpoint"
        yield Fault(where, found, "Write one of the two: the construct that it works on.")
        return
    role = "touchpoint" if action.driver is None else "driver"
    key = action.touchpoint if action.driver is None else action.driver
    if key is None or doubt.names or doubt.lacks(f"constructs.{key}"):
        return
    construct = engagement.constructs.get(key)
    if construct is None:
        known = constructs_with_role(engagement, role)
        listed = f"With role {role}: {', '.join(known)}." if known else f"None has the role {role}."
        mend = f"{did_you_mean(key, known)} {listed}".strip()
        yield Fault(f"{where}.{role}", f'"{key}" is no construct', mend)
    elif construct.role != role:
        other = {"driver": "touchpoint", "touchpoint": "driver"}[role]
        mend = (
            f'Write {other} = "{key}".'
            if construct.role == other
            else "An action works on a driver or a touchpoint: name the one through which it is to raise loyalty."
        )
        yield Fault(f"{where}.{role}", f'"{key}" has the role {construct.role}', mend)


def _lift(where: str, action: Action) -> Iterator[Fault]:
    lift = action.lift
    if not lift.low <= lift.likely <= lift.high:
        yield Fault(
            f"{where}.lift",
            f"low {lift.low:g}, likely {lift.likely:g} and high {lift.high:g} are not in order",
            "Write them from small to large.",
        )
    elif lift.low == lift.high == 0:
        yield Fault(
            f"{where}.lift",
            "is 0 throughout",
            "Write what the action is expected to add, or delete the action.",
        )
