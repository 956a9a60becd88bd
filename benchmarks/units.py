"""How honest the correlation over few units is: `python -m benchmarks.units [--rounds N]`.

Draws k units with two scores, many times, and prints how often an association is claimed (exact test under 5% and an
interval without 0), and how often the interval covers the truth; beside it what Pearson's correlation with Fisher's z
would have done. "uneven" units have the same mean in truth, measured by very different numbers of people; "skew" units
have scores with a long tail. The truth is that of 200,000 units drawn in the same way.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from scipy import stats

from toolkit.measures.units import rank_correlation
from toolkit.measures.weights import FloatArray

MANY = 200_000
CASES = (("normal", 0.0), ("normal", 0.6), ("normal", 0.9), ("skew", 0.6), ("uneven", 0.0))
UNITS = (5, 6, 8, 12, 20)


def drawn(
    kind: str, rho: float, shape: tuple[int, int], generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Two scores of units, each of this shape."""
    x, noise = generator.standard_normal((2, *shape))
    y = rho * x + np.sqrt(1 - rho**2) * noise
    if kind == "skew":
        return np.exp(0.7 * x), np.exp(0.7 * y)
    if kind == "uneven":
        size = 10 + generator.lognormal(2.5, 1, shape)
        return x / np.sqrt(size), y / np.sqrt(size)
    return x, y


def row(kind: str, rho: float, units: int, rounds: int) -> str:
    """One line of the table."""
    generator = np.random.default_rng([units, int(100 * rho), len(kind)])
    one, other = drawn(kind, rho, (1, MANY), generator)
    rank_truth = float(stats.spearmanr(one[0], other[0]).statistic)
    truth = float(np.corrcoef(one[0], other[0])[0, 1])
    x, y = drawn(kind, rho, (rounds, units), generator)
    found = [rank_correlation(*pair) for pair in zip(x, y, strict=True)]
    low, high = (np.array([getattr(each.estimate, end) for each in found]) for end in ("low", "high"))
    claimed = (np.array([each.p for each in found]) < 0.05) & (low * high > 0)
    r = np.array([np.corrcoef(*pair)[0, 1] for pair in zip(x, y, strict=True)])
    margin = stats.norm.ppf(0.975) / np.sqrt(units - 3)
    z_low, z_high = np.tanh(np.arctanh(r) - margin), np.tanh(np.arctanh(r) + margin)
    cells = (
        f"{units}",
        kind,
        f"{round(rank_truth, 2) + 0.0:.2f}",
        f"{claimed.mean():.1%}",
        f"{((low <= rank_truth) & (rank_truth <= high)).mean():.1%}",
        f"{(z_low * z_high > 0).mean():.1%}",
        f"{((z_low <= truth) & (truth <= z_high)).mean():.1%}",
    )
    return "| " + " | ".join(cells) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    rounds = parser.parse_args(arguments).rounds
    print("| units | kind | truth | claims | covers | Fisher claims | Fisher covers |")
    print("|---|---|---|---|---|---|---|")
    for units in UNITS:
        for kind, rho in CASES:
            print(row(kind, rho, units, rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
