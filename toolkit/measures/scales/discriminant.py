"""Do two scales measure two things: the heterotrait-monotrait ratio of their correlations, with bootstrap limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import upper_tail
from toolkit.measures.resampling import Rows, correlations_of, cross_products, drawn_sums, row_sums
from toolkit.measures.thresholds import MOST_UNDEFINED, RELIABILITY_ROWS, RESAMPLED_GROUPS
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights, effective_n, same_rows

COLUMNS = ("first", "second", "htmt", "low", "high", "htmt2", "htmt2_low", "htmt2_high", "n", "n_effective")
_NO_SECOND = {"htmt2_low": float("nan"), "htmt2_high": float("nan")}
# Sums that are resampled at a time: at 5,000 rows or groups of rows, 60 MB.
_SUMS = 1_500


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two constructs by the places of their items, and who answered all of these (bool, respondents)."""

    first: str
    second: str
    own: tuple[int, ...]
    other: tuple[int, ...]
    rows: npt.NDArray[np.bool_]


def htmt(
    items: pd.DataFrame,
    constructs: Mapping[str, Sequence[str]],
    *,
    generator: np.random.Generator,
    weights: npt.ArrayLike | None = None,
    resamples: int = 2_000,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Heterotrait-monotrait ratio of each pair of constructs: near 1, their items go together as one scale.

    `items` has shape (n, k), reversed items turned, NaN where there is no answer; `constructs` names the items of each.
    HTMT = mean |r between items of the two| / √(mean |r within the first| · mean |r within the second|). HTMT2 takes
    geometric means of r in place of arithmetic ones of |r|, and is NaN where one of these r is not above 0. A construct
    of one item has a mean within of 1. Each pair rests on those who answered all items of both.
    With unequal weights the correlations are weighted.
    The limits are percentiles over `resamples` of the respondents, each of whom brings its weight along; above
    `RESAMPLED_GROUPS` respondents, random groups of respondents are resampled. Absolute correlations near 0 are larger
    in resamples, so that limits may leave the ratio out: they are widened to hold it. They are NaN where the ratio is,
    where no resamples are asked, and where more than `MOST_UNDEFINED` of the resamples has no ratio.
    Returns one row per pair in the order of the constructs, with `COLUMNS`; `n_effective` is Kish's. The ratios are NaN
    where fewer than three answered both or an item does not vary among them.
    Pairs that share an item have none either (NaN): the item correlates perfectly with itself.
    Raises StatisticsError for a construct without items, an unknown item, or unusable answers or weights.
    Source: Henseler, Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115–135; Roemer,
    Schuberth & Henseler (2021), Industrial Management & Data Systems 121, 2637–2650, for HTMT2; with absolute
    correlations as `seminr::summary(…)$validity$htmt`. In R also `semTools::htmt(…, absolute = TRUE, htmt2 = TRUE)`.

    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 4]})
    >>> table = htmt(answers, {"one": ["a", "b"], "two": ["c"]}, generator=np.random.default_rng(1), resamples=0)
    >>> table.loc[0, ["htmt", "htmt2"]].astype(float).round(4).tolist()
    [0.7826, 0.7746]
    """
    x, w = _checked(items, constructs, weights)
    pairs = list(_pairs(items, constructs, x, w))
    rows = [_estimate(pair, x, w) for pair in pairs]
    upper = upper_tail(confidence)
    defined = [place for place, row in enumerate(rows) if resamples > 0 and not np.isnan(row["htmt"])]
    for place, limits in _limits(pairs, defined, x, w, generator, resamples, upper).items():
        rows[place].update(_around(rows[place], limits))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _around(row: Mapping[str, Any], limits: Mapping[str, float]) -> dict[str, float]:
    """Widen limits that leave the ratio out; none for a ratio that is not there."""
    if np.isnan(row["htmt2"]):
        limits = {**limits, **_NO_SECOND}
    ends = {
        "low": ("htmt", min),
        "high": ("htmt", max),
        "htmt2_low": ("htmt2", min),
        "htmt2_high": ("htmt2", max),
    }
    return {
        name: limit if np.isnan(limit) else ends[name][1](limit, row[ends[name][0]])
        for name, limit in limits.items()
    }


def _checked(
    items: pd.DataFrame, constructs: Mapping[str, Sequence[str]], weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    """Give the answers, and a weight per respondent: 1 without weights, scaled to 1 at most."""
    unknown = [name for own in constructs.values() for name in own if name not in items.columns]
    if unknown:
        raise StatisticsError(f"constructs: {', '.join(map(str, unknown))} is not among the items")
    empty = [name for name, own in constructs.items() if not len(own)]
    if empty:
        raise StatisticsError(f"constructs: {empty[0]} has no items")
    same_rows(items, weights)
    x = as_numbers(items, "items")
    if weights is None:
        return x, np.ones(len(x))
    raw = as_numbers(weights, "weights")
    if raw.shape != (len(x),):
        raise StatisticsError(f"weights: {len(x)} expected, one per row, but the shape is {raw.shape}")
    silent = np.isnan(x).all(axis=1)
    kept = checked_weights(raw[~silent], int((~silent).sum()))
    full = np.zeros(len(x))
    full[~silent] = 1.0 if kept is None else kept / kept.max()
    return x, full


def _pairs(
    items: pd.DataFrame, constructs: Mapping[str, Sequence[str]], x: FloatArray, w: FloatArray
) -> Iterator[_Pair]:
    columns = list(items.columns)
    places = {name: tuple(columns.index(item) for item in own) for name, own in constructs.items()}
    there = ~np.isnan(x)
    for (first, own), (second, other) in combinations(places.items(), 2):
        yield _Pair(first, second, own, other, there[:, [*own, *other]].all(axis=1) & (w > 0))


def _estimate(pair: _Pair, x: FloatArray, w: FloatArray) -> dict[str, Any]:
    nothing = float("nan")
    row: dict[str, Any] = dict.fromkeys(COLUMNS, nothing)
    n = int(pair.rows.sum())
    row |= {"first": pair.first, "second": pair.second, "n": n}
    row["n_effective"] = effective_n(w[pair.rows]) if n else 0.0
    both = [*pair.own, *pair.other]
    answers = x[pair.rows][:, both]
    if n < RELIABILITY_ROWS or (np.ptp(answers, axis=0) == 0).any() or set(pair.own) & set(pair.other):
        return row
    scores = _standardised(answers, w[pair.rows])
    part = w[pair.rows] / w[pair.rows].sum()
    stack = ((scores * part) @ scores.T)[..., None]
    ratio, ratio2 = _ratios(np.clip(stack, -1, 1), len(pair.own))
    return row | {"htmt": float(ratio[0]), "htmt2": float(ratio2[0])}


def _standardised(answers: FloatArray, w: FloatArray) -> FloatArray:
    """Give each item mean 0 and variance 1, items × respondents."""
    means, deviations = _moments(answers, w)
    return np.ascontiguousarray(((answers - means) / deviations).T)


def _moments(answers: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the mean and the standard deviation of each item."""
    part = w / w.sum()
    means = part @ answers
    return means, np.sqrt(part @ (answers - means) ** 2)


