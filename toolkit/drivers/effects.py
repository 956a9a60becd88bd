"""Total effects: how many points an outcome goes with one point of each cause, directly and through others."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TotalEffects:
    """Total effects of k causes on one outcome, with B resamples of them.

    `estimate` has shape (k,), `draws` (k, B); unit: points of the outcome per point of the cause. Draw b of two outcomes
    of the same sample rests on the same resample of the respondents, so that gains in both belong together.
    """

    outcome: str
    names: tuple[str, ...]
    estimate: FloatArray
    draws: FloatArray
    n: int
    n_effective: float
    confidence: float
