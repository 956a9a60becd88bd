"""Which words set one group of respondents apart from another, on respondents per word."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.thresholds import PRIOR_RESPONDENTS
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, effective_n

COLUMNS = ("estimate", "low", "high", "z", "p", "share_first", "share_second", "n_first", "n_second")


def log_odds(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    n_first: float,
    n_second: float,
    prior: npt.ArrayLike,
    *,
    strength: float = PRIOR_RESPONDENTS,
) -> tuple[FloatArray, FloatArray]:
    """Log-odds ratio with an informative Dirichlet prior, and its standard error, per word.

    `first`, `second`: shape (k,), how many respondents of each group used the word, of `n_first` and `n_second`;
    numbers may be effective ones. `prior`: shape (k,), the share of respondents that is expected to use it, between 0
    and 1 exclusive; `strength`: how many imagined respondents of each group say so.

    With a = strength · prior and b = strength − a:
    δ = ln((y₁ + a) / (n₁ − y₁ + b)) − ln((y₂ + a) / (n₂ − y₂ + b)), and its variance is the sum of the inverses of
    these four numbers. Monroe and others count tokens, of which each word is a small part, and leave out the inverses
    of the remainders; of respondents a word may be used by many, so that they count. Positive: the first group uses it
    more. Unit: natural logarithm of a ratio of odds.

    Raises StatisticsError where counts are below 0 or above the number of respondents, or `prior` is no share.
    Source: Monroe, Colaresi & Quinn (2008), Political Analysis 16, 372–403, equations 15 to 22.
    In R this is near to `tidylo::bind_log_odds`, which counts tokens.

    >>> delta, error = log_odds([30], [5], 100, 100, [0.175], strength=10)
    >>> delta.round(4).tolist(), error.round(4).tolist()
    ([1.8256], [0.4496])
    """
    y1, y2, share = (as_numbers(one, "words") for one in (first, second, prior))
    if ((y1 < 0) | (y2 < 0) | (y1 > n_first * (1 + 1e-9)) | (y2 > n_second * (1 + 1e-9))).any():
        raise StatisticsError("words: more respondents used a word than there are, or fewer than 0")
    if not strength > 0 or not ((share > 0) & (share < 1)).all():
        raise StatisticsError("words: the prior must be shares between 0 and 1, of a strength above 0")
    a, b = strength * share, strength * (1 - share)
    cells = np.array([y1 + a, np.maximum(n_first - y1, 0) + b, y2 + a, np.maximum(n_second - y2, 0) + b])
    delta = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    return delta, np.sqrt((1 / cells).sum(axis=0))


def words_apart(
    used: Any,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    minimum: int,
    confidence: float = 0.95,
    strength: float = PRIOR_RESPONDENTS,
) -> pd.DataFrame:
    """Compare two groups word by word: how much more the first uses it, and the p-value of no difference.

    `used`: n × k, sparse or dense, 1 where the respondent used the word; `first`, `second`: bool, shape (n,), who is in
    which group, nobody in both; `minimum`: words that fewer respondents of both groups together used are left out.
    Weights: shares are weighted, and counts are shares of Kish's effective number per group.

    Returns a frame with a row per word that is judged, indexed by its column in `used`: `estimate`, `low`, `high`
    (`log_odds`, natural logarithms; the prior is the share among all n respondents), `z` (estimate by its error, the
    order of Monroe and others), `p`, `share_first`, `share_second` (0 to 1), `n_first`, `n_second` (counted).

    `p` is Fisher's exact test, two-sided, on counted respondents: it holds however few used a word, given the totals,
    which also decide what is judged. With unequal weights it is the larger of that and of the weighted test of two
    shares (`weighted_p`), and 1 where these differ the other way round: weights may take a difference away, and never
    make one that the counts do not show.
    Many words are tested, so a claim needs p-values adjusted for their number, such as Holm's.

    Raises StatisticsError where the numbers of rows differ, somebody is in both groups, a group is empty, and for
    unusable weights.
    In R the p-values are `fisher.test(table(group, used[, i]))$p.value`.

    >>> apart = words_apart(np.repeat([[1], [0], [1], [0]], [8, 2, 1, 9], axis=0), np.arange(20) < 10,
    ...                     np.arange(20) >= 10, minimum=5)
    >>> apart[["n_first", "n_second", "p"]].round(4).values.tolist()
    [[8.0, 1.0, 0.0055]]
    """
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow to import

    table = csc_array(used, dtype=np.float64)
    groups = [np.asarray(one, dtype=bool) for one in (first, second)]
    if any(group.shape != (table.shape[0],) for group in groups):
        raise StatisticsError("words: the groups and the words have different respondents")
    if (groups[0] & groups[1]).any():
        raise StatisticsError("words: a respondent is in both groups")
    w = checked_weights(weights, table.shape[0])
    each = np.ones(table.shape[0]) if w is None else w
    groups = [group & (each > 0) for group in groups]
    if not all(group.any() for group in groups):
        raise StatisticsError("words: a group has no respondent")
    counts = [table.T @ group.astype(np.float64) for group in groups]
    columns = np.flatnonzero(counts[0] + counts[1] >= max(minimum, 1))
    table = table[:, columns]
    n = [float(group.sum()) for group in groups]
    y = [count[columns] for count in counts]
    shares = [table.T @ (each * group) / each[group].sum() for group in groups]
    effective = n if w is None else [effective_n(each[group]) for group in groups]
    # Nobody's and everybody's words leave the prior no room: half a respondent keeps it between 0 and 1.
    prior = (table.T @ each + each.mean() / 2) / (each.sum() + each.mean())
    expected = [share * number for share, number in zip(shares, effective, strict=True)]
    delta, error = log_odds(expected[0], expected[1], effective[0], effective[1], prior, strength=strength)
    p = fisher_p(y[0], y[1], int(n[0]), int(n[1]))
    if w is not None:
        p = np.maximum(p, weighted_p(table, groups[0], groups[1], w))
        # Where weights turn a difference round, the counts do not show what the weighted shares say.
        turned = (shares[0] - shares[1]) * (y[0] / n[0] - y[1] / n[1]) < 0
        p = np.where(turned, 1.0, p)
    margin = normal_quantile(confidence) * error
    values = (delta, delta - margin, delta + margin, delta / error, np.minimum(p, 1.0), *shares, *y)
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=columns)


def fisher_p(first: npt.ArrayLike, second: npt.ArrayLike, n_first: int, n_second: int) -> FloatArray:
    """Fisher's exact test, two-sided, of two shares per word: shape (k,).

    `first`, `second`: shape (k,), how many of `n_first` and of `n_second` respondents used the word.
    Given all four totals the number of the first group is hypergeometric when the groups do not differ; p is the
    chance of all numbers that are no more likely than the one found.
    Raises StatisticsError where a count is no whole number from 0 up to the number of respondents.
    Source: Fisher (1935), Journal of the Royal Statistical Society 98, 39–82.
    In R this is `fisher.test(matrix(c(y1, n1 - y1, y2, n2 - y2), 2))$p.value`; scipy's `fisher_exact` gives the same,
    one table at a time and some forty times slower.

    >>> fisher_p([8], [1], 10, 10).round(4).tolist()
    [0.0055]
    """
    y1, y2 = (as_numbers(one, "words") for one in (first, second))
    for y, n in ((y1, n_first), (y2, n_second)):
        if ((y < 0) | (y > n) | (y != np.round(y))).any():
            raise StatisticsError(
                "words: Fisher's test takes whole numbers of respondents, not above their total"
            )
    pairs = zip(y1.astype(int).tolist(), y2.astype(int).tolist(), strict=True)
    return np.array([_fisher_p(a, a + b, n_first, n_second) for a, b in pairs], dtype=np.float64)


def _fisher_p(found: int, total: int, n_first: int, n_second: int) -> float:
    """P-value of one table: `found` of `total` users are of the first group."""
    from scipy.special import gammaln  # noqa: PLC0415 - slow to import

    low = max(0, total - n_second)
    possible = np.arange(low, min(total, n_first) + 1, dtype=np.float64)
    rest = total - possible
    # Logarithms of the two binomial coefficients, up to what is common to all.
    ways = -(
        gammaln(possible + 1)
        + gammaln(n_first - possible + 1)
        + gammaln(rest + 1)
        + gammaln(n_second - rest + 1)
    )
    chances = np.exp(ways - ways.max())
    # Tables that are equally likely differ by rounding; R and scipy allow for it too.
    return float(chances[chances <= chances[found - low] * (1 + 1e-7)].sum() / chances.sum())


def weighted_p(
    used: Any, first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_], weights: FloatArray
) -> FloatArray:
    """Two-sided p-value per word of no difference between two weighted shares, shape (k,).

    `used`: n × k, 0 or 1; `first`, `second`: bool, shape (n,); `weights`: shape (n,), above 0 for both groups.
    z = (p₁ − p₂) / √(V₁ + V₂) with each V = Σ(w(x − p)/Σw)² under the pooled share p (score test), linearised.
    A word that all or none of both groups use has p = 1. Holds for large groups; see `words_apart`.
    Source: as `toolkit.measures.weights.linearised_influence`, with the pooled share of the score test (Agresti, 2013,
    Categorical Data Analysis, 3rd ed., section 3.2).
    """
    from scipy.special import ndtr  # noqa: PLC0415 - slow to import

    shares, parts, pooled = [], [], 0.0
    both = weights * (first | second)
    pooled = used.T @ both / both.sum()
    for group in (first, second):
        w = weights * group / weights[group].sum()
        shares.append(used.T @ w)
        # Σ w²(x − p)² with x of 0 or 1: Σ w²x(1 − 2p) + p²Σw².
        parts.append(used.T @ w**2 * (1 - 2 * pooled) + pooled**2 * (w**2).sum())
    variance = np.asarray(parts[0] + parts[1])
    difference = np.abs(shares[0] - shares[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 1e-15, difference / np.sqrt(np.maximum(variance, 1e-300)), 0.0)
    return np.asarray(2 * ndtr(-z))
