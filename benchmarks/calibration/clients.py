"""Clients drawn of a design: what a report has of each, one after the other or all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.calibration.designs import DESIGNS, Design, null, planted
from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.simulate import Construct, Sample, World, simulate_wave
from toolkit.simulate.more import more_constructs

EVERYBODY = 400_000  # customers drawn to stand for all, where the truth has no formula


@dataclass(frozen=True, slots=True)
class Client:
    """What a report has of one client, n rows.

    scores      per construct, 0 to 100, NaN where fewer than half of its questions are answered
    items       raw answers, NaN where missing
    segments    categories
    key         customer number
    points      of a question of agreement
    treated     bool: for whom the world's action was done
    weights     mean about 1; None where the design has none
    """

    scores: pd.DataFrame
    items: pd.DataFrame
    segments: pd.DataFrame
    key: pd.Series
    points: int
    treated: NDArray[np.bool_]
    weights: NDArray[np.float64] | None


@dataclass(frozen=True)
class Clients:
    """Many clients, drawn as one wave of repeats × n respondents: iterate for each, or take `grid` for all at once."""

    whole: Client
    n: int
    repeats: int

    @cached_property
    def each(self) -> tuple[Client, ...]:
        """The clients one by one."""
        places = range(0, self.repeats * self.n, self.n)
        return tuple(_rows(self.whole, slice(place, place + self.n)) for place in places)

    def __iter__(self) -> Iterator[Client]:
        """Give client after client."""
        return iter(self.each)

    def grid(self, values: pd.Series) -> NDArray[np.float64]:
        """Turn a column of `whole` into one row per client (repeats, n)."""
        return values.to_numpy(dtype=float).reshape(self.repeats, self.n)

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """Weights, one row per client (repeats, n)."""
        weights = self.whole.weights
        return None if weights is None else weights.reshape(self.repeats, self.n)


def clients(design: Design, world: World, repeats: int, seed: int, *, n: int | None = None) -> Clients:
    """Draw so many clients of a world, as `world_of` gives it, `design.n` respondents each."""
    size = design.n if n is None else n
    sample = simulate_wave(world, size * repeats, seed=seed)
    return Clients(client_of(design, world, sample), size, repeats)


@lru_cache(maxsize=1)
def planted_clients(design: Design, repeats: int, seed: int) -> Clients:
    """Draw clients of the complete world; studies that run one after the other share them."""
    return clients(design, planted(design), repeats, seed)


@lru_cache(maxsize=1)
def null_clients(design: Design, repeats: int, seed: int) -> Clients:
    """Draw clients of the world without anything to find; studies that run one after the other share them."""
    return clients(design, null(design), repeats, seed)


def panels(
    design: Design,
    before: World,
    after: World,
    repeats: int,
    seed: int,
    *,
    sizes: tuple[int, int] | None = None,
    overlap: float = 0.0,
) -> tuple[Clients, Clients]:
    """Draw two waves of so many clients; that part of the smaller wave answers twice, as the first rows of both.

    Who answers twice keeps key and segments; the rows of one customer stand at the same place in both waves.
    """
    first, second = sizes or (design.n, design.n)
    both = round(overlap * min(first, second))
    one = simulate_wave(before, first * repeats, seed=seed)
    again = simulate_wave(after, second * repeats, seed=seed, previous=one, overlap=both * repeats)
    place = pd.Series(np.arange(len(again.key)), index=again.key).reindex(one.key, fill_value=-1).to_numpy()
    stays, new = np.flatnonzero(place >= 0), np.setdiff1d(np.arange(len(again.key)), place)
    waves = (
        (one, before, first, _dealt(stays, np.flatnonzero(place < 0), repeats)),
        (
            again,
            after,
            second,
            _dealt(place[stays], new, repeats),
        ),
    )
    found = [
        Clients(_rows(client_of(design, world, sample), order), size, repeats)
        for sample, world, size, order in waves
    ]
    return found[0], found[1]


def client_of(design: Design, world: World, sample: Sample) -> Client:
    """Score a sample."""
    weights = np.asarray(sample.weights, dtype=np.float64) if design.weighted else None
    return Client(
        scores_of(world, sample.items),
        sample.items,
        sample.segments,
        sample.key,
        design.points,
        sample.treated.to_numpy(),
        weights,
    )


def scores_of(world: World, items: pd.DataFrame) -> pd.DataFrame:
    """Score every construct of a world as the toolkit does."""
    return pd.DataFrame(
        {
            construct.key: _score(construct, items)
            for construct in (*world.constructs, *more_constructs(world.more))
        }
    )


def everybody(design: Design, world: World, *, seed: int = 987_654_321) -> Client:
    """Draw all customers of a world, so to speak: what a procedure finds among them is the truth it aims at.

    For what has no formula in `toolkit.simulate.truth`; its own error is 1/30 of that of a client of 400.
    """
    return clients(design, world, 1, seed, n=EVERYBODY).whole


def _score(construct: Construct, items: pd.DataFrame) -> pd.Series:
    low = {item.id: float(item.minimum) for item in construct.items}
    high = {item.id: float(item.maximum) for item in construct.items}
    turned = [item.id for item in construct.items if item.reverse]
    return construct_score(scale_0_100(items[list(low)], low, high, turned))


def _dealt(both: NDArray[np.intp], once: NDArray[np.intp], repeats: int) -> NDArray[np.intp]:
    """Deal out rows so that each client has as many of each kind: (repeats · rows,), who answers twice first."""
    return np.hstack([both.reshape(repeats, -1), once.reshape(repeats, -1)]).ravel()


def _rows(client: Client, which: slice | NDArray[np.intp]) -> Client:
    """Take rows of a client."""
    return Client(
        client.scores.iloc[which].reset_index(drop=True),
        client.items.iloc[which].reset_index(drop=True),
        client.segments.iloc[which].reset_index(drop=True),
        client.key.iloc[which].reset_index(drop=True),
        client.points,
        client.treated[which],
        None if client.weights is None else client.weights[which],
    )


@lru_cache(maxsize=1)
def everybody_planted(design: str) -> Client:
    """Draw all customers of the complete world as a design asks it; studies that run one after the other share them."""
    return everybody(DESIGNS[design], planted(DESIGNS[design]))
