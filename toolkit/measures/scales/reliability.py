"""Do the items of a scale measure one thing: alpha with its interval, and each item against the rest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import upper_tail
from toolkit.measures.thresholds import RELIABILITY_ROWS
from toolkit.measures.weights import FloatArray, answered, effective_n

# A total that varies less than this part of what its items vary is rounding: the items cancel each other out.
_CANCELLED = 1e-12


def cronbach_alpha(
    items: pd.DataFrame | npt.ArrayLike, *, weights: npt.ArrayLike | None = None, confidence: float = 0.95
) -> Estimate:
    """Cronbach's alpha k/(k−1)·(1 − Σvar(item)/var(total)) with Feldt's interval; unit "coefficient".

    `items` has shape (n, k), k ≥ 2, reversed items turned; rows with a missing answer are left out
    (listwise). Limits 1 − (1 − α)·F, with F the upper and lower quantile of F(n−1, (n−1)(k−1));
    method "feldt".
    With unequal weights the covariances are weighted and n in the interval is Kish's effective n, method
    "feldt_effective_n". Alpha below 0 means that items run against each other: is one not yet turned?
    Raises StatisticsError with fewer than two items or three complete rows, an item that does not vary, items
    that cancel out, weights that leave fewer than two effective rows, or for unusable weights.
    Source: Cronbach (1951), Psychometrika 16, 297–334; Feldt (1965), Psychometrika 30, 357–370.
    In R this is `psych::alpha(x)$total$raw_alpha` and `psych::alpha.ci`'s Feldt interval.

    >>> estimate = cronbach_alpha([[1, 2], [2, 2], [3, 5], [4, 5]])
    >>> round(estimate.value, 6)
    0.923077
    """
    x, w = _complete_items(items, weights)
    n, k = x.shape
    covariance = np.cov(x, rowvar=False, aweights=w)
    own, total = float(np.trace(covariance)), float(covariance.sum())
    if total <= _CANCELLED * own:
        raise StatisticsError("items: they cancel each other out, so that their sum does not vary")
    alpha = k / (k - 1) * (1 - own / total)
    n_effective = float(n) if w is None else effective_n(w)
    if n_effective < 2:
        raise StatisticsError("weights: they leave fewer than two effective rows, too few for alpha")
    high_tail = upper_tail(confidence)
    df_rows, df_items = n_effective - 1, (n_effective - 1) * (k - 1)
    return Estimate(
        value=alpha,
        low=1 - (1 - alpha) * float(special.fdtri(df_rows, df_items, high_tail)),
        high=1 - (1 - alpha) * float(special.fdtri(df_rows, df_items, 1 - high_tail)),
        n=n,
        unit="coefficient",
        method="feldt" if w is None else "feldt_effective_n",
        confidence=confidence,
        n_effective=None if w is None else n_effective,
    )


def item_rest_correlation(
    items: pd.DataFrame | npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> pd.Series:
    """Correlation of each item with the sum of the other items (corrected item-total correlation).

    `items` has shape (n, k), k ≥ 2; rows with a missing answer are left out (listwise).
    Returns a float Series indexed by item (by place for an array), −1 to 1, NaN where the rest does not vary.
    Raises StatisticsError as `cronbach_alpha` does for items, rows and weights.
    Source: Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed.
    In R this is `cor(x[[i]], rowSums(x[-i]))`, the `r.drop` of `psych::alpha`; weighted by `cov.wt`.

    >>> item_rest_correlation(pd.DataFrame({"a": [1, 2, 3], "b": [2, 4, 6]})).round(6).to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    x, w = _complete_items(items, weights)
    covariance = np.cov(x, rowvar=False, aweights=w)
    variances = np.diag(covariance)
    # With the total's covariance at hand, the rest is the total less the item itself.
    with_total = covariance.sum(axis=1)
    with_rest = with_total - variances
    rest_variance = covariance.sum() - 2 * with_total + variances
    varies = rest_variance > _CANCELLED * variances.sum()
    scale = np.sqrt(variances * np.where(varies, rest_variance, 1.0))
    correlation = np.where(varies, np.clip(with_rest / scale, -1, 1), np.nan)
    return pd.Series(correlation, index=_names(items, x.shape[1]), name="item_rest")


def _complete_items(
    items: pd.DataFrame | npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray | None]:
    """Complete rows of at least two items that vary, and their weights."""
    x, w = answered(items, weights, name="items")
    if x.ndim != 2 or x.shape[1] < 2:
        raise StatisticsError("items: the reliability of a scale needs at least two items")
    if len(x) < RELIABILITY_ROWS:
        raise StatisticsError(f"items: {len(x)} complete rows, at least {RELIABILITY_ROWS} are needed")
    constant = np.ptp(x, axis=0) == 0
    if constant.any():
        names = ", ".join(str(name) for name in _names(items, x.shape[1])[constant])
        raise StatisticsError(
            f"items: {names} has the same answer in all {len(x)} complete rows; leave it out"
        )
    return x, w


def _names(items: pd.DataFrame | npt.ArrayLike, k: int) -> pd.Index:
    """Give the items' names, or their places for an array."""
    return items.columns if isinstance(items, pd.DataFrame) else pd.RangeIndex(k)
