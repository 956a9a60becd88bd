"""One finding: what is said, how strongly it may be said, and the numbers it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Strength = Literal["shown", "not_shown", "too_few", "fact", "warning"]

# How much a finding of this strength may weigh in the summary, 0 to 1: what is proven counts most.
CERTAINTY: dict[Strength, float] = {
    "shown": 1.0,
    "fact": 0.8,
    "warning": 0.7,
    "not_shown": 0.5,
    "too_few": 0.2,
}


@dataclass(frozen=True)
class Finding:
    """A whole sentence with its evidence.

    `key` is stable over runs. `plain` says the same for a reader who knows no statistics; empty keeps the finding
    out of the management summary. `numbers` are what the sentence states; they leave the program as `rounded` gives
    them. `evidence` names the table and the method. `decision` is what the finding asks the reader to decide. `size`
    and `actionable` run from 0 to 1. `flags` are the red flags it tells of, to each of which a final report has an
    answer of the consultant's.
    """

    key: str
    text: str
    strength: Strength
    evidence: str
    plain: str = ""
    decision: str = ""
    size: float = 0.5
    actionable: float = 0.5
    numbers: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """Its weight in the summary: size × certainty × what can be done about it."""
        return self.size * CERTAINTY[self.strength] * self.actionable


# Decimals of a number by its name; shares run from 0 to 1, so that 3 decimals are 1 of a per cent.
WHOLE = frozenset(
    {"n", "invited", "responded", "rows", "left_out", "effective", "same", "unweighted", "weighted"}
    | {"tested", "inside"}
)
POINTS = frozenset(
    {"value", "estimate", "before", "after", "difference", "low", "high", "independent", "panel"}
    | {f"{part}{end}" for part in ("within", "composition") for end in ("", "_low", "_high")}
    | {"expected", "measured", "surprise"}
)
# Findings whose estimates are shares; those of others are points of a score.
OF_SHARES = (
    "response.",
    "loyalty.",
    "benchmarks.nine_plus",
    "benchmarks.effort",
    "shares.",
    "words.",
    "driver_shift.",
    "drivers.",
    "results.",
)
# Findings whose estimates are amounts of money: three digits, as the report prints them.
MONEY = "value."
COEFFICIENTS = frozenset(
    {
        "alpha",
        "correlation",
        "coefficient",
        "coefficient_low",
        "coefficient_high",
        "ratio",
        "ratio_low",
        "ratio_high",
    }
)


def rounded(finding: Finding) -> dict[str, float | int | None]:
    """Give the numbers of a finding as precise as a report prints them; None where there is none, as in JSON.

    An interval in full, with its base, tells how many gave which answer: Tango's for a recommendation score can be
    solved for the promoters and the detractors, however few.
    """
    return {name: _rounded(finding.key, name, value) for name, value in finding.numbers.items()}


def _rounded(key: str, name: str, value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    if name in WHOLE:
        return round(value)
    if name in COEFFICIENTS:
        return round(float(value), 2)
    if key.startswith(MONEY) and name in POINTS:
        return float(f"{value:.3g}")
    return round(float(value), 1 if name in POINTS and not key.startswith(OF_SHARES) else 3)
