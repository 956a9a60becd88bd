"""Who did not answer again: were they different from those who did, when both answered the first time?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.differences import Kind, cautious_p, difference, share_difference, summarise
from toolkit.measures.loyalty.independence import independence_test
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import as_numbers, same_rows, weighted_mean

MEASURES: Final = ("estimate_stayed", "estimate_left", "difference", "low", "high", "p", "p_holm")
COUNTS: Final = ("n_stayed", "n_left", "n_effective_stayed", "n_effective_left")


@dataclass(frozen=True, slots=True, eq=False)
class Attrition:
    """Those who left against those who stayed, in the first wave; one family for Holm.

    `measures`: per measure (index) MEASURES and COUNTS, difference = left less stayed, in the measure's unit.
    `segments`: per division (index) `statistic, df, p, p_holm, n`, NaN where too little is expected in a cell to test.
    `groups`: per division and group `segment, group`, the shares `estimate_stayed, estimate_left` of 0 to 1, their
    `difference, low, high`, and `n_stayed, n_left` of the group.
    """

    measures: pd.DataFrame
    segments: pd.DataFrame
    groups: pd.DataFrame


def attrition(
    answers: pd.DataFrame,
    kinds: Mapping[str, Kind],
    segments: pd.DataFrame,
    left: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> Attrition:
    """Compare the first wave's answers of those who did not answer again (`left`) with those of who did.

    `answers`: one row per respondent of the first wave, a column per measure of `kinds` ("mean", or "nps" on ratings of
    0 to 10), NaN where there is no answer. `segments`: same rows, a column of groups per division, missing where there
    is none; groups come in the order of their categories, or as they first appear. `left`, `weights`: shape (n,).

    Means by Welch's t with `cautious_p`, scores by `nps_difference`, each group of a division by `share_difference`,
    a division as a whole by `independence_test`, which is left out where chi-square does not hold (Cochran's rule).
    Holm's method runs over all measures and divisions together; the intervals are each for themselves.
    Raises StatisticsError where nobody left or nobody stayed, where a part has no answer to a measure, or as those
    functions do.
    Source: Goodman & Blum (1996), Journal of Management 22, 627–652, on comparing those who leave a panel with those
    who stay; Cochran (1954), Biometrics 10, 417–451; Holm (1979). In R these are `t.test`, `prop.test`, `chisq.test`
    and `p.adjust(p, "holm")`.

    >>> frame = pd.DataFrame({"trust": [50, 60, 70, 80, 30, 40, 50, 60]})
    >>> found = attrition(frame, {"trust": "mean"}, frame[[]], [False] * 4 + [True] * 4).measures.loc["trust"]
    >>> print(f"{found['difference']:.0f} points ({found['low']:.1f} to {found['high']:.1f}), p = {found['p']:.3f}")
    -20 points (-42.3 to 2.3), p = 0.071
    """
    same_rows(answers, segments)
    same_rows(answers, weights)
    gone = np.asarray(left, dtype=bool)
    if gone.shape != (len(answers),):
        raise StatisticsError(f"left: {len(answers)} expected, one per respondent, not {gone.shape}")
    if gone.all() or not gone.any():
        raise StatisticsError("Leavers are compared with stayers; one of the two is nobody. Leave this out.")
    w = None if weights is None else as_numbers(weights, "weights")
    measures = [_measure(answers[name], kind, gone, w, confidence) for name, kind in kinds.items()]
    divisions = [_division(segments[name], gone, w) for name in segments]
    parts = [_groups(str(name), segments[name], gone, w, confidence) for name in segments]
    table = pd.DataFrame(measures, index=pd.Index(list(kinds), name="measure"))
    tests = pd.DataFrame(
        divisions,
        index=pd.Index([str(name) for name in segments], name="segment"),
        columns=["statistic", "df", "p", "n"],
    )
    p_holm = holm([*table.get("p", ()), *tests["p"]])
    if len(table):
        table["p_holm"] = p_holm[: len(table)]
    return Attrition(
        table.reindex(columns=[*MEASURES, *COUNTS]),
        tests.assign(p_holm=p_holm[len(table) :]),
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_GROUP_COLUMNS)),
    )


_GROUP_COLUMNS: Final = (
    "segment",
    "group",
    "estimate_stayed",
    "estimate_left",
    "difference",
    "low",
    "high",
    "n_stayed",
    "n_left",
)


def _measure(
    answers: pd.Series,
    kind: Kind,
    gone: npt.NDArray[np.bool_],
    w: npt.NDArray[np.float64] | None,
    confidence: float,
) -> dict[str, float]:
    stayed, left = (
        summarise(answers.to_numpy()[part], None if w is None else w[part], kind=kind)
        for part in (~gone, gone)
    )
    found = difference(left, stayed, confidence=confidence)
    return {
        "estimate_stayed": stayed.value,
        "estimate_left": left.value,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p": cautious_p(found, left, stayed),
        "n_stayed": stayed.n,
        "n_left": left.n,
        "n_effective_stayed": stayed.n_effective,
        "n_effective_left": left.n_effective,
    }


def _division(
    groups: pd.Series, gone: npt.NDArray[np.bool_], w: npt.NDArray[np.float64] | None
) -> dict[str, float]:
    nothing = {"statistic": np.nan, "df": np.nan, "p": np.nan, "n": float(groups.notna().sum())}
    try:
        found = independence_test(groups.to_numpy(dtype=object), gone, w)
    except StatisticsError:
        return nothing  # one group only: nothing to hang together with
    if not found.holds:
        return nothing
    return nothing | {"statistic": found.statistic, "df": found.df, "p": found.p}


def _groups(
    segment: str,
    groups: pd.Series,
    gone: npt.NDArray[np.bool_],
    w: npt.NDArray[np.float64] | None,
    confidence: float,
) -> pd.DataFrame:
    """Share of each group among those who stayed and those who left, of whoever is in a group."""
    known = groups.notna().to_numpy()
    stayed, left = known & ~gone, known & gone
    if not (stayed.any() and left.any()):
        return pd.DataFrame(columns=list(_GROUP_COLUMNS))
    rows = []
    names = groups.astype(object)
    present = list(pd.unique(names[known]))
    if isinstance(groups.dtype, pd.CategoricalDtype):
        present = [code for code in groups.cat.categories if code in set(present)]
    for group in present:
        member = (names == group).to_numpy()
        given = [(member[part].astype(float), None if w is None else w[part]) for part in (left, stayed)]
        found = share_difference(given[0][0], given[1][0], given[0][1], given[1][1], confidence=confidence)
        shares = [weighted_mean(*one) for one in given]
        counts = (int((member & part).sum()) for part in (stayed, left))
        rows.append((segment, group, shares[1], shares[0], found.value, found.low, found.high, *counts))
    return pd.DataFrame(rows, columns=list(_GROUP_COLUMNS))
