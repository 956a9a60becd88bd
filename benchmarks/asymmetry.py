"""How often a driver is wrongly called basic or exciting, and how often rightly: `python -m benchmarks.asymmetry`.

Five drivers, correlated .5, with standardised effects .4, .3, .2, .1 and 0. In the first six worlds each link is a
straight line; what is found there is false. In the others the last driver alone is bent at its middle: low scores cost,
high scores bring nothing. "sum alone" is the customary rule: penalty and reward differ by more than chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import special

from toolkit.drivers.asymmetry import penalty_reward
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray

EFFECTS = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
NAMES = ["a", "b", "c", "d", "e"]
Draw = Callable[[FloatArray], FloatArray]


def as_felt(felt: FloatArray) -> FloatArray:
    """Scores that are what customers feel."""
    return felt


def skewed(felt: FloatArray) -> FloatArray:
    """Scores with a long tail of low ones."""
    long = -np.exp(0.6 * felt)
    return (long - long.mean(axis=0)) / long.std(axis=0)


def one_item(felt: FloatArray) -> FloatArray:
    """One question of 1 to 5 that many answer with 5."""
    return np.clip(np.round(4.3 + 0.9 * felt), 1, 5)


def scale(felt: FloatArray, draw: np.random.Generator, shift: float = 1.2) -> FloatArray:
    """The mean of three questions of 1 to 7, crowded at the top, with errors of their own."""
    errors = 0.6 * draw.normal(size=(3, *felt.shape))
    return np.asarray(np.clip(np.round(4 + shift + 1.1 * (felt + errors)), 1, 7).mean(axis=0))


def world(name: str, n: int, draw: np.random.Generator, cost: float) -> pd.DataFrame:
    """Draw n customers: the five scores and the outcome y."""
    root = np.linalg.cholesky(0.5 + 0.5 * np.eye(5))
    felt = draw.normal(size=(n, 5)) @ root.T
    scores = {"skewed": skewed, "one question": one_item}.get(name.split(",", maxsplit=1)[0], as_felt)(felt)
    if name.startswith("scales"):
        scores = scale(felt, draw)
    # Of what is asked in steps the link runs with what is felt; a skewed score has a link of its own.
    y = (scores if name.startswith("skewed") else felt) @ EFFECTS
    y = y + cost * np.minimum(felt[:, 4], 0) + 0.7 * draw.normal(size=n)
    if "ceiling" in name:
        y = np.minimum(y, np.quantile(y, 0.75))
    return pd.DataFrame(scores, columns=NAMES).assign(y=y)


def share(name: str, n: int, clients: int, cost: float, weighted: bool = False) -> tuple[float, float, float]:
    """Give how often any other driver is named by the sum alone, and by ours, and how often the bent one is basic."""
    draw = np.random.default_rng(20260501)
    alone = false = right = 0
    for _ in range(clients):
        frame = world(name, n, draw, cost)
        weights = np.exp(0.5 * draw.normal(size=n)) if weighted else None
        table = penalty_reward(frame, "y", NAMES, weights=weights, resamples=0).table
        straight = table.index[:4] if cost else table.index
        named = table["kind"].isin(["basic", "excitement"])
        false += bool(named[straight].any())
        right += table.at["e", "kind"] == "basic"
        outside = (table["asymmetry"].abs() / table["asymmetry_error"]).loc[straight]
        # The normal distribution does: n is large.
        alone += bool((holm(np.vectorize(_p)(outside)) < 0.05).any())
    return alone / clients, false / clients, right / clients


def _p(z: float) -> float:
    return float(2 * special.ndtr(-z))


WORLDS = ("straight", "skewed", "straight, ceiling", "one question", "scales", "scales, ceiling")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    clients = 5 if asked.small else asked.clients
    sizes = (250,) if asked.small else (250, 1000, 4000)
    print(f"Straight lines, {clients} clients each: any driver wrongly basic or exciting")
    print("| drivers and outcome | customers | sum alone | ours |\n|---|---|---|---|")
    for name in WORLDS:
        for n in sizes:
            alone, false, _ = share(name, n, clients if n < 4000 else clients // 2, 0.0)
            print(f"| {name} | {n} | {alone:.1%} | {false:.1%} |", flush=True)
    alone, false, _ = share("scales", 1000 if not asked.small else 250, clients, 0.0, weighted=True)
    print(f"| scales, weighted | {1000 if not asked.small else 250} | {alone:.1%} | {false:.1%} |")
    print("\nThe last driver bent (what a step down costs): found, and any other wrongly named")
    print("| drivers and outcome | cost | customers | found | wrongly named |\n|---|---|---|---|---|")
    for name in ("straight", "scales", "scales, ceiling"):
        for cost in (0.3, 0.6):
            for n in sizes[:2] if asked.small else (250, 500, 1000, 2000):
                _, false, right = share(name, n, max(1, clients // 2), cost)
                print(f"| {name} | {cost} | {n} | {right:.1%} | {false:.1%} |", flush=True)


if __name__ == "__main__":
    main()
