"""How many predictions those of some plans are worth: what one plan expects rests on the same customers."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.followup.thresholds import TIED


def tied_number(sizes: Iterable[int]) -> float:
    """Effective number of predictions that come `sizes` a plan, those of one plan correlated `TIED` (ρ).

    Σm/(1 + (m̄ − 1)·ρ), with m̄ = Σm²/Σm: all of them where each is alone in its plan. Sizes are 1 or more.
    Source: Kish (1965), Survey Sampling, for the effective number of what comes in clusters.

    >>> tied_number([1, 1]), tied_number([3, 3])
    (2.0, 3.0)
    """
    sizes = tuple(sizes)
    n = sum(sizes)
    return n / (1 + (sum(size**2 for size in sizes) / n - 1) * TIED)
