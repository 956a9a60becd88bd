"""What if drivers scored higher: the gain that goes with it, as far as the links are causes."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from toolkit.drivers.bootstrap import fewest_resamples
from toolkit.drivers.effects import TotalEffects
from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import upper_tail


def gain(
    effects: TotalEffects, lifts: npt.ArrayLike, *, room: tuple[float, float] = (-math.inf, math.inf)
) -> Estimate:
    """Points of the outcome that go with so many points more on each driver: Σ lift_j · effect_j.

    `lifts` in points, in the order of `effects.names`: shape (k,), or (k, B) with one per resample where a lift is
    uncertain itself. It is what is done to each driver, on top of what reaches it through others, so that total
    effects add up. `room`: how far the outcome can fall and rise; the gain stops there.
    Value: estimate of the effects × mean lifts. Limits: percentile limits of Σ lift_jb · effect_jb over the resamples,
    quantiles of type 6; NaN where these are too few. Nothing lifted gains exactly 0.

    Expected only if the links are causes: the effects themselves are associations. Whether a driver has room for its
    lift is the caller's to see to.
    Raises StatisticsError where there is not one finite lift per driver, or per driver and resample.
    Source: Bollen (1987), Sociological Methodology 17, 37–69, for total effects in a recursive system.
    In R this is `sum(lifts * effect)` and `quantile(lifts %*% draws, c(.025, .975), type = 6)`.

    >>> effects = TotalEffects(
    ...     "attitude", ("trust", "price"), np.array([0.5, 0.2]), np.full((2, 39), [[0.5], [0.2]]), 40, 40.0, 0.95
    ... )
    >>> round(gain(effects, [4, 5]).value, 9)
    3.0
    >>> gain(effects, [4, 5], room=(-60, 2)).value
    2.0
    """
    points = np.asarray(lifts, dtype=np.float64)
    if points.shape not in (effects.estimate.shape, effects.draws.shape) or not np.isfinite(points).all():
        raise StatisticsError(
            f"lifts: one number per driver is needed, {len(effects.names)} in the order {', '.join(effects.names)}"
        )
    low = high = math.nan
    if effects.draws.shape[1] >= fewest_resamples(effects.confidence):
        drawn = points @ effects.draws if points.ndim == 1 else np.einsum("kb,kb->b", points, effects.draws)
        upper = upper_tail(effects.confidence)
        low, high = np.quantile(drawn.clip(*room), [1 - upper, upper], method="weibull").tolist()
    mean = points if points.ndim == 1 else points.mean(axis=1)
    return Estimate(
        value=float(np.clip(mean @ effects.estimate, *room)),
        low=low,
        high=high,
        n=effects.n,
        unit="points",
        method="percentile",
        confidence=effects.confidence,
        n_effective=effects.n_effective,
    )
