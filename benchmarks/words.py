"""What words and themes claim where there is nothing to claim, and what they find: `python -m benchmarks.words`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.measures.thresholds import STABLE_THEMES
from toolkit.measures.words.odds import words_apart
from toolkit.measures.words.themes import themes

DRAWS, THEME_DRAWS = 200, 40
MINIMUM = 10
GROUPS = ((60, 40, 40), (150, 100, 80), (40, 200, 60))
ANSWERS = ((100, 25), (200, 40), (500, 60), (1000, 100))
PLANTED = (0, 2, 3, 5)


def written(rng: np.random.Generator, n: int, k: int) -> np.ndarray:
    """Draw who uses which of k words that have nothing to do with each other, some used by many and most by few."""
    return (rng.random((n, k)) < np.clip(rng.gamma(0.8, 0.06, k), 0.01, 0.7)).astype(float)


def with_themes(rng: np.random.Generator, n: int, k: int, number: int) -> np.ndarray:
    """Draw the same, in which each respondent writes of one of so many themes, of five words each, or of none."""
    used = written(rng, n, k)
    theme = rng.integers(0, number + 1, n)
    for one in range(number):
        words = slice(5 * one, 5 * one + 5)
        used[:, words] = (rng.random((n, 5)) < np.where(theme == one, 0.4, 0.03)[:, None]).astype(float)
    return used


def false_claims(first: int, second: int, k: int, *, weighted: bool, draws: int = DRAWS) -> float:
    """Share of draws in which a word is claimed to set two groups apart that write the same."""
    claimed = 0
    for draw in range(draws):
        rng = np.random.default_rng([draw, first])
        n = first + second
        weights = rng.gamma(2, 1, n) + 0.2 if weighted else None
        here = np.arange(n) < first
        p = words_apart(written(rng, n, k), here, ~here, weights, minimum=MINIMUM)["p"]
        # Holm's method claims something where Bonferroni's does.
        claimed += bool(len(p) and p.min() * len(p) < 0.05)
    return claimed / draws


def numbers_found(n: int, k: int, number: int, draws: int) -> pd.Series:
    """Count how many themes are found, 0 for none that hold and −1 where there is too little to seek them in."""
    found = []
    for draw in range(draws):
        rng = np.random.default_rng([draw, n, number])
        result = themes(
            with_themes(rng, n, k, number), [str(word) for word in range(k)], minimum=MINIMUM, seed=draw
        )
        found.append(-1 if result is None else len(result.words))
    return pd.Series(found).value_counts().sort_index()


def main() -> None:
    """Print both tables."""
    print(f"False claims among {DRAWS} draws in which both groups write the same")
    for first, second, k in GROUPS:
        plain, heavy = (false_claims(first, second, k, weighted=one) for one in (False, True))
        print(f"{first:4d} and {second:4d}, {k} words: {plain:.3f}, weighted {heavy:.3f}")
    print(
        f"\nThemes found (agreement from {STABLE_THEMES}), by how many there are; {THEME_DRAWS} draws; −1: not sought"
    )
    for n, k in ANSWERS:
        for number in PLANTED:
            counts = numbers_found(n, k, number, THEME_DRAWS)
            told = ", ".join(f"{themes_found}: {times}" for themes_found, times in counts.items())
            print(f"{n:5d} answers, {k:3d} words, {number} themes -> {told}")


if __name__ == "__main__":
    main()
