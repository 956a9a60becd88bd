"""What else customers are asked and belong to, each with a planted tie to how they stand, or none.

All of it follows from where a customer stands in the model of the world, and nothing of the model follows from it:
adding a question changes no other answer. A survey of one moment cannot tell cause from effect, so a tie is planted
as what a survey can find: a difference between groups, a correlation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toolkit.simulate.parts import Construct, Item

UNAFFECTED, RESOLVED, UNRESOLVED = "unaffected", "resolved", "unresolved"


@dataclass(frozen=True, slots=True)
class Follower:
    """A construct that goes with the model: standing = Σ causes · standing in the model + rest, of unit variance.

    causes    effect per construct of the model, in standard deviations; absent = 0, and none of them: no tie at all
    """

    construct: Construct
    causes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several groups a customer belongs to, or which answer they gave, depending on their attitude.

    The chance of a group is proportional to exp(a + tilt · standing in attitude), with a such that each group has
    its share of all customers. Were attitude normal with unit variance within each group, the tilts would be the
    groups' means on it; as they are small, they nearly are.

    shares       share of all customers per group; together 1
    tilts        tilt per group; absent = 0
    item         the question that is answered with the number of the group; "" where the groups are a segment
    no_answer    share that leaves that question blank, at random
    """

    key: str
    shares: Mapping[str, float]
    tilts: Mapping[str, float] = field(default_factory=dict)
    item: str = ""
    no_answer: float = 0.0


@dataclass(frozen=True, slots=True)
class Moments:
    """Who had a problem, and how it was resolved: customers unaffected, with a resolved and an unresolved problem.

    groups     a Choice of "unaffected", "resolved" and "unresolved"
    problem    item, 1 for who had a problem, else 0
    recovery   item, the mark for the solution; not applicable to who had no problem
    marks      per group with a problem the chance of each mark it gives; which one says nothing of its attitude
    """

    groups: Choice
    problem: str
    recovery: str
    marks: Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something: Poisson, its mean log-linear in attitude and gamma-spread between customers.

    mean       over all customers (before `maximum` cuts it off)
    tilt       how much the logarithm of the mean rises per standard deviation of attitude
    spread     shape of the gamma; small = few customers account for most of it
    """

    item: str
    mean: float
    tilt: float = 0.0
    spread: float = 1.0
    maximum: int = 99
    no_answer: float = 0.0


@dataclass(frozen=True, slots=True)
class More:
    """Everything asked beside the model; nothing by default."""

    followers: tuple[Follower, ...] = ()
    choices: tuple[Choice, ...] = ()
    moments: Moments | None = None
    counts: tuple[Count, ...] = ()


def more_constructs(more: More) -> tuple[Construct, ...]:
    """Give the constructs that follow, in order."""
    return tuple(follower.construct for follower in more.followers)


def more_items(more: More) -> tuple[str, ...]:
    """Give the ids of all further items, in the order of their columns."""
    return (
        *(item.id for construct in more_constructs(more) for item in construct.items),
        *((more.moments.problem, more.moments.recovery) if more.moments else ()),
        *(choice.item for choice in more.choices if choice.item),
        *(count.item for count in more.counts),
    )


def all_choices(more: More) -> tuple[Choice, ...]:
    """Give the choices, that of the moments of need last."""
    return (*more.choices, *((more.moments.groups,) if more.moments else ()))


def items_of(constructs: Sequence[Construct]) -> tuple[Item, ...]:
    """Give the items of constructs in order."""
    return tuple(item for construct in constructs for item in construct.items)


def causes_of(follower: Follower, names: Sequence[str]) -> NDArray[np.float64]:
    """Give the effects on a follower as an array in the order of the model's constructs."""
    return np.array([follower.causes.get(name, 0.0) for name in names])


def more_faults(more: More, names: Sequence[str], covariance: NDArray[np.float64]) -> Iterator[str]:
    """Tell what cannot be: `covariance` is that of the model's constructs `names` within a combination of groups."""
    for follower in more.followers:
        key = follower.construct.key
        for cause in set(follower.causes) - set(names):
            yield f"{key} has the cause {cause}, which is not one of {', '.join(names)}"
        effects = causes_of(follower, names)
        if effects @ covariance @ effects > 1:
            yield f"the causes of {key} explain more than all of it"
    for choice in all_choices(more):
        shares = choice.shares.values()
        if not shares or min(shares) <= 0 or not np.isclose(sum(shares), 1):
            yield f"the shares of {choice.key} must be above 0 and add up to 1"
        if set(choice.tilts) - set(choice.shares):
            yield f"{choice.key} has a tilt for a group without a share"
        if choice.item and not all(code.isdigit() for code in choice.shares):
            yield f"{choice.key} is answered on {choice.item}, so its groups must be numbers"
        if not 0 <= choice.no_answer < 1:
            yield f"{choice.key} needs a share of missing answers that leaves some answered"
    for count in more.counts:
        if count.mean <= 0 or count.spread <= 0 or count.maximum < 1 or not 0 <= count.no_answer < 1:
            yield f"{count.item} needs a mean, a spread and a maximum above 0, and some who answer"
    if more.moments:
        yield from _moment_faults(more.moments)


def _moment_faults(moments: Moments) -> Iterator[str]:
    if set(moments.groups.shares) != {UNAFFECTED, RESOLVED, UNRESOLVED}:
        yield f"the moments of need are {UNAFFECTED}, {RESOLVED} and {UNRESOLVED}"
    if set(moments.marks) != {RESOLVED, UNRESOLVED} or not all(
        chances and min(chances.values()) > 0 and np.isclose(sum(chances.values()), 1)
        for chances in moments.marks.values()
    ):
        yield "the marks for a solution need chances above 0 that add up to 1, resolved and unresolved"
