"""How often an unchanged importance is called changed, and a change found: `python -m benchmarks.driver_shift`.

Five drivers, coefficients .5 to 0, which correlate; the drivers' scores and the error are normal, or crowd at the top
of a scale of 1 to 5 with skewed errors and unequal weights. Part of the customers answer both waves.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from toolkit.followup.shift.driver_shift import driver_shift

NAMES = ["a", "b", "c", "d", "e"]
EFFECTS = np.array([0.5, 0.37, 0.23, 0.1, 0.0])
# Customers before, after, in both; how many times as strong all links are after.
CASES = [(60, 60, 0, 1.0), (80, 800, 0, 1.0), (200, 200, 100, 1.0), (200, 200, 0, 0.5), (600, 550, 300, 1.0)]


def waves(
    draw: np.random.Generator, n: int, m: int, both: int, after: np.ndarray, *, crowded: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw two waves; who answers both keeps a part of each score and of the error."""
    people = n + m - both
    lasting = 0.7 * draw.normal(size=(people, 1)) + 0.7 * draw.normal(size=(people, 5))
    kept = draw.normal(size=people)
    frames = []
    for start, size, effects in ((0, n, EFFECTS), (n - both, m, after)):
        here = slice(start, start + size)
        scores = 0.8 * lasting[here] + 0.6 * draw.normal(size=(size, 5))
        scores = np.clip(np.round(4.0 + 1.2 * scores), 1, 5) if crowded else scores
        error = draw.exponential(size=size) - 1 if crowded else draw.normal(size=size)
        frame = pd.DataFrame(scores, columns=NAMES)
        frame["y"] = scores @ effects + 0.6 * kept[here] + 0.8 * error
        frame["key"] = np.arange(start, start + size)
        frame["weight"] = np.exp(0.4 * draw.normal(size=size)) if crowded else 1.0
        frames.append(frame)
    return frames[0], frames[1]


def truth(after: np.ndarray, n: int, *, crowded: bool) -> np.ndarray:
    """Give the true differences of the shares, from a pair of waves of a very large n."""
    first, second = waves(np.random.default_rng(1), n, n, 0, after, crowded=crowded)
    found = driver_shift(first, second, "y", NAMES, resamples=39)
    return found.table["share_difference"].to_numpy()


def rates(
    n: int, m: int, both: int, after: np.ndarray, number: int, *, crowded: bool
) -> dict[str, float | np.ndarray]:
    """Give how often something is found in `number` clients, and how often limits hold the truth."""
    draw, true = (
        np.random.default_rng(20260601),
        truth(after, 200_000 if number > 5 else 2_000, crowded=crowded),
    )
    found = {name: [] for name in ("share", "holm", "any", "link", "any_link", "covered", "crossed")}
    for client in range(number):
        first, second = waves(draw, n, m, both, after, crowded=crowded)
        shift = driver_shift(
            first,
            second,
            "y",
            NAMES,
            key="key",
            weights="weight" if crowded else None,
            resamples=399,
            seed=client,
        )
        table = shift.table
        found["share"].append(table["share_p"] < 0.05)
        found["holm"].append((table["share_p_holm"] < 0.05).any())
        found["any"].append(shift.p_any < 0.05)
        found["link"].append((table["link_p_holm"] < 0.05).any())
        found["any_link"].append(shift.p_any_link < 0.05)
        found["covered"].append((table["share_low"] <= true) & (true <= table["share_high"]))
        found["crossed"].append(bool(shift.crossed))
    return {name: np.mean(values, axis=0) for name, values in found.items()}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=600)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    number = 5 if asked.small else asked.clients
    print(f"Shares that did not change: tests at 5%, {number} clients each")
    print(
        "| before, after, both | links × | answers | a driver | any, Holm | overall | order turned | coverage |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for n, m, both, times in CASES[:1] if asked.small else CASES:
        for crowded in (False, True):
            own = rates(n, m, both, times * EFFECTS, number, crowded=crowded)
            told = [own["share"].mean(), own["holm"], own["any"], own["crossed"], own["covered"].mean()]
            what = "crowded, weighted" if crowded else "normal"
            print(
                f"| {n}, {m}, {both} | {times:g} | {what} | " + " | ".join(f"{x:.1%}" for x in told) + " |",
                flush=True,
            )
    print("\nLinks that did not change (points per point), any of five after Holm, and overall")
    print("| before, after, both | any, Holm | overall |\n|---|---|---|")
    for n, m, both, _ in [case for case in CASES if case[3] == 1.0][: 1 if asked.small else None]:
        own = rates(n, m, both, EFFECTS, number, crowded=False)
        print(f"| {n}, {m}, {both} | {own['link']:.1%} | {own['any_link']:.1%} |", flush=True)
    print("\nThe first link falls from .5 to .1, the fourth rises from .1 to .5: found")
    print(
        "| before, after, both | first driver, Holm | overall | order turned | coverage |\n|---|---|---|---|---|"
    )
    turned = EFFECTS[[3, 1, 2, 0, 4]]
    for n, m, both in ((100, 100, 0),) if asked.small else ((100, 100, 0), (200, 200, 100), (400, 400, 200)):
        own = rates(n, m, both, turned, number, crowded=False)
        told = [own["holm"], own["any"], own["crossed"], own["covered"].mean()]
        print(f"| {n}, {m}, {both} | " + " | ".join(f"{x:.1%}" for x in told) + " |", flush=True)


if __name__ == "__main__":
    main()
