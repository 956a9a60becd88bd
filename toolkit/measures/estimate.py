"""One number with its uncertainty: the shape in which every statistic is handed on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence interval.

    `n` is the number of respondents it rests on, `n_effective` the number after weighting (Kish);
    `unit` is one of "points", "share" (0 to 1), "mark", "coefficient"; `method` names the interval.
    Never rounded: rounding is the report's.
    """

    value: float
    low: float
    high: float
    n: int
    unit: str
    method: str
    confidence: float = 0.95
    n_effective: float | None = None
