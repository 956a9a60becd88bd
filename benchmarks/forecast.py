"""How often a right forecast is told to be inside, and what a wrong one brings: `python -m benchmarks.forecast`.

The true change of a theme is drawn from the forecast itself: reach times a lift with a PERT distribution, which leans
to one side, plus the error of a link. Then two waves of customers are drawn with that change, and `compare_waves`
measures it. Part of the customers answer both waves.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.forecast import Limits, Prediction, calibration, score_forecast

# Lift (low, likely, high), reach, customers per wave, part of them in both.
CASES = [
    ((4.0, 10.0, 20.0), 1.0, 400, 0.0),
    ((4.0, 10.0, 20.0), 0.2, 400, 0.5),
    ((0.0, 2.0, 12.0), 1.0, 150, 0.0),
    ((2.0, 5.0, 9.0), 1.0, 1200, 0.4),
]
SPREAD = 22.0
DRAWS = 4_000
THEMES = 4


def lifts(draw: np.random.Generator, lift: tuple[float, float, float], size: int) -> np.ndarray:
    """Draw lifts of a PERT distribution."""
    low, likely, high = lift
    rise = (likely - low) / (high - low)
    return low + (high - low) * draw.beta(1 + 4 * rise, 5 - 4 * rise, size=size)


def one(
    draw: np.random.Generator, lift: tuple[float, float, float], reach: float, n: int, both: float, off: float
) -> tuple[bool, bool]:
    """Tell whether a forecast is inside, and inside its own limits alone; `off` times what was forecast came true."""
    expected = reach * lifts(draw, lift, DRAWS)
    low, high = np.quantile(expected, [0.025, 0.975])
    forecast = Limits(float(expected.mean()), float(low), float(high))
    change = off * reach * lifts(draw, lift, 1)[0]
    overlap = int(both * n)
    person = draw.normal(scale=SPREAD * np.sqrt(0.6), size=2 * n - overlap)
    error = SPREAD * np.sqrt(0.4)
    first = 60 + person[:n] + draw.normal(scale=error, size=n)
    second = 60 + change + person[n - overlap :] + draw.normal(scale=error, size=n)
    row = compare_waves(
        pd.DataFrame({"key": np.arange(n), "theme": first}),
        pd.DataFrame({"key": np.arange(n - overlap, 2 * n - overlap), "theme": second}),
        ["theme"],
        key="key",
    ).iloc[0]
    measured = Limits(float(row["difference"]), float(row["low"]), float(row["high"]))
    scored = score_forecast(forecast, measured)
    raw = bool(forecast.low <= measured.value <= forecast.high)
    return scored.verdict == "inside", raw


def counted(draw: np.random.Generator, rounds: int, tie: float, times: int) -> tuple[float, float]:
    """How often a count of right forecasts holds the promise, and how often its "measured of expected" holds 1."""
    holds = ones = 0
    for _ in range(times):
        told = []
        for number in range(rounds):
            common, own = draw.normal(), draw.normal(size=THEMES)
            surprises = np.sqrt(tie) * common + np.sqrt(1 - tie) * own
            width = 1.959964
            told += [Prediction(str(number), 4.0, s, s - width, s + width) for s in surprises.tolist()]
        found = calibration(told)
        assert found is not None
        assert found.gained is not None
        holds += found.share.low <= found.promised <= found.share.high
        ones += found.gained.low <= 1 <= found.gained.high
    return holds / times, ones / times


def main() -> None:
    """Print the tables that docs/methods/forecast.md quotes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=2000)
    times = parser.parse_args().times
    draw = np.random.default_rng(6)
    print(
        "lift | reach | n | in both | inside, right | in the forecast's own limits | inside, half of it came"
    )
    for lift, reach, n, both in CASES:
        right = [one(draw, lift, reach, n, both, 1.0) for _ in range(times)]
        half = [one(draw, lift, reach, n, both, 0.5)[0] for _ in range(times // 4)]
        inside, raw = (np.mean([found[at] for found in right]) for at in (0, 1))
        print(f"{lift} | {reach} | {n} | {both:.0%} | {inside:.1%} | {raw:.1%} | {np.mean(half):.1%}")
    print("rounds | ties | the margin holds 95% | measured of expected holds 1")
    for rounds, tie in ((1, 0.5), (3, 0.5), (8, 0.5), (8, 0.0), (8, 0.8)):
        share, gained = counted(draw, rounds, tie, times)
        print(f"{rounds} | {tie} | {share:.1%} | {gained:.1%}")


if __name__ == "__main__":
    main()
