"""The same customers asked otherwise: other scales, lopsided answers, drivers closer together, uneven response."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from toolkit.errors import StatisticsError
from toolkit.simulate.parts import Construct, Item
from toolkit.simulate.world import World, exogenous, keys

AGREEMENT = (1, 7)


def on_points(world: World, points: int) -> World:
    """Ask every question of agreement (1 to 7) on so many points, 2 or more: the inner answers stay where they were.

    A scale of k points runs from 1 to k; mean and standard deviation keep their place between its ends. Marks,
    amounts, and yes or no stay as they are.
    """
    if points < 2:
        raise StatisticsError("A scale has two points or more.")
    stretch = (points - 1) / (AGREEMENT[1] - AGREEMENT[0])

    def asked(item: Item) -> Item:
        if (item.minimum, item.maximum) != AGREEMENT:
            return item
        return replace(item, maximum=points, mean=1 + (item.mean - 1) * stretch, sd=item.sd * stretch)

    return _each(world, asked)


def skewed(world: World, skewness: float, rise: float = 0.5) -> World:
    """Make the inner answers of all scales of three points or more lopsided, and move them to where the bulk lies.

    skewness   of each inner answer: below 0 a tail to the low end, as of customers who are mostly content
    rise       standard deviations by which each mean moves away from the tail, so that the end of the scale fills
    """

    def lopsided(item: Item) -> Item:
        if item.maximum - item.minimum < 2 * item.step:
            return item
        return replace(item, skew=skewness, mean=item.mean - np.sign(skewness) * rise * item.sd)

    return _each(world, lopsided)


def together(world: World, correlation: float) -> World:
    """Raise every correlation among drivers to this one at least; lock-in keeps its own."""
    order, drivers = exogenous(world), keys(world, "driver")
    matrix = np.array(world.correlations)
    here = np.array([key in drivers for key in order])
    both = np.outer(here, here)
    raised = np.where(both, np.maximum(matrix, correlation), matrix)
    np.fill_diagonal(raised, 1.0)
    return replace(world, correlations=tuple(tuple(row) for row in raised.tolist()))


def unequal_response(world: World, response: Sequence[float]) -> World:
    """Let the groups of the first segment answer this readily, relative to each other; none given: all alike."""
    if response and (not world.segments or len(response) != len(world.segments[0].shares)):
        raise StatisticsError("Give a chance of response for each group of the first segment.")
    evened = [replace(segment, response={}) for segment in world.segments]
    if response:
        evened[0] = replace(evened[0], response=dict(zip(evened[0].shares, response, strict=True)))
    return replace(world, segments=tuple(evened))


def _each(world: World, change: Callable[[Item], Item]) -> World:
    """Change every question that has a scale, in the model and beside it."""

    def changed(construct: Construct) -> Construct:
        return replace(construct, items=tuple(change(item) for item in construct.items))

    followers = tuple(replace(one, construct=changed(one.construct)) for one in world.more.followers)
    return replace(
        world,
        constructs=tuple(changed(construct) for construct in world.constructs),
        more=replace(world.more, followers=followers),
    )
