"""How fast the driver analysis is: `python -m benchmarks.drivers`, with `--all` also the slow comparisons.

Ours beside pingouin, dominance-analysis and R's relaimpo, where these are here, on the same data in one run. All take
turns, so that what else the machine does hits all alike; ratios are of medians within one run. Prints the least and
the median of milliseconds, and the peak of the memory allocated for the numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np
import pandas as pd
import pingouin

from benchmarks.peers import Answer, Peer, by_pingouin, dominance_analysis, relaimpo
from toolkit.drivers.bootstrap import resampled_importance
from toolkit.drivers.importance import METHODS, relative_importance
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.sampled import sampled_lmg
from toolkit.drivers.shapley import lmg
from toolkit.measures.weights import FloatArray

RESAMPLES = 2_000
# A job that takes longer than this is run once; a peer that does, or nearly, is not asked with more drivers.
PATIENCE = 5.0
SHORT = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Timed:
    """The least and the median of the seconds of a job, and what it gave last."""

    least: float
    median: float
    gave: object

    @property
    def shown(self) -> str:
        """Both in milliseconds."""
        return f"{self.least * 1e3:.1f}/{self.median * 1e3:.1f}"


def survey(n: int, p: int) -> pd.DataFrame:
    """Draw answers of n customers to p drivers that share one thing, and the outcome `y`."""
    generator = np.random.default_rng(p)
    x = generator.normal(size=(n, p)) + 0.8 * generator.normal(size=(n, 1))
    y = x @ np.linspace(1, 0.2, p) + 0.6 * p**0.5 * generator.normal(size=n)
    return pd.DataFrame(x, columns=[f"d{i}" for i in range(p)]).assign(y=y)


def in_turn(jobs: Sequence[Callable[[], object]], rounds: int) -> list[Timed]:
    """Time each job over so many rounds, after one that does not count; a job may tell its own seconds.

    A job shorter than `SHORT` is timed over as many calls as fill that, so that what the job before it left in the
    caches of the processor is not counted with it.
    """
    seconds: list[list[float]] = [[] for _ in jobs]
    gave: list[object] = [None for _ in jobs]
    for turn in range(rounds + 1):
        for place, job in enumerate(jobs):
            if max(seconds[place], default=0) > PATIENCE:
                continue
            start = time.perf_counter()
            gave[place] = found = job()
            taken = time.perf_counter() - start
            if taken < SHORT:
                calls = int(SHORT / taken)
                start = time.perf_counter()
                for _ in range(calls):
                    job()
                taken = (time.perf_counter() - start) / calls
            if isinstance(found, Answer) and found.seconds is not None:
                taken = found.seconds
            if turn or taken > PATIENCE:
                seconds[place].append(taken)
    return [Timed(min(own), median(own), found) for own, found in zip(seconds, gave, strict=True)]


def peak_megabytes(job: Callable[[], object]) -> float:
    """Most memory that a job holds at once, of what it allocates itself."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def against_peers(sizes: Sequence[int], peers: dict[str, Peer], rounds: int) -> None:
    """LMG of n = 1,000: each peer, ours from the same frame with all else in it, and ours from the correlations."""
    print("\nLMG, n = 1,000: milliseconds (least/median), times as long as ours, largest difference")
    print(f"{'drivers':>8}  {'who':<22}{'ms':>18}{'to frame':>10}{'to kernel':>11}{'difference':>12}")
    asked = dict(peers)
    for p in sizes:
        frame = survey(1_000, p)
        drivers, correlation = list(frame.columns[:-1]), frame.corr().to_numpy()
        ours = (
            partial(relative_importance, frame, "y", drivers, resamples=0),
            partial(lmg, correlation),
        )
        *theirs, face, kernel = in_turn([*(partial(peer, frame) for peer in asked.values()), *ours], rounds)
        for name, timed in zip(list(asked), theirs, strict=True):
            raw = timed.gave.raw if isinstance(timed.gave, Answer) else np.full(p, np.nan)
            print(
                f"{p:>8}  {name:<22}{timed.shown:>18}{timed.median / face.median:>10.0f}"
                f"{timed.median / kernel.median:>11.0f}{np.abs(raw - lmg(correlation)).max():>12.0e}"
            )
            if timed.median > PATIENCE / 4:
                del asked[name]
        print(f"{p:>8}  {'ours, from the frame':<22}{face.shown:>18}")
        print(f"{p:>8}  {'ours, correlations':<22}{kernel.shown:>18}")


def groups(p: int) -> tuple[FloatArray, FloatArray]:
    """Correlations of p drivers in groups of five that do not correlate between groups, and their LMG, by group."""
    whole, truth = np.eye(p + 1), np.empty(p)
    for start in range(0, p, 5):
        own = survey(200 + start, 5).corr().to_numpy(copy=True)
        own[:-1, -1] *= np.sqrt(0.6 * 5 / p)
        own[-1, :-1] = own[:-1, -1]
        some = np.arange(start, start + 5)
        whole[np.ix_(some, some)] = own[:-1, :-1]
        whole[some, -1] = whole[-1, some] = own[:-1, -1]
        truth[some] = lmg(own)
    return whole, truth


