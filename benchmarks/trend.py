"""How often a course in which nothing happens is called something, and a real one found: `python -m benchmarks.trend`.

Families of ten measures over five waves, a year apart, on scores with a standard deviation of 20.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from toolkit.followup.course.trend import wave_trends
from toolkit.followup.course.xmr import xmr

WAVES, MEASURES, SPREAD = 5, 10, 20.0
NAMES = [f"m{number}" for number in range(MEASURES)]
CLAIMS = ("rising", "falling", "rising unevenly", "falling unevenly", "slight")
# What is drawn: respondents per wave, how many of a wave answer the next one too, weights, points a year.
CASES = {
    "independent, 300 a wave": ([300] * WAVES, 0, False, 0.0),
    "independent, 60 a wave": ([60] * WAVES, 0, False, 0.0),
    "independent, 60 and then 600 a wave": ([60, 600, 600, 600, 600], 0, False, 0.0),
    "weighted, 300 a wave": ([300] * WAVES, 0, True, 0.0),
    "half answer again, 300 a wave": ([300] * WAVES, 150, False, 0.0),
    "half answer again, weighted": ([300] * WAVES, 150, True, 0.0),
    "3 points a year, 300 a wave": ([300] * WAVES, 0, False, 3.0),
}


def frames(
    draw: np.random.Generator, sizes: list[int], both: int, slope: float, *, weighted: bool
) -> list[pd.DataFrame]:
    """Draw the waves; who answers again keeps part of her scores. Only the first measure has a slope."""
    lasting = draw.normal(size=(sum(sizes), MEASURES))
    made, start = [], 0
    for wave, size in enumerate(sizes):
        scores = 0.7 * lasting[start : start + size] + np.sqrt(0.51) * draw.normal(size=(size, MEASURES))
        scores = 60 + SPREAD * scores
        scores[:, 0] += slope * wave
        frame = pd.DataFrame(scores, columns=NAMES)
        frame["key"] = np.arange(start, start + size)
        frame["weight"] = np.exp(0.5 * draw.normal(size=size)) if weighted else 1.0
        made.append(frame)
        start += size - both
    return made


def rates(name: str, families: int) -> dict[str, float]:
    """Give how many families hear a claim that is false, how many slopes are covered, how often one is found."""
    sizes, both, weighted, slope = CASES[name]
    draw = np.random.default_rng(20260601)
    found: dict[str, list[float]] = {key: [] for key in ("trend", "back", "step", "covered", "found")}
    for _ in range(families):
        waves = frames(draw, sizes, both, slope, weighted=weighted)
        result = wave_trends(waves, NAMES, range(WAVES), key="key", weights="weight" if weighted else None)
        table, silent = result.trends, NAMES[1:] if slope else NAMES
        found["trend"].append(bool(table.loc[silent, "pattern"].isin(CLAIMS).any()))
        found["back"].append(bool((table.loc[silent, "pattern"] == "back and forth").any()))
        verdicts = result.steps.loc[silent, "verdict"]
        found["step"].append(bool(verdicts.isin(["better", "worse"]).any()))
        true = np.where(np.arange(MEASURES) == 0, slope, 0.0)
        found["covered"].append(float(((table["slope_low"] <= true) & (true <= table["slope_high"])).mean()))
        found["found"].append(bool(table.loc["m0", "pattern"] == "rising"))
    return {key: 100 * float(np.mean(values)) for key, values in found.items()}


def chart_rates(waves: int, charts: int) -> tuple[float, float]:
    """Give how often a score that only has sampling error leaves its limits, and is called a signal."""
    draw = np.random.default_rng(20260602)
    found = []
    for values in draw.normal(size=(charts, waves)):
        points = xmr(values, values - 1.96, values + 1.96).points
        found.append((points["outside"].any(), points["signal"].any()))
    outside, signal = 100 * np.mean(found, axis=0)
    return float(outside), float(signal)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=400)
    families = parser.parse_args().families
    print("| case | false trend | false back and forth | false step | slope covered | slope found |")
    print("|---|---|---|---|---|---|")
    for name in CASES:
        row = rates(name, families)
        told = [f"{value:.1f}%" for value in row.values()]
        # Nothing is to be found where there is no slope.
        told[-1] = told[-1] if CASES[name][-1] else "–"
        print(f"| {name} | {' | '.join(told)} |")
    print("\n| waves | outside | signal |\n|---|---|---|")
    for waves in (4, 5, 7, 10, 20):
        outside, signal = chart_rates(waves, 5 * families)
        print(f"| {waves} | {outside:.1f}% | {signal:.1f}% |")


if __name__ == "__main__":
    main()
