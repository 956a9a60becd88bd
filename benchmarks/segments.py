"""How often groups that do not differ get a letter all the same: `python -m benchmarks.segments`.

Prints three tables: single tests of shares and recommendation scores in small and unlike groups, each by the normal
test that is customary and by the one in use; whole tables of groups, where one letter is one too many; and such tables
of answers that crowd at the top, by Welch's t alone and by the test in use.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from scipy import stats

from toolkit.measures.differences import mean_difference, nps_difference, share_difference
from toolkit.measures.multiplicity import holm
from toolkit.measures.segments.compare import REST, compare_groups

SIZES = [(30, 30), (30, 200), (30, 2000), (100, 100), (100, 1000)]
SCORES = {"45/35/20": (0.45, 0.35, 0.20), "70/25/5": (0.70, 0.25, 0.05), "90/7/3": (0.90, 0.07, 0.03)}
SHARES = {"30%": 0.30, "5%": 0.05}
CROWDED = (0.02, 0.03, 0.09, 0.27, 0.59)
UNLIKE = [(30, 200, 800), (60, 2000)]
TABLES = [(30, 30, 30), (30, 60, 200), (200, 200, 200, 200)]


def normal(values: np.ndarray, tables: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Give the p of the normal test with unpooled variances, per pair of tables; 1 where there is no spread."""
    means, parts = [], []
    for table in tables:
        n = table.sum(axis=1)
        mean = table @ values / n
        means.append(mean)
        parts.append((table @ values**2 / n - mean**2) / n)
    se = np.sqrt(parts[0] + parts[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(se > 0, (means[0] - means[1]) / se, 0.0)
    return 2 * stats.norm.sf(np.abs(z))


def single(
    kind: str, probabilities: tuple[float, ...], sizes: tuple[int, int], draws: int
) -> tuple[float, float]:
    """Give how often p < .05 by the normal test and by ours; each pair of tables that was drawn is tested once."""
    draw = np.random.default_rng(20260401)
    answers = np.array([10.0, 8.0, 3.0] if kind == "nps" else [1.0, 0.0])
    values = np.array([1.0, 0.0, -1.0] if kind == "nps" else [1.0, 0.0])
    ours = nps_difference if kind == "nps" else share_difference
    first, second = (draw.multinomial(size, probabilities, draws) for size in sizes)
    seen, times = np.unique(np.hstack([first, second]), axis=0, return_counts=True)
    k = len(answers)
    found = [ours(np.repeat(answers, row[:k]), np.repeat(answers, row[k:])).p < 0.05 for row in seen]
    customary = float((normal(values, (first, second)) < 0.05).mean())
    return customary, float(np.average(found, weights=times))


def crowded(sizes: tuple[int, ...], against: str, weighted: bool, draws: int) -> tuple[float, float]:
    """Give how often a table of eight skewed measures without any difference gets a letter: by Welch's t, and by ours.

    The answers are those of 1 to 5, nearly six of ten the highest, as on finding the way at an airport.
    """
    draw = np.random.default_rng(20260403)
    codes = np.repeat(np.arange(len(sizes)), sizes)
    groups, order = pd.Series(codes.astype(str)), [str(at) for at in range(len(sizes))]
    kinds = dict.fromkeys("abcdefgh", "mean")
    by_welch = found = 0
    for _ in range(draws):
        answers = draw.choice([0.0, 25, 50, 75, 100], p=CROWDED, size=(len(groups), len(kinds)))
        weights = np.exp(draw.normal(0, 0.5, len(groups))) if weighted else np.ones(len(groups))
        frame = pd.DataFrame(answers, columns=list(kinds))
        tests = compare_groups(frame, kinds, groups, order=order, weights=weights, against=against).tests
        single = [
            mean_difference(x[one], x[other], weights[one], weights[other]).p
            for x, one, other in (
                (frame[row.measure].to_numpy(), *_rows(codes, row.first, row.second))
                for row in tests.itertuples()
            )
        ]
        by_welch += bool((holm(single) < 0.05).any())
        found += bool((tests["p_holm"] < 0.05).any())
    return by_welch / draws, found / draws


def _rows(codes: np.ndarray, first: str, second: str) -> tuple[np.ndarray, np.ndarray]:
    one = codes == int(first)
    return one, ~one if second == REST else codes == int(second)


def whole(sizes: tuple[int, ...], against: str, weighted: bool, draws: int) -> float:
    """Give how often a table of three measures without any difference gets a letter."""
    draw = np.random.default_rng(20260402)
    groups = pd.Series(np.repeat([str(at) for at in range(len(sizes))], sizes))
    order = [str(at) for at in range(len(sizes))]
    kinds = {"score": "mean", "nine_plus": "share", "nps": "nps"}
    found = 0
    for _ in range(draws):
        felt = draw.normal(size=len(groups))
        frame = pd.DataFrame(
            {
                "score": (65 + 18 * felt).clip(0, 100).round(),
                "nine_plus": (felt > 1).astype(float),
                "nps": (8 + 1.6 * felt).round().clip(0, 10),
            }
        )
        weights = np.exp(draw.normal(0, 0.5, len(groups))) if weighted else None
        table = compare_groups(
            frame, kinds, groups, order=order, weights=weights, against=against, minimum=20
        )
        found += bool((table.tests["p_holm"] < 0.05).any())
    return found / draws


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=4000, help="draws per single test")
    parser.add_argument("--tables", type=int, default=1000, help="draws per whole table")
    given = parser.parse_args()
    start = time.perf_counter()
    print("| measure | answers | groups of | customary | in use |\n|---|---|---|---|---|")
    for kind, choices in (("nps", SCORES), ("share", {key: (p, 1 - p) for key, p in SHARES.items()})):
        for name, probabilities in choices.items():
            for sizes in SIZES:
                rates = single(kind, probabilities, sizes, given.draws)
                told = " | ".join(f"{100 * rate:.1f}%" for rate in rates)
                print(f"| {kind} | {name} | {sizes[0]} and {sizes[1]} | {told} |", flush=True)
    print("\n| groups of | against | weighted | tables with a letter |\n|---|---|---|---|")
    for sizes in TABLES:
        for against in ("pairs", "rest"):
            for weighted in (False, True):
                rate = whole(sizes, against, weighted, given.tables)
                told = ", ".join(map(str, sizes))
                print(
                    f"| {told} | {against} | {'yes' if weighted else 'no'} | {100 * rate:.1f}% |", flush=True
                )
    print("\n| groups of | against | weighted | Welch | in use |\n|---|---|---|---|---|")
    for sizes in UNLIKE:
        for against in ("pairs", "rest") if len(sizes) > 2 else ("pairs",):
            for weighted in (False, True):
                rates = crowded(sizes, against, weighted, given.tables)
                told = " | ".join(f"{100 * rate:.1f}%" for rate in rates)
                named = f"{', '.join(map(str, sizes))} | {against} | {'yes' if weighted else 'no'}"
                print(f"| {named} | {told} |", flush=True)
    print(f"\n{given.draws:,} and {given.tables:,} draws, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
