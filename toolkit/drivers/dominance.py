"""Whether one driver is more useful than another whatever else is in the model, and at which size of model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.drivers.matrices import as_stack, sweep
from toolkit.drivers.shapley import subsets_of_stack
from toolkit.drivers.thresholds import MOST_COMPARED, ROUNDING
from toolkit.measures.weights import FloatArray

# Numbers of R² held at a time, over all resamples: 4 MB.
_NUMBERS = 524_288


@dataclass(frozen=True, slots=True, eq=False)
class Dominance:
    """Dominance of p drivers over each other.

    `general`, shape (p,): what each adds to R² on average (LMG). `conditional`, shape (p, p): what driver i adds on
    average as the (k + 1)-th that enters. `complete`, shape (p, p): part of the sets of the other drivers to which i
    adds more than j; 1 is complete dominance of i over j; the diagonal is NaN.
    """

    general: FloatArray
    conditional: FloatArray
    complete: FloatArray


def dominance(correlation: npt.ArrayLike, *, always: int = 0) -> Dominance:
    """General, conditional and complete dominance of the drivers, from correlations of shape (q, q).

    Variables in the order `always`, p drivers, outcome; at most 12 drivers, for all pairs are held against each other
    in all sets of the other drivers.
    conditional_ik = mean over the sets S of k other drivers of R²(S ∪ i) − R²(S); general_i = mean of these over k;
    complete_ij = part of the sets S without i and j with R²(S ∪ i) > R²(S ∪ j). Ties count for neither.
    Raises StatisticsError as `toolkit.drivers.shapley.lmg` does.
    Source: Budescu (1993), Psychological Bulletin 114, 542–551; Azen & Budescu (2003), Psychological Methods 8,
    129–148.
    In R this is `domir::domir` with R².

    >>> found = dominance([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    >>> found.conditional.round(4).tolist(), found.complete[0, 1]
    ([[0.36, 0.2133], [0.16, 0.0133]], np.float64(1.0))
    """
    stack = as_stack(correlation, always, MOST_COMPARED)
    reached = subsets_of_stack(sweep(stack, always))[:, 0]
    p = len(stack) - 1 - always
    sets = np.arange(2**p)
    sizes = np.bitwise_count(sets).astype(np.int64)
    conditional = np.empty((p, p))
    for driver in range(p):
        without = sets[sets >> driver & 1 == 0]
        added = reached[without | 1 << driver] - reached[without]
        conditional[driver] = np.bincount(sizes[without], added, p) / np.bincount(sizes[without], minlength=p)
    complete = np.full((p, p), np.nan)
    for first in range(p):
        for second in set(range(p)) - {first}:
            complete[first, second] = _more(reached[:, None], first, second).mean()
    return Dominance(conditional.mean(axis=1), conditional, complete)


def reproduced(stack: FloatArray, always: int, first: int, second: int) -> float:
    """Part of m resamples in which driver `first` dominates driver `second` completely.

    `stack` has shape (q, q, m), as for `toolkit.drivers.matrices.sweep`; `first` and `second` count the drivers alone.
    Nothing is checked here. Source: Azen & Budescu (2003), who call it reproducibility.
    """
    p, m = len(stack) - 1 - always, stack.shape[-1]
    step = max(1, _NUMBERS // 2**p)
    held = 0
    for start in range(0, m, step):
        reached = subsets_of_stack(sweep(stack[..., start : start + step], always))
        held += int(_more(reached, first, second).all(axis=0).sum())
    return held / m


def _more(reached: FloatArray, first: int, second: int) -> npt.NDArray[np.bool_]:
    """Say per set of the other drivers, and per matrix, whether the first adds more to it than the second."""
    sets = np.arange(len(reached))
    without = sets[(sets >> first | sets >> second) & 1 == 0]
    return np.asarray(reached[without | 1 << first] - reached[without | 1 << second] > ROUNDING)