def alone(sizes: Sequence[int], rounds: int) -> None:
    """LMG of many drivers, from the correlations; its error where the truth is known."""
    print("\nLMG, many drivers, exact")
    print(f"{'drivers':>8}{'ms':>18}{'peak MB':>10}{'error':>10}")
    for p in sizes:
        correlation, truth = groups(p)
        job = partial(lmg, correlation)
        (timed,) = in_turn([job], rounds)
        error = np.abs(lmg(correlation) - truth).max()
        print(f"{p:>8}{timed.shown:>18}{peak_megabytes(job):>10.1f}{error:>10.0e}")


def sampled(sizes: Sequence[int], rounds: int) -> None:
    """LMG over random orders, from the correlations."""
    print("\nLMG, many drivers, over random orders")
    print(f"{'drivers':>8}{'ms':>18}{'orders':>8}{'standard error of a share':>27}{'peak MB':>10}")
    for p in sizes:
        correlation = survey(2_000, p).corr().to_numpy()
        job = partial(sampled_lmg, correlation)
        (timed,) = in_turn([job], rounds)
        found = job()
        error = (found.errors / found.importance.sum()).max()
        print(f"{p:>8}{timed.shown:>18}{found.orders:>8}{error:>27.1e}{peak_megabytes(job):>10.1f}")


def bootstrap(cases: Sequence[tuple[int, int]], rounds: int, one_by_one: int) -> None:
    """2,000 resamples: the importance of each, and the whole result with intervals, ranks and coefficients."""
    print(
        f"\n{RESAMPLES:,} resamples, milliseconds (least/median); pingouin: {one_by_one} of them, times as many"
    )
    heads = (
        ("n", 10),
        ("drivers", 8),
        ("method", 9),
        ("resamples", 18),
        ("whole result", 18),
        ("peak MB", 10),
    )
    print("".join(f"{head:>{width}}" for head, width in heads) + f"{'pingouin':>12}{'ratio':>9}")
    for n, p in cases:
        frame = survey(n, p)
        drivers = list(frame.columns[:-1])
        sample = sample_of(np.ascontiguousarray(frame.to_numpy().T), tuple(frame.columns), None)
        for method in METHODS:
            jobs: list[Callable[[], object]] = [
                partial(_resampled, sample, method),
                partial(relative_importance, frame, "y", drivers, method=method, resamples=RESAMPLES),
            ]
            drawn, whole = in_turn(jobs, rounds)
            theirs = ""
            if method == "lmg" and n <= 1_000:
                start = time.perf_counter()
                _pingouin_resamples(frame, one_by_one)
                loop = (time.perf_counter() - start) * RESAMPLES / one_by_one
                theirs = f"{loop * 1e3:>12,.0f}{loop / whole.median:>9,.0f}"
            print(
                f"{n:>10,}{p:>8}{method:>9}{drawn.shown:>18}{whole.shown:>18}{peak_megabytes(jobs[1]):>10.1f}{theirs}"
            )


def _resampled(sample: Sample, method: str) -> object:
    return resampled_importance(sample, 0, METHODS[method], RESAMPLES, np.random.default_rng(0))


def _pingouin_resamples(frame: pd.DataFrame, resamples: int) -> None:
    generator = np.random.default_rng(0)
    for _ in range(resamples):
        by_pingouin(frame.iloc[generator.integers(0, len(frame), len(frame))])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drivers", description=__doc__.splitlines()[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--all", action="store_true", help="also peers at 14 drivers, and a million respondents"
    )
    size.add_argument("--small", action="store_true", help="only what takes a second")
    chosen = parser.parse_args(arguments)
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, pingouin {pingouin.__version__}")
    if chosen.small:
        against_peers([6], {"pingouin": by_pingouin}, 1)
        alone([10], 1)
        sampled([26], 1)
        bootstrap([(200, 4)], 1, 2)
        return
    found = {"pingouin": by_pingouin, "dominance-analysis": dominance_analysis(), "relaimpo (R)": relaimpo()}
    print("".join(f"{name} is not here\n" for name, peer in found.items() if peer is None), end="")
    peers = {name: peer for name, peer in found.items() if peer is not None}
    against_peers([6, 10, 14] if chosen.all else [6, 10], peers, 5)
    alone([20, 25], 5)
    sampled([40, 100], 5)
    cases = [(1_000, 8), (1_000, 10), (1_000, 12), (10_000, 8), (50_000, 8)]
    bootstrap([*cases, (1_000_000, 8)] if chosen.all else cases, 5, 20)


if __name__ == "__main__":
    main()
