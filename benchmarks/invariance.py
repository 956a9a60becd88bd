"""How often a comparison is stopped for nothing, or for a question that moved: `python -m benchmarks.invariance`.

Scales of three and four questions in two waves: answers of 1 to 7, or of 1 to 5 that crowd at the top; the same
customers in part; weights; a real change of the theme. One question moves by itself, by so many of its own standard
deviations. A theme is judged alone here: in a report the tests of all themes are one family, which stops less.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.invariance.decision import concluded, fit_levels
from toolkit.followup.invariance.moments import wave_moments
from toolkit.followup.thresholds import MATERIAL_BIAS

SMALLEST_CHANGE = 5.0
LOADING = 0.8
STABLE, PECULIAR = 0.6, 0.5  # how a theme, and what is peculiar to a question, correlate over waves


@dataclass(frozen=True)
class Case:
    """Two waves of customers: `shift` of the theme and `drift` of the first question in standard deviations."""

    items: int = 4
    n: int = 500
    crowded: bool = False
    weighted: bool = False
    overlap: float = 0.0
    shift: float = 0.0
    drift: float = 0.0

    def words(self) -> str:
        parts = [
            "1 to 5, crowded" if self.crowded else "1 to 7",
            "weighted" if self.weighted else "",
            f"{self.overlap:.0%} answer twice" if self.overlap else "",
            f"real change of {self.shift:g} sd" if self.shift else "",
        ]
        return ", ".join(part for part in parts if part)


def wave(draw: np.random.Generator, case: Case, before: tuple[np.ndarray, np.ndarray] | None) -> tuple:
    """Give the answers of a wave on 0-100, and the parts that those who answer again keep."""
    theme, own = draw.normal(size=case.n), draw.normal(size=(case.n, case.items))
    shift = np.zeros(case.items)
    if before is not None:
        same = round(case.overlap * case.n)
        theme[:same] = STABLE * before[0][:same] + np.sqrt(1 - STABLE**2) * theme[:same]
        own[:same] = PECULIAR * before[1][:same] + np.sqrt(1 - PECULIAR**2) * own[:same]
        shift += LOADING * case.shift
        shift[0] += case.drift
    inner = LOADING * theme[:, None] + np.sqrt(1 - LOADING**2) * own + shift
    points, middle, spread = (
        (5, (4.3, 4.5, 4.1, 4.0), 1.0) if case.crowded else (7, (4.7, 4.4, 4.1, 3.9), 1.4)
    )
    answers = np.clip(np.round(np.array(middle)[: case.items] + spread * inner), 1, points)
    return 100 * (answers - 1) / (points - 1), (theme, own)


def outcomes(case: Case, clients: int, seed: int = 20261122) -> dict[str, float]:
    """Give the part of the clients per outcome: holds, named (the first question), wrong (another), fails, untested."""
    draw = np.random.default_rng(seed)
    counted = dict.fromkeys(("holds", "named", "wrong", "fails", "untested"), 0)
    for _ in range(clients):
        counted[_outcome(case, draw)] += 1
    return {name: count / clients for name, count in counted.items()}


def _outcome(case: Case, draw: np.random.Generator) -> str:
    first, kept = wave(draw, case, None)
    second, _ = wave(draw, case, kept)
    same = round(case.overlap * case.n)
    keys = [
        pd.Series(np.arange(case.n)),
        pd.Series(np.arange(case.n) + np.where(np.arange(case.n) < same, 0, case.n)),
    ]
    weights = [np.exp(0.5 * draw.normal(size=case.n)) for _ in range(2)] if case.weighted else None
    names = [f"q{number}" for number in range(1, case.items + 1)]
    waves = [pd.DataFrame(answers, columns=names) for answers in (first, second)]
    try:
        theme = fit_levels(wave_moments(waves, weights=weights, keys=keys if same else None))
        found = concluded({"theme": theme}, largest_bias=MATERIAL_BIAS * SMALLEST_CHANGE)["theme"]
    except StatisticsError:
        return "untested"
    if found.outcome != "partial":
        return found.outcome
    return "named" if found.moved == ("q1",) and case.drift else "wrong"


NOTHING = [
    Case(),
    Case(crowded=True),
    Case(crowded=True, weighted=True),
    Case(crowded=True, overlap=0.5),
    Case(shift=0.4),
    Case(crowded=True, shift=0.4),
    Case(crowded=True, shift=0.4, overlap=0.5),
]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    clients = 5 if asked.small else asked.clients
    sizes = (300,) if asked.small else (150, 300, 500, 1000, 20_000)
    print(f"No question moved: theme stopped or a question named, {clients} clients each (20,000: a tenth)")
    print("| answers | questions | " + " | ".join(f"n = {n:,}" for n in sizes) + " |")
    print("|---|---|" + "---|" * len(sizes))
    for case in NOTHING[:1] if asked.small else NOTHING:
        for items in (3, 4):
            rates = []
            for n in sizes:
                found = outcomes(replace(case, items=items, n=n), clients // 10 if n > 5_000 else clients)
                rates.append(f"{found['wrong'] + found['fails']:.1%}")
            print(f"| {case.words()} | {items} | " + " | ".join(rates) + " |", flush=True)
    _drifts(clients // 4 or 1, small=asked.small)


def _drifts(clients: int, *, small: bool) -> None:
    print(
        f"\nThe first question moved: named / theme stopped / neither or another named, {clients} clients each"
    )
    sizes = (300,) if small else (300, 500, 1000, 20_000)
    print("| answers | questions | drift | " + " | ".join(f"n = {n:,}" for n in sizes) + " |")
    print("|---|---|---|" + "---|" * len(sizes))
    base = [
        Case(),
        Case(crowded=True),
        Case(crowded=True, overlap=0.5),
        Case(crowded=True, weighted=True),
        Case(shift=0.4),
    ]
    for case in base[:1] if small else base:
        for items in (3, 4):
            for drift in (0.05, 0.4, -0.4) if not case.crowded else (0.4, -0.4):
                rates = []
                for n in sizes:
                    found = outcomes(
                        replace(case, items=items, n=n, drift=drift),
                        max(clients // 5, 1) if n > 5_000 else clients,
                    )
                    missed = found["holds"] + found["wrong"] + found["untested"]
                    rates.append(f"{found['named']:.0%} / {found['fails']:.0%} / {missed:.0%}")
                print(f"| {case.words()} | {items} | {drift:+g} sd | " + " | ".join(rates) + " |", flush=True)


if __name__ == "__main__":
    main()
