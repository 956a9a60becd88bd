"""Importance as it would be if every score were measured without error (disattenuated), beside that of the scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from toolkit.drivers.bootstrap import first_chances, leads, share_limits
from toolkit.drivers.matrices import as_stack, explained, sweep
from toolkit.drivers.redraw import Redrawn
from toolkit.drivers.sampled import lmg_for_bootstrap
from toolkit.drivers.thresholds import ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import DEPENDENT_WITHIN, MOST_UNDEFINED
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """Importance of p drivers, corrected for the error with which they, `always` and the outcome are measured.

    `raw` (part of the outcome's true variance) and `share`, `low`, `high` and `p_first` of shape (p,); the last three
    are NaN without resamples, and where too many of these cannot be corrected. `leaders`: places of the driver with the
    largest share and of all over which its lead is not shown, as in `Importance.leaders`.
    `explained`: R² of the corrected scores, with `always`. `left_out`: part of the resamples that cannot be corrected.
    """

    raw: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    p_first: FloatArray
    leaders: tuple[int, ...]
    explained: float
    left_out: float


def corrected_correlations(correlation: npt.ArrayLike, reliabilities: npt.ArrayLike) -> FloatArray:
    """Correlations without error of measurement: r_ij/√(ρ_i·ρ_j), shape (q, q), ones on the diagonal.

    `reliabilities` ρ has shape (q,): above 0, up to 1; 1 leaves a variable as it is.
    Raises StatisticsError where a reliability is not between these, or where no real scores have such correlations:
    the reliabilities are then too low for the correlations, or two scores measure the same.
    Source: Spearman (1904), American Journal of Psychology 15, 72–101.
    In R this is `psych::correct.cor`.

    >>> corrected_correlations([[1, 0.42], [0.42, 1]], [0.49, 1]).round(4).tolist()
    [[1.0, 0.6], [0.6, 1.0]]
    """
    given, known = np.asarray(correlation, dtype=np.float64), np.asarray(reliabilities, dtype=np.float64)
    if given.ndim != 2 or known.shape != given.shape[:1]:
        raise StatisticsError(f"reliabilities: one per variable expected, not shape {known.shape}")
    if not ((known > 0) & (known <= 1)).all():
        raise StatisticsError(
            "reliabilities: each must be above 0 and at most 1; turn reversed questions, or leave the score out"
        )
    # A correlation matrix of real scores first, then the corrected one.
    as_stack(given, 0)
    corrected = _divided(given[..., None], known[:, None])[..., 0]
    if not np.linalg.eigvalsh(corrected)[0] > DEPENDENT_WITHIN:
        raise StatisticsError(_impossible(corrected))
    return corrected


def corrected_importance(
    correlation: npt.ArrayLike,
    reliabilities: npt.ArrayLike,
    *,
    always: int = 0,
    drawn: Redrawn | None = None,
    confidence: float = 0.95,
    n: float = np.inf,
    seed: int = 0,
) -> Corrected:
    """Divide what the drivers explain by LMG, as `relative_importance` does, on correlations without error.

    `correlation` (q, q) has the variables in the order `always`, p drivers, outcome; `reliabilities` (q,) as in
    `corrected_correlations`. An error in the outcome makes all importance smaller, and no share. `seed` settles the
    orders in which so many drivers enter that not all sets of them can be looked at.
    `drawn` are resamples of the same respondents, correlations and reliabilities drawn together, so that the limits
    (percentile) hold the uncertainty of both; `n` is the effective number of respondents. Resamples of which the
    corrected correlations are of no real scores are left out and counted in `left_out`; where they are more than
    `MOST_UNDEFINED`, no limits are given and nobody leads.
    Raises StatisticsError as `corrected_correlations` does, and where the drivers explain nothing.
    Source: Spearman (1904); Padilla & Veprinsky (2012), Educational and Psychological Measurement 72, 827–846.
    In R this is `psych::correct.cor`, then `relaimpo::calc.relimp` on the matrix.

    >>> observed = [[1, 0.4, 0.6], [0.4, 1, 0.48], [0.6, 0.48, 1]]
    >>> corrected_importance(observed, [1, 0.64, 1]).share.round(4).tolist()
    [0.5, 0.5]
    """
    stack = corrected_correlations(correlation, reliabilities)[..., None]
    raw, _, divide = lmg_for_bootstrap(sweep(stack, always), seed)
    total = float(raw.sum())
    if total <= ROUNDING:
        raise StatisticsError("the drivers explain nothing, so that there is nothing to divide into shares")
    nothing = np.full(len(raw), np.nan)
    low, high, chances, left_out = nothing, nothing, nothing, 0.0
    leaders: tuple[int, ...] = ()
    if drawn is not None and drawn.correlations.shape[-1]:
        shares, resamples = _shares(drawn, always, divide), drawn.correlations.shape[-1]
        without = resamples - shares.shape[1]
        left_out = without / resamples
        if without <= MOST_UNDEFINED * resamples:
            low, high = share_limits(shares, confidence)
            chances = first_chances(shares)
            leaders = _leaders(raw, shares, confidence, n, always)
    r_squared = float(explained(stack)[0])
    return Corrected(raw, raw / total, low, high, chances, leaders, r_squared, left_out)


def _shares(drawn: Redrawn, always: int, divide: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Give corrected shares in the resamples that have them, shape (p, up to B)."""
    known = drawn.reliabilities
    usable = (known > 0).all(axis=0)
    stack = _divided(drawn.correlations[..., usable], known[:, usable])
    real = np.linalg.eigvalsh(np.moveaxis(stack, -1, 0))[:, 0] > DEPENDENT_WITHIN
    if not real.any():
        return np.empty((len(stack) - 1 - always, 0))
    importance = divide(sweep(np.ascontiguousarray(stack[..., real]), always))
    total = importance.sum(axis=0)
    something = total > ROUNDING
    return np.asarray(importance[:, something] / total[something])


def _divided(stack: FloatArray, reliabilities: FloatArray) -> FloatArray:
    roots = np.sqrt(reliabilities)
    corrected = stack / (roots[:, None] * roots[None])
    places = np.arange(len(stack))
    corrected[places, places] = 1.0
    return np.asarray(corrected)


def _leaders(
    raw: FloatArray, shares: FloatArray, confidence: float, n: float, always: int
) -> tuple[int, ...]:
    top = int(raw.argmax())
    level = np.flatnonzero(~leads(shares, top, confidence, n, always=always))
    return tuple(int(place) for place in level[np.argsort(-raw[level], kind="stable")])


def _impossible(corrected: FloatArray) -> str:
    beyond = [(i, j) for i, j in combinations(range(len(corrected)), 2) if abs(corrected[i, j]) >= 1]
    if not beyond:
        return (
            "corrected for errors of measurement, the correlations can be of no real scores; "
            "the questions of some scores overlap, or their reliabilities are too low"
        )
    i, j = max(beyond, key=lambda pair: abs(corrected[pair]))
    return (
        f"corrected for errors of measurement, variables {i + 1} and {j + 1} correlate {corrected[i, j]:.2f}, which "
        "no real scores do; their questions overlap, or their reliabilities are too low"
    )
