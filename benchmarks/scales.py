"""How often the intervals of the scales cover their truth, how often a pair is flagged, and how long it takes.

Run with `python -m benchmarks.scales`; `--small` for a quick look. The table stands in docs/methods/scales.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from toolkit.measures.scales.discriminant import htmt
from toolkit.measures.scales.omega import factor_model
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.measures.thresholds import MAXIMUM_HTMT

LOADINGS = np.array([0.9, 0.8, 0.7, 0.6])
SIZES = (100, 250, 600)
LINKS = (0.5, 0.7, 0.8, 0.9, 1.0)


def scale(rng: np.random.Generator, n: int, ordinal: bool, loadings: np.ndarray = LOADINGS) -> np.ndarray:
    """Draw answers of one factor: normal, or on 1 to 7 with an end that many reach."""
    x = rng.normal(size=(n, 1)) * loadings + 0.8 * rng.normal(size=(n, len(loadings)))
    return np.clip(np.round(5 + 1.1 * x), 1, 7) if ordinal else x


def coverage(rounds: int, sizes: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Per number of customers, how many intervals of each hold the truth."""
    yield "answers", "weights", "n", "omega", "composite", "ave", "alpha"
    for ordinal in (False, True):
        truth = factor_model(scale(np.random.default_rng(1), 1_000_000, ordinal))
        # Alpha's interval is for items of equal quality, so that it gets these.
        equal = cronbach_alpha(scale(np.random.default_rng(2), 1_000_000, ordinal, np.full(4, 0.8)))
        for weighted in (False, True):
            for n in sizes:
                rng = np.random.default_rng([3, n, ordinal, weighted])
                hits = np.zeros(4)
                for _ in range(rounds):
                    weights = rng.lognormal(0, 0.5, n) if weighted else None
                    model = factor_model(scale(rng, n, ordinal), weights=weights)
                    alpha = cronbach_alpha(scale(rng, n, ordinal, np.full(4, 0.8)), weights=weights)
                    pairs = (
                        (model.omega, truth.omega),
                        (model.composite_reliability, truth.composite_reliability),
                        (model.ave, truth.ave),
                        (alpha, equal),
                    )
                    hits += [found.low <= real.value <= found.high for found, real in pairs]
                share = (f"{hit / rounds:.1%}" for hit in hits)
                yield ("1 to 7" if ordinal else "normal", "uneven" if weighted else "none", str(n), *share)


def flagged(rounds: int, sizes: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Per true correlation of two themes: coverage of HTMT's interval, and how often the pair is flagged."""
    yield "true ratio", "n", "covered", "flagged"
    for link in LINKS:
        for n in sizes:
            rng = np.random.default_rng([4, n, int(100 * link)])
            hits, flags = 0, 0
            for _ in range(rounds):
                first, own = rng.normal(size=(2, n, 1))
                second = link * first + (1 - link**2) ** 0.5 * own
                x = np.concatenate([first.repeat(3, axis=1), second.repeat(3, axis=1)], axis=1)
                frame = pd.DataFrame(x + 0.7 * rng.normal(size=x.shape), columns=list("abcdef"))
                themes = {"one": list("abc"), "two": list("def")}
                row = htmt(frame, themes, generator=rng, resamples=400).iloc[0]
                hits += row["low"] <= link <= row["high"]
                flags += row["high"] > MAXIMUM_HTMT
            yield f"{link:.1f}", str(n), f"{hits / rounds:.1%}", f"{flags / rounds:.1%}"


def times(rows: int) -> Iterator[tuple[str, ...]]:
    """Time the 28 pairs of 8 themes with 27 questions, 2,000 resamples."""
    yield "customers", "missing", "seconds"
    sizes = (4, 4, 4, 3, 3, 3, 3, 3)
    ends = np.cumsum(sizes)
    for missing in (0.0, 0.02):
        rng = np.random.default_rng(5)
        x = rng.normal(size=(rows, 1)) + rng.normal(size=(rows, sum(sizes)))
        x[rng.random(x.shape) < missing] = np.nan
        frame = pd.DataFrame(x, columns=[f"q{i}" for i in range(x.shape[1])])
        ranges = zip(ends - sizes, ends, strict=True)
        themes = {f"t{i}": list(frame.columns[first:end]) for i, (first, end) in enumerate(ranges)}
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            htmt(frame, themes, generator=rng)
            spent.append(time.perf_counter() - start)
        yield str(rows), f"{missing:.0%}", f"{np.median(spent):.2f}"


def main(arguments: Sequence[str]) -> None:
    """Print the three tables."""
    small = "--small" in arguments
    rounds, sizes = (10, SIZES[:1]) if small else (1_000, SIZES)
    for table in (
        coverage(rounds, sizes),
        flagged(max(rounds // 2, 1), sizes),
        times(300 if small else 1_200),
    ):
        rows = list(table)
        print("| " + " | ".join(rows[0]) + " |")
        print("|" + "---|" * len(rows[0]))
        for row in rows[1:]:
            print("| " + " | ".join(row) + " |")
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
