"""Does the split of a change claim what is not there? `python -m benchmarks.composition`.

Clients with six themes, scored in steps of 10 on 0–100, and two segments of three and four groups that differ on all
themes. From the one wave to the other: nothing; other customers answer; like customers are a little more satisfied on
one theme; both; or like customers change in one group alone. Per client: how often any theme is called real, and how
often any is called composition, at 5% for a family; and for the theme that changed, which verdict it gets.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.followup.composition.compare import BOTH, COMPOSITION, REAL, split_waves
from toolkit.followup.composition.raked import Margins
from toolkit.intake.weighting.raking import raked

THEMES = [f"theme_{number}" for number in range(6)]
SEGMENTS = ["channel", "region"]
CHANNEL, OTHER_CHANNEL = (0.5, 0.3, 0.2), (0.2, 0.3, 0.5)
REGION = (0.4, 0.3, 0.2, 0.1)
# Points that a group stands above the first.
OF_CHANNEL, OF_REGION = np.array([0.0, 6.0, 15.0]), np.array([0.0, 2.0, -3.0, 4.0])


@dataclass(frozen=True)
class Case:
    """A pair of waves: who answers, what changed, and how they were drawn."""

    name: str
    n: tuple[int, int] = (400, 400)
    channel: tuple[float, ...] = CHANNEL
    rise: float = 0.0
    rise_of_one: float = 0.0
    overlap: float = 0.0
    weighted: bool = False
    missing: float = 0.0


CASES = (
    Case("nothing changed"),
    Case("nothing changed, half the same customers", overlap=0.5),
    Case("nothing changed, weighted", weighted=True),
    Case("nothing changed, small waves", n=(90, 120)),
    Case("other customers", channel=OTHER_CHANNEL),
    Case("other customers, half the same", channel=OTHER_CHANNEL, overlap=0.5),
    Case("other customers, weighted", channel=OTHER_CHANNEL, weighted=True),
    Case("other customers, small waves", n=(90, 120), channel=OTHER_CHANNEL),
    Case("other customers, one in five groups unknown", channel=OTHER_CHANNEL, missing=0.2),
    Case("6 points on one theme", rise=6),
    Case("6 points, half the same customers", rise=6, overlap=0.5),
    Case("6 points, weighted", rise=6, weighted=True),
    Case("other customers and 6 points", channel=OTHER_CHANNEL, rise=6),
    Case("other customers and −6 points", channel=OTHER_CHANNEL, rise=-6),
    Case("12 points in one group alone", rise_of_one=12),
    Case("other customers and 12 points in one group", channel=OTHER_CHANNEL, rise_of_one=12),
)


def draw_wave(
    case: Case, draw: np.random.Generator, second: bool, same: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Draw one wave: themes, segments, key and weight; `same` is the wave of which some answer again."""
    n = case.n[int(second)]
    channel = draw.choice(3, n, p=case.channel if second else CHANNEL)
    region = draw.choice(4, n, p=REGION)
    person = draw.normal(0, 10, n)
    key = np.arange(n) + (10_000 if second else 0)
    if same is not None:
        again = min(int(case.overlap * len(same)), n)
        # Those who answer again stay as they are, so that they are from the make-up of the first wave.
        channel[:again], region[:again] = same["c"].to_numpy()[:again], same["r"].to_numpy()[:again]
        person[:again], key[:again] = same["person"].to_numpy()[:again], same["key"].to_numpy()[:again]
    inner = 55 + (OF_CHANNEL[channel] + OF_REGION[region] + person)[:, None] + draw.normal(0, 14, (n, 6))
    if second:
        inner[:, 0] += case.rise + case.rise_of_one * (channel == 0)
    frame = pd.DataFrame(np.clip(np.round(inner, -1), 0, 100), columns=THEMES)
    frame = frame.assign(c=channel, r=region, person=person, key=key, weight=1.0)
    for name, codes in (("channel", channel), ("region", region)):
        known = draw.random(n) >= case.missing
        frame[name] = pd.Series(codes.astype(str), dtype=object).where(pd.Series(known))
    if case.weighted:
        frame["weight"] = np.exp(draw.normal(0, 0.5, n))
    return frame


