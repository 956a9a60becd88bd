"""Whether drawn customers are those of the stated truth, and how fast they are drawn: `python -m benchmarks.simulate`.

`--lines 50000000` also draws so many order lines, in pieces.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from toolkit.simulate import Bend, Sample, World, complete_world, null_world, simulate_wave
from toolkit.simulate.baseline_truth import BaselineTruth, baseline_truth
from toolkit.simulate.more import more_constructs
from toolkit.simulate.orders import Shop, customers_for, lapse_curve, order_chunks

PEOPLE = 200_000
TIE = 1e-9
WORLDS = {
    "straight": complete_world(),
    "bent": complete_world(bend=Bend("satisfaction", at=0.7, slope=0.6)),
    "null": null_world(),
}


def score(world: World, sample: Sample, key: str) -> pd.Series:
    """Score a construct: the mean of its answered items on 0 to 100, reversed ones turned."""
    construct = next(c for c in (*world.constructs, *more_constructs(world.more)) if c.key == key)
    parts = []
    for item in construct.items:
        given = sample.items[item.id]
        turned = item.maximum - given if item.reverse else given - item.minimum
        parts.append(turned * (100 / (item.maximum - item.minimum)))
    return pd.concat(parts, axis=1).mean(axis=1)


def mean(values: pd.Series, sample: Sample, where: pd.Series | None = None) -> float:
    """Weighted mean of what is answered."""
    kept = values.notna() if where is None else values.notna() & where
    return float(np.average(values[kept], weights=sample.weights[kept]))


def compared(world: World, sample: Sample, truth: BaselineTruth) -> Iterator[tuple[str, float, float]]:
    """Give what is true and what the people drawn have, measure by measure."""
    attitude, behaviour, lock_in = (score(world, sample, key) for key in ("attitude", "behaviour", "lock_in"))
    both = attitude.notna() & behaviour.notna()
    felt, done = attitude >= 60 - TIE, behaviour >= 60 - TIE
    kinds = {"true": felt & done, "latent": felt & ~done, "spurious": ~felt & done, "none": ~felt & ~done}
    for name, members in kinds.items():
        yield f"loyalty {name}, %", 100 * truth.groups[name], 100 * mean(members.astype(float), sample, both)
    held = ((lock_in >= 60 - TIE) & ~felt).astype(float)
    known = lock_in.notna() & attitude.notna()
    yield "captive, %", 100 * (truth.captive or 0.0), 100 * mean(held, sample, known)
    for mark in (6, 7, 8, 9, 10):
        yield (
            f"attitude at mark {mark}",
            truth.curve[mark],
            mean(attitude, sample, sample.items["SAT_1"] == mark),
        )
    problem, solved = sample.items["MOT_2"], sample.items["MOT_3"]
    moments = {"unaffected": problem == 0, "resolved": solved >= 6, "unresolved": solved < 6}
    for name, members in moments.items():
        yield f"attitude, {name}", truth.differences["moment"][name], mean(attitude, sample, members)
    for code in ("1", "3"):
        here = sample.segments["arrival"] == code
        yield f"attitude, arrival {code}", truth.differences["arrival"][code], mean(attitude, sample, here)
    for number, gap in truth.gaps.items():
        parts = (sample.items[f"VAL_{number}_{side}"] for side in ("EXP", "IMP"))
        noticed, wanted = (mean(part, sample) for part in parts)
        yield f"gap of value {number}", gap, (noticed - wanted) * 100 / 6
    told = sample.items["REF_1"]
    yield "people recommended to", truth.referrals or 0.0, mean(told, sample)
    fans = (felt & (told > 0)).astype(float)
    yield (
        "ambassadors, %",
        100 * (truth.ambassadors or 0.0),
        100 * mean(fans, sample, attitude.notna() & told.notna()),
    )
    yield from _partial(sample, truth)


def _partial(sample: Sample, truth: BaselineTruth) -> Iterator[tuple[str, float, float]]:
    for outcome, known in truth.partial.items():
        latent = sample.latent[[*known, outcome]].to_numpy()
        inverse = np.linalg.inv(np.cov(latent.T, aweights=sample.weights))
        found = -inverse[-1, :-1] / np.sqrt(inverse[-1, -1] * np.diag(inverse)[:-1])
        for (basis, correlation), drawn in zip(known.items(), found.tolist(), strict=True):
            yield f"{basis.removeprefix('basis_')} with {outcome}, r", correlation, drawn


def speed() -> None:
    """Tell how long 200 null clients of 400 respondents take to draw."""
    world = null_world()
    start = time.perf_counter()
    for seed in range(200):
        simulate_wave(world, 400, seed=seed)
    print(f"\n200 null clients of 400 respondents: {time.perf_counter() - start:.1f} s")


def lapse() -> None:
    """Tell the true share not yet found lapsed, and that of customers drawn and followed for two years at least."""
    print("\nNot found lapsed after 150 days of silence, %: by the renewal equation, and drawn")
    start = pd.Timestamp(2020, 1, 1).date()
    end, joined = pd.Timestamp(2024, 12, 31).date(), pd.Timestamp(2022, 12, 31).date()
    shop = Shop(rate=6.0, lapse=0.5, start=start, end=end, joined_by=joined)
    lines = pd.concat(order_chunks(shop, PEOPLE, seed=1)).sort_values(["customer", "ordered_at"])
    of = lines.groupby("customer")["ordered_at"]
    after = of.shift(-1).fillna(pd.Timestamp(end) + pd.Timedelta(days=1))
    silent = (after - lines["ordered_at"]) >= pd.Timedelta(days=150)
    last = (lines["ordered_at"] - of.transform("min")).dt.total_seconds() / 86_400
    lapsed = (last + 150).where(silent).groupby(lines["customer"]).min().fillna(np.inf)
    days = [151, 200, 300, 365, 500, 700]
    for day, true in zip(days, lapse_curve(shop, days, silence=150), strict=True):
        print(f"{day:>6} days {100 * true:>8.2f}{100 * (lapsed > day).mean():>8.2f}")


def many(lines: int) -> None:
    """Tell how long so many order lines take, and how large the pieces are."""
    shop = Shop(rate=6.0, lapse=0.5)
    customers = customers_for(shop, lines)
    start, drawn, pieces, largest = time.perf_counter(), 0, 0, 0
    for piece in order_chunks(shop, customers, seed=1):
        drawn, pieces, largest = drawn + len(piece), pieces + 1, max(largest, len(piece))
    print(
        f"\n{drawn:,} lines of {customers:,} customers in {pieces} pieces of {largest:,} at most: "
        f"{time.perf_counter() - start:.0f} s"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=main.__doc__)
    parser.add_argument("--lines", type=int, default=0, help="draw so many order lines too")
    lines = parser.parse_args().lines
    print(f"True values (integrated), and those of {PEOPLE:,} customers drawn")
    print(f"{'':34}" + "".join(f"{name:>18}" for name in WORLDS))
    columns = [
        list(compared(world, simulate_wave(world, PEOPLE, seed=1), baseline_truth(world)))
        for world in WORLDS.values()
    ]
    for row in zip(*columns, strict=True):
        print(f"{row[0][0]:34}" + "".join(f"{true:>9.3g}{drawn:>9.3g}" for _, true, drawn in row))
    lapse()
    speed()
    if lines:
        many(lines)


if __name__ == "__main__":
    main()
