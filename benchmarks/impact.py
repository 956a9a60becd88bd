"""Is a difference claimed that no action made? `python -m benchmarks.impact`.

First table: the same customers twice, others, or some of both; with the action (7 points more, on top of 3 for
everybody and a start 5 points lower) and without. How often the interval of the difference in differences holds those 7
points, and how often it leaves the truth out where the action adds nothing. "steps": answers in steps of 25 that pile
up at the top; weights have an efficiency of about 80%.

Second table: the lowest fifth by the first score gets the action, or four in five of them; it does nothing, or adds 6
points. How often either way claims a difference at 5% over two measures, and how often the interval of `among_equals`
holds the truth; then the rise expected by regression to the mean, and how often the interval of what is left holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from toolkit.followup.impact.did import difference_in_differences
from toolkit.followup.impact.regression import among_equals, beyond_regression

EFFECT, RISE, LOWER = 7.0, 3.0, 5.0


@dataclass(frozen=True)
class Design:
    """Respondents before, after and in both, and the share that has the action."""

    name: str
    before: int
    after: int
    both: int
    share: float


DESIGNS = (
    Design("panel, half", 200, 200, 200, 0.5),
    Design("panel, one in ten", 200, 200, 200, 0.1),
    Design("independent, half", 200, 160, 0, 0.5),
    Design("independent, one in ten", 300, 240, 0, 0.1),
    Design("half overlap, half", 200, 160, 90, 0.5),
    Design("half overlap, one in ten", 300, 240, 140, 0.1),
)


def drawn(
    design: Design, draws: int, *, seed: int, effect: float, steps: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw both waves with `draws` measures, each a client of its own; `w` are weights, `had` the action."""
    rng = np.random.default_rng(seed)
    people = design.before + design.after - design.both
    standing = 60 + 12 * rng.standard_normal((people, draws))
    had = (rng.permutation(people) < design.share * people).astype(float)
    weights = np.exp(rng.normal(0, 0.5, people))
    waves = []
    for later, rows in enumerate((slice(0, design.before), slice(design.before - design.both, people))):
        moved = RISE * later + (effect * later - LOWER) * had[rows, None]
        score = standing[rows] + moved + 9 * rng.standard_normal(standing[rows].shape)
        score = (score / 25 + 0.4).round().clip(0, 4) * 25 if steps else score
        frame = pd.DataFrame(score, columns=[f"m{draw}" for draw in range(draws)])
        waves.append(frame.assign(key=np.arange(people)[rows], had=had[rows], w=weights[rows]))
    return waves[0], waves[1]


def coverage(design: Design, draws: int, *, seed: int, weighted: bool, steps: bool) -> tuple[float, float]:
    """How often the interval holds the effect, and how often it leaves out that of an action which adds nothing."""
    held = []
    for effect in (EFFECT, 0.0):
        truth = _in_steps(design.share, effect) if steps else effect
        table = difference_in_differences(
            *drawn(design, draws, seed=seed, effect=effect, steps=steps),
            [f"m{draw}" for draw in range(draws)],
            treated="had",
            key="key",
            weights="w" if weighted else None,
        )
        held.append(float(np.mean((table["low"] <= truth) & (table["high"] >= truth))))
    return held[0], 1 - held[1]


@cache
def _in_steps(share: float, effect: float) -> float:
    """What a very large sample gives: rounding and the top of the scale take some of the effect."""
    many = Design("", 200_000, 200_000, 0, share)
    waves = drawn(many, 1, seed=1, effect=effect, steps=True)
    return float(difference_in_differences(*waves, ["m0"], treated="had")["difference"].iloc[0])


def picked(n: int, effect: float, *, part: float, weighted: bool, seed: int) -> tuple[float, ...]:
    """One client of which the lowest fifth is picked: what both ways claim, and whether the intervals hold."""
    rng = np.random.default_rng(seed)
    standing = rng.standard_normal(n)

    def scores(about: np.ndarray, add: np.ndarray | float) -> np.ndarray:
        answer = 62 + 18 * (np.sqrt(0.7) * about + np.sqrt(0.3) * rng.standard_normal(n)) + add
        return np.asarray((answer / 100 * 24).round().clip(0, 24) / 24 * 100)

    first, other = scores(standing, 0.0), scores(0.6 * standing + 0.8 * rng.standard_normal(n), 0.0)
    had = ((first <= np.quantile(first, 0.2)) & (rng.random(n) < part)).astype(float)
    second = scores(0.9 * standing + np.sqrt(0.19) * rng.standard_normal(n), RISE + effect * had)
    about = pd.DataFrame({"key": range(n), "had": had, "w": np.exp(rng.normal(0, 0.4, n))})
    before = about.assign(trust=first, other=other)
    after = about.assign(trust=second, other=scores(0.6 * standing + 0.8 * rng.standard_normal(n), RISE))
    weights, names = "w" if weighted else None, ["trust", "other"]
    did = difference_in_differences(before, after, names, treated="had", key="key", weights=weights)
    equals = among_equals(before, after, names, treated="had", picked="trust", key="key", weights=weights)
    left = beyond_regression(
        before, after, ["trust"], treated="had", picked="trust", key="key", weights=weights
    )
    row, rest = (table.to_dict("index")["trust"] for table in (equals, left))
    return (
        float(np.any(did["p_holm"] < 0.05)),
        float(np.any(equals["p_holm"] < 0.05)),
        float(row["low"] <= effect <= row["high"]),
        float(rest["expected"]),
        float(rest["low"] <= effect + RISE <= rest["high"]),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.impact", description=main.__doc__)
    parser.add_argument("--small", action="store_true", help="few draws, to see that it runs")
    small = parser.parse_args(arguments).small
    draws, clients = (20, 3) if small else (4000, 1000)
    print(f"{'design':<28}{'answers':<10}{'weights':<9}{'coverage %':>11}{'false %':>9}")
    for design in DESIGNS:
        for steps in (False,) if small else (False, True):
            for weighted in (False, True):
                held, false = coverage(design, draws, seed=7, weighted=weighted, steps=steps)
                answers, weights = "steps" if steps else "normal", "yes" if weighted else "no"
                print(f"{design.name:<28}{answers:<10}{weights:<9}{100 * held:>11.1f}{100 * false:>9.1f}")
    columns = ("claims DiD %", "claims equals %", "coverage %", "expected rise", "coverage left %")
    print(f"\n{'picked':<34}" + "".join(f"{name:>17}" for name in columns))
    for n, effect, part, weighted in (
        (600, 0.0, 1.0, False),
        (600, 0.0, 0.8, False),
        (600, 0.0, 1.0, True),
        (600, 6.0, 1.0, False),
        (600, 6.0, 0.8, True),
        (100, 0.0, 0.9, False),
    ):
        means = np.mean(
            [picked(n, effect, part=part, weighted=weighted, seed=seed) for seed in range(clients)], axis=0
        )
        name = f"{n}, effect {effect:g}, {part:.0%}{', weighted' if weighted else ''}"
        told = [
            f"{100 * value:>17.1f}" if place != 3 else f"{value:>17.1f}" for place, value in enumerate(means)
        ]
        print(f"{name:<34}" + "".join(told))


if __name__ == "__main__":
    main()
