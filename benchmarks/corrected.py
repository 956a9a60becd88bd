"""How often a first driver is named that is none, because it is measured better; and how often corrected limits cover.

`python -m benchmarks.corrected [rounds]` prints the table of docs/methods/disattenuated.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.drivers.bootstrap import leads
from toolkit.drivers.corrected import corrected_importance
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.redraw import redraw
from toolkit.drivers.shapley import lmg, lmg_of_stack
from toolkit.errors import StatisticsError

SEED = 20261122
LINK, EXPLAINED, QUESTIONS, OUTCOME = 0.4, 0.5, 3, 0.8
SIZES = (250, 800)
RESAMPLES = 500


@dataclass(frozen=True)
class World:
    """True effects of the drivers, and the reliability of the questions about each."""

    name: str
    effects: tuple[float, ...]
    reliabilities: tuple[float, ...]


WORLDS = (
    World("two equal leaders, measured alike", (1, 1, 0.5, 0.5), (0.8, 0.8, 0.8, 0.8)),
    World("two equal leaders, one measured worse", (1, 1, 0.5, 0.5), (0.9, 0.6, 0.8, 0.8)),
    World("one twice as strong, measured alike", (2, 1, 1, 1), (0.8, 0.8, 0.8, 0.8)),
    World("one twice as strong, measured worse", (2, 1, 1, 1), (0.7, 0.9, 0.9, 0.9)),
)


def truth(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of the true drivers, and true shares."""
    p = len(world.effects)
    between = np.full((p, p), LINK) + (1 - LINK) * np.eye(p)
    slopes = np.array(world.effects)
    slopes = slopes * (EXPLAINED / (slopes @ between @ slopes)) ** 0.5
    with_outcome = between @ slopes
    correlation = np.block([[between, with_outcome[:, None]], [with_outcome[None], np.ones((1, 1))]])
    importance = lmg(correlation)
    return correlation, importance / importance.sum()


def draw(rng: np.random.Generator, world: World, root: np.ndarray, n: int) -> tuple[Sample, list[np.ndarray]]:
    """Scores of n customers, and the questions behind them."""
    items = []
    for score, known in zip(
        root @ rng.normal(size=(len(root), n)), (*world.reliabilities, OUTCOME), strict=True
    ):
        error = (QUESTIONS * (1 - known) / known) ** 0.5
        items.append(score + error * rng.normal(size=(QUESTIONS, n)))
    names = tuple(str(place) for place in range(len(items)))
    return sample_of(np.array([own.mean(axis=0) for own in items]), names, None), items


def row(world: World, n: int, rounds: int) -> str:
    """One line of the table."""
    rng = np.random.default_rng([SEED, n, WORLDS.index(world)])
    correlation, share = truth(world)
    root = np.linalg.cholesky(correlation)
    named = np.zeros(3)
    covered, limited = 0.0, 0
    for _ in range(rounds):
        sample, items = draw(rng, world, root, n)
        whole, drawn = redraw(sample, items, RESAMPLES, rng)
        raw = lmg_of_stack(sample.moments.correlation[..., None])[:, 0]
        shares = lmg_of_stack(drawn.correlations)
        alone = bool((~leads(shares / shares.sum(axis=0), int(raw.argmax()), 0.95, n)).sum() == 1)
        try:
            found = corrected_importance(
                sample.moments.correlation, whole.reliabilities[:, 0], drawn=drawn, n=n
            )
        except StatisticsError:
            named += alone, 0, 0
            continue
        named += alone, len(found.leaders) == 1, alone and found.leaders == (int(raw.argmax()),)
        if np.isfinite(found.low).all():
            limited += 1
            covered += float(((found.low <= share) & (share <= found.high)).mean())
    parts = (*named / rounds, covered / max(limited, 1), limited / rounds)
    return f"| {world.name} | {n} | " + " | ".join(f"{part:.1%}" for part in parts) + " |"


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    rounds = int(arguments[0]) if arguments else 500
    print(
        "| drivers | n | first by shares | first corrected | first by both | corrected limits cover | with limits |"
    )
    print("|---|---|---|---|---|---|---|")
    for world in WORLDS:
        for n in SIZES:
            print(row(world, n, rounds), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
