"""Where to look first: how often a driver is put in a quadrant it is not in, and how often one is found.

`python -m benchmarks.priorities [clients]` prints the table of docs/methods/priorities.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths import fit_paths, path_model
from toolkit.drivers.priorities import Priorities, priorities

SEED = 20260501
# Per world what a point of each driver adds to the outcome, and the mean of each driver.
WORLDS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "all equal": ((0.2,) * 5, (60.0,) * 5),
    "effects differ, scores equal": ((0.4, 0.1, 0.2, 0.15, 0.15), (60.0,) * 5),
    "effects equal, scores differ": ((0.2,) * 5, (50.0, 70.0, 60.0, 60.0, 60.0)),
    "one strong and low": ((0.6, 0.1, 0.1, 0.1, 0.1), (50.0, 65.0, 65.0, 65.0, 65.0)),
}
SIZES = (100, 300, 800)


def client(
    generator: np.random.Generator, n: int, slopes: tuple[float, ...], means: tuple[float, ...], spread: float
) -> tuple[pd.DataFrame, np.ndarray | None]:
    """Draw customers whose drivers correlate .3; `spread` is the standard deviation of the log of their weights."""
    k = len(slopes)
    common = generator.normal(size=(n, 1))
    scores = np.array(means) + 15 * (np.sqrt(0.3) * common + np.sqrt(0.7) * generator.normal(size=(n, k)))
    frame = pd.DataFrame(scores, columns=[f"d{place}" for place in range(k)])
    frame["y"] = scores @ np.array(slopes) + 15 * generator.normal(size=n)
    return frame, np.exp(spread * generator.normal(size=n)) if spread else None


def found(
    clients: int, n: int, world: str, *, seed: int = SEED, spread: float = 0.0, resamples: int = 599
) -> Iterator[Priorities]:
    """Analyse so many clients of one world."""
    slopes, means = WORLDS[world]
    generator = np.random.default_rng([seed, n, list(WORLDS).index(world)])
    names = tuple(f"d{place}" for place in range(len(slopes)))
    for _ in range(clients):
        frame, weights = client(generator, n, slopes, means, spread)
        fit = fit_paths(
            frame,
            path_model({"y": names}),
            "y",
            weights=weights,
            resamples=resamples,
            generator=np.random.default_rng(generator.integers(2**32)),
        )
        totals = fit.effects[fit.effects["kind"] == "total"].set_index("cause")["estimate"]
        effects = TotalEffects(
            "y", fit.causes, totals[list(fit.causes)].to_numpy(), fit.total_draws, n, fit.n_effective, 0.95
        )
        yield priorities(effects, frame[list(names)].clip(0, 100), weights)


def truth(world: str) -> dict[str, np.ndarray[Any, Any]]:
    """The side of either line on which each driver really lies: 1, −1, or 0 on the line."""
    return {
        axis: np.sign(np.round(np.array(values) - np.mean(values), 9)).astype(int)
        for axis, values in zip(("effect", "score"), WORLDS[world], strict=True)
    }


def judged(one: Priorities, world: str) -> tuple[bool, bool]:
    """Say whether any driver is put on a side it is not on, and whether the first is called "first"."""
    true, table = truth(world), one.table
    wrong = any(
        bool(((table[f"{axis}_side"] != 0) & (table[f"{axis}_side"] != true[axis])).any()) for axis in true
    )
    return wrong, table["quadrant"].iloc[0] == "first"


def main() -> None:
    """Print the table."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| world | n | weights | any wrong side | the first is called first |")
    print("|---|---|---|---|---|")
    for world in WORLDS:
        for n in SIZES:
            for spread in (0.0, 0.5):
                parts = np.mean(
                    [judged(one, world) for one in found(clients, n, world, spread=spread)], axis=0
                )
                print(
                    f"| {world} | {n} | {'uneven' if spread else 'none'} | {parts[0]:.1%} | {parts[1]:.1%} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
