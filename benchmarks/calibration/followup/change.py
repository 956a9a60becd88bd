"""Wave against wave: limits of changes, false changes in a family, equivalence, and the power that was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pandas as pd

from benchmarks.calibration.client_by_client import LEVEL, any_rejected, each, held
from benchmarks.calibration.designs import Design
from benchmarks.calibration.followup._waves import (
    MEASURES,
    STILL,
    Pair,
    designs_of,
    level,
    pairs,
    risen,
    still,
)
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.followup.changes.compare import compare_nps, compare_waves
from toolkit.followup.changes.shares import compare_shares
from toolkit.measures.planning import Design as Plan
from toolkit.measures.planning import detectable_change
from toolkit.measures.weights import effective_n

POINTS = 4.0
HIGH = "high mark"
OVERLAPS = {"independent": 0.0, "half again": 0.5, "panel": 1.0}
CLAIMS = {
    "changes": Claim("coverage", "limits of a change of a mean (`compare_waves`)"),
    "share": Claim("coverage", "limits of a change of a share (`compare_shares`)"),
    "nps": Claim("coverage", "limits of a change of the NPS (`compare_nps`)"),
    "any change": Claim("type I", "any theme is called changed that is not, after Holm (`compare_waves`)"),
    "share changed": Claim("type I", "a share is called changed that is not (`compare_shares`)"),
    "equivalence": Claim("type I", "a change as large as matters is called smaller (`compare_waves`)"),
}


def compared(pair: Pair, smallest: float = 5.0) -> pd.DataFrame:
    """Compare the means of all themes, as the report does."""
    return compare_waves(
        pair.before, pair.after, MEASURES, key="key", weights=pair.weights, smallest_change=smallest
    )


def _share(pair: Pair) -> pd.Series:
    before, after = (
        one.assign(**{HIGH: (one["mark"] >= 9).astype(float).where(one["mark"].notna())})
        for one in (pair.before, pair.after)
    )
    return compare_shares(before, after, [HIGH], key="key", weights=pair.weights).loc[HIGH]


def _nps(pair: Pair) -> pd.Series:
    first, second = pair.weights_of()
    return compare_nps(
        pair.before["recommended"],
        pair.after["recommended"],
        key_before=pair.before["key"],
        key_after=pair.after["key"],
        weights_before=first,
        weights_after=second,
    ).iloc[0]


def _register(name: str, overlap: float) -> None:
    @study(f"change-{name.replace(' ', '-')}", "followup", CLAIMS, designs=designs_of(overlap))
    def change(design: Design, repeats: int, seed: int) -> Hits:
        """Draw clients of whom trust has risen, and attitude and behaviour with it; the other themes stand still."""
        old, new = level(design, still), level(design, still, POINTS)
        true = new.means - old.means

        def ask(pair: Pair, _number: int) -> Mapping[str, float]:
            table, share, nps = compared(pair, float(true["trust"])), _share(pair), _nps(pair)
            return {
                "changes": held(table["low"], true[table.index], table["high"]),
                "share": held(share["low"], new.high - old.high, share["high"]),
                "nps": held(nps["low"], new.nps - old.nps, nps["high"]),
                "any change": any_rejected(table.loc[list(STILL), "p_holm"]),
                "share changed": share["p"] < LEVEL,
                "equivalence": table.at["trust", "p_equivalence"] < LEVEL,
            }

        drawn = pairs(design, still(design), risen(design, POINTS), repeats, seed, overlap)
        return each(CLAIMS, drawn, ask)


for _name, _overlap in OVERLAPS.items():
    _register(_name, _overlap)

POWER = {"planned": Claim("power", "a change of the planned size is shown (`planning.detectable_change`)")}


@cache
def _planned(design: Design) -> float:
    """Give the change that the plan of the baseline says the next wave shows with 80% certainty."""
    drawn = next(pairs(design, still(design), still(design), 1, 1, 0.0))
    weights = drawn.weights_of()[0]
    effect = 1.0 if weights is None else len(weights) / effective_n(weights)
    answered = drawn.before["trust"].notna().mean()
    deviation = float(level(design, still).deviations["trust"])
    plan = Plan(design.n * answered, sd=deviation, design_effect=effect, tests=len(MEASURES))
    return float(detectable_change(plan, design.n * answered))


@study("change-planned", "followup", POWER)
def planned(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom trust changed by what the plan says; other customers answer the second wave."""
    change = _planned(design)

    def ask(pair: Pair, _number: int) -> Mapping[str, float]:
        return {"planned": any_rejected([compared(pair).at["trust", "p_holm"]])}

    after = replace(still(design), improvement={"trust": change})
    return each(POWER, pairs(design, still(design), after, repeats, seed, 0.0), ask)
