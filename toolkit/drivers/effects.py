"""Total effects: how many points an outcome goes with one point of each cause, directly and through others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TotalEffects:
    """Total effects of k causes on one outcome, with B resamples of them.

    `estimate` has shape (k,), `draws` (k, B); unit: points of the outcome per point of the cause. Draw b of two
    outcomes of the same sample rests on the same resample of the respondents, so that gains in both belong together.
    `others` gives n and effective n of each cause that rests on other respondents than the rest.
    """

    outcome: str
    names: tuple[str, ...]
    estimate: FloatArray
    draws: FloatArray
    n: int
    n_effective: float
    confidence: float
    others: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def customers(self, name: str) -> tuple[int, float]:
        """On how many respondents the effect of a cause rests, and their effective number."""
        return self.others.get(name, (self.n, self.n_effective))