def rake(groups: pd.DataFrame, margins: Margins, weights: np.ndarray | None) -> np.ndarray:
    """Rake as a report does."""
    base = None if weights is None else pd.Series(weights, index=groups.index)
    return raked(groups, margins, base=base).weights.to_numpy()


def verdicts(case: Case, number: int, *, seed: int = 20260606, with_raking: bool = False) -> pd.DataFrame:
    """Give the tables of `number` clients, a row per client and theme."""
    tables = []
    for client in range(number):
        draw = np.random.default_rng([seed, client])
        before = draw_wave(case, draw, second=False)
        after = draw_wave(case, draw, second=True, same=before if case.overlap else None)
        found = split_waves(
            before,
            after,
            THEMES,
            SEGMENTS,
            key="key" if case.overlap else None,
            weights="weight" if case.weighted else None,
            rake=rake if with_raking else None,
        )
        tables.append(found.table.reset_index().assign(client=client))
    return pd.concat(tables, ignore_index=True)


def rates(case: Case, number: int) -> dict[str, float]:
    """Give how often each verdict falls on any theme that did not change, and on the theme that did."""
    found = verdicts(case, number)
    others = found[found["measure"] != THEMES[0]] if case.rise or case.rise_of_one else found
    first = found[found["measure"] == THEMES[0]]["verdict"]
    still = others["verdict"].groupby(others["client"])
    covered = (others["within_low"] <= 0) & (others["within_high"] >= 0)
    return {
        "false real": float(still.agg(lambda one: one.isin([REAL, BOTH]).any()).mean()),
        "any composition": float(still.agg(lambda one: one.isin([COMPOSITION, BOTH]).any()).mean()),
        "coverage": float(covered.mean()),
        **{f"first {word}": float((first == word).mean()) for word in (REAL, COMPOSITION, BOTH)},
    }


def agreement(case: Case, number: int) -> dict[str, float]:
    """Give how far raking and regression are apart, and how often a gap is called one."""
    found = verdicts(case, number, with_raking=True)
    still = found["gap_p_holm"].lt(0.05).groupby(found["client"])
    unchanged = found[found["measure"] != THEMES[0]]
    held = (unchanged["raked_low"] <= 0) & (unchanged["raked_high"] >= 0)
    return {
        "apart": float(found["gap"].abs().mean()),
        "gap told": float(still.any().mean()),
        "coverage": float(held.mean()),
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--small", action="store_true", help="a few clients, to see that it runs")
    asked = parser.parse_args(arguments)
    number = 2 if asked.small else asked.clients
    print(f"{number} clients of six themes each; the first theme changes where any does")
    print(
        "| waves | any unchanged theme “real” | any such “composition” or “both” | 95% interval of the part within "
        "holds 0 | first theme “real” | “composition” | “both” |\n|---|---|---|---|---|---|---|"
    )
    for case in CASES[:2] if asked.small else CASES:
        told = " | ".join(f"{rate:.1%}" for rate in rates(case, number).values())
        print(f"| {case.name} | {told} |", flush=True)
    print("\nRaking beside regression, a fifth of the clients")
    print("| waves | apart, points | any gap told | 95% interval after raking holds 0 |\n|---|---|---|---|")
    chosen = [CASES[place] for place in (0, 4, 6, 12, 15)]
    for case in chosen[:1] if asked.small else chosen:
        found = agreement(case, max(2, number // 5))
        told = f"{found['apart']:.2f} | {found['gap told']:.1%} | {found['coverage']:.1%}"
        print(f"| {case.name} | {told} |", flush=True)


if __name__ == "__main__":
    main()
