"""The low, middle and high third of a score: where to cut it, and how much of the customers that really is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray, answered

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Thirds:
    """A score in three parts: low is up to and including `low_cut`, high is from `high_cut` on.

    `shares`: parts of the customers that are low, middle and high, after weighting; they sum to 1. `counts`: how many
    rows that are.
    """

    low_cut: float
    high_cut: float
    shares: tuple[float, float, float]
    counts: tuple[int, int, int]


def thirds(
    scores: npt.ArrayLike, weights: npt.ArrayLike | None = None, cuts: tuple[float, float] | None = None
) -> Thirds:
    """Cut a score, shape (n,), as nearly into thirds as its values allow, or at the `cuts` given.

    With F the weighted share at or under each value: the low part ends at the value whose F is nearest to 1/3, the
    high part begins above the value whose F is nearest to 2/3. Nobody with the same score is put on different sides.
    Where one value is nearest to both, it is the middle part's, and the cheaper of its two neighbours gives way, so
    that |F_low − 1/3| + |F_high − 2/3| is smallest among the cuts that leave a middle part.
    Raises StatisticsError where there are fewer than three values, or where `cuts` leave a part empty.
    In R this is `quantile(x, c(1, 2) / 3, type = 1)`, moved to the nearest jump.

    >>> cut = thirds([1, 2, 3, 3, 4, 4, 4, 4, 5, 5])
    >>> cut.low_cut, cut.high_cut, cut.counts
    (3.0, 5.0, (4, 4, 2))
    """
    x, w = answered(scores, weights)
    values, place, counts = np.unique(x, return_inverse=True, return_counts=True)
    if len(values) < 3:
        raise StatisticsError(
            f"{len(values)} different scores cannot be cut into low, middle and high; take them as they are"
        )
    parts = counts / len(x) if w is None else np.bincount(place, weights=w) / w.sum()
    cumulative = np.cumsum(parts)
    if cuts is None:
        low, high = _nearest(cumulative[:-1])
    else:
        low = int(np.searchsorted(values, cuts[0], side="right")) - 1
        high = int(np.searchsorted(values, cuts[1], side="left")) - 1
        if not 0 <= low < high < len(values) - 1:
            raise StatisticsError(
                f"cuts {cuts[0]:g} and {cuts[1]:g} leave the low, middle or high part empty; move them"
            )
    numbers = np.cumsum(counts)
    return Thirds(
        low_cut=float(values[low] if cuts is None else cuts[0]),
        high_cut=float(values[high + 1] if cuts is None else cuts[1]),
        shares=(
            float(cumulative[low]),
            float(cumulative[high] - cumulative[low]),
            float(1 - cumulative[high]),
        ),
        counts=(int(numbers[low]), int(numbers[high] - numbers[low]), int(numbers[-1] - numbers[high])),
    )


def _nearest(cumulative: FloatArray) -> tuple[int, int]:
    """Give the places after which the low and the middle part end; `cumulative` is without its last, which is 1."""
    # Of two that are equally near, up to rounding, the one that leaves more in the middle.
    to_low, to_high = (np.abs(cumulative - part).round(12) for part in (1 / 3, 2 / 3))
    low, high = int(to_low.argmin()), len(to_high) - 1 - int(to_high[::-1].argmin())
    if low < high:
        return low, high
    down = to_low[low - 1] + to_high[high] if low > 0 else np.inf
    up = to_low[low] + to_high[high + 1] if high + 1 < len(cumulative) else np.inf
    return (low - 1, high) if down <= up else (low, high + 1)


def sides(scores: FloatArray, cut: Thirds) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Say who is low, middle and high, shape (n,) each."""
    low, high = scores <= cut.low_cut, scores >= cut.high_cut
    return low, ~(low | high), high


def normal_scores(scores: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Put a score, shape (n,), on the scale on which it would be normally distributed.

    Of each value the mean of the standard normal between its share under it and its share up to and including it:
    (φ(z₁) − φ(z₂))/(F₂ − F₁), z = Φ⁻¹(F). Mean 0; the order stays; a crowded highest answer then stands as far off as
    those who would have given more make it.
    Source: Bross's ridits on the normal scale; Hájek, Šidák & Sen (1999), Theory of Rank Tests, section 4.4.

    >>> normal_scores(np.array([1.0, 2, 2, 3])).round(3).tolist()
    [-1.271, 0.0, 0.0, 1.271]
    """
    _, place = np.unique(scores, return_inverse=True)
    sums = np.bincount(place, weights=weights)
    parts = sums / sums.sum()
    edges = special.ndtri(np.concatenate([[0.0], np.cumsum(parts)[:-1], [1.0]]))
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(((density[:-1] - density[1:]) / parts)[place])
