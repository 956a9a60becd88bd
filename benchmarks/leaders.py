"""How often one driver is called the first, and how often limits cover: `python -m benchmarks.leaders`.

Clients are drawn from a known truth: normal scores in a grid of designs, and questionnaires of the simulator that go
through the rules of the driver report. `--small` takes seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.simulate.jobs import job_of
from toolkit.analysis.drivers.importance import drivers_of
from toolkit.drivers.bootstrap import leads, resampled_importance, share_limits
from toolkit.drivers.moments import sample_of
from toolkit.drivers.shapley import lmg, lmg_of_stack
from toolkit.measures.weights import FloatArray
from toolkit.simulate import World, simulate_wave, standard_world

RESAMPLES = 399
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Design:
    """A population: p drivers that correlate `between` and explain `explained` of the outcome; n customers asked."""

    effects: tuple[float, ...]
    between: float
    explained: float
    n: int

    def correlation(self) -> FloatArray:
        """Correlations of drivers and outcome, the last."""
        p, slopes = len(self.effects), np.array(self.effects)
        r = np.full((p, p), self.between) + (1 - self.between) * np.eye(p)
        slopes = slopes * np.sqrt(self.explained / (slopes @ r @ slopes))
        whole = np.eye(p + 1)
        whole[:p, :p] = r
        whole[:p, p] = whole[p, :p] = r @ slopes
        return whole


@dataclass(frozen=True, slots=True)
class Counted:
    """Of all clients: parts in which one driver, or the true leader, was named alone; of all limits, part that covers.

    `ratio` is the true importance of the leader to that of the next.
    """

    alone: float
    right: float
    covered: float
    ratio: float


def counted(design: Design, clients: int, seed: int) -> Counted:
    """Draw clients and count."""
    generator = np.random.default_rng(seed)
    correlation = design.correlation()
    root, p = np.linalg.cholesky(correlation), len(design.effects)
    truth = lmg(correlation)
    shares_true = truth / truth.sum()
    named = np.zeros(p)
    covered = 0.0
    for _ in range(clients):
        scores = root @ generator.normal(size=(p + 1, design.n))
        sample = sample_of(scores, tuple(map(str, range(p + 1))), None)
        top = int(lmg_of_stack(sample.moments.correlation[..., None])[:, 0].argmax())
        drawn = resampled_importance(sample, 0, lmg_of_stack, RESAMPLES, generator)
        shares = drawn / drawn.sum(axis=0)
        shown = leads(shares, top, CONFIDENCE, design.n)
        named[top] += shown.sum() == p - 1
        low, high = share_limits(shares, CONFIDENCE)
        covered += float(((low <= shares_true) & (shares_true <= high)).mean())
    ordered = np.sort(truth)[::-1]
    alone, right = named.sum() / clients, named[0] / clients
    return Counted(alone, right, covered / clients, float(ordered[0] / ordered[1]))


def equal(p: int, others: float) -> tuple[float, ...]:
    """Effects of two equal leaders among p drivers; the others have this part of theirs."""
    return (1.0, 1.0, *[others] * (p - 2))


def twice(p: int) -> tuple[float, ...]:
    """Effects of a leader twice as strong as each other driver."""
    return (1.0, *[0.5] * (p - 1))


def grid(sizes: Iterable[int], customers: Iterable[int]) -> Iterator[tuple[str, Design]]:
    """Give the designs, named."""
    for n in customers:
        for p in sizes:
            for between in (0.0, 0.25, 0.5):
                for explained in (0.3, 0.6):
                    yield "two equal", Design(equal(p, 0.5), between, explained, n)
    for p in sizes:
        for between in (0.0, 0.25, 0.5):
            for explained in (0.3, 0.6):
                yield "twice", Design(twice(p), between, explained, max(customers))


def frames(designs: Iterable[tuple[str, Design]], clients: int) -> None:
    """Print the table of normal scores, and its summary by number of drivers."""
    print(f"\nNormal scores, {clients} clients each, {RESAMPLES} resamples; percentages")
    heads = (("n", 6), ("drivers", 9), ("between", 9), ("explained", 11), ("true ratio", 12), ("named", 8))
    print(f"{'leaders':<10}", *(f"{head:>{width}}" for head, width in heads), f"{'covered':>9}", sep="")
    found: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    for seed, (name, design) in enumerate(designs):
        one = counted(design, clients, seed)
        rate = 100 * (one.right if name == "twice" else one.alone)
        p = len(design.effects)
        print(
            f"{name:<10}{design.n:>6}{p:>9}{design.between:>9.2f}{design.explained:>11.1f}"
            f"{one.ratio:>12.2f}{rate:>8.1f}{100 * one.covered:>9.1f}",
            flush=True,
        )
        found.setdefault((name, design.n, p), []).append((rate, 100 * one.covered))
    heads = (("n", 6), ("drivers", 9), ("named, mean", 13), ("most", 7), ("covered, mean", 15), ("least", 7))
    print(f"\n{'leaders':<10}", *(f"{head:>{width}}" for head, width in heads), f"{'most':>7}", sep="")
    for (name, n, p), both in found.items():
        rates, covered = np.array(both).T
        print(
            f"{name:<10}{n:>6}{p:>9}{rates.mean():>13.1f}{rates.max():>7.1f}"
            f"{covered.mean():>15.1f}{covered.min():>7.1f}{covered.max():>7.1f}"
        )


def two_alone(customers: Iterable[int], clients: int) -> None:
    """Print how often one of two equal drivers, with no other, is named: the hardest case."""
    print(
        f"\nTwo equal drivers and no other, that correlate .3 and explain 40%, {clients} clients each; percentages"
    )
    print(f"{'n':>6}{'named':>8}{'covered':>9}")
    for n in customers:
        found = counted(Design(equal(2, 0), 0.3, 0.4, n), clients, n)
        print(f"{n:>6}{100 * found.alone:>8.1f}{100 * found.covered:>9.1f}", flush=True)


def world_of(effects: Mapping[str, float]) -> World:
    """Give a world of questionnaires in which trust and image are asked, answered and linked to the others alike."""
    world = standard_world(attitude_effects=effects)
    names = [construct.key for construct in world.constructs]
    alike = [
        replace(
            construct,
            items=tuple(
                replace(item, mean=4.5, sd=1.4, loading=0.8, dont_know=0.01) for item in construct.items
            ),
        )
        if construct.key in ("trust", "image")
        else construct
        for construct in world.constructs
    ]
    between = np.array(world.correlations)
    trust, image = names.index("trust"), names.index("image")
    for other in range(len(between)):
        if other not in (trust, image):
            between[other, image] = between[image, other] = between[other, trust]
    return replace(world, constructs=tuple(alike), correlations=tuple(tuple(row) for row in between.tolist()))


def room(effects: Mapping[str, float], n: int, clients: int) -> tuple[float, float, float]:
    """Parts of the clients with one first driver by the rules of the report, and with trust as that; and mean R²."""
    world = world_of(effects)
    alone = right = explained = 0.0
    for seed in range(clients):
        job = job_of(world, simulate_wave(world, n, seed=seed), report="drivers")
        (result,) = drivers_of(job, "attitude")
        alone += len(result.leaders) == 1
        right += result.leaders == ("trust",)
        explained += 0 if result.importance is None else result.importance.r_squared
    return alone / clients, right / clients, explained / clients


def questionnaires(customers: Iterable[int], clients: int) -> None:
    """Print the table of questionnaires that go through the rules of the report."""
    print(f"\nQuestionnaires through the driver report, {clients} clients each; percentages")
    print(f"{'effects on attitude':<46}{'n':>6}{'R²':>7}{'named alone':>13}{'trust':>8}")
    others = {"satisfaction": 0.2, "involvement": 0.1, "friendliness": 0.0}
    worlds = {
        "trust = image .35, satisfaction .2, others less": {"trust": 0.35, "image": 0.35, **others},
        "trust .6, image .3, others less": {"trust": 0.6, "image": 0.3, **others, "satisfaction": 0.1},
    }
    for name, effects in worlds.items():
        for n in customers:
            alone, right, explained = room(effects, n, clients)
            print(f"{name:<48}{n:>4}{explained:>7.2f}{100 * alone:>13.1f}{100 * right:>8.1f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.leaders", description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="only what takes seconds")
    parser.add_argument("--room", action="store_true", help="only the questionnaires")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}")
    if chosen.small:
        frames(
            [("two equal", Design(equal(3, 0.5), 0.3, 0.5, 100)), ("twice", Design(twice(2), 0, 0.5, 100))],
            20,
        )
        questionnaires([150], 2)
    else:
        if not chosen.room:
            frames(grid((2, 4, 8), (200, 800)), 500)
            two_alone((30, 60, 200, 400, 800), 4_000)
        questionnaires([200, 800], 500)
    print(f"\n{time.perf_counter() - started:.0f} seconds")


if __name__ == "__main__":
    main()
