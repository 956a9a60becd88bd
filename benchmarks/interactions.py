"""How often links that are the same in all groups are called different: `python -m benchmarks.interactions`.

Four drivers with the same coefficients in every group; groups may be uneven and differ in spread, answers may crowd at
the top and errors may be skewed. Per test the level is 5%. Last: how often a link that does differ is found.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from toolkit.drivers.interactions import link_differences

NAMES = ["a", "b", "c", "d"]
EFFECTS = np.array([0.5, 0.3, 0.2, 0.0])
CASES: list[tuple[tuple[int, ...], tuple[float, ...]]] = [
    ((100, 100), (1, 1)),
    ((80, 800), (1, 1)),
    ((80, 800), (2, 1)),
    ((80, 800), (1, 2)),
    ((300, 1500), (1, 2)),
    ((80, 100, 200, 400), (2, 1, 1, 0.5)),
    ((150,) * 8, (1,) * 8),
]


def clients(
    sizes: tuple[int, ...],
    spreads: tuple[float, ...],
    number: int,
    *,
    crowded: bool,
    weighted: bool,
    extra: float = 0.0,
) -> np.ndarray:
    """Give the p-values of `number` clients, shape (number, 4); `extra` is added to the first link in group one."""
    draw = np.random.default_rng(20260502)
    codes = np.repeat(np.arange(len(sizes)), sizes)
    groups, spread, n = pd.Series(codes.astype(str)), np.repeat(spreads, sizes), len(codes)
    found = np.empty((number, 4))
    for client in range(number):
        scores = 0.7 * draw.normal(size=(n, 1)) + 0.7 * draw.normal(size=(n, 4))
        scores = np.clip(np.round(4.2 + 1.3 * scores), 1, 5) if crowded else scores
        errors = draw.exponential(size=n) - 1 if crowded else draw.normal(size=n)
        y = scores @ EFFECTS + extra * (codes == 0) * scores[:, 0] + spread * errors
        weights = np.exp(0.5 * draw.normal(size=n)) if weighted else None
        frame = pd.DataFrame(scores, columns=NAMES).assign(y=y)
        found[client] = link_differences(frame, "y", NAMES, groups, weights=weights).tests["p"]
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    number = 5 if asked.small else asked.clients
    print(f"Links that do not differ: tests with p < .05, {number} clients each, four tests a client")
    print(
        "| customers per group | spread | normal | crowded, skewed | crowded, weighted |\n|---|---|---|---|---|"
    )
    for sizes, spreads in CASES[:1] if asked.small else CASES:
        rates = [
            (clients(sizes, spreads, number, crowded=crowded, weighted=weighted) < 0.05).mean()
            for crowded, weighted in ((False, False), (True, False), (True, True))
        ]
        told = " | ".join(f"{rate:.1%}" for rate in rates)
        print(f"| {', '.join(map(str, sizes))} | {', '.join(map(str, spreads))} | {told} |", flush=True)
    print("\nThe first link (.5) stronger in one of two groups: found, before Holm")
    print("| customers per group | .3 more | .5 more |\n|---|---|---|")
    for sizes in ((100, 100),) if asked.small else ((100, 100), (200, 200), (400, 400), (100, 700)):
        powers = [
            (
                clients(sizes, (1, 1), number // 2 or 1, crowded=False, weighted=False, extra=extra)[:, 0]
                < 0.05
            ).mean()
            for extra in (0.3, 0.5)
        ]
        print(f"| {', '.join(map(str, sizes))} | {powers[0]:.1%} | {powers[1]:.1%} |", flush=True)


if __name__ == "__main__":
    main()
