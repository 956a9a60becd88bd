"""What is seen of all customers where some questions are left blank: how many answer, and the mean of those who do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.simulate.blanks import Blank, blank_chances, hangs_on
from toolkit.simulate.everybody import Everybody, everybody, normal_nodes
from toolkit.simulate.more import causes_of
from toolkit.simulate.parts import Construct, Item
from toolkit.simulate.scales import distribution
from toolkit.simulate.scoring import answer_chances
from toolkit.simulate.world import World, covariance

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Standing:
    """How a construct stands among all customers: shares, means and variance of its parts, and its causes (p + 2,)."""

    shares: NDArray[np.float64]
    means: NDArray[np.float64]
    variance: float
    causes: NDArray[np.float64]


def standing_of(world: World, people: Everybody, key: str) -> Standing:
    """Give how a construct stands, of the model or beside it."""
    if key in people.names:
        causes = np.eye(len(people.names))[people.names.index(key)]
        return Standing(people.shares, people.mean(key), people.together(key, key), causes)
    follower = next(one for one in world.more.followers if one.construct.key == key)
    causes, chance = causes_of(follower, people.names), covariance(world)
    variance = 1 - causes @ chance @ causes + causes @ people.within @ causes
    return Standing(people.shares, people.means @ causes, float(variance), causes)


def distributions_of_blanks(world: World, people: Everybody | None = None) -> dict[str, NDArray[np.float64]]:
    """Give, of items that a blank hangs on, the share of customers at each point, high being high on the construct."""
    named = {hangs_on(blank, item) for blank in world.blanks for item in blank.items} - {""}
    found = people or (everybody(world) if named else None)
    return {item: _distribution(world, found, item) for item in sorted(named)} if found else {}


def seen_of_blanks(world: World, people: Everybody) -> tuple[dict[str, float], dict[str, float]]:
    """Give, per item that a blank names, the share of customers who answer it and their mean on 0 to 100.

    Of the customers to whom the question applies; who says "don't know" or gives no answer for another reason does
    not answer it either.
    """
    distributions = distributions_of_blanks(world, people)
    answered, means = {}, {}
    for blank in world.blanks:
        for name in blank.items:
            item = _found(world, name)[0]
            kept, total = _kept(world, people, blank, name, distributions)
            answered[name] = (1 - item.dont_know - item.no_answer) * kept
            means[name] = total / kept
    return answered, means


def _kept(
    world: World, people: Everybody, blank: Blank, name: str, distributions: dict[str, NDArray[np.float64]]
) -> tuple[float, float]:
    """Give the share of customers who do not leave an item blank, and the sum of their answers over all customers.

    Item and decider depend on each other through the standing on the decider's construct alone: over that it is
    integrated.
    """
    item, construct = _found(world, name)
    mine = standing_of(world, people, construct.key)
    on = hangs_on(blank, name)
    if not on:
        chances = distribution(item, mine.means, mine.shares, mine.variance)
        kept = 1 - blank.share
        return kept, kept * float(chances @ _points(chances))
    decider, other = _found(world, on)
    theirs = standing_of(world, people, other.key)
    own, weights = normal_nodes() if theirs.variance > _NOTHING else (np.zeros(1), np.ones(1))
    standing = theirs.means[:, None] + np.sqrt(max(theirs.variance, 0.0)) * own
    shares = (theirs.shares[:, None] * weights).ravel()
    decided = answer_chances(decider, standing.ravel())
    blanked = blank_chances(blank, distributions[on])
    if on == name:
        kept_at = decided * (1 - blanked)
        return float(shares @ kept_at.sum(axis=1)), float(shares @ kept_at @ _points(blanked))
    heard = (1 - decider.dont_know - decider.no_answer) * (1.0 if other is construct else other.applies)
    kept_at = 1 - decided @ (heard * blanked + (1 - heard) * blank.share)
    if other is construct:
        answers = answer_chances(item, standing.ravel())
    else:
        slope = float(theirs.causes @ people.within @ mine.causes) / max(theirs.variance, _NOTHING)
        rest = max(mine.variance - slope**2 * theirs.variance, 0.0)
        place = mine.means[:, None] + slope * (standing - theirs.means[:, None])
        answers = _spread_chances(item, place.ravel(), rest)
    return float(shares @ kept_at), float(shares @ (kept_at * (answers @ _points(answers[0]))))


def _spread_chances(item: Item, place: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    """Give the chance of each point (n, points) where the standing is normal about each place."""
    one = np.ones(1)
    return np.array([distribution(item, np.array([each]), one, variance) for each in place])


def _points(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.linspace(0, 100, len(chances))


def _distribution(world: World, people: Everybody, name: str) -> NDArray[np.float64]:
    item, construct = _found(world, name)
    standing = standing_of(world, people, construct.key)
    return distribution(item, standing.means, standing.shares, standing.variance)


def _found(world: World, name: str) -> tuple[Item, Construct]:
    constructs = (*world.constructs, *(follower.construct for follower in world.more.followers))
    return next((item, one) for one in constructs for item in one.items if item.id == name)
