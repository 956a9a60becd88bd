"""All customers, as parts in each of which all standings in the model are jointly normal: truths are sums over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.simulate.population import improvement_shifts, latent_means, segment_cells
from toolkit.simulate.world import World, covariance, effects, model_keys

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
    """Give all customers of a world, after its improvement or another one (p,).

    Without a bend a part is a combination of segment groups, those that stand alike taken together. With one it is
    such a combination at one standing on the bent driver: given that, all else is normal again.
    """
    cells = segment_cells(world)
    means = latent_means(world, cells, improvement_shifts(world) if improvement is None else improvement)
    names, within = model_keys(world), covariance(world)
    alike, part = np.unique(
        np.column_stack([means[key] for key in names]).round(12), axis=0, return_inverse=True
    )
    shares = np.bincount(part.ravel(), cells.shares).astype(np.float64)
    if world.bend is None:
        return Everybody(shares, alike, within, names)
    bend, driver = world.bend, names.index(world.bend.driver)
    toward = within[:, driver]  # the variance of a driver is 1
    on_behaviour = effects(world)[1]
    all_shares, all_means = [], []
    for share, mean in zip(shares, alike, strict=True):
        nodes, weights = normal_nodes(bend.at - mean[driver])
        above = bend.slope * np.maximum(mean[driver] + nodes - bend.at, 0.0)
        here = mean + np.outer(nodes, toward)
        here[:, -2] += above
        here[:, -1] += on_behaviour * above
        all_shares.append(share * weights)
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
