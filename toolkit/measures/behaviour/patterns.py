"""How customers buy: classes of recency and frequency, and whether attitude goes together with behaviour."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.tails import t_above
from toolkit.measures.weights import FloatArray, answered, effective_n, same_rows, weighted_mean


def recency_frequency(
    customers: pd.DataFrame, *, recency_from: Sequence[int], purchases_from: Sequence[int]
) -> pd.DataFrame:
    """Count customers, and their money, by how long ago they bought last and by how often they bought.

    `customers` has a row per customer with `recency_days`, `purchases` and `amount_year`, as `customer_summary` gives
    them. `recency_from` and `purchases_from` are the lowest values of the classes, rising; the first is the lowest
    possible one, and the last class has no end. Fixed classes, and not fifths of the customers, can be compared
    between waves and clients.
    Returns a row per pair of classes, empty ones too, ordered by recency, then purchases: `recency_from`,
    `recency_to`, `purchases_from`, `purchases_to` (NaN for no end), `customers`, `share` of all customers (0 to 1),
    `amount_year` (sum), `amount_share` (of all of it; NaN where that is not above 0).
    Raises StatisticsError where classes do not rise, or a customer lies under the lowest.
    Source: Hughes (1994), Strategic Database Marketing, on recency, frequency and monetary value.

    >>> customers = pd.DataFrame({"recency_days": [3, 200, 10], "purchases": [1, 2, 4], "amount_year": [5.0, 0, 15]})
    >>> table = recency_frequency(customers, recency_from=[0, 91], purchases_from=[1, 2])
    >>> table["customers"].tolist(), table["amount_share"].tolist()
    ([1, 1, 0, 1], [0.25, 0.75, 0.0, 0.0])
    """
    recent = _classes(customers["recency_days"], recency_from, "recency_from")
    often = _classes(customers["purchases"], purchases_from, "purchases_from")
    size = len(recency_from) * len(purchases_from)
    cell = recent * len(purchases_from) + often
    counts = np.bincount(cell, minlength=size)
    money = np.bincount(cell, customers["amount_year"].to_numpy(np.float64), size)
    total = money.sum()
    rows, columns = np.divmod(np.arange(size), len(purchases_from))
    return pd.DataFrame(
        {
            "recency_from": np.asarray(recency_from)[rows],
            "recency_to": _ends(recency_from)[rows],
            "purchases_from": np.asarray(purchases_from)[columns],
            "purchases_to": _ends(purchases_from)[columns],
            "customers": counts,
            "share": counts / max(len(customers), 1),
            "amount_year": money,
            "amount_share": money / total if total > 0 else np.full(size, np.nan),
        }
    )


def _classes(values: pd.Series, lowest: Sequence[int], name: str) -> npt.NDArray[np.int64]:
    if not len(lowest) or (np.diff(lowest) <= 0).any():
        raise StatisticsError(f"{name}: classes must rise, and there must be one at least")
    place = np.searchsorted(np.asarray(lowest), values.to_numpy(), side="right") - 1
    if (place < 0).any():
        raise StatisticsError(f"{name}: a customer lies under the lowest class, {lowest[0]}")
    return place.astype(np.int64)


def _ends(lowest: Sequence[int]) -> FloatArray:
    return np.append(np.asarray(lowest[1:], dtype=np.float64) - 1, np.nan)


def rank_association(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Spearman's rank correlation over respondents: do those higher on the one stand higher on the other?

    `first`, `second`, shape (n,), NaN where not known: those who have both take part. Ranks, for amounts and numbers of
    purchases are skewed: one large customer would settle Pearson's. With unequal weights the rank is the weighted share
    below plus half of that at the same value, and the correlation of the ranks is the weighted one.
    The limits are tanh(atanh r ± z·√((1 + r²/2)/(n − 3))), n being Kish's effective one; unit "coefficient", method
    "spearman_bonett_wright". NaN limits with n of 3 or less or where r is 1 or −1; all NaN where one does not vary.
    Raises StatisticsError where nobody has both, and for unusable weights.
    Source: Spearman (1904), American Journal of Psychology 15, 72–101; interval: Bonett & Wright (2000), Psychometrika
    65, 23–28. In R this is `cor(x, y, method = "spearman")`.

    >>> found = rank_association([1, 2, 3, 4, 5, 6], [10, 20, 15, 40, 90, 80])
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.8857, 0.0664, 0.9916)
    """
    same_rows(first, second)
    pairs = np.column_stack([np.asarray(one, dtype=np.float64) for one in (first, second)])
    x, w = answered(pairs, weights, name="pairs")
    if not len(x):
        raise StatisticsError("pairs: nobody has both values")
    ranks = np.column_stack([_ranks(column, w) for column in x.T])
    centred = ranks - [weighted_mean(column, w) for column in ranks.T]
    (a, product), (_, b) = np.cov(centred, rowvar=False, aweights=w) if len(x) > 1 else np.zeros((2, 2))
    n = float(len(x)) if w is None else effective_n(w)
    r = float(np.clip(product / math.sqrt(a * b), -1, 1)) if a > 0 and b > 0 else float("nan")
    low = high = float("nan")
    if abs(r) < 1 and n > 3:
        margin = normal_quantile(confidence) * math.sqrt((1 + r * r / 2) / (n - 3))
        low, high = math.tanh(math.atanh(r) - margin), math.tanh(math.atanh(r) + margin)
    effective = None if w is None else n
    return Estimate(r, low, high, len(x), "coefficient", "spearman_bonett_wright", confidence, effective)


def association_p(found: Estimate) -> float:
    """Two-sided p of no association for a `rank_association`: Student's t of r·√((n − 2)/(1 − r²)), n − 2 degrees.

    n is the effective one where there are weights; NaN with n of 2 or less or where r is.
    Source: Kendall & Gibbons (1990), Rank Correlation Methods, 5th ed. In R this is
    `cor.test(x, y, method = "spearman", exact = FALSE)`.

    >>> round(association_p(rank_association([1, 2, 3, 4, 5, 6], [10, 20, 15, 40, 90, 80])), 4)
    0.0188
    """
    n = float(found.n) if found.n_effective is None else found.n_effective
    if math.isnan(found.value) or n <= 2:
        return float("nan")
    if abs(found.value) == 1:
        return 0.0
    return float(2 * t_above(abs(found.value) * math.sqrt((n - 2) / (1 - found.value**2)), n - 2))


def _ranks(values: FloatArray, w: FloatArray | None) -> FloatArray:
    if w is None:
        return np.asarray(pd.Series(values).rank(), dtype=np.float64)
    _, place = np.unique(values, return_inverse=True)
    each = np.bincount(place, w)
    return np.asarray((np.cumsum(each) - each / 2)[place])
