"""How often limits of lift and calibration hold the truth: `python -m benchmarks.results`.

Two groups of customers, a third of all each: shares of 30 to 85% who buy again; amounts that are 0 for many and skewed
for the rest, with and without unequal weights. Then a score from which a logistic model tells the chance of a yes.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import special

from toolkit.followup.results.calibration import calibration
from toolkit.followup.results.results import mean_ratio, risk_ratio

SIZES = ((40, 40), (60, 200), (150, 150))
SHARES = ((0.85, 0.6), (0.6, 0.3), (0.5, 0.5))


def amounts(draw: np.random.Generator, n: int, bought: float, mean: float) -> np.ndarray:
    """Draw what customers spend: nothing for some, log-normal for the rest, so that all together have this mean."""
    spread = 0.8
    some = draw.random(n) < bought
    return some * np.exp(np.log(mean / bought) - spread**2 / 2 + spread * draw.normal(size=n))


def covered(
    number: int, sizes: tuple[int, int], shares: tuple[float, float], *, weighted: bool
) -> list[float]:
    """Give how often limits hold the true ratio of shares, and of means, in `number` clients."""
    draw = np.random.default_rng(20260602)
    held = np.zeros((number, 2))
    means = (100 * shares[0], 60 * shares[1])
    for client in range(number):
        weights = [np.exp(0.5 * draw.normal(size=n)) if weighted else None for n in sizes]
        yes = [draw.random(n) < share for n, share in zip(sizes, shares, strict=True)]
        ratio = risk_ratio(*yes, *weights)
        held[client, 0] = ratio.low <= shares[0] / shares[1] <= ratio.high
        spent = [amounts(draw, n, share, mean) for n, share, mean in zip(sizes, shares, means, strict=True)]
        ratio = mean_ratio(*spent, *weights, resamples=399, seed=client)
        held[client, 1] = ratio.low <= means[0] / means[1] <= ratio.high
    return held.mean(axis=0).tolist()


def predicted(number: int, n: int, effect: float, *, weighted: bool) -> list[float]:
    """Give how often limits of slope and intercept hold 1 and 0, those of the area the truth, and how often p < .05."""
    draw = np.random.default_rng(20260603)
    many = draw.normal(size=200_000)
    came = draw.random(len(many)) < special.expit(effect * many)
    ranks = np.argsort(np.argsort(many))
    hits = int(came.sum())
    area = (ranks[came].sum() - hits * (hits - 1) / 2) / (hits * (len(many) - hits))
    held = np.zeros((number, 5))
    for client in range(number):
        x = draw.normal(size=n)
        y = (draw.random(n) < special.expit(effect * x)).astype(float)
        weights = np.exp(0.5 * draw.normal(size=n)) if weighted else None
        found = calibration(x, y, weights, seed=client)
        slope = found.slope
        held[client] = [
            slope is not None and slope.low <= 1 <= slope.high,
            found.intercept.low <= 0 <= found.intercept.high,
            found.auc.low <= area <= found.auc.high,
            found.p < 0.05,
            slope.value if slope else np.nan,
        ]
    return [*held[:, :4].mean(axis=0), float(np.nanmedian(held[:, 4]))]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    number = 5 if asked.small else asked.clients
    print(f"Limits of 95%, {number} clients each: ratio of shares, ratio of means; weighted after the stroke")
    print("| customers | shares | ratio of shares | ratio of means |\n|---|---|---|---|")
    for sizes in SIZES[:1] if asked.small else SIZES:
        for shares in SHARES[:1] if asked.small else SHARES:
            plain, own = (covered(number, sizes, shares, weighted=one) for one in (False, True))
            told = " | ".join(f"{first:.1%} / {second:.1%}" for first, second in zip(plain, own, strict=True))
            print(f"| {sizes[0]}, {sizes[1]} | {shares[0]:.0%}, {shares[1]:.0%} | {told} |", flush=True)
    print(
        "\nChances out of sample, the logistic model being true: limits that hold, and how often a link is found"
    )
    print("| customers | log odds per sd | weights | slope 1 | intercept 0 | area | p < .05 | median slope |")
    print("|---|---|---|---|---|---|---|---|")
    for n, effect in ((100, 0.8),) if asked.small else ((100, 0.8), (300, 0.8), (300, 0.3), (300, 0.0)):
        for weighted in (False, True):
            *rates, median = predicted(max(2, number // 2), n, effect, weighted=weighted)
            told = " | ".join(f"{rate:.1%}" for rate in rates)
            print(
                f"| {n} | {effect:g} | {'unequal' if weighted else 'none'} | {told} | {median:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
