"""What leads to what: the house's drawing, [paths] in place of it, and the checks of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from toolkit.engagement.checks import Doubt
from toolkit.engagement.lookup import constructs_with_role
from toolkit.engagement.model import Engagement
from toolkit.engagement.suggest import did_you_mean
from toolkit.errors import Fault

# What customers think of an organisation comes before whether they are satisfied, trust it and feel bound to it.
UPSTREAM: Final = "image"
DOWNSTREAM: Final = ("satisfaction", "trust", "involvement")
# An arrow runs from an earlier of these roles to a later one, or between two drivers.
ROLES: Final = ("touchpoint", "driver", "attitude", "behaviour")
HELD_EQUAL: Final = ("lock_in", "background")


def drawn_paths(engagement: Engagement) -> dict[str, tuple[str, ...]]:
    """Give the causes of every driver, attitude and behaviour: as [paths] says, else as the house draws them.

    The house draws image to satisfaction, trust and involvement, every driver to attitude and to behaviour, and the
    first attitude to behaviour.
    """
    drivers, attitudes, behaviours = (
        constructs_with_role(engagement, role) for role in ("driver", "attitude", "behaviour")
    )
    upstream = (UPSTREAM,) if UPSTREAM in drivers else ()
    house: dict[str, tuple[str, ...]] = {}
    house |= dict.fromkeys(attitudes, drivers)
    house |= dict.fromkeys(behaviours, (*drivers, *attitudes[:1]))
    house |= {driver: upstream if driver in DOWNSTREAM else () for driver in drivers}
    return {effect: engagement.paths.get(effect, causes) for effect, causes in house.items()}


def check_paths(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that [paths] names constructs that have a place in it, goes round in no circle and leaves none out."""
    wrong = False
    for effect, causes in engagement.paths.items():
        for fault in _entry(engagement, doubt, effect, causes):
            wrong = True
            yield fault
    if wrong or not engagement.paths or doubt.names or doubt.lacks("paths", "constructs"):
        return
    drawn = drawn_paths(engagement)
    try:
        TopologicalSorter(drawn).prepare()
    except CycleError as error:
        yield _circle(engagement, error.args[1])
        return
    yield from _leading_nowhere(engagement, drawn)


def _entry(engagement: Engagement, doubt: Doubt, effect: str, causes: tuple[str, ...]) -> Iterator[Fault]:
    where, known = f"paths.{effect}", engagement.constructs
    role = known[effect].role if effect in known else None
    if role is None:
        if not doubt.names:
            yield Fault(where, f'"{effect}" is no construct', _known(effect, known))
    elif role not in ROLES[1:]:
        yield Fault(where, f"{effect} has role {role}", f"An arrow leads to role {_either(ROLES[1:])} only.")
    elif role != "driver" and not causes:
        mend = f"Name what leads to {effect}, or delete the key: the house then draws every driver to it."
        yield Fault(where, "is empty, so that nothing would lead to it", mend)
    for place, cause in enumerate(causes):
        if cause in causes[:place]:
            yield Fault(where, f'"{cause}" is named twice', "Leave it once.")
        elif cause == effect:
            yield Fault(where, f'"{cause}" is its own cause', "Take it out.")
        elif cause not in known:
            if not doubt.names:
                yield Fault(where, f'"{cause}" is no construct', _known(cause, known))
        else:
            yield from _cause(where, cause, known[cause].role, role)


def _cause(where: str, cause: str, role: str, of: str | None) -> Iterator[Fault]:
    """Check that a theme of this role may lead to one of the other."""
    if role in HELD_EQUAL:
        yield Fault(
            where,
            f"{cause} has role {role} and is no driver",
            "Take it out: it is held equal by itself where attitude and behaviour are explained, and told apart.",
        )
    elif role not in ROLES:
        yield Fault(where, f"{cause} has role {role}", f"An arrow comes from role {_either(ROLES[:3])} only.")
    elif of in ROLES[1:] and not (ROLES.index(role) < ROLES.index(of) or role == of == "driver"):
        yield Fault(
            where,
            f"{cause} has role {role}, which leads to none with role {of}",
            "Turn the arrow round, or take it out.",
        )


def _circle(engagement: Engagement, circle: list[str]) -> Fault:
    effect = next(name for name in circle if name in engagement.paths)
    house = [f"{name} = []" for name in dict.fromkeys(circle) if name not in engagement.paths]
    mend = "Leave one of these arrows out."
    if house:
        mend += f" Of the house's own arrows one is left out by writing {' or '.join(house)}."
    return Fault(f"paths.{effect}", f"goes round in a circle: {' → '.join(circle)}", mend)


def _leading_nowhere(engagement: Engagement, drawn: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Find drivers from which no way leads to an attitude or behaviour: their effect would be 0 by drawing."""
    ends = constructs_with_role(engagement, "attitude", "behaviour")
    reached: set[str] = set()
    at_hand = list(ends)
    while at_hand:
        new = {*drawn.get(at_hand.pop(), ())} - reached
        reached |= new
        at_hand += new
    for driver in constructs_with_role(engagement, "driver"):
        if ends and driver not in reached:
            yield Fault(
                "paths",
                f"{driver} leads to no attitude or behaviour, so that working on it would bring nothing",
                f"Name it among the causes of {ends[0]}, or of a driver that leads there.",
            )


def _known(name: str, known: Mapping[str, object]) -> str:
    return f"{did_you_mean(name, known)} Constructs: {', '.join(known)}.".strip()


def _either(roles: tuple[str, ...]) -> str:
    return f"{', '.join(roles[:-1])} or {roles[-1]}"
