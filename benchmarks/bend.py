"""How often the bend test is wrong, and how often it finds a bend: `python -m benchmarks.bend [surveys]`.

Marks as customers give them, scores on 25 steps that lie near their ceiling at a mark of 10, with a spread that
differs from mark to mark; the mean is straight in the mark but for the planted turn at 8. Prints one row per design.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from toolkit.measures.loyalty.bend import Bend, bend

MARKS = np.arange(1.0, 11)
SHARES = np.array([0.01, 0.01, 0.02, 0.03, 0.05, 0.10, 0.24, 0.32, 0.15, 0.07])
PLACE = 8.0
RESAMPLES = 199


@dataclass(frozen=True)
class Design:
    """Respondents, mean share of the scale at a mark of 10 without the turn, turn in points per mark, weights."""

    n: int
    top: float
    turn: float
    weighted: bool = False

    @property
    def slope(self) -> float:
        """Points per mark before the turn."""
        return 100 * (self.top - 0.10) / 9


DESIGNS = (
    Design(150, 0.95, 0),
    Design(300, 0.98, 0),
    Design(600, 0.95, 0),
    Design(600, 0.95, 0, weighted=True),
    Design(600, 0.60, 3),
    Design(600, 0.60, 6),
    Design(600, 0.60, 6, weighted=True),
    Design(1200, 0.60, 6),
    Design(600, 0.60, 12),
)


def survey(design: Design, seed: int) -> Bend:
    """Draw one survey and look for its bend."""
    generator = np.random.default_rng([seed, design.n])
    marks = generator.choice(MARKS, size=design.n, p=SHARES)
    mean = 0.10 + design.slope / 100 * (marks - 1) + design.turn / 100 * np.maximum(0, marks - PLACE)
    chance = generator.beta(6 * mean, 6 * (1 - mean))
    scores = 100 * generator.binomial(24, chance) / 24
    weights = generator.choice([0.4, 0.8, 1.2, 3.0], size=design.n) if design.weighted else None
    return bend(marks, scores, generator=generator, weights=weights, resamples=RESAMPLES)


def main(surveys: int) -> None:
    """Print, per design, how often a bend is shown and how often the intervals hold the truth."""
    print(f"{surveys} surveys per row, {RESAMPLES} resamples each; per cent")
    print(f"{'n':>6}{'turn':>6}{'weights':>9}{'shown':>8}{'at 8':>7}{'place':>8}{'before':>8}{'turn in':>9}")
    for design in DESIGNS:
        found = [survey(design, seed) for seed in range(surveys)]
        shown = np.mean([one.p <= 0.05 for one in found])
        row = f"{design.n:6}{design.turn:6g}{'yes' if design.weighted else 'no':>9}{shown:8.1%}"
        if design.turn:
            truth = (("mark", PLACE), ("before", design.slope), ("change", design.turn))
            held = [
                np.mean([getattr(one, name).low <= value <= getattr(one, name).high for one in found])
                for name, value in truth
            ]
            row += f"{np.mean([one.mark.value == PLACE for one in found]):7.0%}"
            row += f"{held[0]:8.1%}{held[1]:8.1%}{held[2]:9.1%}"
        print(row, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
