"""Sides of an action that stood apart at the start: a verdict then takes a comparison among equals too."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.followup.frames import key_of, weight_of
from toolkit.analysis.followup.treated import TREATED, Sides
from toolkit.analysis.job import Job
from toolkit.errors import StatisticsError
from toolkit.followup.impact.start import apart_at_start

UNDECIDED = "not decided"


@dataclass(frozen=True, eq=False)
class Apart:
    """Where those with an action stood furthest from the others at the start, beyond chance.

    `measure`: a construct, or NPS; `difference` with `low` and `high`: with less without, at the first measurement,
    of the customers who answered both times. `equals`: as `among_equals` on that measure, None where too few did.
    """

    measure: str
    difference: float
    low: float
    high: float
    equals: pd.DataFrame | None


def furthest(pair: Job, who: Sides, measures: list[str]) -> tuple[str, float, float, float] | None:
    """Give the measure on which both sides stood furthest apart at the start, with the difference and its limits.

    None where they did not, or nobody is known to have answered both times.
    """
    if key_of(pair) is None:
        return None
    try:
        table = apart_at_start(
            who.before,
            who.after,
            measures,
            treated=TREATED,
            key="key",
            weights=weight_of(pair),
            confidence=pair.engagement.analysis.confidence,
        )
    except StatisticsError:
        return None
    minimum = pair.engagement.privacy.minimum_cell
    table = table[table["apart"] & (table[["n_treated", "n_others"]] >= minimum).all(axis=1)]
    if table.empty:
        return None
    name = str(table["d"].abs().idxmax())
    row = table.to_dict("index")[name]
    return name, float(row["difference"]), float(row["low"]), float(row["high"])


def held(verdict: str, measure: str, apart: Apart | None) -> str:
    """Give the verdict on a measure: where the sides stood apart at the start, only one that equals share."""
    if apart is None:
        return verdict
    among = UNDECIDED if apart.equals is None else str(apart.equals["verdict"].to_dict()[measure])
    return verdict if among == verdict else UNDECIDED
