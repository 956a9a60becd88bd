"""All customers, as parts in each of which all standings in the model are jointly normal: truths are sums over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from toolkit.simulate.action import pick_chance
from toolkit.simulate.population import action_shifts, improvement_shifts, latent_means, segment_cells
from toolkit.simulate.world import World, covariance, effects, model_keys

OfStanding: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_WIDEST = 8.0  # standard deviations: beyond it there is nobody


@dataclass(frozen=True, slots=True)
class Everybody:
    """Parts of the customers.

    shares   of each part (m,); together 1
    means    of the standing on each construct of the model, in each part (m, p + 2)
    within   covariances of the standings, the same in each part (p + 2, p + 2)
    names    the constructs, as `model_keys`
    """

    shares: NDArray[np.float64]
    means: NDArray[np.float64]
    within: NDArray[np.float64]
    names: tuple[str, ...]

    def mean(self, key: str) -> NDArray[np.float64]:
        """Give the mean standing on a construct in each part."""
        return np.asarray(self.means[:, self.names.index(key)])

    def together(self, one: str, other: str) -> float:
        """Give the covariance of two constructs within each part."""
        return float(self.within[self.names.index(one), self.names.index(other)])

    def covariance(self) -> NDArray[np.float64]:
        """Give the covariances over all customers: within the parts and between them."""
        centred = self.means - self.shares @ self.means
        return np.asarray(self.within + (centred * self.shares[:, None]).T @ centred)


def everybody(world: World, improvement: NDArray[np.float64] | None = None) -> Everybody:
    """Give all customers of a world, after its improvement or another one (p,), and after its action.

    Without a bend, and without customers picked for an action by how they stand, a part is a combination of segment
    groups, those that stand alike taken together. Else it is such a combination at one standing on the driver that is
    bent or picked by: given that, all else is normal again.
    """
    shift = improvement_shifts(world) if improvement is None else improvement
    if world.action is None:
        return _parts(world, shift, None)
    arms = (_parts(world, shift, _without(world)), _parts(world, shift + action_shifts(world), _with(world)))
    return Everybody(
        np.concatenate([arm.shares for arm in arms]),
        np.concatenate([arm.means for arm in arms]),
        arms[0].within,
        arms[0].names,
    )


def treated(world: World, *, done: bool, before: bool = False) -> Everybody:
    """Give those customers for whom an action is done: after it, as they would be without, or in the wave before.

    The wave before is that of the same world: with its improvement, and without the action.
    """
    shift = improvement_shifts(world) + (action_shifts(world) if done else 0.0)
    found = _parts(world, shift, _with(world, 1.0 if before else world.stability))
    return replace(found, shares=found.shares / found.shares.sum())


def _with(world: World, stability: float | None = None) -> OfStanding:
    assert world.action is not None  # asked for by those who have one
    along = world.stability if stability is None else stability
    return partial(pick_chance, world.action, stability=along)


def _without(world: World) -> OfStanding:
    done = _with(world)
    return lambda standing: 1 - done(standing)


def _parts(world: World, shift: NDArray[np.float64], chance: OfStanding | None) -> Everybody:
    """Give the customers after a shift of drivers and lock-in (p,); `chance` is that of being one of those meant.

    The shares then add up to the share of those.
    """
    cells = segment_cells(world)
    means = latent_means(world, cells, shift)
    names, within = model_keys(world), covariance(world)
    alike, part = np.unique(
        np.column_stack([means[key] for key in names]).round(12), axis=0, return_inverse=True
    )
    shares = np.bincount(part.ravel(), cells.shares).astype(np.float64)
    picked = world.action.by if chance is not None and world.action is not None else ""
    pinned = world.bend.driver if world.bend else picked
    if not pinned:
        whole = 1.0 if chance is None else float(chance(np.zeros(1))[0])
        return Everybody(shares * whole, alike, within, names)
    driver = names.index(pinned)
    toward = within[:, driver]  # the variance of a driver is 1
    all_shares, all_means = [], []
    for share, mean in zip(shares, alike, strict=True):
        nodes, weights = normal_nodes(world.bend.at - mean[driver] if world.bend else 0.0)
        here = mean + np.outer(nodes, toward)
        if world.bend:
            above = world.bend.slope * np.maximum(mean[driver] + nodes - world.bend.at, 0.0)
            here[:, -2] += above
            here[:, -1] += effects(world)[1] * above
        all_shares.append(share * weights * (1.0 if chance is None else chance(nodes)))
        all_means.append(here)
    rest = within - np.outer(toward, toward)
    return Everybody(np.concatenate(all_shares), np.concatenate(all_means), rest, names)


def normal_nodes(edge: float = 0.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give 108 points and shares that stand for a standard normal: Gauss-Legendre in panels from −8 to 8.

    In panels, since what is integrated can be steep, and with an edge of one where it has a bend: on the points of a
    single rule both cost digits.
    """
    points, weights = np.polynomial.legendre.leggauss(12)
    edges = np.sort([*np.arange(-_WIDEST, _WIDEST + 1, 2.0), np.clip(edge, -_WIDEST, _WIDEST)])
    half = np.diff(edges) / 2
    places = (edges[:-1, None] + half[:, None] * (1 + points)).ravel()
    shares = (half[:, None] * weights).ravel() * np.exp(-(places**2) / 2)
    return places, shares / shares.sum()
