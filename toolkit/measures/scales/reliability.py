"""Do the items of a scale measure one thing: alpha with its interval, and each item against the rest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.correlation import fisher_limits
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile, upper_tail
from toolkit.measures.scales.items import complete_items, item_names, size_of
from toolkit.measures.weights import FloatArray

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
    x, w = complete_items(items, weights)
    n, k = x.shape
    covariance = np.cov(x, rowvar=False, aweights=w)
    own, total = float(np.trace(covariance)), float(covariance.sum())
    if total <= _CANCELLED * own:
        raise StatisticsError("items: they cancel each other out, so that their sum does not vary")
    alpha = k / (k - 1) * (1 - own / total)
    n_effective = size_of(x, w)
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
    x, w = complete_items(items, weights)
    found = _item_rest(np.cov(x, rowvar=False, aweights=w))
    return pd.Series(found, index=item_names(items, x.shape[1]), name="item_rest")


def _item_rest(covariance: FloatArray) -> FloatArray:
    variances = np.diag(covariance)
    # With the total's covariance at hand, the rest is the total less the item itself.
    with_total = covariance.sum(axis=1)
    with_rest = with_total - variances
    rest_variance = covariance.sum() - 2 * with_total + variances
    varies = rest_variance > _CANCELLED * variances.sum()
    scale = np.sqrt(variances * np.where(varies, rest_variance, 1.0))
    return np.asarray(np.where(varies, np.clip(with_rest / scale, -1, 1), np.nan))


def item_analysis(
    items: pd.DataFrame | npt.ArrayLike, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Look at each item of a scale: does it go along with the others, and what is alpha without it.

    `items` has shape (n, k), k ≥ 2; rows with a missing answer are left out (listwise).
    Returns a frame indexed by item with columns `estimate, low, high` (item-rest correlation, −1 to 1, with Fisher's z
    interval tanh(atanh r ± z/√(n − 3))), `alpha_without` (NaN for two items, or where the others cancel out), `n` and
    `n_effective` (Kish, which is n in the limits).
    Raises StatisticsError as `cronbach_alpha` does for items, rows and weights.
    Source: Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed.; Fisher (1921), Metron 1, 3–32.
    In R these are `r.drop` and `alpha.drop$raw_alpha` of `psych::alpha`.

    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [1, 3, 2, 5, 4], "c": [5, 1, 4, 2, 3]})
    >>> item_analysis(answers)[["estimate", "alpha_without"]].round(3).to_dict("list")
    {'estimate': [0.645, 0.085, -0.527], 'alpha_without': [-4.667, -0.857, 0.889]}
    """
    x, w = complete_items(items, weights)
    n_effective = size_of(x, w)
    covariance = np.cov(x, rowvar=False, aweights=w)
    correlation = _item_rest(covariance)
    low, high = fisher_limits(
        correlation, np.full(len(correlation), n_effective), normal_quantile(confidence)
    )
    return pd.DataFrame(
        {
            "estimate": correlation,
            "low": low,
            "high": high,
            "alpha_without": _alpha_without(covariance),
            "n": len(x),
            "n_effective": n_effective,
        },
        index=item_names(items, x.shape[1]).rename("item"),
    )


def _alpha_without(covariance: FloatArray) -> FloatArray:
    k = len(covariance) - 1
    variances = np.diag(covariance)
    own = variances.sum() - variances
    total = covariance.sum() - 2 * covariance.sum(axis=1) + variances
    if k < 2:
        return np.full(len(covariance), np.nan)
    varies = total > _CANCELLED * own
    return np.asarray(np.where(varies, k / (k - 1) * (1 - own / np.where(varies, total, 1.0)), np.nan))


def spearman_brown(
    items: pd.DataFrame | npt.ArrayLike, *, weights: npt.ArrayLike | None = None, confidence: float = 0.95
) -> Estimate:
    """Reliability of two items by Spearman and Brown, 2r/(1 + r); unit "coefficient".

    `items` has shape (n, 2), reversed items turned; rows with a missing answer are left out. It asks less than alpha:
    the items may differ in spread. The limits are those of Fisher's z for r, put through the same formula, method
    "fisher_z"; with unequal weights r is weighted and n is Kish's effective n, method "fisher_z_effective_n". They are
    NaN with three (effective) rows or fewer. Below 0 where the items run against each other.
    Raises StatisticsError as `cronbach_alpha` does for items, rows and weights, for other than two items, and for two
    items that mirror each other.
    Source: Spearman (1910), British Journal of Psychology 3, 271–295; Brown (1910), the same, 296–322; Eisinga, te
    Grotenhuis & Pelzer (2013), International Journal of Public Health 58, 637–642, for two items.
    In R this is `2 * r / (1 + r)` with the limits of `cor.test`.

    >>> estimate = spearman_brown([[1, 2], [2, 1], [3, 4], [4, 3], [5, 5]])
    >>> round(estimate.value, 6), round(estimate.low, 3), round(estimate.high, 3)
    (0.888889, -0.776, 0.993)
    """
    x, w = complete_items(items, weights)
    if x.shape[1] != 2:
        raise StatisticsError(f"items: Spearman–Brown is for two items, not {x.shape[1]}")
    n_effective = size_of(x, w)
    correlation = _item_rest(np.cov(x, rowvar=False, aweights=w))[:1]
    if 1 + correlation[0] <= _CANCELLED:
        raise StatisticsError("items: they cancel each other out, so that their sum does not vary")
    limits = fisher_limits(correlation, np.array([n_effective]), normal_quantile(confidence))
    value, low, high = (float(2 * r[0] / (1 + r[0])) for r in (correlation, *limits))
    return Estimate(
        value=value,
        low=low,
        high=high,
        n=len(x),
        unit="coefficient",
        method="fisher_z" if w is None else "fisher_z_effective_n",
        confidence=confidence,
        n_effective=None if w is None else n_effective,
    )
