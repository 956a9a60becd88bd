"""Which basis carries loyalty: how often the intervals cover, and how often a lead is named that is none.

`python -m benchmarks.bases [rounds]` prints the table of docs/methods/bases.md.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from toolkit.measures.loyalty.bases import BASES, leading, partial_correlations, partial_differences

SEED = 20260407
# What each basis adds to the outcome, in standard deviations of a basis.
WORLDS = {
    "none carries": (0.0, 0.0, 0.0, 0.0),
    "all carry equally": (0.3, 0.3, 0.3, 0.3),
    "two carry equally": (0.5, 0.5, 0.0, 0.0),
    "one carries": (0.2, 0.6, 0.1, 0.0),
}
SIZES = (60, 150, 500)


def draw(rng: np.random.Generator, n: int, effects: tuple[float, ...]) -> tuple[np.ndarray, pd.DataFrame]:
    """Answers of 1 to 7 on four bases that go together, and on an outcome that rests on them."""
    x = rng.normal(size=(n, len(effects))) + rng.normal(size=(n, 1))
    outcome = x @ np.array(effects) + rng.normal(size=n)
    return np.clip(np.round(outcome + 4), 1, 7), pd.DataFrame(
        np.clip(np.round(x + 4), 1, 7), columns=list(BASES)
    )


def row(world: str, n: int, rounds: int) -> str:
    """One line of the table."""
    effects = WORLDS[world]
    rng = np.random.default_rng([SEED, n, list(WORLDS).index(world)])
    truth = partial_correlations(*draw(rng, 400_000, effects))["estimate"]
    covered, differences_covered, named = 0.0, 0.0, 0
    for _ in range(rounds):
        outcome, frame = draw(rng, n, effects)
        found, gaps = partial_correlations(outcome, frame), partial_differences(outcome, frame)
        true_gaps = truth[gaps["first"]].to_numpy() - truth[gaps["second"]].to_numpy()
        covered += ((found["low"] <= truth) & (truth <= found["high"])).mean()
        differences_covered += ((gaps["low"] <= true_gaps) & (true_gaps <= gaps["high"])).mean()
        named += leading(found["estimate"], gaps) is not None
    parts = (covered / rounds, differences_covered / rounds, named / rounds)
    return f"| {world} | {n} | " + " | ".join(f"{part:.1%}" for part in parts) + " |"


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| world | n | interval covers | interval of a difference covers | a lead is named |")
    print("|---|---|---|---|---|")
    for world in WORLDS:
        for n in SIZES:
            print(row(world, n, rounds), flush=True)


if __name__ == "__main__":
    main()