def _ratios(stack: FloatArray, size: int) -> tuple[FloatArray, FloatArray]:
    """HTMT and HTMT2 of correlations of shape (q, q, m), the items of the first construct in front."""
    between, first, second = stack[:size, size:], _within(stack[:size, :size]), _within(stack[size:, size:])
    between = between.reshape(-1, stack.shape[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.abs(between).mean(axis=0) / np.sqrt(
            np.abs(first).mean(axis=0) * np.abs(second).mean(axis=0)
        )
        logs = [np.log(part).mean(axis=0) for part in (between, first, second)]
        geometric = np.exp(logs[0] - (logs[1] + logs[2]) / 2)
    return np.where(np.isfinite(plain), plain, np.nan), np.where(np.isfinite(geometric), geometric, np.nan)


def _within(stack: FloatArray) -> FloatArray:
    """Correlations of different items of one construct, (pairs, m); 1 for a single item."""
    i, j = np.triu_indices(len(stack), k=1)
    return stack[i, j] if len(i) else np.ones((1, stack.shape[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Pairs that rest on the same respondents: their places, their items, and how these are standardised.

    `rows` (bool, respondents) are those respondents; `means` and `deviations` have shape (items,). Scores are made
    when rows are asked for: those of all groups at once would be many times the answers.
    """

    pairs: tuple[int, ...]
    items: tuple[int, ...]
    rows: npt.NDArray[np.bool_]
    means: FloatArray
    deviations: FloatArray
    weighted: bool

    def products(self, rows: Rows, answers: FloatArray, weights: FloatArray) -> FloatArray:
        """Give what these rows add, of their `answers` to all items and their `weights`."""
        here = self.rows[rows]
        scores = (answers[list(self.items)] - self.means[:, None]) / self.deviations[:, None]
        scores[:, ~here] = 0.0
        return cross_products(scores, np.where(here, weights, 0.0) if self.weighted else None)


def _limits(
    pairs: Sequence[_Pair],
    defined: Sequence[int],
    x: FloatArray,
    w: FloatArray,
    generator: np.random.Generator,
    resamples: int,
    upper: float,
) -> dict[int, dict[str, float]]:
    """Give the limits of the pairs at these places, many of them from the same resamples."""
    found: dict[int, dict[str, float]] = {}
    by_item = np.ascontiguousarray(x.T)
    for groups in _batches(_groups(pairs, defined, x, w)):

        def products(rows: Rows, groups: Sequence[_Group] = groups) -> FloatArray:
            answers, weights = by_item[:, rows], w[rows]
            return np.concatenate([group.products(rows, answers, weights) for group in groups])

        # Every batch draws the same respondents, so that a pair's limits do not depend on what else is asked.
        again = deepcopy(generator)
        rows = row_sums(products, len(x), again, most_rows=RESAMPLED_GROUPS, groups=RESAMPLED_GROUPS)
        sums = drawn_sums(rows, resamples, again)
        start = 0
        for group in groups:
            size = _columns(len(group.items))
            stack = np.clip(correlations_of(sums[start : start + size], len(group.items)), -1, 1)
            start += size
            for place in group.pairs:
                own, other = pairs[place].own, pairs[place].other
                chosen = [group.items.index(item) for item in (*own, *other)]
                plain, geometric = _ratios(stack[np.ix_(chosen, chosen)], len(own))
                low, high = _percentiles(plain, upper)
                low2, high2 = _percentiles(geometric, upper)
                found[place] = {"low": low, "high": high, "htmt2_low": low2, "htmt2_high": high2}
    return found


def _columns(items: int) -> int:
    return items * (items + 1) // 2 + items + 1


def _groups(pairs: Sequence[_Pair], defined: Sequence[int], x: FloatArray, w: FloatArray) -> Iterator[_Group]:
    """Put the pairs that rest on the same respondents together: without missing answers, those are all."""
    same: dict[bytes, list[int]] = {}
    for place in defined:
        same.setdefault(np.packbits(pairs[place].rows).tobytes(), []).append(place)
    for places in same.values():
        here = pairs[places[0]].rows
        items = tuple(sorted({item for place in places for item in (*pairs[place].own, *pairs[place].other)}))
        means, deviations = _moments(x[here][:, list(items)], w[here])
        weighted = bool(np.ptp(np.where(here, w, 0.0)) > 0)
        yield _Group(tuple(places), items, here, means, deviations, weighted)


def _batches(groups: Iterator[_Group]) -> Iterator[list[_Group]]:
    """Take so many groups at a time that their sums fit in memory."""
    batch: list[_Group] = []
    for group in groups:
        batch.append(group)
        if sum(_columns(len(one.items)) for one in batch) > _SUMS:
            yield batch
            batch = []
    if batch:
        yield batch


def _percentiles(ratios: FloatArray, upper: float) -> tuple[float, float]:
    known = ratios[~np.isnan(ratios)]
    if len(known) < (1 - MOST_UNDEFINED) * len(ratios):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [1 - upper, upper], method="weibull")
    return float(low), float(high)
