"""How often the comparison of waves errs, and what it finds: `python -m benchmarks.changes [families]`.

First table: families of five measures, means of normal answers and shares, in waves of which nobody, some or all
answered twice, with and without weights (efficiency about 80%). "No change": families that hear any "better" or
"worse". "Planned": one of the five changed by what the baseline's plan says can be shown with 80% certainty, which is
also the smallest change that matters: how often it is called "better". "Just": that change is exactly the smallest that
matters: how often it is called irrelevant. "Inside": intervals that hold the true change.
Second table: who leaves by chance, and how often they are called different; links between changes.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import stats

from toolkit.followup.attrition import attrition
from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.changes.shares import compare_shares
from toolkit.followup.changes.verdict import decided
from toolkit.followup.linked_change import linked_changes
from toolkit.measures.planning import Design, detectable_change
from toolkit.measures.weights import effective_n

FAMILY, SPREAD, CORRELATION, SHARE = 5, 15.0, 0.6, 0.4
WAVES = {
    "independent": (80, 50, 0),
    "partially overlapping": (80, 60, 35),
    "paired": (45, 45, 45),
    "independent, large": (400, 400, 0),
    "partially overlapping, large": (400, 350, 200),
    "paired, large": (300, 300, 300),
}


def normal_waves(
    sizes: tuple[int, int, int], number: int, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal answers, respondents × measures; the last of the first wave are the first of the second."""
    n, m, both = sizes
    first, second = draw.normal(size=(n, number)), draw.normal(size=(m, number))
    own = np.sqrt(1 - CORRELATION**2)
    second[:both] = CORRELATION * first[n - both :] + own * second[:both]
    return first, second


def drawn_weights(sizes: tuple[int, int, int], draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Weights as raking leaves them; who answers twice weighs the same twice."""
    n, m, both = sizes
    first, second = (np.exp(draw.normal(0, 0.5, size)) for size in (n, m))
    second[:both] = first[n - both :]
    return first, second


def verdicts(table: pd.DataFrame) -> np.ndarray:
    """Judge families of five apart, shape (families, 5)."""
    starts = range(0, len(table), FAMILY)
    return np.array([decided(table.iloc[at : at + FAMILY], 0.95)["verdict"].to_numpy() for at in starts])


def rates(name: str, families: int, *, weighted: bool, shares: bool) -> dict[str, float]:
    """Give the rates of one row of the table."""
    draw = np.random.default_rng([20261122, list(WAVES).index(name), weighted, shares])
    n, m, both = sizes = WAVES[name]
    first, second = normal_waves(sizes, families * FAMILY, draw)
    weights = drawn_weights(sizes, draw) if weighted else None
    effect = 1.0 if weights is None else max(len(one) / effective_n(one) for one in weights)
    panel = CORRELATION if both == n else None
    if shares:
        # Of two normal scores cut at .4, the correlation of yes and no is about three fifths of theirs.
        plan = Design(
            n, share=SHARE, correlation=None if panel is None else 0.6 * panel, design_effect=effect, tests=5
        )
    else:
        plan = Design(n, sd=SPREAD, correlation=panel, design_effect=effect, tests=FAMILY)
    change = detectable_change(plan, m)
    names = [f"m{place}" for place in range(families * FAMILY)]
    keys = np.arange(n), np.arange(m) + n - both

    def compared(rise: np.ndarray) -> pd.DataFrame:
        if shares:
            waves = (first < stats.norm.ppf(SHARE)), (second < stats.norm.ppf(SHARE + rise))
            compare = compare_shares
        else:
            waves = 60 + SPREAD * first, 60 + SPREAD * second + rise
            compare = compare_waves
        frames = [
            pd.DataFrame(wave.astype(float), columns=names).assign(key=key)
            for wave, key in zip(waves, keys, strict=True)
        ]
        return compare(*frames, names, key="key", weights=weights, smallest_change=change)

    still = compared(np.zeros(len(names)))
    one_moved = compared(change * (np.arange(len(names)) % FAMILY == 0))
    moved = one_moved.iloc[::FAMILY]
    inside = (still["low"] <= 0) & (still["high"] >= 0)
    return {
        "change": change,
        "cried": np.isin(verdicts(still), ["better", "worse"]).any(axis=1).mean(),
        "found": (verdicts(one_moved)[:, 0] == "better").mean(),
        "irrelevant": (moved["p_equivalence"] < 0.05).mean(),
        "inside": inside.mean(),
    }


def leavers(clients: int, n: int) -> float:
    """Give how often customers who left by chance are called different in any of five measures or two divisions."""
    draw, cried = np.random.default_rng(5), 0
    for _ in range(clients):
        answers = pd.DataFrame(draw.normal(60, 15, (n, FAMILY)), columns=list("abcde"))
        answers["e"] = draw.integers(0, 11, n)
        segments = pd.DataFrame({"two": draw.integers(0, 2, n), "four": draw.integers(0, 4, n)}).astype(str)
        kinds = dict.fromkeys("abcd", "mean") | {"e": "nps"}
        found = attrition(answers, kinds, segments, draw.random(n) < 0.4)
        cried += min(found.measures["p_holm"].min(), found.segments["p_holm"].min()) < 0.05
    return cried / clients


def links(clients: int, n: int) -> tuple[float, float]:
    """Give the coverage of a true link of .5, and how often one of two drivers without a link is called linked."""
    draw, inside, cried = np.random.default_rng(6), 0, 0
    for _ in range(clients):
        first = pd.DataFrame(draw.normal(60, 10, (n, 4)), columns=["y", "a", "b", "c"])
        step = draw.normal(0, 8, (n, 3))
        second = first + np.column_stack([0.5 * step[:, 0] + draw.normal(0, 4 + np.abs(step[:, 0])), step])
        keys = np.arange(n)
        found = linked_changes(
            first.assign(k=keys), second.assign(k=keys), "y", ["a", "b", "c"], key="k"
        ).table
        inside += found.at["a", "low"] <= 0.5 <= found.at["a", "high"]
        cried += (found.loc[["b", "c"], "p_holm"] < 0.05).any()
    return inside / clients, cried / clients


def main(arguments: list[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="?", type=int, default=1000)
    families = parser.parse_args(arguments).families
    print("| measures | waves | weights | no change | planned | just | inside |")
    print("|---|---|---|---|---|---|---|")
    for shares in (False, True):
        for name in WAVES:
            for weighted in (False, True):
                row = rates(name, families, weighted=weighted, shares=shares)
                told = (f"{100 * row[what]:.1f}%" for what in ("cried", "found", "irrelevant", "inside"))
                kind, weights = "shares" if shares else "means", "yes" if weighted else "no"
                print(f"| {kind} | {name} | {weights} | {' | '.join(told)} |", flush=True)
    print("\n| customers | leavers called different | link inside | no link called one |\n|---|---|---|---|")
    for n in (60, 120, 400):
        covered, cried = links(families, n)
        print(
            f"| {n} | {100 * leavers(families, n):.1f}% | {100 * covered:.1f}% | {100 * cried:.1f}% |",
            flush=True,
        )


if __name__ == "__main__":
    main()
