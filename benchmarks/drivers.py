"""How fast the driver analysis is: `python -m benchmarks.drivers`, with `--all` also the slow comparisons.

Prints medians of runs that take turns, so that what else the machine does hits all alike, and peak memory of what
was allocated for the numbers. Ratios are within one run.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import numpy as np
import pandas as pd
import pingouin

from toolkit.drivers.bootstrap import resampled_importance
from toolkit.drivers.importance import METHODS, relative_importance
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.shapley import lmg


def survey(n: int, p: int) -> pd.DataFrame:
    """Draw answers of n customers to p drivers that share one thing, and the outcome `y`."""
    generator = np.random.default_rng(p)
    x = generator.normal(size=(n, p)) + 0.8 * generator.normal(size=(n, 1))
    y = x @ np.linspace(1, 0.2, p) + 0.6 * p**0.5 * generator.normal(size=n)
    return pd.DataFrame(x, columns=[f"d{i}" for i in range(p)]).assign(y=y)


def in_turn(jobs: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Median seconds of each job over so many rounds, after one that does not count."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for turn in range(rounds + 1):
        for job, own in zip(jobs, seconds, strict=True):
            start = time.perf_counter()
            job()
            if turn:
                own.append(time.perf_counter() - start)
    return [median(own) for own in seconds]


def peak_megabytes(job: Callable[[], object]) -> float:
    """Most memory that a job holds at once, of what it allocates itself."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def against_pingouin(sizes: Sequence[int], rounds: int) -> None:
    """LMG of n = 1,000: pingouin, ours from the same frame with all else in it, and ours from the correlations."""
    print("\nLMG, n = 1,000, milliseconds")
    print(f"{'drivers':>8}{'pingouin':>12}{'face':>9}{'ratio':>9}{'kernel':>9}{'ratio':>9}{'difference':>12}")
    for p in sizes:
        frame = survey(1_000, p)
        drivers = list(frame.columns[:-1])
        correlation = frame.corr().to_numpy()
        jobs = (
            partial(pingouin.linear_regression, frame[drivers], frame["y"], relimp=True),
            partial(relative_importance, frame, "y", drivers, resamples=0),
            partial(lmg, correlation),
        )
        theirs, face, kernel = in_turn(jobs, 1 if p > 12 else rounds)
        told = jobs[0]()["relimp"].to_numpy()[1:]
        worst = np.abs(told - lmg(correlation)).max()
        print(
            f"{p:>8}{theirs * 1e3:>12.2f}{face * 1e3:>9.2f}{theirs / face:>9.0f}{kernel * 1e3:>9.2f}"
            f"{theirs / kernel:>9.0f}{worst:>12.0e}"
        )


def alone(sizes: Sequence[int], rounds: int) -> None:
    """LMG of many drivers, from the correlations."""
    print("\nLMG, many drivers")
    print(f"{'drivers':>8}{'ms':>9}{'peak MB':>10}")
    for p in sizes:
        correlation = survey(1_000, p).corr().to_numpy()
        job = partial(lmg, correlation)
        (seconds,) = in_turn([job], rounds)
        print(f"{p:>8}{seconds * 1e3:>9.1f}{peak_megabytes(job):>10.1f}")


def bootstrap(cases: Sequence[tuple[int, int]], rounds: int) -> None:
    """2,000 resamples: the importance of each, and the whole result with intervals, ranks and coefficients."""
    print("\n2,000 resamples, milliseconds")
    print(f"{'n':>10}{'drivers':>8}{'method':>9}{'resamples':>11}{'face':>9}{'peak MB':>10}")
    for n, p in cases:
        frame = survey(n, p)
        drivers = list(frame.columns[:-1])
        sample = sample_of(np.ascontiguousarray(frame.to_numpy().T), tuple(frame.columns), None)
        for method in METHODS:
            resample = partial(_resampled, sample, method)
            face = partial(relative_importance, frame, "y", drivers, method=method)
            drawn, whole = in_turn([resample, face], rounds)
            print(
                f"{n:>10,}{p:>8}{method:>9}{drawn * 1e3:>11.1f}{whole * 1e3:>9.1f}{peak_megabytes(face):>10.1f}"
            )


def _resampled(sample: Sample, method: str) -> object:
    return resampled_importance(sample, 0, METHODS[method], 2_000, np.random.default_rng(0))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drivers", description=__doc__.splitlines()[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--all", action="store_true", help="also pingouin at 14 drivers, and a million respondents"
    )
    size.add_argument("--small", action="store_true", help="only what takes a second")
    chosen = parser.parse_args(arguments)
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, pingouin {pingouin.__version__}")
    if chosen.small:
        against_pingouin([6], 1)
        alone([13], 1)
        bootstrap([(200, 4)], 1)
        return
    against_pingouin([6, 8, 10, 14] if chosen.all else [6, 8, 10], 7)
    alone([20, 25], 5)
    cases = [(1_000, 8), (1_000, 10), (1_000, 12), (10_000, 8), (50_000, 8)]
    bootstrap([*cases, (1_000_000, 8)] if chosen.all else cases, 5)


if __name__ == "__main__":
    main()
