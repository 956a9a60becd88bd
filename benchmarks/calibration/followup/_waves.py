"""Two waves of many clients, and what is true of all customers between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, client_of, everybody, panels
from benchmarks.calibration.designs import DESIGNS, Design, world_of
from toolkit.measures.weights import FloatArray, weighted_mean
from toolkit.simulate import Sample, World, simulate_wave, standard_world

DRIVERS = ("satisfaction", "image", "trust", "involvement", "friendliness")
ATTITUDE = "attitude"
MEASURES = (*DRIVERS, ATTITUDE, "behaviour", "lock_in")
# What does not move along where trust does.
STILL = ("satisfaction", "image", "involvement", "friendliness", "lock_in")
MARK, RECOMMENDED = "SAT_1", "ATT_1"
Make = Callable[[Design], World]


def designs_of(overlap: float) -> tuple[str, ...]:
    """Give the designs for waves that overlap so far: all where some answer twice, a few where all or none do."""
    return tuple(DESIGNS) if 0 < overlap < 1 else ("base", "n100", "hard")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The two waves of one client: scores, the mark and the recommendation, key and weight in one frame each."""

    before: pd.DataFrame
    after: pd.DataFrame

    @property
    def weights(self) -> str | None:
        """Name of the column of weights; None where the design has none."""
        return "weight" if "weight" in self.before else None

    def weights_of(self) -> tuple[FloatArray | None, FloatArray | None]:
        """Weights of each wave, or None."""
        if self.weights is None:
            return None, None
        return self.before["weight"].to_numpy(), self.after["weight"].to_numpy()


def still(design: Design) -> World:
    """Nothing is moved in this world: the standard one."""
    return world_of(design, standard_world())


def risen(design: Design, points: float = 4.0) -> World:
    """Trust has risen by so many points, and attitude and behaviour with it."""
    return replace(still(design), improvement={"trust": points})


def frame_of(client: Client) -> pd.DataFrame:
    """Lay the columns of one wave in one frame."""
    frame = client.scores[list(MEASURES)].assign(
        mark=client.items[MARK],
        recommended=client.items[RECOMMENDED],
        key=client.key.astype("int64").to_numpy(),
    )
    frame = pd.concat([frame, client.segments.astype(object)], axis=1)
    return frame if client.weights is None else frame.assign(weight=client.weights)


def pairs(
    design: Design, before: World, after: World, repeats: int, seed: int, overlap: float
) -> Iterator[Pair]:
    """Draw so many clients, of whom that part of the customers answers both waves."""
    waves = [
        (frame_of(one.whole), one.n) for one in panels(design, before, after, repeats, seed, overlap=overlap)
    ]
    for number in range(repeats):
        yield Pair(*(wave.iloc[number * n : (number + 1) * n].reset_index(drop=True) for wave, n in waves))


def series(
    design: Design, worlds: Sequence[World], repeats: int, seed: int, overlap: float
) -> Iterator[list[pd.DataFrame]]:
    """Draw so many clients of several waves, `design.n` customers each, of whom that part answered the wave before.

    Over all clients together it is that part; of one client a few more or less.
    """
    size, waves = design.n, []
    sample: Sample | None = None
    owners = pd.Series(dtype="int64")  # the client of each customer of the wave before
    for world in worlds:
        both = 0 if sample is None else round(overlap * size) * repeats
        sample = simulate_wave(world, size * repeats, seed=seed, previous=sample, overlap=both)
        owner = owners.reindex(sample.key).to_numpy(dtype=float, copy=True)
        new = np.isnan(owner)
        known = np.bincount(owner[~new].astype(int), minlength=repeats)
        owner[new] = np.repeat(np.arange(repeats), size - known)
        owners = pd.Series(owner.astype(int), index=sample.key)
        waves.append(frame_of(client_of(design, world, sample)).iloc[np.argsort(owner, kind="stable")])
    for number in range(repeats):
        yield [wave.iloc[number * size : (number + 1) * size].reset_index(drop=True) for wave in waves]


@dataclass(frozen=True, slots=True)
class Level:
    """What a wave of all customers says: means of the scores, their deviations, the share of high marks, the NPS."""

    means: pd.Series
    deviations: pd.Series
    high: float
    nps: float


@cache
def level(design: Design, make: Make, points: float | None = None) -> Level:
    """Ask all customers of a world; `points`: how far trust has risen, where `make` takes that."""
    world = make(design) if points is None else replace(make(design), improvement={"trust": points})
    people = everybody(design, world)
    weights = np.ones(len(people.scores)) if people.weights is None else people.weights
    means, deviations = {}, {}
    for name in MEASURES:
        x = people.scores[name].to_numpy(dtype=float)
        known = ~np.isnan(x)
        means[name] = weighted_mean(x[known], weights[known])
        deviations[name] = weighted_mean((x[known] - means[name]) ** 2, weights[known]) ** 0.5
    mark, recommended = (people.items[name].to_numpy(dtype=float) for name in (MARK, RECOMMENDED))
    given, asked = ~np.isnan(mark), ~np.isnan(recommended)
    sides = (recommended >= 9).astype(float) - (recommended <= 6)
    return Level(
        pd.Series(means),
        pd.Series(deviations),
        weighted_mean((mark[given] >= 9).astype(float), weights[given]),
        100 * weighted_mean(sides[asked], weights[asked]),
    )
