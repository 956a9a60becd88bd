"""What the claims on orders and value rest on: `python -m benchmarks.behaviour [--draws N]`.

First the churn curve: customers with a planted hazard of lapsing are drawn, summed up and followed; printed are the
true share not yet lapsed, the mean estimate, and how often the 95% interval holds the truth. Then the share of revenue
of a group, for log-normal revenue of several spreads: how often its interval holds the truth, and how often it lies
above.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from toolkit.measures.behaviour.summary import summarised
from toolkit.measures.behaviour.survival import kaplan_meier, survival_at
from toolkit.measures.behaviour.value import share_of_revenue
from toolkit.simulate.orders import Shop, draw_orders, lapse_curve

SILENCE, DAYS = 180, (180, 270, 365, 540, 730)
CUSTOMERS = 1_500
SPREADS, SHARES, SIZES = (0.0, 0.5, 1.0, 1.5), (0.1, 0.3), (50, 100, 400, 1_000)


def curves(draws: int) -> None:
    """Print how the churn curve recovers what was planted."""
    shop = Shop(rate=6.0, lapse=0.5, spread=1.5)
    truth = lapse_curve(shop, DAYS, silence=SILENCE)
    found = []
    for seed in range(draws):
        lines = draw_orders(shop, CUSTOMERS, seed=seed)
        customers = summarised(lines, end=shop.end, inactive_after_days=SILENCE)
        curve = kaplan_meier(customers["lapse_days"], customers["lapsed"])
        found.append(survival_at(curve, DAYS)[["estimate", "low", "high"]].to_numpy())
    estimate, low, high = np.moveaxis(np.array(found), 2, 0)
    print(f"Churn curve: {draws} draws of {CUSTOMERS:,} customers, {SILENCE} days of silence")
    print(f"{'days':>6}{'true':>8}{'mean':>8}{'covered':>9}")
    for place, day in enumerate(DAYS):
        held = np.mean((low[:, place] <= truth[place]) & (truth[place] <= high[:, place]))
        print(f"{day:>6}{truth[place]:>8.3f}{estimate[:, place].mean():>8.3f}{held:>9.1%}")


def shares(draws: int) -> None:
    """Print how often the interval of a share of revenue holds the truth."""
    print(f"\nShare of revenue: {draws} draws each, 95% interval")
    print(f"{'n':>6}{'sigma':>7}{'share':>7}{'covered':>9}{'above':>8}")
    generator = np.random.default_rng(3)
    for size in SIZES:
        for spread in SPREADS:
            for share in SHARES:
                held, above = _rates(generator, draws, size, spread, share)
                print(f"{size:>6}{spread:>7.1f}{share:>7.1f}{held:>9.1%}{above:>8.1%}")


def _rates(
    generator: np.random.Generator, draws: int, size: int, spread: float, share: float
) -> tuple[float, float]:
    found = [
        share_of_revenue(
            generator.random(size) < share, generator.lognormal(0, spread, size) if spread else None
        )
        for _ in range(draws)
    ]
    low, high = np.array([[one.low, one.high] for one in found]).T
    return float(np.mean((low <= share) & (share <= high))), float(np.mean(low > share))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.behaviour", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--draws", type=int, default=600, help="draws per share of revenue; churn takes a tenth"
    )
    chosen = parser.parse_args(arguments)
    curves(max(1, chosen.draws // 10))
    shares(chosen.draws)


if __name__ == "__main__":
    main()
